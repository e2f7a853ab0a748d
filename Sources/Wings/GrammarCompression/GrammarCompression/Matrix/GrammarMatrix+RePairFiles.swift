// The two files of the public RePair programs (`irepair` and the matrix tools built on it): little-endian 32-bit integers.
// `.R` has the size of the alphabet, then the two children of each rule; `.C` has the symbols of the rows. A symbol below the
// size of the alphabet is a letter: 0 the end of a row, 1 + v · columns + j the v-th value at column j. Rules are numbered
// from there on. The size of the alphabet is one more than the greatest letter that occurs.

extension GrammarMatrix {
  /// The rules and the rows as the public RePair programs write them.
  ///
  /// The columns are those of the matrix as it was compressed: column j is `columnOrder[j]`.
  ///
  /// - Throws: `GrammarMatrixDefect.tooLarge` if a code does not fit 31 bits.
  public func repairFiles() throws(GrammarMatrixDefect) -> (rules: [UInt8], sequence: [UInt8]) {
    let positions = try columnOrder.map { order throws(GrammarMatrixDefect) in
      try Self.positions(order, columns: columns)
    }
    let codes = letters.map { 1 + Int($0.value) * columns + Int(positions?[Int($0.column)] ?? $0.column) }
    let greatest = codes.max() ?? 0
    guard greatest + 1 + ruleCount < 1 << 31 else {
      throw .tooLarge("\(values.count) values in \(columns) columns, and \(ruleCount) rules")
    }
    func code(_ symbol: UInt32) -> UInt32 {
      let rule = Int(symbol) - letters.count
      if rule >= 0 { return UInt32(greatest + 1 + rule) }
      return UInt32(codes[Int(symbol)])
    }
    let (ruleSymbols, rowSymbols, rowLengths) = grammar
    var rules = ByteWriter()
    rules.add(UInt32(greatest + 1))
    for symbol in ruleSymbols { rules.add(code(symbol)) }
    var sequence = ByteWriter()
    var position = 0
    for row in 0..<rows {
      let end = position + Int(rowLengths[row])
      for index in position..<end { sequence.add(code(rowSymbols[index])) }
      sequence.add(UInt32(0))
      position = end
    }
    return (rules.bytes, sequence.bytes)
  }

  /// Reads the rules and the rows that a public RePair program wrote.
  ///
  /// - Parameters:
  ///   - bytes: The file `.R`.
  ///   - sequence: The file `.C`.
  ///   - values: The different entries, in the order of their numbers.
  ///   - columns: The number of columns; it is not in the files.
  ///   - encoding: How to keep the symbols.
  /// - Throws: `GrammarMatrixDefect`, with the rule or the row at fault.
  /// - Complexity: O(bytes).
  public init(
    repairRules bytes: [UInt8], sequence: [UInt8], values: [Double], columns: Int, encoding: Encoding = .words
  ) throws(GrammarMatrixDefect) {
    let rules = try Self.numbers(bytes, "rules")
    let symbols = try Self.numbers(sequence, "sequence")
    let (product, overflow) = values.count.multipliedReportingOverflow(by: max(columns, 0))
    guard columns >= 0, let alphabet = rules.first, alphabet >= 1, overflow || Int(alphabet) <= product + 1 else {
      throw .badFile(
        field: "size of the alphabet",
        "found \(rules.first ?? 0), expected at least 1 and at most 1 + \(values.count) values · \(columns) columns")
    }
    guard rules.count % 2 == 1 else { throw .badFile(field: "rules", "the last rule has one child") }
    // Only the letters that occur are kept.
    var letters: [Letter] = []
    var numberOfLetter: [UInt32: UInt32] = [:]
    for code in rules.dropFirst() + symbols where code != 0 && code < alphabet && numberOfLetter[code] == nil {
      numberOfLetter[code] = UInt32(letters.count)
      let (value, column) = Int(code - 1).quotientAndRemainder(dividingBy: columns)
      letters.append(Letter(value: UInt32(value), column: UInt32(column)))
    }
    let (letterCount, ruleCount) = (UInt32(letters.count), (rules.count - 1) / 2)
    func symbol(_ code: UInt32) -> UInt32? {
      if code < alphabet { return numberOfLetter[code] }
      return Int(code - alphabet) < ruleCount ? letterCount + (code - alphabet) : nil
    }
    var children: [UInt32] = []
    for (index, code) in rules.dropFirst().enumerated() {
      guard let child = symbol(code) else { throw .badRule(index / 2, "\(code) is no symbol of a rule") }
      children.append(child)
    }
    var (kept, lengths): ([UInt32], [UInt32]) = ([], [])
    var start = 0
    for code in symbols {
      if code == 0 {
        lengths.append(UInt32(kept.count - start))
        start = kept.count
      } else if let symbol = symbol(code) {
        kept.append(symbol)
      } else {
        throw .badRow(lengths.count, "\(code) is no symbol")
      }
    }
    guard start == kept.count else { throw .badRow(lengths.count, "it has no end") }
    try self.init(
      rows: lengths.count, columns: columns, encoding: encoding, values: values, letters: letters, rules: children,
      sequence: kept, rowLengths: lengths)
  }

  private static func numbers(_ bytes: [UInt8], _ field: String) throws(GrammarMatrixDefect) -> [UInt32] {
    guard bytes.count % 4 == 0 else {
      throw .badFile(field: field, "\(bytes.count) bytes are not a number of 32-bit integers")
    }
    var reader = ByteReader(bytes[...])
    var numbers: [UInt32] = []
    numbers.reserveCapacity(bytes.count / 4)
    while !reader.isAtEnd { numbers.append(try reader.number(UInt32.self, field)) }
    if let wrong = numbers.first(where: { $0 > Int32.max }) {
      throw .badFile(field: field, "found \(Int32(bitPattern: wrong)), expected no negative number")
    }
    return numbers
  }
}
