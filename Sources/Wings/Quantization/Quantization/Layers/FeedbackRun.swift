import Arrays
import CQuantization
import Dispatch

/// The state of rounding a matrix with feedback: columns stand in the order of rounding.
struct FeedbackRun {
  private let weights: DenseMatrix<Float>
  /// V.
  private let upper: DenseMatrix<Float>
  /// Weight less value, of the columns that have been rounded.
  private var errors: DenseMatrix<Float>
  private var codes: [UInt8]
  /// Of the block at hand: the errors before it times its columns of V.
  private var partial = DenseMatrix<Float>(rows: 0, columns: 0)

  init(_ weights: DenseMatrix<Float>, upper: DenseMatrix<Float>) {
    (self.weights, self.upper) = (weights, upper)
    errors = DenseMatrix(rows: weights.rows, columns: weights.columns)
    codes = [UInt8](repeating: 0, count: weights.rows * weights.columns)
  }

  /// Sums up what the columns before the block have left to it.
  mutating func prepare(_ block: Range<Int>) {
    let before = 0..<block.lowerBound
    partial = DenseMatrix(rows: weights.rows, columns: block.count)
    partial.withMutableView { result in
      errors.withView { errors in
        upper.withView { upper in
          multiply(
            errors.submatrix(rows: 0..<errors.rows, columns: before), upper.submatrix(rows: before, columns: block),
            into: result)
        }
      }
    }
  }

  /// The block's weights as they are once those before it have been rounded: the best real numbers, given these.
  ///
  /// With E the errors so far it is W + E V₁₂ V₂₂⁻¹, V₂₂ the block's square on the diagonal of V and V₁₂ what is above.
  func updatedWeights(_ block: Range<Int>) -> DenseMatrix<Float> {
    var updated = partial
    updated.withMutableView { view in
      upper.withView { upper in
        solve(upper.submatrix(rows: block, columns: block), .upper, diagonal: .ones, on: .right, in: view)
      }
      for row in 0..<view.rows {
        for k in 0..<block.count { view[row, k] += weights[row, block.lowerBound + k] }
      }
    }
    return updated
  }

  /// Rounds the block, its rows on all processors. How many targets lay outside of the range.
  mutating func round(_ block: Range<Int>, places: [Int], of matrix: QuantizedMatrix) -> Int {
    let groups = block.map { Int32(matrix.grid.group(of: places[$0])) }
    let (rows, stride, count) = (weights.rows, weights.columns, matrix.groups)
    let bits = Int32(matrix.grid.bits)
    let parts = min(rows, 16)
    var clipped = [Int](repeating: 0, count: parts)
    let (weights, upper) = (weights, upper)
    weights.withView { weights in
      upper.withView { upper in
        partial.withMutableView { partial in
          errors.withMutableView { errors in
            codes.withUnsafeMutableBufferPointer { codes in
              clipped.withUnsafeMutableBufferPointer { clipped in
                // Parts write to rows of their own.
                nonisolated(unsafe) let (weights, upper, partial) = (weights.elements, upper.elements, partial.elements)
                nonisolated(unsafe) let (errors, codes, clipped) = (errors.elements, codes, clipped)
                DispatchQueue.concurrentPerform(iterations: parts) { part in
                  let (first, last) = (rows * part / parts, rows * (part + 1) / parts)
                  guard first < last, let weights = weights.baseAddress, let errors = errors.baseAddress,
                    let codes = codes.baseAddress, let partial = partial.baseAddress, let upper = upper.baseAddress
                  else { return }
                  let place = first * stride + block.lowerBound
                  clipped[part] = matrix.scales.withUnsafeBufferPointer { scales in
                    matrix.zeros.withUnsafeBufferPointer { zeros in
                      guard let scales = scales.baseAddress, let zeros = zeros.baseAddress else { return 0 }
                      return quantization_block(
                        last - first, block.count, stride, weights + place, partial + first * block.count,
                        upper + block.lowerBound * (stride + 1), stride, scales + first * count, zeros + first * count,
                        groups, count, bits, codes + place, errors + place)
                    }
                  }
                }
              }
            }
          }
        }
      }
    }
    return clipped.reduce(0, +)
  }

  /// The codes, each back in its column.
  func codes(back order: [Int]) -> [UInt8] {
    let n = weights.columns
    if order == Array(0..<n) { return codes }
    var result = codes
    for row in 0..<weights.rows {
      for place in 0..<n { result[row * n + order[place]] = codes[row * n + place] }
    }
    return result
  }
}
