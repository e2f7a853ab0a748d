import Exact

/// A proof that of all integer codes z these have the least loss (s (z − o) − w) H (s (z − o) − w)ᵀ, s being the steps and o the zeros.
///
/// It is a tree of all codes that could do better, in the coordinates of another basis of the same lattice. A node fixes the last
/// coordinates, and with them a part of the loss. The next coordinate is tried on both sides of the value that adds nothing, as
/// far as the widths say; beyond, the part that is fixed is no less than the loss of the codes, which closes the branch.
public struct ClosestVectorCertificate: Hashable, Codable, Sendable {
  /// H, n × n.
  public var hessian: [[Rational]]
  /// w, n numbers.
  public var weights: [Rational]
  /// s, n numbers above 0.
  public var steps: [Rational]
  /// o, n codes of the number 0.
  public var zeros: [Integer]
  /// The codes of the least loss.
  public var closest: [Integer]
  /// A basis of ℤⁿ, a vector in each row.
  public var basis: [[Integer]]
  /// For each node, a node before its children and these in rising order, how many integers up to the value that adds nothing are
  /// tried, and how many above.
  public var widths: [Int]

  /// A certificate; nothing is verified here.
  public init(
    hessian: [[Rational]], weights: [Rational], steps: [Rational], zeros: [Integer], closest: [Integer],
    basis: [[Integer]], widths: [Int]
  ) {
    (self.hessian, self.weights, self.steps, self.zeros) = (hessian, weights, steps, zeros)
    (self.closest, self.basis, self.widths) = (closest, basis, widths)
  }

  /// The loss of the codes, by its definition.
  ///
  /// - Precondition: the shapes match.
  func loss() -> Rational {
    let errors = weights.indices.map { steps[$0] * Rational(closest[$0] - zeros[$0]) - weights[$0] }
    var loss: Rational = 0
    for i in errors.indices { loss += errors[i] * hessian[i].dot(errors) }
    return loss
  }
}

/// Why codes are not proved to be the best.
public enum ClosestVectorCertificateError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Counts that must be the number of weights are not.
  case shape(String)
  /// A step is not above 0.
  case step(Int, value: Rational)
  /// H is not symmetric.
  case notSymmetric(row: Int, column: Int)
  /// H is not positive definite: a leading minor in the new basis is not above 0.
  case notPositiveDefinite(minor: Int)
  /// The basis does not span ℤⁿ.
  case notUnimodular(determinant: Integer)
  /// A width is negative.
  case negativeWidth(node: Int)
  /// The list of widths ends before the tree does.
  case missingNode(Int)
  /// There are widths that no node has.
  case leftOver(Int)
  /// The branch beside those that a node tries is not closed.
  case open(node: Int, coordinate: Int, value: Integer)
  /// A node at the first coordinate has widths, below which there are only points.
  case needless(node: Int)
  /// The numbers have no common denominator of at most 65,536 bits.
  case denominator(String)

  public var description: String {
    switch self {
    case .shape(let why): why
    case .step(let index, let value): "step \(index) is \(value), which is not above 0"
    case .notSymmetric(let row, let column): "the entries (\(row), \(column)) and (\(column), \(row)) of H differ"
    case .notPositiveDefinite(let minor): "H is not positive definite: leading minor \(minor) is not above 0"
    case .notUnimodular(let determinant): "the basis has the determinant \(determinant), not 1 or −1"
    case .negativeWidth(let node): "node \(node) has a negative width"
    case .missingNode(let node): "the tree ends before node \(node)"
    case .leftOver(let count): "\(count) widths belong to no node"
    case .open(let node, let coordinate, let value):
      "node \(node) does not close the branch where coordinate \(coordinate) is \(value)"
    case .needless(let node): "node \(node) fixes the last coordinate that is left, but has widths"
    case .denominator(let what): "the numbers of \(what) have a common denominator of more than 65536 bits"
    }
  }
}
