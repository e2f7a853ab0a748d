import Exact

/// What a reduction promises of one parameter of its target: a formula over the parameters of its source.
///
///     PromisedSize("d", .equal, 3 * .parameter("d"))    // the target's d is three times the source's
public struct PromisedSize: Hashable, Sendable, CustomStringConvertible {
  /// The name of the target's parameter.
  public let parameter: String
  /// Whether the value is exact or a bound.
  public let relation: SizePromise.Relation
  /// The value, over the parameters of the source.
  public let formula: SizeFormula

  /// A promise about a parameter of the target.
  public init(_ parameter: String, _ relation: SizePromise.Relation, _ formula: SizeFormula) {
    (self.parameter, self.relation, self.formula) = (parameter, relation, formula)
  }

  /// The promise that the target's parameter is the source's of the same name.
  public static func unchanged(_ parameter: String) -> Self { Self(parameter, .equal, .parameter(parameter)) }

  /// Whether the target's parameter is the source's of the same name.
  var isUnchanged: Bool { self == .unchanged(parameter) }

  /// What is promised for a source of this size.
  ///
  /// - Throws: ``SizeFormulaError``.
  public func promise(for source: SizeParameters) throws(SizeFormulaError) -> SizePromise {
    SizePromise(parameter, relation, try formula.value(for: source))
  }

  /// `N = 2Um`.
  public var description: String { "\(parameter) \(relation.rawValue) \(formula)" }
}

extension [PromisedSize] {
  /// What is promised for a source of this size.
  ///
  /// - Throws: ``SizeFormulaError``.
  public func promises(for source: SizeParameters) throws(SizeFormulaError) -> [SizePromise] {
    var promises: [SizePromise] = []
    for size in self { promises.append(try size.promise(for: source)) }
    return promises
  }

  /// All of them in words, the target's parameters on the left, with the definitions of abbreviations:
  /// `n_A and n_B as in the source, D = 2gsU; g = ⌈√m⌉, s = ⌈m/g⌉`.
  public var words: String {
    let writer = SizeWords(map(\.formula))
    let unchanged = filter(\.isUnchanged).map(\.parameter)
    var promises = filter { !$0.isUnchanged }.map {
      "\($0.parameter) \($0.relation.rawValue) \(writer.text(of: $0.formula))"
    }
    if let last = unchanged.last {
      let names = unchanged.count == 1 ? last : "\(unchanged.dropLast().joined(separator: ", ")) and \(last)"
      promises.insert("\(names) as in the source", at: 0)
    }
    let definitions = writer.definitions
    return promises.joined(separator: ", ") + (definitions.isEmpty ? "" : "; \(definitions.joined(separator: ", "))")
  }

  /// These promises of a second reduction, over the parameters of the source of a first one that promises those.
  ///
  /// A bound of the first takes the place of a parameter only in a formula that does not fall when the parameter grows, and makes a
  /// bound of it. What cannot be said this way is left out: promises with a ``SizeFormula/quantity(_:meaning:)``, which
  /// hides how it depends on the parameters, and those with a parameter of which the first promises nothing.
  func composed(after first: [PromisedSize]) -> [PromisedSize] {
    let formulas = Dictionary(first.map { ($0.parameter, $0.formula) }) { known, _ in known }
    let bounds = Set(first.filter { $0.relation == .atMost }.map(\.parameter))
    return compactMap { size in
      let parameters = size.formula.parameters
      guard !size.formula.hasQuantities, parameters.allSatisfy({ formulas[$0] != nil }),
        size.formula.isNonDecreasing(in: bounds)
      else { return nil }
      return PromisedSize(
        size.parameter, parameters.contains(where: bounds.contains) ? .atMost : size.relation,
        size.formula.substituting(formulas))
    }
  }
}

extension [any Reduction] {
  /// What the route promises of the size of its last target, over the parameters of its first source: the last reduction's
  /// promises, with those of the earlier ones put in.
  ///
  /// What does not follow from the promises of the steps is left out.
  public var promises: [PromisedSize] {
    guard let first else { return [] }
    return dropFirst().reduce(first.promises) { $1.promises.composed(after: $0) }
  }
}
