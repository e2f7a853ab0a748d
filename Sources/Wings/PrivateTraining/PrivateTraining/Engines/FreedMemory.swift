import CPrivateTraining

/// What becomes of memory that a step of training frees.
public enum FreedMemory {
  /// Keeps up to 1 GB of it for the next step, which needs as much, instead of returning it to the system, in the whole process and from now on.
  ///
  /// The C library returns the memory of large arrays at once; then the system clears each page again when it is next written, which takes a
  /// tenth of a small step. A program that trains may call this when it starts; a library should not.
  ///
  /// - Returns: false if the C library is not glibc, and nothing changed.
  @discardableResult
  public static func keep() -> Bool { clipping_keep_memory() != 0 }
}
