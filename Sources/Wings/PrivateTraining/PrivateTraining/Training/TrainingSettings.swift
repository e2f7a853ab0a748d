import Exact
import Privacy

/// What decides a private training, besides the model, the examples and the plan.
public struct TrainingSettings: Sendable, Hashable {
  /// What it may cost.
  public var target: PrivacyTarget
  /// B: by what noisy sums are divided, above 0. A public constant; computed from the number of examples, it would give that away.
  public var expectedBatch: Rational
  /// The noise multiplier of a step, if it is not to be found from the target.
  public var multiplier: Rational?
  /// How groups share the noise.
  public var allocation: NoiseAllocation
  /// How thresholds follow the norms; nil if they are fixed.
  public var adaptive: AdaptiveThresholds?
  /// The optimizer.
  public var optimization: PrivateOptimization
  /// The learning rate, above 0.
  public var rate: Double
  /// How many examples are summed at a time: that decides memory, nothing else.
  public var microBatch: Int
  /// Where random choices come from.
  public var source: NoiseSource

  /// Settings; the last ones have usual values.
  public init(
    target: PrivacyTarget, expectedBatch: Rational, multiplier: Rational? = nil,
    allocation: NoiseAllocation = .equalBudget,
    adaptive: AdaptiveThresholds? = nil, optimization: PrivateOptimization = .sgd(momentum: 0), rate: Double,
    microBatch: Int = 1024, source: NoiseSource = .secure
  ) {
    (self.target, self.expectedBatch, self.multiplier, self.allocation) = (
      target, expectedBatch, multiplier, allocation
    )
    (self.adaptive, self.optimization, self.rate, self.microBatch) = (adaptive, optimization, rate, microBatch)
    self.source = source
  }

  /// - Throws: ``TrainingError/setting(name:found:expected:)``.
  func validate() throws(TrainingError) {
    func require(_ condition: Bool, _ name: String, _ found: String, _ expected: String) throws(TrainingError) {
      if !condition { throw .setting(name: name, found: String(found.prefix(60)), expected: expected) }
    }
    try require(expectedBatch > 0, "expectedBatch", "\(expectedBatch)", "a number above 0")
    try require(rate > 0 && rate.isFinite, "rate", "\(rate)", "a learning rate above 0")
    try require(microBatch > 0, "microBatch", "\(microBatch)", "at least 1 example")
    try require(1...Resolution.mostCompositions ~= target.steps, "steps", "\(target.steps)", "1 to 2^30")
    try require(target.rate > 0 && target.rate <= 1, "q", "\(target.rate)", "a sampling rate above 0, at most 1")
    try require(target.delta > 0 && target.delta < 1, "delta", "\(target.delta)", "a number above 0 and below 1")
    try require(target.epsilon > 0, "epsilon", "\(target.epsilon)", "a number above 0")
    try require(multiplier.map { $0 > 0 } ?? true, "multiplier", "\(multiplier ?? 0)", "a number above 0")
    try require(optimization.isValid, "optimizer", optimization.description, "momentum and betas from 0 to below 1")
    try require(
      adaptive?.isValid ?? true, "adaptive",
      adaptive.map { "target \($0.target), rate \($0.rate), share \($0.countShare)" } ?? "",
      "a target and a share above 0 and below 1, a rate above 0, at most 10")
  }
}

/// Why a training cannot begin, or not go on.
public enum TrainingError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A setting is out of its range.
  case setting(name: String, found: String, expected: String)
  /// All steps are made.
  case finished
  /// Another run has the folder.
  case folderInUse(String)
  /// The ledger counts steps already, of a training that this one does not continue.
  case ledgerInUse(String, steps: Int)

  public var description: String {
    switch self {
    case .setting(let name, let found, let expected): "\(name) is \(found); expected \(expected)"
    case .folderInUse(let folder): "\(folder) is used by another run; expected a folder of its own"
    case .finished: "all steps are made; expected a target of more steps, which would cost more"
    case .ledgerInUse(let path, let steps): "\(path) counts \(steps) steps of another training; expected none"
    }
  }
}
