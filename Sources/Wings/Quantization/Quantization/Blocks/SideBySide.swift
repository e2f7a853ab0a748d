import Dispatch
import Synchronization

/// Results that are worked out some at a time, on as many processors, and used one after the other.
///
/// Small products gain nothing from several threads of BLAS, so it should have one while they are worked out.
struct SideBySide<Value: Sendable> {
  private let count: Int
  private let lanes: Int
  private let value: @Sendable (Int) throws -> Value

  /// As many results, worked out from their numbers.
  init(_ count: Int, lanes: Int, value: @escaping @Sendable (Int) throws -> Value) {
    (self.count, self.lanes, self.value) = (count, lanes, value)
  }

  /// Calls `body` with each result, one after the other.
  ///
  /// - Throws: what working out the first result that fails throws, and `body`.
  func inOrder(_ body: (Value) throws -> Void) throws {
    for first in stride(from: 0, to: count, by: lanes) {
      for result in results(first..<min(count, first + lanes)) { try body(result.get()) }
    }
  }

  private func results(_ numbers: Range<Int>) -> [Result<Value, any Error>] {
    let done = Mutex<[Int: Result<Value, any Error>]>([:])
    let value = value
    DispatchQueue.concurrentPerform(iterations: numbers.count) { lane in
      let number = numbers.lowerBound + lane
      let result = Result { try value(number) }
      done.withLock { $0[number] = result }
    }
    let results = done.withLock { $0 }
    return numbers.compactMap { results[$0] }
  }
}
