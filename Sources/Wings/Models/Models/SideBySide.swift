import Arrays
import Dispatch

/// Loops over large arrays, cut into parts that run side by side, on as many threads as BLAS may use.
package enum SideBySide {
  /// A second thread starts within some microseconds; so many simple operations take several times as long.
  private static let worthwhile = 1 << 18

  /// Calls `body` with each part of a range that begins at 0; with the whole range if the work is small.
  ///
  /// - Parameters:
  ///   - count: where the range ends.
  ///   - work: how many simple operations there are in all.
  ///   - each: how many parts there are for each thread: several, so that one that is slowed down leaves some to others.
  ///   - body: is called from several threads. What it does with a part must not depend on where the parts begin.
  package static func parts(of count: Int, work: Int, forEachThread each: Int = 1, _ body: (Range<Int>) -> Void) {
    let threads = work < worthwhile ? 1 : min(BLAS.threads, count)
    guard threads > 1 else { return body(0..<count) }
    let parts = min(threads * each, count)
    // Borders of fine parts at multiples of 16: no two threads write to a cache line.
    let step = each == 1 ? 16 : 1
    let borders = (0...parts).map { $0 == parts ? count : count * $0 / parts / step * step }
    withoutActuallyEscaping(body) { body in
      // All calls have ended when this returns.
      nonisolated(unsafe) let body = body
      DispatchQueue.concurrentPerform(iterations: parts) { part in
        if borders[part] < borders[part + 1] { body(borders[part]..<borders[part + 1]) }
      }
    }
  }
}
