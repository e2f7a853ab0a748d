import Exact
import Text

/// A recursive descent over the sections.
struct LPParser {
  enum Section {
    case minimize, maximize, subjectTo, bounds, integers, binaries, end
    /// Semi-continuous variables and ordered sets, which are not read.
    case unsupported
  }

  var tokens: LPTokens
  var result = LinearProgram()
  var numbers: [Spelling: Int] = [:]
  var constraintNames: Set<Spelling> = []
  /// Where the variables are that must be binary; the bounds of these are cut at the end, wherever they are stated.
  var binaries: [Int: Int] = [:]
  /// The variables whose lower bound is stated.
  var hasStatedLower: Set<Int> = []
  /// Where a variable's upper bound is stated.
  var upperLines: [Int: Int] = [:]
  var notices: [LinearProgramReading.Notice] = []

  init(tokens: LPTokens) { self.tokens = tokens }

  /// The section that begins here, and how many words name it.
  private func section() -> (Section, words: Int)? {
    guard tokens.current.startsLine, case .name(let word) = tokens.current.token else {
      return tokens.current.token == .end ? (.end, 0) : nil
    }
    if tokens.following(1).token == .symbol(":") { return nil }  // A constraint of that name.
    func isFollowed(by word: String) -> Bool { isName(tokens.following(1).token, word) }
    switch word.lowercased() {
    case "minimize", "minimise", "minimum", "min": return (.minimize, 1)
    case "maximize", "maximise", "maximum", "max": return (.maximize, 1)
    case "subject" where isFollowed(by: "to"), "such" where isFollowed(by: "that"): return (.subjectTo, 2)
    case "st", "s.t.", "st.": return (.subjectTo, 1)
    case "bounds", "bound": return (.bounds, 1)
    case "general", "generals", "gen", "integer", "integers", "int": return (.integers, 1)
    case "binary", "binaries", "bin": return (.binaries, 1)
    case "end": return (.end, 1)
    // Names of variables are usual that begin so; a section stands alone in its line.
    case "semi", "semis", "sos", "sos1", "sos2":
      if tokens.following(1).startsLine { return (.unsupported, 1) }
      let isLong = tokens.following(1).token == .symbol("-") && tokens.following(3).startsLine
      return isLong && isName(tokens.following(2).token, "continuous") ? (.unsupported, 3) : nil
    default: return nil
    }
  }

  private func isName(_ token: LPTokens.Token, _ word: String) -> Bool {
    guard case .name(let name) = token else { return false }
    return name.lowercased() == word
  }

  private mutating func enter(_ words: Int) { for _ in 0..<words { tokens.advance() } }

  mutating func reading() throws(LinearProgramFileError) -> LinearProgramReading {
    try readSections()
    cutBinaries()
    for (variable, line) in upperLines.sorted(by: { $0.key < $1.key }) where !hasStatedLower.contains(variable) {
      guard let upper = result.variables[variable].bounds.upper, upper < 0 else { continue }
      let name = result.variables[variable].name
      notices.append(
        .init(
          line: line, text: "the upper bound of \(name) is negative, and its lower bound stays 0: nothing is feasible"))
    }
    return LinearProgramReading(
      program: result, notices: notices.enumerated().sorted { ($0.1.line, $0.0) < ($1.1.line, $1.0) }.map(\.element))
  }

  /// Binary variables lie between 0 and 1, and within the bounds that are stated besides.
  private mutating func cutBinaries() {
    for (variable, line) in binaries.sorted(by: { $0.key < $1.key }) {
      let stated = result.variables[variable].bounds
      let bounds = Bounds.between(max(stated.lower ?? 0, 0), min(stated.upper ?? 1, 1))
      result.setBounds(bounds, ofVariable: variable)
      if bounds != .unit {
        let name = result.variables[variable].name
        notices.append(
          .init(line: line, text: "the binary variable \(name) keeps the bounds that are stated within 0 and 1"))
      }
    }
  }

