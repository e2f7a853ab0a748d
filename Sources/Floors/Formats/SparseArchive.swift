import Foundation

/// A sparse matrix, row by row, as `scipy.sparse.save_npz` writes it in an `.npz` archive.
///
/// ```swift
/// if let matrix = try SparseArchive(archive) { matrix.rows, matrix.columns, matrix.values.count }
/// ```
///
/// The formats csr, csc and coo are read; bsr and dia are refused. Of a position that stands twice the values are refused, not added: SciPy
/// adds them, other readers do not.
public struct SparseArchive: Equatable, Sendable {
  /// The number of rows.
  public let rows: Int
  /// The number of columns.
  public let columns: Int
  /// Rows of the stored entries, ascending; within a row the columns ascend.
  public let rowIndices: [Int]
  /// Columns of the stored entries.
  public let columnIndices: [Int]
  /// Values of the stored entries, exactly.
  public let values: [Double]

  /// The matrix in an archive; nil if the archive is not one of SciPy's.
  ///
  /// - Throws: `FormatError` with the member that is missing, is not of its type, or contradicts another one.
  /// - Complexity: O(n log n) for n entries. Nothing is allocated for rows that have no entry.
  public init?(_ archive: NPZArchive) throws(FormatError) {
    let names = Set(archive.arrayNames)
    guard names.isSuperset(of: ["format", "shape", "data"]) else { return nil }
    let format = try SparseArchive.word(archive)
    let shape = try SparseArchive.numbers(archive, "shape")
    guard shape.count == 2, shape.allSatisfy({ $0 >= 0 }) else {
      throw SparseArchive.wrong("shape", "\(shape)", "two extents of at least 0")
    }
    (rows, columns) = (shape[0], shape[1])
    let data = try archive.array("data").doubles()
    var (rowIndices, columnIndices): ([Int], [Int])
    switch format {
    case "coo":
      (rowIndices, columnIndices) = (
        try SparseArchive.numbers(archive, "row"), try SparseArchive.numbers(archive, "col")
      )
    case "csr", "csc":
      let isRows = format == "csr"
      let minor = try SparseArchive.numbers(archive, "indices")
      let offsets = try SparseArchive.numbers(archive, "indptr")
      let count = isRows ? rows : columns
      guard offsets.count - 1 == count, offsets.first == 0, offsets.last == minor.count,
        zip(offsets, offsets.dropFirst()).allSatisfy({ $0 <= $1 })
      else {
        throw SparseArchive.wrong(
          "indptr", "\(offsets.count) offsets", "\(count) + 1 that ascend from 0 to \(minor.count)")
      }
      var major: [Int] = []
      major.reserveCapacity(minor.count)
      for index in 0..<count { for _ in offsets[index]..<offsets[index + 1] { major.append(index) } }
      (rowIndices, columnIndices) = isRows ? (major, minor) : (minor, major)
    default:
      throw FormatError(
        .unsupported, .member("format.npy"), "format", found: FormatError.excerpt(of: format),
        expected: "csr, csc or coo")
    }
    guard rowIndices.count == data.count, columnIndices.count == data.count else {
      throw SparseArchive.wrong(
        "data", "\(data.count) values for \(rowIndices.count) rows and \(columnIndices.count) columns", "equally many")
    }
    for index in data.indices
    where !(0..<rows).contains(rowIndices[index]) || !(0..<columns).contains(columnIndices[index]) {
      throw SparseArchive.wrong(
        "data", "entry \(index) at (\(rowIndices[index]), \(columnIndices[index]))",
        "a place within \(rows) × \(columns)")
    }
    let order = data.indices.sorted { (rowIndices[$0], columnIndices[$0]) < (rowIndices[$1], columnIndices[$1]) }
    for (index, next) in zip(order, order.dropFirst())
    where rowIndices[index] == rowIndices[next] && columnIndices[index] == columnIndices[next] {
      throw SparseArchive.wrong(
        "data", "two entries at (\(rowIndices[index]), \(columnIndices[index]))",
        "each place once; sum_duplicates() of SciPy adds them")
    }
    self.rowIndices = order.map { rowIndices[$0] }
    self.columnIndices = order.map { columnIndices[$0] }
    values = order.map { data[$0] }
  }

  private static func wrong(_ member: String, _ found: String, _ expected: String) -> FormatError {
    FormatError(.inconsistent, .member(member + ".npy"), member, found: found, expected: expected)
  }

  private static func numbers(_ archive: NPZArchive, _ name: String) throws(FormatError) -> [Int] {
    let array = try archive.array(name)
    guard array.shape.count == 1 else {
      throw wrong(name, "an array of \(array.shape.count) dimensions", "one dimension")
    }
    do throws(FormatError) { return try array.integers().map { Int($0) } } catch { throw error.inMember(name + ".npy") }
  }

  /// The word of the member `format`, an array of one text, of bytes or of UTF-32.
  private static func word(_ archive: NPZArchive) throws(FormatError) -> String {
    let data = try archive.data(of: "format.npy")
    let bytes = [UInt8](data)
    let header = String(decoding: bytes.dropFirst(10).prefix { $0 != 10 }, as: UTF8.self)
    let text = bytes.drop { $0 != 10 }.dropFirst().filter { $0 != 0 }
    guard bytes.starts(with: NPYHeader.magic), header.contains("'|S") || header.contains("'<U"), text.count <= 8 else {
      throw wrong("format", "no array of one word", "csr, csc or coo")
    }
    return String(decoding: text, as: UTF8.self)
  }
}
