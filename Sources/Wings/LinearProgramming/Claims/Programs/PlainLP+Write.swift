import Exact
import LinearProgrammingCheckers
import Randomness

extension PlainLP {
  /// A text of the program, with everything that the format leaves open chosen at random, and the program that it states: in
  /// order of first occurrence, and with the names c1, c2, ... of constraints that are left without one.
  static func text(_ subject: LinearProgramSubject, _ stream: inout RandomStream) -> ProgramText {
    var writer = Writer(stream: stream, subject: subject)
    writer.write()
    stream = writer.stream
    return ProgramText(text: writer.text, program: writer.stated)
  }

  private struct Writer {
    var stream: RandomStream
    let subject: LinearProgramSubject
    var text = ""
    /// The columns in the order of first occurrence.
    var order: [Int] = []
    var rowNames: [String] = []
    /// Whether the last statement ends with a form.
    var endsWithForm = false

    init(stream: RandomStream, subject: LinearProgramSubject) { (self.stream, self.subject) = (stream, subject) }

    mutating func chance(_ one: Int = 2) -> Bool { stream.uniform(in: 1...one) == 1 }
    mutating func one(of words: [String]) -> String { words[stream.uniform(in: 0...(words.count - 1))] }

    /// Words on a line or several; none but the first of a line is a section.
    mutating func put(_ words: [String]) {
      for word in words {
        text += word
        text += chance(9) ? one(of: ["\n  ", " \\ x + y >= 3\n", "\t"]) : " "
      }
    }

    mutating func section(_ names: [String]) {
      let name = one(of: names)
      text += "\n" + (chance() ? name : name.lowercased()) + one(of: ["\n", "\n", " \\ a comment\n", "\n\n"])
    }

    mutating func name(_ column: Int) -> String {
      if !order.contains(column) { order.append(column) }
      return subject.columnNames[column]
    }

    mutating func number(_ value: Rational) -> String { PlainNumber.text(value.magnitude, &stream) }

    mutating func signed(_ value: Rational) -> [String] {
      let sign = value < 0 ? "-" : chance(4) ? "+" : ""
      if sign.isEmpty { return [number(value)] }
      return chance() ? [sign + number(value)] : [sign, number(value)]
    }

    /// ± coefficient name; a coefficient of 1 may be left out.
    mutating func term(_ coefficient: Rational, _ column: Int, isFirst: Bool) -> [String] {
      let sign = coefficient < 0 ? "-" : isFirst && chance() ? "" : "+"
      let name = name(column)
      var words: [String]
      if coefficient.magnitude == 1, chance() {
        words = [name]
      } else if !(name.hasPrefix("e") || name.hasPrefix(".")), chance(3) {
        words = [number(coefficient) + name]
      } else {
        words = [number(coefficient), name]
      }
      if chance(3) { words[0] = sign + words[0] } else if !sign.isEmpty { words.insert(sign, at: 0) }
      return words
    }

    mutating func form(_ terms: [(Int, Rational)], constant: Rational) -> [String] {
      var pieces: [[String]] = []
      // Not at the end: a name that follows would be taken for its variable.
      let place = constant.isZero ? -1 : stream.uniform(in: 0...max(0, terms.count - 1))
      for index in 0...terms.count {
        if index == place {
          pieces.append((constant < 0 ? ["-"] : index == 0 ? [] : ["+"]) + [number(constant)])
        }
        if index < terms.count {
          pieces.append(term(terms[index].1, terms[index].0, isFirst: pieces.isEmpty))
        }
      }
      return Array(pieces.joined())
    }

    mutating func write() {
      let program = subject.program
      if chance(3) { text += "\\ " + one(of: ["minimize", "a program", "end"]) }
      section(
        program.maximizes ? ["Maximize", "MAX", "Maximum", "maximise"] : ["Minimize", "MIN", "Minimum", "minimise"])
      if chance() { put(["obj", ":"]) }
      // Variables that cost nothing may occur here or only later.
      let costs = program.objective.enumerated().filter { !$0.element.isZero || chance(3) }
      put(form(costs.map { ($0.offset, $0.element) }, constant: program.objectiveConstant))
      section(["Subject To", "Such That", "ST", "S.T.", "st."])
      for index in program.rows.indices { row(index) }
      let binaries = subject.integers.filter { column in
        let interval = program.columns[column]
        guard let lower = interval.lower, let upper = interval.upper else { return false }
        return lower >= 0 && upper <= 1 && chance()
      }
      let integers = subject.integers.filter { !binaries.contains($0) }
      var sections = [0, 1, 2]
      stream.shuffle(&sections)
      for number in sections {
        switch number {
        case 0:
          section(["Bounds", "bound"])
          for column in program.columns.indices {
            if binaries.contains(column) { binaryBounds(column) } else { bounds(column) }
          }
        case 1 where !integers.isEmpty:
          section(["General", "Generals", "Gen", "Integers", "Integer", "Int"])
          for column in integers { put([name(column)]) }
        case 2 where !binaries.isEmpty:
          section(["Binary", "Binaries", "Bin"])
          for column in binaries { put([name(column)]) }
        default: break
        }
      }
      section(["End"])
    }

