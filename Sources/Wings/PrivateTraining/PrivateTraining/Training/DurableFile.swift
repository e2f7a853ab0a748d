import Foundation

/// Writing that has reached the disk when it returns.
enum DurableFile {
  /// Adds to the end of a file that may not exist yet. If it fails, the file is as it was.
  static func append(_ data: Data, to path: String) throws {
    let isNew = !FileManager.default.fileExists(atPath: path)
    try withDescriptor(path, O_WRONLY | O_CREAT | O_APPEND) { descriptor in
      let start = lseek(descriptor, 0, SEEK_END)
      guard start >= 0 else { throw currentError() }
      do {
        try write(data, to: descriptor)
      } catch {
        _ = ftruncate(descriptor, start)
        throw error
      }
    }
    if isNew { try synchronizeFolder(of: path) }
  }

  /// Makes a file shorter.
  static func truncate(_ path: String, to count: Int) throws {
    try withDescriptor(path, O_WRONLY) { descriptor in
      guard ftruncate(descriptor, off_t(count)) == 0, fsync(descriptor) == 0 else { throw currentError() }
    }
  }

  /// After this a file that was made, or got its name, in the folder stays there.
  static func synchronizeFolder(of path: String) throws {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    try withDescriptor(folder, O_RDONLY) { guard fsync($0) == 0 else { throw currentError() } }
  }

  private static func write(_ data: Data, to descriptor: Int32) throws {
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

  private static func withDescriptor(_ path: String, _ flags: Int32, _ body: (Int32) throws -> Void) throws {
    let descriptor = open(path, flags | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw currentError() }
    defer { close(descriptor) }
    try body(descriptor)
  }

  static func currentError() -> POSIXError { POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
}
