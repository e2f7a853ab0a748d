import Exact
import Formats
import Foundation

/// A table one of whose columns says which group each row belongs to, before columns are chosen and scaled.
///
/// Groups and labels are words and stay as they are written: `1`, `1.0` and `1e0` are three. A field becomes a number only where a
/// coordinate is asked for. The paper's authors' files are read as they are: without a header, colour 0 or 1 first.
public struct ColoredTable: Sendable {
  /// A field of a table.
  public enum Field: Hashable, Sendable {
    /// Nothing, or a word such as NA that says so.
    case missing
    /// What is written.
    case word(String)
    /// What is written in quotes: a word, even if it is made of digits.
    case quoted(String)
    /// A number of an array, perhaps NaN or infinite.
    case number(Double)
  }

  /// The names of the columns; without a header their numbers from 1.
  public let columns: [String]
  /// The number of rows.
  public let rows: Int
  /// The fields, row by row.
  public let fields: [Field]
  /// How numbers are written, and what happens where one is missing.
  private let options: CSVOptions

  /// A table of a CSV file, in which any field may be a word.
  ///
  /// - Parameters:
  ///   - data: The file.
  ///   - options: What it looks like. Rows with missing values are left out, or refused, only where the values are needed.
  /// - Throws: `FormatError` with the line and the field.
  /// - Complexity: O(n) for n bytes.
  public init(contentsOfCSV data: Data, options: CSVOptions = CSVOptions()) throws(FormatError) {
    self.init(try CSVTable(wordsOfCSV: data, options: options, value: Self.field), options)
  }

  /// A table of fields that were read with these options.
  public init(_ table: CSVTable<Field>, _ options: CSVOptions) {
    columns = table.columnNames ?? (1...max(table.columns, 1)).prefix(table.columns).map(String.init)
    (rows, fields, self.options) = (table.rows, table.values, options)
  }

  /// The field that a word of a CSV file is.
  public static func field(_ word: CSVWord) -> Field {
    word.isMissing ? .missing : word.isQuoted ? .quoted(word.text) : .word(word.text)
  }

  /// A table of numbers with a column of groups put before it.
  ///
  /// - Throws: ``FairClusteringError/shape(_:)`` if there are not as many groups as rows, or too many columns;
  ///   ``FairClusteringError/groups(_:)`` for a group that is NaN or infinite; `FormatError` for elements that are no numbers.
  public init(matrix: NPYArray, groups: NPYArray) throws {
    guard matrix.shape.count == 2, groups.shape.count == 1 || groups.shape.count == 2 && groups.shape[1] == 1 else {
      throw FairClusteringError.shape(
        "arrays of \(matrix.shape.count) and \(groups.shape.count) dimensions; expected a matrix of points and a vector of groups"
      )
    }
    guard matrix.shape[0] == groups.count else {
      throw FairClusteringError.shape("\(groups.count) groups for \(matrix.shape[0]) points")
    }
    guard matrix.shape[1] <= ColoredPoints.largestDimension else {
      throw FairClusteringError.shape(
        "\(matrix.shape[1]) coordinates in a point; expected 1 to \(ColoredPoints.largestDimension)")
    }
    // An array without elements may state any number of rows.
    guard matrix.count > 0 else { throw FairClusteringError.noPoints }
    let (width, values, labels) = (matrix.shape[1], try matrix.doubles(), try Self.words(groups))
    columns = ["group"] + (1...width).map(String.init)
    rows = matrix.shape[0]
    var all: [Field] = []
    all.reserveCapacity(rows * (width + 1))
    for row in 0..<rows {
      all.append(.word(labels[row]))
      for column in 0..<width { all.append(.number(values[row * width + column])) }
    }
    (fields, options) = (all, CSVOptions())
  }

