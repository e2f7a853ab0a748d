/// Which rows of a batch belong to which example.
///
/// ```swift
/// ExampleRows(examples: 256)              // a row for each
/// ExampleRows(examples: 32, each: 64)     // sequences of 64 tokens
/// ExampleRows([0..<3, 3..<3, 3..<5])      // texts of 3, 0 and 2 tokens
/// ```
///
/// The ranges cover all rows in order: the row after those of one example is the first of the next one.
public struct ExampleRows: Hashable, Sendable {
  /// The rows of each example.
  public let ranges: [Range<Int>]
  /// Whether each example has one row.
  public let areSingle: Bool

  /// These ranges.
  ///
  /// - Precondition: the first begins at 0, and each where the one before ends.
  public init(_ ranges: [Range<Int>]) {
    var end = 0
    for range in ranges {
      precondition(range.lowerBound == end, "rows of an example begin at \(range.lowerBound), expected \(end)")
      end = range.upperBound
    }
    self.ranges = ranges
    areSingle = ranges.allSatisfy { $0.count == 1 }
  }

  /// As many rows for each example.
  public init(examples: Int, each rows: Int = 1) {
    self.init((0..<examples).map { $0 * rows..<($0 + 1) * rows })
  }

  /// The number of examples.
  public var count: Int { ranges.count }
  /// The number of rows.
  public var rows: Int { ranges.last?.upperBound ?? 0 }
  /// The largest number of rows of an example.
  public var longest: Int { ranges.lazy.map(\.count).max() ?? 0 }

  /// Each row replaced by so many.
  public func times(_ factor: Int) -> ExampleRows {
    ExampleRows(ranges.map { $0.lowerBound * factor..<$0.upperBound * factor })
  }

  /// The number of its example for each row, replaced by what `values` has for it.
  func spread<Value>(_ values: [Value]) -> [Value] {
    precondition(values.count == count, "\(values.count) values for \(count) examples")
    if areSingle { return values }
    var list: [Value] = []
    list.reserveCapacity(rows)
    for (value, range) in zip(values, ranges) { list.append(contentsOf: repeatElement(value, count: range.count)) }
    return list
  }
}
