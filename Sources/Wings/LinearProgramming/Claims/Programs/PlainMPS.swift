import Exact
import LinearProgrammingCheckers
import Randomness

/// The MPS format, read and written plainly, after its definition: tables of rows, columns, right-hand sides, ranges and bounds.
enum PlainMPS {
  enum Fault {
    /// The second pair of a line is left out.
    case losesSecondPairs
    /// A negative range of an equation is taken for a positive one.
    case forgetsTheSignOfRanges
    /// The range of a row of type L reaches upwards.
    case takesRangesUpwards
    /// The right-hand side of the objective is the constant itself.
    case doesNotNegateTheConstant
    /// An upper bound sets the lower one to minus infinity.
    case forgetsTheLowerBound
    /// Columns after the last marker are integers too.
    case passesTheLastMarker
    /// The name of the set, where it is left out, is taken from the pairs.
    case takesTheFirstNameForASet
    /// The last line before the end is not read.
    case losesTheLastLine
  }

  private struct Unreadable: Error {}

  // Reading.

  /// The program in a text that obeys the format; other texts are refused or misread.
  static func read(_ text: String, fault: Fault? = nil) throws -> LinearProgramSubject {
    var (section, maximizes, isMarked) = ("", false, false)
    var rows: [(name: String, kind: String)] = []
    var columns: [String] = []
    var entries: [String: [String: Rational]] = [:]
    var (rights, ranges): ([String: Rational], [String: Rational]) = ([:], [:])
    var bounds: [String: LinearProgramStatement.Interval] = [:]
    var integers: Set<String> = []
    func pairs(_ words: [String]) throws -> [(String, Rational)] {
      var words = words
      if words.count % 2 == 1 || fault == .takesTheFirstNameForASet { words.removeFirst() }
      var pairs: [(String, Rational)] = []
      while words.count >= 2 {
        guard let value = PlainNumber.value(words[1]) else { throw Unreadable() }
        pairs.append((words[0], value))
        words.removeFirst(2)
      }
      return fault == .losesSecondPairs ? Array(pairs.prefix(1)) : pairs
    }
    var lines = text.split(separator: "\n").map(String.init)
    if fault == .losesTheLastLine { lines.remove(at: lines.count - 2) }
    for line in lines where !line.hasPrefix("*") {
      let words = line.split { $0 == " " || $0 == "\t" }.map(String.init)
      guard let first = words.first else { continue }
      if line.hasPrefix(first) {
        section = first.uppercased()
        if section == "OBJSENSE", words.count == 2 { maximizes = words[1].hasPrefix("MAX") }
        continue
      }
      switch section {
      case "OBJSENSE": maximizes = first.hasPrefix("MAX")
      case "ROWS": rows.append((words[1], first.uppercased()))
      case "COLUMNS" where words.count == 3 && words[1] == "'MARKER'":
        isMarked = words[2] == "'INTORG'" || fault == .passesTheLastMarker
      case "COLUMNS":
        if !columns.contains(first) { columns.append(first) }
        if isMarked { integers.insert(first) }
        for (row, value) in try pairs(words) { entries[first, default: [:]][row] = value }
      case "RHS": for (row, value) in try pairs(words) { rights[row] = value }
      case "RANGES": for (row, value) in try pairs(words) { ranges[row] = value }
      case "BOUNDS":
        let number = words.count >= 3 ? PlainNumber.value(words[words.count - 1]) : nil
        let name = ["UP", "LO", "FX", "UI", "LI"].contains(first) ? words[words.count - 2] : words[words.count - 1]
        var interval = bounds[name] ?? .atLeast(0)
        switch first {
        case "UP", "UI":
          interval.upper = number
          if fault == .forgetsTheLowerBound { interval.lower = nil }
        case "LO", "LI": interval.lower = number
        case "FX": (interval.lower, interval.upper) = (number, number)
        case "FR": interval = .free
        case "MI": interval.lower = nil
        case "PL": interval.upper = nil
        case "BV": interval = .from(0, to: 1)
        default: throw Unreadable()
        }
        bounds[name] = interval
        if ["UI", "LI", "BV"].contains(first) { integers.insert(name) }
      default: break
      }
    }
    guard let objective = rows.first(where: { $0.kind == "N" })?.name else { throw Unreadable() }
    func interval(_ row: (name: String, kind: String)) -> LinearProgramStatement.Interval {
      let right = rights[row.name] ?? 0
      guard let range = ranges[row.name] else {
        switch row.kind {
        case "L": return .atMost(right)
        case "G": return .atLeast(right)
        case "E": return .from(right, to: right)
        default: return .free
        }
      }
      let width = range.magnitude
      switch row.kind {
      case "L": return fault == .takesRangesUpwards ? .from(right, to: right + width) : .from(right - width, to: right)
      case "E" where range < 0 && fault != .forgetsTheSignOfRanges: return .from(right - width, to: right)
      default: return .from(right, to: right + width)
      }
    }
    func entry(_ column: String, _ row: String) -> Rational { entries[column]?[row] ?? 0 }
    var statement = LinearProgramStatement(
      maximizes ? .max : .min, columns.map { entry($0, objective) },
      plus: (rights[objective] ?? 0) * (fault == .doesNotNegateTheConstant ? 1 : -1),
      columns: columns.map { bounds[$0] ?? .atLeast(0) })
    let constraints = rows.filter { $0.name != objective }
    statement.rows = constraints.map { row in
      .init(dense: columns.map { entry($0, row.name) }, interval(row))
    }
    return LinearProgramSubject(
      program: statement, integers: columns.indices.filter { integers.contains(columns[$0]) }, columnNames: columns,
      rowNames: constraints.map(\.name))
  }

