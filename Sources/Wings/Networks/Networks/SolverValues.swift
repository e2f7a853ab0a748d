import Exact
import Problems

extension LastLayer: SolverValues {
  /// One.
  public var valueCount: Int { 1 }
  /// The optimal value.
  public var valueMeaning: String { "optimal value" }

  /// The value with its error bar.
  public func answer(values: [Rational], errors: [Rational]) -> (answer: LastLayerAnswer, notice: String?) {
    (LastLayerAnswer(value: values[0], error: errors[0]), nil)
  }
}

extension BatchGradient: SolverValues {
  /// One for each hidden unit.
  public var valueCount: Int { unitCount }
  /// The coordinates of the gradient.
  public var valueMeaning: String { "coordinates, one for each hidden unit" }

  /// The gradient with error bars.
  public func answer(values: [Rational], errors: [Rational]) -> (answer: GradientAnswer, notice: String?) {
    (GradientAnswer(gradient: values, errors: errors), nil)
  }
}
