import COrthogonalVectors
import Exact
import Foundation
import Randomness

/// Orthogonal Vectors by the polynomial method of Abboud, Williams and Yu ("More Applications of the Polynomial Method to
/// Algorithm Design", 2015), at the small scale where it can be run.
///
///     try PolynomialMethod().orthogonalPairs(of: instance, using: RandomStream(seed: 1))
///
/// The vectors of each side are taken in groups of s. Over F₂, for random sets R₁, …, R_t of coordinates,
///
///     ∏ᵣ (1 + Σ_{k ∈ Rᵣ} a_k b_k)
///
/// is 1 if a and b are orthogonal, and 1 with probability 2^(−t) if not. The sum of a random choice of these polynomials
/// over the s² pairs of two groups is 1 with probability 1/2 if one of the pairs is orthogonal, and with probability at most
/// s² 2^(−t−1) = 1/16 if none is, as t = 2 log₂ s + 3. It is a sum over monomials of degree at most t, so its values for
/// all pairs of groups are one product of matrices over F₂, with inner dimension s Σ_{i ≤ t} C(d, i). (A group of A sums its
/// vectors' monomials before the product, which spares a factor s.)
///
/// Pairs of groups whose sum is 1 in at least 8 of 64 rounds are tried pair by pair. So what is counted is orthogonal, and a
/// pair of groups is missed with probability Σ_{k<8} C(64, k) / 2⁶⁴ < 2^(−34); with s = 1 all pairs are taken, every round
/// is 1 on an orthogonal pair, and nothing is missed.
///
/// In theory, with d = c log n and fast rectangular products of matrices, this takes n^(2 − 1/O(log c)) time. Here the
/// product takes (n/s)² words of work for each 64 monomials, and ``wordOperationsPerPair(dimension:)`` says what to expect:
/// from d = 8 on no s below 2^d brings it below the one word operation that an AND of rows takes, and where n > 2^d the zeta
/// transform is the better choice. ``predictedCrossover(dimension:)`` supposes an optimal rectangular product: even then the
/// break-even for d = 32 lies beyond n = 2¹⁰⁰.
public struct PolynomialMethod: Hashable, Sendable {
  /// s, the number of vectors in a group; a power of two.
  public let groupSize: Int
  /// The number of rounds.
  public static let rounds = 64
  /// In how many rounds the sum of a pair of groups must be 1 for its pairs to be tried, if s > 1.
  static let threshold = 8
  /// The bytes that values of monomials may take.
  private static let mostBytes = 1 << 30

  /// The method with groups of `groupSize` vectors.
  ///
  /// - Precondition: `groupSize` is a power of two, at most 2¹⁶.
  public init(groupSize: Int = 2) {
    precondition(1...1 << 16 ~= groupSize && groupSize & (groupSize - 1) == 0, "a group has a power of two of vectors")
    self.groupSize = groupSize
  }

  /// t = 2 log₂ s + 3, the degree of the polynomials.
  public var degree: Int { 2 * groupSize.trailingZeroBitCount + 3 }

  /// Σ_{i ≤ t} C(d, i), the number of monomials.
  public func monomials(dimension: Int) -> Integer {
    var (sum, binomial): (Integer, Integer) = (0, 1)
    for i in 0...min(degree, dimension) {
      sum += binomial
      binomial = binomial * Integer(dimension - i) / Integer(i + 1)
    }
    return sum
  }

  /// Word operations for each pair of vectors that the products of all rounds take: 64 · s Σ_{i ≤ t} C(d, i) / (64 s²).
  ///
  /// An AND of rows takes ⌈d / 64⌉.
  public func wordOperationsPerPair(dimension: Int) -> Double {
    Double(monomials(dimension: dimension)) * Double(Self.rounds) / Double(64 * groupSize)
  }

  /// The least k such that the method would beat an AND of rows on n = 2^k vectors, if a product of an N × M by an M × N
  /// matrix with M ≤ N^0.32 took N² word operations (which is nearly its known exponent, without the constants); nil if no
  /// group of at most 2¹⁶ vectors does it.
  ///
  /// - Complexity: O(d).
  public static func predictedCrossover(dimension: Int) -> Int? {
    (0...16).compactMap { logarithm -> Int? in
      let method = PolynomialMethod(groupSize: 1 << logarithm)
      let s = Double(method.groupSize)
      // 64 rounds of (n/s)² against n² ⌈d/64⌉, and M = s · monomials ≤ (n/s)^0.32.
      guard Double(rounds) / (s * s) < Double((dimension + 63) / 64) else { return nil }
      let inner = log2(Double(method.monomials(dimension: dimension))) + Double(logarithm)
      return Int((inner / 0.32).rounded(.up)) + logarithm
    }.min()
  }

