import Foundation
import Synchronization

/// A progress bar on standard error: it appears after a second of work, and only on a terminal.
package final class Progress: Sendable {
  private let title: String
  private let start = Mutex(ContinuousClock.now)
  private let lastShown = Mutex<ContinuousClock.Instant?>(nil)
  private static let isTerminal = isatty(STDERR_FILENO) == 1

  /// A bar with this title, not shown yet.
  package init(_ title: String) { self.title = title }

  /// The work begins now, where that is later than this was made.
  package func begin() { start.withLock { $0 = .now } }

  /// Shows how far the work is, at most ten times a second.
  package func update(_ done: Int, of total: Int) {
    guard total > 0, isDue() else { return }
    let width = 30
    let filled = min(width, width * done / total)
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
    show("\(bar) \(done)/\(total) \(title)")
  }

  /// Shows what has been done where nobody knows how much there is to do.
  package func update(_ done: String) {
    if isDue() { show("\(title): \(done)") }
  }

  private func isDue() -> Bool {
    guard Self.isTerminal else { return false }
    let now = ContinuousClock.now
    guard now - start.withLock({ $0 }) > .seconds(1) else { return false }
    return lastShown.withLock { last in
      if let last, now - last < .milliseconds(100) { return false }
      last = now
      return true
    }
  }

  private func show(_ text: String) { FileHandle.standardError.write(Data("\r\(text)\u{1B}[K".utf8)) }

  /// Clears the bar.
  package func finish() {
    guard lastShown.withLock({ $0 != nil }) else { return }
    FileHandle.standardError.write(Data("\r\u{1B}[K".utf8))
  }
}
