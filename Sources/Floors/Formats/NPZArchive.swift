import Foundation

/// Named NumPy arrays, as an `.npz` file holds them: a zip archive of `.npy` files.
///
/// ```swift
/// let archive = try NPZArchive(Data(contentsOf: url, options: .mappedIfSafe))
/// archive.arrayNames                       // ["weights", "bias"]
/// let bias = try archive.array("bias").floats()
/// let file = try NPZArchive.data([("x", x), ("y", y)], compression: .deflate)
/// ```
///
/// The directory is checked when the archive is opened; a member is decompressed, and its checksum compared, when it is
/// asked for. Stored and deflated members are read, with the 64-bit extension; encryption and other methods are
/// refused.
public struct NPZArchive: Sendable {
  /// How the bytes of a member are kept.
  public enum Compression: Hashable, Sendable {
    /// As they are.
    case stored
    /// As a deflate stream.
    case deflate
  }

  /// A file in the archive.
  public struct Member: Equatable, Sendable {
    /// Its name: of an array, with `.npy` at the end.
    public let name: String
    /// How its bytes are kept.
    public let compression: Compression
    /// The number of bytes it takes in the archive.
    public let compressedSize: Int
    /// The number of its bytes.
    public let size: Int
  }

  /// The files in the archive, in the order of its directory.
  public var members: [Member] {
    entries.map {
      Member(
        name: $0.name, compression: $0.isDeflated ? .deflate : .stored, compressedSize: $0.compressedSize, size: $0.size
      )
    }
  }

  /// The names of the arrays, without `.npy`, in the order of the directory.
  public var arrayNames: [String] {
    entries.map(\.name).filter { $0.hasSuffix(".npy") }.map { String($0.dropLast(4)) }
  }

  /// The most bytes that the members may have together, unless another limit is given: 4 GiB.
  public static let defaultSizeLimit = 1 << 32

  private let file: Data
  private let entries: [ZipEntry]

  /// Opens an archive.
  ///
  /// - Parameters:
  ///   - file: The bytes of the archive; they are not copied.
  ///   - sizeLimit: The most bytes that all members may have together when decompressed.
  /// - Throws: `FormatError` with the number of the byte where the file is not a zip archive, or `.tooLarge`.
  /// - Complexity: O(k log k) for k members.
  public init(_ file: Data, sizeLimit: Int = defaultSizeLimit) throws(FormatError) {
    self.file = file
    self.entries = try ZipDirectory(file.span).entries
    var total = 0
    for entry in entries {
      let (sum, overflow) = total.addingReportingOverflow(entry.size)
      guard !overflow, sum <= sizeLimit else {
        throw FormatError(
          .tooLarge, .member(FormatError.excerpt(of: entry.name)), "size", found: "\(entry.size) bytes",
          expected: "members of at most \(sizeLimit) bytes together; raise the limit if the archive is trusted")
      }
      total = sum
    }
  }

  /// The bytes of a member.
  ///
  /// - Throws: `FormatError` if there is no such member, it cannot be decompressed to the size that the directory
  ///   states, or its checksum differs.
  /// - Complexity: O(n), at most `size` bytes of memory; stored members are not copied.
  public func data(of name: String) throws(FormatError) -> Data {
    guard let entry = entries.first(where: { $0.name == name }) else {
      throw FormatError(
        .missing, .member(FormatError.excerpt(of: name)), "name", found: "no such member",
        expected: entries.isEmpty
          ? "no name, as the archive is empty"
          : "one of \(entries.prefix(8).map { FormatError.excerpt(of: $0.name) }.joined(separator: ", "))"
            + (entries.count > 8 ? ", …" : ""))
    }
    let stored = file.dropFirst(entry.dataOffset).prefix(entry.compressedSize)
    guard let data = entry.isDeflated ? Deflate.inflated(stored, size: entry.size) : stored else {
      throw FormatError(
        .corrupt, .member(FormatError.excerpt(of: name)), "deflate stream",
        found: "\(entry.compressedSize) bytes that are no stream of that length",
        expected: "a stream of \(entry.size) bytes, as the directory says")
    }
    let checksum = Deflate.checksum(data)
    guard checksum == entry.checksum else {
      throw FormatError(
        .corrupt, .member(FormatError.excerpt(of: name)), "CRC-32", found: String(checksum, radix: 16),
        expected: String(entry.checksum, radix: 16) + ", as the directory says")
    }
    return data
  }

  /// The array of this name, which stands in the member name.npy.
  ///
  /// - Throws: What `data(of:)` and `NPYArray(contentsOfNPY:)` throw; of the latter, `member` is the member's name.
  /// - Complexity: O(n).
  public func array(_ name: String) throws(FormatError) -> NPYArray {
    let member = name + ".npy"
    let data = try data(of: member)
    do throws(FormatError) {
      return try NPYArray(contentsOfNPY: data)
    } catch {
      throw error.inMember(member)
    }
  }
}
