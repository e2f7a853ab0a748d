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
  case vector(NumericVector)
  case table(rows: Int, columns: Int, entries: [Double])
  case sparse(SparseRows)
  case matrix(GrammarMatrix)

  /// What kinds of files there are, for help texts.
  static let kinds = """
    Files by their names: .slp, .tbgv and .rle (compressed vectors), .R with .C beside it (vectors that irepair compressed), .tbgm \
    (compressed matrices), .npy, .npz (an array, or SciPy's sparse \
    matrix), .csv, .tsv, .mtx, .svm (LIBSVM), .txt (numbers, if nothing else is in its lines); any other file is the vector of its \
    bytes. .gz behind the name is expanded.
    """

  /// Reads a file, or standard input for `-`, which is bytes if no format is given.
  ///
  /// - Parameter isMatrix: Whether a table of one row or column is a matrix too, and not a vector.
  init(path: String, format: InputFormat?, _ options: NumberDialect, isMatrix: Bool = false) throws {
    if let (rules, sequence) = try Self.repairFiles(path, format) {
      self = try inFile(path) { .program(try StraightLineProgram(repairRules: rules, sequence: sequence)) }
      return
    }
    let data = try readFile(path, expandingGzip: format != .bytes)
    self = try parseFile(path) {
      try NumericFile(data, format ?? NumericFile.format(data, path), options, path, isMatrix: isMatrix)
    }
  }

  /// The format of bytes that were read, by the file's name and, of .txt, by what is in it.
  private static func format(_ data: Data, _ path: String) -> InputFormat {
    if data.starts(with: Data("TBGM".utf8)) { return .tbgm }
    if data.starts(with: Data("TBGV".utf8)) { return .tbgv }
    switch InputFormat(nameOf: path) {
    case .txt?:
      guard NumericVector.isNumbers(data) else { return .bytes }
      StandardError.write(
        "notice: \(path) has numbers in every line, and nothing else; --input-format bytes reads its bytes")
      return .txt
    case .json?, .mps?, .lp?, nil: return .bytes
    case let format?: return format
    }
  }

  private init(
    _ data: Data, _ format: InputFormat, _ options: NumberDialect, _ path: String, isMatrix: Bool
  ) throws {
    switch format {
    case .slp: self = .program(try StraightLineProgram(parsing: try Self.text(data)))
    case .rle: self = .runs(try RunLengthVector(parsing: try Self.text(data)))
    case .tbgv: self = .program(try StraightLineProgram(decoding: Array(data)))
    case .tbgm: self = .matrix(try GrammarMatrix(decoding: Array(data)))
    case .npy: self = try Self.array(try NPYArray(contentsOfNPY: data))
    case .npz:
      let archive = try NPZArchive(data)
      if options.array == nil, let matrix = try SparseArchive(archive) {
        self = .sparse(
          try SparseRows(
            matrix.rows, matrix.columns,
            zip(matrix.rowIndices, zip(matrix.columnIndices, matrix.values)).map {
              ($0, $1.0, $1.1)
            }))
      } else {
        self = try Self.array(try archive.array(try archive.onlyArray(options.array)))
      }
    case .csv, .tsv, .txt: self = try Self.table(data, format, options, path, isMatrix: isMatrix)
    case .mtx:
      let market = try MatrixMarket(contentsOfMTX: data).expanded()
      let triples = try market.triples().sorted { ($0.row, $0.column) < ($1.row, $1.column) }
      self = .sparse(try SparseRows(market.rows, market.columns, triples))
    case .svm:
      let points = try LIBSVM.points(data)
      StandardError.write("notice: \(path): the labels of the points are left out")
      self = .sparse(
        SparseRows(
          rows: points.labels.count, columns: points.columns, offsets: points.offsets, indices: points.indices,
          values: points.values))
    case .bytes: self = .vector(.bytes(Array(data)))
    case .json, .mps, .lp, .repair:
      throw WrongKind("the format \(format.rawValue) is none of a vector or a matrix here")
    }
  }

  private static func text(_ data: Data) throws -> String {
    guard let text = String(data: data, encoding: .utf8) else { throw WrongKind("not UTF-8 text") }
    return text
  }

  private static func array(_ array: NPYArray) throws -> NumericFile {
    switch array.shape.count {
    case 0, 1: .vector(try NumericVector(array))
    case 2: .table(rows: array.shape[0], columns: array.shape[1], entries: try array.doubles())
    default: throw WrongKind("the array has \(array.shape.count) dimensions; a vector has 1, a matrix 2")
    }
  }

  /// A table of one row or one column is a vector, exactly as written; a matrix has doubles, which integers must be.
  private static func table(
    _ data: Data, _ format: InputFormat, _ options: NumberDialect, _ path: String, isMatrix: Bool
  ) throws -> NumericFile {
    let csv = options.csv(format)
    let table: CSVTable<Double>
    do throws(FormatError) { table = try CSVTable(doublesOfCSV: data, csv, exactIntegers: true) } catch {
      // A vector may have fractions, and integers of any length.
      guard let exact = try? CSVTable(contentsOfCSV: data, options: csv, number: { Rational($0) }),
        !isMatrix, exact.rows <= 1 || exact.columns <= 1
      else { throw error }
      options.notify(exact, path)
      return .vector(.rationals(exact.values))
    }
    options.notify(table, path)
    guard !isMatrix, table.rows <= 1 || table.columns <= 1 else {
      return .table(rows: table.rows, columns: table.columns, entries: table.values)
    }
    // Decimals are no doubles: 0.1 is a tenth.
    if let exact = try? CSVTable(contentsOfCSV: data, options: csv, number: { Rational($0) }) {
      return .vector(.table(exact.values, doubles: table.values))
    }
    return .vector(.doubles(table.values))
  }

  /// The two files of a public RePair program, if a path names the first of them.
  static func repairFiles(_ path: String, _ format: InputFormat?) throws -> (rules: [UInt8], sequence: [UInt8])? {
    guard format == .repair || format == nil && path.hasSuffix(".R") else { return nil }
    let other = path.dropLast(path.hasSuffix(".R") ? 2 : 0) + ".C"
    guard format == .repair || FileManager.default.fileExists(atPath: String(other)) else { return nil }
    if format == nil { StandardError.write("notice: \(path) is read with \(other), as irepair writes them") }
    return (Array(try readFile(path)), Array(try readFile(String(other))))
  }

  /// Whether a file is read block by block as the vector of its bytes. Of .txt, a plain file is one in whose beginning a line is no number.
  static func isBytes(_ path: String, _ format: InputFormat?) -> Bool {
    if let format { return format == .bytes }
    if path.hasSuffix(".R"), FileManager.default.fileExists(atPath: path.dropLast(2) + ".C") { return false }
    return switch InputFormat(nameOf: path) {
    case nil, .json?, .mps?, .lp?: true
    case .txt?: beginsWithWords(path)
    default: false
    }
  }

  /// Whether the whole lines at the beginning of a plain file have something else than a number. What cannot be read is said later.
  private static func beginsWithWords(_ path: String) -> Bool {
    guard isPlainFile(path), let file = try? openFile(path),
      var chunk = try? readChunk(of: file, path)
    else { return false }
    if Gzip.isMember(chunk) {
      var gzip = GzipStream(limit: .max)
      chunk = (try? gzip.expanded(chunk)) ?? Data()
    }
    guard let end = chunk.lastIndex(of: UInt8(ascii: "\n")) else { return false }
    let lines = chunk[..<end]
    return lines.contains { $0 > 32 } && !NumericVector.isNumbers(lines)
  }

  /// Whether it is a matrix rather than a vector.
  var isMatrix: Bool {
    switch self {
    case .program, .runs, .vector: false
    case .table, .sparse, .matrix: true
    }
  }

  /// The most bytes of memory that compressing it takes; nil of what is compressed.
  var compressionBytes: Integer? {
    switch self {
    case .program, .runs, .matrix: nil
    case .vector(.bytes(let bytes)): ByteConstruction.predictedBytes(count: bytes.count)
    case .vector(let vector): RePair<Integer>.predictedBytes(count: vector.count, distinct: vector.count)
    case .table(let rows, let columns, let entries):
      rows <= 1 || columns <= 1
        ? RePair<Integer>.predictedBytes(count: entries.count, distinct: entries.count)
        : GrammarMatrix.predictedBytes(nonzeros: entries.count { $0 != 0 })
    case .sparse(let matrix): GrammarMatrix.predictedBytes(nonzeros: matrix.values.count)
    }
  }

  /// The vector as a program, compressed where it is not.
  func program(
    using construction: ProgramConstruction = .repair, progress: (Double) -> Void = { _ in }
  ) throws -> StraightLineProgram<Integer> {
    switch self {
    case .program(let program): return program
    case .runs(let vector): return try StraightLineProgram(vector)
    case .vector(.bytes(let bytes)) where construction == .repair:
      // In the memory of one block.
      var blocks = ByteConstruction()
      for start in stride(from: 0, to: bytes.count, by: 1 << 20) {
        try blocks.append(contentsOf: bytes[start..<min(start + 1 << 20, bytes.count)])
        if blocks.count > blocks.blockLength { progress(Double(start) / Double(bytes.count)) }
      }
      return try blocks.program(progress: bytes.count > blocks.blockLength ? { _ in } : progress)
    case .vector(let vector):
      return try StraightLineProgram(try vector.integers(), using: construction, progress: progress)
    case .table(let rows, let columns, let entries):
      guard rows <= 1 || columns <= 1 else { throw WrongKind("a matrix, where a vector is needed") }
      return try StraightLineProgram(
        try NumericVector.doubles(entries).integers(), using: construction, progress: progress)
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
      if let index = entries.firstIndex(where: { $0.isZero && $0.sign == .minus }) {
        StandardError.write(
          "notice: row \(index / columns + 1), column \(index % columns + 1) is -0.0 and becomes 0: zeros are not stored"
        )
      }
      return try GrammarMatrix(
        rows: rows, columns: columns, entries: entries, encoding: encoding, columnOrder: columnOrder, progress: progress
      )
    case .sparse(let rows):
      return try GrammarMatrix(
        columns: rows.columns, rowOffsets: rows.offsets, columnIndices: rows.indices, values: rows.values,
        encoding: encoding, columnOrder: columnOrder, progress: progress)
    case .program, .runs, .vector: throw WrongKind("a vector, where a matrix is needed")
    }
  }

  /// The numbers of a vector, or of a matrix with one row or column, to the nearest double.
  func doubles() throws -> [Double] {
    switch self {
    case .table(let rows, let columns, let entries) where rows <= 1 || columns <= 1: return entries
    case .vector(let vector): return vector.doubles
    case .program(let program): return try program.expand().map { Double($0) }
    case .runs(let vector): return try vector.expand().map { Double($0) }
    case .table, .sparse, .matrix: throw WrongKind("a matrix, where a vector is needed")
    }
  }

  /// The numbers, and how many columns they have: nil of a vector.
  func denseColumns() throws -> (entries: [Double], width: Int?) {
    switch self {
    case .table(let rows, let columns, let entries) where rows > 1 && columns > 1: return (entries, columns)
    case .sparse(let matrix):
      guard matrix.rows * matrix.columns <= memoryLimit / 16 else {
        throw WrongKind(
          "\(matrix.rows) × \(matrix.columns) entries with all zeros are more than this machine has memory for")
      }
      var entries = [Double](repeating: 0, count: matrix.rows * matrix.columns)
      for row in 0..<matrix.rows {
        for place in matrix.offsets[row]..<matrix.offsets[row + 1] {
          entries[row * matrix.columns + matrix.indices[place]] = matrix.values[place]
        }
      }
      return (entries, matrix.columns)
    case .matrix(let matrix): return (try matrix.expand(limit: .max), matrix.columns)
    default: return (try doubles(), nil)
    }
  }
}

