import Foundation
import Synchronization

/// Shows how long work takes of which nobody knows how much there is: after a second, on a terminal, until it is finished or let go.
package final class ElapsedTime: Sendable {
  private let progress: Progress
  private let isOver = Mutex(false)
  private let detail = Mutex("")

  /// Starts the clock.
  ///
  /// - Parameters:
  ///   - title: what is being done, such as “solving”.
  ///   - limit: the seconds after which it is stopped; nil for none.
  package init(_ title: String, limit: Double? = nil) {
    progress = Progress(title)
    guard Progress.isTerminal else { return }
    let start = ContinuousClock.now
    Thread.detachNewThread { [weak self] in
      repeat {
        Thread.sleep(forTimeInterval: 0.25)
      } while self?.shows((ContinuousClock.now - start).components.seconds, limit) == true
    }
  }

  deinit { finish() }

  /// Shows the seconds, unless the work is over.
  private func shows(_ seconds: Int64, _ limit: Double?) -> Bool {
    isOver.withLock { over in
      if !over {
        let known = detail.withLock { $0 }
        progress.update(
          Progress.words(seconds: Double(seconds)) + (limit.map { " of \(Progress.words(seconds: $0))" } ?? "")
            + (known.isEmpty ? "" : ", \(known)"))
      }
      return !over
    }
  }

  /// Says how far the work is; shown behind the time until something else is said.
  package func tell(_ words: String) { detail.withLock { $0 = words } }

  /// Clears the line; nothing is shown from now on.
  package func finish() {
    isOver.withLock { over in
      if !over { progress.finish() }
      over = true
    }
  }

  /// Does the work, and shows how long it takes.
  package static func during<Result>(_ title: String, _ work: () throws -> Result) rethrows -> Result {
    let shown = ElapsedTime(title)
    defer { shown.finish() }
    return try work()
  }
}
