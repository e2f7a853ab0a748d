import Evidence
import Exact
import Splicing
import SplicingCheckers

extension Claim {
  /// Texts whose tables do not fit.
  static let splicingDocuments = Claim(
    id: "splicing.documents",
    title:
      "A text too long for exact tables gets a derivation and a lower bound that are less than a factor of 2 apart",
    sentences: [
      Sentence(
        """
        Whatever the limit for tables, operations are found that make the text $y$, for every nonempty $y$ each word of which occurs \
        in a neighbour, and a number $L$ with $L \\le \\mathrm{OPT} \\le U \\le \\mathrm{TILE} \\le 2L - 1$, where $U$ is the number of \
        the operations.
        """, topic: "the interval", checks: ["exhaustive", "random"]),
      Sentence(
        """
        $L$ is at least $\\lceil (\\mathrm{TILE} + E + 1)/2 \\rceil$ for $E$ pairs of words next to each other in $y$ that occur in \
        no neighbour of more than one word; and TILE, the fewest segments of neighbours that make $y$ side by \
        side, is one more than the cuts of the tiles that are as long as they can be, from left to right; each piece between two \
        of these cuts, with the word behind it, is a segment of no neighbour.
        """, topic: "the lower bound", checks: ["exhaustive", "random"]),
      Sentence(
        """
        For $a_1 \\dots a_{q-1}\\, c\\, b_{q-1} \\dots b_1$ from $a_i b_i$ and $c$, and for $c_0 x_1 c_1 \\dots x_q c_q$ from \
        $c_0 d_1 c_1 \\dots d_q c_q$ and the $x_i$, all words different, $L = \\mathrm{OPT} = U$ even without any table.
        """, topic: "merging", checks: ["merging"]),
    ],
    source: .splicingPaper("the edit operations; windows, merging and the interval are derived"),
    checks: [
      Check(
        "exhaustive", level: .exhaustive,
        family: .exhaustive(
          "all texts of at most 4 (deep: 6) words and all pairs of neighbours of 1 to 3 words over 2 letters, without tables and "
            + "with tables for 1 or 2 words",
          count: { smallDocuments($0).count }, all: smallDocuments),
        subject: enclosed, mutants: mutants, test: isEnclosed),
      Check(
        "random", level: .certified,
        family: .random(
          "random targets of at most 9 words, half of them made by edits, over at most 4 letters, at most 3 neighbours of at most 6 "
            + "words; tables of at most 0 to 3,000 bytes",
          quick: 200, deep: 10_000, shrink: Document.shrink,
          draw: { index, stream in
            Document(
              splice: SpliceInstance.drawn(index, words: 9, &stream), limit: stream.uniform(in: 0...12) * 250)
          }),
        subject: enclosed, mutants: mutants, test: isEnclosed),
      Check(
        "merging", level: .certified,
        family: .listed("q = 1 ... 12 (deep: to 60), pairs and combs", quick: Array(1...12), deep: Array(13...60)),
        subject: enclosed,
        mutants: [
          "never merges": { document in
            var found = try enclosed(document)
            found?.operations = document.splice.problem.tiling() ?? []
            return found
          },
          "bounds by one too few": { document in
            var found = try enclosed(document)
            found?.lower -= 1
            return found
          },
        ],
        test: { enclosed, q in
          let opening = Array(0..<(q - 1))
          let pairs = SpliceInstance(
            target: opening + [2 * q] + opening.reversed().map { $0 + q },
            neighbours: opening.map { [$0, $0 + q] } + [[2 * q]])
          let host = Array(0...(2 * q))
          let comb = SpliceInstance(
            target: host.map { $0 % 2 == 0 ? $0 : 100 + $0 }, neighbours: [host] + (1...q).map { [99 + 2 * $0] })
          guard let first = try enclosed(Document(splice: pairs, limit: 1)),
            let second = try enclosed(Document(splice: comb, limit: 1))
          else { return .fails("nothing found") }
          return .all(
            .equal(first.operations.count, q, "operations for pairs"), .equal(first.lower, q, "the bound for pairs"),
            .equal(second.operations.count, q + 1, "operations for the comb"),
            .equal(second.lower, q + 1, "the bound for the comb"))
        }),
    ])
}

/// A problem, and how large its tables may be.
struct Document: Codable, Sendable {
  var splice: SpliceInstance
  var limit: Int

  static func shrink(_ document: Document) -> [Document] {
    SpliceInstance.shrink(document.splice).map { Document(splice: $0, limit: document.limit) }
  }
}

private struct Enclosed: Sendable {
  var operations: [SpliceOperation]
  var lower: Int
}

private let enclosed: Algorithm<Document, Enclosed?> = { document in
  SpliceDocument(document.splice.problem, memoryLimit: document.limit).map {
    Enclosed(operations: $0.operations, lower: $0.lower)
  }
}

private func changed(_ change: @escaping @Sendable (inout Enclosed, SpliceProblem<Int>) -> Void)
  -> Algorithm<Document, Enclosed?>
{
  { document in
    guard var found = try enclosed(document) else { return nil }
    change(&found, document.splice.problem)
    return found
  }
}

