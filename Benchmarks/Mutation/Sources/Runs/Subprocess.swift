import Foundation
import Glibc
import Synchronization

/// Runs a program and waits for it, within limits that do not depend on what else the machine does.
enum Subprocess {
  /// What came of a run.
  struct Outcome: Sendable {
    /// The exit code; nil if a signal ended the program.
    var exitCode: Int32?
    /// Both outputs, as they came.
    var output: String
    /// The line that was waited for, after which the program was ended.
    var stopLine: String?
    /// Seconds of processor time.
    var seconds: Double
    /// That the processor time was used up, or that the program waited for ever.
    var timedOut: Bool
  }

  /// How much a program may use.
  struct Limits: Sendable {
    /// Seconds of processor time.
    var processor: Int
    /// Seconds of the clock in which a program that waits must go on. One that could go on, but does not get a processor, is waited for.
    var clock: Double
    /// Memory in KiB.
    var memory = 8 << 20
  }

  /// - Parameters:
  ///   - arguments: the program, looked up in `PATH`, and its arguments.
  ///   - environment: variables besides those of this process.
  ///   - stopAt: ends the program as soon as a line with this text is printed.
  static func run(
    _ arguments: [String], in directory: URL, environment: [String: String] = [:], limits: Limits? = nil,
    stopAt mark: String? = nil
  ) throws -> Outcome {
    let limiting =
      limits.map { "ulimit -c 0 && ulimit -t \($0.processor) && ulimit -v \($0.memory) && " } ?? ""
    let words = ["/bin/sh", "-c", "cd \"$1\" && shift && \(limiting)exec \"$@\"", "sh", directory.path] + arguments
    let variables = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let (process, descriptor) = try starting.withLock { _ in try start(words, environment: variables) }
    defer { close(descriptor) }
    var reader = LineReader(descriptor: descriptor, mark: mark)
    var ended = LineReader.End.late
    var spent = -1.0
    repeat {
      ended = reader.read(until: limits.map { ContinuousClock.now + .seconds($0.clock) })
      guard ended == .late, let now = processorTime(of: process), now > spent + 10 else { break }
      spent = now
    } while true
    if ended != .closed { kill(process, SIGKILL) }
    var status: Int32 = 0
    var usage = rusage()
    while wait4(process, &status, 0, &usage) < 0, errno == EINTR {}
    let seconds = usage.ru_utime.seconds + usage.ru_stime.seconds
    let exited = status & 0x7f == 0
    return Outcome(
      exitCode: exited && ended == .closed ? (status >> 8) & 0xff : nil, output: reader.text, stopLine: reader.stopLine,
      seconds: seconds,
      timedOut: ended == .late || (!exited && ended == .closed && seconds >= Double(limits?.processor ?? .max) - 0.5))
  }

  /// The processor time that a running program has used until now, in ticks of the system; nil if it cannot be known.
  private static func processorTime(of process: pid_t) -> Double? {
    // After the name, which may have blanks and ends with a parenthesis, the 12th and 13th words are user and system time.
    guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
      let words = text.split(separator: ")").last?.split(separator: " "), words.count > 12,
      let user = Double(words[11]), let system = Double(words[12])
    else { return nil }
    return user + system
  }

  /// One at a time, so that no program inherits the pipe of another, which would then stay open.
  private static let starting = Mutex(())

  /// Starts a program, both of whose outputs go to the returned end of a pipe.
  private static func start(_ words: [String], environment: [String: String]) throws -> (pid_t, Int32) {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw MutationError("no pipe: \(String(cString: strerror(errno)))") }
    defer { close(ends[1]) }
    _ = fcntl(ends[0], F_SETFD, FD_CLOEXEC)
    _ = fcntl(ends[1], F_SETFD, FD_CLOEXEC)
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    posix_spawn_file_actions_adddup2(&actions, ends[1], 2)
    var argv: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    var envp: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for word in argv + envp { free(word) } }
    var process: pid_t = 0
    let code = posix_spawn(&process, words[0], &actions, nil, &argv, &envp)
    guard code == 0 else {
      close(ends[0])
      throw MutationError("\(words[0]) does not start: \(String(cString: strerror(code)))")
    }
    return (process, ends[0])
  }
}

/// Reads what a program prints, until it ends, prints a mark, or is late.
private struct LineReader {
  /// Why reading ended.
  enum End { case closed, marked, late }

  let descriptor: Int32
  let mark: String?
  private(set) var bytes: [UInt8] = []
  private(set) var stopLine: String?

  init(descriptor: Int32, mark: String?) { (self.descriptor, self.mark) = (descriptor, mark) }

  var text: String { String(decoding: bytes, as: UTF8.self) }

  mutating func read(until deadline: ContinuousClock.Instant?) -> End {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      if let deadline, ContinuousClock.now > deadline { return .late }
      var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      guard Glibc.poll(&poll, 1, 500) > 0 else { continue }
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      guard count > 0 else { return .closed }
      bytes += buffer.prefix(count)
      guard let mark, let line = text.split(separator: "\n").first(where: { $0.contains(mark) }) else { continue }
      stopLine = String(line)
      return .marked
    }
  }
}

extension timeval {
  fileprivate var seconds: Double { Double(tv_sec) + Double(tv_usec) * 1e-6 }
}
