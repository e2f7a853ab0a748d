import Exact

/// The tokens of a text in the CPLEX-LP format, made as they are read: no more than four of them are held.
struct LPTokens {
  enum Token: Equatable {
    case number(Rational)
    case name(String)
    /// One of + - : < > =, where < stands for <= and =< as well.
    case symbol(Character)
    case end
    /// What is no token. Whoever meets it expects something else, and throws ``LPTokens/error(_:)``.
    case invalid(LinearProgramFileError)
  }

  struct Placed {
    let token: Token
    let text: String
    let line: Int
    /// Whether it is the first of its line; only there does a word begin a section.
    let startsLine: Bool
  }

  /// How many tokens are held, the current one among them.
  private static let heldCount = 4

  private var lines: FileLines.Iterator
  /// What is left of the current line.
  private var rest: ArraySlice<Unicode.Scalar> = []
  private var line = 0
  private var startsLine = true
  /// The current token and those that follow; the last one of a text repeats.
  private var held: [Placed] = []

  init(_ text: String) {
    lines = FileLines(text: text).makeIterator()
    for _ in 0..<LPTokens.heldCount { held.append(next()) }
  }

  /// The token behind those that are held.
  private mutating func next() -> Placed {
    if let last = held.last {
      // Nothing is read beyond the end, nor beyond what is no token.
      switch last.token {
      case .end, .invalid: return last
      default: break
      }
    }
    while true {
      rest = rest.drop { $0 == " " || $0 == "\t" }
      if !rest.isEmpty { break }
      guard let content = lines.next() else {
        return Placed(token: .end, text: "the end of the file", line: max(line, 1), startsLine: true)
      }
      line += 1
      // What is behind a backslash is a comment.
      rest = Array(content.unicodeScalars.prefix { $0 != "\\" })[...]
      startsLine = true
    }
    let before = rest
    let token: Token
    do throws(LinearProgramFileError) { token = try LPTokens.token(&rest, line: line) } catch {
      token = .invalid(error)
    }
    let text = String(String.UnicodeScalarView(before.prefix(before.count - rest.count)))
    defer { startsLine = false }
    return Placed(token: token, text: text, line: line, startsLine: startsLine)
  }

  /// Takes the first token off a line that begins with one.
  private static func token(
    _ rest: inout ArraySlice<Unicode.Scalar>, line: Int
  ) throws(LinearProgramFileError) -> Token {
    let before = rest
    guard let first = rest.first else { return .end }
    switch first {
    case "+", "-", ":":
      rest.removeFirst()
      return .symbol(Character(first))
    case "<", ">", "=":
      rest.removeFirst()
      var relation = first
      if let next = rest.first, next == "<" || next == ">" || next == "=" {
        if first == "=" { relation = next } else if next != "=" { throw error(line, before) }
        rest.removeFirst()
      }
      return .symbol(Character(relation))
    case "0"..."9", ".": return .number(try number(&rest, line: line))
    default:
      guard isNamePart(first) else { throw error(line, before) }
      // Brackets belong to names such as x[1]; a name does not begin with one, as quadratic terms do.
      let name = rest.prefix { isNamePart($0) || $0 == "[" || $0 == "]" }
      rest = rest.dropFirst(name.count)
      return .name(String(String.UnicodeScalarView(name)))
    }
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

  var current: Placed { held[0] }

  /// - Precondition: the distance is less than 4.
  func following(_ distance: Int) -> Placed { held[distance] }

  mutating func advance() {
    let token = next()
    held.removeFirst()
    held.append(token)
  }

  mutating func skip(_ symbol: Character) -> Bool {
    guard current.token == .symbol(symbol) else { return false }
    advance()
    return true
  }

  func error(_ expected: String) -> LinearProgramFileError {
    if case .invalid(let error) = current.token { return error }
    return LinearProgramFileError(line: current.line, found: current.text, expected: expected)
  }
}
