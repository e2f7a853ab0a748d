import Arrays
import Models
import Synchronization

/// A linear layer that ran over rows: y = x Wᵀ + b, or several such layers that were given the same rows.
///
/// For an example with inputs A (T × d) and derivatives G (T × p) the gradient by the weights is Gᵀ A, and its squared norm is
/// ⟨A Aᵀ, G Gᵀ⟩: 2 T² (d + p) operations instead of 2 T p d, and for T = 1 simply ‖a‖² ‖g‖². That by the bias is Σ g.
///
/// Several ``Output``s are a fused layer of queries, keys and values: their columns stand beside each other in `dy`, and A Aᵀ is
/// computed once. Source: Goodfellow, arXiv 1510.01799; Li et al., arXiv 2110.05679.
public struct LinearUse<Scalar: ClippingScalar>: ParameterUse {
  /// A layer, and the columns of `dy` that are its own.
  public struct Output: Hashable, Sendable {
    /// The name of the weights, [columns, inputs]; nil if they are not trained.
    public let weight: String?
    /// The name of the bias; nil if there is none that is trained.
    public let bias: String?
    /// Its columns of `dy`.
    public let columns: Range<Int>

    /// A layer of these names.
    public init(weight: String?, bias: String? = nil, columns: Range<Int>) {
      (self.weight, self.bias, self.columns) = (weight, bias, columns)
    }
  }

  /// What the layer was given: a row for each row of `rows`.
  public let x: Tensor<Scalar>
  /// The derivatives of the summed loss by what it gave.
  public let dy: Tensor<Scalar>
  /// The layers.
  public let outputs: [Output]
  /// The rows of each example.
  public let rows: ExampleRows

  /// Numbers that are scaled at a time, so that no second copy of a batch is made.
  static var scaledNumbers: Int { 1 << 19 }

  /// A use of one layer or several.
  ///
  /// - Precondition: as many rows of x and dy as the examples have.
  public init(x: Tensor<Scalar>, dy: Tensor<Scalar>, outputs: [Output], rows: ExampleRows) {
    precondition(x.rows == rows.rows && dy.rows == rows.rows, "\(x.rows) and \(dy.rows) rows, expected \(rows.rows)")
    precondition(outputs.allSatisfy { $0.columns.upperBound <= dy.columns }, "columns of an output outside dy")
    (self.x, self.dy, self.outputs, self.rows) = (x, dy, outputs, rows)
  }

  /// A use of one layer.
  public init(x: Tensor<Scalar>, dy: Tensor<Scalar>, weight: String?, bias: String? = nil, rows: ExampleRows) {
    self.init(
      x: x, dy: dy, outputs: [Output(weight: weight, bias: bias, columns: 0..<dy.columns)], rows: rows)
  }

  /// Several uses of the same parameters as one: the rows of each example stand below each other.
  ///
  /// - Precondition: the same parameters and examples; at least one use.
  /// - Complexity: O(numbers copied).
  public init(joining uses: [LinearUse]) {
    precondition(uses.allSatisfy { $0.outputs == uses[0].outputs && $0.rows.count == uses[0].rows.count }, "one layer")
    var (x, dy): ([Scalar], [Scalar]) = ([], [])
    var ranges: [Range<Int>] = []
    for example in 0..<uses[0].rows.count {
      let start = ranges.last?.upperBound ?? 0
      for use in uses {
        let range = use.rows.ranges[example]
        x += use.x.elements[range.lowerBound * use.x.columns..<range.upperBound * use.x.columns]
        dy += use.dy.elements[range.lowerBound * use.dy.columns..<range.upperBound * use.dy.columns]
      }
      ranges.append(start..<start + uses.reduce(0) { $0 + $1.rows.ranges[example].count })
    }
    let count = ranges.last?.upperBound ?? 0
    self.init(
      x: Tensor(x, shape: [count, uses[0].x.columns]), dy: Tensor(dy, shape: [count, uses[0].dy.columns]),
      outputs: uses[0].outputs, rows: ExampleRows(ranges))
  }

