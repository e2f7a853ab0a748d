import Exact
import HardProblems
import Problems

/// Orthogonal Vectors → Bichromatic Hamming Close Pair: three coordinates for each.
///
///     A: 0 → 000, 1 → 101          B: 0 → 100, 1 → 010
///
/// Images differ in d + 2⟨a, b⟩ places: in d if the vectors are orthogonal, else in d + 2 or more. The threshold is d + 1. No
/// gadget of one or two coordinates does it.
///
/// If a vector occurs more than once on its side, all vectors of that side get a tag, so that the images differ and pairs
/// can be counted: the number c of equal vectors before it in ⌈log₂ m⌉ bits, m the greatest number of copies, and those bits
/// inverted. The other side has zeros there, so that every pair's distance, and the threshold, grow by ⌈log₂ m⌉.
///
/// Source: Alman and Williams, "Probabilistic Polynomials and Hamming Nearest Neighbors", 2015; Backurs, Indyk, Schmidt, "On
/// the Fine-Grained Complexity of Empirical Risk Minimization" (arXiv 1704.02958). See README.md in this folder.
public struct OVToBHCP: Reduction {
  /// The reduction; there is nothing to choose.
  public init() {}

  /// - Complexity: O((n_A + n_B) (d + log n_A + log n_B)).
  public func reduce(_ source: OrthogonalVectors) throws(OrthogonalVectorsError) -> HammingClosePair {
    let (d, copiesLeft, copiesRight) = (source.dimension, source.left.copyNumbers, source.right.copyNumbers)
    let bitsLeft = Self.tagBits(source.left.greatestMultiplicity)
    let bitsRight = Self.tagBits(source.right.greatestMultiplicity)
    let columns = 3 * d + 2 * bitsLeft + 2 * bitsRight
    func tag(_ copy: Int, _ place: Int, _ bits: Int) -> Bool {
      guard 0..<2 * bits ~= place else { return false }
      return (copy >> (place % bits) & 1 == 1) == (place < bits)
    }
    let left = BitMatrix(rows: source.left.rows, columns: columns) { i, j in
      j < 3 * d ? j % 3 != 1 && source.left[i, j / 3] : tag(copiesLeft[i], j - 3 * d, bitsLeft)
    }
    let right = BitMatrix(rows: source.right.rows, columns: columns) { i, j in
      if j >= 3 * d { return tag(copiesRight[i], j - 3 * d - 2 * bitsLeft, bitsRight) }
      return j % 3 == 0 ? !source.right[i, j / 3] : j % 3 == 1 && source.right[i, j / 3]
    }
    let least = d + bitsLeft + bitsRight
    return try HammingClosePair(left: left, right: right, threshold: least + 1, leastDistance: least)
  }

  /// ⌈log₂ m⌉; 0 for m ≤ 1.
  static func tagBits(_ multiplicity: Int) -> Int {
    multiplicity <= 1 ? 0 : Int.bitWidth - (multiplicity - 1).leadingZeroBitCount
  }

  /// Close pairs are orthogonal pairs.
  ///
  /// - Throws: ``OVToBHCPError/notOrthogonal(_:)``.
  public func interpret(_ answer: PairAnswer, for source: OrthogonalVectors) throws(OVToBHCPError) -> PairAnswer {
    if let pair = answer.witness, !source.isSolution(pair.left, pair.right) { throw .notOrthogonal(pair) }
    return answer
  }

  /// All five sizes exactly.
  public var promises: [PromisedSize] {
    let d = SizeFormula.parameter("d")
    let tags = SizeFormula.parameter("m_A").logarithmRoundedUp + SizeFormula.parameter("m_B").logarithmRoundedUp
    let tau = tags.named("τ")
    return [
      .unchanged("n_A"), .unchanged("n_B"), PromisedSize("d", .equal, 3 * d + 2 * tau),
      PromisedSize("t", .equal, d + tau + 1), PromisedSize("m", .equal, d + tau),
    ]
  }
}

/// Why an answer cannot be interpreted.
public enum OVToBHCPError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The pair is not orthogonal.
  case notOrthogonal(VectorPair)

  public var description: String {
    switch self {
    case .notOrthogonal(let pair): "the pair \(pair) is not orthogonal, so the answer is wrong"
    }
  }
}
