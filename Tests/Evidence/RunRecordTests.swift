import Evidence
import Exact
import Randomness
import Testing

/// A workload that counts what it draws: sums of squares of random numbers below its size.
private let squares = Workload(
  id: "squares/random", summary: "sums of squares", parameter: "n", sizes: [1, 2, 4],
  growth: [Workload.Growth("sum", "n^3", "a bound, for ⟨x, x⟩"), Workload.Growth("seconds", "n", "one step each")],
  prepare: { size, stream in
    let values: [Integer] = (0..<size).map { _ in Integer(stream.uniform(in: 0...size)) }
    return Workload.Instance(sizes: ["n": Integer(size), "big": Integer(10).power(30)]) {
      [Workload.Count("sum", values.reduce(0) { $0 + $1 * $1 }), Workload.Count("steps", Integer(size))]
    }
  })

private struct Broken: Error {}

@Suite("Measured runs")
struct RunRecordTests {
  private func run(_ shard: Workload.Shard = .all, seed: UInt64 = 7, timed: Bool = false) throws -> RunRecord {
    try squares.measure(sizes: [1, 2, 4, 8, 16], series: 3, seed: seed, timed: timed, shard: shard)
  }

  @Test("A run has one measurement for each size and series, in order, and says what it is")
  func whole() throws {
    let record = try run()
    #expect(record.header.workload == "squares/random" && record.header.parameter == "n" && record.header.seed == 7)
    #expect(record.header.tightbound == tightboundVersion && record.header.growth == squares.growth)
    #expect(record.measurements.map(\.size) == [1, 2, 4, 8, 16, 1, 2, 4, 8, 16, 1, 2, 4, 8, 16])
    #expect(record.measurements.map(\.series) == [0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2])
    #expect(record.quantities == ["sum", "steps"])
    let last = try #require(record.measurements.last)
    #expect(last.value(of: "steps") == 16 && last.value(of: "seconds") == nil && last.value(of: "nothing") == nil)
    #expect(last.sizes["big"] == Integer(10).power(30))
    // Different series hold different instances.
    #expect(Set(record.measurements.filter { $0.size == 16 }.map(\.counts)).count == 3)
  }

  @Test("The same seed gives the same bytes, another seed others")
  func deterministic() throws {
    #expect(try run().encoded() == run().encoded())
    #expect(try run().encoded() != run(seed: 8).encoded())
  }

  @Test("A record is read back as it was written, timed or not", arguments: [false, true])
  func roundTrip(timed: Bool) throws {
    let record = try squares.measure(sizes: [1, 300], series: 1, seed: .max, timed: timed)
    let text = try record.encoded()
    #expect(text.split(separator: "\n").count == 3 && text.hasSuffix("\n"))
    #expect(try RunRecord(parsing: text) == record)
    #expect(try RunRecord(parsing: text.replacing("\n", with: "\r\n")) == record)
    #expect(try RunRecord(parsing: text + "\n\n") == record)
    #expect(record.quantities == (timed ? ["sum", "steps", "seconds"] : ["sum", "steps"]))
    for measurement in record.measurements {
      #expect((measurement.seconds != nil) == timed && (measurement.repetitions != nil) == timed)
      if let seconds = measurement.seconds, let repetitions = measurement.repetitions {
        #expect(seconds >= 0 && (3...1000).contains(repetitions))
      }
    }
  }

  @Test("Texts with other line separators in them stay whole")
  func separators() throws {
    let odd = Workload(
      id: "a\u{2028}b\u{85}c\u{B}d\r\ne\n", summary: "", parameter: "n", sizes: [],
      growth: [Workload.Growth("x", "n", "first\u{2029}second")]
    ) { _, _ in Workload.Instance(sizes: ["a\u{2028}": 1]) { [] } }
    let record = try odd.measure(sizes: [1], series: 1, seed: 0, timed: false)
    #expect(try RunRecord(parsing: record.encoded()) == record)
  }

  @Test("Shards, one file after the other, are the whole run", arguments: [1, 2, 3, 4, 15, 40])
  func shards(count: Int) throws {
    let whole = try run()
    let shards = try (0..<count).map { index in try run(Workload.Shard(index, of: count)) }
    #expect(shards.map(\.measurements.count).reduce(0, +) == 15)
    // As even as can be.
    let sizes = shards.map(\.measurements.count)
    #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1)
    let joined = try RunRecord(parsing: try shards.map { shard in try shard.encoded() }.joined())
    #expect(joined.header == whole.header)
    let sorted = joined.measurements.sorted { a, b in (a.series, a.size) < (b.series, b.size) }
    #expect(sorted == whole.measurements)
  }

