import Exact
import Text

/// Reads line after line of an MPS file into the tables of which the program is made at the end.
struct MPSParser {
  enum Section: String, CaseIterable {
    case name = "NAME"
    case objectiveSense = "OBJSENSE"
    case objectiveName = "OBJNAME"
    case rows = "ROWS"
    case columns = "COLUMNS"
    case rightHandSides = "RHS"
    case ranges = "RANGES"
    case bounds = "BOUNDS"
    case end = "ENDATA"
  }

  struct Row {
    let name: Spelling
    let kind: Character
    var right: FileLimit?
    var range: FileLimit?
    /// Where the right-hand side stands, and the range.
    var rightLine = 0
    var rangeLine = 0
    var terms: [(column: Int, value: Rational)] = []
  }

  struct Column {
    let name: Spelling
    /// What was stated of each side; nil for nothing.
    var lower: FileLimit?
    var upper: FileLimit?
    var upperLine = 0
    var domain = LinearProgram.Domain.reals
    /// Where it became an integer by a marker.
    var markedLine: Int?
  }

  let layout: MPSLayout
  var direction = LinearProgram.Direction.minimize
  var rows: [Row] = []
  let names = MPSNames()
  var columns: [Column] = []
  var objectiveName: (name: Spelling, line: Int)?
  /// The set that is used, of RHS, RANGES and BOUNDS; nil before a line has named one.
  var sets: [Section: Spelling] = [:]
  var passedSets: Set<Spelling> = []
  var isMarked = false
  var line = 0
  var notices: [LinearProgramReading.Notice] = []

  init(layout: MPSLayout) { self.layout = layout }

  func error(_ found: some StringProtocol, _ expected: String) -> LinearProgramFileError {
    LinearProgramFileError(line: line, found: found, expected: expected)
  }

  mutating func notice(_ text: String, line: Int? = nil) { notices.append(.init(line: line ?? self.line, text: text)) }

  /// Reads a whole file.
  mutating func reading(_ text: String) throws(LinearProgramFileError) -> LinearProgramReading {
    if layout == .fixed { notice("names with blanks: fields are told apart by their columns", line: 1) }
    var section: Section?
    for content in FileLines(text: text) {
      line += 1
      if content.utf8.first == 42 { continue }
      let words = MPSFields.words(content)
      guard let first = words.first else { continue }
      if content.utf8.first == 32 || content.utf8.first == 9 {
        guard let section else { throw error(content, "the section NAME or ROWS") }
        try read(content, words, in: section)
        continue
      }
      // Some writers put the direction at the beginning of a line.
      if section == .objectiveSense, words.count == 1, MPSParser.direction(first) != nil {
        try readDirection(first)
        continue
      }
      guard let next = Section(rawValue: first.uppercased()) else {
        throw error(first, "one of NAME, OBJSENSE, OBJNAME, ROWS, COLUMNS, RHS, RANGES, BOUNDS, ENDATA")
      }
      section = next
      if next == .end { return try result() }
      if next == .objectiveSense, words.count == 2 { try readDirection(words[1]) }
      if next == .objectiveName, words.count == 2 { objectiveName = (Spelling(words[1]), line) }
    }
    throw error("the end of the file", "ENDATA")
  }

  private static func direction(_ word: Substring) -> LinearProgram.Direction? {
    switch word.uppercased() {
    case "MAX", "MAXIMIZE", "MAXIMISE", "MAXIMUM": .maximize
    case "MIN", "MINIMIZE", "MINIMISE", "MINIMUM": .minimize
    default: nil
    }
  }

  private mutating func readDirection(_ word: Substring) throws(LinearProgramFileError) {
    guard let direction = MPSParser.direction(word) else { throw error(word, "MAX or MIN") }
    self.direction = direction
  }

  private mutating func read(
    _ content: Substring, _ words: [Substring], in section: Section
  ) throws(LinearProgramFileError) {
    let fields = MPSFields(layout: layout, line: line, names: names)
    switch section {
    case .name, .end: throw error(words[0], "a section")
    case .objectiveSense: try readDirection(words[0])
    case .objectiveName: objectiveName = (Spelling(words[0]), line)
    case .rows: try readRow(try fields.row(content))
    case .columns:
      if let marker = try fields.marker(words) {
        isMarked = marker.uppercased() == "'INTORG'"
      } else {
        try readColumn(try fields.pairs(content, words, isColumn: true))
      }
    case .rightHandSides: try readRightHandSides(try fields.pairs(content, words, isColumn: false))
    case .ranges: try readRanges(try fields.pairs(content, words, isColumn: false))
    case .bounds:
      let bound = try fields.bound(content)
      guard let column = names.columns[Spelling(bound.column)] else {
        throw error(bound.column, "the name of a column")
      }
      if uses(bound.set, in: .bounds) { try readBound(bound.kind, column, bound.number) }
    }
  }

