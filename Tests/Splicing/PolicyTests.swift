import Foundation
import Randomness
import Sequences
import Splicing
import Testing

@Suite("A policy that splices")
struct PolicyTests {
  /// Problems of a synthetic corpus: the nearest texts are those of the next records, which is near enough.
  static func problems(_ range: Range<Int>, texts: Int) -> [SpliceProblemRecord] {
    let corpus = RecordCorpus(seed: 3)
    return range.map { number in
      let near = (1...texts).map { corpus.record(number + 1000 * $0) }
      return SpliceProblemRecord(making: corpus.record(number), from: near, prepared: NeighbourPreparation())
    }
  }

  @Test("The gradient is that of the loss", arguments: RollIn.allCases)
  func gradient(rollIn: RollIn) throws {
    let record = Self.problems(0..<1, texts: 2)[0]
    var stream = RandomStream(seed: 6).child("gradient")
    var policy = SplicePolicy(vocabulary: [.text("and"), .text("the")], bits: 10)
    let prepared = policy.prepared(record, addsMissingWords: true)
    // Few weights, so that pairs share them and each matters; multiples of 1/64, which floats hold exactly.
    for place in policy.weights.indices { policy.weights[place] = Float(stream.uniform(in: -64...64)) / 64 }
    var trainer = PolicyTrainer(seed: 1)
    trainer.rollIn = rollIn
    func loss(_ policy: SplicePolicy) throws -> (loss: Double, changes: [(pair: Int, by: Double)]) {
      // The same order of operations each time.
      var own = RandomStream(seed: 6).child("order")
      return try policy.gradient(of: prepared, trainer, using: &own)
    }
    var sums = [Double](repeating: 0, count: policy.weights.count)
    for (pair, change) in try loss(policy).changes { sums[pair] += change }
    let places = sums.indices.sorted { abs(sums[$0]) > abs(sums[$1]) }
    #if DEBUG
      let tried = places.prefix(4) + places.suffix(2)
    #else
      let tried = places.prefix(12) + places.suffix(4)
    #endif
    for place in tried {
      let (middle, step) = (policy.weights[place], Float(1) / 256)
      policy.weights[place] = middle + step
      let above = try loss(policy).loss
      policy.weights[place] = middle - step
      let below = try loss(policy).loss
      policy.weights[place] = middle
      let difference = (above - below) / (2 * Double(step))
      #expect(abs(difference - sums[place]) < 1e-3 * max(1, abs(sums[place])), "weight \(place)")
    }
    #expect(abs(sums[places[0]]) > 0.1)
  }

  @Test("Training lowers the loss; the same seed gives the same policy, and a file holds it")
  func training() throws {
    let problems = Self.problems(0..<6, texts: 2)
    var trainer = PolicyTrainer(seed: 1)
    (trainer.epochs, trainer.vocabularySize, trainer.bits) = (3, 10, 14)
    var losses: [Double] = []
    let policy = try trainer.train(problems) { done, _, loss in if done % problems.count == 0 { losses.append(loss) } }
    #expect(losses.count == 3 && losses[2] < 0.5 * losses[0], "\(losses)")
    #expect(policy.vocabulary.count == 10)
    let again = try trainer.train(problems)
    #expect(again.weights == policy.weights)
    let stored = try JSONDecoder().decode(SplicePolicy.self, from: JSONEncoder().encode(policy))
    #expect(stored.weights == policy.weights && stored.vocabulary == policy.vocabulary && stored.bits == policy.bits)
    // What it was trained on it writes more like the target than a neighbour is, and as it says it did.
    var (overlap, copied) = (TextOverlap(), TextOverlap())
    for problem in problems {
      let prepared = policy.prepared(problem, addsMissingWords: false)
      let written = try #require(policy.generate(prepared))
      #expect(try replay(written.operations, from: prepared.neighbours.map(\.tokens)) == written.text)
      #expect(!written.text.contains(.text("<mask>")) && written.score <= 0)
      overlap.add(written.text, reference: problem.target)
      copied.add(problem.neighbours.first { $0.kind == .text }?.tokens ?? [], reference: problem.target)
    }
    #expect(overlap.rougeL > copied.rougeL, "\(overlap.rougeL) \(copied.rougeL)")
  }

  @Test("A policy does not see the target")
  func blind() throws {
    let problem = Self.problems(0..<1, texts: 2)[0]
    let policy = SplicePolicy(vocabulary: [.text("and")], bits: 8)
    var other = problem
    other.target = [.text("something"), .text("else")]
    let prepared = policy.prepared(problem, addsMissingWords: false)
    #expect(!prepared.neighbours.contains { $0.kind == .word && $0.tokens != [.text("and")] })
    #expect(
      policy.generate(prepared)?.text == policy.generate(policy.prepared(other, addsMissingWords: false))?.text)
    // Nothing to copy from: only stopping is left.
    let nothing = SpliceProblemRecord(target: [], neighbours: [])
    #expect(SplicePolicy(vocabulary: []).generate(nothing)?.text == [])
  }

  @Test("Hostile files of policies are refused")
  func hostile() throws {
    let good = """
      {"format":"tightbound splice policy","version":1,"vocabulary":["a",3],"mask":"<mask>","bits":8,"places":[255],\
      "weights":[0.5]}
      """
    func policy(_ text: String) throws -> SplicePolicy {
      try JSONDecoder().decode(SplicePolicy.self, from: Data(text.utf8))
    }
    #expect(try policy(good).weights[255] == 0.5)
    for (part, wrong) in [
      ("tightbound splice policy", "other"), ("\"version\":1", "\"version\":2"), ("\"bits\":8", "\"bits\":63"),
      ("[255]", "[256]"), ("[255]", "[-1]"), ("[255]", "[1,2]"), ("0.5", "1e99"), ("\"mask\":\"<mask>\",", ""),
    ] {
      #expect(throws: DecodingError.self, "\(wrong)") {
        try policy(good.replacingOccurrences(of: part, with: wrong))
      }
    }
  }
}
