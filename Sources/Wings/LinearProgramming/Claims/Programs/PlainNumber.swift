import Exact
import LinearProgramming
import LinearProgrammingCheckers
import Randomness

/// Numbers of programs' files, read and written plainly.
enum PlainNumber {
  /// The number in a text of digits, with a sign, a point, an exponent or a denominator; nil if it is none.
  static func value(_ text: some StringProtocol) -> Rational? {
    let halves = text.split(separator: "/", omittingEmptySubsequences: false)
    if halves.count == 2, let a = value(halves[0]), let b = value(halves[1]) { return a / b }
    var (digits, places, afterPoint) = (Integer.zero, 0, false)
    var rest = Substring(text)
    let isNegative = rest.first == "-"
    if isNegative || rest.first == "+" { rest.removeFirst() }
    var count = 0
    while let letter = rest.first, letter != "e", letter != "E" {
      rest.removeFirst()
      if letter == ".", !afterPoint {
        afterPoint = true
        continue
      }
      guard let digit = letter.wholeNumberValue else { return nil }
      digits = digits * 10 + Integer(digit)
      (count, places) = (count + 1, places + (afterPoint ? 1 : 0))
    }
    var exponent = 0
    if !rest.isEmpty {
      guard let given = Int(rest.dropFirst().drop { $0 == "+" }) else { return nil }
      exponent = given
    }
    if count == 0 { return nil }
    exponent -= places
    let power = Rational(Integer(10).power(abs(exponent)))
    let magnitude = exponent < 0 ? Rational(digits) / power : Rational(digits) * power
    return isNegative ? -magnitude : magnitude
  }

  /// The number in one of the ways in which it can be written: a fraction, a decimal, or with an exponent.
  static func text(_ value: Rational, _ stream: inout RandomStream) -> String {
    let sign = value < 0 ? "-" : ""
    let places = (0...9).first { (value * Rational(Integer(10).power($0))).isInteger }
    guard let places else { return "\(value)" }
    let digits = (value.magnitude * Rational(Integer(10).power(places))).numerator.description
    switch stream.uniform(in: 0...4) {
    case 0: return "\(value)"
    case 1: return sign + digits + ["e-", "E-"][stream.uniform(in: 0...1)] + "\(places)"
    case 2:
      // One digit more in front, and the exponent one less.
      return sign + digits + "0" + "e-\(places + 1)"
    case 3:
      let padded = String(repeating: "0", count: max(0, places - digits.count)) + digits
      return sign + padded.dropLast(places) + "." + padded.suffix(places)
    default:
      let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
      return sign + padded.dropLast(places) + (places == 0 ? "" : "." + padded.suffix(places) + "0")
    }
  }
}

extension LinearProgramSubject {
  /// A program with its names.
  init(_ program: LinearProgram) {
    self.init(
      program: program.statement, integers: program.integerVariables, columnNames: program.variables.map(\.name),
      rowNames: program.constraints.map(\.name))
  }

  /// The program as the library has it.
  package func linearProgram() throws -> LinearProgram {
    var result = LinearProgram(
      program.maximizes ? .maximize : .minimize, objectiveConstant: program.objectiveConstant)
    for (index, interval) in program.columns.enumerated() {
      result.addVariable(
        columnNames[index], bounds: Bounds(lower: interval.lower, upper: interval.upper),
        cost: program.objective[index],
        domain: integers.contains(index) ? .integers : .reals)
    }
    for (row, name) in zip(program.rows, rowNames) {
      try result.addConstraint(
        variables: row.columns, coefficients: row.coefficients,
        Bounds(lower: row.interval.lower, upper: row.interval.upper), name: name)
    }
    return result
  }

  /// A small program with names, of numbers that are written in many ways.
  static func drawn(_ stream: inout RandomStream) -> LinearProgramSubject {
    let (n, m) = (stream.uniform(in: 0...4), stream.uniform(in: 0...4))
    func number() -> Rational {
      switch stream.uniform(in: 0...4) {
      case 0: Rational(Integer(stream.uniform(in: -40...40)), 8)
      case 1: Rational(Integer(stream.uniform(in: -9...9)), 3)
      case 2: Rational(stream.uniform(in: -9...9)) * 1000
      default: Rational(stream.uniform(in: -9...9))
      }
    }
    func interval(_ kinds: Int) -> LinearProgramStatement.Interval {
      let value = number()
      switch stream.uniform(in: 0...kinds) {
      case 0: return .atLeast(0)
      case 1: return .from(value, to: value + number().magnitude + 1)
      case 2: return .from(value, to: value)
      case 3: return .atLeast(value)
      case 4: return .atMost(value)
      case 5: return .from(0, to: 1)
      default: return .free
      }
    }
    var statement = LinearProgramStatement(
      stream.uniform(in: 0...1) == 0 ? .min : .max,
      (0..<n).map { _ in stream.uniform(in: 0...3) == 0 ? 0 : number() },
      plus: stream.uniform(in: 0...1) == 0 ? 0 : number(), columns: (0..<n).map { _ in interval(6) })
    statement.rows = (0..<m).map { _ in
      .init(dense: (0..<n).map { _ in stream.uniform(in: 0...2) == 0 ? 0 : number() }, interval(6))
    }
    let (first, more) = (["x", "Y", "st", "e", "_z", "free", "q#", "'a'"], ["", "1", "_b", "e2", ".3", "%"])
    func name(_ letter: String, _ index: Int) -> String {
      first[stream.uniform(in: 0...(first.count - 1))] + letter + "\(index)"
        + more[stream.uniform(in: 0...(more.count - 1))]
    }
    return LinearProgramSubject(
      program: statement, integers: (0..<n).filter { _ in stream.uniform(in: 0...2) == 0 },
      columnNames: (0..<n).map { name("v", $0) }, rowNames: (0..<m).map { name("r", $0) })
  }
}

/// The text of a program's file, and the program that it states.
struct ProgramText: Codable, Sendable {
  var text: String
  var program: LinearProgramSubject
}

/// A text that is not a program's file, and what is said of it.
struct RefusedProgramText: Codable, Sendable {
  var text: String
  /// The line that is wrong, counted from 1.
  var line: Int
  /// What stands there.
  var found: String
  /// How what is expected begins.
  var expected: String

  init(_ text: String, _ line: Int, _ found: String, _ expected: String) {
    (self.text, self.line, self.found, self.expected) = (text, line, found, expected)
  }
}
