import Foundation
import Randomness
import Text

/// Trains a policy on the states of shortest derivations, one state at a time, by AdaGrad.
///
/// The loss of a state is half that of the start, −log of the probability of all correct ones together (those of every
/// correct operation, at every place where the same words stand), and half that of the end of the operation that is taken,
/// as in "Data-to-text Generation by Splicing Together Nearest Neighbors" (arXiv 2101.08248). AdaGrad: Duchi, Hazan, Singer,
/// "Adaptive Subgradient Methods for Online Learning and Stochastic Optimization" (2011).
public struct PolicyTrainer: Sendable {
  /// How the states of a derivation are visited.
  public var rollIn = RollIn.flat
  /// How often all states are seen.
  public var epochs = 4
  /// The length of the first step.
  public var rate = 0.2
  /// How many of the words that are missing most often become the vocabulary.
  public var vocabularySize = 40
  /// There are 2^bits weights.
  public var bits = 20
  /// Decides the order of problems, derivations and operations.
  public var seed: UInt64

  /// The usual settings.
  public init(seed: UInt64) { self.seed = seed }

  /// A policy, trained.
  ///
  /// - Parameters:
  ///   - records: problems with targets, as `retrieve` makes them.
  ///   - progress: called with the number of problems seen, of all in all epochs, and the mean loss of a state in the epoch.
  /// - Throws: ``SpliceError`` where the oracle does.
  /// - Complexity: O(canvas · words of the neighbours) for each state, which is about n operations times n by N.
  public func train(
    _ records: [SpliceProblemRecord], progress: (_ done: Int, _ total: Int, _ loss: Double) -> Void = { _, _, _ in }
  ) throws(SpliceError) -> SplicePolicy {
    var policy = SplicePolicy(vocabulary: vocabulary(of: records), bits: bits)
    var squares = [Float](repeating: 0, count: policy.weights.count)
    let stream = RandomStream(seed: seed).child("policy")
    for epoch in 0..<epochs {
      var order = Array(records.indices)
      var shuffling = stream.child("order").child(epoch)
      shuffling.shuffle(&order)
      var (loss, count) = (0.0, 0)
      for (done, index) in order.enumerated() {
        var own = stream.child("states").child(epoch).child(index)
        let record = policy.prepared(records[index], addsMissingWords: true)
        let scene = PolicyScene(record, mask: policy.mask)
        for step in try steps(record, scene, using: &own) {
          let gradient = policy.gradient(step, scene)
          policy.descend(gradient.changes, rate: rate, &squares)
          loss += gradient.loss
          count += 1
        }
        progress(epoch * records.count + done + 1, epochs * records.count, loss / Double(max(count, 1)))
      }
    }
    return policy
  }

  /// The words that are missing in most problems, the most frequent first, and those that are as frequent in their order.
  private func vocabulary(of records: [SpliceProblemRecord]) -> [TextToken] {
    var counts: [TextToken: Int] = [:]
    for record in records {
      for neighbour in record.neighbours where neighbour.kind == .word {
        for word in neighbour.tokens { counts[word, default: 0] += 1 }
      }
    }
    let ranked = counts.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }
    return ranked.prefix(vocabularySize).map(\.key)
  }

  /// The states of a shortest derivation with what is correct in them.
  func steps(
    _ record: SpliceProblemRecord, _ scene: PolicyScene, using stream: inout RandomStream
  ) throws(SpliceError) -> [PolicyStep] {
    let problem = record.problem()
    guard let forest = try? SpliceForest(SpliceOracle(problem).derivation(), problem) else { return [] }
    let states = forest.trainingStates(rollIn, id: record.id, neighbours: problem.neighbours, using: &stream)
    var state = PolicyState()
    var steps: [PolicyStep] = []
    for training in states {
      let taken = training.taken.map { training.next[$0] }
      steps.append(PolicyStep(state: state, correct: training.next, taken: taken))
      if let taken { state = state.after(taken, in: scene) }
    }
    return steps
  }
}

/// A state, all operations that are correct in it (none where stopping is), and the one that is taken.
struct PolicyStep {
  var state: PolicyState
  var correct: [SpliceOperation]
  var taken: SpliceOperation?
}

extension SplicePolicy {
  /// The loss of a state, and its derivative by each weight that it depends on; a weight may occur several times.
  func gradient(_ step: PolicyStep, _ scene: PolicyScene) -> (loss: Double, changes: [(pair: Int, by: Double)]) {
    let features = PolicyFeatures(scene, step.state, bits: bits)
    let count = features.places.count
    let starts = starts(features)
    let stop = starts.logarithms.count - 1
    var changes: [(pair: Int, by: Double)] = []
    let (loss, gradient) = starts.loss(correct: step.taken == nil ? [stop] : correctStarts(step, features))
    for at in 0...step.state.canvas.count {
      let position = features.position(at)
      // What is smaller changes nothing that a float can hold.
      for place in 0..<count where abs(gradient[at * count + place]) > 1e-6 {
        features.forEachStartPair(position, place) { changes.append(($0, 0.5 * gradient[at * count + place])) }
      }
    }
    features.forEachStopPair { changes.append(($0, 0.5 * gradient[stop])) }
    guard let taken = step.taken else { return (0.5 * loss, changes) }
    let start = PolicyFeatures.Place(text: taken.neighbour, from: taken.from, word: 0, previous: 0)
    let (ends, distribution) = ends(features, at: taken.at, start)
    let (endLoss, endGradient) = distribution.loss(correct: ends.indices.filter { ends[$0] == taken })
    for (end, change) in zip(ends, endGradient) where abs(change) > 1e-6 {
      features.forEachEndPair(end) { changes.append(($0, 0.5 * change)) }
    }
    return (0.5 * (loss + endLoss), changes)
  }

  /// The starts of all correct operations, at every place where the same words stand, in ascending order.
  private func correctStarts(_ step: PolicyStep, _ features: PolicyFeatures) -> [Int] {
    var correct: Set<Int> = []
    for operation in step.correct {
      let words = features.scene.texts[operation.neighbour].words[operation.from..<operation.to]
      for (place, start) in features.places.enumerated() where start.word == words.first {
        let own = features.scene.texts[start.text].words[start.from...].prefix(words.count)
        if own.elementsEqual(words) { correct.insert(operation.at * features.places.count + place) }
      }
    }
    return correct.sorted()
  }

  /// The sum over the states of a shortest derivation.
  package func gradient(
    of record: SpliceProblemRecord, _ trainer: PolicyTrainer, using stream: inout RandomStream
  ) throws(SpliceError) -> (loss: Double, changes: [(pair: Int, by: Double)]) {
    let scene = PolicyScene(record, mask: mask)
    var (loss, changes): (Double, [(pair: Int, by: Double)]) = (0, [])
    for step in try trainer.steps(record, scene, using: &stream) {
      let own = gradient(step, scene)
      loss += own.loss
      changes += own.changes
    }
    return (loss, changes)
  }

  /// A step of AdaGrad: each weight moves against its derivative, the less the more it has moved before.
  mutating func descend(_ changes: [(pair: Int, by: Double)], rate: Double, _ squares: inout [Float]) {
    var total: [Int: Double] = [:]
    for (pair, change) in changes { total[pair, default: 0] += change }
    for (pair, change) in total {
      squares[pair] += Float(change * change)
      weights[pair] -= Float(rate * change / (Double(squares[pair]).squareRoot() + 1e-6))
    }
  }
}
