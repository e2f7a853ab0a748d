/// What is known of the least number of operations without solving the problem, beside what it is.
///
/// With b the number of *seams*, the adjacent pairs of words of the target that are adjacent in no neighbour:
///
///     OPT ≤ OPT without replacement ≤ TILE ≤ 2 OPT − 1        ⌈b/2⌉ + 1 ≤ OPT        b + 1 ≤ TILE        OPT ≤ n
///
/// and OPT = 1 exactly if the target is a segment of a neighbour. All for nonempty targets that can be made. Every operation
/// after the first makes at most two new seams, and every tile after the first at most one; a derivation's operations, each cut
/// wherever another starts or ends, give a tiling.
public struct SpliceBounds: Hashable, Codable, Sendable {
  /// The number of words of the target.
  public var words: Int
  /// The least number of operations.
  public var cost: Int
  /// The same without replacement.
  public var insertOnly: Int
  /// The same when operations only append.
  public var tiling: Int
  /// Adjacent pairs of words of the target that are adjacent in no neighbour.
  public var seams: Int
  /// Whether the target is a segment of a neighbour.
  public var isSegment: Bool

  /// nil when a word of the target occurs in no neighbour.
  ///
  /// - Throws: ``SpliceError`` where the oracle does.
  public init?<Token>(_ problem: SpliceProblem<Token>, memoryLimit: Int = 1 << 30) throws(SpliceError) {
    guard let cost = try SpliceOracle(problem, memoryLimit: memoryLimit).cost, let tiling = problem.tiling() else {
      return nil
    }
    (words, self.cost, self.tiling) = (problem.target.count, cost, tiling.count)
    insertOnly = try SpliceOracle(problem, mode: .insertOnly, memoryLimit: memoryLimit).cost ?? 0
    seams = problem.seams
    isSegment = problem.isSegment
  }

  /// The lower bound ⌈b/2⌉ + 1, or 0 for the empty target.
  public var lowerBound: Int { words == 0 ? 0 : (seams + 1) / 2 + 1 }

  /// The first of the inequalities that does not hold; nil when all do.
  public var violation: String? {
    let inequalities: [(Bool, String)] =
      words == 0
      ? [(cost == 0 && insertOnly == 0 && tiling == 0, "the empty text takes no operation")]
      : [
        (cost <= insertOnly, "OPT ≤ OPT without replacement"), (insertOnly <= tiling, "OPT without replacement ≤ TILE"),
        (tiling <= 2 * cost - 1, "TILE ≤ 2 OPT − 1"), (lowerBound <= cost, "⌈b/2⌉ + 1 ≤ OPT"),
        (seams + 1 <= tiling, "b + 1 ≤ TILE"), (cost <= words, "OPT ≤ n"),
        ((cost == 1) == isSegment, "OPT = 1 iff a segment"),
      ]
    return inequalities.first { !$0.0 }.map { "\($0.1) fails: \(self)" }
  }
}

extension SpliceProblem {
  /// The number of adjacent pairs of words of the target that are adjacent in no neighbour.
  ///
  /// - Complexity: O(n + N) expected.
  public var seams: Int {
    let width = Int64(target.count)
    var pairs: Set<Int64> = []
    for q in interned.codes.indices {
      if let next = interned.adjacent(q) {
        pairs.insert(Int64(interned.codes[q]) * width + Int64(interned.codes[next]))
      }
    }
    let codes = interned.target
    return zip(codes, codes.dropFirst()).count { !pairs.contains(Int64($0) * width + Int64($1)) }
  }

  /// Whether the target is a segment of a neighbour, by looking at each place.
  public var isSegment: Bool {
    neighbours.contains { text in
      text.count >= target.count
        && (0...(text.count - target.count)).contains { text[$0..<($0 + target.count)].elementsEqual(target) }
    }
  }
}
