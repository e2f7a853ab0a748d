import Foundation

/// What came of one fault.
struct Verdict: Codable, Sendable {
  var fault: Fault
  /// What `tightbound check` noticed; nil if nothing.
  var check: String?
  /// What the module's tests noticed; nil if nothing, or if they were not asked because `check` noticed already.
  var tests: String?
  /// How many claims and tests pass the place. A fault that none passes is not run.
  var reachedBy: Int

  var isNoticed: Bool { check != nil || tests != nil }
}

/// The verdicts, a line of JSON each; what is in the file is not run again.
struct Results {
  let file: URL
  private(set) var verdicts: [FaultKey: Verdict] = [:]

  /// - Parameter again: forget the faults that nothing noticed, to ask claims and tests anew.
  init(file: URL, again: Bool) throws {
    self.file = file
    guard FileManager.default.fileExists(atPath: file.path) else { return }
    let text = try String(contentsOf: file, encoding: .utf8)
    for (index, line) in text.split(separator: "\n").enumerated() {
      do {
        let verdict = try JSONDecoder().decode(Verdict.self, from: Data(line.utf8))
        verdicts[verdict.fault.key] = verdict
      } catch {
        // A run that was ended may have left half a line; it is only ever the last.
        note("\(file.path), line \(index + 1) is no verdict and is left out")
      }
    }
    if again { verdicts = verdicts.filter { $0.value.isNoticed } }
  }

  mutating func append(_ verdict: Verdict) throws {
    verdicts[verdict.fault.key] = verdict
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    if !FileManager.default.fileExists(atPath: file.path) {
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data().write(to: file)
    }
    let handle = try FileHandle(forWritingTo: file)
    defer { try? handle.close() }
    try handle.seekToEnd()
    try handle.write(contentsOf: try encoder.encode(verdict) + Data("\n".utf8))
  }
}

/// A fault that changes nothing that the module promises, and why.
struct Equivalent: Codable {
  var key: FaultKey
  var why: String

  /// Reads the committed list, a line of JSON each.
  static func read(_ file: URL) throws -> [FaultKey: Equivalent] {
    guard FileManager.default.fileExists(atPath: file.path) else { return [:] }
    var list: [FaultKey: Equivalent] = [:]
    for (index, line) in try String(contentsOf: file, encoding: .utf8).split(separator: "\n").enumerated() {
      do {
        let entry = try JSONDecoder().decode(Equivalent.self, from: Data(line.utf8))
        list[entry.key] = entry
      } catch { throw MutationError("\(file.path), line \(index + 1): \(error)") }
    }
    return list
  }
}
