import Randomness

/// A text, and how many edits it has had.
package struct MutatedText: Codable, Sendable {
  /// The format's name.
  package var format: String
  /// The text.
  package var text: String
  /// The number of edits since it was valid.
  package var edits: Int

  /// A valid text of the format, most of the time with 1 to 8 edits.
  package static func random(_ format: TextFormat, _ stream: inout RandomStream) throws -> MutatedText {
    var bytes = Array(try format.samples(&stream).utf8)
    let edits = stream.uniform(in: 0...9) == 0 ? 0 : stream.uniform(in: 1...8)
    for _ in 0..<edits { edit(&bytes, &stream) }
    return MutatedText(format: format.name, text: String(decoding: bytes, as: UTF8.self), edits: edits)
  }

  private static let snippets = [
    "\n", "\r\n", " ", "-", "0", "1", "99999999999999999999", "1000000000000000000", "9223372036854775807",
    "1e1000000000",
    "/0", "p ", "c ", "root 0", "= ", "NaN", "\"", "{", "}", "é", "\u{0}", ",",
  ]

  /// One edit: a byte changed, a stretch removed, doubled or cut off at the end, or something nasty put in.
  private static func edit(_ bytes: inout [UInt8], _ stream: inout RandomStream) {
    let at = stream.uniform(in: 0...bytes.count)
    let length = min(stream.uniform(in: 1...12), bytes.count - at)
    switch stream.uniform(in: 0...5) {
    case 0 where at < bytes.count: bytes[at] = UInt8(truncatingIfNeeded: stream.next())
    case 1: bytes.removeSubrange(at..<(at + length))
    case 2: bytes.insert(contentsOf: bytes[at..<(at + length)], at: at)
    case 3: bytes.removeSubrange(at...)
    case 4: bytes.insert(contentsOf: snippets[stream.uniform(in: 0...(snippets.count - 1))].utf8, at: at)
    default:
      // Two lines change places.
      var lines = bytes.split(separator: 10, omittingEmptySubsequences: false)
      lines.swapAt(stream.uniform(in: 0...(lines.count - 1)), stream.uniform(in: 0...(lines.count - 1)))
      bytes = Array(lines.joined(separator: [10]))
    }
  }

  /// Smaller texts: a line left out, or a stretch of characters.
  package static func shrink(_ sample: MutatedText) -> [MutatedText] {
    guard sample.edits > 0 else { return [] }
    let lines = sample.text.split(separator: "\n", omittingEmptySubsequences: false)
    var texts = lines.indices.map { drop in
      lines.enumerated().filter { $0.offset != drop }.map(\.element).joined(separator: "\n")
    }
    let characters = Array(sample.text)
    if characters.count <= 200 {
      texts += characters.indices.map { drop in
        String(characters.enumerated().filter { $0.offset != drop }.map(\.element))
      }
    }
    return texts.filter { $0 != sample.text }.map { MutatedText(format: sample.format, text: $0, edits: sample.edits) }
  }
}
