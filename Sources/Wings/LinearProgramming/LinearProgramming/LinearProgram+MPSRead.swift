import Exact

extension LinearProgram {
  /// Reads the MPS format, fixed or free, every number exactly as it is written.
  ///
  /// Fields are separated by spaces, so names have none. Sections: `NAME`, `OBJSENSE`, `ROWS`, `COLUMNS`, `RHS`, `RANGES`,
  /// `BOUNDS`, `ENDATA`. The first row of type N is the objective; its right-hand side is the objective's constant with the
  /// opposite sign. Besides decimals, `p/q` is a number.
  ///
  /// Integer columns stand between markers `INTORG` and `INTEND`, or have a bound of type BV, LI or UI.
  ///
  /// Refused, since readers disagree on what they mean: a negative upper bound for a variable whose lower bound is not
  /// stated, and a column between markers whose upper bound is not stated (PL states that none exists).
  ///
  /// - Throws: ``LinearProgramFileError`` with the line.
  /// - Complexity: O(length of the text), besides the length of the numbers.
  public init(parsingMPS text: String) throws(LinearProgramFileError) {
    var parser = MPSParser()
    self = try parser.program(text)
  }
}

/// Reads line after line into the tables of which the program is made at the end.
private struct MPSParser {
  enum Section: String {
    case name = "NAME"
    case objectiveSense = "OBJSENSE"
    case rows = "ROWS"
    case columns = "COLUMNS"
    case rightHandSides = "RHS"
    case ranges = "RANGES"
    case bounds = "BOUNDS"
    case end = "ENDATA"
  }

  struct Row {
    let name: String
    let kind: Character
    var right: Rational = 0
    var range: Rational?
    var terms: [(column: Int, value: Rational)] = []
  }

  struct Column {
    let name: String
    var bounds = Bounds.nonnegative
    var hasStatedLower = false
    var hasStatedUpper = false
    var domain = LinearProgram.Domain.reals
    /// Where it became an integer by a marker.
    var markedLine: Int?
  }

  var direction = LinearProgram.Direction.minimize
  var rows: [Row] = []
  var rowNumbers: [String: Int] = [:]
  var columns: [Column] = []
  var columnNumbers: [String: Int] = [:]
  var objective: Int?
  var isMarked = false
  var line = 0

  func error(_ found: some StringProtocol, _ expected: String) -> LinearProgramFileError {
    LinearProgramFileError(line: line, found: found, expected: expected)
  }

