extension GrammarMatrix {
  /// M X, or Mᵀ X, for a matrix X that is not compressed: a product for each of its columns.
  ///
  /// - Parameters:
  ///   - x: The entries of X, row by row: `columns` rows, and `rows` of Mᵀ.
  ///   - width: How many columns X has.
  ///   - transposed: Whether M is transposed.
  ///   - threads: As of `multiply`.
  /// - Returns: The entries of the product, row by row.
  /// - Precondition: `x` has as many entries as said.
  /// - Complexity: That of `multiply` for each column.
  public func multiply(_ x: [Double], width: Int, transposed: Bool = false, threads: Int = 1) -> [Double] {
    let (inner, outer) = transposed ? (rows, columns) : (columns, rows)
    precondition(width >= 0 && x.count == inner * width, "\(x.count) entries, but \(inner) × \(width) are needed")
    var product = [Double](repeating: 0, count: outer * width)
    for column in 0..<width {
      let part = (0..<inner).map { x[$0 * width + column] }
      let found = transposed ? multiplyTransposed(part, threads: threads) : multiply(part, threads: threads)
      for (row, value) in found.enumerated() { product[row * width + column] = value }
    }
    return product
  }

  /// M … M x, with so many factors; with damping d each product y of a vector x becomes d y + (1 − d) Σxⱼ / n.
  ///
  /// ```swift
  /// // PageRank: column j has 1/k at each of the k pages that page j links to.
  /// let rank = links.multiply([Double](repeating: 1 / Double(links.columns), count: links.columns), times: 100, damping: 0.85)
  /// ```
  ///
  /// - Parameters:
  ///   - x: n numbers, M being n × n.
  ///   - times: How many products.
  ///   - damping: d, from 0 to 1; 1 for products alone. See Page, Brin, Motwani and Winograd, "The PageRank citation ranking" (1999).
  ///   - transposed: Whether M is transposed.
  ///   - threads: As of `multiply`.
  ///   - progress: Told how many products have been made.
  /// - Precondition: M is square, `x` has n entries, and `times` is not negative.
  /// - Complexity: That of `multiply`, `times` times.
  public func multiply(
    _ x: [Double], times: Int, damping: Double = 1, transposed: Bool = false, threads: Int = 1,
    progress: (Int) -> Void = { _ in }
  ) -> [Double] {
    precondition(rows == columns && x.count == rows && times >= 0, "\(rows) × \(columns), and \(x.count) entries")
    var x = x
    for step in 0..<times {
      progress(step)
      var product = transposed ? multiplyTransposed(x, threads: threads) : multiply(x, threads: threads)
      if damping != 1 {
        let rest = (1 - damping) * x.reduce(0, +) / Double(max(x.count, 1))
        for index in product.indices { product[index] = damping * product[index] + rest }
      }
      x = product
    }
    return x
  }
}
