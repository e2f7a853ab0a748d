import Glibc

/// Keeps the optimiser from removing what is measured.
@_optimize(none) @inline(never)
func consume<Value>(_ value: borrowing Value) {}

/// Processor time of this process in nanoseconds. Unlike the wall clock it stands still while other programs run.
func processorTime() -> Double {
  var now = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now)
  return Double(now.tv_sec) * 1e9 + Double(now.tv_nsec)
}

/// The time of `pass` per operation in nanoseconds: the fastest of nine runs of at least 4 ms each,
/// or of as many as fit in half a second.
func nanoseconds(operations: Int, _ pass: () -> Void) -> Double {
  func time(_ count: Int) -> Double {
    let start = processorTime()
    for _ in 0..<count { pass() }
    return processorTime() - start
  }
  var count = 1
  while time(count) < 4e6 { count *= 2 }
  var best = Double.infinity
  var spent = 0.0
  for _ in 0..<9 where spent < 5e8 {
    let run = time(count)
    spent += run
    best = min(best, run)
  }
  return best / Double(count * operations)
}

func report(_ peer: String, _ operation: String, _ bits: Int, _ time: Double, _ check: String) {
  print("\(peer)\t\(operation)\t\(bits)\t\(time)\t\(check)")
}