  // Writing.

  /// A text of the program, with everything that the format leaves open chosen at random.
  static func text(_ subject: LinearProgramSubject, _ stream: inout RandomStream) -> String {
    var writer = Writer(stream: stream)
    let text = writer.text(subject)
    stream = writer.stream
    return text
  }

  private struct Writer {
    var stream: RandomStream
    var lines: [String] = []

    mutating func chance() -> Bool { stream.uniform(in: 0...1) == 0 }
    mutating func number(_ value: Rational) -> String {
      let text = PlainNumber.text(value, &stream)
      return value > 0 && stream.uniform(in: 0...5) == 0 ? "+" + text : text
    }

    mutating func section(_ name: String) {
      if stream.uniform(in: 0...4) == 0 { lines.append(["", "* a comment", "*", "   "][stream.uniform(in: 0...3)]) }
      lines.append(stream.uniform(in: 0...9) == 0 ? name.lowercased() : name)
    }

    mutating func line(_ words: [String]) {
      let gaps = [" ", "    ", "\t"]
      lines.append(words.reduce("") { $0 + gaps[stream.uniform(in: 0...2)] + $1 })
    }

    /// One pair a line, or two.
    mutating func pairs(_ first: [String], _ pairs: [(String, Rational)]) {
      var rest = pairs[...]
      while let pair = rest.popFirst() {
        var words = first + [pair.0, number(pair.1)]
        if chance(), let next = rest.popFirst() { words += [next.0, number(next.1)] }
        line(words)
      }
    }

    /// The name of a set, or none.
    mutating func set(_ name: String) -> [String] { stream.uniform(in: 0...3) == 0 ? [] : [name] }

