import Models
import Randomness

/// How the weights of a model are drawn before it is trained.
///
/// What differs is how loud places are beside tokens, and that decides what a model finds first, and whether it goes on. With faint places
/// the tokens of a text are at first a multiset, and counting operations is what can be learned: the shortcut. With places as loud as tokens
/// each variable sees the operation beside it from the beginning. Soft places lie between: counting comes first, and a model that has the
/// association map leaves it. `Benchmarks/reasoning.md` has the trainings.
public enum LegoInitialization: String, Sendable, Hashable, Codable, CaseIterable {
  /// Tokens N(0, 1), places N(0, 0.02²); matrices and biases with m inputs uniform from −1/√m to 1/√m. The default.
  case faintPlaces = "faint-places"
  /// The same, but for places N(0, 0.3²).
  case softPlaces = "soft-places"
  /// As layers of PyTorch are by default: the same, but for places N(0, 1).
  case torch
  /// As BERT is (arXiv 1810.04805): tokens, places and matrices N(0, 0.02²), biases 0.
  case bert

  /// A part of a model, as far as its draw depends on it.
  enum Part {
    case tokens, places
    /// Of a layer with so many inputs.
    case matrix(inputs: Int)
    /// The same.
    case bias(inputs: Int)
  }

  private enum Law {
    case zero
    case normal(deviation: Double)
    case uniform(bound: Double)
  }

  private func law(of part: Part) -> Law {
    switch (self, part) {
    case (.bert, .bias): .zero
    case (.softPlaces, .tokens), (.faintPlaces, .tokens), (.torch, .tokens), (.torch, .places): .normal(deviation: 1)
    case (.softPlaces, .places): .normal(deviation: 0.3)
    case (.faintPlaces, .places), (.bert, .tokens), (.bert, .places), (.bert, .matrix): .normal(deviation: 0.02)
    case (_, .matrix(let inputs)), (_, .bias(let inputs)): .uniform(bound: 1 / Double(inputs).squareRoot())
    }
  }

  /// The weights of a part, of this shape.
  func draw<Scalar: NetworkScalar>(
    _ part: Part, shape: [Int], using stream: inout some RandomNumberGenerator
  ) -> Tensor<Scalar> {
    let count = shape.reduce(1, *)
    switch law(of: part) {
    case .zero: return Tensor(repeating: 0, shape: shape)
    case .normal(let deviation):
      var source = GaussianSource()
      return Tensor((0..<count).map { _ in Scalar(deviation * source.next(&stream)) }, shape: shape)
    case .uniform(let bound):
      // 53 random bits, from −1 to 1.
      return Tensor(
        (0..<count).map { _ in Scalar(bound * (Double(stream.next() >> 11) * 0x1p-52 - 1)) }, shape: shape)
    }
  }
}
