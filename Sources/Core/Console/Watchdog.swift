import Evidence
import Foundation
import Synchronization

/// Ends the program in order when an algorithm under test traps, overflows its stack, or does not return: the instance it
/// was given is reported, as a counterexample, before the program exits with the code for *violated*.
///
/// Each thread is watched by itself. The thread that trapped only writes its name and the signal into a pipe and sleeps, which is
/// all that a signal handler may do; another thread, which had been waiting for them, does the rest.
final class Watchdog: Sendable {
  /// Makes the counterexample of the instance that is being tried.
  typealias Suspect = @Sendable () throws -> Counterexample
  /// Called with the instance and what happened, before the program exits.
  typealias Report = @Sendable (_ suspect: Suspect, _ reason: String) -> Void

  /// The one watchdog of the program: signal handlers belong to the whole process.
  static let shared = Watchdog()

  private struct Watched {
    let limit: Duration
    let report: Report
    var suspect: Suspect?
    var since = ContinuousClock.now
  }

  /// What is watched, by thread.
  private let watched = Mutex<[UInt: Watched]>([:])

  private init() {
    var descriptors: [Int32] = [-1, -1]
    guard pipe(&descriptors) == 0 else { return }
    trapPipe.store(descriptors[1], ordering: .relaxed)
    Self.prepareThread()
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
          var trap = Trap(thread: 0, signal: 0)
          read(end, &trap, MemoryLayout<Trap>.size)
          finish("the program was stopped by \(Self.name(trap.signal))", on: trap.thread)
        } else if let (thread, limit) = overdue() {
          finish("there was no answer within \(limit)", on: thread)
        }
      }
    }
  }

  /// Gives the calling thread a stack for signals, for the case that its own is full. The first thread has one.
  @Sendable static func prepareThread() {
    let size = 64 * 1024
    var stack = stack_t(
      ss_sp: UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16), ss_flags: 0, ss_size: size)
    sigaltstack(&stack, nil)
  }

  /// From now on, trouble on the calling thread is reported to `report`.
  func start(limit: Duration, report: @escaping Report) {
    watched.withLock { $0[UInt(pthread_self())] = Watched(limit: limit, report: report) }
  }

  /// The instance that the calling thread tries next.
  func watch(_ suspect: @escaping Suspect) {
    let now = ContinuousClock.now
    watched.withLock { watched in
      watched[UInt(pthread_self())]?.suspect = suspect
      watched[UInt(pthread_self())]?.since = now
    }
  }

  /// From now on, the calling thread is not watched.
  func stop() { watched.withLock { $0[UInt(pthread_self())] = nil } }

  private func overdue() -> (thread: UInt, limit: Duration)? {
    let now = ContinuousClock.now
    return watched.withLock { watched in
      watched.first { $0.value.suspect != nil && now - $0.value.since > $0.value.limit }
        .map { (thread: $0.key, limit: $0.value.limit) }
    }
  }

  /// Reports what the thread was given; where a thread of its own making trapped, what any of the watched ones was given.
  private func finish(_ reason: String, on thread: UInt) -> Never {
    let all = watched.withLock { $0 }
    let suspects = all[thread].map { [$0] } ?? Array(all.values)
    // Should the heap be what broke, this might never end.
    alarm(10)
    var reported = false
    for watched in suspects {
      guard let suspect = watched.suspect else { continue }
      watched.report(suspect, suspects.count > 1 ? "\(reason), here or in another check" : reason)
      reported = true
    }
    if !reported { StandardError.write("tightbound: \(reason)") }
    fflush(nil)
    _exit(reported ? Outcome.violated.rawValue : Outcome.couldNotRun.rawValue)
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

/// Which thread was stopped by which signal.
private struct Trap {
  var thread: UInt
  var signal: Int32
}

private func handleTrap(_ number: Int32) {
  var trap = Trap(thread: UInt(pthread_self()), signal: number)
  write(trapPipe.load(ordering: .relaxed), &trap, MemoryLayout<Trap>.size)
  while true { pause() }
}