  /// See the protocol.
  public var parameters: [String] { outputs.flatMap { [$0.weight, $0.bias].compactMap(\.self) } }
  /// See the protocol.
  public var examples: Int { rows.count }
  /// See the protocol.
  public var costs: NormCosts {
    var costs = NormCosts()
    let (d, p) = (Double(x.columns), Double(outputs.reduce(0) { $0 + ($1.weight == nil ? 0 : $1.columns.count) }))
    guard p > 0 else { return costs }
    for range in rows.ranges {
      let t = Double(range.count)
      costs.ghost += range.count == 1 ? d + p : t * t * (d + p)
      costs.instantiated += 2 * t * d * p
    }
    costs.written = Double(rows.count) * d * p
    return costs
  }

  /// See the protocol.
  public func squaredNorms(by method: NormMethod) -> [[Double]] {
    let pairs: [Norms]
    if rows.areSingle, method == .ghost {
      pairs = productsOfNorms()
    } else if method == .ghost, outputs.contains(where: { $0.weight != nil }) {
      pairs = ghostNorms()
    } else {
      pairs = outputs.map { output in
        Norms(
          weight: output.weight == nil ? [] : rows.ranges.map { instantiated(output, $0).squares },
          bias: output.bias == nil ? [] : rows.ranges.map { biasGradient(output, $0).squares })
      }
    }
    return zip(outputs, pairs).flatMap { output, norms in
      (output.weight == nil ? [] : [norms.weight]) + (output.bias == nil ? [] : [norms.bias])
    }
  }

  /// Squared norms by the weights and by the bias of an output, of each example; empty where they are not trained.
  private struct Norms {
    var weight, bias: [Double]
  }

  /// ‖a‖² ‖g‖² and ‖g‖², which are right for one row.
  private func productsOfNorms() -> [Norms] {
    let inputs = outputs.contains { $0.weight != nil } ? rowSquares(x, columns: 0..<x.columns) : []
    return outputs.map { output in
      let derivatives = rowSquares(dy, columns: output.columns)
      return Norms(weight: output.weight == nil ? [] : zip(inputs, derivatives).map { $0 * $1 }, bias: derivatives)
    }
  }

  private func rowSquares(_ tensor: Tensor<Scalar>, columns: Range<Int>) -> [Double] {
    [Double](unsafeUninitializedCapacity: rows.rows) { squares, count in
      if let start = squares.baseAddress {
        tensor.withUnsafePointer {
          Scalar.rowSquares(rows.rows, columns.count, tensor.columns, $0 + columns.lowerBound, start)
        }
      }
      count = rows.rows
    }
  }

  /// ⟨A Aᵀ, G Gᵀ⟩ and ⟨1 1ᵀ, G Gᵀ⟩, example by example, of several examples side by side.
  private func ghostNorms() -> [Norms] {
    let none = [Double](repeating: 0, count: rows.count)
    let found = Mutex(outputs.map { _ in Norms(weight: none, bias: none) })
    SideBySide.parts(of: rows.count, work: Int(costs.ghost), forEachThread: 4) { examples in
      let norms = ghostNorms(of: examples)
      found.withLock { found in
        for index in outputs.indices {
          found[index].weight.replaceSubrange(examples, with: norms[index].weight)
          found[index].bias.replaceSubrange(examples, with: norms[index].bias)
        }
      }
    }
    return found.withLock(\.self)
  }

