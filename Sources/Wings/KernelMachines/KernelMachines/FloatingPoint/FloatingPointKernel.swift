import Arrays
import Exact

/// The kernel of some points in double precision: stored, or computed again for every product.
///
/// A power of q is rounded once, so every entry is right to half a unit in its last place (a power of a dyadic q is exact while it is no
/// smaller than 2^−1074; below, it is 0).
struct FloatingPointKernel {
  let labels: [Double]
  private let entries: Entries

  private enum Entries {
    case stored(DenseMatrix<Double>)
    /// The points, with q^h at each distance h.
    case computed(BitMatrix, powers: [Double])
  }

  var count: Int { labels.count }

  /// - Complexity: O(N² d / 64) and N² doubles, if stored.
  init(_ points: LabelledPoints, base: KernelBase, isStored: Bool) {
    labels = points.labels.map(Double.init)
    let (bits, powers) = (points.points, Self.powers(base, upTo: points.points.columns))
    entries =
      isStored
      ? .stored(
        DenseMatrix(rows: points.count, columns: points.count) { (matrix: MutableMatrixView<Double>) in
          bits.forEachDistance { i, j, distance in
            matrix[i, j] = powers[distance]
            matrix[j, i] = powers[distance]
          }
        }) : .computed(bits, powers: powers)
  }

  /// A kernel that is given, symmetric, with 1 on its diagonal.
  init(_ matrix: DenseMatrix<Double>, labels: [Int]) {
    self.labels = labels.map(Double.init)
    entries = .stored(matrix)
  }

  private static func powers(_ base: KernelBase, upTo greatest: Int) -> [Double] {
    (0...greatest).map { Double(base.q.power($0)) }
  }

  /// K x.
  ///
  /// - Complexity: O(N²), or O(N² d / 64) if K is not stored.
  func product(_ x: [Double]) -> [Double] {
    switch entries {
    case .stored(let matrix): return matrix.symmetric(.upper) * x
    case .computed(let points, let powers):
      var result = [Double](repeating: 0, count: count)
      result.withUnsafeMutableBufferPointer { result in
        x.withUnsafeBufferPointer { x in
          powers.withUnsafeBufferPointer { powers in
            points.forEachDistance { i, j, distance in
              let kernel = powers[distance]
              result[i] += kernel * x[j]
              if i != j { result[j] += kernel * x[i] }
            }
          }
        }
      }
      return result
    }
  }

  /// G x = y ∘ K (y ∘ x), the kernel with its signs.
  func signedProduct(_ x: [Double]) -> [Double] { zip(labels, product(zip(labels, x).map(*))).map(*) }

  /// Column j of K.
  func column(_ j: Int) -> [Double] {
    switch entries {
    case .stored(let matrix): Array(matrix.row(j))
    case .computed(let points, let powers): (0..<count).map { powers[points.distance($0, points, j)] }
    }
  }

  /// target += factor · column j of G.
  func addColumn(_ j: Int, times factor: Double, to target: inout [Double]) {
    let factor = factor * labels[j]
    switch entries {
    case .stored(let matrix):
      matrix.row(j).withUnsafeBufferPointer { column in
        for i in 0..<count { target[i] += factor * labels[i] * column[i] }
      }
    case .computed(let points, let powers):
      for i in 0..<count { target[i] += factor * labels[i] * powers[points.distance(i, points, j)] }
    }
  }

  /// G + shift I.
  func signedMatrix(shift: Double = 0) -> DenseMatrix<Double> {
    DenseMatrix(rows: count, columns: count) { (result: MutableMatrixView<Double>) in
      switch entries {
      case .stored(let matrix):
        for i in 0..<count {
          for j in 0..<count { result[i, j] = labels[i] * labels[j] * matrix[i, j] + (i == j ? shift : 0) }
        }
      case .computed(let points, let powers):
        points.forEachDistance { i, j, distance in
          let entry = i == j ? powers[0] + shift : labels[i] * labels[j] * powers[distance]
          result[i, j] = entry
          result[j, i] = entry
        }
      }
    }
  }

  /// The rows and columns of G with these numbers, + shift I.
  func signedBlock(_ points: [Int], shift: Double) -> DenseMatrix<Double> {
    let columns = points.map(column)
    return DenseMatrix(rows: points.count, columns: points.count) { i, j in
      labels[points[i]] * labels[points[j]] * columns[i][points[j]] + (i == j ? shift : 0)
    }
  }
}

extension BitMatrix {
  /// Calls `body` for every pair of rows i ≥ j with their Hamming distance.
  @inline(__always)
  func forEachDistance(_ body: (_ i: Int, _ j: Int, _ distance: Int) -> Void) {
    let width = wordsPerRow
    words.withUnsafeBufferPointer { words in
      for i in 0..<rows {
        // Most instances have no more than 64 columns; without the inner loop they take half the time.
        if width == 1 {
          let row = words[i]
          for j in 0...i { body(i, j, (row ^ words[j]).nonzeroBitCount) }
        } else {
          for j in 0...i {
            var distance = 0
            for word in 0..<width { distance += (words[i * width + word] ^ words[j * width + word]).nonzeroBitCount }
            body(i, j, distance)
          }
        }
      }
    }
  }
}
