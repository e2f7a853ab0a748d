import Evidence
import Exact
import Foundation
import Randomness

extension Claim {
  /// Fractions and decimals as text.
  static let rationalText = Claim(
    id: "exact.rational-text",
    title: "Fractions and decimals are read exactly, and nothing else is read",
    sentences: [
      Sentence(
        """
        `Rational(parsing:)` reads $p/q$ as that fraction, and the decimal $d_1 \\dots d_m.d_{m+1} \\dots d_n\\mathrm{e}x$, with a sign \
        in front or none, as $\\pm\\, d_1 \\dots d_n \\cdot 10^{x - (n - m)}$, exactly.
        """,
        checks: ["numbers"]),
      Sentence("`description`, `fraction` and JSON are read back as the same number.", checks: ["numbers"]),
      Sentence(
        """
        Of a text that is no number it throws an error that names the place of the first wrong character, or what is too large: a \
        denominator 0, an exponent or digits behind the point beyond 100,000.
        """,
        checks: ["refusals"]),
    ],
    source: .definition("the digits and the exponent that the text was made of"),
    checks: [
      Check(
        "numbers", level: .certified,
        family: .random(
          "fractions and decimals of up to 40 digits, exponents −60...60, zeros in front and behind, both signs",
          quick: 200,
          deep: 8_000,
          draw: { index, stream in
            func digits(_ range: ClosedRange<Int>) -> String {
              let zeros = stream.uniform(in: 0...4) == 0
              return (0..<stream.uniform(in: range)).map { _ in zeros ? "0" : String(stream.uniform(in: 0...9)) }
                .joined()
            }
            let isFraction = index % 3 == 0
            return WrittenNumber(
              sign: ["", "-", "+"][stream.uniform(in: 0...2)], whole: digits(1...20),
              denominator: isFraction ? digits(0...20) + String(stream.uniform(in: 1...9)) : nil,
              decimals: isFraction || index % 3 == 1 ? nil : digits(1...20),
              exponent: isFraction || stream.uniform(in: 0...2) == 0 ? nil : stream.uniform(in: -60...60),
              mark: ["e", "E"][stream.uniform(in: 0...1)])
          }),
        subject: read,
        mutants: [
          "the exponent's sign is lost behind E": { text in try read(text.replacing("E-", with: "E")) },
          "a decimal between −1 and 0 loses its sign": { text in
            let value = try read(text)
            return text.contains(".") && value > -1 ? value.magnitude : value
          },
          "zeros behind the point are not counted": { text in
            let value = try read(text)
            guard let point = text.firstIndex(of: "."), !text.contains(where: "eE".contains) else { return value }
            let zeros = text[text.index(after: point)...].prefix { $0 == "0" }.count
            return zeros > 1 ? value * Rational(10).power(zeros - 1) : value
          },
          "a fraction is read as a double": { text in
            let value = try read(text)
            return text.contains("/") ? Rational(exactly: Double(value)) ?? value : value
          },
        ], test: isAsWritten),
      Check(
        "refusals", level: .certified,
        family: .listed("texts that are no numbers, and what is wrong with each", quick: RefusedNumber.all()),
        subject: read,
        mutants: [
          "a denominator of 0 gives 0": { text in text.hasSuffix("/0") ? 0 : try read(text) },
          "digits may be missing behind the point": { text in try read(text.hasSuffix(".") ? text + "0" : text) },
          "digits may be missing before the point": { text in try read(text.hasPrefix(".") ? "0" + text : text) },
          "the exponent may be left out": { text in try read(text.hasSuffix("e") ? String(text.dropLast()) : text) },
          "the exponent is not limited where it is negative": { text in
            try read(text.contains("e-100001") ? "0" : text)
          },
        ], test: isRefused),
    ])
}

private let read: Algorithm<String, Rational> = { try Rational(parsing: $0) }

/// A number as it stands in a text: a fraction if there is a denominator, else a decimal.
private struct WrittenNumber: Codable, Sendable {
  var sign: String
  var whole: String
  var denominator: String?
  var decimals: String?
  var exponent: Int?
  var mark: String

  var text: String {
    if let denominator { return "\(sign)\(whole)/\(denominator)" }
    return sign + whole + (decimals.map { ".\($0)" } ?? "") + (exponent.map { "\(mark)\($0)" } ?? "")
  }

