import ArgumentParser
import Foundation
import Synchronization

/// The option of commands that may take long.
package struct TimeLimit: ParsableArguments {
  /// The seconds; nil for no limit.
  @Option(
    help: ArgumentHelp(
      "Stop after this many seconds, print what is certified by then, and leave with exit code 4.", valueName: "seconds"
    ))
  package var timeLimit: Double?

  /// The option, not given.
  package init() {}

  /// Refuses what is no time.
  package func validate() throws {
    if let timeLimit, !(timeLimit > 0 && timeLimit <= 1e9) {
      throw ValidationError("--time-limit is a number of seconds above 0, at most 1e9")
    }
  }

  /// When the time is over; nil for never.
  package var deadline: ContinuousClock.Instant? { timeLimit.map { .now + .seconds($0) } }

  /// Starts the clock.
  ///
  /// - Parameters:
  ///   - title: what is being done, shown with its time on a terminal; nil if the work shows its own progress.
  ///   - grace: how many seconds more there are for work that stops by itself at the limit.
  ///   - atLimit: prints what is certified by then, on a thread of its own while the work goes on; the program then ends with exit code 4.
  /// - Returns: the clock, which is stopped before results are printed.
  package func start(_ title: String? = nil, grace: Double = 0, atLimit: @escaping @Sendable () -> Void) -> Clock {
    let clock = Clock(title.map { ElapsedTime($0, limit: timeLimit) })
    guard let timeLimit else { return clock }
    Thread.detachNewThread {
      Thread.sleep(forTimeInterval: timeLimit + grace)
      guard clock.take() else { return }
      atLimit()
      fflush(nil)
      _exit(Outcome.timeLimit.rawValue)
    }
    return clock
  }

  /// Which comes first, the end of the work or of the time; the other one is then too late.
  package final class Clock: Sendable {
    private let isTaken = Mutex(false)
    private let shown: ElapsedTime?

    fileprivate init(_ shown: ElapsedTime?) { self.shown = shown }

    /// Says how far the work is, if it has a title under which that is shown.
    package func tell(_ words: String) { shown?.tell(words) }

    /// Whether the caller is the first.
    fileprivate func take() -> Bool {
      shown?.finish()
      return isTaken.withLock { taken in
        defer { taken = true }
        return !taken
      }
    }

    /// The work is done: its results are printed. Does not return if the time was over first.
    package func stop() {
      guard !take() else { return }
      while true { pause() }
    }
  }
}
