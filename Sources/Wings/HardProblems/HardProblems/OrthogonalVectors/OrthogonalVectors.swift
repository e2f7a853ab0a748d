import Exact

/// An instance of Orthogonal Vectors: 0/1 vectors A and B of one dimension d; are there a ∈ A and b ∈ B with ⟨a, b⟩ = 0?
///
///     let instance = try OrthogonalVectors(left: BitMatrix(["101", "110"]), right: BitMatrix(["010", "111"]))
///     instance.isSolution(0, 0)       // ⟨101, 010⟩ = 0
///
/// The Orthogonal Vectors conjecture, which follows from the Strong Exponential Time Hypothesis, says that for
/// d = ω(log n) no algorithm takes time O(n^(2−δ)).
///
/// The sides are lists: vectors may repeat and the sides may differ in length.
public struct OrthogonalVectors: TwoSidedVectors {
  /// A: n_A vectors.
  public let left: BitMatrix
  /// B: n_B vectors.
  public let right: BitMatrix

  /// An instance.
  /// - Throws: ``OrthogonalVectorsError/unequalDimensions(left:right:)``.
  public init(left: BitMatrix, right: BitMatrix) throws(OrthogonalVectorsError) {
    try OrthogonalVectorsError.requireEqualDimensions(left, right)
    (self.left, self.right) = (left, right)
  }

  /// Whether vector `i` of the left side and vector `j` of the right side are orthogonal.
  public func isSolution(_ i: Int, _ j: Int) -> Bool {
    0..<left.rows ~= i && 0..<right.rows ~= j && left.commonOnes(i, right, j) == 0
  }
}

/// What can be wrong with an instance of Orthogonal Vectors.
public enum OrthogonalVectorsError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The vectors of the two sides differ in dimension.
  case unequalDimensions(left: Int, right: Int)
  /// Vectors of dimension 0 are all orthogonal.
  case cannotBeRepaired
  /// This many orthogonal pairs of different vectors, and no others, were not found.
  case cannotBePlanted(pairs: Int)
  /// The algorithm would need a table for vectors of this dimension that is too large.
  case dimensionTooLarge(Int, algorithm: OrthogonalVectorsAlgorithm, limit: Int)
  /// The vectors of a side have too many subsets of ones to list them.
  case tooManySubsets(limit: Int)
  /// The monomials of this many vectors would take too much memory.
  case tooManyMonomials(dimension: Int, degree: Int)

  public var description: String {
    switch self {
    case .unequalDimensions(let left, let right):
      "the vectors of the left side have dimension \(left), those of the right side \(right); expected one dimension"
    case .cannotBeRepaired: "vectors of dimension 0 are orthogonal to each other; there is no such instance"
    case .cannotBePlanted(let pairs):
      "exactly \(pairs) orthogonal pairs do not fit these vectors; more vectors or a larger dimension may help"
    case .dimensionTooLarge(let dimension, let algorithm, let limit):
      "the algorithm \(algorithm.rawValue) takes vectors of dimension at most \(limit), not \(dimension)"
    case .tooManySubsets(let limit):
      "the vectors have too many ones: all subsets of the ones of each are listed, and together there may be \(limit)"
    case .tooManyMonomials(let dimension, let degree):
      "the values of all monomials of degree at most \(degree) in \(dimension) variables need more than 1 GiB"
    }
  }
}
