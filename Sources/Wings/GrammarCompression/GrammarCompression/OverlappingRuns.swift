/// The stretches on which two vectors of one length are both constant, from left to right; at most r₁ + r₂ − 1 for r₁ and
/// r₂ runs.
struct OverlappingRuns<First: IteratorProtocol, Second: IteratorProtocol, Value>: Sequence, IteratorProtocol
where First.Element == Run<Value>, Second.Element == Run<Value> {
  private var first: First
  private var second: Second
  private var firstRun: Run<Value>?
  private var secondRun: Run<Value>?

  init(_ first: First, _ second: Second) {
    (self.first, self.second) = (first, second)
    firstRun = self.first.next()
    secondRun = self.second.next()
  }

  mutating func next() -> (first: Value, second: Value, count: Int)? {
    guard let one = firstRun, let other = secondRun else { return nil }
    let count = Swift.min(one.count, other.count)
    firstRun = one.count == count ? first.next() : Run(value: one.value, count: one.count - count)
    secondRun = other.count == count ? second.next() : Run(value: other.value, count: other.count - count)
    return (one.value, other.value, count)
  }
}
