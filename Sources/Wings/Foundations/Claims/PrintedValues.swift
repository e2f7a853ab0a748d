import Evidence
import Exact
import Foundation
import Problems
import Randomness

extension Claim {
  /// What a number means that a program printed.
  static let printedValues = Claim(
    id: "reading.printed-values",
    title: "A printed decimal is within half a unit of its last digit of the number that was rounded to it",
    sentences: [
      Sentence(
        """
        Let a decimal be what $x$ becomes when it is rounded to nearest at some digit, with or without the zeros at its end, in any of \
        the forms `1500`, `1500.25` and `1.5e+03`. If $u$ is what the decimal grows by when its last digit grows by one, then $x$ lies \
        within $u/2$ of it. Integers are decimals too: `2` stands for all numbers from 3/2 to 5/2, `2/1` for 2 alone.
        """, checks: ["half-unit"])
    ],
    source: Source(paper: "Tightbound", theorem: "reading values from solvers; derived"),
    checks: [
      Check(
        "half-unit", level: .certified,
        family: .random(
          "doubles from 1e-6 to 1e6, some of them integers, printed by C with %f, %e and %g and 0 to 17 digits",
          quick: 300,
          deep: 20_000,
          draw: { index, stream in
            var number = Double(stream.uniform(in: 0...1_000_000)) * pow(10, Double(stream.uniform(in: -12...0)))
            if index % 5 == 0 { number = number.rounded() }
            if index % 7 == 0 { number = Double(stream.uniform(in: 1...1_000_000_000)) * 1000 }
            if index % 2 == 0 { number.negate() }
            return PrintedDouble(
              number: number, style: ["f", "e", "g"][index % 3], digits: stream.uniform(in: 0...17))
          }),
        subject: { try PrintedValue(parsing: $0).interval },
        mutants: [
          "an integer is exact": { text in
            let printed = try PrintedValue(parsing: text)
            return text.contains { ".e".contains($0) } ? printed.interval : printed.value...printed.value
          },
          "the exponent is forgotten": { try faulty($0) { places, _ in -places } },
          "digits before the point count too": { try faulty($0) { places, exponent in exponent - places - 1 } },
          "zeros at the end are no digits": { text in
            let printed = try PrintedValue(parsing: text)
            let zeros = text.contains { ".e".contains($0) } ? 0 : text.reversed().prefix { $0 == "0" }.count
            let error = printed.error * Rational(Integer(10).power(zeros))
            return printed.value - error...printed.value + error
          },
        ],
        test: { (interval: Algorithm<String, ClosedRange<Rational>>, printed: PrintedDouble) in
          guard let number = Rational(exactly: printed.number) else { return .undecided("\(printed.number)") }
          let (text, found) = (printed.text, try interval(printed.text))
          return .all(
            .require(found.contains(number), "\(text) leaves out the number \(printed.number)"),
            .equal(
              found.upperBound - found.lowerBound, try printed.unit(), "what \(text) leaves open"))
        })
    ])
}

/// A number, and how C prints it.
private struct PrintedDouble: Codable, Sendable {
  var number: Double
  /// f, e or g.
  var style: String
  var digits: Int

  /// What the C library, which rounds correctly, makes of it.
  var text: String { String(format: "%.\(digits)\(style)", number) }

  /// The difference to the number whose last digit is another one.
  func unit() throws -> Rational {
    var digits = Array(text)
    let end = digits.firstIndex(of: "e") ?? digits.endIndex
    guard let last = digits[..<end].lastIndex(where: \.isNumber), let digit = digits[last].wholeNumberValue else {
      throw ExactnessError(text: text)
    }
    digits[last] = Character("\(digit == 0 ? 1 : digit - 1)")
    return (try Rational(parsing: String(digits)) - Rational(parsing: text)).magnitude
  }

  private struct ExactnessError: Error { let text: String }
}

extension PrintedValue {
  fileprivate var interval: ClosedRange<Rational> { value - error...value + error }
}

/// The interval with another exponent of the last digit's unit, made from the digits after the point and the exponent.
private func faulty(_ text: String, _ unit: (_ places: Int, _ exponent: Int) -> Int) throws -> ClosedRange<Rational> {
  let value = try Rational(parsing: text)
  let parts = text.split(separator: "e")
  let places = parts[0].split(separator: ".").dropFirst().first?.count ?? 0
  let power = unit(places, parts.count > 1 ? Int(parts[1]) ?? 0 : 0)
  let ten = Integer(10).power(abs(power))
  let error = (power < 0 ? Rational(1, ten) : Rational(ten)) / 2
  return value - error...value + error
}
