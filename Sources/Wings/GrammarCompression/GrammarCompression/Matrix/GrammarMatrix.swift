/// A real matrix, compressed without loss by a grammar, that multiplies vectors in time of the grammar.
///
/// ```swift
/// let matrix = try GrammarMatrix(rows: 2, columns: 3, entries: [5, 0, 8, 5, 0, 8])
/// matrix.multiply([1, 1, 1])             // M x  = [13, 13]
/// matrix.multiplyTransposed([1, 1])      // Mᵀ y = [10, 0, 16]
/// matrix.report.description              // bytes of each part
/// ```
///
/// Each row is the word of its entries that are not zero, each with its column; RePair compresses the words of all rows with
/// one set of rules, none of which crosses the end of a row. Because a letter knows its column, what it contributes to Mx
/// does not depend on where it stands, so that each rule is computed once: Ferragina, Gagie, Köppl, Manzini, Navarro,
/// Striani and Tosoni, "Improving Matrix-vector Multiplication via Lossless Grammar-Compressed Matrices", PVLDB 15(10), 2022
/// (arXiv 2203.14540).
///
/// Entries are told apart by their bits, so that a NaN keeps its payload; both zeros count as zero.
///
/// **Invariant.** Every rule names earlier symbols only, and within the expansion of every symbol and every row the columns
/// ascend, in the order of `columnOrder` if there is one.
public struct GrammarMatrix: Equatable, Sendable {
  /// How rules and rows are stored.
  public enum Encoding: String, CaseIterable, Codable, Hashable, Sendable {
    /// 32 bits for each symbol: fastest.
    case words
    /// As many bits for each symbol as the greatest needs: about half the memory.
    case packed
  }

  /// A letter: an entry that is not zero, and its column.
  struct Letter: Hashable {
    var value: UInt32
    var column: UInt32
  }

  /// The number of rows.
  public let rows: Int
  /// The number of columns.
  public let columns: Int
  /// How rules and rows are stored.
  public let encoding: Encoding
  /// The different entries that are not zero, by their bits, in the order of first occurrence.
  public let values: [Double]
  /// The columns in the order in which rows were compressed; nil for 0 ..< `columns`. Products do not depend on it, but for
  /// rounding.
  public let columnOrder: [Int]?
  /// The symbols 0 ..< `letters.count`.
  let letters: LetterList
  /// The rules and the rows.
  let symbols: Symbols
  /// Which symbols of the sequence each row has.
  let layout: RowLayout

  /// The left and the right child of each rule, alternating; and the symbols of all rows, as the layout arranges them.
  enum Symbols: Equatable, Sendable {
    case words(rules: [UInt32], sequence: [UInt32])
    case packed(rules: PackedArray, sequence: PackedArray)

    init(rules: [UInt32], sequence: [UInt32], _ encoding: Encoding) {
      switch encoding {
      case .words: self = .words(rules: rules, sequence: sequence)
      case .packed: self = .packed(rules: PackedArray(rules), sequence: PackedArray(sequence))
      }
    }

    var counts: (rules: Int, sequence: Int) {
      switch self {
      case .words(let rules, let sequence): (rules.count / 2, sequence.count)
      case .packed(let rules, let sequence): (rules.count / 2, sequence.count)
      }
    }

    var byteCounts: (rules: Int, sequence: Int) {
      switch self {
      case .words(let rules, let sequence): (4 * rules.count, 4 * sequence.count)
      case .packed(let rules, let sequence): (rules.bytes.count, sequence.bytes.count)
      }
    }

    var arrays: (rules: [UInt32], sequence: [UInt32]) {
      switch self {
      case .words(let rules, let sequence): (rules, sequence)
      case .packed(let rules, let sequence): (rules.array, sequence.array)
      }
    }
  }

