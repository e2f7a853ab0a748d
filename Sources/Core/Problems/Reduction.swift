import Exact

/// A map of instances that preserves answers, with the overhead that it promises.
public protocol Reduction<Source, Target>: Sendable {
  /// The problem that is reduced.
  associatedtype Source: Problem
  /// The problem that it is reduced to.
  associatedtype Target: Problem

  /// The instance of the target whose answer tells that of the source.
  /// - Throws: a typed error when the source is outside the reduction's domain.
  func reduce(_ source: Source) throws -> Target

  /// The answer of the source that an answer of the target means; a witness maps back to a witness.
  ///
  /// What the answer says of itself is for `Problem.examined(_:)`; `[ReductionStep].interpret(answer:)` does both.
  /// - Throws: a typed error when no correct solver could have given that answer, as far as the reduction sees.
  func interpret(_ answer: Target.Answer, for source: Source) throws -> Source.Answer

  /// What is promised of the target's size, as formulas over the source's parameters.
  var promises: [PromisedSize] { get }

  /// What is promised of the target's size for a source of the given size: the values of ``promises``.
  ///
  /// A reduction gives its own only to work out the quantities in its formulas, or to refuse sizes that it does not take.
  /// - Throws: ``SizeFormulaError``, or a reduction's own error for sizes outside its domain.
  func promisedSize(of source: SizeParameters) throws -> [SizePromise]

  /// What a target with these parameters takes, with the choices that were made.
  func predictedBytes(ofTarget size: SizeParameters) -> PredictedBytes?

  /// Those of ``choices`` that are flags and make less of the target; the first that is enough is told where the target would be too
  /// large.
  static var savings: [Choice] { get }

  /// The choices that it leaves: options of `reduce`.
  static var choices: [Choice] { get }

  /// The reduction with these choices; those that are not its own are not looked at.
  ///
  /// - Throws: ``ChoiceError`` for a value that it does not take, or choices that exclude each other.
  func choosing(_ choices: Choices) throws(ChoiceError) -> Self
}

extension Reduction {
  /// `SOURCE-to-TARGET`.
  public var name: String { "\(Source.name)-to-\(Target.name)" }

  /// The promises in words: `N = 2Um`.
  public var overhead: String { promises.words }

  /// The values of the promised formulas.
  ///
  /// - Throws: ``SizeFormulaError``.
  public func promisedSize(of source: SizeParameters) throws -> [SizePromise] { try promises.promises(for: source) }

  /// What the problem says of its instances.
  public func predictedBytes(ofTarget size: SizeParameters) -> PredictedBytes? { Target.predictedBytes(of: size) }

  /// None.
  public static var savings: [Choice] { [] }

  /// None.
  public static var choices: [Choice] { [] }

  /// The reduction itself: it leaves no choice.
  public func choosing(_ choices: Choices) throws(ChoiceError) -> Self { self }
}

/// A promise about one parameter of a reduction's target.
public struct SizePromise: Equatable, Sendable, CustomStringConvertible {
  /// How the measured value relates to the promised one.
  public enum Relation: String, Sendable {
    /// The value is exactly the promised one.
    case equal = "="
    /// The value is at most the promised one.
    case atMost = "≤"
  }

  /// The parameter's name.
  public let parameter: String
  /// Whether the value is exact or a bound.
  public let relation: Relation
  /// The promised value.
  public let value: Integer

  /// A promise about a parameter.
  public init(_ parameter: String, _ relation: Relation, _ value: Integer) {
    (self.parameter, self.relation, self.value) = (parameter, relation, value)
  }

  /// Whether a measured size keeps the promise. A missing parameter breaks it.
  public func isKept(by size: SizeParameters) -> Bool {
    guard let measured = size[parameter] else { return false }
    return relation == .equal ? measured == value : measured <= value
  }

  public var description: String { "\(parameter) \(relation.rawValue) \(value)" }
}
