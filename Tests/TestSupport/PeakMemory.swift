import Foundation

extension Workplace {
  /// Runs `tightbound` with its outputs dropped, and looks every millisecond how much memory it holds, files that are mapped not counted.
  ///
  /// What the system says at the end of a process has the memory of the one that started it in it.
  ///
  /// - Parameter arguments: Files of the folder by their paths, since it is not the current one.
  /// - Returns: The exit code, and the most bytes that were seen.
  package func peakMemory(of arguments: String...) throws -> (exitCode: Int32, bytes: Int) {
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
    var (status, most): (Int32, Int) = (0, 0)
    while waitpid(child, &status, WNOHANG) == 0 {
      if let text = try? String(contentsOfFile: "/proc/\(child)/statm", encoding: .utf8) {
        let pages = text.split(separator: " ").prefix(3).compactMap { Int($0) }
        if pages.count == 3 { most = max(most, (pages[1] - pages[2]) * Int(getpagesize())) }
      }
      usleep(1000)
    }
    // Of a process that ended by itself the high byte.
    return (status & 0x7f == 0 ? status >> 8 & 0xff : -1, most)
  }
}
