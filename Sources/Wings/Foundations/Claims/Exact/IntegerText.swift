import Evidence
import Exact
import Foundation
import Randomness

extension Claim {
  /// Integers as text, as machine words and as doubles.
  static let integerText = Claim(
    id: "exact.integer-text",
    title: "Integers are written, read and converted exactly, and nothing else is read",
    sentences: [
      Sentence(
        """
        `description` is the decimal digits, with − in front of a negative value. `Integer(parsing:)` reads them back, with + in \
        front and zeros too; at the first character that is not a digit it throws, and names its place. JSON carries an integer as \
        this text.
        """,
        checks: ["decimal", "refusals"]),
      Sentence(
        """
        Conversion to a machine integer of 8 to 128 bits gives the same value where it is in range, and nil elsewhere; conversion \
        from one gives its value.
        """,
        checks: ["words"]),
    ],
    source: .definition("repeated division by ten, and the ranges of the types"),
    checks: [
      Check(
        "decimal", level: .certified,
        family: .random(
          "integers of up to 12 limbs, powers of 10 and their neighbours", quick: 120, deep: 5_000,
          draw: { index, stream in
            if index % 2 == 0 { return .drawn(limbs: stream.uniform(in: 0...12), &stream) }
            let power = (0..<stream.uniform(in: 0...60)).reduce(Integer(1)) { value, _ in value * 10 }
            let sign = Integer(stream.uniform(in: 0...1) == 0 ? 1 : -1)
            return sign * (power + Integer(stream.uniform(in: -1...1)))
          }),
        subject: { (value: Integer) in value.description },
        mutants: [
          "drops the last digit where the length in digits is overestimated": { value in
            let text = value.description
            return value.asInt == nil && text.hasSuffix("99") ? String(text.dropLast()) : text
          },
          "forgets the sign of −2⁶³ and below": { value in
            value.asInt == nil || value == Integer(Int.min) ? value.magnitude.description : value.description
          },
          "writes 0 as nothing": { value in value.isZero ? "" : value.description },
        ], test: isDecimal),
      Check(
        "refusals", level: .certified,
        family: .random(
          "the digits of integers of up to 3 limbs with one character put in: a space, +, −, ., e, /, :, é, NUL, or none at all",
          quick: 150, deep: 5_000,
          draw: { index, stream in
            let digits = Integer.drawn(limbs: stream.uniform(in: 0...3), &stream).magnitude.description
            let wrong = [" ", "+", "-", ".", "e", "/", ":", "é", "\0", "٣"][stream.uniform(in: 0...9)]
            let sign = ["", "-", "+"][stream.uniform(in: 0...2)]
            // Behind the first digit, so that a sign is wrong there too.
            let place = stream.uniform(in: 1...digits.count)
            return RefusedText(
              before: index % 10 == 0 ? sign : sign + digits.prefix(place), wrong: index % 10 == 0 ? "" : wrong,
              after: index % 10 == 0 ? "" : String(digits.dropFirst(place)))
          }),
        subject: { (text: String) in try Integer(parsing: text) },
        mutants: [
          "skips spaces": { text in try Integer(parsing: text.filter { $0 != " " }) },
          "reads up to a point": { text in try Integer(parsing: text.prefix { $0 != "." }) },
          "takes : for the digit after 9": { text in try Integer(parsing: text.filter { $0 != ":" }) },
          "no digits are 0": { text in
            try Integer(parsing: text.isEmpty || text == "-" || text == "+" ? "0" : text)
          },
          "counts characters, not bytes": { text in
            do throws(ExactParsingError) { return try Integer(parsing: text) } catch {
              guard text.contains("é"), error.position > 3 else { throw error }
              return try Integer(parsing: " ")
            }
          },
        ], test: isRefused),
      Check(
        "words", level: .certified,
        family: .listed(
          "0, ±1 to ±3 and ±2ᵏ and their neighbours for k = 7, 8, 15, 16, 31, 32, 63, 64, 127, 128, 200",
          quick: Integer.borders([7, 8, 15, 16, 31, 32, 63, 64, 127, 128, 200])),
        subject: machineIntegers,
        mutants: [
          "−2¹²⁷ does not fit": { value in
            try machineIntegers(value).map { $0 == "-170141183460469231731687303715884105728" ? nil : $0 }
          },
          "2⁶³ is a signed word": { value in
            var found = try machineIntegers(value)
            if value == Integer(1) << 63 { found[3] = "-9223372036854775808" }
            return found
          },
          "the low byte of 2⁸ fits": { value in
            var found = try machineIntegers(value)
            if value == 256 { found[4] = "0" }
            return found
          },
        ], test: areWords),
    ])
}

