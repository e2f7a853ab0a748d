import ArgumentParser
import Exact
import Foundation
import Problems

/// A number of bytes as it is written on the command line: 1500000, 1.5M, 8G.
struct ByteCount: ExpressibleByArgument, Sendable {
  /// The bytes, at least 1.
  let bytes: Integer

  init?(argument: String) {
    var text = argument.uppercased()
    if text.hasSuffix("B") { text.removeLast() }
    let units: [Character: Integer] = ["K": 1_000, "M": 1_000_000, "G": 1_000_000_000, "T": 1_000_000_000_000]
    let unit = text.last.flatMap { units[$0] }
    if unit != nil { text.removeLast() }
    guard text.utf8.count <= 40, text.utf8.allSatisfy({ 48...57 ~= $0 || $0 == 46 }),
      let value = try? Rational(parsing: text)
    else { return nil }
    bytes = (value * Rational(unit ?? 1, 1)).floor()
    guard bytes >= 1 else { return nil }
  }

  init(_ bytes: Integer) { self.bytes = bytes }

  /// In the largest unit that leaves at least 1 in front: `1.2 GB`.
  var text: String {
    var (value, unit) = (Double(bytes), "bytes")
    for next in ["kB", "MB", "GB", "TB", "PB", "EB"] where value >= 999.5 { (value, unit) = (value / 1000, next) }
    if value >= 999.5 { return "over 1000 EB" }
    return unit == "bytes" ? "\(bytes) bytes" : String(format: value < 9.95 ? "%.1f %@" : "%.0f %@", value, unit)
  }
}

/// The option of commands whose output or memory may outgrow the machine.
package struct SizeLimit: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The most bytes to write, and to hold in memory, such as 500M or 8G. Default: what is free of the disk and of memory.",
      valueName: "bytes"))
  var limit: ByteCount?

  /// The option, not given.
  package init() {}

  /// How many bytes of memory each of several workers may hold: its share of what was given, or else of what is free.
  package func memory(sharedBy workers: Int) -> Int {
    (limit?.bytes.asInt ?? Self.freeMemory) / max(workers, 1)
  }

  /// How many bytes of memory are free.
  package static var freeMemory: Int { Machine.freeMemory?.asInt ?? memoryLimit }

  /// From here on a size is told before the work.
  private static let large: Integer = 100_000_000

  /// Says how much a route is going to write and to hold if that is much, and refuses what is beyond the limit.
  ///
  /// - Parameters:
  ///   - route: The reductions, with the choices that were made.
  ///   - choices: Those choices.
  ///   - source: The size of the instance that is reduced.
  ///   - path: Where the target is written; nil if it is not written.
  /// - Throws: ``CommandError`` with what it would take, the limit, and the option that would do.
  func require(
    _ route: [any Reduction], _ choices: Choices, of source: SizeParameters, writing path: String?
  ) throws {
    guard let predicted = route.predictedBytes(of: source) else { return }
    let saving = try route.flatMap { type(of: $0).savings }.first { saving in
      guard !choices.contains(saving) else { return false }
      var less = choices
      try less.choose(saving)
      return try route.choosing(less).predictedBytes(of: source).map { excess($0, path) == nil } ?? false
    }
    try require(
      predicted, writing: path,
      orElse: saving.map { "--\($0.name) would do, or a higher --limit" }
        ?? "a smaller instance, another route or a higher --limit would do")
  }

  /// Says how much is going to be written and held if that is much, and refuses what is beyond the limit.
  ///
  /// - Parameters:
  ///   - predicted: What the work takes.
  ///   - path: Where the result is written; nil if it is not written.
  ///   - remedy: What would do, if this does not.
  /// - Throws: ``CommandError`` with what it would take, the limit, and the remedy.
  func require(_ predicted: PredictedBytes, writing path: String?, orElse remedy: String) throws {
    let (written, held) = Self.need(predicted, path)
    let said = [
      path.map { _ in "write up to \(ByteCount(written).text)" }, "hold up to \(ByteCount(held).text) in memory",
    ].compactMap { $0 }.joined(separator: " and ")
    if let excess = excess(predicted, path) { throw CommandError("this would \(said), beyond \(excess); \(remedy)") }
    if max(written, held) >= Self.large {
      StandardError.write("notice: this is going to \(said), which takes about \(Self.seconds(written)) s")
    }
  }

  /// What is written, and what is held meanwhile.
  private static func need(_ predicted: PredictedBytes, _ path: String?) -> (written: Integer, held: Integer) {
    path == nil ? (0, predicted.value) : (predicted.files, predicted.whileWriting)
  }

  /// Text is made at some 30 MB/s.
  private static func seconds(_ written: Integer) -> Integer { max(1, written / 30_000_000) }

  /// Which limit is exceeded, in words; nil for none.
  private func excess(_ predicted: PredictedBytes, _ path: String?) -> String? {
    let (written, held) = Self.need(predicted, path)
    if let limit {
      return max(written, held) > limit.bytes ? "the limit of \(limit.text)" : nil
    }
    if let free = Machine.freeMemory, held > free { return "the \(ByteCount(free).text) of memory that are free" }
    if let path, path != "-", let free = Machine.freeDisk(at: path), written > free {
      return "the \(ByteCount(free).text) of the disk that are free"
    }
    return nil
  }
}

/// What the machine has to spare.
enum Machine {
  /// The memory that programs may still have, as the system says; all of it where it does not say.
  static var freeMemory: Integer? {
    guard let text = try? String(contentsOfFile: "/proc/meminfo", encoding: .utf8),
      let line = text.split(separator: "\n").first(where: { $0.hasPrefix("MemAvailable:") }),
      let kibibytes = line.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
    else { return Integer(Int(clamping: ProcessInfo.processInfo.physicalMemory)) }
    return Integer(kibibytes) * 1024
  }

  /// The free bytes of the file system on which a path, or the nearest folder above it that exists, stands.
  static func freeDisk(at path: String) -> Integer? {
    var url = URL(fileURLWithPath: path)
    while url.path != "/", !FileManager.default.fileExists(atPath: url.path) { url.deleteLastPathComponent() }
    let attributes = try? FileManager.default.attributesOfFileSystem(forPath: url.path)
    return (attributes?[.systemFreeSize] as? NSNumber).map { Integer(Int(clamping: $0.uint64Value)) }
  }
}
