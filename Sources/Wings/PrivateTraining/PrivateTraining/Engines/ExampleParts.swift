import Dispatch
import Synchronization

/// What parts of a batch are added up as.
protocol Summable: Sendable {
  static func += (left: inout Self, right: Self)
}
extension ClippedSums: Summable {}
extension ExactSums: Summable {}

/// The examples of a batch, cut into a part for each thread.
struct ExampleParts {
  private let examples: [Int]
  private let count: Int

  /// At most so many parts, none of them empty unless there are no examples.
  init(_ examples: [Int], threads: Int) {
    (self.examples, count) = (examples, max(1, min(threads, examples.count)))
  }

  /// Adds up what `body` makes of the parts, in their order.
  ///
  /// - Parameter none: the sums of no examples.
  /// - Throws: what `body` throws for the first part for which it does.
  func sum<Sums: Summable, Failure: Error>(
    none: Sums, _ body: @Sendable (ArraySlice<Int>) throws(Failure) -> Sums
  ) throws(Failure) -> Sums {
    guard count > 1 else { return try body(examples[...]) }
    let results = Mutex([Result<Sums, Failure>?](repeating: nil, count: count))
    DispatchQueue.concurrentPerform(iterations: count) { part in
      let range = (examples.count * part / count)..<(examples.count * (part + 1) / count)
      let sums = Result { () throws(Failure) in try body(examples[range]) }
      results.withLock { $0[part] = sums }
    }
    var total = none
    for result in results.withLock({ $0.compactMap(\.self) }) { total += try result.get() }
    return total
  }
}
