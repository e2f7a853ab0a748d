import Discrepancy
import DiscrepancyClaims
import Exact
import Randomness
import TestSupport
import Testing

@Suite("The Gram–Schmidt walk as a design for experiments")
struct DesignForExperimentsTests {
  @Test("Two units alike: the law and its bound by hand")
  func byHand() throws {
    // ⟨b, b⟩ = 4 = ξ²; for φ = 1/2 the inner products that count are 1 and 1/2.
    let design = try GramSchmidtWalk(design: [[2], [2]], robustness: Rational(1, 2))
    let law = try design.law(from: [0, 0])
    // The pivot goes by 1, the other by −1/2; from (∓1/2, ±1) a coin of chances 1/4 and 3/4.
    #expect(law.probability(of: [-1, 1]) == Rational(3, 8) && law.probability(of: [1, 1]) == Rational(1, 8))
    let bound = try Matrix([[Rational(4, 3), Rational(-2, 3)], [Rational(-2, 3), Rational(4, 3)]])
    #expect(design.covarianceBound == bound)
    let balanced = try GramSchmidtWalk(design: [[2], [2]], robustness: Rational(1, 2), isBalanced: true)
    let apart = try balanced.law(from: [0, 0])
    #expect(apart.outcomes == [[-1, 1], [1, -1]] && apart.probabilities == [Rational(1, 2), Rational(1, 2)])
    #expect(try GramSchmidtWalk(design: [[2], [2]], robustness: 0).covarianceBound == nil)
    #expect(try GramSchmidtWalk(design: [[0], [0]], robustness: Rational(1, 4)).covarianceBound?[0, 0] == 4)
    #expect(try GramSchmidtWalk(design: [], robustness: 1, isBalanced: true).law(from: []).outcomes == [[]])
  }