  private mutating func readRow(_ row: (kind: Substring, name: Substring)) throws(LinearProgramFileError) {
    guard let kind = row.kind.uppercased().first, row.kind.utf8.count == 1, "NEGL".contains(kind), !row.name.isEmpty
    else { throw error("\(row.kind) \(row.name)", "N, E, G or L and a name without spaces") }
    let name = Spelling(row.name)
    if names.rows.updateValue(rows.count, forKey: name) != nil { throw error(row.name, "a name that no other row has") }
    rows.append(Row(name: name, kind: kind))
  }

  private mutating func readColumn(_ line: MPSPairs) throws(LinearProgramFileError) {
    let name = Spelling(line.name)
    if columns.last?.name != name {
      if names.columns.updateValue(columns.count, forKey: name) != nil {
        throw error(line.name, "the entries of a column one after the other")
      }
      var column = Column(name: name)
      if isMarked { (column.domain, column.markedLine) = (.integers, self.line) }
      columns.append(column)
    }
    for (row, text) in line.pairs {
      let row = try number(ofRow: row)
      guard let value = MPSParser.number(text) else { throw error(text, "a number such as 3, 0.25, 1e-3 or 2/3") }
      if rows[row].terms.last?.column == columns.count - 1 {
        throw error(rows[row].name.text, "each row once in a column")
      }
      rows[row].terms.append((columns.count - 1, value))
    }
  }

  private mutating func readRightHandSides(_ line: MPSPairs) throws(LinearProgramFileError) {
    let isUsed = uses(line.name, in: .rightHandSides)
    for (row, text) in line.pairs {
      let (row, limit) = (try number(ofRow: row), try limit(text))
      guard isUsed else { continue }
      if let right = rows[row].right, right != limit {
        throw error(text, "one right-hand side for \(rows[row].name)")
      }
      (rows[row].right, rows[row].rightLine) = (limit, self.line)
    }
  }

  private mutating func readRanges(_ line: MPSPairs) throws(LinearProgramFileError) {
    let isUsed = uses(line.name, in: .ranges)
    for (row, text) in line.pairs {
      let (row, limit) = (try number(ofRow: row), try limit(text))
      if rows[row].kind == "N" { throw error(rows[row].name.text, "a row of type E, G or L") }
      guard isUsed else { continue }
      if let range = rows[row].range, range != limit { throw error(text, "one range for \(rows[row].name)") }
      (rows[row].range, rows[row].rangeLine) = (limit, self.line)
    }
  }

  /// Whether a line of this set counts: it does if its set is the first one that is named, or if it names none.
  private mutating func uses(_ set: Substring, in section: Section) -> Bool {
    if set.isEmpty { return true }
    let name = Spelling(set)
    guard let first = sets[section] else {
      sets[section] = name
      return true
    }
    if first == name { return true }
    if passedSets.insert(Spelling("\(section.rawValue) \(set)")).inserted {
      notice("\(section.rawValue) \(set) is passed over: the first set, \(first), is used")
    }
    return false
  }

  private func number(ofRow name: Substring) throws(LinearProgramFileError) -> Int {
    guard let row = names.rows[Spelling(name)] else { throw error(name, "the name of a row") }
    return row
  }

  /// A number, with E or D before its exponent.
  static func number(_ text: Substring) -> Rational? {
    guard let place = text.utf8.firstIndex(where: { $0 | 0x20 == UInt8(ascii: "d") }) else {
      return Rational(inLinearProgram: text)
    }
    return Rational(inLinearProgram: text[..<place] + "e" + text[text.utf8.index(after: place)...])
  }

  /// A number that bounds something, or infinity.
  mutating func limit(_ text: Substring) throws(LinearProgramFileError) -> FileLimit {
    let bare = text.utf8.first == 43 || text.utf8.first == 45 ? text.dropFirst() : text
    if ["INF", "INFINITY"].contains(bare.uppercased()) { return text.utf8.first == 45 ? .minusInfinity : .infinity }
    guard let value = MPSParser.number(text) else {
      throw error(text, "a number such as 3, 0.25, 1e-3 or 2/3, or Inf")
    }
    let limit = FileLimit(value)
    if case .finite = limit { return limit }
    notice("\(text) is infinite: bounds of 1e20 and more are none")
    return limit
  }
}