    private mutating func row(_ index: Int) {
      let row = subject.program.rows[index]
      var terms = Array(zip(row.columns, row.coefficients))
      stream.shuffle(&terms)
      // A form has a variable, if need be one that does not count.
      if terms.isEmpty || chance(9), let other = subject.columnNames.indices.first(where: { !row.columns.contains($0) })
      {
        terms.append((other, 0))
      }
      let constant: Rational = chance(4) ? 3 : 0
      // After “3 <= x” a form without a name would go on.
      if !endsWithForm, chance(4) {
        rowNames.append("c\(index + 1)")
      } else {
        rowNames.append(subject.rowNames[index])
        put(chance() ? [subject.rowNames[index], ":"] : [subject.rowNames[index] + ":"])
      }
      relations(row.interval, shift: constant) { $0.form(terms, constant: constant) }
      text += "\n"
    }

    /// Bounds that together with 0 and 1 give the interval.
    private mutating func binaryBounds(_ column: Int) {
      let interval = subject.program.columns[column]
      if let lower = interval.lower, !lower.isZero || chance() {
        put([name(column), one(of: [">=", ">"])] + signed(lower.isZero ? [0, -3][stream.uniform(in: 0...1)] : lower))
        text += "\n"
      }
      if let upper = interval.upper, upper != 1 || chance() {
        put([name(column), one(of: ["<=", "<"])] + signed(upper == 1 ? [1, 4][stream.uniform(in: 0...1)] : upper))
        text += "\n"
      }
    }

    private mutating func bounds(_ column: Int) {
      let interval = subject.program.columns[column]
      if interval == .free, chance() {
        // The word stands on the same line.
        text += name(column) + " " + one(of: ["free", "Free"]) + "\n"
        return
      }
      if interval == .atLeast(0), order.contains(column), chance() { return }
      if let lower = interval.lower, let upper = interval.upper, lower < upper, chance(3) {
        // In two steps, in either order.
        let steps: [LinearProgramStatement.Interval] = [.atLeast(lower), .atMost(upper)]
        for step in chance() ? steps : steps.reversed() { relations(step, shift: 0) { [$0.name(column)] } }
      } else if interval.lower == nil || interval == .free {
        var whole = [one(of: ["-inf", "- infinity", "-INF", "-1e25"]), one(of: ["<=", "<", "=<"]), name(column)]
        if let upper = interval.upper { whole += [one(of: ["<=", "<", "=<"])] + signed(upper) }
        put(whole)
      } else {
        relations(interval, shift: 0) { [$0.name(column)] }
      }
      text += "\n"
    }

    /// limit relation form, form relation limit, or limits on both sides.
    private mutating func relations(
      _ interval: LinearProgramStatement.Interval, shift: Rational, _ form: (inout Writer) -> [String]
    ) {
      let (less, more, same) = (["<=", "<", "=<"], [">=", ">", "=>"], ["=", "="])
      endsWithForm = false
      switch (interval.lower.map { $0 + shift }, interval.upper.map { $0 + shift }) {
      case (nil, nil):
        put(form(&self))
        put(
          chance()
            ? [one(of: more), one(of: ["-inf", "-1e20"])]
            : [one(of: less), one(of: ["inf", "+infinity", "+ Inf", "1e+30"])])
      case (let lower?, nil):
        if chance(3) {
          put(signed(lower) + [one(of: less)])
          put(form(&self))
          endsWithForm = true
        } else {
          put(form(&self))
          put([one(of: more)] + signed(lower))
        }
      case (nil, let upper?):
        if chance(3) {
          put(signed(upper) + [one(of: more)])
          put(form(&self))
          endsWithForm = true
        } else {
          put(form(&self))
          put([one(of: less)] + signed(upper))
        }
      case (let lower?, let upper?):
        if lower == upper {
          if chance(3) {
            put(signed(lower) + [one(of: same)])
            put(form(&self))
            endsWithForm = true
          } else {
            put(form(&self))
            put([one(of: same)] + signed(lower))
          }
        } else {
          let ends = chance() ? (lower, less, upper) : (upper, more, lower)
          put(signed(ends.0) + [one(of: ends.1)])
          put(form(&self))
          put([one(of: ends.1)] + signed(ends.2))
        }
      }
      text += "\n"
    }

    /// The program that the text states.
    var stated: LinearProgramSubject {
      var stated = subject
      stated.rowNames = rowNames
      stated.columnNames = order.map { subject.columnNames[$0] }
      stated.integers = order.indices.filter { subject.integers.contains(order[$0]) }
      stated.program.objective = order.map { subject.program.objective[$0] }
      stated.program.columns = order.map { subject.program.columns[$0] }
      for index in stated.program.rows.indices {
        let row = subject.program.rows[index]
        let form = Dictionary(uniqueKeysWithValues: zip(row.columns, row.coefficients))
        stated.program.rows[index] = .init(dense: order.map { form[$0] ?? 0 }, row.interval)
      }
      return stated
    }
  }
}
