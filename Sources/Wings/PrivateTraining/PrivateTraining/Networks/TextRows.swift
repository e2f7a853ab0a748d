import Models

/// Rows of numbers for texts, some for each, from which batches are taken.
public struct TextRows<Scalar: ClippingScalar>: Sendable {
  /// The rows of all texts, one text after the other.
  public let values: Tensor<Scalar>
  /// Where the rows of each text begin, and where the last ones end.
  private let ends: [Int]

  /// These rows.
  ///
  /// - Parameters:
  ///   - values: the rows of all texts.
  ///   - ends: 0, then where the rows of each text end.
  /// - Precondition: ends do not fall, and the last one is the number of rows.
  public init(_ values: Tensor<Scalar>, ends: [Int]) {
    precondition(
      ends.first == 0 && ends.last == values.rows && zip(ends, ends.dropFirst()).allSatisfy(<=), "rows of texts")
    (self.values, self.ends) = (values, ends)
  }

  /// How many texts there are.
  public var count: Int { ends.count - 1 }

  /// The rows of these texts, in this order.
  ///
  /// - Complexity: O(their numbers).
  public func batch(_ texts: [Int]) -> BatchRows<Scalar> {
    let width = values.columns
    var ranges: [Range<Int>] = []
    var next = 0
    for text in texts {
      let count = ends[text + 1] - ends[text]
      ranges.append(next..<next + count)
      next += count
    }
    let rows = Tensor<Scalar>(shape: [next, width]) { out in
      values.withUnsafePointer { x in
        for (text, range) in zip(texts, ranges) {
          (out + range.lowerBound * width).initialize(from: x + ends[text] * width, count: range.count * width)
        }
      }
    }
    return BatchRows(rows, rows: ExampleRows(ranges))
  }
}
