import Arrays
import Randomness

/// The two grid points beside each weight of a layer, and where between them the weight lies: what a rounding chooses from.
///
/// A point x of the box [0, 1]ⁿ stands for the weights down + x · (up − down); its corners are roundings. A weight beyond the end of
/// its grid has no choice.
///
/// ```swift
/// let box = try RoundingBox(weights, grid: GridSpecification(bits: 3, group: 64))
/// box.corner { box.place[$0] >= 0.5 }                  // rounding to the nearest
/// ```
public struct RoundingBox: Sendable {
  /// The grids; its codes are those of the lower points.
  let lower: QuantizedMatrix
  /// The values of the lower points, row by row.
  public let down: [Float]
  /// What the upper points are above them; 0 where there is no choice.
  public let step: [Float]
  /// Where the weights lie: from 0, at the lower point, to 1; ½ where there is no choice.
  public let place: [Float]

  /// The box of a layer's weights, on the grids that rounding to the nearest fits.
  ///
  /// - Parameters:
  ///   - weights: outputs × inputs.
  ///   - grid: the grids.
  ///   - hessian: of the inputs, if there is one: for the importance of columns in the search of a range.
  /// - Throws: as ``QuantizedMatrix/nearest(_:grid:hessian:)`` does.
  /// - Complexity: O(outputs · inputs).
  public init(
    _ weights: DenseMatrix<Float>, grid: GridSpecification, hessian: DenseMatrix<Double>? = nil
  ) throws(QuantizationError) {
    var matrix = try QuantizedMatrix.nearest(weights, grid: grid, hessian: hessian).matrix
    let count = weights.rows * weights.columns
    var (down, step) = ([Float](repeating: 0, count: count), [Float](repeating: 0, count: count))
    var place = [Float](repeating: 0.5, count: count)
    let (entries, groups, top) = (weights.entries, matrix.groups, Float(1 << grid.bits - 1))
    for row in 0..<weights.rows {
      for group in 0..<groups {
        let (scale, zero) = (matrix.scales[row * groups + group], Float(matrix.zeros[row * groups + group]))
        for column in grid.columns(of: group, in: weights.columns) {
          let index = row * weights.columns + column
          let target = entries[index] / scale + zero
          let code = min(max(target.rounded(.down), 0), top)
          // At the greatest code the point above is missing; what lies on a point has the one above as its choice.
          if target >= 0, target < top {
            step[index] = scale
            place[index] = target - code
          }
          down[index] = scale * (code - zero)
          matrix.codes[index] = UInt8(code)
        }
      }
    }
    (lower, self.down, self.step, self.place) = (matrix, down, step, place)
  }

  /// The weights at a point of the box.
  ///
  /// - Precondition: as many entries as weights.
  /// - Complexity: O(n).
  public func weights(at point: [Float]) -> [Float] {
    precondition(point.count == down.count, "\(point.count) entries, expected \(down.count)")
    return [Float](unsafeUninitializedCapacity: down.count) { weights, initialized in
      for index in down.indices { weights[index] = down[index] + point[index] * step[index] }
      initialized = down.count
    }
  }

  /// The corner at which some weights are rounded up: those for which `isUp` is true, where there is a choice.
  ///
  /// - Complexity: O(n).
  public func corner(_ isUp: (Int) throws -> Bool) rethrows -> QuantizedMatrix {
    var matrix = lower
    for index in step.indices where step[index] > 0 { if try isUp(index) { matrix.codes[index] += 1 } }
    return matrix
  }

  /// Each weight rounded up with the probability that makes its mean the weight itself, clipped ones aside: errors have mean 0, and rounding
  /// to the nearest has the smaller ones.
  ///
  /// - Parameters:
  ///   - weights: those of the box.
  ///   - hessian: of the inputs, for the loss that is reported.
  ///   - stream: where the chances come from.
  /// - Complexity: O(n), besides the loss.
  public func stochastic(
    _ weights: DenseMatrix<Float>, hessian: DenseMatrix<Double>? = nil, _ stream: inout RandomStream
  ) -> (matrix: QuantizedMatrix, report: LayerReport) {
    let matrix = corner { Float(stream.next() >> 40) * 0x1p-24 < place[$0] }
    var report = report(method: "stochastic")
    if let hessian { report.setLoss(of: matrix, weights, hessian) }
    return (matrix, report)
  }

  /// A report without losses; weights without a choice count as clipped.
  public func report(method: String) -> LayerReport {
    var report = LayerReport(method: method, rows: lower.rows, columns: lower.columns, grid: lower.grid)
    report.clipped = step.count { $0 == 0 }
    return report
  }
}
