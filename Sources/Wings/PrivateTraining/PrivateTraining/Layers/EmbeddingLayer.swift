import Models

/// Rows for symbols, and for their places: the first layer of a network that reads text.
///
/// It is given one column, the numbers of the symbols. A symbol may be padding: its row is 0 and is not trained.
public struct EmbeddingLayer<Scalar: ClippingScalar>: PerExampleLayer {
  /// A row for each symbol.
  public var symbols: Embedding<Scalar>
  /// A row for each place in an example; nil if places do not matter.
  public var places: Embedding<Scalar>?
  /// The symbol that is padding.
  public let padding: Int?

  /// A layer of these rows.
  ///
  /// - Precondition: rows of the same length.
  public init(symbols: Embedding<Scalar>, places: Embedding<Scalar>? = nil, padding: Int? = nil) {
    precondition(places == nil || places?.weight.columns == symbols.weight.columns, "rows of the same length")
    (self.symbols, self.places, self.padding) = (symbols, places, padding)
  }

  /// Names and values of the parameters, in place; see `Module`.
  public mutating func visitParameters(
    _ path: String, _ body: (String, inout Tensor<Scalar>) throws -> Void
  ) rethrows {
    try symbols.visitParameters(path + "symbols.", body)
    if var value = places {
      places = nil
      defer { places = value }
      try value.visitParameters(path + "places.", body)
    }
  }

  /// See the protocol.
  ///
  /// - Throws: ``LayerError`` if something is no symbol, or an example has more rows than there are places.
  public func forward(_ x: BatchRows<Scalar>) throws -> (BatchRows<Scalar>, Backward) {
    let ids = try Self.ids(x.values, below: symbols.weight.rows)
    if let places, x.rows.longest > places.weight.rows {
      throw LayerError.input(
        layer: "an embedding", found: "an example of \(x.rows.longest) rows", expected: "\(places.weight.rows) at most")
    }
    var y = symbols(ids)
    if let padding {
      let width = y.columns
      y.withUnsafeMutablePointer { y in
        for (row, id) in ids.enumerated() where id == padding { (y + row * width).update(repeating: 0, count: width) }
      }
    }
    let positions = x.rows.ranges.flatMap { Array(0..<$0.count) }
    if let places { y += places(positions) }
    return (
      BatchRows(y, rows: x.rows),
      { dy, pass in
        if let name = pass.trained("symbols.weight") {
          try pass.visit(EmbeddingUse(name: name, symbols: ids, padding: padding, dy: dy, rows: x.rows))
        }
        if places != nil, let name = pass.trained("places.weight") {
          try pass.visit(EmbeddingUse(name: name, symbols: positions, dy: dy, rows: x.rows))
        }
        return nil
      }
    )
  }

  /// The numbers as symbols.
  static func ids(_ x: Tensor<Scalar>, below limit: Int) throws(LayerError) -> [Int] {
    var ids: [Int] = []
    for value in x.elements {
      guard x.columns == 1, let id = Int(exactly: value), id >= 0, id < limit else {
        throw .input(
          layer: "an embedding", found: "\(value) in rows of \(x.columns)", expected: "a symbol from 0 to \(limit - 1)")
      }
      ids.append(id)
    }
    return ids
  }
}
