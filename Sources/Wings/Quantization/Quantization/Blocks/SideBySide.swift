import Arrays
import Dispatch
import Models
import Synchronization

/// Tensors that are worked out two at a time, and used one after the other.
///
/// Small products gain nothing from several threads of BLAS, so it is set to one while they are worked out. If it has one thread anyway,
/// nothing runs side by side.
struct SideBySide {
  private let count: Int
  private let tensor: @Sendable (Int) throws -> Tensor<Float>

  /// As many tensors, worked out from their numbers.
  init(_ count: Int, tensor: @escaping @Sendable (Int) throws -> Tensor<Float>) {
    (self.count, self.tensor) = (count, tensor)
  }

  /// Calls `body` with each tensor, one after the other.
  ///
  /// - Throws: what working out the first tensor that fails throws, and `body`.
  func inOrder(_ body: (Tensor<Float>) throws -> Void) throws {
    let usual = BLAS.threads
    let lanes = min(2, usual)
    for first in stride(from: 0, to: count, by: lanes) {
      for result in results(first..<min(count, first + lanes), usual) { try body(result.get()) }
    }
  }

  private func results(_ numbers: Range<Int>, _ usual: Int) -> [Result<Tensor<Float>, any Error>] {
    let done = Mutex<[Int: Result<Tensor<Float>, any Error>]>([:])
    BLAS.threads = 1
    defer { BLAS.threads = usual }
    let tensor = tensor
    DispatchQueue.concurrentPerform(iterations: numbers.count) { lane in
      let number = numbers.lowerBound + lane
      let result = Result { try tensor(number) }
      done.withLock { $0[number] = result }
    }
    let results = done.withLock { $0 }
    return numbers.compactMap { results[$0] }
  }
}
