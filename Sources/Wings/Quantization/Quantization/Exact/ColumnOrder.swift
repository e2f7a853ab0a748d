import Exact

/// The order in which the weights of a row are rounded. Each error is made up for by those that come later.
public enum ColumnOrder: Hashable, Sendable {
  /// From the first to the last.
  case natural
  /// From the last to the first.
  case reversed
  /// By falling diagonal entries of the Hessian, the first of equals first: GPTQ's act-order.
  case activation
  /// Which one is last, which one before it, and so on, is chosen so that its pivot is the least; of equals the last one. It refines
  /// the order by activation, whose choices look at the Hessian's diagonal instead (arXiv 2507.18553).
  case leastPivot
  /// As listed.
  case listed([Int])

  /// The coordinates in this order.
  ///
  /// - Throws: ``QuantizationError/order(_:)`` for a list that is no permutation.
  /// - Complexity: O(n log n); O(n³) operations on rationals for the least pivots.
  public func columns(of hessian: Matrix<Rational>) throws(QuantizationError) -> [Int] {
    let n = hessian.rows
    switch self {
    case .natural: return Array(0..<n)
    case .reversed: return (0..<n).reversed()
    case .activation:
      return (0..<n).sorted { (hessian[$1, $1], $0) < (hessian[$0, $0], $1) }
    case .leastPivot: return Self.leastPivots(hessian)
    case .listed(let columns):
      guard columns.count == n, Set(columns) == Set(0..<n) else {
        throw .order("\(columns) are not the numbers below \(n), each once")
      }
      return columns
    }
  }

  private static func leastPivots(_ hessian: Matrix<Rational>) -> [Int] {
    var rest = hessian
    var open = Array(0..<hessian.rows)
    var last: [Int] = []
    while var best = open.last {
      for k in open.reversed() where rest[k, k] < rest[best, best] { best = k }
      open.removeAll { $0 == best }
      last.append(best)
      // The Schur complement. A pivot of 0 leaves nothing to subtract in a semidefinite matrix.
      guard !rest[best, best].isZero else { continue }
      for i in open {
        let factor = rest[i, best] / rest[best, best]
        for j in open { rest[i, j] -= factor * rest[best, j] }
      }
    }
    return last.reversed()
  }
}
