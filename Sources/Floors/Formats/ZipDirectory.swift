import Foundation

/// A file in a zip archive, as the central directory describes it.
struct ZipEntry: Equatable, Sendable {
  var name: String
  var isDeflated: Bool
  var checksum: UInt32
  var compressedSize: Int
  var size: Int
  /// Where its local header begins.
  var headerOffset: Int
  /// Where its bytes begin.
  var dataOffset: Int
}

/// Reads the central directory of a zip archive (PKWARE's APPNOTE 6.3, with zip64) and checks it against the local
/// headers.
struct ZipDirectory {
  private(set) var entries: [ZipEntry] = []

  private static let localSignature = 0x0403_4b50
  private static let entrySignature = 0x0201_4b50
  private static let endSignature = 0x0605_4b50
  private static let end64Signature = 0x0606_4b50
  private static let locator64Signature = 0x0706_4b50

  init(_ bytes: Span<UInt8>) throws(FormatError) {
    let end = try ZipDirectory.endRecord(bytes)
    var at = end.offset
    for _ in 0..<end.count {
      let entry = try ZipDirectory.entry(bytes, &at, limit: end.offset + end.size)
      entries.append(entry)
    }
    guard at == end.offset + end.size else {
      throw FormatError(
        .inconsistent, .byte(at), "central directory", found: "its end after \(end.count) entries",
        expected: "its end at byte \(end.offset + end.size)")
    }
    for index in entries.indices {
      try ZipDirectory.checkLocalHeader(bytes, &entries[index], limit: end.offset)
    }
    // Entries that share bytes are how a small archive claims to be a huge one.
    let inOrder = entries.sorted { $0.headerOffset < $1.headerOffset }
    for (entry, next) in zip(inOrder, inOrder.dropFirst())
    where entry.dataOffset + entry.compressedSize > next.headerOffset {
      throw FormatError(
        .inconsistent, .byte(next.headerOffset), "member \(FormatError.excerpt(of: next.name))",
        found: "bytes that belong to another member", expected: "members that do not overlap")
    }
    var names: Set<String> = []
    for entry in entries where !names.insert(entry.name).inserted {
      throw FormatError(
        .duplicate, .byte(entry.headerOffset), "name", found: FormatError.excerpt(of: entry.name) + " again",
        expected: "each name once")
    }
  }

  /// The little-endian number of `width` bytes, nil beyond the end of the bytes or of what Int holds.
  private static func number(_ bytes: Span<UInt8>, _ offset: Int, _ width: Int) -> Int? {
    guard offset >= 0, offset <= bytes.count - width else { return nil }
    var value: UInt64 = 0
    for step in (0..<width).reversed() { value = value << 8 | UInt64(bytes[offset + step]) }
    return Int(exactly: value)
  }

  /// The number, which must be there.
  private static func need(
    _ bytes: Span<UInt8>, _ offset: Int, _ width: Int, _ field: String
  ) throws(FormatError) -> Int {
    guard let value = number(bytes, offset, width) else {
      throw FormatError(
        .truncated, .byte(max(0, min(offset, bytes.count))), field,
        found: offset <= bytes.count - width ? "a number beyond 63 bits" : "the end of the file",
        expected: "a number of \(width) bytes")
    }
    return value
  }

