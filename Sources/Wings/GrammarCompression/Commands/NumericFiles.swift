import ArgumentParser
import Console
import Exact
import Formats
import Foundation
import GrammarCompression

/// A vector or a matrix of numbers as it stands in a file, compressed or not.
enum NumericFile {
  case program(StraightLineProgram<Integer>)
  case runs(RunLengthVector<Integer>)
  case entries([Integer])
  case table(rows: Int, columns: Int, entries: [Double])
  case sparse(rows: Int, columns: Int, offsets: [Int], indices: [Int], values: [Double])
  case matrix(GrammarMatrix)

  /// What kinds of files there are, for help texts.
  static let kinds = """
    Files by their names: .slp and .rle (compressed vectors), .tbgm (compressed matrices), .npy, .npz (with --array), .csv, \
    .tsv, .mtx; any other file is the vector of its bytes.
    """

  /// Reads a file, or standard input for `-`; of an NPZ archive the array of the given name, or its only one.
  init(path: String, array: String? = nil) throws {
    let data = try readFile(path)
    self = try inFile(path) { try NumericFile(data, kind: (path as NSString).pathExtension.lowercased(), array: array) }
  }

  private init(_ data: Data, kind: String, array: String?) throws {
    if data.starts(with: Data("TBGM".utf8)) {
      self = .matrix(try GrammarMatrix(decoding: Array(data)))
      return
    }
    switch kind {
    case "slp": self = .program(try StraightLineProgram(parsing: try Self.text(data)))
    case "rle": self = .runs(try RunLengthVector(parsing: try Self.text(data)))
    case "tbgm": self = .matrix(try GrammarMatrix(decoding: Array(data)))
    case "npy": self = try Self.array(try NPYArray(contentsOfNPY: data))
    case "npz":
      let archive = try NPZArchive(data)
      guard let name = array ?? (archive.arrayNames.count == 1 ? archive.arrayNames[0] : nil) else {
        throw WrongKind("name an array with --array: \(archive.arrayNames.joined(separator: ", "))")
      }
      self = try Self.array(try archive.array(name))
    case "csv", "tsv":
      let table = try NumberTable(contentsOfCSV: data)
      self = .table(rows: table.rows, columns: table.columns, entries: table.values)
    case "mtx":
      let market = try MatrixMarket(contentsOfMTX: data).expanded()
      let triples = try market.triples().sorted { ($0.row, $0.column) < ($1.row, $1.column) }
      var offsets = [Int](repeating: 0, count: market.rows + 1)
      for triple in triples { offsets[triple.row + 1] += 1 }
      for row in 0..<market.rows { offsets[row + 1] += offsets[row] }
      self = .sparse(
        rows: market.rows, columns: market.columns, offsets: offsets, indices: triples.map(\.column),
        values: triples.map(\.value))
    default: self = .entries(data.map { Integer(Int($0)) })
    }
  }

  private static func text(_ data: Data) throws -> String {
    guard let text = String(data: data, encoding: .utf8) else { throw WrongKind("not UTF-8 text") }
    return text
  }

  private static func array(_ array: NPYArray) throws -> NumericFile {
    switch array.shape.count {
    case 0, 1: .entries(try array.integers().map { Integer($0) })
    case 2: .table(rows: array.shape[0], columns: array.shape[1], entries: try array.doubles())
    default: throw WrongKind("the array has \(array.shape.count) dimensions; a vector has 1, a matrix 2")
    }
  }

  /// Whether a file of this name is the vector of its bytes.
  static func isBytes(_ path: String) -> Bool {
    !["slp", "rle", "tbgm", "npy", "npz", "csv", "tsv", "mtx"].contains((path as NSString).pathExtension.lowercased())
  }

  /// Whether it is a matrix rather than a vector.
  var isMatrix: Bool {
    switch self {
    case .program, .runs, .entries: false
    case .table, .sparse, .matrix: true
    }
  }

  /// The vector as a program, compressed where it is not.
  func program(
    using construction: GrammarConstruction = .repair, progress: (Double) -> Void = { _ in }
  ) throws -> StraightLineProgram<Integer> {
    switch self {
    case .program(let program): return program
    case .runs(let vector): return try StraightLineProgram(vector)
    case .entries(let entries): return try StraightLineProgram(entries, using: construction, progress: progress)
    case .table(let rows, let columns, let entries):
      guard rows <= 1 || columns <= 1 else { throw WrongKind("a matrix, where a vector is needed") }
      return try StraightLineProgram(try Self.integers(entries), using: construction, progress: progress)
    case .sparse, .matrix: throw WrongKind("a matrix, where a vector is needed")
    }
  }

  /// The matrix, compressed where it is not.
  func grammarMatrix(
    encoding: GrammarMatrix.Encoding, columnOrder: GrammarMatrix.ColumnOrder = .asGiven,
    progress: (Double) -> Void = { _ in }
  ) throws -> GrammarMatrix {
    switch self {
    case .matrix(let matrix): return matrix.encoded(as: encoding)
    case .table(let rows, let columns, let entries):
      return try GrammarMatrix(
        rows: rows, columns: columns, entries: entries, encoding: encoding, columnOrder: columnOrder, progress: progress
      )
    case .sparse(_, let columns, let offsets, let indices, let values):
      return try GrammarMatrix(
        columns: columns, rowOffsets: offsets, columnIndices: indices, values: values, encoding: encoding,
        columnOrder: columnOrder, progress: progress)
    case .program, .runs, .entries: throw WrongKind("a vector, where a matrix is needed")
    }
  }

  /// The numbers of a vector, or of a matrix with one row or column.
  func doubles() throws -> [Double] {
    switch self {
    case .table(let rows, let columns, let entries) where rows <= 1 || columns <= 1: return entries
    case .entries(let entries): return entries.map { Double($0) }
    case .program(let program): return try program.expand().map { Double($0) }
    case .runs(let vector): return try vector.expand().map { Double($0) }
    case .table, .sparse, .matrix: throw WrongKind("a matrix, where a vector is needed")
    }
  }

  /// The integers that the numbers are.
  static func integers(_ numbers: [Double]) throws -> [Integer] {
    try numbers.enumerated().map { index, number in
      guard let integer = Integer(exactly: number) else {
        throw WrongKind("entry \(index) is \(number); compressed vectors have integer entries")
      }
      return integer
    }
  }
}

/// A file holds something else than is needed.
private struct WrongKind: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

extension GrammarConstruction: ExpressibleByArgument {}
extension GrammarMatrix.Encoding: ExpressibleByArgument {}
