import Certificates
import Evidence
import Exact
import Foundation
import GrammarCompression
import HardProblems
import Randomness
import Reductions
import Text

extension Claim {
  /// Every reader answers every text with a value or a typed error, and what it accepts it can write and read again.
  static let readersTotal = Claim(
    id: "formats.readers-total",
    title: "Every reader answers every text with a value or a typed error, and never changes what it accepted",
    sentences: [
      Sentence(
        """
        For each text format, reading any text either throws a typed error or gives a value; writing that value and reading \
        it again gives the same text.
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
          quick: 300 * TextFormat.all.count, deep: 1_000_000 * TextFormat.all.count,
          shrink: MutatedText.shrink,
          draw: { index, stream in try MutatedText.random(TextFormat.all[index % TextFormat.all.count], &stream) }),
        subject: rewrite, mutants: mutants, test: isStable)
    ])
}

private typealias FormatAndText = (format: TextFormat, text: String)

private let rewrite: Algorithm<FormatAndText, String> = { try $0.format.rewrite($0.text) }

private let mutants: KeyValuePairs<String, Algorithm<FormatAndText, String>> = [
  "reads integers by way of doubles": { input in
    let written = try input.format.rewrite(input.text)
    guard input.format.name == "integer", let value = Double(written), value.isFinite else { return written }
    return Integer(exactly: value.rounded())?.description ?? written
  },
  "leaves out entries of a matrix that are 0": { input in
    let written = try input.format.rewrite(input.text)
    guard input.format.name == "mtx" else { return written }
    return written.split(separator: "\n", omittingEmptySubsequences: false).filter {
      !$0.hasSuffix(" 0.0") && !$0.hasSuffix(" 0")
    }
    .joined(separator: "\n")
  },
]

@Sendable private func isStable(_ rewrite: Algorithm<FormatAndText, String>, on sample: MutatedText) throws -> Verdict {
  guard let format = TextFormat.all.first(where: { $0.name == sample.format }) else {
    return .fails("there is no format \(sample.format)")
  }
  let written: String
  do { written = try rewrite((format, sample.text)) } catch {
    return .require(sample.edits > 0, "a valid text of \(sample.format) was refused: \(error)")
  }
  if sample.edits == 0, written != sample.text { return .fails("a valid text was written back as \(written)") }
  return .equal(try rewrite((format, written)), written, "the text when read and written again")
}

/// A text format: samples of it, and how a text is read and written again.
struct TextFormat: Sendable {
  let name: String
  /// Texts as Tightbound writes them.
  let samples: @Sendable (inout RandomStream) throws -> String
  /// Reads the text and writes the value.
  let rewrite: @Sendable (String) throws -> String

  static let all: [TextFormat] =
    numeric + [
      TextFormat(
        name: "integer", samples: { String(Word.random(1, &$0)[0].power($0.uniform(in: 1...9))) },
        rewrite: { try Integer(parsing: $0).description }),
      TextFormat(
        name: "rational",
        samples: { Rational(Word.random(1, &$0)[0], Integer($0.uniform(in: 1...99))).description },
        rewrite: { try Rational(parsing: $0).description }),
      TextFormat(
        name: "ksum",
        samples: { stream in
          try KSum.random(
            k: stream.uniform(in: 2...5), m: stream.uniform(in: 0...6), universe: stream.uniform(in: 6...99),
            using: &stream
          ).text
        },
        rewrite: { try KSum(parsing: $0).text }),
      TextFormat(
        name: "slp",
        samples: { stream in
          let shape = GrammarShape.allCases[stream.uniform(in: 0...3)]
          return try shape.program(of: Word.random(stream.uniform(in: 0...30), &stream)).text
        },
        rewrite: { try StraightLineProgram<Integer>(parsing: $0).text }),
      TextFormat(
        name: "sat",
        samples: { stream in
          let variables = stream.uniform(in: 0...9)
          return try CNF.random(
            variables: variables, clauses: stream.uniform(in: 0...9), width: stream.uniform(in: 0...min(variables, 4)),
            using: &stream
          ).text
        },
        rewrite: { try CNF(parsing: $0).text }),
      TextFormat(
        name: "ov", samples: { try vectors(&$0).text }, rewrite: { try OrthogonalVectors(parsing: $0).text }),
      TextFormat(
        name: "bhcp", samples: { try OVToBHCP().reduce(try vectors(&$0)).text },
        rewrite: { try HammingClosePair(parsing: $0).text }),
      TextFormat(
        name: "rlslp",
        samples: { try RunLengthProgram(StraightLineProgram(repair: Word.random($0.uniform(in: 0...30), &$0))).text },
        rewrite: { try RunLengthProgram<Integer>(parsing: $0).text }),
      TextFormat(
        name: "run-length", samples: { RunLengthVector<Integer>(Word.random($0.uniform(in: 0...30), &$0)).text },
        rewrite: { try RunLengthVector<Integer>(parsing: $0).text }),
      TextFormat(
        name: "certificate",
        samples: { stream in
          let (v, u) = try WordPair.random(12, &stream).programs()
          return try GrammarDot(v: v, u: u).certificate(hash: sha256).text
        },
        rewrite: { try InnerProductCertificate(parsing: $0).text }),
      TextFormat(
        name: "run-record",
        samples: { stream in
          try Workload.runLengthProduct.measure(sizes: [1, 2], series: 1, seed: stream.next(), timed: false).encoded()
        },
        rewrite: { try RunRecord(parsing: $0).encoded() }),
      TextFormat(
        name: "grammar-dot",
        samples: { stream in
          let (v, u) = try WordPair.random(12, &stream).programs()
          return try json(GrammarDot(v: v, u: u))
        },
        rewrite: { try json(try JSONDecoder().decode(GrammarDot.self, from: Data($0.utf8))) }),
    ]

  private static func vectors(_ stream: inout RandomStream) throws -> OrthogonalVectors {
    OrthogonalVectors.random(
      left: stream.uniform(in: 0...4), right: stream.uniform(in: 0...4), dimension: stream.uniform(in: 0...5),
      using: &stream)
  }

  private static func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}

/// A text, and how many edits it has had.
struct MutatedText: Codable, Sendable {
  var format: String
  var text: String
  var edits: Int

  static func random(_ format: TextFormat, _ stream: inout RandomStream) throws -> MutatedText {
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
  static func shrink(_ sample: MutatedText) -> [MutatedText] {
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
