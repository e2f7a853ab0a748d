import Exact

extension LinearProgram {
  /// Reads the CPLEX-LP format, every number exactly as it is written.
  ///
  /// Sections: `Minimize` or `Maximize`, `Subject To`, `Bounds`, `General` and `Binary`, `End`, by any of their usual names. A
  /// constraint may have a number on either side or on both. A variable lies between 0 and ∞ unless `Bounds` says otherwise;
  /// binary ones are integers from 0 to 1. Besides decimals, `p/q` is a number.
  ///
  /// - Throws: ``LinearProgramFileError`` with the line.
  /// - Complexity: O(length of the text), besides the length of the numbers.
  public init(parsingLP text: String) throws(LinearProgramFileError) {
    var parser = LPParser(tokens: try LPTokens(text))
    self = try parser.program()
  }
}

/// A recursive descent over the sections.
private struct LPParser {
  enum Section {
    case minimize, maximize, subjectTo, bounds, integers, binaries, end
  }

  enum Limit {
    case finite(Rational)
    case minusInfinity, infinity
  }

  var tokens: LPTokens
  var result = LinearProgram()
  var numbers: [String: Int] = [:]
  var constraintNames: Set<String> = []

  init(tokens: LPTokens) { self.tokens = tokens }

  /// The section that begins here, and how many words name it.
  private func section() -> (Section, words: Int)? {
    guard tokens.current.startsLine, case .name(let word) = tokens.current.token else {
      return tokens.current.token == .end ? (.end, 0) : nil
    }
    if tokens.following(1).token == .symbol(":") { return nil }  // A constraint of that name.
    func isFollowed(by word: String) -> Bool {
      guard case .name(let next) = tokens.following(1).token else { return false }
      return next.lowercased() == word
    }
    switch word.lowercased() {
    case "minimize", "minimise", "minimum", "min": return (.minimize, 1)
    case "maximize", "maximise", "maximum", "max": return (.maximize, 1)
    case "subject" where isFollowed(by: "to"), "such" where isFollowed(by: "that"): return (.subjectTo, 2)
    case "st", "s.t.", "st.": return (.subjectTo, 1)
    case "bounds", "bound": return (.bounds, 1)
    case "general", "generals", "gen", "integer", "integers", "int": return (.integers, 1)
    case "binary", "binaries", "bin": return (.binaries, 1)
    case "end": return (.end, 1)
    default: return nil
    }
  }

  private mutating func enter(_ words: Int) { for _ in 0..<words { tokens.advance() } }

  mutating func program() throws(LinearProgramFileError) -> LinearProgram {
    guard let (first, words) = section(), first == .minimize || first == .maximize else {
      throw tokens.error("Minimize or Maximize")
    }
    enter(words)
    result = LinearProgram(first == .maximize ? .maximize : .minimize)
    try objective()
    guard let (second, words) = section(), second == .subjectTo else { throw tokens.error("Subject To") }
    enter(words)
    while section() == nil { try constraint() }
    if let (third, words) = section(), third == .bounds {
      enter(words)
      while section() == nil { try bound() }
    }
    while let (next, words) = section(), next == .integers || next == .binaries {
      enter(words)
      while section() == nil { try integer(isBinary: next == .binaries) }
    }
    guard let (last, words) = section(), last == .end else { throw tokens.error("Bounds, General, Binary or End") }
    if words == 0 { throw tokens.error("End") }
    enter(words)
    guard tokens.current.token == .end else { throw tokens.error("nothing after End") }
    return result
  }

  private mutating func objective() throws(LinearProgramFileError) {
    if case .name = tokens.current.token, tokens.following(1).token == .symbol(":") { enter(2) }
    if section() != nil { return }
    let form = try linearForm()
    for (variable, coefficient) in zip(form.variables, form.coefficients) {
      result.setCost(coefficient, ofVariable: variable)
    }
    result.objectiveConstant = form.constant
  }

  private mutating func constraint() throws(LinearProgramFileError) {
    var name: String?
    let line = tokens.current.line
    if case .name(let word) = tokens.current.token, tokens.following(1).token == .symbol(":") {
      name = word
      enter(2)
      if !constraintNames.insert(word).inserted {
        throw LinearProgramFileError(line: line, found: word, expected: "a name that no other constraint has")
      }
    }
    var bounds = Bounds.free
    // “3 <= x + y” or “3 <= x + y <= 5”.
    if let (limit, relation) = try leadingBound() { try restrict(&bounds, to: limit, relation, isLeft: true) }
    let form = try linearForm()
    if bounds == .free || isRelation(tokens.current.token) {
      let relation = try relation()
      try restrict(&bounds, to: try limit(), relation, isLeft: false)
    }
    bounds = Bounds(
      lower: bounds.lower.map { $0 - form.constant }, upper: bounds.upper.map { $0 - form.constant })
    do {
      try result.addConstraint(variables: form.variables, coefficients: form.coefficients, bounds, name: name)
    } catch {
      throw LinearProgramFileError(line: line, found: name ?? "the constraint", expected: "each variable once")
    }
  }

