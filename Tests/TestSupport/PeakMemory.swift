import Foundation

extension Workplace {
  /// Runs `tightbound` with files of the folder, its outputs dropped.
  ///
  /// - Parameter arguments: Names of files are paths, since the folder is not the current one.
  /// - Returns: The exit code, and the most bytes of memory that it held above what it holds to print its version.
  package func peakMemory(of arguments: String...) throws -> (exitCode: Int32, bytes: Int) {
    let base = try peak(["--version"]).bytes
    let found = try peak(arguments)
    return (found.exitCode, max(found.bytes - base, 0))
  }

  private func peak(_ arguments: [String]) throws -> (exitCode: Int32, bytes: Int) {
    let words = ([try Self.executable().path] + arguments).map { strdup($0) }
    defer { for word in words { free(word) } }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for stream in [STDOUT_FILENO, STDERR_FILENO] {
      posix_spawn_file_actions_addopen(&actions, stream, "/dev/null", O_WRONLY, 0)
    }
    var child: pid_t = 0
    let error = posix_spawn(&child, words[0] ?? strdup(""), &actions, nil, words + [nil], environ)
    guard error == 0 else { throw POSIXError(POSIXErrorCode(rawValue: error) ?? .EIO) }
    var (status, usage): (Int32, rusage) = (0, rusage())
    guard wait4(child, &status, 0, &usage) == child else { throw POSIXError(.ECHILD) }
    // Of a process that ended by itself the high byte; kibibytes of memory.
    return (status & 0x7f == 0 ? status >> 8 & 0xff : -1, Int(usage.ru_maxrss) * 1024)
  }
}
