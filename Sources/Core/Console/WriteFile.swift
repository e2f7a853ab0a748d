import Foundation

/// Writes a file, or to standard output for `-`.
///
/// A file that is written has no name until all of it stands on the disk, so that a command that is killed leaves either
/// the whole file or none, and what stood there before stays until then.
package func writeFile(_ path: String, _ data: Data) throws {
  try writeFile(path) { write in try write(data) }
}

/// The same for what comes in parts: `body` writes them by the function that it is given, one after the other.
///
/// - Throws: ``CommandError`` if it cannot be written; what `body` throws, and nothing is then left behind.
package func writeFile(_ path: String, _ body: (_ write: (Data) throws -> Void) throws -> Void) throws {
  if path == "-" {
    FileHandle.standardOutput.widenPipe()
    return try body { data in
      do { try FileHandle.standardOutput.write(contentsOf: data) } catch {
        throw CommandError("cannot write standard output: \(systemReason(error))")
      }
    }
  }
  try requireUnread(path)
  func writing<Result>(_ work: () throws -> Result) throws -> Result {
    do { return try work() } catch { throw CommandError("cannot write \(path): \(systemReason(error))") }
  }
  func fill(_ file: FileHandle) throws { try body { data in try writing { try file.write(contentsOf: data) } } }
  // A pipe or a device is written as it is.
  guard try writing({ try isPlainFileOrMissing(path) }) else {
    let file = try writing { try FileHandle(forWritingTo: URL(fileURLWithPath: path)) }
    file.widenPipe()
    try fill(file)
    return try writing { try file.close() }
  }
  // A symbolic link stays, and what it points to is replaced.
  let target = try writing { try linkTarget(path) }
  if let nameless = try writing({ try NamelessFile(beside: target) }) {
    try fill(nameless.file)
    if try writing({ try nameless.give(target) }) { return }
  }
  // Where the file system has no files without names: under another name, and then renamed.
  let other = "\(target).\(ProcessInfo.processInfo.processIdentifier)"
  let descriptor = open(other, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
  let file = try writing {
    guard descriptor >= 0 else { throw currentError() }
    return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
  }
  do {
    try fill(file)
    try writing { guard rename(other, target) == 0 else { throw currentError() } }
  } catch {
    unlink(other)
    throw error
  }
}

/// Refuses to replace a file that this command has read.
///
/// - Throws: ``CommandError``.
func requireUnread(_ path: String) throws {
  var status = stat()
  if stat(path, &status) == 0, InputFiles.contains(status) {
    throw CommandError("\(path) was read by this command, which does not overwrite what it reads; name another output")
  }
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
  "slp", "rle", "r", "c", "tbgv", "tbgm", "npy", "npz", "csv", "tsv", "mtx", "svm", "libsvm", "json", "jsonl", "lp",
  "mps",
  "vipr", "sol", "cnf",
  "svg",
  "html", "gz", "zip", "safetensors", "pdf", "png",
]

/// Whether a path names a plain file, or nothing; of a pipe or a device it does not.
func isPlainFileOrMissing(_ path: String) throws -> Bool {
  var status = stat()
  guard stat(path, &status) == 0 else {
    if errno == ENOENT { return true }
    throw currentError()
  }
  if status.st_mode & S_IFMT == S_IFDIR { throw POSIXError(.EISDIR) }
  return status.st_mode & S_IFMT == S_IFREG
}

extension FileHandle {
  /// Lets a pipe hold 256 KiB instead of 64, where it is one and the system allows it: its reader and its writer then wait for each other
  /// less often. Of 100 MB in chunks of a mebibyte that saved half of the system's time; a mebibyte saved no more.
  fileprivate func widenPipe() {
    // F_SETPIPE_SZ, which the C library declares for programs that ask for GNU's extensions.
    _ = fcntl(fileDescriptor, 1031, 1 << 18)
  }
}

/// A file that has no name yet, and that the system removes unless it gets one.
private struct NamelessFile {
  /// The file, open for writing.
  let file: FileHandle

  /// A file in the folder of a path; nil where the file system has none.
  init?(beside path: String) throws {
    // O_TMPFILE, which the C library's header defines by an expression.
    let descriptor = open(folder(of: path), 0o20_000_000 | O_DIRECTORY | O_WRONLY, 0o666)
    guard descriptor >= 0 else {
      if errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL { return nil }
      throw currentError()
    }
    file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
  }

  /// Gives the file its name, over what has it. False where the file system cannot do so.
  func give(_ path: String) throws -> Bool {
    let itself = "/proc/self/fd/\(file.fileDescriptor)"
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