  private mutating func bound() throws(LinearProgramFileError) {
    let leading = try leadingBound()
    let variable = try variable()
    var bounds = result.variables[variable].bounds
    if let (limit, relation) = leading { try restrict(&bounds, to: limit, relation, isLeft: true) }
    if leading == nil, case .name(let word) = tokens.current.token, word.lowercased() == "free",
      !tokens.current.startsLine
    {
      tokens.advance()
      bounds = .free
    } else if leading == nil || isRelation(tokens.current.token) {
      let relation = try relation()
      try restrict(&bounds, to: try limit(), relation, isLeft: false)
    }
    result.setBounds(bounds, ofVariable: variable)
  }

  private mutating func integer(isBinary: Bool) throws(LinearProgramFileError) {
    let number = try variable()
    result.setDomain(.integers, ofVariable: number)
    if isBinary { result.setBounds(.unit, ofVariable: number) }
  }

  /// A number and a relation, where they stand before a linear form.
  private mutating func leadingBound() throws(LinearProgramFileError) -> (limit: Limit, relation: Character)? {
    let isSigned = [.symbol("+"), .symbol("-")].contains(tokens.current.token)
    let number = tokens.following(isSigned ? 1 : 0).token
    guard isNumber(number), isRelation(tokens.following(isSigned ? 2 : 1).token) else { return nil }
    let limit = try self.limit()
    return (limit, try relation())
  }

  private func isNumber(_ token: LPTokens.Token) -> Bool {
    if case .number = token { return true }
    return isInfinity(token)
  }

  private func isInfinity(_ token: LPTokens.Token) -> Bool {
    guard case .name(let word) = token else { return false }
    return ["inf", "infinity"].contains(word.lowercased())
  }

  private func isRelation(_ token: LPTokens.Token) -> Bool {
    [.symbol("<"), .symbol(">"), .symbol("=")].contains(token)
  }

  private mutating func relation() throws(LinearProgramFileError) -> Character {
    guard case .symbol(let relation) = tokens.current.token, isRelation(tokens.current.token) else {
      throw tokens.error("<=, >= or =")
    }
    tokens.advance()
    return relation
  }

  /// A signed number or infinity.
  private mutating func limit() throws(LinearProgramFileError) -> Limit {
    let isNegative = tokens.skip("-")
    if !isNegative { _ = tokens.skip("+") }
    defer { tokens.advance() }
    if isInfinity(tokens.current.token) { return isNegative ? .minusInfinity : .infinity }
    guard case .number(let value) = tokens.current.token else { throw tokens.error("a number or infinity") }
    return .finite(isNegative ? -value : value)
  }

  private func restrict(
    _ bounds: inout Bounds, to limit: Limit, _ relation: Character, isLeft: Bool
  ) throws(LinearProgramFileError) {
    let isLower = (relation == "<") == isLeft
    switch (limit, relation) {
    case (.finite(let value), "="): bounds = .equal(value)
    case (.finite(let value), _): if isLower { bounds.lower = value } else { bounds.upper = value }
    case (.minusInfinity, "<"), (.minusInfinity, ">"):
      guard isLower else { throw tokens.error("an upper bound other than -inf before this") }
      bounds.lower = nil
    case (.infinity, "<"), (.infinity, ">"):
      guard !isLower else { throw tokens.error("a lower bound other than inf before this") }
      bounds.upper = nil
    default: throw tokens.error("a finite number after = before this")
    }
  }

  private mutating func variable() throws(LinearProgramFileError) -> Int {
    guard case .name(let name) = tokens.current.token else { throw tokens.error("the name of a variable") }
    tokens.advance()
    if let number = numbers[name] { return number }
    let number = result.addVariable(name)
    numbers[name] = number
    return number
  }

  /// ± coefficient variable ± ..., with constants among the terms.
  private mutating func linearForm() throws(LinearProgramFileError) -> (
    variables: [Int], coefficients: [Rational], constant: Rational
  ) {
    var (variables, coefficients, constant): ([Int], [Rational], Rational) = ([], [], 0)
    var seen: Set<Int> = []
    repeat {
      let isNegative = tokens.skip("-")
      if !isNegative { _ = tokens.skip("+") }
      var coefficient: Rational = isNegative ? -1 : 1
      var isConstant = false
      if case .number(let value) = tokens.current.token {
        coefficient *= value
        tokens.advance()
        isConstant = true
      }
      if case .name = tokens.current.token, section() == nil, !(isConstant && tokens.following(1).token == .symbol(":"))
      {
        let place = tokens.current
        let variable = try variable()
        if !seen.insert(variable).inserted {
          throw LinearProgramFileError(line: place.line, found: place.text, expected: "each variable once in a form")
        }
        variables.append(variable)
        coefficients.append(coefficient)
      } else if isConstant {
        constant += coefficient
      } else {
        throw tokens.error("a coefficient or a variable")
      }
    } while [.symbol("+"), .symbol("-")].contains(tokens.current.token)
    return (variables, coefficients, constant)
  }
}