  /// The matrix of the given parts, if they keep the invariant.
  ///
  /// - Parameters:
  ///   - rules: Left and right children, alternating, as symbols.
  ///   - sequence: The symbols of all rows.
  /// - Throws: `GrammarMatrixDefect`.
  init(
    rows: Int, columns: Int, encoding: Encoding, values: [Double], letters: [Letter], rules: [UInt32],
    sequence: [UInt32], rowLengths: [UInt32], columnOrder: [Int]? = nil
  ) throws(GrammarMatrixDefect) {
    guard rowLengths.count == rows else { throw .wrongCount("rows", rowLengths.count, expected: rows) }
    guard rules.count % 2 == 0 else { throw .wrongCount("children of rules", rules.count, expected: rules.count + 1) }
    let positions = try columnOrder.map { order throws(GrammarMatrixDefect) in
      try Self.positions(order, columns: columns)
    }
    // The first and the last column of each symbol's expansion, as places in the order.
    var spans: [(first: UInt32, last: UInt32)] = []
    spans.reserveCapacity(letters.count + rules.count / 2)
    for (index, letter) in letters.enumerated() {
      guard Int(letter.value) < values.count, Int(letter.column) < columns else { throw .badLetter(index) }
      let position = positions?[Int(letter.column)] ?? letter.column
      spans.append((position, position))
    }
    for rule in 0..<rules.count / 2 {
      let (left, right) = (Int(rules[2 * rule]), Int(rules[2 * rule + 1]))
      guard left < spans.count, right < spans.count else {
        throw .badRule(rule, "it names a symbol that is not earlier")
      }
      guard spans[left].last < spans[right].first else { throw .badRule(rule, "its columns do not ascend") }
      spans.append((spans[left].first, spans[right].last))
    }
    var position = 0
    for (row, length) in rowLengths.enumerated() {
      guard position + Int(length) <= sequence.count else {
        throw .wrongCount("symbols of rows", sequence.count, expected: position + Int(length))
      }
      for index in position..<position + Int(length) {
        guard Int(sequence[index]) < spans.count else { throw .badRow(row, "it names a symbol that does not exist") }
        if index > position, spans[Int(sequence[index - 1])].last >= spans[Int(sequence[index])].first {
          throw .badRow(row, "its columns do not ascend")
        }
      }
      position += Int(length)
    }
    guard position == sequence.count else { throw .wrongCount("symbols of rows", sequence.count, expected: position) }
    (self.rows, self.columns, self.encoding, self.values) = (rows, columns, encoding, values)
    (self.letters, self.columnOrder, layout) = (LetterList(letters), columnOrder, RowLayout(rowLengths))
    symbols = Symbols(rules: rules, sequence: layout.arranged(sequence), encoding)
  }

  /// The place of each column in an order.
  ///
  /// - Throws: `GrammarMatrixDefect.badColumnOrder` unless the order names each column once.
  static func positions(_ order: [Int], columns: Int) throws(GrammarMatrixDefect) -> [UInt32] {
    guard order.count == columns else { throw .wrongCount("columns in the order", order.count, expected: columns) }
    var positions = [UInt32](repeating: .max, count: columns)
    for (place, column) in order.enumerated() {
      guard column >= 0, column < columns, positions[column] == .max else { throw .badColumnOrder(place) }
      positions[column] = UInt32(place)
    }
    return positions
  }

  /// The same matrix in another encoding.
  ///
  /// - Complexity: O(size of the grammar).
  public func encoded(as encoding: Encoding) -> GrammarMatrix { GrammarMatrix(self, encoding) }

  private init(_ matrix: GrammarMatrix, _ encoding: Encoding) {
    (rows, columns, self.encoding, values) = (matrix.rows, matrix.columns, encoding, matrix.values)
    (letters, columnOrder, layout) = (matrix.letters, matrix.columnOrder, matrix.layout)
    let (rules, sequence) = matrix.symbols.arrays
    symbols = Symbols(rules: rules, sequence: sequence, encoding)
  }

  public static func == (first: GrammarMatrix, second: GrammarMatrix) -> Bool {
    first.rows == second.rows && first.columns == second.columns && first.encoding == second.encoding
      && first.values.map(\.bitPattern) == second.values.map(\.bitPattern) && first.letters == second.letters
      && first.columnOrder == second.columnOrder && first.symbols == second.symbols && first.layout == second.layout
  }

  /// The children of the rules; and the symbols of the rows, one row after the other, with their number in each row.
  var grammar: (rules: [UInt32], sequence: [UInt32], rowLengths: [UInt32]) {
    let (rules, sequence) = symbols.arrays
    return (rules, layout.inOrderOfRows(sequence), layout.rowLengths)
  }

  /// The number of rules R.
  public var ruleCount: Int { symbols.counts.rules }

  /// The number |C| of symbols that are left of the rows, the end of each row counted as one.
  public var sequenceCount: Int { symbols.counts.sequence + rows }
}

/// What is wrong with the parts of a compressed matrix.
public enum GrammarMatrixDefect: Error, Equatable, Sendable, CustomStringConvertible {
  /// There are more or fewer of these than there must be.
  case wrongCount(String, Int, expected: Int)
  /// The letter of this number names a value or a column that does not exist.
  case badLetter(Int)
  /// The rule of this number, from 0.
  case badRule(Int, String)
  /// The row of this number, from 0.
  case badRow(Int, String)
  /// The entry at this row and column does not fit, or entries do not come in order.
  case badEntry(row: Int, String)
  /// The place of this number in the order of columns has no column, or one that was named before.
  case badColumnOrder(Int)
  /// More letters, rules or symbols than 31-bit numbers can name.
  case tooLarge(String)
  /// The file ends early, has another format, or was changed.
  case badFile(field: String, String)

  public var description: String {
    switch self {
    case .wrongCount(let what, let found, let expected): "there are \(found) \(what), but should be \(expected)"
    case .badLetter(let index): "letter \(index) names a value or a column that does not exist"
    case .badRule(let index, let why): "rule \(index): \(why)"
    case .badRow(let index, let why): "row \(index): \(why)"
    case .badEntry(let row, let why): "row \(row): \(why)"
    case .badColumnOrder(let place):
      "place \(place) in the order of columns has no column, or one that was named before"
    case .tooLarge(let what): "\(what): more than 31-bit numbers can name"
    case .badFile(let field, let why): "the file's \(field): \(why)"
    }
  }
}
