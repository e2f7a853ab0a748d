/// Keeps the optimiser from removing what is measured.
@_optimize(none) @inline(never)
func consume<Value>(_ value: borrowing Value) {}

/// The time of `pass` per operation in nanoseconds: the fastest of five runs of at least 4 ms each.
func nanoseconds(operations: Int, _ pass: () -> Void) -> Double {
  let clock = ContinuousClock()
  func time(_ count: Int) -> Double {
    let (seconds, attoseconds) = clock.measure { for _ in 0..<count { pass() } }.components
    return Double(seconds) * 1e9 + Double(attoseconds) * 1e-9
  }
  var count = 1
  while time(count) < 4e6 { count *= 2 }
  let best = (0..<5).map { _ in time(count) }.min() ?? .infinity
  return best / Double(count * operations)
}

func report(_ peer: String, _ operation: String, _ bits: Int, _ time: Double, _ check: String) {
  print("\(peer)\t\(operation)\t\(bits)\t\(time)\t\(check)")
}
