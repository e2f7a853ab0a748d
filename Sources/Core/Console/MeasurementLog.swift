import Evidence
import Foundation

/// The measurements of a run that is not finished, a line each in a file beside the one that is to be written.
struct MeasurementLog {
  /// The file.
  let path: String
  private let file: FileHandle

  /// Begins the file with what is known already; nil where the output is no plain file, beside which nothing belongs.
  ///
  /// - Throws: ``CommandError`` if it cannot be written.
  init?(_ header: RunRecord.Header, _ known: [RunRecord.Measurement], beside output: String) throws {
    guard output != "-", (try? isPlainFileOrMissing(output)) == true else { return nil }
    path = output + ".part"
    try writeFile(path, try RunRecord(header: header, measurements: known).encoded())
    do {
      file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
      try file.seekToEnd()
    } catch { throw CommandError("cannot write \(path): \(systemReason(error))") }
  }

  /// Appends a line, in one write.
  func append(_ measurement: RunRecord.Measurement) throws {
    do { try file.write(contentsOf: Data((try RunRecord.line(measurement) + "\n").utf8)) } catch {
      throw CommandError("cannot write \(path): \(systemReason(error))")
    }
  }

  /// Removes the file, once all of it stands elsewhere.
  func remove() { unlink(path) }

  /// The measurements that were made before: those of the file that is to be written, and those beside it. A line at the end that was
  /// cut off is left out.
  ///
  /// - Throws: ``CommandError`` for a file that is of another run, or none.
  static func measurements(of header: RunRecord.Header, in output: String) throws -> [RunRecord.Measurement] {
    var known: [RunRecord.Measurement] = []
    for path in [output, output + ".part"] where FileManager.default.fileExists(atPath: path) {
      var text = String(decoding: try readFile(path, isInput: false), as: UTF8.self)
      if let end = text.lastIndex(of: "\n"), path != output { text = String(text[...end]) }
      let record = try inFile(path) { try RunRecord(parsing: text) }
      guard record.header == header else {
        throw CommandError(
          "\(path) is of another run (\(record.header.workload), seed \(record.header.seed), version \(record.header.tightbound)), "
            + "which this one cannot go on with; name another output")
      }
      for measurement in record.measurements {
        known.removeAll { ($0.series, $0.size) == (measurement.series, measurement.size) }
        known.append(measurement)
      }
    }
    return known
  }
}
