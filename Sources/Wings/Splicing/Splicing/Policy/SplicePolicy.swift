import Foundation
import Text

/// A policy that writes a text by splicing: it says which operation comes next, given the canvas and the neighbours.
///
/// Following "Data-to-text Generation by Splicing Together Nearest Neighbors" (arXiv 2101.08248) the probability of an operation is
/// that of its start, one choice among all positions of the canvas and all words of all neighbours, or to stop; times that of
/// its end given the start. There a transformer scores the choices; here it is a sum of weights of pairs of features, one of
/// the position and one of the word (a log-linear model, bilinear in sparse indicators), which two cores train in a minute.
///
///     var trainer = PolicyTrainer(seed: 1)
///     let policy = try trainer.train(problems)
///     let text = policy.generate(problem)?.text
public struct SplicePolicy: Sendable {
  /// Words that are neighbours in every problem, because training found them missing most often.
  public let vocabulary: [TextToken]
  /// The word that has to be replaced before the end.
  public let mask: TextToken
  /// There are 2^bits weights; pairs of features share one by chance.
  public let bits: Int
  /// The 2^bits weights.
  package var weights: [Float]

  /// A policy for which all choices are alike.
  ///
  /// - Precondition: the bits are 8 to 24.
  public init(vocabulary: [TextToken], mask: TextToken = .text("<mask>"), bits: Int = 20) {
    precondition((8...24).contains(bits), "2⁸ to 2²⁴ weights")
    (self.vocabulary, self.mask, self.bits) = (vocabulary, mask, bits)
    weights = [Float](repeating: 0, count: 1 << bits)
  }

  /// The problem as the policy is given it: with its vocabulary as neighbours of kind `word`, and, where the target may be
  /// looked at, a neighbour for each word of it that is missing still.
  ///
  /// - Parameters:
  ///   - record: a problem as `retrieve` makes it; its own neighbours of kind `word`, which are taken from the target, are
  ///     left out.
  ///   - addsMissingWords: whether the target may be looked at: in training only.
  public func prepared(_ record: SpliceProblemRecord, addsMissingWords: Bool) -> SpliceProblemRecord {
    var prepared = record
    prepared.neighbours.removeAll { $0.kind == .word }
    prepared.neighbours += vocabulary.map { .init(tokens: [$0], kind: .word) }
    return addsMissingWords ? prepared.addingMissingWords() : prepared
  }
}

/// The logarithms of the probabilities of choices.
struct ChoiceDistribution {
  private(set) var logarithms: [Double]

  /// - Parameter scores: of each choice; probabilities are as their exponentials.
  init(scores: [Double]) {
    let largest = scores.max() ?? 0
    let total = largest + log(scores.reduce(0) { $0 + exp($1 - largest) })
    logarithms = scores.map { $0 - total }
  }

  /// The loss −log Σ p over the correct choices, and its derivative by the score of each choice.
  func loss(correct: [Int]) -> (loss: Double, gradient: [Double]) {
    let largest = correct.map { logarithms[$0] }.max() ?? 0
    let right = largest + log(correct.reduce(0) { $0 + exp(logarithms[$1] - largest) })
    var gradient = logarithms.map { exp($0) }
    for choice in correct { gradient[choice] -= exp(logarithms[choice] - right) }
    return (-right, gradient)
  }
}

extension SplicePolicy {
  /// All starts: those at the first position of the canvas, one for each place of a neighbour, those at the next, and so on;
  /// the last choice is to stop.
  func starts(_ features: PolicyFeatures) -> ChoiceDistribution {
    let positions = features.state.canvas.count + 1
    var scores: [Double] = []
    scores.reserveCapacity(features.places.count * positions + 1)
    weights.withUnsafeBufferPointer { weights in
      for at in 0..<positions {
        let position = features.position(at)
        for place in features.places.indices {
          var score: Float = 0
          features.forEachStartPair(position, place) { score += weights[$0] }
          scores.append(Double(score))
        }
      }
      var score: Float = 0
      features.forEachStopPair { score += weights[$0] }
      scores.append(Double(score))
    }
    return ChoiceDistribution(scores: scores)
  }

  /// All ends of a start: operations that copy from there to some place and replace up to some position.
  func ends(_ features: PolicyFeatures, at: Int, _ place: PolicyFeatures.Place)
    -> (choices: [SpliceOperation], distribution: ChoiceDistribution)
  {
    var (choices, scores): ([SpliceOperation], [Double]) = ([], [])
    weights.withUnsafeBufferPointer { weights in
      for to in (place.from + 1)...features.scene.texts[place.text].words.count {
        for upTo in at...features.state.canvas.count {
          let operation = SpliceOperation(neighbour: place.text, from: place.from, to: to, at: at, upTo: upTo)
          var score: Float = 0
          features.forEachEndPair(operation) { score += weights[$0] }
          choices.append(operation)
          scores.append(Double(score))
        }
      }
    }
    return (choices, ChoiceDistribution(scores: scores))
  }
}
