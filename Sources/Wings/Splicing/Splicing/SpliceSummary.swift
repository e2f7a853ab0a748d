/// How templated the texts of a corpus are: sums over problems and their shortest derivations, and the means that they give.
///
///     var summary = SpliceSummary()
///     for record in records { try summary.add(record) }
///     summary.means["cost"]      // operations for a text, on average
public struct SpliceSummary: Hashable, Sendable {
  /// The number of problems that could be made.
  public private(set) var problems = 0
  /// The number of problems with words that occur in no neighbour.
  public private(set) var impossible = 0
  private var words = 0
  private var cost = 0
  private var insertOnly = 0
  private var tiling = 0
  private var lowerBound = 0
  private var replacements = 0
  private var fromSource = 0
  private var singleWords = 0
  private var copied = 0
  private var depth = 0

  /// No problems.
  public init() {}

  /// Adds a problem.
  ///
  /// - Throws: ``SpliceError`` where the oracle does.
  public mutating func add(_ record: SpliceProblemRecord, memoryLimit: Int = 1 << 30) throws(SpliceError) {
    let problem = record.problem()
    guard let bounds = try SpliceBounds(problem, memoryLimit: memoryLimit) else {
      impossible += 1
      return
    }
    let operations = try SpliceOracle(problem, memoryLimit: memoryLimit).derivation()
    problems += 1
    words += bounds.words
    cost += bounds.cost
    insertOnly += bounds.insertOnly
    tiling += bounds.tiling
    lowerBound += bounds.lowerBound
    replacements += operations.count { !$0.isInsertion }
    fromSource += operations.count { record.neighbours[$0.neighbour].kind == .field }
    singleWords += operations.count { record.neighbours[$0.neighbour].kind == .word }
    copied += operations.reduce(0) { $0 + $1.to - $1.from }
    // Shortest derivations are forests.
    depth += (try? SpliceForest(operations, problem))?.depth ?? 0
  }

  /// Adds what another summary has.
  public mutating func add(_ other: SpliceSummary) {
    problems += other.problems
    impossible += other.impossible
    words += other.words
    cost += other.cost
    insertOnly += other.insertOnly
    tiling += other.tiling
    lowerBound += other.lowerBound
    replacements += other.replacements
    fromSource += other.fromSource
    singleWords += other.singleWords
    copied += other.copied
    depth += other.depth
  }

  /// Means by name: of a problem `words`, `cost`, `insertOnly`, `tiling`, `lowerBound` and `depth`; of an operation
  /// `segment` (words copied) and the shares that are `replacements`, come from the `source`, or are `singleWords`.
  public var means: KeyValuePairs<String, Double> {
    func mean(_ sum: Int, of count: Int) -> Double { count == 0 ? 0 : Double(sum) / Double(count) }
    return [
      "words": mean(words, of: problems), "cost": mean(cost, of: problems),
      "insertOnly": mean(insertOnly, of: problems), "tiling": mean(tiling, of: problems),
      "lowerBound": mean(lowerBound, of: problems), "depth": mean(depth, of: problems),
      "segment": mean(copied, of: cost), "replacements": mean(replacements, of: cost),
      "source": mean(fromSource, of: cost), "singleWords": mean(singleWords, of: cost),
    ]
  }
}

extension SpliceForest {
  /// The number of operations on the longest way from a root down; 0 for the empty derivation.
  ///
  /// - Complexity: O(operations).
  public var depth: Int {
    // Hosts come before what is written into them, in the derivation's order.
    var depths = [Int](repeating: 1, count: nodes.count)
    for index in nodes.indices {
      for gap in nodes[index].gaps { for child in gap.children { depths[child] = depths[index] + 1 } }
    }
    return depths.max() ?? 0
  }
}
