import Foundation

/// A folder that one run has for itself until the lock is let go, or the process ends in whatever way. Two runs in one folder would each count its own
/// steps alone, and say less than both have cost.
package final class FolderLock: Sendable {
  private let descriptor: Int32

  /// Takes the folder, which must exist; it gets a file `lock`.
  ///
  /// - Throws: ``TrainingError/folderInUse(_:)`` if another run has it, and what the file system says.
  package init(_ folder: String) throws {
    descriptor = open(folder + "/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw DurableFile.currentError() }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw TrainingError.folderInUse(folder)
    }
  }

  deinit { close(descriptor) }
}
