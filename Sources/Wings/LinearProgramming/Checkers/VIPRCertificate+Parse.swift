import Exact

extension VIPRCertificate {
  /// Reads the text of a file of version 1.0 or 1.1.
  ///
  /// - Throws: ``VIPRError`` with the line for what is no such file, or has a reason that is not supported.
  /// - Complexity: O(length of the text), besides the length of the numbers.
  public init(parsing text: String) throws(VIPRError) {
    var words = VIPRWords(text)
    try words.expect("VER")
    guard ["1.0", "1.1"].contains(words.word) else { throw words.malformed("1.0 or 1.1") }
    words.advance()
    try words.expect("VAR")
    var variables: [String] = []
    for _ in 0..<(try words.count()) { variables.append(try words.name()) }
    try words.expect("INT")
    var integers: [Int] = []
    for _ in 0..<(try words.count()) { integers.append(try words.count()) }
    try words.expect("OBJ")
    guard let maximizes = ["min": false, "max": true][words.word] else { throw words.malformed("min or max") }
    words.advance()
    let objective = try words.terms()
    try words.expect("CON")
    let count = try words.count()
    let boundCount = try words.count()
    var constraints: [Constraint] = []
    for _ in 0..<count { constraints.append(try words.constraint(objective)) }
    let relation = try words.relation()
    try words.expect("SOL")
    var solutions: [[Term]] = []
    for _ in 0..<(try words.count()) {
      _ = try words.name()
      solutions.append(try words.terms())
    }
    try words.expect("DER")
    var derivations: [Derivation] = []
    for _ in 0..<(try words.count()) {
      let constraint = try words.constraint(objective)
      try words.expect("{")
      let reason = try words.reason()
      try words.expect("}")
      derivations.append(Derivation(constraint: constraint, reason, lastUse: try words.indexOrNone()))
    }
    guard words.isAtEnd else { throw words.malformed("the end of the file") }
    self.init(
      variables: variables, integers: integers, maximizes: maximizes, objective: objective, constraints: constraints,
      boundCount: boundCount, relation: relation, solutions: solutions, derivations: derivations)
  }
}

/// The words of a file with their lines; nothing is allocated for a count before its items are there.
private struct VIPRWords {
  private var words: [(text: Substring, line: Int)] = []
  private var position = 0
  private var lastLine = 1

  init(_ text: String) {
    var isHeader = true
    var line = 0
    for content in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      line += 1
      if isHeader, content.hasPrefix("%") { continue }
      for word in content.split(whereSeparator: \.isWhitespace) {
        isHeader = false
        words.append((word, line))
      }
    }
    lastLine = max(line, 1)
  }

  var isAtEnd: Bool { position == words.count }
  var word: String { isAtEnd ? "" : String(words[position].text) }
  var line: Int { isAtEnd ? lastLine : words[position].line }

  mutating func advance() { position = min(position + 1, words.count) }

  func malformed(_ expected: String) -> VIPRError {
    .malformed(line: line, found: isAtEnd ? "the end of the file" : String(word.prefix(60)), expected: expected)
  }

  mutating func expect(_ keyword: String) throws(VIPRError) {
    guard word == keyword else { throw malformed(keyword) }
    advance()
  }

  mutating func name() throws(VIPRError) -> String {
    guard !isAtEnd else { throw malformed("a name") }
    defer { advance() }
    return word
  }

  mutating func count() throws(VIPRError) -> Int {
    guard let count = Int(word), count >= 0 else { throw malformed("a number of items") }
    advance()
    return count
  }

  mutating func indexOrNone() throws(VIPRError) -> Int? {
    guard let index = Int(word), index >= -1 else { throw malformed("an index, or -1") }
    advance()
    return index == -1 ? nil : index
  }

  /// A value; the format knows no exponents, with which a few letters would be a number of any length.
  mutating func value() throws(VIPRError) -> Rational {
    guard !word.contains(where: { $0 == "e" || $0 == "E" }), let value = Rational(word) else {
      throw malformed("a decimal or a fraction")
    }
    advance()
    return value
  }

  mutating func terms() throws(VIPRError) -> [VIPRCertificate.Term] {
    var terms: [VIPRCertificate.Term] = []
    for _ in 0..<(try count()) {
      let index = try count()
      terms.append(VIPRCertificate.Term(index, try value()))
    }
    return terms
  }

  mutating func constraint(_ objective: [VIPRCertificate.Term]) throws(VIPRError) -> VIPRCertificate.Constraint {
    let name = try name()
    guard word.count == 1, let letter = word.first, let sense = VIPRCertificate.Sense(rawValue: letter) else {
      throw malformed("E, L or G")
    }
    advance()
    let right = try value()
    if word == "OBJ" {
      advance()
      return .init(name: name, sense: sense, right: right, form: objective)
    }
    return .init(name: name, sense: sense, right: right, form: try terms())
  }

  mutating func reason() throws(VIPRError) -> VIPRCertificate.Reason {
    let kind = word
    guard kind != "sol" else { throw .unsupported(line: line, reason: kind) }
    guard ["lin", "rnd", "asm", "uns"].contains(kind) else { throw malformed("lin, rnd, asm or uns") }
    advance()
    switch kind {
    case "lin": return .linear(try terms())
    case "rnd": return .rounded(try terms())
    case "asm": return .assumption
    default:
      return .unsplit(
        first: try count(), assumption: try count(), second: try count(), otherAssumption: try count())
    }
  }

  mutating func relation() throws(VIPRError) -> VIPRCertificate.Relation {
    try expect("RTP")
    if word == "infeas" {
      advance()
      return .infeasible
    }
    try expect("range")
    let lower = word == "-inf" ? nil : try value()
    if lower == nil { advance() }
    let upper = word == "inf" ? nil : try value()
    if upper == nil { advance() }
    return .range(lower: lower, upper: upper)
  }
}
