import Splicing
import Testing
import Text

@Suite("Summaries of corpora")
struct SummaryTests {
  private static func record(
    _ target: String, _ neighbours: [(String, SpliceProblemRecord.Kind)]
  ) -> SpliceProblemRecord {
    SpliceProblemRecord(
      target: words(target), neighbours: neighbours.map { .init(tokens: words($0.0), kind: $0.1) })
  }

  private static func words(_ text: String) -> [TextToken] { text.split(separator: " ").map { .text(String($0)) } }

  /// The first replaces b by x: two operations that copy four words, one within the other; three without replacing. The second copies
  /// a segment. The third puts one word after the other. The last cannot be made.
  private static let records = [
    record("a x c", [("a b c", .field), ("x", .field)]), record("a b", [("a b c", .field), ("z", .word)]),
    record("a q", [("a", .word), ("q", .word)]), record("w", [("a", .text)]),
  ]

  @Test("Means are those worked out by hand, whether problems are added one by one or as two summaries")
  func means() throws {
    let expected: [String: Double] = [
      "words": 7 / 3, "cost": 5 / 3, "insertOnly": 2, "tiling": 2, "lowerBound": 5 / 3, "depth": 4 / 3,
      "segment": 8 / 5,
      "replacements": 1 / 5, "source": 3 / 5, "singleWords": 2 / 5,
    ]
    var (all, front, back) = (SpliceSummary(), SpliceSummary(), SpliceSummary())
    for (index, record) in Self.records.enumerated() {
      try all.add(record)
      if index < 2 { try front.add(record) } else { try back.add(record) }
    }
    front.add(back)
    for summary in [all, front] {
      #expect(summary.problems == 3 && summary.impossible == 1)
      #expect(Dictionary(uniqueKeysWithValues: summary.means.map { ($0, $1) }) == expected)
    }
    #expect(front == all)
  }

  @Test("Of no problems all means are 0")
  func empty() throws {
    var summary = SpliceSummary()
    try summary.add(Self.records[3])
    #expect(summary.problems == 0 && summary.means.allSatisfy { $0.value == 0 })
  }
}
