/// A row for each symbol.
public struct Embedding<Scalar: NetworkScalar>: Module {
  /// [symbols, width].
  public var weight: Tensor<Scalar>

  /// An embedding with these rows.
  public init(weight: Tensor<Scalar>) { self.weight = weight }

  /// Names and values of the parameters, in place; see `Module`.
  public mutating func visitParameters(
    _ path: String, _ body: (String, inout Tensor<Scalar>) throws -> Void
  ) rethrows { try body(path + "weight", &weight) }

  /// The rows of these symbols.
  ///
  /// - Precondition: 0 ≤ symbol < number of rows.
  /// - Complexity: O(number of elements of the result).
  public func callAsFunction(_ symbols: [Int]) -> Tensor<Scalar> {
    let width = weight.columns
    return Tensor(shape: [symbols.count, width]) { y in
      weight.withUnsafePointer { w in
        for (row, symbol) in symbols.enumerated() {
          precondition(symbol >= 0 && symbol < weight.rows, "symbol \(symbol) of \(weight.rows)")
          (y + row * width).initialize(from: w + symbol * width, count: width)
        }
      }
    }
  }

  /// Adds the derivatives by the rows to `gradient`.
  public func backward(_ dy: Tensor<Scalar>, at symbols: [Int], into gradient: inout Embedding) {
    let width = weight.columns
    dy.withUnsafePointer { dy in
      gradient.weight.withUnsafeMutablePointer { dw in
        for (row, symbol) in symbols.enumerated() { Scalar.add(width, dy + row * width, dw + symbol * width) }
      }
    }
  }
}
