import Evidence
import Exact
import HardProblems
import HardProblemsClaims
import Networks
import NetworksReductions
import Problems
import Randomness

extension Claim {
  /// What the reductions to networks take, and what values with errors say.
  static let networkReductions = Claim(
    id: "network.reductions", title: "The reductions to networks make what is chosen, and read values with errors",
    sentences: [.chosenNetworks, .blurredHittingSets], source: .hardnessPaper("the choices are derived"),
    checks: [.chosenNetworks, .blurredHittingSets])
}

extension Sentence {
  /// What the reductions to networks make of choices.
  static let chosenNetworks = Sentence(
    """
    The reductions from orthogonal vectors to the last layer and to the gradient make the instance of these vectors with the loss, the units, \
    and the bound or exponent that are chosen (hinge loss, rectified units, $W = 2$ and $\\kappa = 1$ if none are), of the sizes that they \
    promise, and read its answer as the instance does. A bound or an exponent for rectified units, or out of range, is refused.
    """, topic: "choices", checks: ["choices"])
}

extension Check {
  /// Every choice of the reductions to networks.
  static let chosenNetworks = Check(
    "choices", level: .certified,
    family: .random(
      "random vectors, at most 5 on a side, d ≤ 5, with every choice of both reductions in turn",
      quick: 2 * choices.count,
      deep: 60 * choices.count,
      draw: { index, stream in
        let sizes = (0..<3).map { _ in stream.uniform(in: 1...5) }
        return ChosenNetwork(
          vectors: OrthogonalVectors.random(
            left: sizes[0], right: sizes[1], dimension: sizes[2], percent: 50, using: &stream),
          choice: choices[index % choices.count])
      }),
    subject: { try MadeNetwork(of: $0) },
    mutants: [
      "the usual loss in place of the one that is chosen": changing { $0.words["loss"] = nil },
      "the usual bound or exponent": changing { for name in ["weight-bound", "kappa"] { $0.words[name] = nil } },
      "a bound means sigmoid units": changing { choice in
        if choice.words.count == 1, choice.words["kappa"] ?? choice.words["weight-bound"] != nil {
          choice.words["activation"] = "sigmoid"
        }
      },
      "the sides are exchanged": { chosen in
        var turned = chosen
        turned.vectors = try OrthogonalVectors(left: chosen.vectors.right, right: chosen.vectors.left)
        return try MadeNetwork(of: turned)
      },
    ],
    test: { make, chosen in
      let made = try make(chosen)
      let (expected, vectors) = (chosen.choice, chosen.vectors)
      guard let units = expected.units else {
        return .require(made.isRefused, "\(expected.words) are not refused")
      }
      if made.isRefused { return .fails("\(expected.words) are refused") }
      for promise in made.promises where !promise.isKept(by: made.size) {
        return .fails("\(promise) is promised, but the sizes are \(made.size)")
      }
      guard made.promises.map(\.parameter) == ["n", "m", "d"] else { return .fails("not all sizes are promised") }
      let loss = expected.loss
      if expected.isGradient {
        let instance = try BatchGradient(
          vectors: vectors, loss: loss,
          units: units == 0 ? .rectified : .sigmoid(kappa: Int(exactly: units.numerator) ?? 0))
        return .all(
          .require(made.gradient == instance, "the instance is another one"),
          .equal(made.meaning, try instance.reading(of: instance.referenceAnswer()), "the meaning"))
      }
      let instance = try LastLayer(
        vectors: vectors, loss: loss, units: units == 0 ? .rectified : .sigmoid(bound: units))
      return .all(
        .require(made.layer == instance, "the instance is another one"),
        .equal(made.meaning, try instance.reading(of: instance.referenceAnswer()), "the meaning"))
    })
}

private func changing(_ change: @escaping @Sendable (inout NetworkChoice) -> Void) -> Algorithm<
  ChosenNetwork, MadeNetwork
> {
  { chosen in
    var other = chosen
    change(&other.choice)
    return try MadeNetwork(of: other)
  }
}

/// What is chosen of one reduction, and what should come of it.
private struct NetworkChoice: Codable, Sendable {
  var isGradient: Bool
  var words: [String: String]
  var loss = MarginLoss.hinge
  /// 0 for rectified units, else W or κ; nil if the choice is to be refused.
  var units: Rational?
}

private let choices: [NetworkChoice] = choices(isGradient: false) + choices(isGradient: true)

private func choices(isGradient: Bool) -> [NetworkChoice] {
  let name = isGradient ? "kappa" : "weight-bound"
  let usual: Rational = isGradient ? 1 : 2
  var all: [NetworkChoice] = []
  func add(_ words: [String: String], _ units: Rational?, _ loss: MarginLoss = .hinge) {
    all.append(NetworkChoice(isGradient: isGradient, words: words, loss: loss, units: units))
  }
  add([:], 0)
  add(["activation": "relu"], 0)
  add(["activation": "sigmoid"], usual)
  for loss in MarginLoss.allCases { add(["loss": loss.rawValue, "activation": "relu"], 0, loss) }
  for word in isGradient ? ["1", "2", "3"] : ["1", "5/2", "3"] {
    add([name: word, "activation": "sigmoid"], try? Rational(parsing: word))
  }
  // These are refused.
  add([name: "2"], nil)
  add([name: "2", "activation": "relu"], nil)
  add([name: isGradient ? "0" : "1/2", "activation": "sigmoid"], nil)
  add([name: isGradient ? "1001" : "-2", "activation": "sigmoid"], nil)
  add(["activation": "step"], nil)
  add(["loss": "quadratic"], nil)
  return all
}

/// Vectors, and what is chosen of a reduction.
private struct ChosenNetwork: Codable, Sendable {
  var vectors: OrthogonalVectors
  var choice: NetworkChoice
}

/// What a reduction makes, and what it says.
private struct MadeNetwork: Sendable {
  var layer: LastLayer?
  var gradient: BatchGradient?
  var meaning: PairAnswer?
  var size: SizeParameters = [:]
  var promises: [SizePromise] = []
  var isRefused = false

  init(of chosen: ChosenNetwork) throws {
    do {
      if chosen.choice.isGradient {
        gradient = try make(OVToGradient(), chosen)
      } else {
        layer = try make(OVToLastLayer(), chosen)
      }
    } catch is ChoiceError { isRefused = true }
  }

  private mutating func make<R: Reduction>(_ usual: R, _ chosen: ChosenNetwork) throws -> R.Target
  where R.Source == OrthogonalVectors {
    var choices = Choices()
    for (name, word) in chosen.choice.words.sorted(by: { $0.key < $1.key }) {
      guard let choice = R.choices.first(where: { $0.name == name }) else {
        throw ChoiceError(name: name, "there is no such choice")
      }
      try choices.choose(choice, word)
    }
    let reduction = try usual.choosing(choices)
    let target = try reduction.reduce(chosen.vectors)
    meaning = try reduction.interpret(target.referenceAnswer(), for: chosen.vectors)
    (size, promises) = (target.size, try reduction.promisedSize(of: chosen.vectors.size))
    return target
  }
}
