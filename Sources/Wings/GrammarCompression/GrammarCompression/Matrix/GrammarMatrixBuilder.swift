import Sequences

/// Takes the rows of a matrix one by one, and then compresses them.
///
/// ```swift
/// var builder = GrammarMatrixBuilder(columns: 3)
/// try builder.append([5, 0, 8])
/// try builder.append(columns: [1], values: [2.5])      // the entries that are not zero
/// let matrix = try builder.matrix(encoding: .packed)
/// ```
///
/// Memory: 4 bytes for each nonzero entry until the matrix is made; RePair then takes about 28 bytes for each.
public struct GrammarMatrixBuilder: Sendable {
  /// The end of a row. Letters are numbered from 1 here.
  private static let rowEnd: UInt32 = 0

  /// The number of entries of each row.
  public let columns: Int
  /// How many rows there are so far.
  public private(set) var rows = 0
  private var alphabet = LetterTable()
  private var sequence: [UInt32] = []

  /// A matrix without rows.
  ///
  /// - Precondition: `columns` is in 0 ..< 2³¹.
  public init(columns: Int) {
    precondition(columns >= 0 && columns < 1 << 31, "a matrix has 0 to 2³¹ − 1 columns, not \(columns)")
    self.columns = columns
  }

  /// Adds a row, all of its entries.
  ///
  /// - Throws: `GrammarMatrixDefect.wrongCount` if there are not `columns` entries, `.tooLarge`.
  public mutating func append(_ row: some Collection<Double>) throws(GrammarMatrixDefect) {
    guard row.count == columns else { throw .wrongCount("entries in row \(rows)", row.count, expected: columns) }
    for (column, entry) in row.enumerated() where entry != 0 { add(entry, UInt32(column)) }
    try endRow()
  }

  /// Adds a row by the entries that may be nonzero, with their columns in ascending order.
  ///
  /// - Throws: `GrammarMatrixDefect.badEntry`, `.wrongCount`, `.tooLarge`; then nothing was added.
  public mutating func append(
    columns indices: some Collection<Int>, values entries: some Collection<Double>
  ) throws(GrammarMatrixDefect) {
    guard indices.count == entries.count else {
      throw .wrongCount("values in row \(rows)", entries.count, expected: indices.count)
    }
    var previous = -1
    for column in indices {
      guard column > previous, column < columns else {
        throw .badEntry(row: rows, "column \(column) is not within \(previous + 1) ..< \(columns)")
      }
      previous = column
    }
    for (column, entry) in zip(indices, entries) where entry != 0 { add(entry, UInt32(column)) }
    try endRow()
  }

  @inline(__always)
  private mutating func add(_ entry: Double, _ column: UInt32) {
    sequence.append(alphabet.number(of: entry, column) + 1)
  }

  private mutating func endRow() throws(GrammarMatrixDefect) {
    sequence.append(Self.rowEnd)
    rows += 1
    guard sequence.count < 1 << 31 else { throw .tooLarge("\(sequence.count) nonzero entries and rows") }
  }

  /// Compresses the rows.
  ///
  /// - Parameters:
  ///   - encoding: How to keep the symbols.
  ///   - columnOrder: The order in which the entries of a row are compressed.
  ///   - progress: Told now and then about which part of the work is done, from 0 to 1.
  /// - Throws: `GrammarMatrixDefect.badColumnOrder` or `.wrongCount` for an order that is not a permutation of the columns.
  /// - Complexity: As `RePair`.
  public func matrix(
    encoding: GrammarMatrix.Encoding = .words, columnOrder: GrammarMatrix.ColumnOrder = .asGiven,
    progress: (Double) -> Void = { _ in }
  ) throws(GrammarMatrixDefect) -> GrammarMatrix {
    let order: [Int]? =
      switch columnOrder {
      case .asGiven: nil
      case .permutation(let order): order
      case .pathCover(let neighbours):
        PathCover(
          columns: columns, neighbours: neighbours, sequence: sequence, columnOfLetter: alphabet.letters.map(\.column)
        ).order
      }
    var sequence = sequence
    if let order { try reorder(&sequence, by: GrammarMatrix.positions(order, columns: columns)) }
    var replacement = PairReplacement(sequence, alphabetSize: alphabet.letters.count + 1, barrier: Self.rowEnd)
    replacement.run(progress: progress)
    var rules: [UInt32] = []
    rules.reserveCapacity(2 * replacement.rules.count)
    // Without the row's end, symbols are numbered from 0.
    for rule in replacement.rules { rules += [rule.left - 1, rule.right - 1] }
    var (symbols, lengths): ([UInt32], [UInt32]) = ([], [])
    lengths.reserveCapacity(rows)
    var start = 0
    for symbol in replacement.remainingSequence() {
      if symbol == Self.rowEnd {
        lengths.append(UInt32(symbols.count - start))
        start = symbols.count
      } else {
        symbols.append(symbol - 1)
      }
    }
    return try GrammarMatrix(
      rows: rows, columns: columns, encoding: encoding, values: alphabet.values, letters: alphabet.letters,
      rules: rules,
      sequence: symbols, rowLengths: lengths, columnOrder: order)
  }

  /// Sorts the letters of each row by the places of their columns.
  private func reorder(_ sequence: inout [UInt32], by positions: [UInt32]) {
    let places = alphabet.letters.map { positions[Int($0.column)] }
    var start = 0
    for index in sequence.indices where sequence[index] == Self.rowEnd {
      sequence[start..<index].sort { places[Int($0) - 1] < places[Int($1) - 1] }
      start = index + 1
    }
  }
}

