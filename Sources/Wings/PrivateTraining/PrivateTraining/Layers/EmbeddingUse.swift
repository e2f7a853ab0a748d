import Arrays
import Models

/// An embedding that gave a row for each symbol; also of positions, which are the symbols then.
///
/// The gradient of an example has the sum of the derivatives of a symbol's rows in the row of that symbol; its squared norm is ⟨E, G Gᵀ⟩,
/// where E has a 1 where two rows have the same symbol. Here the rows of a symbol are added, T · width operations, which says the same.
public struct EmbeddingUse<Scalar: ClippingScalar>: ParameterUse {
  /// The name of the parameter.
  public let name: String
  /// The symbol of each row.
  public let symbols: [Int]
  /// The symbol whose row is not trained; nil if there is none.
  public let padding: Int?
  /// The derivatives of the summed loss by the rows that were given.
  public let dy: Tensor<Scalar>
  /// The rows of each example.
  public let rows: ExampleRows

  /// A use of an embedding.
  ///
  /// - Precondition: a row and a symbol for each row of the examples.
  public init(name: String, symbols: [Int], padding: Int? = nil, dy: Tensor<Scalar>, rows: ExampleRows) {
    precondition(symbols.count == rows.rows && dy.rows == rows.rows, "\(symbols.count) symbols, \(dy.rows) rows")
    (self.name, self.symbols, self.padding, self.dy, self.rows) = (name, symbols, padding, dy, rows)
  }

  /// See the protocol.
  public var parameters: [String] { [name] }
  /// See the protocol.
  public var examples: Int { rows.count }
  /// See the protocol.
  public var costs: NormCosts { NormCosts() }

  /// See the protocol. Of an embedding no gradient is written out for its norm; both methods do the same.
  public func squaredNorms(by method: NormMethod) -> [[Double]] {
    [(0..<rows.count).map { summedRows(of: $0).rows.squares }]
  }

  /// See the protocol.
  public func addSum(factors: [[Scalar]], to sums: inout [Tensor<Scalar>]) {
    for example in 0..<examples { addGradient(of: example, times: factors[0][example], to: &sums) }
  }

  /// The symbols of an example, each once and in order, and the sum of the rows of each; padding is left out.
  ///
  /// - Complexity: O(T log T + T · width).
  func summedRows(of example: Int) -> (symbols: [Int], rows: Tensor<Scalar>) {
    let width = dy.columns
    let order = rows.ranges[example].filter { symbols[$0] != padding }.sorted { symbols[$0] < symbols[$1] }
    var distinct: [Int] = []
    for row in order where distinct.last != symbols[row] { distinct.append(symbols[row]) }
    var sums = Tensor<Scalar>(repeating: 0, shape: [distinct.count, width])
    var place = -1
    sums.withUnsafeMutablePointer { sums in
      dy.withUnsafePointer { g in
        for row in order {
          if place < 0 || distinct[place] != symbols[row] { place += 1 }
          Scalar.add(width, g + row * width, sums + place * width)
        }
      }
    }
    return (distinct, sums)
  }

  /// See the protocol.
  public func addGradient(of example: Int, times factor: Scalar, to sums: inout [Tensor<Scalar>]) {
    guard factor != 0 else { return }
    let width = dy.columns
    sums[0].withUnsafeMutablePointer { sum in
      dy.withUnsafePointer { g in
        for row in rows.ranges[example] where symbols[row] != padding {
          Scalar.add(width, factor, g + row * width, sum + symbols[row] * width)
        }
      }
    }
  }
}
