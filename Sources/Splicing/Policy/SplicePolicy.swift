import Foundation

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
  public let vocabulary: [SpliceToken]
  /// The word that has to be replaced before the end.
  public let mask: SpliceToken
  /// There are 2^bits weights; pairs of features share one by chance.
  public let bits: Int
  package var weights: [Float]

  /// A policy for which all choices are alike.
  ///
  /// - Precondition: the bits are 8 to 24.
  public init(vocabulary: [SpliceToken], mask: SpliceToken = .text("<mask>"), bits: Int = 20) {
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

/// Choices with their probabilities, and what to add to the weights so that a correct one becomes more probable.
struct ChoiceDistribution {
  /// Of each choice its pairs of features.
  private(set) var pairs: [Int] = []
  private(set) var logarithms: [Double] = []
  private let width: Int

  init(width: Int, capacity: Int) {
    self.width = width
    pairs.reserveCapacity(width * capacity)
    logarithms.reserveCapacity(capacity)
  }

  var count: Int { logarithms.count }

  /// Adds a choice, whose pairs are written by the body.
  @inline(__always)
  mutating func append(_ weights: UnsafeBufferPointer<Float>, _ body: (UnsafeMutablePointer<Int>) -> Void) {
    withUnsafeTemporaryAllocation(of: Int.self, capacity: width) { own in
      guard let base = own.baseAddress else { return }
      body(base)
      var score = 0.0
      for index in 0..<width { score += Double(weights[own[index]]) }
      pairs.append(contentsOf: own)
      logarithms.append(score)
    }
  }

  /// Turns scores into logarithms of probabilities.
  mutating func normalise() {
    let largest = logarithms.max() ?? 0
    let sum = logarithms.reduce(0) { $0 + exp($1 - largest) }
    let total = largest + log(sum)
    for index in logarithms.indices { logarithms[index] -= total }
  }

  /// The loss −log Σ p over the correct choices, and its derivative by the score of each choice.
  func loss(correct: [Int]) -> (loss: Double, gradient: [Double]) {
    let largest = correct.map { logarithms[$0] }.max() ?? 0
    let right = largest + log(correct.reduce(0) { $0 + exp(logarithms[$1] - largest) })
    var gradient = logarithms.map { exp($0) }
    for choice in correct { gradient[choice] -= exp(logarithms[choice] - right) }
    return (-right, gradient)
  }

  /// Calls for each pair of features of a choice.
  @inline(__always)
  func forEachPair(_ choice: Int, _ body: (Int) -> Void) {
    for index in (choice * width)..<((choice + 1) * width) { body(pairs[index]) }
  }
}

extension SplicePolicy {
  /// A start: a position of the canvas with a place of a neighbour; nil for stopping.
  struct Start: Hashable {
    var at, text, from: Int
  }

  /// All starts with their probabilities; the last choice is to stop.
  func starts(_ features: PolicyFeatures) -> (choices: [Start], distribution: ChoiceDistribution) {
    let places = features.scene.texts.reduce(0) { $0 + $1.words.count }
    let positions = features.state.canvas.count + 1
    var choices: [Start] = []
    choices.reserveCapacity(places * positions)
    var distribution = ChoiceDistribution(width: PolicyFeatures.startCount, capacity: places * positions + 1)
    weights.withUnsafeBufferPointer { weights in
      for at in 0..<positions {
        let position = features.position(at)
        for (text, neighbour) in features.scene.texts.enumerated() {
          for from in neighbour.words.indices {
            choices.append(Start(at: at, text: text, from: from))
            distribution.append(weights) { features.start(position, text, from, into: $0) }
          }
        }
      }
      distribution.append(weights) { features.stop(into: $0) }
    }
    distribution.normalise()
    return (choices, distribution)
  }

  /// All ends of a start with their probabilities.
  func ends(_ features: PolicyFeatures, _ start: Start)
    -> (choices: [SpliceOperation], distribution: ChoiceDistribution)
  {
    let (length, canvas) = (features.scene.texts[start.text].words.count, features.state.canvas.count)
    let capacity = (length - start.from) * (canvas + 1 - start.at)
    var choices: [SpliceOperation] = []
    choices.reserveCapacity(capacity)
    var distribution = ChoiceDistribution(width: PolicyFeatures.endCount, capacity: capacity)
    weights.withUnsafeBufferPointer { weights in
      for to in (start.from + 1)...length {
        for upTo in start.at...canvas {
          choices.append(
            SpliceOperation(neighbour: start.text, from: start.from, to: to, at: start.at, upTo: upTo))
          distribution.append(weights) { features.end(start.at, start.text, start.from, to, upTo, into: $0) }
        }
      }
    }
    distribution.normalise()
    return (choices, distribution)
  }
}