  /// The orthogonal pairs; wrong, by too few, with the probability that the type states.
  ///
  /// - Throws: ``OrthogonalVectorsError/dimensionTooLarge(_:algorithm:limit:)`` for d > 64,
  ///   ``OrthogonalVectorsError/tooManyMonomials(dimension:degree:)``.
  /// - Complexity: O((n/s)² s m) word operations and O(n m) bits for m monomials.
  public func orthogonalPairs(
    of instance: OrthogonalVectors, using generator: some RandomNumberGenerator
  ) throws(OrthogonalVectorsError) -> PairAnswer {
    guard instance.dimension <= 64 else {
      throw .dimensionTooLarge(instance.dimension, algorithm: .polynomial, limit: 64)
    }
    let vectors = Integer(max(instance.left.rows, 1) + max(instance.right.rows, 1))
    // With the tables that multiply polynomials: d numbers of 8 bytes for each monomial.
    let bytes = monomials(dimension: instance.dimension) * (vectors * Integer(groupSize) / 8 + 512)
    guard bytes <= Integer(Self.mostBytes) else {
      throw .tooManyMonomials(dimension: instance.dimension, degree: degree)
    }
    guard instance.left.rows > 0, instance.right.rows > 0 else { return PairAnswer(count: 0) }
    var generator = generator
    let ring = MonomialRing(dimension: instance.dimension, degree: degree)
    let groups = (left: groups(instance.left.rows), right: groups(instance.right.rows))
    let candidates = candidates(instance, ring, groups.left, groups.right, using: &generator)
    var (pairs, first): (Int, VectorPair?) = (0, nil)
    for x in 0..<groups.left {
      for i in x * groupSize..<min((x + 1) * groupSize, instance.left.rows) {
        for y in 0..<groups.right where candidates[x * groups.right + y] {
          for j in y * groupSize..<min((y + 1) * groupSize, instance.right.rows) where instance.isSolution(i, j) {
            pairs += 1
            if first == nil { first = VectorPair(i, j) }
          }
        }
      }
    }
    return PairAnswer(count: Integer(pairs), witness: first)
  }

  private func groups(_ rows: Int) -> Int { (rows + groupSize - 1) / groupSize }

  /// Whether the vectors of group x of A and y of B are to be tried, at x · groupsRight + y.
  private func candidates(
    _ instance: OrthogonalVectors, _ ring: MonomialRing, _ groupsLeft: Int, _ groupsRight: Int,
    using generator: inout some RandomNumberGenerator
  ) -> [Bool] {
    let words = ring.words
    let valuesLeft = ring.values(at: instance.left)
    var valuesRight = ring.values(at: instance.right)
    // Vectors that do not exist have no monomial, not even 1.
    valuesRight += Array(repeating: 0, count: groupsRight * groupSize * words - valuesRight.count)
    var votes = [UInt8](repeating: 0, count: groupsLeft * groupsRight)
    var products = [UInt8](repeating: 0, count: votes.count)
    for _ in 0..<Self.rounds {
      let polynomial = ring.randomConjunction(using: &generator)
      // chosen[v] has bit u: whether the pair of vectors u and v of two groups is in the sum.
      let chosen = (0..<groupSize).map { _ in
        (0..<groupSize).map { _ in groupSize == 1 || generator.uniform(below: UInt64(2)) == 1 }
      }
      var sums = [UInt64](repeating: 0, count: groupsLeft * groupSize * words)
      for i in 0..<instance.left.rows {
        let (group, u) = (i / groupSize, i % groupSize)
        for v in 0..<groupSize where chosen[v][u] {
          let start = (group * groupSize + v) * words
          for w in 0..<words { sums[start + w] ^= valuesLeft[i * words + w] & polynomial[w] }
        }
      }
      ov_parities(sums, groupsLeft, valuesRight, groupsRight, groupSize * words, &products)
      for k in votes.indices { votes[k] += products[k] }
    }
    return votes.map { Int($0) >= (groupSize == 1 ? Self.rounds : Self.threshold) }
  }
}

/// Multilinear polynomials over F₂ of bounded degree in a_1 b_1, …, a_d b_d, as bits by monomial.
private struct MonomialRing {
  /// The monomials as sets of coordinates, by size.
  private var monomials: [UInt64] = [0]
  /// At m · d + k: the number of the monomial m with coordinate k; −1 beyond the degree.
  private var products: [Int] = []
  private let dimension: Int
  private let degree: Int

  /// The words of a polynomial.
  var words: Int { (monomials.count + 63) / 64 }

  init(dimension: Int, degree: Int) {
    (self.dimension, self.degree) = (dimension, degree)
    // Each monomial once: coordinates are appended in ascending order.
    var start = 0
    for _ in 0..<min(degree, dimension) {
      let end = monomials.count
      for m in start..<end {
        for k in 0..<dimension where monomials[m] >> UInt64(k) == 0 { monomials.append(monomials[m] | 1 << UInt64(k)) }
      }
      start = end
    }
    var numbers: [UInt64: Int] = [:]
    for (number, monomial) in monomials.enumerated() { numbers[monomial] = number }
    products = monomials.flatMap { monomial in
      (0..<dimension).map { numbers[monomial | 1 << UInt64($0)] ?? -1 }
    }
  }

  /// The values of all monomials at each vector.
  func values(at vectors: BitMatrix) -> [UInt64] {
    var values = [UInt64](repeating: 0, count: vectors.rows * words)
    for i in 0..<vectors.rows {
      let vector = dimension == 0 ? 0 : vectors.words[i]
      for (m, monomial) in monomials.enumerated() where monomial & ~vector == 0 {
        values[i * words + m >> 6] |= 1 << UInt64(m & 63)
      }
    }
    return values
  }

  /// ∏ᵣ (1 + Σ_{k ∈ Rᵣ} x_k) for `degree` random sets R of coordinates.
  func randomConjunction(using generator: inout some RandomNumberGenerator) -> [UInt64] {
    var terms: [Bool] = Array(repeating: false, count: monomials.count)
    terms[0] = true
    for _ in 0..<degree {
      let set = generator.next() as UInt64
      let factor = terms
      for m in factor.indices where factor[m] {
        for k in 0..<dimension where set >> UInt64(k) & 1 == 1 {
          // After r factors the degree is r at most, so no product leaves the ring.
          let product = products[m * dimension + k]
          if product >= 0 { terms[product].toggle() }
        }
      }
    }
    var packed = [UInt64](repeating: 0, count: words)
    for (m, isTerm) in terms.enumerated() where isTerm { packed[m >> 6] |= 1 << UInt64(m & 63) }
    return packed
  }
}
