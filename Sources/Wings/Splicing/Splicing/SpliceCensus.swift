import Exact

/// All the lightest derivations of a text, and those up to a slack beyond: how many there are, each by its rank, and
/// uniform samples.
///
///     let census = try SpliceCensus(problem)
///     census.count                          // how many shortest derivations there are
///     census.derivation(rank: 0)
///     census.sample(using: &stream)         // each with the same probability
///
/// Derivations count as one if they leave every word with the same origin: it comes from the same word of the same neighbour,
/// and words that come from one operation in one do so in the other. So neither the order of independent operations matters nor
/// words that are overwritten later. Then a shortest derivation is an ordered forest, whose nodes are operations with the pieces
/// of their segments that stay, separated by nonempty gaps that hold the subtrees, and each forest has one parse under the grammar
/// with F → T F | T, so counting its parses counts derivations. For templated text a hundred shortest derivations are usual: a
/// single one says little about where a word comes from.
///
/// - Complexity: O(P n² (1 + slack)²) additions of big integers and O(P n (1 + slack)) of them in memory, with P the number of
///   pairs of a place of a neighbour and a position of the target with the same word.
public struct SpliceCensus: Sendable {
  /// Which operations are allowed.
  public let mode: SpliceMode
  /// What they weigh.
  public let weights: SpliceWeights
  /// How far beyond the least weight derivations are counted.
  public let slack: Int
  let problem: InternedProblem
  var tables: CensusTables

  /// - Parameters:
  ///   - problem: a target and its neighbours.
  ///   - mode: which operations are allowed.
  ///   - weights: what operations weigh.
  ///   - slack: derivations of weight up to the least one plus the slack are counted; at least 0.
  ///   - memoryLimit: in bytes, for the tables without the limbs of counts beyond a word.
  /// - Throws: ``SpliceError/tooLarge(bytes:limit:)`` or ``SpliceError/badWeights(_:)``.
  public init<Token>(
    _ problem: SpliceProblem<Token>, mode: SpliceMode = .general, weights: SpliceWeights = .unit, slack: Int = 0,
    memoryLimit: Int = 1 << 30
  ) throws(SpliceError) {
    precondition(slack >= 0, "the slack is not negative")
    try weights.validate(neighbourCount: problem.neighbours.count)
    (self.mode, self.weights, self.slack, self.problem) = (mode, weights, slack, problem.interned)
    tables = try CensusTables(problem.interned, slack: slack, memoryLimit: memoryLimit)
    fill()
  }

  /// The least weight of a derivation; nil if none exists.
  public var cost: Int? {
    let least = tables.least[tables.sum(0, problem.target.count)]
    return least == CensusTables.none ? nil : least
  }

  /// How many derivations have the least weight; 0 if none exists.
  public var count: Integer { cost.map { count(ofCost: $0) } ?? 0 }

  /// How many derivations have the given weight, which is at most the least one plus the slack.
  ///
  /// - Precondition: the weight is not beyond the slack.
  public func count(ofCost weight: Int) -> Integer {
    guard let cost else { return 0 }
    precondition(weight <= cost + slack, "derivations of weight \(weight) were not counted")
    return tables.count(tables.sum(0, problem.target.count), weight)
  }

  /// How many derivations there are up to the slack.
  public var totalCount: Integer {
    guard let cost else { return 0 }
    return (cost...(cost + slack)).reduce(0) { $0 + count(ofCost: $1) }
  }
}
