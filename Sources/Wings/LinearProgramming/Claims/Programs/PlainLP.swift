import Exact
import LinearProgrammingCheckers

/// A plain reader of the CPLEX-LP format, after its definition.
///
/// The text is cut into words, and the words into sections and statements; a statement is then one of few forms.
package enum PlainLP {
  /// What it can be made to get wrong.
  package enum Fault {
    /// A number before a form bounds it from the wrong side.
    case takesBoundsOnTheLeftForThoseOnTheRight
    /// Constants in a constraint are not brought to the other side.
    case forgetsConstants
    /// A minus counts for the number, not for the variable without one.
    case losesMinusBeforeNames
    /// The second bound of a chain is lost.
    case losesSecondBounds
    /// A free variable keeps its lower bound.
    case keepsTheLowerBoundOfFreeVariables
    /// Comments are read as well.
    case readsComments
    /// Binary variables have no bounds.
    case forgetsTheBoundsOfBinaries
    /// Unnamed constraints are counted among themselves.
    case countsUnnamedConstraints
    /// Binary variables lie between 0 and 1, whatever is stated besides.
    case forgetsOtherBoundsOfBinaries
    /// A bound of 1e20 or more is a number.
    case takesLargeBoundsForFiniteOnes
  }

  private struct Unreadable: Error {}

  private static let sections: [String: String] = [
    "minimize": "min", "minimise": "min", "minimum": "min", "min": "min", "maximize": "max", "maximise": "max",
    "maximum": "max", "max": "max", "subject to": "rows", "such that": "rows", "st": "rows", "s.t.": "rows",
    "st.": "rows",
    "bounds": "bounds", "bound": "bounds", "general": "integers", "generals": "integers", "gen": "integers",
    "integer": "integers", "integers": "integers", "int": "integers", "binary": "binaries", "binaries": "binaries",
    "bin": "binaries", "end": "end",
  ]

  /// The program in a text that obeys the format; other texts are refused or misread.
  package static func read(_ text: String, fault: Fault? = nil) throws -> LinearProgramSubject {
    var reader = Reader(fault: fault)
    var section = ""
    var words: [String] = []
    for line in text.split(separator: "\n") {
      let content = fault == .readsComments ? Substring(line.filter { $0 != "\\" }) : line.prefix { $0 != "\\" }
      var pieces = self.words(content)
      let name = pieces.prefix(2).joined(separator: " ").lowercased()
      // A word begins a section if it is the first of its line, and no name of a constraint.
      if let next = sections[name]
        ?? (pieces.dropFirst().first == ":" ? nil : sections[pieces.first?.lowercased() ?? ""])
      {
        try reader.finish(section, words)
        (section, words) = (next, [])
        pieces.removeFirst(sections[name] != nil && pieces.count > 1 ? 2 : 1)
      }
      words += pieces
    }
    guard section == "end", words.isEmpty else { throw Unreadable() }
    reader.cutBinaries()
    return reader.subject
  }

  /// Words: names, numbers, relations, signs and colons.
  private static func words(_ line: Substring) -> [String] {
    var words: [String] = []
    var current = ""
    func isRelation(_ letter: Character) -> Bool { "<>=".contains(letter) }
    for letter in line {
      let isNumber = current.first.map { $0.isNumber || $0 == "." } ?? false
      // A sign belongs to the exponent before it.
      let belongs = "+-".contains(letter) && isNumber && (current.last == "e" || current.last == "E")
      if letter == " " || letter == "\t" || "+-:".contains(letter) && !belongs {
        if !current.isEmpty { words.append(current) }
        current = letter == " " || letter == "\t" ? "" : String(letter)
        if !current.isEmpty {
          words.append(current)
          current = ""
        }
        continue
      }
      // A name ends where a relation begins, a number where a letter does that is not an exponent.
      let changes = !current.isEmpty && isRelation(letter) != (current.last.map(isRelation) ?? false)
      let ends = isNumber && !belongs && !letter.isNumber && !"./eE".contains(letter)
      if changes || ends {
        words.append(current)
        current = ""
      }
      current.append(letter)
    }
    return current.isEmpty ? words : words + [current]
  }

  private struct Reader {
    let fault: Fault?
    var subject = LinearProgramSubject(LinearProgramStatement(.min, [], columns: []))
    var binaries: Set<Int> = []

    init(fault: Fault?) { self.fault = fault }

    mutating func finish(_ section: String, _ words: [String]) throws {
      switch section {
      case "min", "max":
        subject.program.maximizes = section == "max"
        let form = try form(dropLabel(words).words)
        for (column, coefficient) in form.terms { subject.program.objective[column] += coefficient }
        subject.program.objectiveConstant = form.constant
      case "rows": for statement in statements(words, ofOneName: false) { try row(statement) }
      case "bounds": for statement in statements(words, ofOneName: true) { try bound(statement) }
      case "integers", "binaries":
        for name in words {
          let column = column(name)
          if !subject.integers.contains(column) { subject.integers.append(column) }
          if section == "binaries" { binaries.insert(column) }
        }
        subject.integers.sort()
      default: break
      }
    }

    /// Binary variables lie between 0 and 1, and within what the bounds say besides.
    mutating func cutBinaries() {
      if fault == .forgetsTheBoundsOfBinaries { return }
      for column in binaries {
        let stated = fault == .forgetsOtherBoundsOfBinaries ? .free : subject.program.columns[column]
        subject.program.columns[column] = .from(max(stated.lower ?? 0, 0), to: min(stated.upper ?? 1, 1))
      }
    }

    private func dropLabel(_ words: [String]) -> (label: String?, words: [String]) {
      words.count >= 2 && words[1] == ":" ? (words[0], Array(words.dropFirst(2))) : (nil, words)
    }

    private mutating func column(_ name: String) -> Int {
      if let column = subject.columnNames.firstIndex(of: name) { return column }
      subject.columnNames.append(name)
      subject.program.columns.append(.atLeast(0))
      subject.program.objective.append(0)
      return subject.columnNames.count - 1
    }

    private func isRelation(_ word: String) -> Bool { word.contains { "<>=".contains($0) } }

    private func limit(_ words: some Collection<String>) -> (value: Rational?, isLimit: Bool) {
      let text = words.joined()
      let bare = text.drop { "+-".contains($0) }.lowercased()
      if bare == "inf" || bare == "infinity" { return (nil, true) }
      let value = PlainNumber.value(text)
      if let value, value.magnitude >= Rational(Integer(10).power(20)), fault != .takesLargeBoundsForFiniteOnes {
        return (nil, true)
      }
      return (value, value != nil)
    }

    /// A statement ends with the limit after its last relation, or with the word free; a chain has two relations. Bounds are
    /// those of one name, not of a form.
    private func statements(_ words: [String], ofOneName: Bool) -> [[String]] {
      var (statements, current): ([[String]], [String]) = ([], [])
      var index = 0
      while index < words.count {
        current.append(words[index])
        index += 1
        if ofOneName, current.count == 2, words[index - 1].lowercased() == "free" {
          statements.append(current)
          current = []
        }
        guard isRelation(current.last ?? "") else { continue }
        // What stands before the first relation is a limit: then a form follows.
        let before = dropLabel(current.dropLast()).words
        if limit(before).isLimit {
          while index < words.count, !isRelation(words[index]), !startsStatement(words, index, current, ofOneName) {
            current.append(words[index])
            index += 1
          }
          if index == words.count || !isRelation(words[index]) {
            statements.append(current)
            current = []
            continue
          }
          current.append(words[index])
          index += 1
        }
        if index < words.count, "+-".contains(words[index]) {
          current.append(words[index])
          index += 1
        }
        if index < words.count { current.append(words[index]) }
        index += 1
        statements.append(current)
        current = []
      }
      return statements
    }

    /// Whether a statement begins here: with a label, or after a term that no sign follows.
    private func startsStatement(
      _ words: [String], _ index: Int, _ current: [String], _ ofOneName: Bool
    ) -> Bool {
      if ofOneName { return !isRelation(current.last ?? "") }
      if index + 1 < words.count, words[index + 1] == ":" { return true }
      guard let last = current.last, !isRelation(last), !"+-".contains(last), last != ":" else { return false }
      return !"+-".contains(words[index]) && PlainNumber.value(last) == nil
    }

    private mutating func row(_ statement: [String]) throws {
      let (label, words) = dropLabel(statement)
      let (form, interval) = try bounded(words, .free)
      let shift = fault == .forgetsConstants ? 0 : form.constant
      var dense = [Rational](repeating: 0, count: subject.columnNames.count)
      for (column, coefficient) in form.terms { dense[column] += coefficient }
      let count = subject.program.rows.count
      let unnamed = fault == .countsUnnamedConstraints ? subject.rowNames.count { $0.hasPrefix("c") } : count
      subject.rowNames.append(label ?? "c\(unnamed + 1)")
      subject.program.rows.append(
        .init(
          dense: dense,
          LinearProgramStatement.Interval(
            lower: interval.lower.map { $0 - shift }, upper: interval.upper.map { $0 - shift })))
    }

    private mutating func bound(_ words: [String]) throws {
      if words.count == 2, words[1].lowercased() == "free" {
        let column = column(words[0])
        if fault == .keepsTheLowerBoundOfFreeVariables {
          subject.program.columns[column].upper = nil
        } else {
          subject.program.columns[column] = .free
        }
        return
      }
      guard let name = words.first(where: { !isRelation($0) && !"+-".contains($0) && !limit([$0]).isLimit }) else {
        throw Unreadable()
      }
      let column = column(name)
      subject.program.columns[column] = try bounded(words, subject.program.columns[column]).interval
    }

    /// A form with a relation and a limit after it, before it, or both.
    private mutating func bounded(
      _ words: [String], _ start: LinearProgramStatement.Interval
    ) throws -> (form: (terms: [(Int, Rational)], constant: Rational), interval: LinearProgramStatement.Interval) {
      var parts: [[String]] = [[]]
      var relations: [String] = []
      for word in words {
        if isRelation(word) {
          relations.append(word)
          parts.append([])
        } else {
          parts[parts.count - 1].append(word)
        }
      }
      let leads = parts.count > 1 && limit(parts[0]).isLimit
      var interval = start
      func restrict(_ limit: Rational?, _ relation: String, isLeft: Bool) {
        if relation == "=" {
          interval = LinearProgramStatement.Interval(lower: limit, upper: limit)
          return
        }
        let isFlipped = isLeft && fault != .takesBoundsOnTheLeftForThoseOnTheRight
        if relation.contains("<") == isFlipped { interval.lower = limit } else { interval.upper = limit }
      }
      if leads { restrict(limit(parts[0]).value, relations[0], isLeft: true) }
      let last = leads ? 2 : 1
      if parts.count > last, !(leads && fault == .losesSecondBounds) {
        restrict(limit(parts[last]).value, relations[last - 1], isLeft: false)
      }
      return (try form(parts[leads ? 1 : 0]), interval)
    }

    private mutating func form(_ words: [String]) throws -> (terms: [(Int, Rational)], constant: Rational) {
      var (terms, constant): ([(Int, Rational)], Rational) = ([], 0)
      var (sign, number): (Rational, Rational?) = (1, nil)
      for word in words + ["+"] {
        if word == "+" || word == "-" {
          if let number { constant += sign * number }
          (sign, number) = (word == "-" ? -1 : 1, nil)
        } else if number == nil, let value = PlainNumber.value(word) {
          number = value
        } else {
          let factor = fault == .losesMinusBeforeNames && number == nil ? 1 : sign
          terms.append((column(word), factor * (number ?? 1)))
          number = nil
        }
      }
      return (terms, constant)
    }
  }
}
