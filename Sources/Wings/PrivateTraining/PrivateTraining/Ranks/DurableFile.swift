import Foundation

/// Writing that has reached the disk when it returns, and files that are there whole or not at all.
enum DurableFile {
  /// Replaces a file: the old one stays until the new one is on the disk.
  static func write(_ data: Data, to path: String) throws {
    let part = path + ".part"
    try withDescriptor(part, O_WRONLY | O_CREAT | O_TRUNC) { try append(data, to: $0) }
    guard rename(part, path) == 0 else { throw currentError() }
    try synchronizeFolder(of: path)
  }

  /// Adds to the end of a file that may not exist yet.
  static func append(_ data: Data, to path: String) throws {
    let isNew = !FileManager.default.fileExists(atPath: path)
    try withDescriptor(path, O_WRONLY | O_CREAT | O_APPEND) { try append(data, to: $0) }
    if isNew { try synchronizeFolder(of: path) }
  }

  private static func append(_ data: Data, to descriptor: Int32) throws {
    try data.withUnsafeBytes { bytes in
      var done = 0
      while done < bytes.count {
        let count = Foundation.write(descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { throw currentError() }
        done += count
      }
    }
    guard fsync(descriptor) == 0 else { throw currentError() }
  }

  private static func synchronizeFolder(of path: String) throws {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    try withDescriptor(folder, O_RDONLY) { guard fsync($0) == 0 else { throw currentError() } }
  }

  private static func withDescriptor(_ path: String, _ flags: Int32, _ body: (Int32) throws -> Void) throws {
    let descriptor = open(path, flags | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw currentError() }
    defer { close(descriptor) }
    try body(descriptor)
  }

  static func currentError() -> POSIXError { POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
}

/// A folder that one run has for itself until the lock is let go, or the process ends in whatever way. Two runs in one folder would each count its own
/// steps alone, and say less than both have cost.
package final class FolderLock: Sendable {
  private let descriptor: Int32

  /// Takes the folder, which must exist; it gets a file `lock`.
  ///
  /// - Throws: ``RankedRunError/folderInUse(_:)`` if another run has it, and what the file system says.
  package init(_ folder: String) throws {
    descriptor = open(folder + "/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw DurableFile.currentError() }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw RankedRunError.folderInUse(folder)
    }
  }

  deinit { close(descriptor) }
}