/// A sparse matrix row by row.
struct SparseRows {
  var rows: Int
  var columns: Int
  /// Where each row's entries begin, and behind the last one's their end.
  var offsets: [Int]
  var indices: [Int]
  var values: [Double]

  init(rows: Int, columns: Int, offsets: [Int], indices: [Int], values: [Double]) {
    (self.rows, self.columns, self.offsets) = (rows, columns, offsets)
    (self.indices, self.values) = (indices, values)
  }

  /// The matrix of these entries, by rows and columns. A row without entries takes memory too, so that a file may state more of them than
  /// there is memory for.
  init(_ rows: Int, _ columns: Int, _ triples: [(row: Int, column: Int, value: Double)]) throws {
    guard rows < memoryLimit / 32, columns < memoryLimit / 32 else {
      throw WrongKind("\(rows) rows and \(columns) columns are more than this machine has memory for")
    }
    var offsets = [Int](repeating: 0, count: rows + 1)
    for triple in triples { offsets[triple.row + 1] += 1 }
    for row in 0..<rows { offsets[row + 1] += offsets[row] }
    self.init(
      rows: rows, columns: columns, offsets: offsets, indices: triples.map(\.column), values: triples.map(\.value))
  }
}

/// A file holds something else than is needed.
struct WrongKind: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

extension ProgramConstruction: ExpressibleByArgument {}
extension GrammarMatrix.Encoding: ExpressibleByArgument {}
