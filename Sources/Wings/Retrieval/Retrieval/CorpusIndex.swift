import Foundation
import GRDB
import Text

/// A corpus on disk, in codes: an SQLite file that is made once and read in a fraction of the time that its text takes.
///
///     let index = try CorpusIndex(at: "corpus.sqlite")
///     let retriever = Retriever(try index.corpus(), method: .fields())
///
/// The tables are `word(code, word)`, `name(code, name)` and `value(code, words)`, where a word is a text or an integer,
/// `record(position, id, text, names, fieldValues)` with codes as little-endian 32-bit integers, `refused(line, error)` with the lines
/// that are not records, and `state` with how far the corpus has been read. ``CorpusIndexWriter`` makes it, and goes on where a
/// killed process stopped.
public struct CorpusIndex: Sendable {
  let path: String
  let database: DatabaseQueue

  /// "TbIx", which SQLite keeps in a file's head.
  static let applicationID = 0x5462_4978
  static let version = 1

  /// How far a corpus has been read.
  public struct State: Hashable, Sendable {
    /// Lines read, blank and refused ones included.
    public var lines = 0
    /// Bytes of those lines.
    public var bytes = 0
    /// Of those bytes, so that another corpus is noticed.
    public var fingerprint = Fingerprint()
    /// Whether that was the whole corpus.
    public var isComplete = false
  }

  /// Opens an index that exists.
  ///
  /// - Throws: ``IndexError/unusable(path:reason:)`` or ``IndexError/notAnIndex(path:)``.
  public init(at path: String) throws(IndexError) {
    guard FileManager.default.fileExists(atPath: path) else {
      throw .unusable(path: path, reason: "there is no such file")
    }
    try self.init(path: path, isNew: false)
  }

  init(path: String, isNew: Bool) throws(IndexError) {
    self.path = path
    do {
      database = try DatabaseQueue(path: path)
      let identity = try database.read { db in
        (try Int.fetchOne(db, sql: "PRAGMA application_id"), try Int.fetchOne(db, sql: "PRAGMA user_version"))
      }
      if isNew, identity == (0, 0) {
        try database.write { db in
          let isEmpty = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") == 0
          guard isEmpty else { throw IndexError.notAnIndex(path: path) }
          try db.execute(sql: Self.schema)
        }
      } else if identity != (Self.applicationID, Self.version) {
        throw IndexError.notAnIndex(path: path)
      }
    } catch { throw Self.indexError(error, path) }
  }

  private static let schema = """
    CREATE TABLE word(code INTEGER PRIMARY KEY, word NOT NULL);
    CREATE TABLE name(code INTEGER PRIMARY KEY, name NOT NULL);
    CREATE TABLE value(code INTEGER PRIMARY KEY, words BLOB NOT NULL);
    CREATE TABLE record(
      position INTEGER PRIMARY KEY, id, text BLOB NOT NULL, names BLOB NOT NULL, fieldValues BLOB NOT NULL);
    CREATE TABLE refused(line INTEGER PRIMARY KEY, error TEXT NOT NULL);
    CREATE TABLE state(lines INTEGER NOT NULL, bytes INTEGER NOT NULL, fingerprint INTEGER NOT NULL, complete INTEGER NOT NULL);
    INSERT INTO state VALUES (0, 0, 0, 0);
    PRAGMA application_id = \(applicationID);
    PRAGMA user_version = \(version);
    """

  static func indexError(_ error: any Error, _ path: String) -> IndexError {
    if let error = error as? IndexError { return error }
    if let error = error as? DatabaseError {
      if error.resultCode == .SQLITE_NOTADB { return .notAnIndex(path: path) }
      if error.resultCode == .SQLITE_CORRUPT { return .damaged(path: path, reason: error.message ?? "unreadable") }
      return .unusable(path: path, reason: error.message ?? "\(error)")
    }
    return .unusable(path: path, reason: "\(error)")
  }

  func read<Value>(_ body: (Database) throws -> Value) throws(IndexError) -> Value {
    do { return try database.read(body) } catch { throw Self.indexError(error, path) }
  }

  /// How far the corpus has been read.
  public func state() throws(IndexError) -> State {
    try read { db in
      // GRDB traps where a column is not what is asked for, and any file may come; so values are looked at first.
      guard let row = try Row.fetchOne(db, sql: "SELECT lines, bytes, fingerprint, complete FROM state"),
        let lines = integer(row["lines"]), let bytes = integer(row["bytes"]), lines >= 0, bytes >= 0,
        let fingerprint = integer(row["fingerprint"]), let complete = integer(row["complete"])
      else { throw damage("it does not say how much was read") }
      return State(
        lines: lines, bytes: bytes, fingerprint: Fingerprint(UInt64(bitPattern: Int64(fingerprint))),
        isComplete: complete == 1)
    }
  }

