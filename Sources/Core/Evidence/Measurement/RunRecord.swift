import Exact
import Foundation
import Randomness

/// A measured run: a header and one line per measurement, as JSON Lines.
public struct RunRecord: Sendable, Equatable {
  /// What was measured, by which version, from which seed.
  public struct Header: Codable, Sendable, Equatable {
    /// The version of Tightbound.
    public var tightbound: String
    /// The workload's id.
    public var workload: String
    /// The name of the growing parameter.
    public var parameter: String
    /// The seed of all instances.
    public var seed: UInt64
    /// What theory says of each count.
    public var growth: [Workload.Growth]
  }

  /// One run of the algorithm on one instance.
  public struct Measurement: Codable, Sendable, Equatable {
    /// The value of the parameter.
    public var size: Int
    /// The series: instances of different series are independent.
    public var series: Int
    /// The instance's measured sizes by name.
    public var sizes: [String: Integer]
    /// The operations counted.
    public var counts: [Workload.Count]
    /// The median wall time of the repetitions; absent when only operations were counted.
    public var seconds: Double?
    /// How often the run was repeated for its time.
    public var repetitions: Int?

    /// The count of the given name, or the time for `seconds`.
    public func value(of count: String) -> Double? {
      count == "seconds" ? seconds : counts.first { $0.name == count }.map { Double($0.value) }
    }
  }

  /// What was measured.
  public var header: Header
  /// The measurements, in the order in which they were made.
  public var measurements: [Measurement]

  /// The names of what was measured: the counts, and `seconds` where it was timed.
  public var quantities: [String] {
    var names: [String] = []
    for measurement in measurements {
      for count in measurement.counts where !names.contains(count.name) { names.append(count.name) }
    }
    return names + (measurements.contains { $0.seconds != nil } ? ["seconds"] : [])
  }

  /// The text: a line of JSON each.
  public func encoded() throws -> String {
    try ([Self.line(header)] + measurements.map(Self.line)).joined(separator: "\n") + "\n"
  }

  /// A header or a measurement as a line of the text.
  public static func line(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  /// A record of the given measurements.
  public init(header: Header, measurements: [Measurement]) {
    (self.header, self.measurements) = (header, measurements)
  }

  /// Reads one or more runs of the same workload, one after the other (shards of one run, say).
  /// - Throws: ``RunRecordError`` that names the line.
  public init(parsing text: String) throws(RunRecordError) {
    var header: Header?
    var measurements: [Measurement] = []
    let decoder = JSONDecoder()
    // Not at every newline of Unicode: JSON may have U+2028 and the like within its strings.
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: { $0 == "\n" || $0 == "\r\n" })
    for (index, line) in lines.enumerated() where !line.isEmpty {
      let data = Data(line.utf8)
      if let next = try? decoder.decode(Header.self, from: data) {
        if let header, (header.workload, header.seed) != (next.workload, next.seed) {
          throw .mixed(line: index + 1, "\(header.workload) seed \(header.seed)", "\(next.workload) seed \(next.seed)")
        }
        header = next
        continue
      }
      guard header != nil else { throw .noHeader }
      do { measurements.append(try decoder.decode(Measurement.self, from: data)) } catch {
        throw .malformed(line: index + 1, String(describing: error))
      }
    }
    guard let header else { throw .noHeader }
    self.init(header: header, measurements: measurements)
  }
}

/// What can be wrong with a file of measurements.
public enum RunRecordError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file does not start with the header of a measured run.
  case noHeader
  /// The line, counted from 1, is not a measurement, for the reason given.
  case malformed(line: Int, String)
  /// The line, counted from 1, is the header of another run than the file is about; both are described.
  case mixed(line: Int, String, String)

  public var description: String {
    switch self {
    case .noHeader: "the file does not start with the header of a measured run"
    case .malformed(let line, let why): "line \(line) is not a measurement: \(why)"
    case .mixed(let line, let first, let second): "line \(line) starts \(second), but the file is about \(first)"
    }
  }
}
