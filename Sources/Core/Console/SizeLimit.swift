import ArgumentParser
import Exact
import Foundation
import Problems

/// A number of bytes as it is written on the command line: 1500000, 1.5M, 8G.
package struct ByteCount: ExpressibleByArgument, Sendable {
  /// The bytes, at least 1.
  package let bytes: Integer

  /// Reads a number, perhaps with a decimal point, and a unit: K, M, G, T, P or E, and perhaps B behind it.
  package init?(argument: String) {
    var text = argument.uppercased()
    if text.hasSuffix("B") { text.removeLast() }
    let units: [Character: Integer] = [
      "K": 1_000, "M": 1_000_000, "G": 1_000_000_000, "T": 1_000_000_000_000, "P": 1_000_000_000_000_000,
      "E": 1_000_000_000_000_000_000,
    ]
    let unit = text.last.flatMap { units[$0] }
    if unit != nil { text.removeLast() }
    guard text.utf8.count <= 40, text.utf8.allSatisfy({ 48...57 ~= $0 || $0 == 46 }),
      let value = try? Rational(parsing: text)
    else { return nil }
    bytes = (value * Rational(unit ?? 1, 1)).floor()
    guard bytes >= 1 else { return nil }
  }

  /// So many bytes.
  package init(_ bytes: Integer) { self.bytes = bytes }

  /// In the largest unit that leaves at least 1 in front: `1.2 GB`.
  package var text: String {
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

  /// Says how much a command is going to write and to hold if that is much, and refuses what is beyond the limit.
  ///
  /// - Parameters:
  ///   - held: The most bytes that it holds in memory.
  ///   - written: The most bytes that it writes.
  ///   - path: Where it writes them; nil if it writes no file.
  ///   - seconds: How long it takes, where that is known; what is done at once is not told.
  ///   - instead: What would do: an option, or words such as “a smaller file”.
  /// - Throws: ``CommandError`` with what it would take, the limit, and what would do.
  package func require(
    holding held: Integer, writing written: Integer = 0, to path: String? = nil, seconds: Double? = nil,
    instead: @autoclosure () throws -> String?
  ) throws {
    try require(held, written, path, seconds, orElse: try Self.words(instead()))
  }

  private func require(
    _ held: Integer, _ written: Integer, _ path: String?, _ seconds: Double?,
    orElse remedy: @autoclosure () throws -> String
  ) throws {
    let said = [
      path.map { _ in "write up to \(ByteCount(written).text)" }, "hold up to \(ByteCount(held).text) in memory",
    ].compactMap { $0 }.joined(separator: " and ")
    if let excess = excess(written, held, path) {
      throw CommandError("this would \(said), beyond \(excess); \(try remedy())")
    }
    if max(written, held) >= Self.large, seconds ?? .infinity >= 2 {
      let time = seconds.map { ", which takes about \(Progress.words(seconds: max($0, 1)))" } ?? ""
      StandardError.write("notice: this is going to \(said)\(time)")
    }
  }

  /// Whether so much may be written and held.
  package func allows(holding held: Integer, writing written: Integer = 0, to path: String? = nil) -> Bool {
    excess(written, held, path) == nil
  }

  /// Ends the program with exit code 3 as soon as it holds more than the limit, from now until it ends: for work of which the most that
  /// it may take is far from what it mostly takes. Files that are being written are then not there, as ``writeFile(_:_:)`` says.
  ///
  /// - Parameter instead: What would do, as of ``require(holding:writing:to:seconds:instead:)``.
  package func watch(instead: String? = nil) {
    guard let start = Machine.heldMemory, let most = limit?.bytes ?? Machine.freeMemory else { return }
    let excess = limit.map { "the limit of \($0.text)" } ?? "the \(ByteCount(most).text) of memory that were free"
    Thread.detachNewThread {
      while let held = Machine.heldMemory {
        if Integer(held - start) > most {
          StandardError.write(
            (Progress.isTerminal ? "\r\u{1B}[K" : "")
              + "this holds \(ByteCount(Integer(held - start)).text) in memory by now, "
              + "beyond \(excess); "
              + (instead.map { "\($0) may take less, or give a higher --limit" } ?? Self.words(nil)))
          _exit(Outcome.couldNotRun.rawValue)
        }
        Thread.sleep(forTimeInterval: 0.02)
      }
    }
  }

  private static func words(_ instead: String?) -> String {
    instead.map { "\($0) would do, or a higher --limit" } ?? "a smaller input or a higher --limit would do"
  }

  /// The same for a route of reductions, of whose savings the first that is enough is named.
  ///
  /// - Parameters:
  ///   - route: The reductions, with the choices that were made.
  ///   - choices: Those choices.
  ///   - source: The size of the instance that is reduced.
  ///   - path: Where the target is written; nil if it is not written.
  func require(
    _ route: [any Reduction], _ choices: Choices, of source: SizeParameters, writing path: String?
  ) throws {
    guard let predicted = route.predictedBytes(of: source) else { return }
    let saving = try route.flatMap { type(of: $0).savings }.first { saving in
      guard !choices.contains(saving) else { return false }
      var less = choices
      try less.choose(saving)
      guard let predicted = try route.choosing(less).predictedBytes(of: source) else { return false }
      let (written, held) = Self.need(predicted, path)
      return allows(holding: held, writing: written, to: path)
    }
    try require(
      predicted, writing: path,
      orElse: saving.map { "--\($0.name) would do, or a higher --limit" }
        ?? "a smaller instance, another route or a higher --limit would do")
  }

  /// The same for what was predicted of an instance.
  ///
  /// - Parameters:
  ///   - predicted: What the work takes.
  ///   - path: Where the result is written; nil if it is not written.
  ///   - remedy: What would do, if this does not.
  /// - Throws: ``CommandError`` with what it would take, the limit, and the remedy.
  func require(_ predicted: PredictedBytes, writing path: String?, orElse remedy: String) throws {
    let (written, held) = Self.need(predicted, path)
    // Text is made at some 30 MB/s.
    try require(held, written, path, Double(written) / 30_000_000, orElse: remedy)
  }

  /// What is written, and what is held meanwhile.
  private static func need(_ predicted: PredictedBytes, _ path: String?) -> (written: Integer, held: Integer) {
    path == nil ? (0, predicted.value) : (predicted.files, predicted.whileWriting)
  }

  /// Which limit is exceeded, in words; nil for none.
  private func excess(_ written: Integer, _ held: Integer, _ path: String?) -> String? {
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
