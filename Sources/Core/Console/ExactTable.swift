import Exact
import Formats
import Foundation

/// A matrix of rationals from a file, each number exactly as it is written.
///
/// Of NPY and NPZ, doubles are taken for exactly what they are; CSV, text and Matrix Market have decimals or p/q; JSON rows of integers
/// and strings such as "1/3".
package struct ExactTable: Sendable {
  /// The number of rows.
  package let rows: Int
  /// The number of columns, which a matrix without rows has too, except in text.
  package let columns: Int
  /// The numbers, row by row.
  package let values: [Rational]
  /// What a header calls the columns; nil without one.
  package let columnNames: [String]?

  /// The rows.
  package var rowValues: [[Rational]] {
    (0..<rows).map { Array(values[$0 * columns..<($0 + 1) * columns]) }
  }

  /// The numbers of a matrix of one row or one column; nil for others.
  package var vector: [Rational]? { rows == 1 || columns == 1 ? values : nil }

  private init(rows: Int, columns: Int, values: [Rational], columnNames: [String]? = nil) {
    (self.rows, self.columns, self.values, self.columnNames) = (rows, columns, values, columnNames)
  }

  /// Reads a file, or standard input for `-`, which is CSV if no format is given.
  ///
  /// - Throws: ``CommandError`` with the place in the file; also where the sizes that it states are beyond the machine's memory.
  package init(path: String, format: InputFormat?, _ options: NumberDialect) throws {
    let data = try readFile(path)
    let ending = fileKind(path)
    let isUnnamed = ending.isEmpty || ending == "gz" || path == "-"
    let named = format ?? InputFormat(nameOf: path) ?? (isUnnamed ? .csv : nil)
    self = try parseFile(path) {
      switch named {
      case .npy: return try Self.array(try NPYArray(contentsOfNPY: data))
      case .npz:
        let archive = try NPZArchive(data)
        if options.array == nil, let matrix = try SparseArchive(archive) {
          return try Self.dense(
            matrix.rows, matrix.columns, zip(matrix.rowIndices, matrix.columnIndices), try matrix.values.map(Self.exact)
          )
        }
        return try Self.array(try archive.array(try archive.onlyArray(options.array)))
      case .json: return try Self.json(data)
      case .mtx:
        let entries = try MatrixMarket.texts(contentsOfMTX: data)
        return try Self.dense(
          entries.rows, entries.columns, zip(entries.rowIndices, entries.columnIndices),
          try entries.values.map {
            guard let value = Rational($0) else { throw CommandError("\(path): “\($0)” is no finite number") }
            return value
          })
      case .svm:
        let points = try LIBSVM.points(data)
        StandardError.write("notice: \(path): the labels of the points are left out")
        var rows: [Int] = []
        for row in points.labels.indices { rows += (points.offsets[row]..<points.offsets[row + 1]).map { _ in row } }
        return try Self.dense(
          points.labels.count, points.columns, zip(rows, points.indices), try points.values.map(Self.exact))
      case .csv, .tsv, .txt:
        // Comments and empty lines alone are a matrix without rows.
        if Self.isEmpty(data) { return ExactTable(rows: 0, columns: 0, values: []) }
        let table = try CSVTable(contentsOfCSV: data, options: options.csv(named)) { Rational($0) }
        options.notify(table, path)
        return ExactTable(
          rows: table.rows, columns: table.columns, values: table.values, columnNames: table.columnNames)
      default:
        throw CommandError(
          "\(path): .\(ending) is none of .npy, .npz, .json, .csv, .tsv, .txt, .mtx, .svm; say --input-format")
      }
    }
  }

  private static func isEmpty(_ data: Data) -> Bool {
    data.split(separator: UInt8(ascii: "\n")).allSatisfy {
      $0.first == UInt8(ascii: "#") || $0.allSatisfy { $0 == 32 || $0 == 9 || $0 == 13 }
    }
  }

  private static func exact(_ number: Double) throws -> Rational {
    guard let value = Rational(exactly: number) else { throw UnsuitableEntry("\(number) is not a finite number") }
    return value
  }

  private static func array(_ array: NPYArray) throws -> ExactTable {
    guard array.shape.count <= 2 else {
      throw UnsuitableEntry("the array has \(array.shape.count) dimensions; a vector has 1, a matrix 2")
    }
    let columns = array.shape.last ?? 1
    let rows = array.shape.count == 2 ? array.shape[0] : 1
    // An array without elements may state any extent, and what is made of it has a row or a coordinate for each.
    guard max(rows, columns) <= memoryLimit / 32 else {
      throw UnsuitableEntry("\(rows) rows and \(columns) columns are more than this machine has memory for")
    }
    let values: [Rational] =
      switch array.elementType {
      case .uint64: try array.unsignedIntegers().map { Rational(Integer($0)) }
      case .float16, .float32, .float64:
        try array.doubles().enumerated().map { index, number in
          guard let value = Rational(exactly: number) else {
            throw UnsuitableEntry(
              "row \(index / columns + 1), column \(index % columns + 1) is \(number), not a finite number")
          }
          return value
        }
      default: try array.integers().map { Rational(Integer($0)) }
      }
    return ExactTable(rows: rows, columns: columns, values: values)
  }

  /// The matrix with all its zeros, which must fit in memory: a rational takes some 32 bytes.
  private static func dense(
    _ rows: Int, _ columns: Int, _ places: some Sequence<(Int, Int)>, _ values: [Rational]
  ) throws -> ExactTable {
    let (count, overflow) = rows.multipliedReportingOverflow(by: columns)
    guard !overflow, count <= memoryLimit / 32 else {
      throw UnsuitableEntry("\(rows) × \(columns) entries with all zeros are more than this machine has memory for")
    }
    var all = [Rational](repeating: 0, count: count)
    for ((row, column), value) in zip(places, values) { all[row * columns + column] = value }
    return ExactTable(rows: rows, columns: columns, values: all)
  }

  private static func json(_ data: Data) throws -> ExactTable {
    try StrictJSON.check(data)
    let decoder = JSONDecoder()
    if let vector = try? decoder.decode([Rational].self, from: data) {
      return ExactTable(rows: vector.isEmpty ? 0 : 1, columns: vector.count, values: vector)
    }
    let rows: [[Rational]]
    do { rows = try decoder.decode([[Rational]].self, from: data) } catch {
      throw UnsuitableEntry("no rows of integers and of strings such as \"1/3\" or \"0.5\": \(reason(error))")
    }
    for (index, row) in rows.enumerated() where row.count != rows[0].count {
      throw UnsuitableEntry("row \(index + 1) has \(row.count) entries, the first one \(rows[0].count)")
    }
    return ExactTable(rows: rows.count, columns: rows.first?.count ?? 0, values: rows.flatMap { $0 })
  }
}

extension NPZArchive {
  /// The name that was given, or that of the only array.
  ///
  /// - Throws: ``CommandError`` with the names if there are several.
  package func onlyArray(_ name: String?) throws -> String {
    guard let name = name ?? (arrayNames.count == 1 ? arrayNames[0] : nil) else {
      throw UnsuitableEntry("name an array with --array: \(arrayNames.joined(separator: ", "))")
    }
    return name
  }
}

/// What is wrong with an entry, where the name of the file comes in front.
private struct UnsuitableEntry: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