  /// Those of some examples; of symmetric matrices one half is computed.
  private func ghostNorms(of examples: Range<Int>) -> [Norms] {
    let none = [Double](repeating: 0, count: examples.count)
    var found = outputs.map { _ in Norms(weight: none, bias: none) }
    let ranges = rows.ranges[examples]
    let longest = ranges.lazy.map(\.count).max() ?? 0
    var grams = Tensor<Scalar>(shape: [2, longest * longest]) { _ in }
    grams.withUnsafeMutablePointer { grams in
      x.withUnsafePointer { a in
        dy.withUnsafePointer { g in
          for (example, range) in ranges.enumerated() where !range.isEmpty {
            let t = range.count
            let (first, second) = (grams, grams + t * t)
            Scalar.gram(t, x.columns, x.columns, a + range.lowerBound * x.columns, first)
            let inputs = trace(first, t)
            for (index, output) in outputs.enumerated() {
              Scalar.gram(
                t, output.columns.count, dy.columns, g + range.lowerBound * dy.columns + output.columns.lowerBound,
                second)
              let derivatives = trace(second, t)
              if output.weight != nil {
                let square = Scalar.symmetricProduct(t, first, second)
                found[index].weight[example] =
                  square >= trustedShare * inputs * derivatives || !square.isFinite
                  ? square : instantiated(output, range).squares
              }
              if output.bias != nil {
                let square = Scalar.symmetricSum(t, second)
                found[index].bias[example] =
                  square >= trustedShare * Double(t) * derivatives || !square.isFinite
                  ? square : biasGradient(output, range).squares
              }
            }
          }
        }
      }
    }
    return found
  }

  /// Gᵀ A.
  private func instantiated(_ output: Output, _ range: Range<Int>) -> Tensor<Scalar> {
    Tensor(shape: [output.columns.count, x.columns]) { sum in product(output, range, factor: 1, into: sum, beta: 0) }
  }

  private func product(
    _ output: Output, _ range: Range<Int>, factor: Scalar, into sum: UnsafeMutablePointer<Scalar>, beta: Scalar
  ) {
    x.withUnsafePointer { a in
      dy.withUnsafePointer { g in
        multiply(
          matrix(
            g + range.lowerBound * dy.columns + output.columns.lowerBound, range.count, output.columns.count,
            stride: dy.columns
          ).transposed, matrix(a + range.lowerBound * x.columns, range.count, x.columns),
          into: matrix(sum, output.columns.count, x.columns), alpha: factor, beta: beta)
      }
    }
  }

  /// Σ g.
  private func biasGradient(_ output: Output, _ range: Range<Int>) -> Tensor<Scalar> {
    var sum = Tensor<Scalar>(repeating: 0, shape: [output.columns.count])
    addBias(output, range, factor: 1, to: &sum)
    return sum
  }

  private func addBias(_ output: Output, _ range: Range<Int>, factor: Scalar, to sum: inout Tensor<Scalar>) {
    addRows(output, range, [Scalar](repeating: factor, count: range.count), to: &sum)
  }

  /// Σ of rows, each times its factor.
  private func addRows(_ output: Output, _ range: Range<Int>, _ factors: [Scalar], to sum: inout Tensor<Scalar>) {
    sum.withUnsafeMutablePointer { sum in
      dy.withUnsafePointer { g in
        SideBySide.parts(of: output.columns.count, work: range.count * output.columns.count) { columns in
          let first = range.lowerBound * dy.columns + output.columns.lowerBound + columns.lowerBound
          Scalar.sumRows(range.count, columns.count, dy.columns, g + first, factors, sum + columns.lowerBound)
        }
      }
    }
  }

  /// See the protocol.
  public func addGradient(of example: Int, times factor: Scalar, to sums: inout [Tensor<Scalar>]) {
    guard factor != 0 else { return }
    let range = rows.ranges[example]
    var index = 0
    for output in outputs {
      if output.weight != nil {
        sums[index].withUnsafeMutablePointer { product(output, range, factor: factor, into: $0, beta: 1) }
        index += 1
      }
      if output.bias != nil {
        addBias(output, range, factor: factor, to: &sums[index])
        index += 1
      }
    }
  }

