/// A matrix of bits, each row packed into 64-bit words: a list of 0/1 vectors of one dimension.
///
/// ```swift
/// let vectors = try BitMatrix(["101", "110"])
/// vectors[0, 2]                              // true
/// vectors.commonOnes(0, vectors, 1)          // ⟨101, 110⟩ = 1
/// vectors.distance(0, vectors, 1)            // they differ in 2 places
/// ```
///
/// Bit `j` of a row is bit `j mod 64` of its word `j / 64`; the bits beyond the last column are 0.
public struct BitMatrix: Hashable, Sendable {
  /// The number of rows.
  public let rows: Int

  /// The number of columns: the dimension of the vectors.
  public let columns: Int

  /// The number of words of a row, ⌈columns / 64⌉.
  public let wordsPerRow: Int

  /// The rows one after another, `wordsPerRow` words each.
  public private(set) var words: [UInt64]

  /// The matrix of zeros.
  public init(rows: Int, columns: Int) {
    precondition(rows >= 0 && columns >= 0, "a matrix cannot have \(rows) rows and \(columns) columns")
    (self.rows, self.columns, wordsPerRow) = (rows, columns, (columns + 63) / 64)
    let (count, overflow) = rows.multipliedReportingOverflow(by: wordsPerRow)
    precondition(!overflow, "a matrix of \(rows) by \(columns) bits is too large")
    words = Array(repeating: 0, count: count)
  }

  /// The matrix whose bit at [i, j] is `bit(i, j)`; called row by row.
  public init(rows: Int, columns: Int, _ bit: (_ i: Int, _ j: Int) throws -> Bool) rethrows {
    self.init(rows: rows, columns: columns)
    for i in 0..<rows {
      for j in 0..<columns where try bit(i, j) { words[i * wordsPerRow + j >> 6] |= 1 << UInt64(j & 63) }
    }
  }

  /// The matrix whose rows are written as `0` and `1`, such as `"101"`. No rows make the 0 × 0 matrix.
  ///
  /// - Throws: `BitMatrixError` that names the row and the column, both from 0.
  public init(_ rows: [String]) throws(BitMatrixError) {
    try self.init(rows, columns: rows.first?.utf8.count ?? 0)
  }

  /// The matrix with the given number of columns whose rows are written as `0` and `1`.
  ///
  /// - Throws: `BitMatrixError` that names the row and the column, both from 0.
  public init(_ rows: [String], columns: Int) throws(BitMatrixError) {
    self.init(rows: rows.count, columns: columns)
    for (i, row) in rows.enumerated() {
      guard row.utf8.count == columns else {
        throw .raggedRow(row: i, count: row.utf8.count, expected: columns)
      }
      for (j, character) in row.utf8.enumerated() {
        switch character {
        case UInt8(ascii: "0"): break
        case UInt8(ascii: "1"): words[i * wordsPerRow + j >> 6] |= 1 << UInt64(j & 63)
        default: throw .notABit(row: i, column: j)
        }
      }
    }
  }
}

/// What is wrong with text that should be rows of bits.
public enum BitMatrixError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Row `row` has `count` characters although `expected` columns are wanted.
  case raggedRow(row: Int, count: Int, expected: Int)
  /// The character at `column` of row `row` is neither `0` nor `1`.
  case notABit(row: Int, column: Int)

  public var description: String {
    switch self {
    case .raggedRow(let row, let count, let expected): "row \(row) has \(count) bits; expected \(expected)"
    case .notABit(let row, let column): "row \(row), column \(column): expected `0` or `1`"
    }
  }
}

extension BitMatrix {
  /// The bit in row `i`, column `j`.
  public subscript(i: Int, j: Int) -> Bool {
    get {
      precondition(0 <= i && i < rows && 0 <= j && j < columns, "[\(i), \(j)] is outside \(rows) × \(columns) bits")
      return words[i * wordsPerRow + j >> 6] >> UInt64(j & 63) & 1 != 0
    }
    set {
      precondition(0 <= i && i < rows && 0 <= j && j < columns, "[\(i), \(j)] is outside \(rows) × \(columns) bits")
      let mask: UInt64 = 1 << UInt64(j & 63)
      if newValue { words[i * wordsPerRow + j >> 6] |= mask } else { words[i * wordsPerRow + j >> 6] &= ~mask }
    }
  }

  /// The words of row `i`.
  public func row(_ i: Int) -> ArraySlice<UInt64> {
    precondition(0 <= i && i < rows, "there is no row \(i) among \(rows)")
    return words[i * wordsPerRow..<(i + 1) * wordsPerRow]
  }