    mutating func text(_ subject: LinearProgramSubject) -> String {
      let program = subject.program
      section("NAME")
      if program.maximizes || chance() {
        let word = program.maximizes ? ["MAX", "MAXIMIZE"] : ["MIN", "MINIMIZE"]
        let chosen = word[stream.uniform(in: 0...1)]
        if chance() {
          section("OBJSENSE")
          line([chosen])
        } else {
          section("OBJSENSE " + chosen)
          lines[lines.count - 1] = "OBJSENSE " + chosen
        }
      }
      let objective = "cost"
      var (rights, ranges): ([(String, Rational)], [(String, Rational)]) = ([], [])
      if !program.objectiveConstant.isZero || chance() { rights.append((objective, -program.objectiveConstant)) }
      var kinds: [(String, String)] = []
      for (row, name) in zip(program.rows, subject.rowNames) {
        let (kind, right, range) = kind(row.interval)
        kinds.append((kind, name))
        if !right.isZero || chance() && kind != "N" { rights.append((name, right)) }
        if let range { ranges.append((name, range)) }
      }
      // The objective is the first row without a bound.
      let firstFree = kinds.firstIndex { $0.0 == "N" } ?? kinds.count
      kinds.insert(("N", objective), at: stream.uniform(in: 0...firstFree))
      section("ROWS")
      for (kind, name) in kinds { line([chance() ? kind : kind.lowercased(), name]) }
      section("COLUMNS")
      var bounds: [[String]] = []
      var isMarked = false
      func mark(_ next: Bool) {
        if next != isMarked { lines.append(" M1 'MARKER' \(next ? "'INTORG'" : "'INTEND'")") }
        isMarked = next
      }
      for (column, name) in subject.columnNames.enumerated() {
        let isInteger = subject.integers.contains(column)
        let stated = boundLines(program.columns[column], name, isInteger: isInteger)
        bounds += stated.lines
        mark(isInteger && !stated.makesInteger)
        var entries: [(String, Rational)] = []
        let cost = program.objective[column]
        for (row, rowName) in zip(program.rows, subject.rowNames) {
          if let place = row.columns.firstIndex(of: column) {
            entries.append((rowName, row.coefficients[place]))
          } else if stream.uniform(in: 0...9) == 0 {
            entries.append((rowName, 0))
          }
        }
        if !cost.isZero || entries.isEmpty { entries.append((objective, cost)) }
        stream.shuffle(&entries)
        pairs([name], entries)
      }
      mark(false)
      section("RHS")
      stream.shuffle(&rights)
      pairs(set("RHS"), rights)
      if !ranges.isEmpty {
        section("RANGES")
        pairs(set("RNG"), ranges)
      }
      if !bounds.isEmpty {
        section("BOUNDS")
        for words in bounds { line(words) }
      }
      section("ENDATA")
      return lines.joined(separator: "\n") + "\n"
    }

    private mutating func kind(
      _ interval: LinearProgramStatement.Interval
    ) -> (String, right: Rational, range: Rational?) {
      switch (interval.lower, interval.upper) {
      case (nil, nil): return ("N", 0, nil)
      case (nil, let upper?): return ("L", upper, nil)
      case (let lower?, nil): return ("G", lower, nil)
      case (let lower?, let upper?):
        let width = upper - lower
        if width.isZero { return ("E", lower, nil) }
        switch stream.uniform(in: 0...3) {
        case 0: return ("L", upper, chance() ? width : -width)
        case 1: return ("G", lower, chance() ? width : -width)
        case 2: return ("E", lower, width)
        default: return ("E", upper, -width)
        }
      }
    }

    /// Lines that state the bounds of a column; they may also make it an integer.
    private mutating func boundLines(
      _ interval: LinearProgramStatement.Interval, _ name: String, isInteger: Bool
    ) -> (lines: [[String]], makesInteger: Bool) {
      let set = set("BND")
      var lines: [[String]] = []
      let (low, high) = isInteger && chance() ? ("LI", "UI") : ("LO", "UP")
      func add(_ kind: String, _ value: Rational? = nil) {
        lines.append([kind] + set + [name] + (value.map { [number($0)] } ?? []))
      }
      switch (interval.lower, interval.upper) {
      case (nil, nil):
        if chance() {
          add("FR")
        } else {
          add("MI")
          add("PL")
        }
      case (nil, let upper?):
        add("MI")
        add(high, upper)
      case (let lower?, nil):
        if !lower.isZero || chance() { add(low, lower) }
        // Readers disagree on integers without an upper bound.
        if isInteger || chance() { add("PL") }
      case (let lower?, let upper?):
        if isInteger, lower.isZero, upper == 1, chance() {
          add("BV")
          return (lines, true)
        }
        if lower == upper, chance() {
          add("FX", lower)
        } else if upper >= 0, chance() {
          add(high, upper)
          if !lower.isZero || chance() { add(low, lower) }
        } else {
          if !lower.isZero || upper < 0 || chance() { add(low, lower) }
          add(high, upper)
        }
      }
      return (lines, lines.contains { ["LI", "UI", "BV"].contains($0[0]) })
    }
  }
}
