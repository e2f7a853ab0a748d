import Foundation

extension NPZArchive {
  /// The `.npz` file of these arrays, in this order: byte for byte what `numpy.savez` of NumPy 2 writes, or (with the
  /// same version of zlib) `numpy.savez_compressed`.
  ///
  /// The date of every member is 1 January 1980, so equal arrays make equal files.
  ///
  /// - Throws: `FormatError` if a name stands twice, or has more than 65,531 bytes.
  /// - Complexity: O(n).
  public static func data(
    _ arrays: [(name: String, array: NPYArray)], compression: Compression = .stored
  ) throws(FormatError) -> Data {
    try data(arrays, compression: compression, zip64Beyond: 0x7fff_ffff)
  }

  /// The same, with the 64-bit extension from `limit` on instead of where 32 bits end, so that it can be tested.
  package static func data(
    _ arrays: [(name: String, array: NPYArray)], compression: Compression, zip64Beyond limit: Int
  ) throws(FormatError) -> Data {
    var names: Set<String> = []
    var file = Data()
    var directory = Data()
    for (name, array) in arrays {
      let name = name + ".npy"
      guard names.insert(name).inserted else {
        throw FormatError(
          .duplicate, .member(FormatError.excerpt(of: name)), "name", found: "a second array of this name",
          expected: "each name once")
      }
      guard name.utf8.count <= 0xffff else {
        throw FormatError(
          .tooLarge, .member(FormatError.excerpt(of: name)), "name", found: "\(name.utf8.count) bytes",
          expected: "at most 65535")
      }
      let content = array.npyData()
      guard let stored = compression == .deflate ? Deflate.deflated(content) : content else {
        throw FormatError(
          .tooLarge, .member(FormatError.excerpt(of: name)), "deflate stream", found: "no memory for it",
          expected: "enough memory, or members that are stored")
      }
      let offset = file.count
      // Version 4.5, flags (bit 11: the name is not ASCII), method, time 0:00 on 1 January 1980, checksum.
      var common = Data()
      common.append(number: name.utf8.allSatisfy { $0 < 0x80 } ? 0 : 0x800, bytes: 2)
      common.append(number: compression == .deflate ? 8 : 0, bytes: 2)
      common.append(number: 0x0021_0000, bytes: 4)
      common.append(number: Int(Deflate.checksum(content)), bytes: 4)

      file.append(number: 0x0403_4b50, bytes: 4)
      file.append(number: 45, bytes: 2)
      file.append(common)
      file.append(number: 0xffff_ffff, bytes: 4)
      file.append(number: 0xffff_ffff, bytes: 4)
      file.append(number: name.utf8.count, bytes: 2)
      file.append(number: 20, bytes: 2)
      file.append(contentsOf: name.utf8)
      file.append(number: 1, bytes: 2)
      file.append(number: 16, bytes: 2)
      file.append(number: content.count, bytes: 8)
      file.append(number: stored.count, bytes: 8)
      file.append(stored)

      let isLarge = content.count > limit || stored.count > limit
      let wide = (isLarge ? [content.count, stored.count] : []) + (offset > limit ? [offset] : [])
      directory.append(number: 0x0201_4b50, bytes: 4)
      directory.append(number: 3 << 8 | 45, bytes: 2)  // made on Unix
      directory.append(number: 45, bytes: 2)
      directory.append(common)
      directory.append(number: isLarge ? 0xffff_ffff : stored.count, bytes: 4)
      directory.append(number: isLarge ? 0xffff_ffff : content.count, bytes: 4)
      directory.append(number: name.utf8.count, bytes: 2)
      directory.append(number: wide.isEmpty ? 0 : 4 + 8 * wide.count, bytes: 2)
      directory.append(number: 0, bytes: 6)  // no comment, disk 0, no attributes inside
      directory.append(number: 0o600 << 16, bytes: 4)
      directory.append(number: offset > limit ? 0xffff_ffff : offset, bytes: 4)
      directory.append(contentsOf: name.utf8)
      if !wide.isEmpty {
        directory.append(number: 1, bytes: 2)
        directory.append(number: 8 * wide.count, bytes: 2)
        for value in wide { directory.append(number: value, bytes: 8) }
      }
    }
    let offset = file.count
    file.append(directory)
    if arrays.count > 0xffff || offset > limit || directory.count > limit {
      let end = file.count
      file.append(number: 0x0606_4b50, bytes: 4)
      file.append(number: 44, bytes: 8)
      file.append(number: 45 << 16 | 45, bytes: 4)
      file.append(number: 0, bytes: 8)
      for value in [arrays.count, arrays.count, directory.count, offset] { file.append(number: value, bytes: 8) }
      file.append(number: 0x0706_4b50, bytes: 4)
      file.append(number: 0, bytes: 4)
      file.append(number: end, bytes: 8)
      file.append(number: 1, bytes: 4)
    }
    file.append(number: 0x0605_4b50, bytes: 4)
    file.append(number: 0, bytes: 4)
    file.append(number: min(arrays.count, 0xffff), bytes: 2)
    file.append(number: min(arrays.count, 0xffff), bytes: 2)
    file.append(number: min(directory.count, 0xffff_ffff), bytes: 4)
    file.append(number: min(offset, 0xffff_ffff), bytes: 4)
    file.append(number: 0, bytes: 2)
    return file
  }
}

extension Data {
  /// Appends the lowest `bytes` bytes of a number, the lowest first.
  fileprivate mutating func append(number: Int, bytes: Int) {
    for step in 0..<bytes { append(UInt8(truncatingIfNeeded: number >> (8 * step))) }
  }
}
