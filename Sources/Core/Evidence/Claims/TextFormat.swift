import Foundation
import Randomness

/// A text format: samples of it, and how a text is read and written again.
package struct TextFormat: Sendable {
  /// The format's name.
  package let name: String
  /// Texts as Tightbound writes them.
  package let samples: @Sendable (inout RandomStream) throws -> String
  /// Reads the text and writes the value.
  package let rewrite: @Sendable (String) throws -> String

  /// A format.
  package init(
    name: String, samples: @escaping @Sendable (inout RandomStream) throws -> String,
    rewrite: @escaping @Sendable (String) throws -> String
  ) {
    (self.name, self.samples, self.rewrite) = (name, samples, rewrite)
  }

  /// A mutant of reading and writing: what is written in the format of this name is changed, as a faulty reader would.
  package static func fault(
    in name: String, _ change: @escaping @Sendable (String) throws -> String
  ) -> Algorithm<FormatAndText, String> {
    { input in
      let written = try input.format.rewrite(input.text)
      return input.format.name == name ? try change(written) : written
    }
  }
}

/// What a reader is given.
package typealias FormatAndText = (format: TextFormat, text: String)

extension Claim {
  /// The claim that readers answer every text with a value or a typed error, and that what they accept can be written and read again.
  ///
  /// - Parameters:
  ///   - id: the claim's id.
  ///   - what: what the formats hold, in words.
  ///   - formats: the formats.
  ///   - mutants: faulty readers; see ``TextFormat/fault(in:_:)``.
  package static func readersTotal(
    id: String, of what: String, _ formats: [TextFormat],
    mutants: KeyValuePairs<String, Algorithm<FormatAndText, String>>
  ) -> Claim {
    Claim(
      id: id,
      title:
        "Every reader of \(what) answers every text with a value or a typed error, and never changes what it accepted",
      sentences: [
        Sentence(
          """
          For each of the text formats \(formats.map(\.name).joined(separator: ", ")), reading any text either throws a typed error or \
          gives a value; writing that value and reading it again gives the same text.
          """,
          checks: ["mutated"]),
        Sentence(
          "Texts written by Tightbound are read without error and written back unchanged.",
          checks: ["mutated"]),
      ],
      source: Source(paper: "Tightbound's own file formats", theorem: "round trip and totality"),
      checks: [
        Check(
          "mutated", level: .sampled,
          family: .random(
            "valid texts of every format with up to 8 random edits (deep: 10⁶ for each format; 1 in 10 unedited)",
            quick: 300 * formats.count, deep: 1_000_000 * formats.count,
            shrink: MutatedText.shrink,
            draw: { index, stream in try MutatedText.random(formats[index % formats.count], &stream) }),
          subject: { (input: FormatAndText) in try input.format.rewrite(input.text) }, mutants: mutants,
          test: { try isStable($0, on: $1, formats) })
      ])
  }
}

private func isStable(
  _ rewrite: Algorithm<FormatAndText, String>, on sample: MutatedText, _ formats: [TextFormat]
) throws -> Verdict {
  guard let format = formats.first(where: { $0.name == sample.format }) else {
    return .fails("there is no format \(sample.format)")
  }
  let written: String
  do { written = try rewrite((format, sample.text)) } catch {
    return .require(sample.edits > 0, "a valid text of \(sample.format) was refused: \(error)")
  }
  if sample.edits == 0, written != sample.text { return .fails("a valid text was written back as \(written)") }
  return .equal(try rewrite((format, written)), written, "the text when read and written again")
}