@Sendable private func isDecimal(_ write: Algorithm<Integer, String>, of value: Integer) throws -> Verdict {
  let expected = SchoolbookInteger(value).decimal
  let text = try write(value)
  guard text == expected else { return .fails("it is written \(text), but is \(expected)") }
  let padded = (value.isNegative ? "-000" : "+00") + expected.drop { $0 == "-" }
  let coded = try JSONEncoder().encode([value])
  for read in [try Integer(parsing: text), try Integer(parsing: padded), Integer(text) ?? 7]
    + (try JSONDecoder().decode([Integer].self, from: coded))
  {
    if let fault = read.fault { return .fails("what is read: \(fault)") }
    guard SchoolbookInteger(read) == SchoolbookInteger(value) else { return .fails("\(text) is read as \(read)") }
  }
  guard value.asInt != nil || UInt(exactly: value) != nil else { return .holds() }
  let number = try JSONDecoder().decode([Integer].self, from: Data("[\(text)]".utf8))
  return .equal(number, [value], "the JSON number \(text)")
}

/// A text that is not an integer from the byte after `before` on.
private struct RefusedText: Codable, Sendable {
  var before: String
  var wrong: String
  var after: String
}

@Sendable private func isRefused(_ read: Algorithm<String, Integer>, _ text: RefusedText) throws -> Verdict {
  let whole = text.before + text.wrong + text.after
  do {
    return .fails("“\(whole)” is read as \(try read(whole))")
  } catch let error as ExactParsingError {
    let expected: ExactParsingError.Reason = text.wrong.isEmpty ? .missingDigits : .unexpectedCharacter
    return .all(
      .equal(error.position, text.before.utf8.count, "the place of the error"),
      .equal(error.reason, expected, "the reason"),
      .require(text.wrong.isEmpty || error.text.contains(text.wrong), "the error does not show the text"),
      .require(Integer(whole) == nil, "it is refused with an error, but read without"))
  }
}

private typealias Words = Algorithm<Integer, [String?]>

/// The value as each machine integer that it fits: signed ones of 8, 16, 32, 64 and 128 bits from place 0, 1, 2, 3, 8 on.
private let machineIntegers: Words = { value in
  [
    Int8(exactly: value)?.description, Int16(exactly: value)?.description, Int32(exactly: value)?.description,
    Int64(exactly: value)?.description, UInt8(exactly: value)?.description, UInt16(exactly: value)?.description,
    UInt32(exactly: value)?.description, UInt64(exactly: value)?.description, Int128(exactly: value)?.description,
    UInt128(exactly: value)?.description,
  ]
}

@Sendable private func areWords(_ convert: Words, of value: Integer) throws -> Verdict {
  let (school, text) = (SchoolbookInteger(value), SchoolbookInteger(value).decimal)
  let one = SchoolbookInteger([1], isNegative: false)
  func fits(_ bits: Int, isSigned: Bool) -> Bool {
    let end = SchoolbookInteger(powerOfTwo: isSigned ? bits - 1 : bits)
    let start = isSigned ? -end : one - one
    return !(school < start) && school < end
  }
  let ranges = [8, 16, 32, 64].map { ($0, true) } + [8, 16, 32, 64].map { ($0, false) } + [(128, true), (128, false)]
  let expected = ranges.map { fits($0.0, isSigned: $0.1) ? text : nil }
  guard try convert(value) == expected else { return .fails("it is \(try convert(value)), but should be \(expected)") }
  for back in [
    Int8(text).map { Integer($0) }, Int16(text).map { Integer($0) }, UInt32(text).map { Integer($0) },
    Int64(text).map { Integer($0) }, UInt64(text).map { Integer($0) }, Int128(text).map { Integer($0) },
    UInt128(text).map { Integer($0) }, UInt128(text).flatMap { Integer(exactly: $0) },
  ] {
    if let back, SchoolbookInteger(back) != school { return .fails("\(text) is converted to \(back)") }
  }
  return .holds()
}
