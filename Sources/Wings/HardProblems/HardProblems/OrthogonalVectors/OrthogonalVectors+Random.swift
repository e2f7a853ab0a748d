import Exact
import Randomness

/// Families of instances of Orthogonal Vectors.
public enum OrthogonalVectorsFamily: String, CaseIterable, Codable, Sendable {
  /// Every bit is 1 with probability p, independently.
  case random
  /// Random with exactly c orthogonal pairs, no two of which share a vector.
  case planted
  /// Random, then repaired: ones are put into vectors until no pair is orthogonal.
  case no
  /// w ones in each vector, at uniform places.
  case sparse
  /// A = {(1, x, 0)}, B = {(1, 0, y)} for all x, y ∈ {0,1}^k: every inner product is 1, the smallest that is not 0.
  case worstNo = "worst-no"
  /// The same with the first vector of A replaced by (0, 0^k, 1^k): exactly one orthogonal pair.
  case worstYes = "worst-yes"

  /// What the family is, in one line.
  public var summary: String {
    switch self {
    case .random: "every bit is 1 with probability p percent, independently"
    case .planted: "random with exactly c orthogonal pairs"
    case .no: "random, then ones put into vectors until no pair is orthogonal"
    case .sparse: "w ones in each vector"
    case .worstNo: "n = 2^k vectors of dimension 2k + 1 on each side; every inner product is 1"
    case .worstYes: "the same with exactly one orthogonal pair"
    }
  }
}

extension OrthogonalVectors {
  /// A random instance: every bit is 1 with probability `percent` / 100, independently.
  public static func random(
    left: Int, right: Int, dimension: Int, percent: Int = 50, using generator: inout some RandomNumberGenerator
  ) -> OrthogonalVectors {
    precondition(0...100 ~= percent, "a probability is 0 to 100 percent")
    func side(_ count: Int) -> BitMatrix {
      BitMatrix(rows: count, columns: dimension) { _, _ in generator.uniform(in: 0...99) < percent }
    }
    return OrthogonalVectors(trusted: side(left), side(right))
  }

  /// A random instance in which every vector has `weight` ones.
  ///
  /// - Precondition: 0 ≤ `weight` ≤ `dimension`.
  public static func sparse(
    left: Int, right: Int, dimension: Int, weight: Int, using generator: inout some RandomNumberGenerator
  ) -> OrthogonalVectors {
    precondition(0...dimension ~= weight, "\(weight) ones do not fit \(dimension) places")
    func side(_ count: Int) -> BitMatrix {
      var bits = BitMatrix(rows: count, columns: dimension)
      for row in 0..<count {
        for column in generator.sample(weight, from: dimension) { bits[row, column] = true }
      }
      return bits
    }
    return OrthogonalVectors(trusted: side(left), side(right))
  }

  /// The instance with ones put into vectors, at random, until no pair is orthogonal. Repairing, where drawing again would
  /// not end, keeps the instance as random as it can be.
  ///
  /// - Throws: ``OrthogonalVectorsError/cannotBeRepaired`` for vectors of dimension 0.
  /// - Complexity: O(n_A n_B d / 64) for each round; a round at least adds a one to every vector of A that has a partner.
  public func repaired(using generator: inout some RandomNumberGenerator) throws(OrthogonalVectorsError)
    -> OrthogonalVectors
  {
    guard left.rows > 0, right.rows > 0 else { return self }
    guard dimension > 0 else { throw .cannotBeRepaired }
    var (left, right) = (left, right)
    for i in 0..<left.rows {
      for j in 0..<right.rows where left.commonOnes(i, right, j) == 0 {
        // A place where one of them has a one already, if there is such a place: one more bit, not two.
        let places = (0..<dimension).filter { left[i, $0] || right[j, $0] }
        let place =
          places.isEmpty
          ? generator.uniform(in: 0...(dimension - 1)) : places[generator.uniform(in: 0...(places.count - 1))]
        left[i, place] = true
        right[j, place] = true
      }
    }
    return OrthogonalVectors(trusted: left, right)
  }

