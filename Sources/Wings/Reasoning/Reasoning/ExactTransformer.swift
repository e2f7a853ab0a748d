import Exact

/// A transformer whose numbers are rational, so that it computes exactly what its weights say.
///
/// A residual stream of `width` numbers for each position; layers of attention heads with score ⟨Q x_p, K x_q⟩ and value V x_q, whose
/// results are added to the stream, and then ReLU units, whose results are added as well. No layer norm. Maps are sparse: only
/// weights that are not zero are stored. After `layers`, the layer `loop` is applied as often as the caller says, with the same weights.
public struct ExactTransformer: Sendable {
  /// A weight of a linear form on the stream.
  public struct Term: Sendable, Hashable {
    /// The field of the stream.
    public let field: Int
    /// Its weight.
    public let weight: Rational

    /// A term.
    public init(_ field: Int, _ weight: Rational = 1) { (self.field, self.weight) = (field, weight) }
  }

  /// A head: component i of query and key are the sums of the terms of `query[i]` and `key[i]`.
  public struct Head: Sendable {
    /// The components of Q x.
    public var query: [[Term]]
    /// The components of K x, as many.
    public var key: [[Term]]
    /// Copied from the attended position to this one: field `to` gets field `from` added.
    public var value: [(from: Int, to: Int)]
  }

  /// A unit: relu(Σ inputs + bias), times each weight of `outputs`, added to the stream.
  public struct Unit: Sendable {
    /// What is summed.
    public var inputs: [Term]
    /// Added to the sum.
    public var bias: Rational
    /// Where the result goes.
    public var outputs: [Term]
  }

  /// Heads, and then units.
  public struct Layer: Sendable {
    /// The heads, side by side.
    public var heads: [Head]
    /// The units, side by side.
    public var units: [Unit]
  }

  /// The number of fields of the stream.
  public let width: Int
  /// Applied once each, in order.
  public var layers: [Layer]
  /// Applied again and again.
  public var loop: Layer

  /// The attention weights of one head: row p sums to 1.
  public typealias AttentionMap = [[Rational]]

  /// What a layer made of a stream.
  public struct LayerRun: Sendable {
    /// The stream after the layer: a row of `width` numbers for each position.
    public let stream: [[Rational]]
    /// The attention of each head.
    public let attention: [AttentionMap]
  }

  /// Applies all layers, and the loop as often as said.
  ///
  /// - Parameters:
  ///   - stream: a row of `width` numbers for each position.
  ///   - loops: how often the loop is applied, at least 0.
  ///   - attention: how scores become weights.
  /// - Returns: one run for each layer, the loops last.
  /// - Throws: ``ExactTransformerError`` if a weight is irrational.
  /// - Complexity: O(loops · (positions² · nonzero components + positions · units)) rational operations.
  public func run(
    _ stream: [[Rational]], loops: Int, attention: LegoAttention
  ) throws(ExactTransformerError) -> [LayerRun] {
    precondition(stream.allSatisfy { $0.count == width }, "the rows of the stream have \(width) numbers")
    var runs: [LayerRun] = []
    for (index, layer) in (layers + [Layer](repeating: loop, count: max(0, loops))).enumerated() {
      runs.append(try layer.run(runs.last?.stream ?? stream, attention, index))
    }
    return runs
  }
}

/// How scores become attention weights.
public enum LegoAttention: Sendable, Hashable, CustomStringConvertible {
  /// Uniform over the positions of the largest score.
  case hard
  /// In proportion to 2^(gain · score): a softmax whose weights are rational.
  case base2(gain: Int)

  public var description: String {
    switch self {
    case .hard: "hard"
    case .base2(let gain): "base2 with gain \(gain)"
    }
  }
}

/// Why a transformer does not compute in rational numbers.
public enum ExactTransformerError: Error, Equatable, Sendable, CustomStringConvertible {
  /// In this layer (from 0) gain · score is no integer, so that a weight is irrational: what the layer before left is not exact.
  case irrationalWeight(layer: Int, exponent: Rational)
  /// gain · score is so large that its power of two would fill the memory.
  case hugeWeight(layer: Int, exponent: Rational)

  public var description: String {
    switch self {
    case .irrationalWeight(let layer, let exponent):
      "layer \(layer): the attention weight 2^(\(exponent)) is irrational; the layer before is not exact with this gain"
    case .hugeWeight(let layer, let exponent): "layer \(layer): the attention weight 2^(\(exponent)) is too large"
    }
  }
}

extension ExactTransformer.Layer {
  fileprivate func run(
    _ stream: [[Rational]], _ attention: LegoAttention, _ index: Int
  ) throws(ExactTransformerError) -> ExactTransformer.LayerRun {
    var result = stream
    var maps: [ExactTransformer.AttentionMap] = []
    for head in heads {
      let queries = stream.map { sparse(head.query, $0) }
      let keys = stream.map { row in head.key.map { form($0, row) } }
      var map: ExactTransformer.AttentionMap = []
      for (p, query) in queries.enumerated() {
        let scores = keys.map { key in query.reduce(into: Rational(0)) { $0 += $1.value * key[$1.component] } }
        let weights = try attention.weights(scores, layer: index)
        map.append(weights)
        for (q, weight) in weights.enumerated() where !weight.isZero {
          for (from, to) in head.value where !stream[q][from].isZero { result[p][to] += weight * stream[q][from] }
        }
      }
      maps.append(map)
    }
    for p in result.indices {
      let row = result[p]
      for unit in units {
        let sum = unit.bias + form(unit.inputs, row)
        if sum > 0 { for output in unit.outputs { result[p][output.field] += output.weight * sum } }
      }
    }
    return ExactTransformer.LayerRun(stream: result, attention: maps)
  }

  private func form(_ terms: [ExactTransformer.Term], _ row: [Rational]) -> Rational {
    var sum: Rational = 0
    for term in terms where !row[term.field].isZero { sum += term.weight * row[term.field] }
    return sum
  }

  private func sparse(
    _ forms: [[ExactTransformer.Term]], _ row: [Rational]
  ) -> [(component: Int, value: Rational)] {
    forms.enumerated().compactMap { component, terms in
      let value = form(terms, row)
      return value.isZero ? nil : (component, value)
    }
  }
}

extension LegoAttention {
  /// The weights of these scores; they sum to 1.
  func weights(_ scores: [Rational], layer: Int) throws(ExactTransformerError) -> [Rational] {
    guard let largest = scores.max() else { return [] }
    switch self {
    case .hard:
      let isLargest = scores.map { $0 == largest }
      let weight = Rational(1, Integer(isLargest.count { $0 }))
      return isLargest.map { $0 ? weight : 0 }
    case .base2(let gain):
      // Relative to the largest score, all weights are powers of 1/2; common denominators are avoided by the smallest.
      let smallest = scores.min() ?? largest
      var powers: [Integer] = []
      for score in scores {
        let exponent = (gain < 0 ? score - largest : score - smallest) * Rational(gain)
        guard exponent.isInteger else { throw .irrationalWeight(layer: layer, exponent: score * Rational(gain)) }
        guard let shift = exponent.numerator.asInt, shift <= 1 << 16 else {
          throw .hugeWeight(layer: layer, exponent: score * Rational(gain))
        }
        powers.append(Integer(1) << shift)
      }
      let sum = powers.reduce(0, +)
      return powers.map { Rational($0, sum) }
    }
  }
}
