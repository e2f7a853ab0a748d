extension Integer: Codable {
  /// Decodes a string of decimal digits or, as people write small numbers that way, an integer of up to 64 bits.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let text = try? container.decode(String.self) {
      do {
        self = try Integer(parsing: text)
      } catch {
        throw DecodingError.dataCorruptedError(in: container, reason: error)
      }
    } else if let word = try? container.decode(Int.self) {
      self.init(word: word)
    } else if let word = try? container.decode(UInt.self) {
      self.init(word)
    } else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "expected an integer: a string of decimal digits, or a number of up to 64 bits"
      )
    }
  }

  /// Encodes the decimal digits as a string, which every format carries exactly at any size.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

extension DecodingError {
  static func dataCorruptedError(
    in container: some SingleValueDecodingContainer, reason: ExactParsingError
  ) -> DecodingError {
    .dataCorrupted(
      Context(codingPath: container.codingPath, debugDescription: reason.description, underlyingError: reason))
  }
}
