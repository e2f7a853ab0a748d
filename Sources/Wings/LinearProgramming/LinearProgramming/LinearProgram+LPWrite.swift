import Exact

extension LinearProgram {
  /// The program in the CPLEX-LP format, with every digit of every number.
  ///
  /// The format has no constraints with two different bounds that all its readers read, so such a one becomes two, the
  /// second with `_upper` after its name; a constraint without bounds is left out. Variables that occur nowhere keep
  /// their place, with a coefficient of 0 in the objective. GLPK's reader knows no constant in the objective, most others do.
  ///
  /// - Throws: ``LinearProgramWritingError`` for names that the format does not have, and for fractions unless asked for.
  /// - Complexity: O(length of the text).
  public func lpText(fractions: FractionStyle = .refused) throws(LinearProgramWritingError) -> String {
    let writer = ExactNumberWriter(fractions: fractions)
    let allowed =
      "letters, digits and !\"#$%&(),.;?@_`'{}|~, first no digit and no point; no e before a digit, which is read as a number, "
      + "and no keyword"
    try ExactNumberWriter.check(variables.map(\.name), allowed: allowed, LinearProgram.isLPName)
    var lines = [direction == .minimize ? "Minimize" : "Maximize"]
    var objective: [String] = []
    for variable in variables {
      objective.append(
        try term(variable.cost, variable.name, of: "the objective", writer, isFirst: objective.isEmpty))
    }
    if !objectiveConstant.isZero {
      let number = try writer.text(objectiveConstant.magnitude, of: "the objective")
      objective.append((objectiveConstant.isNegative ? "- " : "+ ") + number)
    }
    lines += LinearProgram.wrapped(" obj:", objective)
    lines.append("Subject To")
    var names: [String] = []
    for constraint in constraints {
      let form =
        try constraint.terms.isEmpty && !variables.isEmpty
        ? ["0 \(variables[0].name)"]
        : termTexts(constraint, writer)
      for (name, relation, bound) in LinearProgram.sides(constraint) {
        names.append(name)
        lines += LinearProgram.wrapped(
          " \(name):", form + [relation + " " + (try writer.text(bound: bound, of: "constraint \(constraint.name)"))])
      }
    }
    try ExactNumberWriter.check(names, allowed: allowed, LinearProgram.isLPName)
    lines.append("Bounds")
    for variable in variables {
      if let text = try LinearProgram.bound(variable, writer) { lines.append(" " + text) }
    }
    if !integerVariables.isEmpty {
      lines.append("General")
      lines += LinearProgram.wrapped("", integerVariables.map { variables[$0].name })
    }
    return (lines + ["End", ""]).joined(separator: "\n")
  }

  private func termTexts(
    _ constraint: Constraint, _ writer: ExactNumberWriter
  ) throws(LinearProgramWritingError) -> [String] {
    var texts: [String] = []
    for entry in constraint.terms {
      let name = variables[entry.variable].name
      texts.append(try term(entry.coefficient, name, of: constraint.name, writer, isFirst: texts.isEmpty))
    }
    return texts
  }

  private func term(
    _ coefficient: Rational, _ name: String, of place: String, _ writer: ExactNumberWriter, isFirst: Bool
  ) throws(LinearProgramWritingError) -> String {
    let sign = coefficient.isNegative ? "- " : isFirst ? "" : "+ "
    if coefficient.magnitude == 1 { return sign + name }
    return "\(sign)\(try writer.text(coefficient.magnitude, of: place)) \(name)"
  }

  /// The constraint as one-sided ones: name, relation, bound.
  private static func sides(_ constraint: Constraint) -> [(String, String, Rational)] {
    switch (constraint.bounds.lower, constraint.bounds.upper) {
    case (nil, nil): []
    case (let lower?, nil): [(constraint.name, ">=", lower)]
    case (nil, let upper?): [(constraint.name, "<=", upper)]
    case (let lower?, let upper?):
      lower == upper
        ? [(constraint.name, "=", lower)]
        : [(constraint.name, ">=", lower), (constraint.name + "_upper", "<=", upper)]
    }
  }

  private static func bound(
    _ variable: Variable, _ writer: ExactNumberWriter
  ) throws(LinearProgramWritingError) -> String? {
    let name = variable.name
    switch (variable.bounds.lower, variable.bounds.upper) {
    case (nil, nil): return "\(name) free"
    case (let lower?, nil): return lower.isZero ? nil : "\(name) >= \(try writer.text(bound: lower, of: name))"
    case (nil, let upper?): return "-inf <= \(name) <= \(try writer.text(bound: upper, of: name))"
    case (let lower?, let upper?):
      if lower == upper { return "\(name) = \(try writer.text(bound: lower, of: name))" }
      return "\(try writer.text(bound: lower, of: name)) <= \(name) <= \(try writer.text(bound: upper, of: name))"
    }
  }

  /// Pieces in lines of at most about 80 letters, as some readers limit the length of a line.
  private static func wrapped(_ start: String, _ pieces: [String]) -> [String] {
    var lines = [start]
    for piece in pieces {
      if lines[lines.count - 1].count + piece.count > 80 { lines.append("  ") }
      lines[lines.count - 1] += " " + piece
    }
    return lines
  }

  /// Whether the name is one in this format, and neither a keyword nor the beginning of a number.
  private static func isLPName(_ name: String) -> Bool {
    guard let first = name.unicodeScalars.first, first != ".", !("0"..."9" ~= first) else { return false }
    let keywords: Set<String> = [
      "inf", "infinity", "free", "st", "s.t.", "st.", "subject", "such", "bounds", "bound", "general", "generals",
      "gen",
      "integer", "integers", "int", "binary", "binaries", "bin", "end", "minimize", "minimise", "minimum", "min",
      "maximize", "maximise", "maximum", "max",
    ]
    return name.unicodeScalars.allSatisfy(LPTokens.isNamePart) && !keywords.contains(name.lowercased())
      && !isExponent(name)
  }

  /// `e5` after a coefficient would be read as its exponent.
  private static func isExponent(_ name: String) -> Bool {
    (name.hasPrefix("e") || name.hasPrefix("E")) && name.dropFirst().first.map { ("0"..."9").contains($0) } ?? false
  }
}