  /// See the protocol.
  ///
  /// - Complexity: 2 p d operations for each row, as without factors, and one pass over `dy`.
  public func addSum(factors: [[Scalar]], to sums: inout [Tensor<Scalar>]) {
    var index = 0
    for output in outputs {
      if output.weight != nil {
        addWeightSum(output, rows.spread(factors[index]), to: &sums[index])
        index += 1
      }
      if output.bias != nil {
        addRows(output, 0..<rows.rows, rows.spread(factors[index]), to: &sums[index])
        index += 1
      }
    }
  }

  /// Each row times its factor.
  private func scaleRows(
    _ count: Int, _ width: Int, _ stride: Int, _ x: UnsafePointer<Scalar>, _ factors: UnsafePointer<Scalar>,
    _ y: UnsafeMutablePointer<Scalar>
  ) {
    SideBySide.parts(of: count, work: count * width) { part in
      let first = part.lowerBound
      Scalar.scaleRows(part.count, width, stride, x + first * stride, factors + first, y + first * width)
    }
  }

  /// Gᵀ D A for the diagonal matrix D of the factors. The narrower of both sides is multiplied by them.
  private func addWeightSum(_ output: Output, _ factors: [Scalar], to sum: inout Tensor<Scalar>) {
    let (d, p) = (x.columns, output.columns.count)
    let isInput = d < p
    let block = max(1, min(Self.scaledNumbers / min(d, p), rows.rows))
    var scaled = Tensor<Scalar>(shape: [block, min(d, p)]) { _ in }
    // 0 · ∞ is no number, so rows that are left out must be 0 on both sides.
    let isCleaning = factors.contains(0)
    let kept = isCleaning ? factors.map { $0 == 0 ? Scalar(0) : 1 } : factors
    var cleaned = Tensor<Scalar>(shape: [isCleaning ? block : 0, max(d, p)]) { _ in }
    sum.withUnsafeMutablePointer { sum in
      scaled.withUnsafeMutablePointer { scaled in
        cleaned.withUnsafeMutablePointer { cleaned in
          x.withUnsafePointer { a in
            dy.withUnsafePointer { g in
              factors.withUnsafeBufferPointer { factors in
                kept.withUnsafeBufferPointer { kept in
                  guard let factors = factors.baseAddress, let kept = kept.baseAddress else { return }
                  for first in stride(from: 0, to: rows.rows, by: block) {
                    let count = min(block, rows.rows - first)
                    let inputs = a + first * d
                    let derivatives = g + first * dy.columns + output.columns.lowerBound
                    var left = matrix(derivatives, count, p, stride: dy.columns)
                    var right = matrix(inputs, count, d)
                    if isInput {
                      scaleRows(count, d, d, inputs, factors + first, scaled)
                      right = matrix(UnsafePointer(scaled), count, d)
                    } else {
                      scaleRows(count, p, dy.columns, derivatives, factors + first, scaled)
                      left = matrix(UnsafePointer(scaled), count, p)
                    }
                    if isCleaning, isInput {
                      Scalar.scaleRows(count, p, dy.columns, derivatives, kept + first, cleaned)
                      left = matrix(UnsafePointer(cleaned), count, p)
                    } else if isCleaning {
                      Scalar.scaleRows(count, d, d, inputs, kept + first, cleaned)
                      right = matrix(UnsafePointer(cleaned), count, d)
                    }
                    multiply(left.transposed, right, into: matrix(sum, p, d), beta: 1)
                  }
                }
              }
            }
          }
        }
      }
    }
  }

  /// See the protocol.
  public func addTotal(to sums: inout [Tensor<Scalar>]) {
    var index = 0
    for output in outputs {
      if output.weight != nil {
        sums[index].withUnsafeMutablePointer { product(output, 0..<rows.rows, factor: 1, into: $0, beta: 1) }
        index += 1
      }
      if output.bias != nil {
        addBias(output, 0..<rows.rows, factor: 1, to: &sums[index])
        index += 1
      }
    }
  }
}
