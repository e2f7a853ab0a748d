import CGMP

extension Integer: LosslessStringConvertible {
  /// The most decimal digits that parsing accepts in one number, so that a hostile file cannot cost hours.
  public static let maximumDigitCount = 10_000_000

  /// The integer written in `text` as an optional sign and decimal digits; nil if there is anything else.
  ///
  /// - Complexity: O(M(*n*) log *n*) in the number of digits, at most `maximumDigitCount`.
  public init?(_ text: String) {
    guard let value = try? Integer(parsing: text) else { return nil }
    self = value
  }

  /// The integer written in `text` as an optional sign and decimal digits, nothing else.
  ///
  /// - Throws: `ExactParsingError` if there is anything else or there are more than `maximumDigitCount` digits.
  /// - Complexity: O(M(*n*) log *n*) in the number of digits.
  public init(parsing text: some StringProtocol) throws(ExactParsingError) {
    var reader = NumberReader(text)
    let negative = reader.readSign()
    let digits = try reader.readDigits(expected: "a decimal digit")
    try reader.expectEnd(expected: "a decimal digit or the end of the number")
    self = Integer(digits: reader.bytes[digits], negative: negative)
  }

  /// The integer with these ASCII decimal digits.
  init(digits: ArraySlice<UInt8>, negative: Bool) {
    if digits.count <= 18 {
      let value = digits.reduce(0) { 10 * $0 + Int($1 - UInt8(ascii: "0")) }
      self.init(word: negative ? -value : value)
      return
    }
    let values = digits.map { $0 - UInt8(ascii: "0") }
    // log₂ 10 < 3.3220: an upper bound of the limbs, and the one spare limb that mpn_set_str asks for.
    let limit = Int(Double(values.count) * 3.3220 / 64) + 2
    let buffer = IntegerLimbs.allocate(limit)
    let count = values.withUnsafeBufferPointer { __gmpn_set_str(buffer.pointer, $0.baseAddress, $0.count, 10) }
    self.init(adopting: buffer, count: Int(count), negative: negative)
  }

  /// The decimal digits, with − in front of a negative value.
  ///
  /// - Complexity: O(M(*n*) log *n*).
  public var description: String {
    if let word = asInt { return word.description }
    return withGMP { value in
      // Room for a sign and the terminating zero.
      String(unsafeUninitializedCapacity: __gmpz_sizeinbase(value, 10) + 2) { target in
        guard let base = target.baseAddress else { return 0 }
        let text = UnsafeMutableRawPointer(base).assumingMemoryBound(to: CChar.self)
        __gmpz_get_str(text, 10, value)
        var length = max(0, __gmpz_sizeinbase(value, 10) - 1)
        while text[length] != 0 { length += 1 }
        return length
      }
    }
  }
}

/// Reads the parts of a number from ASCII text and knows where it stands.
struct NumberReader<Text: StringProtocol> {
  let text: Text
  let bytes: [UInt8]
  var position = 0

  init(_ text: Text) {
    self.text = text
    bytes = Array(text.utf8)
  }

  var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  /// Reads `+`, `-` or nothing; true for `-`.
  mutating func readSign() -> Bool {
    guard next == UInt8(ascii: "-") || next == UInt8(ascii: "+") else { return false }
    defer { position += 1 }
    return next == UInt8(ascii: "-")
  }

  mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard next == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  /// The run of digits here; it may be empty.
  mutating func readAnyDigits() throws(ExactParsingError) -> Range<Int> {
    let start = position
    while let byte = next, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") { position += 1 }
    if position - start > Integer.maximumDigitCount {
      let limit = Integer.maximumDigitCount
      throw error(.tooManyDigits(limit: limit), at: start, expected: "at most \(limit) digits")
    }
    return start..<position
  }

  /// The digits here, one at least.
  mutating func readDigits(expected: String) throws(ExactParsingError) -> Range<Int> {
    let digits = try readAnyDigits()
    if digits.isEmpty { throw unexpected(expected) }
    return digits
  }

  func expectEnd(expected: String) throws(ExactParsingError) {
    if next != nil { throw unexpected(expected) }
  }

  /// The error for what stands, or does not stand, here.
  func unexpected(_ expected: String) -> ExactParsingError {
    error(next == nil ? .missingDigits : .unexpectedCharacter, at: position, expected: expected)
  }

  func error(_ reason: ExactParsingError.Reason, at position: Int, expected: String) -> ExactParsingError {
    ExactParsingError(reason, in: text, at: position, expected: expected)
  }
}
