import Exact
import Text

/// What is wrong with the text of a linear program.
public struct LinearProgramFileError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The line, counted from 1.
  public let line: Int
  /// What stands there.
  public let found: String
  /// What would be right.
  public let expected: String

  init(line: Int, found: some StringProtocol, expected: String) {
    self.line = line
    self.found = found.count > 60 ? "\(found.prefix(60))…" : String(found)
    self.expected = expected
  }

  public var description: String { "line \(line): found “\(found)”, expected \(expected)" }
}

/// Why a linear program cannot be written in a format.
public enum LinearProgramWritingError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The number has no finite decimal expansion, and fractions were not asked for.
  case noDecimal(Rational, of: String)
  /// The format has no way to write the name.
  case name(String, allowed: String)
  /// Two variables, or two constraints, have the same name.
  case repeatedName(String)
  /// A bound's magnitude is 10²⁰ or more, which readers take for infinity.
  case tooLarge(Rational, of: String)
  /// The format cannot state that the constraint's lower bound is greater than its upper one.
  case contradictoryBounds(String)

  public var description: String {
    switch self {
    case .noDecimal(let value, let name): "\(name): \(value) is no finite decimal; write fractions, or scale the row"
    case .name(let name, let allowed): "the name “\(name)” cannot be written in this format; expected \(allowed)"
    case .repeatedName(let name): "the name \(name) occurs twice"
    case .tooLarge(let value, let name):
      "\(name): a bound of \(value) would be read as infinite, as are all from 10^20 on; scale the program"
    case .contradictoryBounds(let name): "\(name): its lower bound is greater than its upper one; write two constraints"
    }
  }
}

extension LinearProgram {
  /// How numbers that are not finite decimals are written.
  public enum FractionStyle: Sendable, Hashable {
    /// Not at all: every reader of the format reads the file.
    case refused
    /// As `p/q`, which exact solvers such as SoPlex read, and this package.
    case slashed
  }
}

/// Writes the numbers of a program, all exact.
struct ExactNumberWriter {
  let fractions: LinearProgram.FractionStyle

  func text(_ value: Rational, of name: String) throws(LinearProgramWritingError) -> String {
    if let decimal = value.decimalText { return decimal }
    if fractions == .refused { throw .noDecimal(value, of: name) }
    return value.description
  }

  /// A number that bounds something.
  func text(bound value: Rational, of name: String) throws(LinearProgramWritingError) -> String {
    if value.magnitude >= LinearProgram.infiniteBound { throw .tooLarge(value, of: name) }
    return try text(value, of: name)
  }

  /// Throws for names that occur twice or that the predicate refuses.
  static func check(
    _ names: [String], allowed: String, _ isAllowed: (String) -> Bool
  ) throws(LinearProgramWritingError) {
    var seen: Set<Spelling> = []
    for name in names {
      if !isAllowed(name) { throw .name(name, allowed: allowed) }
      if !seen.insert(Spelling(name)).inserted { throw .repeatedName(name) }
    }
  }
}

extension Rational {
  /// The number written in a linear program's file, also with digits on one side of the point only.
  init?(inLinearProgram text: some StringProtocol) {
    if let short = Rational(shortDecimal: text.utf8) {
      self = short
      return
    }
    var body = Substring(text)
    var sign = ""
    if let first = body.first, first == "+" || first == "-" {
      sign = first == "-" ? "-" : ""
      body.removeFirst()
    }
    let exponent = body.firstIndex { $0 == "e" || $0 == "E" } ?? body.endIndex
    var mantissa = String(body[..<exponent])
    if mantissa.hasPrefix("."), mantissa.count > 1 { mantissa = "0" + mantissa }
    if mantissa.hasSuffix(".") { mantissa.removeLast() }
    self.init(sign + mantissa + body[exponent...])
  }

  /// A number of at most 18 digits, perhaps with a sign and a point, which is most that files hold; nil for other texts.
  private init?(shortDecimal text: some Collection<UInt8>) {
    var (value, digits, places, hasPoint) = (0, 0, 0, false)
    var rest = text[...]
    let isNegative = rest.first == UInt8(ascii: "-")
    if isNegative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
    for byte in rest {
      switch byte {
      case UInt8(ascii: ".") where !hasPoint: hasPoint = true
      case UInt8(ascii: "0")...UInt8(ascii: "9") where digits < 18:
        value = 10 * value + Int(byte - UInt8(ascii: "0"))
        digits += 1
        if hasPoint { places += 1 }
      default: return nil
      }
    }
    if digits == 0 { return nil }
    var unit = 1
    for _ in 0..<places { unit *= 10 }
    let numerator = Integer(isNegative ? -value : value)
    self = places == 0 ? Rational(numerator) : Rational(numerator, Integer(unit))
  }

  /// All digits of the decimal expansion, if it ends.
  var decimalText: String? {
    if isInteger { return numerator.description }
    let twos = denominator.trailingZeroBitCount
    var rest = denominator >> twos
    var fives = 0
    while rest.isMultiple(of: 5) {
      rest /= 5
      fives += 1
    }
    guard rest.isOne else { return nil }
    let places = max(twos, fives)
    let digits = (numerator.magnitude * Integer(10).power(places) / denominator).description
    let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
    return (isNegative ? "-" : "") + padded.dropLast(places) + "." + padded.suffix(places)
  }
}
