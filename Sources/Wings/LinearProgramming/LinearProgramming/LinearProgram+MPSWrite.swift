import Exact

extension LinearProgram {
  /// The program in the free MPS format, with every digit of every number; read back it is the same program.
  ///
  /// A program that maximises begins with a section `OBJSENSE`, which most readers know, but not GLPK's: for that one,
  /// write ``lpText(fractions:)``. The objective is a row named `obj`, or `obj_` with as many underscores as make it new.
  ///
  /// - Throws: ``LinearProgramWritingError`` for empty names, names with spaces, fractions unless asked for, and a
  ///   constraint whose bounds contradict one another, which the format cannot state.
  /// - Complexity: O(length of the text).
  public func mpsText(fractions: FractionStyle = .refused) throws(LinearProgramWritingError) -> String {
    let writer = ExactNumberWriter(fractions: fractions)
    let isAllowed = { (name: String) in
      !name.isEmpty && name.unicodeScalars.allSatisfy { $0.value > 32 && $0.value < 127 }
        && name.uppercased() != "'MARKER'" && !MPSFields.looksLikeComment(Substring(name))
    }
    for names in [variables.map(\.name), constraints.map(\.name)] {
      try ExactNumberWriter.check(names, allowed: "printable ASCII without spaces, not $ or * first", isAllowed)
    }
    var objective = "obj"
    let taken = Set(constraints.map(\.name))
    while taken.contains(objective) { objective += "_" }
    var lines = ["NAME tightbound"] + (direction == .maximize ? ["OBJSENSE", " MAX"] : [])
    lines += ["ROWS", " N \(objective)"] + constraints.map { " \(LinearProgram.kind($0.bounds)) \($0.name)" }
    lines.append("COLUMNS")
    lines += try columnLines(objective, writer)
    lines.append("RHS")
    if !objectiveConstant.isZero {
      lines.append(" RHS \(objective) \(try writer.text(bound: -objectiveConstant, of: "the objective"))")
    }
    var ranges: [String] = []
    for constraint in constraints {
      let bounds = constraint.bounds
      if bounds.isEmpty { throw .contradictoryBounds(constraint.name) }
      if let right = bounds.lower ?? bounds.upper, !right.isZero {
        lines.append(" RHS \(constraint.name) \(try writer.text(bound: right, of: constraint.name))")
      }
      if let lower = bounds.lower, let upper = bounds.upper, lower < upper {
        ranges.append(" RNG \(constraint.name) \(try writer.text(bound: upper - lower, of: constraint.name))")
      }
    }
    if !ranges.isEmpty { lines += ["RANGES"] + ranges }
    var bounds: [String] = []
    for variable in variables { bounds += try LinearProgram.boundLines(variable, writer) }
    if !bounds.isEmpty { lines += ["BOUNDS"] + bounds }
    return (lines + ["ENDATA", ""]).joined(separator: "\n")
  }

  private static func kind(_ bounds: Bounds) -> String {
    switch (bounds.lower, bounds.upper) {
    case (nil, nil): "N"
    case (nil, _?): "L"
    case (let lower?, let upper?) where lower == upper: "E"
    default: "G"
    }
  }

  private func columnLines(
    _ objective: String, _ writer: ExactNumberWriter
  ) throws(LinearProgramWritingError) -> [String] {
    var columns = [[String]](repeating: [], count: variables.count)
    for constraint in constraints {
      for term in constraint.terms {
        let name = variables[term.variable].name
        columns[term.variable].append(
          " \(name) \(constraint.name) \(try writer.text(term.coefficient, of: constraint.name))")
      }
    }
    var lines: [String] = []
    var domain = Domain.reals
    func mark(_ next: Domain) {
      if next != domain { lines.append(" M 'MARKER' \(next == .integers ? "'INTORG'" : "'INTEND'")") }
      domain = next
    }
    for (variable, entries) in zip(variables, columns) {
      mark(variable.domain)
      // A column without entries must be named all the same.
      if !variable.cost.isZero || entries.isEmpty {
        lines.append(" \(variable.name) \(objective) \(try writer.text(variable.cost, of: variable.name))")
      }
      lines += entries
    }
    mark(.reals)
    return lines
  }

  private static func boundLines(
    _ variable: Variable, _ writer: ExactNumberWriter
  ) throws(LinearProgramWritingError) -> [String] {
    let name = variable.name
    func line(_ kind: String, _ value: Rational) throws(LinearProgramWritingError) -> String {
      " \(kind) BND \(name) \(try writer.text(bound: value, of: name))"
    }
    switch (variable.bounds.lower, variable.bounds.upper) {
    case (nil, nil): return [" FR BND \(name)"]
    // Readers disagree on integer columns without an upper bound.
    case (let lower?, nil) where variable.domain == .integers:
      return (lower.isZero ? [] : [try line("LO", lower)]) + [" PL BND \(name)"]
    case (nil, let upper?): return [" MI BND \(name)", try line("UP", upper)]
    case (let lower?, nil): return lower.isZero ? [] : [try line("LO", lower)]
    case (let lower?, let upper?):
      if lower == upper { return [try line("FX", lower)] }
      return (lower.isZero && upper >= 0 ? [] : [try line("LO", lower)]) + [try line("UP", upper)]
    }
  }
}