  /// The groups of an array, each in its shortest form.
  private static func words(_ groups: NPYArray) throws -> [String] {
    switch groups.elementType {
    case .float16, .float32, .float64:
      return try groups.doubles().enumerated().map { point, group in
        guard group.isFinite else {
          throw FairClusteringError.groups("the group of point \(point + 1) is \(group); expected a finite number")
        }
        return group == group.rounded() && group.magnitude < 1e15 ? "\(Int(group))" : "\(group)"
      }
    case .uint64: return try groups.unsignedIntegers().map(String.init)
    default: return try groups.integers().map(String.init)
    }
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

  /// The rows, counted from 0, in which nothing that is needed is missing; what stands in other columns does not matter.
  ///
  /// - Parameters:
  ///   - words: The places of columns of groups or labels.
  ///   - numbers: The places of coordinates.
  /// - Throws: ``FairClusteringError/missing(row:column:isWord:)`` where something is missing that the options do not let be.
  public func completeRows(words: [Int], numbers: [Int] = []) throws(FairClusteringError) -> [Int] {
    var complete: [Int] = []
    complete.reserveCapacity(rows)
    for row in 0..<rows {
      let word = words.first { fields[row * columns.count + $0] == .missing }
      let number = numbers.first { fields[row * columns.count + $0] == .missing }
      switch options.missing {
      case .dropsRow: if word != nil || number != nil { continue }
      case .replaced: if let word { throw .missing(row: row + 1, column: columns[word], isWord: true) }
      case .refused:
        if let place = number ?? word { throw .missing(row: row + 1, column: columns[place], isWord: number == nil) }
      }
      complete.append(row)
    }
    return complete
  }

  /// The words of a column in some rows, as they are written.
  public func words(_ column: Int, rows: [Int]) -> [String] {
    rows.map { row in
      switch fields[row * columns.count + column] {
      case .word(let text), .quoted(let text): text
      case .number(let value): "\(value)"
      case .missing: ""
      }
    }
  }

  /// The two groups of a column, as colours.
  ///
  /// - Parameters:
  ///   - column: The place of the column.
  ///   - rows: The rows, from 0.
  ///   - group: The group that is set against the rest: colour 0; nil if there are two groups only, the smaller name being
  ///     colour 0.
  /// - Throws: ``FairClusteringError/groups(_:)`` for one group, or for more than two if none is named.
  public func colours(_ column: Int, rows: [Int], against group: String?) throws(FairClusteringError) -> (
    colours: [UInt8], names: [String]
  ) {
    guard !rows.isEmpty else { throw .noPoints }
    let words = words(column, rows: rows)
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
      guard kinds.count > 1 else {
        throw .groups("all \(rows.count) rows of column \(columns[column]) are \(group), and none is another group")
      }
      return (
        words.map { $0 == group ? 0 : 1 },
        [group, kinds.count == 2 ? sorted.first { $0 != group } ?? "" : "not \(group)"]
      )
    }
    switch kinds.count {
    case 2: return (words.map { $0 == sorted[0] ? 0 : 1 }, sorted)
    case 1:
      throw .groups(
        "all \(rows.count) rows of column \(columns[column]) are \(shown), and none is another group; two groups are needed"
      )
    default:
      throw .groups(
        "column \(columns[column]) has \(kinds.count > 1000 ? "more than 1000" : "\(kinds.count)") groups (\(shown)); balance is "
          + "between two: name the one that is set against the rest")
    }
  }

  /// The points of chosen columns, and the rows that they are, counted from 0: all but those that the options leave out.
  ///
  /// - Parameters:
  ///   - colour: The place of the column of groups.
  ///   - group: The group that is set against the rest.
  ///   - features: The places of the coordinates; nil for all other columns.
  ///   - scaling: How they are made comparable.
  /// - Throws: ``FairClusteringError``: for a word where a number is needed, with its row and column; for a column that is named twice, or
  ///   is that of the groups.
  public func points(colour: Int, against group: String? = nil, features: [Int]? = nil, scaling: Scaling)
    throws(FairClusteringError) -> (points: ColoredPoints, rows: [Int])
  {
    let chosen = features ?? columns.indices.filter { $0 != colour }
    guard !chosen.isEmpty else { throw .column("no column is left for coordinates") }
    for (index, place) in chosen.enumerated() {
      guard place != colour else {
        throw .column("column \(columns[place]) is the one of the groups, and no coordinate")
      }
      guard !chosen[..<index].contains(place) else { throw .column("column \(columns[place]) is named twice") }
    }
    let rows = try completeRows(words: [colour], numbers: chosen)
    let (colours, names) = try colours(colour, rows: rows, against: group)
    var replacement = Double.nan
    if case .replaced(let text) = options.missing {
      guard let value = CSVOptions().double(text), value.isFinite else {
        throw .column("“\(text)” is to stand for missing numbers; expected a finite number")
      }
      replacement = value
    }
    var values: [Double] = []
    values.reserveCapacity(rows.count * chosen.count)
    for row in rows {
      for place in chosen { values.append(try number(row, place, replacement)) }
    }
    let kept = chosen.map { columns[$0] }
    let points = try ColoredPoints(
      try scaling.scaled(values, columns: kept), dimension: chosen.count, colours: colours, names: names, columns: kept)
    return (points, rows)
  }

  /// The number in a field.
  private func number(_ row: Int, _ place: Int, _ replacement: Double) throws(FairClusteringError) -> Double {
    let (text, value): (String, Double?)
    var hint = "choose columns of numbers"
    switch fields[row * columns.count + place] {
    case .missing: return replacement
    case .number(let number): (text, value) = ("\(number)", number)
    case .word(let word): (text, value) = (word, options.double(word))
    case .quoted(let word):
      (text, value) = (word, options.thousands ? options.double(word) : nil)
      if !options.thousands, options.double(word) != nil { hint = "--thousands takes numbers in quotes" }
    }
    guard let value else {
      throw .column(
        "row \(row + 1), column \(columns[place]) is “\(text)”; expected a number that a double holds: \(hint)")
    }
    guard value.isFinite else { throw .notFinite(row: row + 1, column: columns[place], value: "\(value)") }
    return value
  }
}
