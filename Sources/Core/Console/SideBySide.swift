import Foundation
import Synchronization

/// Runs jobs on several threads and hands their results over one by one, in the order of the jobs: what is printed does not depend
/// on which job is done first.
package final class SideBySide<Output: Sendable>: Sendable {
  /// The job whose result is awaited now.
  package var head: Int { awaited.load(ordering: .relaxed) }

  private let awaited = Atomic<Int>(0)
  private let next = Atomic<Int>(0)
  private let results: Mutex<[Output?]>
  private let ready: [DispatchSemaphore]

  /// For the given number of jobs.
  package init(count: Int) {
    results = Mutex(Array(repeating: nil, count: count))
    ready = (0..<count).map { _ in DispatchSemaphore(value: 0) }
  }

  /// Runs job after job on the threads, and hands their results over on the calling thread.
  ///
  /// - Parameters:
  ///   - threads: how many jobs run at a time.
  ///   - begin: called first on each thread.
  ///   - job: the work, by the job's number.
  ///   - deliver: called with each result in turn; if it throws, no more results are handed over.
  package func run(
    threads: Int, begin: @escaping @Sendable () -> Void, job: @escaping @Sendable (Int) -> Output,
    deliver: (Int, Output) throws -> Void
  ) throws {
    for _ in 0..<min(threads, ready.count) {
      let thread = Thread { [self] in
        begin()
        while true {
          let number = next.add(1, ordering: .relaxed).oldValue
          guard number < ready.count else { return }
          let result = job(number)
          results.withLock { $0[number] = result }
          ready[number].signal()
        }
      }
      // Algorithms recurse as deep on these threads as on the main one, and twice that.
      thread.stackSize = 16 << 20
      thread.start()
    }
    for number in ready.indices {
      awaited.store(number, ordering: .relaxed)
      ready[number].wait()
      if let result = results.withLock({ $0[number].take() }) { try deliver(number, result) }
    }
  }
}
