import Foundation
import Synchronization

/// A progress bar on standard error: it appears after a second of work, and only on a terminal.
package final class Progress: Sendable {
  private let title: String
  private let start = Mutex(ContinuousClock.now)
  private let lastShown = Mutex<ContinuousClock.Instant?>(nil)
  static let isTerminal = isatty(STDERR_FILENO) == 1

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
    show("\(bar) \(done)/\(total) \(title)\(remaining(done, of: total))")
  }

  /// How long the rest takes if it goes on like this; nothing before a hundredth is done.
  private func remaining(_ done: Int, of total: Int) -> String {
    guard done > 0, done < total, Double(done) >= 0.01 * Double(total) else { return "" }
    let elapsed = (ContinuousClock.now - start.withLock { $0 }).components.seconds
    return ", \(Self.words(seconds: Double(elapsed) / Double(done) * Double(total - done))) left"
  }

  /// 12 s, 3 min, 2 h: rounded as an estimate deserves.
  static func words(seconds: Double) -> String {
    switch seconds {
    case ..<99.5: "\(Int(seconds.rounded(.up))) s"
    case ..<5940: "\(Int((seconds / 60).rounded())) min"
    default: "\(Int(min(seconds / 3600, 1e6).rounded())) h"
    }
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
