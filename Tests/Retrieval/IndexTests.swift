import Foundation
import GRDB
import Randomness
import Retrieval
import Splicing
import Testing
import Text

@Suite("A corpus on disk")
struct IndexTests {
  /// A file that is removed in the end.
  final class Place {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).sqlite").path
    deinit { for end in ["", "-journal"] { try? FileManager.default.removeItem(atPath: path + end) } }
  }

  static func records(_ count: Int) -> [CorpusRecord] {
    var stream = RandomStream(seed: 6).child("index")
    var records = (0..<count).map { stream.smallRecord($0 % 3 == 0 ? nil : .number($0)) }
    // Words that databases and files take badly.
    records.append(
      CorpusRecord(
        id: .text("a\u{0}b"), fields: [.init(name: "n\u{0}", value: [.text("\u{0}"), .text("é 😀'\"\n")])],
        text: [.text("a\u{0}"), .text("a"), .text(""), .text("7"), .number(7), .number(.min), .number(.max)]))
    return records
  }

  /// Everything at once; a state that only the writer looks at.
  static func index(_ records: [CorpusRecord], at path: String, batch: Int = 7, finish: Bool = true) throws {
    var writer = try CorpusIndexWriter(at: path)
    var rest = records[min(writer.state.lines, records.count)...]
    while !rest.isEmpty {
      var state = writer.state
      state.lines += rest.prefix(batch).count
      try writer.append(rest.prefix(batch).map { .record($0) }, state: state)
      rest = rest.dropFirst(batch)
    }
    if finish { try writer.finish() }
  }

  @Test("What was written is read, in parts and after closing the file")
  func roundTrip() throws {
    let (place, records) = (Place(), Self.records(50))
    try Self.index(Array(records.prefix(20)), at: place.path, finish: false)
    #expect(throws: IndexError.unfinished(path: place.path, lines: 20)) { try CorpusIndex(at: place.path).corpus() }
    try Self.index(records, at: place.path)
    let index = try CorpusIndex(at: place.path)
    let corpus = try index.corpus()
    #expect((0..<corpus.count).map { corpus[$0] } == records)
    #expect(try index.refusedLines().isEmpty && index.state().lines == records.count)
    // It grows at its end.
    let more = records + [CorpusRecord(id: .text("new"), fields: [], text: [.text("new"), .text("a")])]
    try Self.index(more, at: place.path)
    let grown = try index.corpus()
    #expect((0..<grown.count).map { grown[$0] } == more)
  }

  @Test("Lines that are no records are remembered with their numbers")
  func refused() throws {
    let place = Place()
    var writer = try CorpusIndexWriter(at: place.path)
    var state = writer.state
    state.lines = 4
    try writer.append(
      [
        .record(CorpusRecord(fields: [], text: [.text("a")])), .refused(LineError(line: 2, error: "bad")), .blank,
        .record(CorpusRecord(id: .number(3), fields: [], text: nil)),
      ], state: state)
    try writer.finish()
    let refused = try writer.index.refusedLines()
    #expect(refused.map(\.line) == [2, 4] && refused[0].error == "bad" && refused[1].field == "text")
    #expect(try writer.index.corpus().count == 1)
  }

  @Test("Lines come in batches of any size, and another corpus is noticed")
  func lines() throws {
    let place = Place()
    let folder = FileManager.default.temporaryDirectory
    var stream = RandomStream(seed: 6).child("lines")
    for trial in 0..<40 {
      let parts = (0..<stream.uniform(in: 0...12)).map { _ in
        String(repeating: "x", count: stream.uniform(in: 0...20))
      }
      let text = parts.joined(separator: "\n") + (trial % 2 == 0 && !parts.isEmpty ? "\n" : "")
      let path = folder.appendingPathComponent("\(UUID().uuidString).txt")
      defer { try? FileManager.default.removeItem(at: path) }
      try Data(text.utf8).write(to: path)
      var lines = CorpusLines(try FileHandle(forReadingFrom: path))
      var found: [String] = []
      let (batch, chunk) = (stream.uniform(in: 1...4), stream.uniform(in: 1...30))
      while case let next = try lines.next(batch, chunk: chunk), !next.isEmpty {
        #expect(next.count <= batch)
        found += next.map { String(decoding: $0, as: UTF8.self) }
      }
      // The last line has an end or not; an empty one without an end is none.
      var expected = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      if expected.last == "" { expected.removeLast() }
      #expect(found == expected && lines.state.lines == expected.count && lines.state.bytes == text.utf8.count)
    }
    let path = folder.appendingPathComponent("\(UUID().uuidString).txt")
    defer { try? FileManager.default.removeItem(at: path) }
    try Data("one\ntwo\n".utf8).write(to: path)
    var first = CorpusLines(try FileHandle(forReadingFrom: path))
    _ = try first.next(1)
    let writer = try CorpusIndexWriter(at: place.path)
    var same = CorpusLines(try FileHandle(forReadingFrom: path))
    try same.skip(to: first.state, of: writer.index)
    #expect(try same.next(9) == [Data("two".utf8)])
    try Data("onE\ntwo\n".utf8).write(to: path)
    var other = CorpusLines(try FileHandle(forReadingFrom: path))
    #expect(throws: IndexError.otherCorpus(path: place.path, line: 1)) {
      try other.skip(to: first.state, of: writer.index)
    }
    try Data().write(to: path)
    var empty = CorpusLines(try FileHandle(forReadingFrom: path))
    #expect(throws: IndexError.otherCorpus(path: place.path, line: 1)) {
      try empty.skip(to: first.state, of: writer.index)
    }
  }

  @Test("Files that are no index, and damaged ones, are refused")
  func hostile() throws {
    let place = Place()
    #expect(throws: IndexError.unusable(path: place.path, reason: "there is no such file")) {
      try CorpusIndex(at: place.path)
    }
    try Data(String(repeating: "no database ", count: 100).utf8).write(to: URL(fileURLWithPath: place.path))
    #expect(throws: IndexError.notAnIndex(path: place.path)) { try CorpusIndex(at: place.path) }
    #expect(throws: IndexError.notAnIndex(path: place.path)) { try CorpusIndexWriter(at: place.path) }
    let other = Place()
    try DatabaseQueue(path: other.path).write { try $0.execute(sql: "CREATE TABLE word(x)") }
    #expect(throws: IndexError.notAnIndex(path: other.path)) { try CorpusIndex(at: other.path) }
    #expect(throws: IndexError.notAnIndex(path: other.path)) { try CorpusIndexWriter(at: other.path) }
    for damage in [
      "DELETE FROM word WHERE code = 1", "UPDATE word SET word = 1.5 WHERE code = 0", "DELETE FROM state",
      "UPDATE word SET code = code + 1000", "UPDATE record SET text = x'FFFFFF7F' WHERE position = 3",
      "UPDATE record SET text = x'010203' WHERE position = 3", "UPDATE record SET text = 'words' WHERE position = 3",
      "UPDATE record SET names = x'00000000' WHERE position = 4", "DELETE FROM record WHERE position = 2",
      "UPDATE value SET words = x'FFFFFFFF'", "UPDATE state SET lines = 'many'", "UPDATE state SET bytes = -1",
      "DROP TABLE record", "UPDATE record SET id = 1.5", "UPDATE name SET name = 7", "UPDATE state SET complete = 'x'",
    ] {
      let damaged = Place()
      try Self.index(Self.records(20), at: damaged.path)
      try DatabaseQueue(path: damaged.path).write { try $0.execute(sql: damage) }
      #expect(throws: IndexError.self, "\(damage)") { try CorpusIndex(at: damaged.path).corpus() }
    }
    // Bytes of a page overwritten.
    let broken = Place()
    try Self.index(Self.records(200), at: broken.path)
    var bytes = try Data(contentsOf: URL(fileURLWithPath: broken.path))
    for place in stride(from: 4096, to: bytes.count, by: 3) { bytes[place] = 0xA5 }
    try bytes.write(to: URL(fileURLWithPath: broken.path))
    #expect(throws: IndexError.self) { try CorpusIndex(at: broken.path).corpus() }
  }
}