private let mutants: KeyValuePairs<String, Algorithm<Document, Enclosed?>> = [
  "needs one operation more": changed { found, _ in found.lower += 1 },
  "bounds by the tiling itself": changed { found, problem in
    found.lower = TilingBound(target: problem.target, neighbours: problem.neighbours).tiles ?? 0
  },
  "rounds the half down": changed { found, problem in
    let tiles = TilingBound(target: problem.target, neighbours: problem.neighbours).tiles ?? 0
    found.lower = (tiles + 1) / 2
  },
  "forgets that a lone word may stand alone": changed { found, problem in
    // As if every word that is a neighbour were a lone one.
    let lone = Set(problem.neighbours.filter { $0.count == 1 }.joined())
    let bound = TilingBound(target: problem.target, neighbours: problem.neighbours)
    let pairs = zip(problem.target, problem.target.dropFirst()).count { lone.contains($0) && lone.contains($1) }
    found.lower = max(found.lower, ((bound.tiles ?? 0) + pairs) / 2 + 1)
  },
  "ends tiles a word early": changed { found, problem in
    // As if a match needed a word behind it.
    let neighbours = problem.neighbours.map { $0.count > 1 ? Array($0.dropLast()) : $0 }
    let bound = TilingBound(target: problem.target, neighbours: neighbours)
    if bound.tiles != nil { found.lower = bound.operations }
  },
  "loses the last window": changed { found, _ in if found.operations.count > 1 { found.operations.removeLast() } },
  "merges all that copy from one neighbour": changed { found, _ in
    guard
      let second = found.operations.indices.dropFirst().first(where: { index in
        found.operations[index].neighbour == found.operations[index - 1].neighbour
      })
    else { return }
    found.operations[second - 1].to = max(found.operations[second - 1].to, found.operations[second].to)
    found.operations.remove(at: second)
  },
  "counts positions from the window's start": changed { found, _ in
    for index in found.operations.indices where found.operations[index].at > 1 {
      found.operations[index].at -= 1
      found.operations[index].upTo -= 1
    }
  },
]

@Sendable private func smallDocuments(_ budget: Budget) -> [Document] {
  func words(_ lengths: ClosedRange<Int>) -> [[Int]] {
    lengths.flatMap { length in (0..<(1 << length)).map { bits in (0..<length).map { bits >> $0 & 1 } } }
  }
  let neighbours = words(1...3)
  let pairs = neighbours.indices.flatMap { first in
    neighbours.indices.filter { $0 >= first }.map { [neighbours[first], neighbours[$0]] }
  }
  return words(0...(budget == .quick ? 4 : 6)).flatMap { target in
    pairs.flatMap { pair in
      [1, 300, 600].map { Document(splice: SpliceInstance(target: target, neighbours: pair), limit: $0) }
    }
  }
}

@Sendable private func isEnclosed(_ enclosed: Algorithm<Document, Enclosed?>, of document: Document) throws -> Verdict {
  let (target, neighbours) = (document.splice.target, document.splice.neighbours)
  guard let found = try enclosed(document) else {
    return .require(!document.splice.problem.missingTokens.isEmpty, "nothing found, though no word is missing")
  }
  // By replay on lists, and a search backward over sets of surviving words.
  var canvas: [Int] = []
  for operation in found.operations {
    guard neighbours.indices.contains(operation.neighbour), operation.from < operation.to, operation.from >= 0,
      operation.to <= neighbours[operation.neighbour].count, 0 <= operation.at, operation.at <= operation.upTo,
      operation.upTo <= canvas.count
    else { return .fails("\(operation) cannot be carried out") }
    canvas =
      Array(canvas.prefix(operation.at)) + neighbours[operation.neighbour][operation.from..<operation.to]
      + canvas.dropFirst(operation.upTo)
  }
  guard canvas == target else { return .fails("the operations make \(canvas)") }
  guard let least = try document.splice.problem.peelingCost() else { return .fails("nothing can make the text") }
  let bound = TilingBound(target: target, neighbours: neighbours)
  guard let tiles = bound.tiles, tiles == (try document.splice.problem.peelingCost(mode: .appendOnly)) else {
    return .fails("the tiles are \(bound.tiles.map(String.init) ?? "none")")
  }
  guard !target.isEmpty else {
    return .all(.equal(found.operations.count, 0, "operations"), .equal(found.lower, 0, "L"))
  }
  let ends = [0] + bound.cuts
  for (start, end) in zip(ends, ends.dropFirst()) {
    let piece = target[start...end]
    for text in neighbours where text.count >= piece.count {
      for place in 0...(text.count - piece.count) where text[place..<(place + piece.count)].elementsEqual(piece) {
        return .fails("\(Array(piece)) is a segment of \(text)")
      }
    }
  }
  return .all(
    .atMost(Rational(bound.operations), Rational(found.lower), "the bound by tiles"),
    .atMost(Rational(found.lower), Rational(least), "L"),
    .atMost(Rational(least), Rational(found.operations.count), "OPT"),
    .atMost(Rational(found.operations.count), Rational(tiles), "U"),
    .atMost(Rational(tiles), Rational(2 * found.lower - 1), "TILE"))
}
