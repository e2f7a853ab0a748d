import Exact
import Foundation

/// How well predictions follow the chain, position by position, beside what a shortcut could reach.
///
///     var score = PredictionScore(length: 4, ceilings: ShortcutCeiling.negations(length: 4))
///     try score.add(predicted: [1, 0, 1, 0], values: sample.values)
///     score.verdict      // .followsChain, .shortcut, .neither
public struct PredictionScore: Sendable {
  /// A position of the chain.
  public struct Position: Sendable, Hashable {
    /// How many predictions were right.
    public var right = 0
    /// How many there were.
    public var count = 0

    /// right / count; 0 if there was none.
    public var accuracy: Double { count == 0 ? 0 : Double(right) / Double(count) }

    /// Wilson's score interval for the accuracy at z standard errors (Wilson, JASA 22, 1927). For 5, a false verdict on a
    /// position has a probability below 10⁻⁶.
    public func interval(z: Double = 5) -> ClosedRange<Double> {
      guard count > 0 else { return 0...1 }
      let n = Double(count)
      let (p, square) = (accuracy, z * z)
      let centre = (p + square / (2 * n)) / (1 + square / n)
      let half = z / (1 + square / n) * (p * (1 - p) / n + square / (4 * n * n)).squareRoot()
      return max(0, centre - half)...min(1, centre + half)
    }
  }

  /// What the accuracies say.
  public enum Verdict: String, Sendable, Codable {
    /// Every position is above what a shortcut can reach, and above 9/10.
    case followsChain = "follows-chain"
    /// The last position is better than the worst one in the middle, which is no better than a shortcut's ceiling.
    case shortcut
    /// Neither is sure.
    case undecided
  }

  /// By position of the chain.
  public private(set) var positions: [Position]
  /// What a predictor can reach that knows the operations but not their order.
  public let ceilings: [Double]

  /// No prediction yet.
  ///
  /// - Parameters:
  ///   - length: the longest chain that will be scored.
  ///   - ceilings: by position, as ``ShortcutCeiling`` gives them; where none is known, no shortcut
  ///     is found.
  public init(length: Int, ceilings: [Rational]) {
    positions = [Position](repeating: Position(), count: length)
    self.ceilings = ceilings.map { Double($0) }
  }

  /// Counts the predictions of an instance.
  ///
  /// - Parameters:
  ///   - predicted: for each position of the chain the predicted element; nil where nothing was predicted, which counts as wrong.
  ///   - values: the true values.
  /// - Throws: ``LegoRecordError`` if there are more or fewer predictions than positions.
  public mutating func add(predicted: [Int?], values: [Int]) throws(LegoRecordError) {
    guard predicted.count == values.count, values.count <= positions.count else {
      throw LegoRecordError(
        field: "predicted", reason: "has \(predicted.count) values; expected \(values.count), one for each position")
    }
    for (position, (guess, value)) in zip(predicted, values).enumerated() {
      positions[position].count += 1
      if guess == value { positions[position].right += 1 }
    }
  }

  /// What the accuracies say, each at 5 standard errors.
  public var verdict: Verdict {
    let intervals = positions.map { $0.interval() }
    guard !positions.isEmpty, positions.allSatisfy({ $0.count > 0 }) else { return .undecided }
    let follows = intervals.enumerated().allSatisfy { position, interval in
      // A ceiling of 1, that of the last variable of an abelian chain, is no hurdle.
      let ceiling = position < ceilings.count && ceilings[position] < 1 ? ceilings[position] : 0
      return interval.lowerBound > max(0.9, ceiling)
    }
    if follows { return .followsChain }
    guard positions.count > 2, let last = intervals.last else { return .undecided }
    for position in 1..<(positions.count - 1) {
      guard position < ceilings.count else { break }
      if intervals[position].upperBound < last.lowerBound, intervals[position].lowerBound <= ceilings[position] {
        return .shortcut
      }
    }
    return .undecided
  }
}
