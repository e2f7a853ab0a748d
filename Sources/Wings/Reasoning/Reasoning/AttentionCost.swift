import Exact

/// Multiply-adds of a transformer layer, and what is saved by heads whose attention is fixed instead of computed.
///
///     let cost = try AttentionCost(positions: 512, width: 768, heads: 12)
///     cost.layer                 // 4,026,531,840
///     cost.saved(fixedHeads: 2)  // 1/30 of it, in lowest terms
///
/// A layer costs 12 T d² + 2 T² d; a head that is fixed needs no queries, keys and scores, so k of h heads save k/h (2 T d² + T² d). The
/// fixed map itself is applied as any other. A local head would also save T² against 5 T when it mixes, which is not counted.
public struct AttentionCost: Sendable, Hashable {
  /// The number of positions T.
  public let positions: Int
  /// The width d of the stream.
  public let width: Int
  /// The number of heads h.
  public let heads: Int

  /// A layer of these sizes.
  ///
  /// - Throws: ``LegoError/outOfRange(_:_:_:)`` unless all are between 1 and 10⁹.
  public init(positions: Int, width: Int, heads: Int) throws(LegoError) {
    for (number, what) in [(positions, "positions"), (width, "fields of the stream"), (heads, "heads")] {
      guard 1...1_000_000_000 ~= number else { throw .outOfRange(number, 1...1_000_000_000, what) }
    }
    (self.positions, self.width, self.heads) = (positions, width, heads)
  }

  /// Multiply-adds of one layer.
  public var layer: Integer {
    let (t, d) = (Integer(positions), Integer(width))
    return 12 * t * d * d + 2 * t * t * d
  }

  /// The share of the layer that is saved if the attention of so many heads is fixed.
  ///
  /// - Throws: ``LegoError/outOfRange(_:_:_:)`` for more heads than there are.
  public func saved(fixedHeads: Int) throws(LegoError) -> Rational {
    guard 0...heads ~= fixedHeads else { throw .outOfRange(fixedHeads, 0...heads, "fixed heads") }
    let (t, d) = (Integer(positions), Integer(width))
    return Rational(Integer(fixedHeads), Integer(heads)) * Rational(2 * t * d * d + t * t * d, layer)
  }
}