  mutating func program(_ text: String) throws(LinearProgramFileError) -> LinearProgram {
    var section: Section?
    for content in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      line += 1
      if content.hasPrefix("*") { continue }
      let fields = content.split { $0 == " " || $0 == "\t" }
      guard let first = fields.first else { continue }
      if content.first == " " || content.first == "\t" {
        guard let section else { throw error(content, "the section NAME or ROWS") }
        try read(fields, in: section)
        continue
      }
      guard let next = Section(rawValue: first.uppercased()) else {
        throw error(first, "one of NAME, OBJSENSE, ROWS, COLUMNS, RHS, RANGES, BOUNDS, ENDATA")
      }
      section = next
      if next == .end { return try result() }
      if next == .objectiveSense, fields.count == 2 { try readDirection(fields[1]) }
    }
    throw error("the end of the file", "ENDATA")
  }

  private mutating func readDirection(_ word: Substring) throws(LinearProgramFileError) {
    switch word.uppercased() {
    case "MAX", "MAXIMIZE": direction = .maximize
    case "MIN", "MINIMIZE": direction = .minimize
    default: throw error(word, "MAX or MIN")
    }
  }

  private mutating func read(_ fields: [Substring], in section: Section) throws(LinearProgramFileError) {
    switch section {
    case .name, .end: throw error(fields[0], "a section")
    case .objectiveSense: try readDirection(fields[0])
    case .rows: try readRow(fields)
    case .columns: try readColumn(fields)
    case .rightHandSides:
      for (row, value) in try pairs(fields) { rows[row].right = value }
    case .ranges:
      for (row, value) in try pairs(fields) {
        if rows[row].kind == "N" { throw error(rows[row].name, "a row of type E, G or L") }
        rows[row].range = value
      }
    case .bounds: try readBound(fields)
    }
  }

  private mutating func readRow(_ fields: [Substring]) throws(LinearProgramFileError) {
    guard fields.count == 2, let kind = fields[0].uppercased().first, fields[0].count == 1, "NEGL".contains(kind) else {
      throw error(fields.joined(separator: " "), "N, E, G or L and a name without spaces")
    }
    let name = String(fields[1])
    if rowNumbers.updateValue(rows.count, forKey: name) != nil { throw error(name, "a name that no other row has") }
    if kind == "N", objective == nil { objective = rows.count }
    rows.append(Row(name: name, kind: kind))
  }

  private mutating func readColumn(_ fields: [Substring]) throws(LinearProgramFileError) {
    if fields.count >= 2, fields[1].uppercased() == "'MARKER'" {
      switch fields.count == 3 ? fields[2].uppercased() : "" {
      case "'INTORG'": isMarked = true
      case "'INTEND'": isMarked = false
      default: throw error(fields.joined(separator: " "), "a name, 'MARKER', and 'INTORG' or 'INTEND'")
      }
      return
    }
    guard fields.count == 3 || fields.count == 5 else {
      throw error(fields.joined(separator: " "), "a column and one or two pairs of a row and a number")
    }
    let name = String(fields[0])
    if columns.last?.name != name {
      if columnNumbers.updateValue(columns.count, forKey: name) != nil {
        throw error(name, "the entries of a column one after the other")
      }
      var column = Column(name: name)
      if isMarked { (column.domain, column.markedLine) = (.integers, line) }
      columns.append(column)
    }
    for (row, value) in try pairs(fields) {
      if rows[row].terms.last?.column == columns.count - 1 { throw error(rows[row].name, "each row once in a column") }
      rows[row].terms.append((columns.count - 1, value))
    }
  }

  /// The rows and numbers of a line; an odd number of fields begins with a name that does not matter here.
  private func pairs(_ fields: [Substring]) throws(LinearProgramFileError) -> [(row: Int, value: Rational)] {
    guard 2...5 ~= fields.count else {
      throw error(fields.joined(separator: " "), "one or two pairs of a row and a number, after a name")
    }
    var pairs: [(row: Int, value: Rational)] = []
    for index in stride(from: fields.count % 2, to: fields.count, by: 2) {
      guard let row = rowNumbers[String(fields[index])] else { throw error(fields[index], "the name of a row") }
      pairs.append((row, try number(fields[index + 1])))
    }
    return pairs
  }

  private func number(_ text: Substring) throws(LinearProgramFileError) -> Rational {
    guard let value = Rational(inLinearProgram: text) else {
      throw error(text, "a number such as 3, 0.25, 1e-3 or 2/3")
    }
    return value
  }

  private mutating func readBound(_ fields: [Substring]) throws(LinearProgramFileError) {
    let kind = fields[0].uppercased()
    let takesNumber = ["UP", "LO", "FX", "LI", "UI"].contains(kind)
    guard takesNumber || ["FR", "MI", "PL", "BV"].contains(kind) else {
      throw error(fields[0], "UP, LO, FX, FR, MI, PL, BV, LI or UI")
    }
    // The name of the set of bounds may be left out.
    let place = takesNumber ? fields.count - 2 : fields.count >= 3 ? 2 : 1
    guard fields.count <= 4, 1...2 ~= place, place < fields.count else {
      throw error(
        fields.joined(separator: " "), "a type of bound, the name of the set, a column, and a number if it has one")
    }
    guard let column = columnNumbers[String(fields[place])] else { throw error(fields[place], "the name of a column") }
    let value = takesNumber ? try number(fields[place + 1]) : 0
    if ["LI", "UI", "BV"].contains(kind) { columns[column].domain = .integers }
    if !["LO", "LI", "MI"].contains(kind) { columns[column].hasStatedUpper = true }
    switch kind {
    case "BV":
      columns[column].bounds = .unit
      columns[column].hasStatedLower = true
    case "UP", "UI":
      if value < 0, !columns[column].hasStatedLower {
        throw error(fields[place + 1], "the lower bound (LO, MI or FR) before a negative upper one")
      }
      columns[column].bounds.upper = value
    case "LO", "LI":
      columns[column].bounds.lower = value
      columns[column].hasStatedLower = true
    case "FX": columns[column].bounds = .equal(value)
    case "FR":
      columns[column].bounds = .free
      columns[column].hasStatedLower = true
    case "MI":
      columns[column].bounds.lower = nil
      columns[column].hasStatedLower = true
    default: columns[column].bounds.upper = nil
    }
  }

  private func result() throws(LinearProgramFileError) -> LinearProgram {
    var program = LinearProgram(direction)
    for column in columns {
      if let line = column.markedLine, !column.hasStatedUpper {
        throw LinearProgramFileError(
          line: line, found: column.name, expected: "an upper bound (UP, or PL for none) of an integer column")
      }
      program.addVariable(column.name, bounds: column.bounds, domain: column.domain)
    }
    for (number, row) in rows.enumerated() {
      if number == objective {
        for term in row.terms { program.setCost(term.value, ofVariable: term.column) }
        program.objectiveConstant = -row.right
        continue
      }
      do {
        try program.addConstraint(
          variables: row.terms.map(\.column), coefficients: row.terms.map(\.value), bounds(of: row), name: row.name)
      } catch { throw self.error(row.name, error.description) }
    }
    return program
  }

  private func bounds(of row: Row) -> Bounds {
    let (right, width) = (row.right, row.range?.magnitude)
    switch row.kind {
    case "G": return Bounds(lower: right, upper: width.map { right + $0 })
    case "L": return Bounds(lower: width.map { right - $0 }, upper: right)
    case "E":
      guard let range = row.range else { return .equal(right) }
      return range < 0 ? .between(right + range, right) : .between(right, right + range)
    default: return .free
    }
  }
}