  @Test("What is out of range is refused")
  func refused() throws {
    for robustness in [-1, 2] as [Rational] {
      #expect(throws: DiscrepancyError.self) { try GramSchmidtWalk(design: [[1]], robustness: robustness) }
    }
    for robustness in [-0.1, 1, .nan, .infinity] {
      #expect(throws: DiscrepancyError.self) { try GramSchmidtSampler(design: [[1]], robustness: robustness) }
    }
    #expect(throws: DiscrepancyError.self) { try GramSchmidtWalk(design: [[1], [1, 2]], robustness: 1) }
    #expect(throws: DiscrepancyError.notFinite(row: 0, column: 0)) {
      try GramSchmidtSampler(design: [[.infinity]], robustness: 0.5)
    }
  }

  @Test("Directions in floating point are those of the exact design", arguments: [false, true])
  func directions(isBalanced: Bool) throws {
    var stream = RandomStream(seed: 31)
    for robustness in [Rational(1, 4), Rational(3, 4)] {
      let covariates = (0..<7).map { _ in (0..<3).map { _ in Rational(stream.uniform(in: -5...5)) } }
      let walk = try GramSchmidtWalk(design: covariates, robustness: robustness, isBalanced: isBalanced)
      let sampler = try GramSchmidtSampler(
        design: covariates.map { $0.map { Double($0) * 1e200 } }, robustness: Double(robustness), isBalanced: isBalanced
      )
      let law = try walk.law(from: [Rational](repeating: 0, count: 7))
      var counts: [[Int]: Int] = [:]
      for _ in 0..<400 {
        let signs = try sampler.sample(from: [Double](repeating: 0, count: 7), using: &stream)
        counts[signs, default: 0] += 1
      }
      // No outcome that the exact law has not, and each about as often: 6 standard errors of a share of 400.
      for (outcome, count) in counts {
        let share = Double(law.probability(of: outcome))
        #expect(share > 0, "\(outcome) never occurs")
        #expect(abs(Double(count) / 400 - share) < 6 * (share * (1 - share) / 400).squareRoot() + 0.01)
      }
    }
  }

  @Test("Balanced groups keep their size, with rows that fix each other, units alike, and scales of all kinds")
  func sizes() throws {
    var stream = RandomStream(seed: 32)
    for (n, d) in [(1, 0), (2, 1), (10, 3), (11, 3), (30, 4), (12, 20), (24, 24)] {
      for kind in 0..<6 {
        var covariates = (0..<n).map { _ in (0..<d).map { _ in Double(stream.uniform(in: -9...9)) } }
        if kind == 1 { covariates = covariates.map { $0.map { $0 * 1e200 } } }
        if kind == 2, n > 2 { covariates[0] = covariates[0].map { $0 * 1e6 } }
        // Rows that contain the sum of all.
        if kind == 3 { covariates = covariates.map { [1] + $0 } }
        // A row far longer than the others, as it is and in the last covariate of one unit alone.
        if kind == 4, d > 0 { covariates = covariates.map { [$0[0] * 1e200] + $0.dropFirst() } }
        if kind == 5, d > 0 { covariates[0][d - 1] = 1e200 }
        let start = (0..<n).map { _ in kind == 2 ? Double(stream.uniform(in: -4...4)) / 4 : 0 }
        for robustness in [0, 0.5] {
          let sampler = try GramSchmidtSampler(design: covariates, robustness: robustness, isBalanced: true)
          for _ in 0..<5 {
            let signs = try sampler.sample(from: start, using: &stream)
            let change = Double(signs.reduce(0, +)) - start.reduce(0, +)
            #expect(
              abs(change) < (kind == 2 || n % 2 == 1 ? 2 - 1e-6 : 1e-6),
              "\(n) units of \(d), \(kind), φ = \(robustness): \(change)")
          }
        }
      }
    }
  }

  #if DEBUG
    private static let walks = 20
  #else
    private static let walks = 1000
  #endif

  /// 20 units each, of ten kinds.
  private static func covariates(_ kind: Int) -> [[Double]] {
    var stream = RandomStream(seed: 33).child(kind)
    func number() -> Double { Double(stream.uniform(in: -1000...1000)) / 1000 }
    return (0..<20).map { j in
      let (x, t) = (number(), Double(j - 10) / 10)
      return switch kind {
      case 0: [x, number(), number()]
      case 1: [x > 0 ? 1 : -1, number() > 0 ? 1 : -1, number() > 0 ? 1 : -1, number() > 0 ? 1 : -1]
      // Categories, of which one is implied by the others.
      case 2: (0..<4).map { $0 == j % 4 ? 1 : 0 } + [1]
      case 3: [1, t, t * t, t * t * t]
      case 4: [x, x + number() / 10, number()]
      case 5: [x / (1.001 - abs(x)), number() / (1.001 - abs(number()))]
      case 6: (0..<6).map { _ in number() > 0.6 ? number() : 0 }
      // More rows than units.
      case 7: (0..<25).map { _ in number() }
      case 8: [x * 1000, number(), number() / 10]
      default: [Double(j)]
      }
    }
  }

  @Test("As balanced as a plain walk in doubles, for covariates of ten kinds", arguments: 0..<10)
  func tenKinds(kind: Int) throws {
    let covariates = Self.covariates(kind)
    let start = [Double](repeating: 0, count: covariates.count)
    for vectors in [covariates, try GramSchmidtSampler.whitened(covariates)] {
      let sampler = try GramSchmidtSampler(vectors)
      let square = vectors.reduce(0) { max($0, $1.reduce(0) { $0 + $1 * $1 }) }
      func norms(_ seed: UInt64, _ walk: (inout RandomStream) throws -> [Int]) rethrows -> (mean: Double, error: Double)
      {
        var stream = RandomStream(seed: seed)
        let norms = try (0..<Self.walks).map { _ in
          let signs = try walk(&stream)
          return covariates[0].indices.reduce(0.0) { sum, i in
            let change = signs.indices.reduce(0) { $0 + Double(signs[$1]) * covariates[$1][i] }
            return sum + change * change
          }.squareRoot()
        }
        let mean = norms.reduce(0, +) / Double(norms.count)
        let variance = norms.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(norms.count - 1)
        return (mean, (variance / Double(norms.count)).squareRoot())
      }
      let ours = try norms(1) { try sampler.sample(from: start, using: &$0) }
      // The lift makes the shortest of several directions the only one.
      let plain = norms(2) { plainGramSchmidtWalk(vectors, lift: 1e-9 * square, from: start, &$0) }
      let error = (ours.error * ours.error + plain.error * plain.error).squareRoot()
      // 6 standard errors are exceeded by chance less than once in a million where there are many walks.
      #expect(abs(ours.mean - plain.mean) < 6 * error + 1e-9 * plain.mean, "\(ours), not \(plain)")
    }
  }
}
