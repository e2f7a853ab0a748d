import Discrepancy
import Evidence
import Exact
import Randomness

extension Check {
  /// The walk of many vectors, whose law nobody can write down, sampled.
  ///
  /// If the claim is true, X = ⟨B(z − x₀), e⟩ is subgaussian with constant 1 for every unit vector e, so that E exp(λX²) is at most
  /// (1 − 2λ)^(−1/2), and the mean of X² over N samples is above 1 + s with probability at most ((1 + s) e⁻ˢ)^(N/2). The mean of a
  /// coordinate of z is off by more than ε with probability at most 2 exp(−N ε²/2) (Hoeffding). Bands are such that all of them
  /// together fail by chance with a probability of less than 10⁻⁶.
  static let sampledWalk = Check(
    "sampled", level: .sampled,
    family: .listed(
      "40 vectors of dimension 4, 300 walks (deep: 200 of dimension 20, 20,000 walks): mean and second moments",
      quick: [WalkSample(count: 40, dimension: 4, walks: 300, seed: 1)],
      deep: [WalkSample(count: 200, dimension: 20, walks: 20_000, seed: 2)]),
    subject: { sample in
      var stream = RandomStream(seed: sample.seed).child("walks")
      let sampler = try GramSchmidtSampler(sample.vectors().map { $0.map { Double($0) / Double(WalkSample.unit) } })
      let start = sample.start().map { Double($0) / 2 }
      return try (0..<sample.walks).map { _ in try sampler.sample(from: start, using: &stream) }
    },
    mutants: [
      "signs that are independent of one another": { sample in
        var stream = RandomStream(seed: sample.seed).child("signs")
        return (0..<sample.walks).map { _ in
          sample.start().map { stream.uniform(in: 1...4) <= 2 + $0 ? 1 : -1 }
        }
      },
      "starts at 0": { sample in
        var stream = RandomStream(seed: sample.seed).child("walks")
        let few = WalkSample(count: sample.count, dimension: sample.dimension, walks: 300, seed: sample.seed)
        let sampler = try GramSchmidtSampler(few.vectors().map { $0.map { Double($0) / Double(WalkSample.unit) } })
        let some = try (0..<few.walks).map { _ in
          try sampler.sample(from: [Double](repeating: 0, count: few.count), using: &stream)
        }
        return (0..<sample.walks).map { some[$0 % some.count] }
      },
    ], test: isWithinBands)
}

/// How many walks for which random vectors.
private struct WalkSample: Codable, Sendable {
  var count: Int
  var dimension: Int
  var walks: Int
  var seed: UInt64

  /// Vectors are whole multiples of 1/unit.
  static let unit = 1024

  /// Vectors of a length of at most 1, times the unit.
  func vectors() -> [[Int]] {
    var stream = RandomStream(seed: seed).child("vectors")
    return (0..<count).map { _ in
      var vector = (0..<dimension).map { _ in stream.uniform(in: -Self.unit...Self.unit) }
      while vector.reduce(0, { $0 + $1 * $1 }) > Self.unit * Self.unit { vector = vector.map { $0 * 7 / 8 } }
      return vector
    }
  }

  /// Twice the starting point: −1, 0 or 1 in every coordinate.
  func start() -> [Int] {
    var stream = RandomStream(seed: seed).child("start")
    return (0..<count).map { _ in stream.uniform(in: -1...1) }
  }
}

@Sendable private func isWithinBands(_ walks: Algorithm<WalkSample, [[Int]]>, of sample: WalkSample) throws -> Verdict {
  let (vectors, start, signs) = (sample.vectors(), sample.start(), try walks(sample))
  guard signs.count == sample.walks, signs.allSatisfy({ $0.count == sample.count && !$0.contains { abs($0) != 1 } })
  else { return .fails("not \(sample.walks) sign vectors") }
  // 300: ε²/2 · N > ln(2 · 40 / 10⁻⁷) and N/2 · (s − ln(1 + s)) > ln(4 / 10⁻⁷); 20,000 likewise for 200 and 20.
  let (mean, excess) =
    sample.walks == 300 ? (Rational(38, 100), Rational(62, 100)) : (Rational(5, 100), Rational(7, 100))
  let count = Rational(sample.walks)
  for j in 0..<sample.count {
    let average = Rational(signs.reduce(0) { $0 + $1[j] }) / count
    let deviation = (average - Rational(Integer(start[j]), 2)).magnitude
    if deviation > mean { return .fails("the mean of coordinate \(j) is off by \(Double(deviation))") }
  }
  var largest: Rational = 0
  for i in 0..<sample.dimension {
    // (2z − 2x₀) · b in units of 1/(2 · unit).
    var squares = Integer.zero
    for z in signs {
      var sum = 0
      for j in 0..<sample.count { sum += (2 * z[j] - start[j]) * vectors[j][i] }
      squares += Integer(sum) * Integer(sum)
    }
    largest = max(largest, Rational(squares, Integer(4 * WalkSample.unit * WalkSample.unit)) / count)
  }
  return .atMost(largest, 1 + excess, "the second moment in the direction of a coordinate")
}
