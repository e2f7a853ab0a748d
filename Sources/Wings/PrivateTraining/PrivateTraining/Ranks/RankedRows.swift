import Formats
import Foundation

/// Examples: features and a class each.
public struct RankedRows: Sendable {
  /// How many features each has.
  public let width: Int
  /// The class of each example.
  public let labels: [Int]
  private let features: [Float]

  /// How many examples there are; private, as they are.
  public var count: Int { labels.count }

  /// Reads a CSV file with the class in its last column.
  ///
  /// - Parameters:
  ///   - data: the file.
  ///   - run: how many features and classes there are, and by what features are divided.
  /// - Throws: `FormatError`; ``RankedRunError/row(_:found:expected:)`` for a row of another width or class.
  /// - Complexity: O(length of the file).
  public init(csv data: Data, for run: RankedRun) throws {
    let table = try CSVTable(contentsOfCSV: data) { Double($0) }
    let (width, classes) = (run.widths[0], run.widths[run.widths.count - 1])
    guard table.columns == width + 1 else {
      throw RankedRunError.row(1, found: "\(table.columns) columns", expected: "\(width) features and a class")
    }
    let scale = run.scale ?? 1
    var (features, labels) = ([Float](), [Int]())
    features.reserveCapacity(table.rows * width)
    for row in 0..<table.rows {
      let values = table.values[(row * (width + 1))..<((row + 1) * (width + 1))]
      features += values.dropLast().map { Float($0 / scale) }
      guard let last = values.last, let label = Int(exactly: last), 0..<classes ~= label else {
        throw RankedRunError.row(row + 1, found: "the class \(values.last ?? 0)", expected: "0 to \(classes - 1)")
      }
      labels.append(label)
    }
    (self.width, self.features, self.labels) = (width, features, labels)
  }

  /// The features of an example.
  func row(_ index: Int) -> [Float] { Array(features[(index * width)..<((index + 1) * width)]) }
}
