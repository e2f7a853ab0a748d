import Exact
import Formats
import Foundation

/// A table one of whose columns says which group each row belongs to, before columns are chosen and scaled.
///
/// The paper's authors' files are read as they are: without a header, colour 0 or 1 first.
public struct ColoredTable: Sendable {
  /// A field of a table: a number or a word.
  public enum Field: Hashable, Sendable {
    /// A number, perhaps NaN or infinite.
    case number(Double)
    /// Anything else.
    case word(String)

    /// The field as it is compared with the names of groups: numbers in their shortest form.
    public var name: String {
      switch self {
      case .number(let value): value == value.rounded() && value.magnitude < 1e15 ? "\(Int(value))" : "\(value)"
      case .word(let text): text
      }
    }
  }

  /// The names of the columns; without a header their numbers from 1.
  public let columns: [String]
  /// The number of rows.
  public let rows: Int
  /// The fields, row by row.
  public let fields: [Field]

  /// A table of a CSV file, in which any field may be a word.
  ///
  /// - Throws: `FormatError` with the line and the field.
  /// - Complexity: O(n) for n bytes.
  public init(_ table: CSVTable<Field>) {
    columns = table.columnNames ?? (1...max(table.columns, 1)).prefix(table.columns).map(String.init)
    (rows, fields) = (table.rows, table.values)
  }

  /// The field that a text of a CSV file is; nil for one that says that a value is missing.
  public static func field(_ text: String) -> Field? {
    guard !text.isEmpty, !CSVOptions.missingWords.contains(text.lowercased()) else { return nil }
    // Words such as "nan" and "infinity" are numbers to Swift: refused later, with their place.
    guard let value = Double(text) else { return .word(text) }
    // An integer that no double is, such as a long key, is left as it stands: a name of a group, and no coordinate.
    if value.magnitude >= 0x1p53, value.isFinite, let integer = Integer(text),
      Rational(exactly: value) != Rational(integer)
    {
      return .word(text)
    }
    return .number(value)
  }

  /// A table of numbers with a column of groups put before it.
  ///
  /// - Throws: ``FairClusteringError/shape(_:)`` if there are not as many groups as rows.
  public init(matrix: NPYArray, groups: NPYArray) throws {
    guard matrix.shape.count == 2, groups.shape.count == 1 || groups.shape.count == 2 && groups.shape[1] == 1 else {
      throw FairClusteringError.shape(
        "arrays of \(matrix.shape.count) and \(groups.shape.count) dimensions; expected a matrix of points and a vector of groups"
      )
    }
    guard matrix.shape[0] == groups.count else {
      throw FairClusteringError.shape("\(groups.count) groups for \(matrix.shape[0]) points")
    }
    // An array without elements may state any number of columns.
    guard matrix.count > 0, matrix.shape[1] <= ColoredPoints.largestDimension else {
      throw FairClusteringError.noPoints
    }
    let (width, values, labels) = (matrix.shape[1], try matrix.doubles(), try groups.doubles())
    columns = ["group"] + (1...width).map(String.init)
    rows = matrix.shape[0]
    var all: [Field] = []
    all.reserveCapacity(rows * (width + 1))
    for row in 0..<rows {
      all.append(.number(labels[row]))
      for column in 0..<width { all.append(.number(values[row * width + column])) }
    }
    fields = all
  }

  /// The place of a column that is named, or numbered from 1.
  ///
  /// - Throws: ``FairClusteringError/column(_:)``.
  public func column(_ name: String) throws(FairClusteringError) -> Int {
    let places = columns.indices.filter { columns[$0] == name }
    if places.count == 1 { return places[0] }
    guard places.isEmpty else { throw .column("\(places.count) columns are called \(name); name it by its number") }
    if let number = Int(name), 1...max(columns.count, 1) ~= number, number <= columns.count { return number - 1 }
    throw .column("there is no column \(name); there are \(columns.prefix(12).joined(separator: ", "))")
  }

  /// The place of the column of groups: the one that is named, else the first, whatever the others are called.
  ///
  /// - Throws: ``FairClusteringError/column(_:)``.
  public func groupColumn(_ name: String?) throws(FairClusteringError) -> Int {
    guard let name else { return 0 }
    return try column(name)
  }

  /// The two groups of a column, as colours.
  ///
  /// - Parameters:
  ///   - column: The place of the column.
  ///   - group: The group that is set against the rest: colour 0; nil if there are two groups only, the smaller name being
  ///     colour 0.
  /// - Throws: ``FairClusteringError/groups(_:)`` for one group, or for more than two if none is named.
  public func colours(_ column: Int, against group: String?) throws(FairClusteringError) -> (
    colours: [UInt8], names: [String]
  ) {
    guard rows > 0 else { throw .noPoints }
    let width = columns.count
    let words = (0..<rows).map { fields[$0 * width + column].name }
    var kinds: Set<String> = []
    for word in words {
      kinds.insert(word)
      if kinds.count > 1000 { break }
    }
    let sorted = kinds.sorted()
    let shown = sorted.prefix(6).joined(separator: ", ") + (sorted.count > 6 ? ", …" : "")
    if let group {
      guard words.contains(group) else {
        throw .groups("no row of column \(columns[column]) is \(group); there are \(shown)")
      }
      guard kinds.count > 1 else { throw .groups("every row of column \(columns[column]) is \(group)") }
      return (
        words.map { $0 == group ? 0 : 1 },
        [group, kinds.count == 2 ? sorted.first { $0 != group } ?? "" : "not \(group)"]
      )
    }
    switch kinds.count {
    case 2: return (words.map { $0 == sorted[0] ? 0 : 1 }, sorted)
    case 1: throw .groups("every row of column \(columns[column]) is \(shown); two groups are needed")
    default:
      throw .groups(
        "column \(columns[column]) has \(kinds.count > 1000 ? "more than 1000" : "\(kinds.count)") groups (\(shown)); balance is "
          + "between two: name the one that is set against the rest")
    }
  }

  /// The points of chosen columns.
  ///
  /// - Parameters:
  ///   - colour: The place of the column of groups.
  ///   - group: The group that is set against the rest.
  ///   - features: The places of the coordinates; nil for all other columns.
  ///   - scaling: How they are made comparable.
  /// - Throws: ``FairClusteringError``: for a word where a number is needed, with its row and column.
  public func points(colour: Int, against group: String? = nil, features: [Int]? = nil, scaling: Scaling)
    throws(FairClusteringError) -> ColoredPoints
  {
    let (colours, names) = try colours(colour, against: group)
    let chosen = features ?? columns.indices.filter { $0 != colour }
    guard !chosen.isEmpty else { throw .column("no column is left for coordinates") }
    var values: [Double] = []
    values.reserveCapacity(rows * chosen.count)
    for row in 0..<rows {
      for place in chosen {
        switch fields[row * columns.count + place] {
        case .number(let value): values.append(value)
        case .word(let text):
          throw .column(
            "row \(row + 1), column \(columns[place]) is “\(text)”; expected a number that a double holds: choose columns of numbers"
          )
        }
      }
    }
    let kept = chosen.map { columns[$0] }
    return try ColoredPoints(
      try scaling.scaled(values, columns: kept), dimension: chosen.count, colours: colours, names: names, columns: kept)
  }
}