  /// Where the central directory is, and its number of entries.
  private static func endRecord(_ bytes: Span<UInt8>) throws(FormatError) -> (offset: Int, size: Int, count: Int) {
    // The record has 22 bytes and a comment of up to 65,535, which reaches to the end of the file.
    var record = bytes.count - 22
    let first = max(0, record - 0xffff)
    while record >= first {
      if number(bytes, record, 4) == endSignature, number(bytes, record + 20, 2) == bytes.count - record - 22 { break }
      record -= 1
    }
    guard record >= first else {
      throw FormatError(
        .missing, .byte(bytes.count), "end of central directory", found: "none",
        expected: "a zip archive, whose last record it is")
    }
    var (offset, size) = (
      try need(bytes, record + 16, 4, "directory offset"), try need(bytes, record + 12, 4, "directory size")
    )
    var count = try need(bytes, record + 10, 2, "number of members")
    var disks = [
      try need(bytes, record + 4, 2, "number of the disk"), try need(bytes, record + 6, 2, "disk of the directory"),
    ]
    var countHere = try need(bytes, record + 8, 2, "number of members")
    var directoryEnd = record
    if number(bytes, record - 20, 4) == locator64Signature {
      let record64 = try need(bytes, record - 12, 8, "zip64 end offset")
      guard record64 <= record - 20 - 56, number(bytes, record64, 4) == end64Signature else {
        throw FormatError(
          .malformed, .byte(record - 12), "zip64 end offset", found: "\(record64)",
          expected: "the place of the zip64 end of central directory")
      }
      countHere = try need(bytes, record64 + 24, 8, "number of members")
      count = try need(bytes, record64 + 32, 8, "number of members")
      size = try need(bytes, record64 + 40, 8, "directory size")
      offset = try need(bytes, record64 + 48, 8, "directory offset")
      disks = [
        try need(bytes, record64 + 16, 4, "number of the disk"),
        try need(bytes, record64 + 20, 4, "disk of the directory"),
      ]
      directoryEnd = record64
    }
    guard disks == [0, 0], countHere == count else {
      throw FormatError(
        .unsupported, .byte(record), "number of the disk", found: "an archive in parts", expected: "a whole archive")
    }
    guard size <= directoryEnd, offset == directoryEnd - size else {
      throw FormatError(
        .inconsistent, .byte(record), "directory offset", found: "\(offset) with \(size) bytes",
        expected: "a directory that ends at byte \(directoryEnd)")
    }
    guard count <= size / 46 else {
      throw FormatError(
        .inconsistent, .byte(record), "number of members", found: "\(count)",
        expected: "at most \(size / 46) in a directory of \(size) bytes")
    }
    return (offset, size, count)
  }

  /// Reads an entry of the central directory, which ends at `limit`.
  private static func entry(
    _ bytes: Span<UInt8>, _ at: inout Int, limit: Int
  ) throws(FormatError) -> ZipEntry {
    let start = at
    guard limit - start >= 46, number(bytes, start, 4) == entrySignature else {
      throw FormatError(
        .malformed, .byte(start), "central directory",
        found: FormatError.excerpt(of: bytes, from: start, to: min(start + 4, limit)),
        expected: "a member's entry, PK\\x01\\x02")
    }
    let nameLength = try need(bytes, start + 28, 2, "length of the name")
    let extraLength = try need(bytes, start + 30, 2, "length of the extra field")
    let commentLength = try need(bytes, start + 32, 2, "length of the comment")
    at = start + 46 + nameLength + extraLength + commentLength
    guard at <= limit else {
      throw FormatError(
        .truncated, .byte(start + 28), "central directory", found: "an entry of \(at - start) bytes",
        expected: "at most \(limit - start)")
    }
    let (name, isDeflated) = try nameAndMethod(
      bytes, name: start + 46, nameLength, flags: start + 8, method: start + 10)
    var entry = ZipEntry(
      name: name, isDeflated: isDeflated,
      checksum: UInt32(truncatingIfNeeded: try need(bytes, start + 16, 4, "checksum")),
      compressedSize: try need(bytes, start + 20, 4, "compressed size"), size: try need(bytes, start + 24, 4, "size"),
      headerOffset: try need(bytes, start + 42, 4, "header offset"), dataOffset: 0)
    // Zip64 has, in this order, the values that do not fit 32 bits.
    if var extra = extraField(1, bytes, start + 46 + nameLength, extraLength) {
      if entry.size == 0xffff_ffff { entry.size = try value64(bytes, &extra) }
      if entry.compressedSize == 0xffff_ffff { entry.compressedSize = try value64(bytes, &extra) }
      if entry.headerOffset == 0xffff_ffff { entry.headerOffset = try value64(bytes, &extra) }
    }
    if !entry.isDeflated, entry.size != entry.compressedSize {
      throw FormatError(
        .inconsistent, .byte(start + 24), "size", found: "\(entry.size)",
        expected: "the \(entry.compressedSize) bytes that are stored")
    }
    return entry
  }

