import Exact
import Privacy
import Randomness
import Testing

@Suite("Audits")
struct AuditTests {
  @Test(
    "One run: the values of a public implementation",
    arguments: [
      (1000, 1000, 600, "0", 0.297468), (1000, 200, 190, "0", 2.397871), (1000, 100, 100, "0", 3.492965),
      (1000, 100, 100, "1e-5", 3.465376), (1000, 200, 190, "1e-5", 2.393618),
    ])
  func oneRun(canaries: Int, guesses: Int, correct: Int, delta: String, expected: Double) throws {
    let bound = try OneRunAudit(canaries: canaries, guesses: guesses, correct: correct).epsilonLower(
      delta: Rational(parsing: delta))
    #expect(abs(Double(bound) - expected) < 2e-6, "\(Double(bound))")
  }

  @Test("Nothing is refuted by nothing; what is out of range is refused")
  func edges() throws {
    #expect(try OneRunAudit(canaries: 0, guesses: 0, correct: 0).epsilonLower(delta: 0) == 0)
    #expect(try OneRunAudit(canaries: 10, guesses: 10, correct: 5).epsilonLower(delta: 0) == 0)
    #expect(try OneRunAudit(canaries: 10, guesses: 10, correct: 10).epsilonLower(delta: 1) == 0)
    for (m, r, v) in [(-1, 0, 0), (1, 2, 0), (3, 2, 3), (3, 2, -1), (1 << 40, 0, 0)] {
      #expect(throws: AccountingError.self) { try OneRunAudit(canaries: m, guesses: r, correct: v) }
    }
    let audit = try OneRunAudit(canaries: 10, guesses: 10, correct: 10)
    #expect(throws: AccountingError.self) { try audit.epsilonLower(delta: -1) }
    #expect(throws: AccountingError.self) { try audit.epsilonLower(delta: 0, confidence: 1) }
  }

  @Test("An audit of randomised response stays below its ε")
  func randomisedResponse() throws {
    // ε = 1: a bit is told truly with probability e/(1 + e) ≈ 0.731; each of 300 canaries is its own record.
    var stream = RandomStream(seed: 9).child("response")
    let truth = Rational(731_058, 1_000_000)
    let correct = (0..<300).count { _ in stream.bernoulli(truth) }
    let bound = try OneRunAudit(canaries: 300, guesses: 300, correct: correct).epsilonLower(
      delta: 0, confidence: Rational(999_999, 1_000_000))
    #expect(bound > 0 && bound <= 1)
  }

  @Test("Repeated runs: hits with and without the record")
  func distinguishing() throws {
    let audit = try DistinguishingAudit(presentRuns: 200, presentHits: 180, absentRuns: 200, absentHits: 20)
    let bound = try audit.epsilonLower(delta: 0)
    // ln(0.85/0.15) ≈ 1.7 with intervals of about ±0.05.
    #expect(bound > Rational(3, 2) && bound < Rational(22, 10))
    #expect(try audit.epsilonLower(delta: Rational(9, 10)) == 0)
    #expect(
      try DistinguishingAudit(presentRuns: 0, presentHits: 0, absentRuns: 0, absentHits: 0).epsilonLower(delta: 0) == 0)
    #expect(throws: AccountingError.self) {
      try DistinguishingAudit(presentRuns: 1, presentHits: 2, absentRuns: 1, absentHits: 0)
    }
  }

  @Test("Textbook noise in floating point has holes; what it returns is always reachable from where it came")
  func holes() {
    var stream = RandomStream(seed: 21).child("holes")
    let attack = FloatingNoiseAttack(scale: 1)
    for _ in 0..<200 {
      let output = attack.textbookOutput(around: 0, using: &stream)
      #expect(attack.canReach(output, from: 0))
      let other = attack.textbookOutput(around: 1, using: &stream)
      #expect(attack.canReach(other, from: 1))
    }
    #expect(attack.holes(trials: 400, using: &stream) > 20)
  }

  @Test("Gaussian noise in floating point too: small outputs have bits that 1 plus noise never has")
  func gaussianHoles() throws {
    var stream = RandomStream(seed: 22).child("holes")
    let attack = FloatingGaussianAttack(deviation: 1)
    for _ in 0..<300 {
      #expect(attack.canReach(attack.textbookOutput(around: 0, using: &stream), from: 0))
      #expect(attack.canReach(attack.textbookOutput(around: 1, using: &stream), from: 1))
    }
    // By hand: 2^-60 is no sum of 1 and a double; 3/4 and -2 are.
    #expect(!attack.canReach(0x1p-60, from: 1) && attack.canReach(0.75, from: 1) && attack.canReach(-2, from: 1))
    // Of outputs below 1/2, more than a third of all, at least half have such bits.
    let found = attack.holes(trials: 1000, using: &stream)
    #expect(found > 150 && found < 600, "\(found)")
    #expect(try attack.holesOfDiscreteNoise(trials: 1000, using: &stream) == 0)
    #expect(throws: SamplingError.self) {
      try FloatingGaussianAttack(deviation: 1e9).holesOfDiscreteNoise(trials: 1, using: &stream)
    }
  }

  @Test("Integer noise has no holes: every output has a positive probability from every value")
  func discrete() throws {
    let law = MagnitudeLaw(variance: 4, precision: 256).cumulative
    for k in 1...12 { #expect(law[k].isGreater(than: law[k - 1].upper ?? 2) == .yes) }
  }
}