  /// Numerator and denominator, digit by digit.
  var value: (Integer, Integer) {
    func integer(_ digits: String) -> Integer {
      digits.utf8.reduce(Integer(0)) { $0 * 10 + Integer(Int($1) - 48) }
    }
    func ten(_ exponent: Int) -> Integer { (0..<max(exponent, 0)).reduce(Integer(1)) { power, _ in power * 10 } }
    let top = integer(whole + (decimals ?? "")) * (sign == "-" ? -1 : 1)
    let scale = (exponent ?? 0) - (decimals?.count ?? 0)
    return (top * ten(scale), denominator.map(integer) ?? ten(-scale))
  }
}

@Sendable private func isAsWritten(_ read: Algorithm<String, Rational>, _ number: WrittenNumber) throws -> Verdict {
  let found = try read(number.text)
  let (p, q) = number.value
  guard found.numerator * q == p * found.denominator else {
    return .fails("“\(number.text)” is read as \(found), but is \(p)/\(q)")
  }
  let coded = try JSONDecoder().decode([Rational].self, from: JSONEncoder().encode([found]))
  return .all(
    .equal(try read(found.description), found, "the description read back"),
    .equal(try read(found.fraction), found, "the fraction read back"),
    .equal(coded, [found], "JSON read back"),
    .require(found.fraction == "\(found.numerator)/\(found.denominator)", "the fraction is written \(found.fraction)"),
    .require(
      found.description == (found.denominator == 1 ? "\(found.numerator)" : found.fraction),
      "the number is written \(found.description)"))
}

/// A text that is not a number, where it goes wrong, and why.
private struct RefusedNumber: Codable, Sendable {
  enum Why: String, Codable, Sendable { case character, missing, zero, exponent }

  var text: String
  var position: Int
  var why: Why

  @Sendable static func all() -> [RefusedNumber] {
    let wrong: [(String, Int, Why)] = [
      ("", 0, .missing), ("-", 1, .missing), ("+", 1, .missing), ("--1", 1, .character), (".5", 0, .character),
      ("1.", 2, .missing), ("1.e5", 2, .character), ("1.-5", 2, .character), ("1e", 2, .missing), ("1E", 2, .missing),
      ("1e+", 3, .missing), ("1e1.5", 3, .character), ("1.5.2", 3, .character), ("1/", 2, .missing),
      ("1/-2", 2, .character), ("1/0", 2, .zero), ("-12/000", 4, .zero), ("1/2/3", 3, .character),
      ("1/2.5", 3, .character), ("1/2e3", 3, .character), ("1.5/2", 3, .character), (" 1", 0, .character),
      ("1 ", 1, .character), ("1,5", 1, .character), ("1f5", 1, .character), ("0x10", 1, .character),
      ("inf", 0, .character), ("nan", 0, .character), ("½", 0, .character), ("12é", 2, .character),
      ("1e100001", 2, .exponent), ("1e-100001", 2, .exponent), ("-1.5E+100001", 5, .exponent),
      ("1e9999999999", 2, .exponent), ("1e99999999999999999999999", 2, .exponent), ("2e000000000100001", 2, .exponent),
      ("1e-", 3, .missing), ("1e--1", 3, .character), ("1ee1", 2, .character), ("/2", 0, .character),
      ("1." + String(repeating: "0", count: 100_001), 2, .exponent),
    ]
    return wrong.map { RefusedNumber(text: $0.0, position: $0.1, why: $0.2) }
  }
}

@Sendable private func isRefused(_ read: Algorithm<String, Rational>, _ number: RefusedNumber) throws -> Verdict {
  do {
    return .fails("“\(number.text)” is read as \(try read(number.text))")
  } catch let error as ExactParsingError {
    let expected: ExactParsingError.Reason =
      switch number.why {
      case .character: .unexpectedCharacter
      case .missing: .missingDigits
      case .zero: .zeroDenominator
      case .exponent: .exponentTooLarge(limit: 100_000)
      }
    return .all(
      .equal(error.position, number.position, "the place of the error in “\(number.text.prefix(40))”"),
      .equal(error.reason, expected, "the reason"))
  }
}
