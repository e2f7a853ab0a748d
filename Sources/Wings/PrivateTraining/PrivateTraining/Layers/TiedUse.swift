import Arrays
import Models

/// A matrix that is both the embedding of what goes in and the weights of what comes out, as in most language models.
///
/// An example's gradient is R + Dᵀ H: R has the summed derivatives G of the rows of each symbol, H are the rows that the head was given,
/// and D the derivatives by its scores. The squared norm is ‖R‖² + ⟨H Hᵀ, D Dᵀ⟩ + 2 Σ over t and s of D[t, uₛ] ⟨hₜ, gₛ⟩. The last
/// term, which can be of either sign, is what a sum of the norms of both uses lacks.
public struct TiedUse<Scalar: ClippingScalar>: ParameterUse {
  /// The use as an embedding.
  public let embedding: EmbeddingUse<Scalar>
  /// The use as weights, without bias.
  public let head: LinearUse<Scalar>

  /// Both uses.
  ///
  /// - Precondition: the same parameter, and the same examples.
  public init(embedding: EmbeddingUse<Scalar>, head: LinearUse<Scalar>) {
    precondition(head.parameters == [embedding.name], "\(head.parameters) is not the embedding \(embedding.name)")
    precondition(head.examples == embedding.examples, "the same examples")
    (self.embedding, self.head) = (embedding, head)
  }

  /// See the protocol.
  public var parameters: [String] { [embedding.name] }
  /// See the protocol.
  public var examples: Int { embedding.examples }
  /// See the protocol.
  public var costs: NormCosts {
    var costs = head.costs
    for (inputs, outputs) in zip(embedding.rows.ranges, head.rows.ranges) {
      costs.ghost += Double(inputs.count) * Double(outputs.count) * Double(head.x.columns)
    }
    return costs
  }

  /// See the protocol.
  public func squaredNorms(by method: NormMethod) -> [[Double]] {
    if method == .instantiated { return [(0..<examples).map { explicit($0) }] }
    let heads = head.squaredNorms(by: .ghost)[0]
    return [
      (0..<examples).map { example in
        let (symbols, sums) = embedding.summedRows(of: example)
        let rows = sums.squares
        let square = rows + heads[example] + 2 * cross(example, symbols, sums)
        return square >= trustedShare * (rows + heads[example]) || !square.isFinite ? square : explicit(example)
      }
    ]
  }

  /// ⟨R, Dᵀ H⟩ = Σ D[t, u] ⟨hₜ, r_u⟩ over the symbols u of the example.
  private func cross(_ example: Int, _ symbols: [Int], _ sums: Tensor<Scalar>) -> Double {
    let range = head.rows.ranges[example]
    let width = head.x.columns
    var products = Tensor<Scalar>(repeating: 0, shape: [range.count, symbols.count])
    products.withUnsafeMutablePointer { products in
      head.x.withUnsafePointer { h in
        sums.withUnsafePointer { r in
          multiply(
            matrix(h + range.lowerBound * width, range.count, width), matrix(r, symbols.count, width).transposed,
            into: matrix(products, range.count, symbols.count))
        }
      }
    }
    var sum = 0.0
    head.dy.withUnsafePointer { d in
      products.withUnsafePointer { products in
        for (row, t) in range.enumerated() {
          for (column, symbol) in symbols.enumerated() {
            sum += Double(d[t * head.dy.columns + symbol]) * Double(products[row * symbols.count + column])
          }
        }
      }
    }
    return sum
  }

  private func explicit(_ example: Int) -> Double {
    gradient(of: example, shapes: [[head.dy.columns, head.x.columns]])[0].squares
  }

  /// See the protocol.
  public func addGradient(of example: Int, times factor: Scalar, to sums: inout [Tensor<Scalar>]) {
    embedding.addGradient(of: example, times: factor, to: &sums)
    head.addGradient(of: example, times: factor, to: &sums)
  }

  /// See the protocol.
  public func addSum(factors: [[Scalar]], to sums: inout [Tensor<Scalar>]) {
    embedding.addSum(factors: factors, to: &sums)
    head.addSum(factors: factors, to: &sums)
  }
}
