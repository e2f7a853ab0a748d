import Foundation
import Text

extension SplicePolicy: Codable {
  private enum CodingKeys: String, CodingKey { case format, version, vocabulary, mask, bits, places, weights }
  private static let format = "tightbound splice policy"

  /// A JSON object with the weights that are not zero.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(Self.format, forKey: .format)
    try container.encode(1, forKey: .version)
    try container.encode(vocabulary, forKey: .vocabulary)
    try container.encode(mask, forKey: .mask)
    try container.encode(bits, forKey: .bits)
    let places = weights.indices.filter { weights[$0] != 0 }
    try container.encode(places, forKey: .places)
    try container.encode(places.map { weights[$0] }, forKey: .weights)
  }

  /// - Throws: `DecodingError` for what is not a policy, or one of another version.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func wrong(_ key: CodingKeys, _ why: String) -> DecodingError {
      .dataCorruptedError(forKey: key, in: container, debugDescription: why)
    }
    guard try container.decode(String.self, forKey: .format) == Self.format else {
      throw wrong(.format, "the file is no policy")
    }
    guard try container.decode(Int.self, forKey: .version) == 1 else {
      throw wrong(.version, "only version 1 can be read")
    }
    let bits = try container.decode(Int.self, forKey: .bits)
    guard (8...24).contains(bits) else { throw wrong(.bits, "8 to 24 are allowed") }
    self.init(
      vocabulary: try container.decode([TextToken].self, forKey: .vocabulary),
      mask: try container.decode(TextToken.self, forKey: .mask), bits: bits)
    let places = try container.decode([Int].self, forKey: .places)
    let values = try container.decode([Float].self, forKey: .weights)
    guard places.count == values.count, places.allSatisfy({ weights.indices.contains($0) }),
      values.allSatisfy(\.isFinite)
    else { throw wrong(.weights, "a finite number is needed for each place, and places are below 2^bits") }
    for (place, value) in zip(places, values) { weights[place] = value }
  }
}
