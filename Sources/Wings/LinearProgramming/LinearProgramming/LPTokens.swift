import Exact

/// The tokens of a text in the CPLEX-LP format.
struct LPTokens {
  enum Token: Equatable {
    case number(Rational)
    case name(String)
    /// One of + - : < > =, where < stands for <= and =< as well.
    case symbol(Character)
    case end
  }

  struct Placed {
    let token: Token
    let text: String
    let line: Int
    /// Whether it is the first of its line; only there does a word begin a section.
    let startsLine: Bool
  }

  private(set) var tokens: [Placed] = []
  private(set) var position = 0

  init(_ text: String) throws(LinearProgramFileError) {
    var line = 0
    for content in FileLines(text: text) {
      line += 1
      // What is behind a backslash is a comment.
      var rest = Array(content.unicodeScalars.prefix { $0 != "\\" })[...]
      var startsLine = true
      while true {
        rest = rest.drop { $0 == " " || $0 == "\t" }
        guard let first = rest.first else { break }
        let before = rest
        let token: Token
        switch first {
        case "+", "-", ":":
          token = .symbol(Character(first))
          rest.removeFirst()
        case "<", ">", "=":
          rest.removeFirst()
          var relation = first
          if let next = rest.first, next == "<" || next == ">" || next == "=" {
            if first == "=" { relation = next } else if next != "=" { throw LPTokens.error(line, before) }
            rest.removeFirst()
          }
          token = .symbol(Character(relation))
        case "0"..."9", ".":
          token = .number(try LPTokens.number(&rest, line: line))
        default:
          guard LPTokens.isNamePart(first) else { throw LPTokens.error(line, before) }
          // Brackets belong to names such as x[1]; a name does not begin with one, as quadratic terms do.
          let name = rest.prefix { LPTokens.isNamePart($0) || $0 == "[" || $0 == "]" }
          rest = rest.dropFirst(name.count)
          token = .name(String(String.UnicodeScalarView(name)))
        }
        let text = String(String.UnicodeScalarView(before.prefix(before.count - rest.count)))
        tokens.append(Placed(token: token, text: text, line: line, startsLine: startsLine))
        startsLine = false
      }
    }
    tokens.append(Placed(token: .end, text: "the end of the file", line: max(line, 1), startsLine: true))
  }

  private static func error(_ line: Int, _ rest: ArraySlice<Unicode.Scalar>) -> LinearProgramFileError {
    LinearProgramFileError(
      line: line, found: String(String.UnicodeScalarView(rest)), expected: "a number, a name, + - : <= >= or =")
  }

  static func isNamePart(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9": true
    case "!", "\"", "#", "$", "%", "&", "(", ")", ",", ".", ";", "?", "@", "_", "`", "'", "{", "}", "|", "~": true
    default: false
    }
  }

  /// Digits with a point and an exponent, or a fraction; an `e` without digits belongs to what follows.
  private static func number(
    _ rest: inout ArraySlice<Unicode.Scalar>, line: Int
  ) throws(LinearProgramFileError) -> Rational {
    let start = rest
    func digits(_ rest: inout ArraySlice<Unicode.Scalar>) -> Int {
      let count = rest.prefix { "0"..."9" ~= $0 }.count
      rest = rest.dropFirst(count)
      return count
    }
    _ = digits(&rest)
    if rest.first == "." {
      rest.removeFirst()
      _ = digits(&rest)
    } else if rest.first == "/" {
      rest.removeFirst()
      _ = digits(&rest)
    }
    if rest.first == "e" || rest.first == "E" {
      var exponent = rest.dropFirst()
      if exponent.first == "+" || exponent.first == "-" { exponent.removeFirst() }
      if digits(&exponent) > 0 { rest = exponent }
    }
    let text = String(String.UnicodeScalarView(start.prefix(start.count - rest.count)))
    guard rest.first != ".", let value = Rational(inLinearProgram: text) else {
      throw LinearProgramFileError(line: line, found: text, expected: "a number such as 3, 0.25, 1e-3 or 2/3")
    }
    return value
  }

  var current: Placed { tokens[position] }

  func following(_ distance: Int) -> Placed { tokens[min(position + distance, tokens.count - 1)] }

  mutating func advance() { position = min(position + 1, tokens.count - 1) }

  mutating func skip(_ symbol: Character) -> Bool {
    guard current.token == .symbol(symbol) else { return false }
    advance()
    return true
  }

  func error(_ expected: String) -> LinearProgramFileError {
    LinearProgramFileError(line: current.line, found: current.text, expected: expected)
  }
}