/// Numbers for letters in the order of their first occurrence: open addressing, linear probing.
///
/// One look-up for each entry, by the bits of its value and its column; dictionaries took a fifth of the time of compressing.
private struct LetterTable: Sendable {
  private static let none = UInt32.max

  private(set) var values: [Double] = []
  private(set) var letters: [GrammarMatrix.Letter] = []
  private var numberOfValue: [UInt64: UInt32] = [:]
  private var slots: [UInt32] = Array(repeating: none, count: 1 << 8)

  @inline(__always)
  private func slot(of bits: UInt64, _ column: UInt32) -> Int {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: mixed(bits ^ UInt64(column) &* 0x9e37_79b9_7f4a_7c15) >> 20) & mask
    while slots[slot] != Self.none {
      let letter = letters[Int(slots[slot])]
      if letter.column == column, values[Int(letter.value)].bitPattern == bits { break }
      slot = (slot + 1) & mask
    }
    return slot
  }

  mutating func number(of value: Double, _ column: UInt32) -> UInt32 {
    let bits = value.bitPattern
    let found = slot(of: bits, column)
    if slots[found] != Self.none { return slots[found] }
    let index: UInt32
    if let known = numberOfValue[bits] {
      index = known
    } else {
      index = UInt32(values.count)
      numberOfValue[bits] = index
      values.append(value)
    }
    let number = UInt32(letters.count)
    letters.append(GrammarMatrix.Letter(value: index, column: column))
    slots[found] = number
    if letters.count * 2 > slots.count {
      slots = Array(repeating: Self.none, count: slots.count * 2)
      for (number, letter) in letters.enumerated() {
        slots[slot(of: values[Int(letter.value)].bitPattern, letter.column)] = UInt32(number)
      }
    }
    return number
  }
}

extension GrammarMatrix {
  /// Compresses a matrix given by all its entries, row by row.
  ///
  /// - Throws: `GrammarMatrixDefect.wrongCount` if there are not rows · columns entries, `.tooLarge`.
  /// - Precondition: `rows` and `columns` are not negative.
  public init(
    rows: Int, columns: Int, entries: [Double], encoding: Encoding = .words, columnOrder: ColumnOrder = .asGiven,
    progress: (Double) -> Void = { _ in }
  ) throws(GrammarMatrixDefect) {
    let (count, overflow) = rows.multipliedReportingOverflow(by: columns)
    guard !overflow, entries.count == count else { throw .wrongCount("entries", entries.count, expected: count) }
    var builder = GrammarMatrixBuilder(columns: columns)
    for row in 0..<rows { try builder.append(entries[row * columns..<(row + 1) * columns]) }
    self = try builder.matrix(encoding: encoding, columnOrder: columnOrder, progress: progress)
  }

  /// Compresses a matrix given as compressed sparse rows: the entries of row r are those at the positions
  /// `rowOffsets[r] ..< rowOffsets[r + 1]`, their columns ascending.
  ///
  /// - Throws: `GrammarMatrixDefect`, with the row at fault.
  public init(
    columns: Int, rowOffsets: [Int], columnIndices: [Int], values: [Double], encoding: Encoding = .words,
    columnOrder: ColumnOrder = .asGiven, progress: (Double) -> Void = { _ in }
  ) throws(GrammarMatrixDefect) {
    var builder = GrammarMatrixBuilder(columns: columns)
    guard columnIndices.count == values.count else {
      throw .wrongCount("values", values.count, expected: columnIndices.count)
    }
    guard rowOffsets.first == 0, rowOffsets.last == values.count else {
      throw .wrongCount("entries by the row offsets", rowOffsets.last ?? 0, expected: values.count)
    }
    for (row, (start, end)) in zip(rowOffsets, rowOffsets.dropFirst()).enumerated() {
      guard start <= end, end <= values.count else { throw .badEntry(row: row, "its offsets do not ascend") }
      try builder.append(columns: columnIndices[start..<end], values: values[start..<end])
    }
    self = try builder.matrix(encoding: encoding, columnOrder: columnOrder, progress: progress)
  }

  /// All entries, row by row.
  ///
  /// - Throws: `ProgramError.expansionTooLong` beyond `limit` entries.
  /// - Complexity: O(rows · columns).
  public func expand(limit: Int = 1 << 28) throws(ProgramError) -> [Double] {
    let (count, overflow) = rows.multipliedReportingOverflow(by: columns)
    guard !overflow, count <= limit else { throw .expansionTooLong(length: overflow ? Int.max : count, limit: limit) }
    var entries = [Double](repeating: 0, count: count)
    let (rules, sequence, rowLengths) = grammar
    var position = 0
    var stack: [UInt32] = []
    for row in 0..<rows {
      let end = position + Int(rowLengths[row])
      while position < end {
        stack.append(sequence[position])
        position += 1
        while let symbol = stack.popLast() {
          let rule = Int(symbol) - letters.count
          if rule >= 0 {
            stack.append(rules[2 * rule + 1])
            stack.append(rules[2 * rule])
          } else {
            let letter = letters[Int(symbol)]
            entries[row * columns + Int(letter.column)] = values[Int(letter.value)]
          }
        }
      }
    }
    return entries
  }
}