  @Test("Progress counts up to the shard's share")
  func progress() throws {
    var told: [[Int]] = []
    _ = try squares.measure(
      sizes: [1, 2, 3], series: 2, seed: 1, timed: false, shard: Workload.Shard(1, of: 4),
      progress: { done, total in told.append([done, total]) })
    #expect(told == [[1, 2], [2, 2]])
  }

  @Test("Errors of the workload come through")
  func throwing() {
    let broken = Workload(id: "broken", summary: "", parameter: "n", sizes: [1], growth: []) { size, _ in
      if size == 2 { throw Broken() }
      return Workload.Instance(sizes: [:]) { throw Broken() }
    }
    #expect(throws: Broken.self) { try broken.measure(sizes: [1], series: 1, seed: 1) }
    #expect(throws: Broken.self) { try broken.measure(sizes: [2], series: 1, seed: 1, timed: false) }
  }

  @Test("Two workloads or two seeds in one file are refused, at the line where the second starts")
  func mixed() throws {
    let text = try run().encoded()
    let other = try run(seed: 8).encoded()
    #expect(throws: RunRecordError.mixed(line: 17, "squares/random seed 7", "squares/random seed 8")) {
      try RunRecord(parsing: text + other)
    }
    let renamed = text.replacing("squares/random", with: "cubes")
    #expect(throws: RunRecordError.mixed(line: 17, "squares/random seed 7", "cubes seed 7")) {
      try RunRecord(parsing: text + renamed)
    }
  }

  @Test("A file without its header is refused")
  func noHeader() throws {
    let text = try run().encoded()
    let lines = text.split(separator: "\n").map(String.init)
    for text in [
      "", "\n\n", "rubbish", "{}", "[]", lines.dropFirst().joined(separator: "\n"), "\u{FEFF}x" + text, "0\n" + text,
      String(repeating: "[", count: 100_000),
      text.replacing("\"workload\"", with: "\"work\""), text.replacing("\"seed\":7", with: "\"seed\":-7"),
    ] {
      #expect(throws: RunRecordError.noHeader, "\(text.prefix(40))") { try RunRecord(parsing: text) }
    }
  }

  @Test("Rubbish among the measurements is refused, and the line is named")
  func malformed() throws {
    let lines = try run().encoded().split(separator: "\n").map(String.init)
    for rubbish in [
      "rubbish", "{}", "[]", "null", "{", "\u{0}", "{\"size\":1e999999999}", String(lines[3].dropLast()),
      String(lines[3].prefix(20)), String(lines[0].dropLast(3)),
      lines[3].replacing("\"size\":4", with: "\"size\":\"4\""),
      lines[3].replacing("\"size\":4", with: "\"size\":4.5"),
      lines[3].replacing("\"size\":4", with: "\"size\":99999999999999999999"),
      lines[3].replacing("\"value\"", with: "\"valu\""), String(repeating: "[", count: 100_000),
    ] {
      var broken = lines
      broken[3] = rubbish
      let error = #expect(throws: RunRecordError.self, "\(rubbish.prefix(60))") {
        try RunRecord(parsing: broken.joined(separator: "\n"))
      }
      guard case .malformed(line: 4, _) = error else {
        Issue.record("\(String(describing: error)) does not name line 4")
        continue
      }
      #expect(error?.description.hasPrefix("line 4 ") == true)
      // Empty lines do not shift the count.
      let spaced = #expect(throws: RunRecordError.self) {
        try RunRecord(parsing: "\n\n" + broken.joined(separator: "\r\n"))
      }
      #expect(spaced?.description.hasPrefix("line 6 ") == true)
    }
  }

  @Test("A file cut off anywhere is refused, unless it was cut between lines")
  func truncated() throws {
    let record = try squares.measure(sizes: [1, 2], series: 1, seed: 1, timed: false)
    let text = try record.encoded()
    for length in 0..<text.count {
      do throws(RunRecordError) {
        let read = try RunRecord(parsing: String(text.prefix(length)))
        #expect(read.header == record.header)
        #expect(record.measurements.starts(with: read.measurements))
        let cut = text.prefix(length)
        #expect(cut.last == "\n" || text.dropFirst(length).first == "\n")
      } catch {
        #expect(!error.description.isEmpty)
      }
    }
  }
}
