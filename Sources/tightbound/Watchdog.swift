import Evidence
import Foundation
import Synchronization

/// Ends the program in order when an algorithm under test traps, overflows its stack, or does not return: the instance it
/// was given is reported, as a counterexample, before the program exits with the code for *violated*.
///
/// The thread that trapped only writes a byte into a pipe and sleeps, which is all that a signal handler may do; a second
/// thread, which had been waiting for that byte, does the rest.
final class Watchdog: Sendable {
  typealias Suspect = @Sendable () throws -> Counterexample
  typealias Report = @Sendable (_ suspect: Suspect, _ reason: String) -> Void

  static let shared = Watchdog()

  private struct State {
    var limit = Duration.zero
    var report: Report?
    var suspect: Suspect?
    var since = ContinuousClock.now
  }

  private let state = Mutex(State())

  private init() {
    var descriptors: [Int32] = [-1, -1]
    guard pipe(&descriptors) == 0 else { return }
    trapPipe.store(descriptors[1], ordering: .relaxed)
    // Its own stack, for the case that the other one is full.
    let size = 64 * 1024
    var stack = stack_t(
      ss_sp: UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16), ss_flags: 0, ss_size: size)
    sigaltstack(&stack, nil)
    for number in [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT] {
      var action = sigaction()
      action.__sigaction_handler.sa_handler = handleTrap
      action.sa_flags = SA_ONSTACK
      sigaction(number, &action, nil)
    }
    let end = descriptors[0]
    Thread.detachNewThread { [self] in
      while true {
        var waiting = pollfd(fd: end, events: Int16(POLLIN), revents: 0)
        if poll(&waiting, 1, 200) > 0 {
          var number: UInt8 = 0
          read(end, &number, 1)
          finish("the program was stopped by \(Self.name(Int32(number)))")
        } else if let limit = overdue() {
          finish("there was no answer within \(limit)")
        }
      }
    }
  }

  /// From now on, trouble is reported to `report`.
  func start(limit: Duration, report: @escaping Report) {
    state.withLock { $0 = State(limit: limit, report: report) }
  }

  /// The instance that is tried next.
  func watch(_ suspect: @escaping Suspect) {
    let now = ContinuousClock.now
    state.withLock { ($0.suspect, $0.since) = (suspect, now) }
  }

  /// From now on, nothing is watched.
  func stop() { state.withLock { $0 = State() } }

  private func overdue() -> Duration? {
    state.withLock { state in
      state.suspect != nil && ContinuousClock.now - state.since > state.limit ? state.limit : nil
    }
  }

  private func finish(_ reason: String) -> Never {
    let (report, suspect) = state.withLock { ($0.report, $0.suspect) }
    // Should the heap be what broke, this might never end.
    alarm(10)
    guard let report, let suspect else {
      Tightbound.report("tightbound: \(reason)")
      _exit(Outcome.couldNotRun.rawValue)
    }
    report(suspect, reason)
    fflush(nil)
    _exit(Outcome.violated.rawValue)
  }

  private static func name(_ number: Int32) -> String {
    switch number {
    case SIGILL, SIGTRAP: "a trap: arithmetic overflow, an index out of range, or a failed precondition"
    case SIGSEGV, SIGBUS: "an invalid memory access, or a stack that is full"
    case SIGABRT: "abort()"
    default: "signal \(number)"
    }
  }
}

/// Where the signal handler writes; −1 before there is a pipe.
private let trapPipe = Atomic<Int32>(-1)

private func handleTrap(_ number: Int32) {
  var byte = UInt8(truncatingIfNeeded: number)
  write(trapPipe.load(ordering: .relaxed), &byte, 1)
  while true { pause() }
}