  /// The instance with `count` pairs of different vectors made orthogonal: in each, every place with two ones loses one of
  /// them. Other pairs can become orthogonal with them.
  ///
  /// - Precondition: 0 ≤ `count` ≤ min(n_A, n_B).
  public func planted(_ count: Int, using generator: inout some RandomNumberGenerator) -> OrthogonalVectors {
    precondition(0...min(left.rows, right.rows) ~= count, "there are not \(count) pairs of different vectors")
    var (left, right) = (left, right)
    for (i, j) in zip(generator.sample(count, from: left.rows), generator.sample(count, from: right.rows)) {
      for place in 0..<dimension where left[i, place] && right[j, place] {
        if generator.uniform(in: 0...1) == 0 { left[i, place] = false } else { right[j, place] = false }
      }
    }
    return OrthogonalVectors(trusted: left, right)
  }

  /// The instance with `count` pairs of different vectors made orthogonal, and every other pair made not orthogonal: exactly
  /// `count` orthogonal pairs.
  ///
  /// Of each chosen pair, every place with two ones loses one of them; then ones are put into the vectors of every other
  /// orthogonal pair where that leaves the chosen pairs as they are.
  ///
  /// - Throws: ``OrthogonalVectorsError/cannotBePlanted(pairs:)`` if there is no such place, as in small dimensions, or
  ///   not that many pairs of different vectors.
  /// - Complexity: O(n_A n_B d / 64 + n d) where few pairs are orthogonal.
  public func plantedExactly(
    _ count: Int, using generator: inout some RandomNumberGenerator
  ) throws(OrthogonalVectorsError) -> OrthogonalVectors {
    guard 0...min(left.rows, right.rows) ~= count else { throw .cannotBePlanted(pairs: count) }
    var (left, right) = (left, right)
    var partnerOfLeft = [Int?](repeating: nil, count: left.rows)
    var partnerOfRight = [Int?](repeating: nil, count: right.rows)
    var chosenRight = generator.sample(count, from: right.rows)
    for k in chosenRight.indices.dropFirst() { chosenRight.swapAt(k, generator.uniform(in: 0...k)) }
    for (i, j) in zip(generator.sample(count, from: left.rows), chosenRight) {
      (partnerOfLeft[i], partnerOfRight[j]) = (j, i)
      for place in 0..<dimension where left[i, place] && right[j, place] {
        if generator.uniform(in: 0...1) == 0 { left[i, place] = false } else { right[j, place] = false }
      }
    }
    for i in 0..<left.rows {
      for j in 0..<right.rows where partnerOfLeft[i] != j && left.commonOnes(i, right, j) == 0 {
        // A one may not stand where the vector's own partner has one.
        let free = (0..<dimension).filter { place in
          partnerOfLeft[i].map { right[$0, place] } != true && partnerOfRight[j].map { left[$0, place] } != true
        }
        // One more bit rather than two, where there is the choice.
        let half = free.filter { left[i, $0] || right[j, $0] }
        let places = half.isEmpty ? free : half
        guard !places.isEmpty else { throw .cannotBePlanted(pairs: count) }
        let place = places[generator.uniform(in: 0...(places.count - 1))]
        left[i, place] = true
        right[j, place] = true
      }
    }
    return OrthogonalVectors(trusted: left, right)
  }

  /// The instance of 2^k vectors (1, x, 0) and 2^k vectors (1, 0, y), x, y ∈ {0,1}^k, of dimension 2k + 1: every inner product
  /// is 1. With `orthogonalPair`, the first vector of A is (0, 0^k, 1^k), which is orthogonal to (1, 0, 0) alone.
  ///
  /// - Precondition: 0 ≤ k ≤ 24.
  public static func worst(k: Int, orthogonalPair: Bool) -> OrthogonalVectors {
    precondition(0...24 ~= k, "k is 0 to 24")
    let left = BitMatrix(rows: 1 << k, columns: 2 * k + 1) { i, j in
      if orthogonalPair, i == 0 { return j > k }
      return j == 0 || (1...max(k, 1) ~= j && j <= k && i >> (k - j) & 1 == 1)
    }
    let right = BitMatrix(rows: 1 << k, columns: 2 * k + 1) { i, j in
      j == 0 || (j > k && i >> (2 * k - j) & 1 == 1)
    }
    return OrthogonalVectors(trusted: left, right)
  }

  init(trusted left: BitMatrix, _ right: BitMatrix) { (self.left, self.right) = (left, right) }
}