  /// The lines that are not records, with what is wrong with them.
  public func refusedLines() throws(IndexError) -> [LineError] {
    try read { db in
      try DatabaseValue.fetchAll(db, sql: "SELECT error FROM refused ORDER BY line").map { value in
        guard case .string(let text) = value.storage,
          let error = try? JSONDecoder().decode(LineError.self, from: Data(text.utf8))
        else { throw damage("an error of a line is unreadable") }
        return error
      }
    }
  }

  /// The corpus.
  ///
  /// - Throws: ``IndexError/unfinished(path:lines:)``, and the errors of a damaged file.
  /// - Complexity: O(words).
  public func corpus() throws(IndexError) -> Corpus {
    let state = try state()
    guard state.isComplete else { throw .unfinished(path: path, lines: state.lines) }
    var corpus = try vocabulary()
    let limits = (words: corpus.words.count, names: corpus.names.count, values: corpus.values.count)
    try read { db in
      let rows = try Row.fetchCursor(
        db, sql: "SELECT position, id, text, names, fieldValues FROM record ORDER BY position")
      while let row = try rows.next() {
        guard integer(row["position"]) == corpus.count else { throw damage("record \(corpus.count) is missing") }
        let record = CodedRecord(
          text: try codes(row["text"], below: limits.words), names: try codes(row["names"], below: limits.names),
          values: try codes(row["fieldValues"], below: limits.values))
        guard record.names.count == record.values.count else { throw damage("a field has no value") }
        let id: DatabaseValue = row["id"]
        corpus.append(record, id: id.isNull ? nil : try token(id))
      }
    }
    return corpus
  }

  /// A corpus without records that knows the words, names and values.
  func vocabulary() throws(IndexError) -> Corpus {
    try read { db in
      var corpus = Corpus()
      let words = try Row.fetchCursor(db, sql: "SELECT code, word FROM word ORDER BY code")
      while let row = try words.next() {
        let code = corpus.words.code(try token(row["word"]))
        guard integer(row["code"]) == Int(code) else { throw damage("a word is missing") }
      }
      let names = try Row.fetchCursor(db, sql: "SELECT code, name FROM name ORDER BY code")
      while let row = try names.next() {
        let name = try text(row["name"])
        let code = corpus.names.code(name)
        guard integer(row["code"]) == Int(code) else { throw damage("a name is missing") }
      }
      let values = try Row.fetchCursor(db, sql: "SELECT code, words FROM value ORDER BY code")
      while let row = try values.next() {
        let value = try codes(row["words"], below: corpus.words.count)
        let code = corpus.values.code(value)
        guard integer(row["code"]) == Int(code) else { throw damage("a value is missing") }
      }
      return corpus
    }
  }

  private func damage(_ reason: String) -> IndexError { .damaged(path: path, reason: reason) }

  private func integer(_ value: DatabaseValue) -> Int? { Int.fromDatabaseValue(value) }

  private func text(_ value: DatabaseValue) throws(IndexError) -> String {
    switch try token(value) {
    case .text(let text): return text
    case .number: throw damage("a name is a number")
    }
  }

  private func token(_ value: DatabaseValue) throws(IndexError) -> TextToken {
    switch value.storage {
    case .int64(let number): .number(Int(number))
    case .string(let text): .text(text)
    case .blob(let data): .text(String(decoding: data, as: UTF8.self))
    default: throw damage("a word is neither a text nor an integer")
    }
  }

  private func codes(_ value: DatabaseValue, below limit: Int) throws(IndexError) -> [Int32] {
    let codes: [Int32]
    switch value.storage {
    // An empty blob may come back as one of no bytes or as null.
    case .null: codes = []
    case .blob(let data) where data.count % 4 == 0:
      codes = data.withUnsafeBytes { bytes in
        (0..<(data.count / 4)).map {
          Int32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4 * $0, as: Int32.self))
        }
      }
    default: throw damage("a list of codes is not one")
    }
    guard codes.allSatisfy({ 0 <= $0 && $0 < limit }) else { throw damage("a code has no meaning") }
    return codes
  }
}

/// A number that differs for different bytes, unless by chance of 2⁻⁶⁴ or malice: FNV-1a.
public struct Fingerprint: Hashable, Sendable {
  private(set) var value: UInt64

  /// That of no bytes.
  public init() { value = 0xCBF2_9CE4_8422_2325 }
  init(_ value: UInt64) { self.value = value == 0 ? Fingerprint().value : value }

  /// Of the bytes so far and these.
  public mutating func update(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }
  }
}
