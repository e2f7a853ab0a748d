import Formats
import Foundation
import Synchronization

/// The whole of a file, or of standard input for `-`: of a plain file, a pipe, a named pipe or a device. What gzip compressed is
/// expanded, with a notice.
///
/// - Parameters:
///   - path: The file.
///   - isExpanded: Whether a gzip file stands for what was compressed.
/// - Throws: ``CommandError`` if it cannot be read, is damaged, or would expand to more than fits half the machine's memory.
package func readFile(_ path: String, expandingGzip isExpanded: Bool = true) throws -> Data {
  try readFile(path, expandingGzip: isExpanded, isInput: true)
}

/// The same; a file that is no input of the command may be written anew.
func readFile(_ path: String, expandingGzip isExpanded: Bool = true, isInput: Bool) throws -> Data {
  let name = path == "-" ? "standard input" : path
  let data: Data
  do { data = try openFile(path, isInput: isInput).readToEnd() ?? Data() } catch let error as CommandError {
    throw error
  } catch {
    throw CommandError("cannot read \(name): \(systemReason(error))")
  }
  guard isExpanded, Gzip.isMember(data) else { return data }
  let expanded = try inFile(path) { try Gzip.expanded(data, limit: memoryLimit) }
  StandardError.write("notice: \(name) is read as gzip: \(data.count) bytes stand for \(expanded.count)")
  return expanded
}

/// How many bytes one file may be expanded to, or one array may take because a file says so: half the memory of the machine.
package var memoryLimit: Int { Int(clamping: ProcessInfo.processInfo.physicalMemory / 2) }

/// A file opened for reading, or standard input for `-`. A command that read a file does not overwrite it.
package func openFile(_ path: String) throws -> FileHandle { try openFile(path, isInput: true) }

/// Whether a path names a plain file, which may be read twice: no folder, pipe or device, nor standard input.
package func isPlainFile(_ path: String) -> Bool {
  var status = stat()
  return path != "-" && stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
}

private func openFile(_ path: String, isInput: Bool) throws -> FileHandle {
  var status = stat()
  if path == "-" {
    if fstat(STDIN_FILENO, &status) == 0 { try InputFiles.use(status, path) }
    return .standardInput
  }
  // Not by a URL: Foundation refuses pipes by their names.
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { throw CommandError("cannot read \(path): \(systemReason(currentError()))") }
  if fstat(descriptor, &status) == 0 {
    if [S_IFIFO, S_IFSOCK].contains(status.st_mode & S_IFMT) { try InputFiles.use(status, path) }
    if status.st_mode & S_IFMT == S_IFDIR {
      close(descriptor)
      throw CommandError("cannot read \(path): \(systemReason(POSIXError(.EISDIR)))")
    }
    if isInput, status.st_mode & S_IFMT == S_IFREG { InputFiles.add(status) }
  }
  return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
}

/// The files that the program has read.
enum InputFiles {
  private struct Identity: Hashable { let device, inode: UInt64 }
  private static let read = Mutex<Set<Identity>>([])
  private static let used = Mutex<Set<Identity>>([])

  static func add(_ status: stat) { _ = read.withLock { $0.insert(identity(status)) } }

  /// Refuses to begin a second time with what can be read only once: a pipe, and what standard input is.
  static func use(_ status: stat, _ path: String) throws {
    guard used.withLock({ $0.insert(identity(status)).inserted }) else {
      throw CommandError("\(path == "-" ? "standard input" : path) can be read only once, and stands for two inputs")
    }
  }

  /// Adds a file by its path, if there is one.
  static func add(path: String) {
    var status = stat()
    if stat(path, &status) == 0 { add(status) }
  }

  static func contains(_ status: stat) -> Bool { read.withLock { $0.contains(identity(status)) } }

  private static func identity(_ status: stat) -> Identity {
    Identity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
  }
}

/// Text of a format whose comments and names may be in any 8-bit encoding: UTF-8, or else Latin-1, with a notice. A byte order mark is
/// left out.
///
/// - Throws: ``CommandError`` for UTF-16.
package func readText(_ data: Data, _ path: String) throws -> String {
  let name = path == "-" ? "standard input" : path
  if data.starts(with: [0xff, 0xfe]) || data.starts(with: [0xfe, 0xff]) {
    throw CommandError("\(name): found UTF-16, expected UTF-8; `iconv -f UTF-16 -t UTF-8` converts it")
  }
  let data = data.starts(with: [0xef, 0xbb, 0xbf]) ? data.dropFirst(3) : data
  if let text = String(data: data, encoding: .utf8) { return text }
  StandardError.write("notice: \(name) is not UTF-8 and is read as Latin-1")
  var scalars = String.UnicodeScalarView()
  for byte in data { scalars.append(Unicode.Scalar(byte)) }
  return String(scalars)
}

/// The next bytes of an open file; nil at its end.
package func readChunk(of file: FileHandle, _ path: String) throws -> Data? {
  do {
    let chunk = try file.read(upToCount: 1 << 18)
    return chunk?.isEmpty == false ? chunk : nil
  } catch { throw CommandError("cannot read \(path == "-" ? "standard input" : path): \(systemReason(error))") }
}

/// What `body` makes of a file; its errors, which know the line at best, get the name of the file in front.
package func inFile<T>(_ path: String, _ body: () throws -> T) throws -> T {
  do { return try body() } catch let error as CommandError { throw error } catch {
    if error is POSIXError || error is CocoaError {
      throw CommandError("cannot read \(path == "-" ? "standard input" : path): \(systemReason(error))")
    }
    throw CommandError("\(path == "-" ? "standard input" : path): \(error)")
  }
}

/// What `body` reads out of a file, as ``inFile(_:_:)`` does; on a terminal it is shown how long it takes.
package func parseFile<T>(_ path: String, _ body: () throws -> T) throws -> T {
  try ElapsedTime.during("reading \(path == "-" ? "standard input" : path)") { try inFile(path, body) }
}

/// The ending of a file's name that tells what it holds, in small letters: `lp` of `a.LP` and of `a.lp.gz`.
package func fileKind(_ path: String) -> String {
  var name = path as NSString
  if name.pathExtension.lowercased() == "gz" { name = name.deletingPathExtension as NSString }
  return name.pathExtension.lowercased()
}

/// A folder, and those above it, where they do not exist.
package func makeFolder(_ path: String) throws {
  do { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) } catch {
    throw CommandError("cannot write the folder \(path): \(systemReason(error))")
  }
}

/// A value as JSON with sorted keys.
package func json(_ value: some Encodable, pretty: Bool = true) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting =
    pretty ? [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes] : [.sortedKeys, .withoutEscapingSlashes]
  return String(decoding: try encoder.encode(value), as: UTF8.self)
}
