import Exact
import LinearProgrammingCheckers
import Randomness

extension PlainMPS {
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
      var text = PlainNumber.text(value, &stream)
      if chance() { text = text.replacing("e", with: ["d", "D"][stream.uniform(in: 0...1)]) }
      return value > 0 && stream.uniform(in: 0...5) == 0 ? "+" + text : text
    }

    mutating func section(_ name: String) {
      if stream.uniform(in: 0...4) == 0 { lines.append(["", "* a comment", "*", "   "][stream.uniform(in: 0...3)]) }
      lines.append(stream.uniform(in: 0...9) == 0 ? name.lowercased() : name)
    }

    mutating func line(_ words: [String]) {
      let gaps = [" ", "    ", "\t"]
      let comments = ["$ a comment", "$", "* 1 2"]
      let words =
        words.count > 1 && stream.uniform(in: 0...9) == 0 ? words + [comments[stream.uniform(in: 0...2)]] : words
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
      // A row of type N before the objective.
      let isNamed = chance()
      if isNamed {
        if chance() {
          section("OBJNAME")
          line([objective])
        } else {
          lines.append("OBJNAME " + objective)
        }
      }
      var (rights, ranges): ([(String, Rational)], [(String, Rational)]) = ([], [])
      if !program.objectiveConstant.isZero || chance() { rights.append((objective, -program.objectiveConstant)) }
      var kinds: [(String, String)] = []
      for (row, name) in zip(program.rows, subject.rowNames) {
        let (kind, right, range) = kind(row.interval)
        kinds.append((kind, name))
        if !right.isZero || chance() && kind != "N" { rights.append((name, right)) }
        if let range { ranges.append((name, range)) }
      }
      // The objective is the first row without a bound, unless it is named.
      let firstFree = kinds.firstIndex { $0.0 == "N" } ?? kinds.count
      kinds.insert(("N", objective), at: stream.uniform(in: 0...(isNamed ? kinds.count : firstFree)))
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
      // The sections behind the columns come in any order, and a second set counts for nothing.
      var order = [0, 1, 2]
      stream.shuffle(&order)
      let other = subject.columnNames.first
      for number in order {
        switch number {
        case 0:
          section("RHS")
          stream.shuffle(&rights)
          let hasOther = chance()
          pairs(hasOther ? ["RHS"] : set("RHS"), rights)
          if hasOther, !rights.isEmpty { pairs(["OTHER"], [(objective, 77)]) }
        case 1 where !ranges.isEmpty:
          section("RANGES")
          let hasOther = chance()
          pairs(hasOther ? ["RNG"] : set("RNG"), ranges)
          if hasOther { pairs(["OTHER"], ranges.map { ($0.0, 1000) }) }
        case 2 where !bounds.isEmpty:
          section("BOUNDS")
          for words in bounds { line(words) }
          if let other, bounds.contains(where: { $0.count > 2 && $0[1] == "BND" }) {
            line(["FX", "OTHER", other, "77"])
          }
        default: break
        }
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
      let infinite = ["Inf", "1e30", "1e20", "+Infinity", "1D+25"]
      func add(_ kind: String, _ value: Rational? = nil) {
        lines.append([kind] + set + [name] + (value.map { [number($0)] } ?? []))
      }
      switch (interval.lower, interval.upper) {
      case (nil, nil):
        if chance() {
          add("FR")
        } else if chance() {
          add("MI")
          add("PL")
        } else {
          lines.append(["LO"] + set + [name, "-" + infinite[stream.uniform(in: 0...2)]])
        }
      case (nil, let upper?):
        add("MI")
        add(high, upper)
      case (let lower?, nil):
        if !lower.isZero || chance() { add(low, lower) }
        // Without any bound an integer lies between 0 and 1.
        if isInteger, lines.isEmpty {
          add("PL")
        } else if chance() {
          lines.append(["UP"] + set + [name, infinite[stream.uniform(in: 0...4)]])
        }
      case (let lower?, let upper?):
        if isInteger, lower.isZero, upper == 1 {
          // Marked, it needs no bound.
          if chance() { return ([], false) }
          if chance() {
            add("BV")
            return (lines, true)
          }
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