  /// Row `i` as `0` and `1`.
  public func text(ofRow i: Int) -> String {
    String(decoding: (0..<columns).map { self[i, $0] ? UInt8(ascii: "1") : UInt8(ascii: "0") }, as: UTF8.self)
  }

  /// The rows as `0` and `1`.
  public var rowTexts: [String] { (0..<rows).map(text(ofRow:)) }

  /// The number of ones in row `i`.
  ///
  /// - Complexity: O(columns / 64).
  public func weight(ofRow i: Int) -> Int { row(i).reduce(0) { $0 + $1.nonzeroBitCount } }

  /// ⟨aᵢ, bⱼ⟩ over the integers: the number of columns in which row `i` and row `j` of `other` are both 1.
  ///
  /// - Complexity: O(columns / 64).
  public func commonOnes(_ i: Int, _ other: BitMatrix, _ j: Int) -> Int {
    precondition(columns == other.columns, "vectors of dimensions \(columns) and \(other.columns)")
    return zip(row(i), other.row(j)).reduce(0) { $0 + ($1.0 & $1.1).nonzeroBitCount }
  }

  /// The Hamming distance of row `i` and row `j` of `other`.
  ///
  /// - Complexity: O(columns / 64).
  public func distance(_ i: Int, _ other: BitMatrix, _ j: Int) -> Int {
    precondition(columns == other.columns, "vectors of dimensions \(columns) and \(other.columns)")
    return zip(row(i), other.row(j)).reduce(0) { $0 + ($1.0 ^ $1.1).nonzeroBitCount }
  }

  /// The rows of the given numbers, in that order.
  public func selecting(rows selected: some Collection<Int>) -> BitMatrix {
    var result = BitMatrix(rows: 0, columns: columns)
    result.words.reserveCapacity(selected.count * wordsPerRow)
    for i in selected { result.words += row(i) }
    return BitMatrix(columns: columns, rows: selected.count, words: result.words)
  }

  /// These rows, then those of `other`, which has as many columns.
  public func appending(rows other: BitMatrix) -> BitMatrix {
    precondition(columns == other.columns, "vectors of dimensions \(columns) and \(other.columns)")
    return BitMatrix(columns: columns, rows: rows + other.rows, words: words + other.words)
  }

  /// The number of the first row equal to each row; a row that has no equal before it stands for itself.
  ///
  /// - Complexity: O(rows · columns / 64), expected.
  public var firstEqualRows: [Int] {
    var first: [ArraySlice<UInt64>: Int] = [:]
    return (0..<rows).map { i in
      let row = row(i)
      if let equal = first[row] { return equal }
      first[row] = i
      return i
    }
  }

  /// For each row the number of equal rows before it.
  ///
  /// - Complexity: O(rows · columns / 64), expected.
  public var copyNumbers: [Int] {
    var copies: [Int: Int] = [:]
    return firstEqualRows.map { first in
      defer { copies[first, default: 0] += 1 }
      return copies[first, default: 0]
    }
  }

  /// How often the most frequent row occurs; 0 if there are no rows.
  public var greatestMultiplicity: Int { (copyNumbers.max() ?? -1) + 1 }

  /// The matrix whose bit at [i, j] is this one's at [j, i].
  public func transposed() -> BitMatrix { BitMatrix(rows: columns, columns: rows) { self[$1, $0] } }

  private init(columns: Int, rows: Int, words: [UInt64]) {
    (self.rows, self.columns, wordsPerRow, self.words) = (rows, columns, (columns + 63) / 64, words)
  }
}

extension BitMatrix: CustomStringConvertible {
  /// The rows as `0` and `1`: `[101, 110]`.
  public var description: String { "[" + rowTexts.joined(separator: ", ") + "]" }
}

// Coded as the number of columns and the rows as text; decoding validates.
extension BitMatrix: Codable {
  private enum Key: String, CodingKey { case columns, rows }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let columns = try container.decode(Int.self, forKey: .columns)
    let rows = try container.decode([String].self, forKey: .rows)
    guard columns >= 0 else {
      throw DecodingError.dataCorruptedError(
        forKey: .columns, in: container, debugDescription: "\(columns) columns; expected 0 or more")
    }
    do { try self.init(rows, columns: columns) } catch {
      throw DecodingError.dataCorruptedError(forKey: .rows, in: container, debugDescription: error.description)
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(columns, forKey: .columns)
    try container.encode(rowTexts, forKey: .rows)
  }
}
