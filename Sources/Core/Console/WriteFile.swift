import Foundation

/// Writes a file, or to standard output for `-`.
///
/// A file that is written has no name until all of it stands on the disk, so that a command that is killed leaves either
/// the whole file or none, and what stood there before stays until then.
package func writeFile(_ path: String, _ data: Data) throws {
  if path == "-" {
    do { try FileHandle.standardOutput.write(contentsOf: data) } catch {
      throw CommandError("cannot write standard output: \(systemReason(error))")
    }
    return
  }
  var status = stat()
  if stat(path, &status) == 0, InputFiles.contains(status) {
    throw CommandError("\(path) was read by this command, which does not overwrite what it reads; name another output")
  }
  do {
    let isPlain = try isPlainFileOrMissing(path)
    // A pipe or a device is written as it is.
    guard isPlain else {
      let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
      try file.write(contentsOf: data)
      return try file.close()
    }
    // A symbolic link stays, and what it points to is replaced.
    let target = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    if try !writeNameless(data, then: target) { try data.write(to: URL(fileURLWithPath: target), options: .atomic) }
  } catch { throw CommandError("cannot write \(path): \(systemReason(error))") }
}

/// The same for text, in UTF-8.
package func writeFile(_ path: String, _ text: String) throws { try writeFile(path, Data(text.utf8)) }

/// Refuses an output whose name says that it holds something else than what would be written into it.
///
/// - Parameters:
///   - path: The output; `-` and names without a known ending may hold anything.
///   - kinds: The endings that fit, the usual one first.
///   - what: What would be written, for the message.
/// - Throws: ``CommandError``.
package func requireOutput(_ path: String, _ kinds: [String], holds what: String) throws {
  let kind = (path as NSString).pathExtension.lowercased()
  guard path != "-", knownKinds.contains(kind), !kinds.contains(kind) else { return }
  throw CommandError(
    "\(path) is to hold \(what), which .\(kind) files do not; name it .\(kinds.joined(separator: " or ."))")
}

/// The endings of names that say what a file holds.
private let knownKinds: Set<String> = [
  "slp", "rle", "tbgm", "npy", "npz", "csv", "tsv", "mtx", "svm", "libsvm", "json", "jsonl", "lp", "mps", "vipr", "cnf",
  "svg",
  "html", "gz", "zip", "safetensors", "pdf", "png",
]

private func isPlainFileOrMissing(_ path: String) throws -> Bool {
  var status = stat()
  guard stat(path, &status) == 0 else {
    if errno == ENOENT { return true }
    throw currentError()
  }
  if status.st_mode & S_IFMT == S_IFDIR { throw POSIXError(.EISDIR) }
  return status.st_mode & S_IFMT == S_IFREG
}

/// Writes a file that has no name yet, and then gives it the name. False where the file system cannot do so.
private func writeNameless(_ data: Data, then path: String) throws -> Bool {
  let folder = (path as NSString).deletingLastPathComponent
  // O_TMPFILE, which the C library's header defines by an expression.
  let nameless = open(folder.isEmpty ? "." : folder, 0o20_000_000 | O_DIRECTORY | O_WRONLY, 0o666)
  guard nameless >= 0 else {
    if errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL { return false }
    throw currentError()
  }
  let file = FileHandle(fileDescriptor: nameless, closeOnDealloc: true)
  try file.write(contentsOf: data)
  let itself = "/proc/self/fd/\(nameless)"
  if linkat(AT_FDCWD, itself, AT_FDCWD, path, AT_SYMLINK_FOLLOW) == 0 { return true }
  guard errno == EEXIST else { return false }
  // Something has that name: the whole file gets another one first, for only a rename replaces it in one step.
  let other = "\(path).\(ProcessInfo.processInfo.processIdentifier)"
  guard linkat(AT_FDCWD, itself, AT_FDCWD, other, AT_SYMLINK_FOLLOW) == 0 else { return false }
  guard rename(other, path) == 0 else {
    let error = currentError()
    unlink(other)
    throw error
  }
  return true
}

/// What `errno` says.
func currentError() -> POSIXError { POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }

/// What the system says was wrong, in its own words where Foundation has only a number.
package func systemReason(_ error: any Error) -> String {
  // Foundation's files throw the one kind, its file handles the other.
  let cause = (error as NSError).userInfo[NSUnderlyingErrorKey]
  if let code = ((error as? POSIXError) ?? (cause as? POSIXError))?.code.rawValue
    ?? (cause as? NSError).map({ Int32(truncatingIfNeeded: $0.code) })
  {
    return String(cString: strerror(code))
  }
  return error.localizedDescription
}
