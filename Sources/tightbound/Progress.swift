import Foundation
import Synchronization

/// A progress bar on standard error: it appears after a second of work, and only on a terminal.
final class Progress: Sendable {
  private let title: String
  private let start = ContinuousClock.now
  private let lastShown = Mutex<ContinuousClock.Instant?>(nil)
  private static let isTerminal = isatty(STDERR_FILENO) == 1

  init(_ title: String) { self.title = title }

  /// Shows how far the work is, at most ten times a second.
  func update(_ done: Int, of total: Int) {
    guard Self.isTerminal, total > 0 else { return }
    let now = ContinuousClock.now
    guard now - start > .seconds(1) else { return }
    let show = lastShown.withLock { last in
      if let last, now - last < .milliseconds(100) { return false }
      last = now
      return true
    }
    guard show else { return }
    let width = 30
    let filled = min(width, width * done / total)
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
    FileHandle.standardError.write(Data("\r\(bar) \(done)/\(total) \(title)\u{1B}[K".utf8))
  }

  /// Clears the bar.
  func finish() {
    guard lastShown.withLock({ $0 != nil }) else { return }
    FileHandle.standardError.write(Data("\r\u{1B}[K".utf8))
  }
}
