import Evidence
import Exact
import FairClustering
import Formats
import Foundation
import FuzzedReading
import Models
import Privacy
import Splicing
import Text

/// The readers of lists of records, of tables of words and of exact numbers, and of tokenizers.
let readers: [FuzzedReader] = [
  FuzzedReader(
    "measurements",
    text: { text in
      let record = try RunRecord(parsing: text)
      return try RunRecord(parsing: record.encoded()) == record
    }),
  FuzzedReader("counterexample") { file in
    let written = try Counterexample(decoding: file).encoded()
    return try Counterexample(decoding: written).encoded() == written
  },
  FuzzedReader("corpus-record") { file in try isStable(file, as: CorpusRecord.self) },
  FuzzedReader("derivation") { file in
    // A problem and its derivation, a line each.
    let lines = file.split(separator: UInt8(ascii: "\n"), maxSplits: 1, omittingEmptySubsequences: false)
    guard lines.count == 2, try isStable(Data(lines[0]), as: SpliceProblemRecord.self),
      try isStable(Data(lines[1]), as: SpliceDerivationRecord.self)
    else { return lines.count < 2 }
    let problem: SpliceProblemRecord = try decodeJSONLine(Data(lines[0]), number: 1)
    let derivation: SpliceDerivationRecord = try decodeJSONLine(Data(lines[1]), number: 1)
    try derivation.verify(problem.problem())
    return true
  },
  FuzzedReader("ledger") { file in
    let ledger = try Ledger(parsing: file)
    return try Ledger(parsing: Data(ledger.text.utf8)) == ledger
  },
  FuzzedReader("exact-csv") { file in
    // The first byte chooses the options.
    guard let choice = file.first else { return true }
    let options = CSVOptions(
      header: choice & 1 == 0 ? .detected : .absent, separator: choice & 2 == 0 ? nil : .semicolon,
      missing: choice & 4 == 0 ? .refused : .dropsRow)
    let table = try CSVTable(contentsOfCSV: Data(file.dropFirst()), options: options) { Rational($0) }
    guard table.columns > 0, table.values.allSatisfy({ $0.numerator.bitWidth + $0.denominator.bitWidth < 10_000 })
    else { return true }
    let lines = (0..<table.rows).map { row in
      (0..<table.columns).map { "\(table.values[row * table.columns + $0])" }.joined(separator: ",")
    }
    let written = Data((lines.joined(separator: "\n") + "\n").utf8)
    let back = try CSVTable(
      contentsOfCSV: written, options: CSVOptions(header: .absent, separator: .comma)
    ) { Rational($0) }
    return back.values == table.values
  },
  FuzzedReader("word-csv") { file in
    guard let choice = file.first else { return true }
    let options = CSVOptions(
      header: choice & 1 == 0 ? .detected : .absent, separator: choice & 2 == 0 ? nil : .semicolon)
    let table = try ColoredTable(contentsOfCSV: Data(file.dropFirst()), options: options)
    return table.fields.count == table.rows * table.columns.count
  },
  FuzzedReader("tokenizer") { file in
    let path = FileManager.default.temporaryDirectory.path + "/tokenizer-\(getpid()).json"
    try file.write(to: URL(fileURLWithPath: path))
    defer { unlink(path) }
    let tokenizer = try ModelFolder.tokenizer(path)
    for text in ["", "A film of quiet charm.", "e\u{301} é \u{0} 🙂🙂 don't 1234  [MASK]<s>\n\n 汉字"] {
      for limit in [Int.max, tokenizer.ends] {
        let symbols = tokenizer.symbols(of: text, atMost: limit)
        guard symbols.count <= limit, symbols.allSatisfy({ 0..<tokenizer.symbolBound ~= $0 }) else { return false }
      }
    }
    return true
  },
]

/// Whether a record is the same after it is written and read again.
private func isStable<Record: Codable & Equatable>(_ line: Data, as type: Record.Type) throws -> Bool {
  let record: Record = try decodeJSONLine(line, number: 1)
  return try decodeJSONLine(Data(encodeJSONLine(record).utf8), number: 1) as Record == record
}