  private static func value64(_ bytes: Span<UInt8>, _ extra: inout Range<Int>) throws(FormatError) -> Int {
    guard extra.count >= 8 else {
      throw FormatError(
        .truncated, .byte(extra.lowerBound), "zip64 field", found: "\(extra.count) bytes", expected: "8 more bytes")
    }
    let value = try need(bytes, extra.lowerBound, 8, "zip64 field")
    extra = extra.lowerBound + 8..<extra.upperBound
    return value
  }

  /// Where the extra field of this kind is.
  private static func extraField(_ kind: Int, _ bytes: Span<UInt8>, _ start: Int, _ length: Int) -> Range<Int>? {
    var at = start
    while let found = number(bytes, at, 2), let size = number(bytes, at + 2, 2), at + 4 + size <= start + length {
      if found == kind { return at + 4..<at + 4 + size }
      at += 4 + size
    }
    return nil
  }

  private static func nameAndMethod(
    _ bytes: Span<UInt8>, name start: Int, _ length: Int, flags: Int, method: Int
  ) throws(FormatError) -> (String, isDeflated: Bool) {
    let flagBits = try need(bytes, flags, 2, "flags")
    guard flagBits & 0x2041 == 0 else {
      throw FormatError(.unsupported, .byte(flags), "flags", found: "encryption", expected: "no encryption")
    }
    let number = try need(bytes, method, 2, "compression method")
    guard number == 0 || number == 8 else {
      throw FormatError(
        .unsupported, .byte(method), "compression method", found: "\(number)", expected: "0 (stored) or 8 (deflate)")
    }
    var text: [UInt8] = []
    guard start + length <= bytes.count else {
      throw FormatError(.truncated, .byte(start), "name", found: "the end of the file", expected: "\(length) bytes")
    }
    for index in start..<start + length { text.append(bytes[index]) }
    guard let name = String(validating: text, as: UTF8.self) else {
      throw FormatError(
        .unsupported, .byte(start), "name", found: FormatError.excerpt(of: text.span, from: 0, to: text.count),
        expected: "UTF-8")
    }
    return (name, number == 8)
  }

  /// Checks that the local header agrees, and finds where the bytes begin; they end before `limit`.
  private static func checkLocalHeader(
    _ bytes: Span<UInt8>, _ entry: inout ZipEntry, limit: Int
  ) throws(FormatError) {
    let start = entry.headerOffset
    guard start <= limit - 30, number(bytes, start, 4) == localSignature else {
      throw FormatError(
        .inconsistent, .byte(min(start, bytes.count)), "header of \(FormatError.excerpt(of: entry.name))",
        found: FormatError.excerpt(of: bytes, from: min(start, limit), to: min(start, limit) + 4),
        expected: "PK\\x03\\x04 at byte \(start), before the directory")
    }
    let nameLength = try need(bytes, start + 26, 2, "length of the name")
    let extraLength = try need(bytes, start + 28, 2, "length of the extra field")
    let (name, isDeflated) = try nameAndMethod(
      bytes, name: start + 30, nameLength, flags: start + 6, method: start + 8)
    guard name == entry.name, isDeflated == entry.isDeflated else {
      throw FormatError(
        .inconsistent, .byte(start), "header", found: "\(FormatError.excerpt(of: name)), another name or method",
        expected: "\(FormatError.excerpt(of: entry.name)) as in the directory")
    }
    entry.dataOffset = start + 30 + nameLength + extraLength
    guard entry.dataOffset <= limit, entry.compressedSize <= limit - entry.dataOffset else {
      throw FormatError(
        .truncated, .byte(start), "member \(FormatError.excerpt(of: entry.name))",
        found: "\(entry.compressedSize) bytes from byte \(entry.dataOffset)",
        expected: "bytes before the directory at byte \(limit)")
    }
  }
}
