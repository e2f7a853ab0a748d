import Foundation
import GRDB
import Text

/// Makes a ``CorpusIndex``, batch by batch; each batch stands in the file entirely or not at all, whenever the process is
/// killed.
///
///     var writer = try CorpusIndexWriter(at: "corpus.sqlite")
///     // Lines up to writer.state.lines are there already.
///     try writer.append(batch, state: state)
///     try writer.finish()
public struct CorpusIndexWriter {
  /// A line of a corpus.
  public enum Line: Sendable {
    /// A record.
    case record(CorpusRecord)
    /// Not a record.
    case refused(LineError)
    /// Nothing.
    case blank
  }

  /// How far the corpus was read with what stands in the file.
  public private(set) var state: CorpusIndex.State
  /// The file.
  public let index: CorpusIndex
  /// Its words, names and values.
  private var vocabulary: Corpus
  private var recordCount: Int

  /// Opens the file, or makes it if none exists.
  public init(at path: String) throws(IndexError) {
    index = try CorpusIndex(path: path, isNew: true)
    state = try index.state()
    vocabulary = try index.vocabulary()
    recordCount = try index.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM record") ?? 0 }
  }

  /// Adds lines.
  ///
  /// - Parameters:
  ///   - lines: the lines after those that are there.
  ///   - state: how far the corpus is read with them.
  /// - Throws: ``IndexError``; nothing of the batch stands in the file then, and the writer cannot go on.
  public mutating func append(_ lines: [Line], state: CorpusIndex.State) throws(IndexError) {
    let known = (words: vocabulary.words.count, names: vocabulary.names.count, values: vocabulary.values.count)
    var records: [(record: CodedRecord, id: TextToken?)] = []
    var refused: [LineError] = []
    for (offset, line) in lines.enumerated() {
      switch line {
      case .blank: continue
      case .refused(let error): refused.append(error)
      case .record(let record):
        do throws(CorpusError) { records.append((try vocabulary.code(record), record.id)) } catch {
          refused.append(
            LineError(
              line: self.state.lines + offset + 1, field: error == .noText ? "text" : nil, id: record.id,
              error: "\(error)"))
        }
      }
    }
    let (vocabulary, path, first) = (vocabulary, index.path, recordCount)
    do {
      try index.database.write { db in
        let word = try db.makeStatement(sql: "INSERT INTO word VALUES (?, ?)")
        for code in known.words..<vocabulary.words.count {
          try word.execute(arguments: [code, Self.value(vocabulary.words[Int32(code)])])
        }
        let name = try db.makeStatement(sql: "INSERT INTO name VALUES (?, ?)")
        for code in known.names..<vocabulary.names.count {
          try name.execute(arguments: [code, Self.value(.text(vocabulary.names[Int32(code)]))])
        }
        let value = try db.makeStatement(sql: "INSERT INTO value VALUES (?, ?)")
        for code in known.values..<vocabulary.values.count {
          try value.execute(arguments: [code, Self.blob(vocabulary.values[Int32(code)])])
        }
        let insertion = try db.makeStatement(sql: "INSERT INTO record VALUES (?, ?, ?, ?, ?)")
        for (offset, (record, id)) in records.enumerated() {
          try insertion.execute(
            arguments: [
              first + offset, id.map(Self.value) ?? .null, Self.blob(record.text), Self.blob(record.names),
              Self.blob(record.values),
            ])
        }
        for error in refused {
          try db.execute(
            sql: "INSERT INTO refused VALUES (?, ?)", arguments: [error.line, try encodeJSONLine(error)])
        }
        try Self.write(state, to: db)
      }
    } catch { throw CorpusIndex.indexError(error, path) }
    recordCount += records.count
    self.state = state
  }

  /// Marks the corpus as read to its end.
  public mutating func finish() throws(IndexError) {
    state.isComplete = true
    let state = state
    do { try index.database.write { db in try Self.write(state, to: db) } } catch {
      throw CorpusIndex.indexError(error, index.path)
    }
  }

  private static func write(_ state: CorpusIndex.State, to db: Database) throws {
    try db.execute(
      sql: "UPDATE state SET lines = ?, bytes = ?, fingerprint = ?, complete = ?",
      arguments: [
        state.lines, state.bytes, Int64(bitPattern: state.fingerprint.value), state.isComplete ? 1 : 0,
      ])
  }

  private static func value(_ token: TextToken) -> DatabaseValue {
    switch token {
    case .number(let number): number.databaseValue
    // SQLite's texts end at a zero byte.
    case .text(let text): text.utf8.contains(0) ? Data(text.utf8).databaseValue : text.databaseValue
    }
  }

  private static func blob(_ codes: [Int32]) -> Data {
    var data = Data(capacity: 4 * codes.count)
    for code in codes { withUnsafeBytes(of: code.littleEndian) { data.append(contentsOf: $0) } }
    return data
  }
}
