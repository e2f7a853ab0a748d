import Exact
import Formats
import Foundation
import HardProblems
import LinearProgramming

/// A reader, which for any bytes gives a value or a typed error; of what it accepts, what is written must be read as the same.
struct Reader {
  var name: String
  var read: (Data) throws -> Void

  init(_ name: String, _ read: @escaping (Data) throws -> Void) { (self.name, self.read) = (name, read) }

  /// A reader of text in UTF-8; other bytes are none of its.
  static func text(_ name: String, _ read: @escaping (String) throws -> Void) -> Reader {
    Reader(name) { data in if let text = String(data: data, encoding: .utf8) { try read(text) } }
  }

  static let all: [Reader] = [
    .text("mps") { text in
      let program = try LinearProgram(parsingMPS: text)
      guard let written = try? program.mpsText(fractions: .slashed) else { return }
      require(try LinearProgram(parsingMPS: written) == program, "MPS written and read")
    },
    .text("lp") { text in
      let program = try LinearProgram(parsingLP: text)
      guard let written = try? program.lpText(fractions: .slashed) else { return }
      require(try LinearProgram(parsingLP: written).variables == program.variables, "LP written and read")
    },
    .text("cnf") { text in
      let repaired = CNF.repaired(["instance.cnf": text])
      if let repaired { _ = try CNF(files: repaired.files) }
      let formula = try CNF(parsing: text)
      require(try CNF(parsing: formula.text) == formula, "a formula written and read")
    },
    Reader("csv") { data in
      for options in [
        CSVOptions(), CSVOptions(decimal: .comma, thousands: true), CSVOptions(header: .present, missing: .dropsRow),
        CSVOptions(separator: .blanks, missing: .replaced(by: "0")),
      ] {
        guard let read = try? CSVTable(doublesOfCSV: data, options, exactIntegers: true) else { continue }
        let table = NumberTable(read)
        guard table.columns > 0, table.rows > 0 else { continue }
        let header: NumberTable.Header = table.columnNames == nil ? .absent : .present
        let again = try NumberTable(contentsOfCSV: table.csvData(), header: header, separator: .comma)
        // Of a NaN the sign is kept, and nothing else.
        let plain = table.values.map { $0.isNaN ? ($0.sign == .minus ? -Double.nan : .nan) : $0 }
        require(
          again.values.map(\.bitPattern) == plain.map(\.bitPattern) && again.columnNames == table.columnNames,
          "a table written and read")
      }
      _ = try CSVTable(contentsOfCSV: data) { Rational($0) }
    },
    Reader("mtx") { data in
      _ = try? MatrixMarket.texts(contentsOfMTX: data)
      let matrix = try MatrixMarket(contentsOfMTX: data)
      _ = try? matrix.expanded().triples()
      let again = try MatrixMarket(contentsOfMTX: matrix.mtxData())
      require(again.count == matrix.count && again.rows == matrix.rows, "a matrix written and read")
    },
    Reader("npy") { data in
      let array = try NPYArray(contentsOfNPY: data)
      _ = try? array.doubles()
      _ = try? array.integers()
      for type in NPYElementType.allCases { _ = try? array.converted(to: type) }
      require(try NPYArray(contentsOfNPY: array.npyData()) == array, "an array written and read")
    },
    Reader("npz") { data in
      let archive = try NPZArchive(data, sizeLimit: 1 << 22)
      _ = try? SparseArchive(archive)
      for name in archive.arrayNames { _ = try? archive.array(name) }
    },
    Reader("svm") { data in
      let points = try LIBSVM.points(data)
      require(points.offsets.last == points.values.count && points.offsets.count == points.labels.count + 1, "offsets")
    },
    Reader("gzip") { data in _ = try Gzip.expanded(data, limit: 1 << 22) },
    Reader("json") { data in try StrictJSON.check(data) },
  ]
}

/// Ends the program, which the fuzzer reports, if something does not hold.
func require(_ holds: Bool, _ what: String) { if !holds { preconditionFailure("\(what): not the same") } }

private let chosen = Reader.all.first { $0.name == ProcessInfo.processInfo.environment["READER"] }

/// What libFuzzer calls with the bytes that it tries.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  guard let chosen else {
    preconditionFailure("READER is one of \(Reader.all.map(\.name).joined(separator: ", "))")
  }
  try? chosen.read(start.map { Data(bytes: $0, count: count) } ?? Data())
  return 0
}
