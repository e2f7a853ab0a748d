import Arrays
import CQuantization

/// The state of rounding some rows of a matrix with feedback: columns stand in the order of rounding.
///
/// Rows do not know of each other, so a few at a time are brought through all columns: what they need stays in the processor's cache.
struct FeedbackRun {
  private let weights: DenseMatrix<Float>
  private let factor: DampedFactor
  /// Weight less value, of the columns that have been rounded.
  private var errors: DenseMatrix<Float>
  private var codes: [UInt8]
  /// Of the block at hand: the errors before it times its columns of V.
  private var partial = DenseMatrix<Float>(rows: 0, columns: 0)
  /// What became of the blocks so far.
  private(set) var sums = quantization_sums()

  /// - Parameter weights: some rows, columns in the order of the file.
  init(_ weights: DenseMatrix<Float>, _ factor: DampedFactor) {
    let n = weights.columns
    self.factor = factor
    self.weights =
      factor.isNatural
      ? weights
      : DenseMatrix(rows: weights.rows, columns: n) { (ordered: MutableMatrixView<Float>) in
        weights.withView { weights in
          for row in 0..<weights.rows {
            let into = ordered.row(row)
            for place in 0..<n { into[place] = weights.elements[row * n + factor.order[place]] }
          }
        }
      }
    errors = DenseMatrix(rows: weights.rows, columns: n)
    codes = [UInt8](repeating: 0, count: weights.rows * n)
  }

  /// Sums up what the columns before the block have left to it.
  mutating func prepare(_ block: Range<Int>) { partial = product(of: errors, 0..<block.lowerBound, block) }

  /// Columns of a matrix in the order of rounding times those rows of V.
  private func product(
    of matrix: DenseMatrix<Float>, _ columns: Range<Int>, _ block: Range<Int>
  ) -> DenseMatrix<Float> {
    var product = DenseMatrix<Float>(rows: weights.rows, columns: block.count)
    product.withMutableView { result in
      matrix.withView { matrix in
        factor.upper.withView { upper in
          multiply(
            matrix.submatrix(rows: 0..<matrix.rows, columns: columns), upper.submatrix(rows: columns, columns: block),
            into: result)
        }
      }
    }
    return product
  }

  /// The block's weights as they are once those before it have been rounded: the best real numbers, given these.
  ///
  /// With E the errors so far it is W + E V₁₂ V₂₂⁻¹, V₂₂ the block's square on the diagonal of V and V₁₂ what is above.
  func updatedWeights(_ block: Range<Int>) -> DenseMatrix<Float> {
    var updated = partial
    updated.withMutableView { view in
      factor.upper.withView { upper in
        solve(upper.submatrix(rows: block, columns: block), .upper, diagonal: .ones, on: .right, in: view)
      }
      for row in 0..<view.rows {
        for k in 0..<block.count { view[row, k] += weights[row, block.lowerBound + k] }
      }
    }
    return updated
  }

  /// Rounds the block to the grids of the matrix.
  mutating func round(_ block: Range<Int>, of matrix: QuantizedMatrix) {
    let factor = factor
    let groups = block.map { Int32(matrix.grid.group(of: factor.order[$0])) }
    let (start, n) = (block.lowerBound, weights.columns)
    let (rows, bits) = (weights.rows, Int32(matrix.grid.bits))
    let weights = weights
    let part = weights.withView { weights in
      factor.upper.withView { upper in
        partial.withMutableView { partial in
          errors.withMutableView { errors in
            factor.pivots.withUnsafeBufferPointer { pivots in
              codes.withUnsafeMutableBufferPointer { codes -> quantization_sums in
                guard rows > 0, let w = weights.elements.baseAddress, let e = errors.elements.baseAddress,
                  let v = upper.elements.baseAddress, let d = pivots.baseAddress, let q = codes.baseAddress
                else { return quantization_sums() }
                return quantization_block(
                  rows, block.count, n, w + start, partial.elements.baseAddress, v + start * (n + 1), n, d + start,
                  matrix.scales, matrix.zeros, groups, matrix.groups, bits, q + start, e + start)
              }
            }
          }
        }
      }
    }
    sums.clipped += part.clipped
    sums.loss += part.loss
    sums.squares += part.squares
  }

  /// The trace of W (H + λ I) Wᵀ less that of W λ Wᵀ, W being the weights: what the factor makes of it.
  ///
  /// - Complexity: O(rows · columns²).
  func wholeForm(_ blocks: [Range<Int>]) -> (damped: Double, squares: Double) {
    var damped = 0.0
    for block in blocks {
      let outputs = product(of: weights, 0..<block.upperBound, block)
      damped += outputs.withView { view in
        factor.pivots.withUnsafeBufferPointer {
          quantization_squares(
            view.rows, view.columns, view.elements.baseAddress, $0.baseAddress.map { $0 + block.lowerBound })
        }
      }
    }
    return (damped, weights.withView { quantization_squares($0.rows, $0.columns, $0.elements.baseAddress, nil) })
  }

  /// The codes, each back in its column.
  func codesInPlace() -> [UInt8] {
    if factor.isNatural { return codes }
    let (n, order) = (weights.columns, factor.order)
    return [UInt8](unsafeUninitializedCapacity: codes.count) { result, initialized in
      codes.withUnsafeBufferPointer { codes in
        for row in 0..<weights.rows {
          for place in 0..<n { result[row * n + order[place]] = codes[row * n + place] }
        }
      }
      initialized = codes.count
    }
  }
}
