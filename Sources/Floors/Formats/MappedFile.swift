import Foundation

/// The bytes of a plain file, mapped: they are read when they are looked at, and the system may drop them again.
///
/// Foundation may read a file instead of mapping it, and then its memory must not be let go.
///
/// - Throws: what the file system says; `EISDIR` or `ESPIPE` for what is no plain file.
func mappedFile(_ path: String) throws -> Data {
  func failure() -> POSIXError { POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
  let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
  guard descriptor >= 0 else { throw failure() }
  defer { close(descriptor) }
  var status = stat()
  guard fstat(descriptor, &status) == 0 else { throw failure() }
  guard status.st_mode & S_IFMT == S_IFREG else {
    throw POSIXError(status.st_mode & S_IFMT == S_IFDIR ? .EISDIR : .ESPIPE)
  }
  let count = Int(status.st_size)
  guard count > 0 else { return Data() }
  guard let start = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0), start != MAP_FAILED else {
    throw failure()
  }
  return Data(bytesNoCopy: start, count: count, deallocator: .custom { start, count in munmap(start, count) })
}
