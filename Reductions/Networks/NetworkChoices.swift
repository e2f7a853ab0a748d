import Networks
import Problems

extension Choice {
  static let loss = Choice("loss", "hinge, logistic or squared; default: hinge")
  static let activation = Choice("activation", "what hidden units compute, relu or sigmoid; default: relu")
  static let weightBound = Choice(
    "weight-bound", "with sigmoid units: the bound W of Σ|α|; default: 2", key: "weightBound")
  static let kappa = Choice(
    "kappa", "with sigmoid units: κ, coordinates being a factor n^κ apart; default: 1", value: .integer)
}

/// What a hidden unit makes of its input.
enum Activation: String, CaseIterable { case relu, sigmoid }

extension Choices {
  /// What hidden units compute; a choice that only sigmoid units have is refused beside others.
  func activation(_ sigmoidOnly: Choice) throws(ChoiceError) -> Activation {
    let activation = try word(.activation, Activation.self) ?? .relu
    if activation != .sigmoid, contains(sigmoidOnly) {
      throw ChoiceError(sigmoidOnly, "has no meaning without --activation sigmoid")
    }
    return activation
  }
}