  private mutating func readSections() throws(LinearProgramFileError) {
    guard let (first, words) = section(), first == .minimize || first == .maximize else {
      throw tokens.error("Minimize or Maximize")
    }
    enter(words)
    result = LinearProgram(first == .maximize ? .maximize : .minimize)
    try objective()
    var hasConstraints = false
    while let (next, words) = section(), ![.minimize, .maximize, .end].contains(next) {
      enter(words)
      hasConstraints = hasConstraints || next == .subjectTo
      while section() == nil {
        switch next {
        case .subjectTo: try constraint()
        case .bounds: try bound()
        case .integers, .binaries: try integer(isBinary: next == .binaries)
        default: throw tokens.error("the next section: semi-continuous variables and ordered sets are not read")
        }
      }
    }
    if !hasConstraints { throw tokens.error("Subject To") }
    guard let (last, words) = section(), last == .end else { throw tokens.error("Bounds, General, Binary or End") }
    if words == 0 { throw tokens.error("End") }
    enter(words)
    guard tokens.current.token == .end else { throw tokens.error("nothing after End") }
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
      if !constraintNames.insert(Spelling(word)).inserted {
        throw LinearProgramFileError(line: line, found: word, expected: "a name that no other constraint has")
      }
    }
    var bounds = Bounds.free
    // “3 <= x + y” or “3 <= x + y <= 5”.
    let leading = try leadingBound()
    if let (limit, relation) = leading {
      try restrict(&bounds, to: limit, relation, isLeft: true, at: tokens.current)
    }
    // “c: = 0”, as writers of programs have it whose row lost its variables.
    let isEmpty = name != nil && leading == nil && isRelation(tokens.current.token)
    let form = isEmpty ? (variables: [], coefficients: [], constant: 0) : try linearForm()
    if bounds == .free || isRelation(tokens.current.token) {
      let relation = try relation()
      let place = tokens.current
      try restrict(&bounds, to: try limit(), relation, isLeft: false, at: place)
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
    let place = tokens.current
    let line = place.line
    let variable = try variable()
    // What the line states, of each side.
    var stated = Bounds.free
    var (statesLower, statesUpper) = (false, false)
    func restrict(
      to limit: FileLimit, _ relation: Character, isLeft: Bool, at place: LPTokens.Placed
    ) throws(LinearProgramFileError) {
      try self.restrict(&stated, to: limit, relation, isLeft: isLeft, at: place)
      let isLower = (relation == "<") == isLeft
      (statesLower, statesUpper) = (
        statesLower || isLower || relation == "=", statesUpper || !isLower || relation == "="
      )
    }
    if let (limit, relation) = leading { try restrict(to: limit, relation, isLeft: true, at: place) }
    if leading == nil, case .name(let word) = tokens.current.token, word.lowercased() == "free",
      !tokens.current.startsLine
    {
      tokens.advance()
      (statesLower, statesUpper) = (true, true)
    } else if leading == nil || isRelation(tokens.current.token) {
      let relation = try relation()
      let place = tokens.current
      try restrict(to: try limit(), relation, isLeft: false, at: place)
    }
    var bounds = result.variables[variable].bounds
    if statesLower {
      bounds.lower = stated.lower
      hasStatedLower.insert(variable)
    }
    if statesUpper {
      bounds.upper = stated.upper
      upperLines[variable] = line
    }
    result.setBounds(bounds, ofVariable: variable)
  }

  private mutating func integer(isBinary: Bool) throws(LinearProgramFileError) {
    let line = tokens.current.line
    let number = try variable()
    result.setDomain(.integers, ofVariable: number)
    if isBinary { binaries[number] = line }
  }

  /// A number and a relation, where they stand before a linear form.
  private mutating func leadingBound() throws(LinearProgramFileError) -> (limit: FileLimit, relation: Character)? {
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
  private mutating func limit() throws(LinearProgramFileError) -> FileLimit {
    let isNegative = tokens.skip("-")
    if !isNegative { _ = tokens.skip("+") }
    defer { tokens.advance() }
    if isInfinity(tokens.current.token) { return isNegative ? .minusInfinity : .infinity }
    guard case .number(let value) = tokens.current.token else { throw tokens.error("a number or infinity") }
    let limit = FileLimit(isNegative ? -value : value)
    if case .finite = limit { return limit }
    notices.append(
      .init(line: tokens.current.line, text: "\(tokens.current.text) is infinite: bounds of 1e20 and more are none"))
    return limit
  }

  /// - Parameter place: what an error points at.
  private func restrict(
    _ bounds: inout Bounds, to limit: FileLimit, _ relation: Character, isLeft: Bool, at place: LPTokens.Placed
  ) throws(LinearProgramFileError) {
    func error(_ expected: String) -> LinearProgramFileError {
      LinearProgramFileError(line: place.line, found: place.text, expected: expected)
    }
    let isLower = (relation == "<") == isLeft
    switch (limit, relation) {
    case (.finite(let value), "="): bounds = .equal(value)
    case (.finite(let value), _): if isLower { bounds.lower = value } else { bounds.upper = value }
    case (.minusInfinity, "<"), (.minusInfinity, ">"):
      guard isLower else { throw error("an upper bound other than -inf before this") }
      bounds.lower = nil
    case (.infinity, "<"), (.infinity, ">"):
      guard !isLower else { throw error("a lower bound other than inf before this") }
      bounds.upper = nil
    default: throw error("a finite number after = before this")
    }
  }

  private mutating func variable() throws(LinearProgramFileError) -> Int {
    guard case .name(let name) = tokens.current.token else { throw tokens.error("the name of a variable") }
    tokens.advance()
    if let number = numbers[Spelling(name)] { return number }
    let number = result.addVariable(name)
    numbers[Spelling(name)] = number
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
