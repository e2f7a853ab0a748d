import ArgumentParser
import Dispatch
import Foundation
import Splicing
import Synchronization

/// `tightbound splice`
struct Splice: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shortest derivations of texts from segments of their neighbours.",
    discussion: """
      Files are JSON Lines. A problem is {"id":..,"target":[..],"neighbours":[{"id":..,"tokens":[..],"kind":..}]}, a derivation \
      {"id":..,"cost":..,"ops":[{"n":0,"from":0,"to":3,"at":0,"upTo":0}],"optimal":true,"count":"4"}; words are strings or \
      integers. A line that is wrong is answered by {"line":..,"field":..,"error":..} in its place, and the rest goes on. Exit \
      code 0 all right, 1 a derivation is not what it claims, 2 a line could not be read.
      """,
    subcommands: [
      SpliceOracleCommand.self, SpliceReplay.self, SpliceVerify.self, SpliceCount.self, SpliceSample.self,
      SpliceStatistics.self, SpliceRender.self, SpliceCorpus.self,
    ])
}

/// What became of a line.
struct SpliceAnswer: Sendable {
  /// The line to write; empty for none.
  var text: String
  var outcome: Outcome?

  /// A record.
  init(_ record: some Encodable) throws { text = try encodeSpliceLine(record) }

  /// An error in place of a record.
  init(_ error: SpliceLineError, _ outcome: Outcome) {
    // A record of strings and integers can always be encoded.
    text = (try? encodeSpliceLine(error)) ?? "{\"line\":\(error.line)}"
    self.outcome = outcome
  }
}

/// Where problems come from and where answers go.
struct SpliceFiles: ParsableArguments {
  @Argument(help: "A file of problems.")
  var problems: String

  @Option(name: .shortAndLong, help: "Where to write.")
  var output = "-"

  @Option(help: "Use only so many neighbours of each problem, the first ones.")
  var neighbours: Int?

  @Option(help: "How many lines to work on at once.")
  var threads = 2

  func validate() throws {
    guard (1...256).contains(threads) else { throw ValidationError("--threads is 1 to 256") }
    if let neighbours, neighbours < 0 { throw ValidationError("--neighbours is at least 0") }
  }

  /// Answers each line, in order, and writes the answers; leaves with the worst outcome.
  func run(_ title: String, _ answer: @escaping @Sendable (SpliceProblemRecord, Int) throws -> SpliceAnswer) throws {
    try run(title, lines: Self.lines(of: problems)) { line, number in
      try answer(decodeSpliceLine(line, number: number), number)
    }
  }

  static func lines(of path: String) throws -> [Data] {
    // Empty lines keep their numbers and are answered by nothing.
    try readFile(path).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { Data($0) }
  }

  func run(_ title: String, lines: [Data], _ answer: @escaping @Sendable (Data, Int) throws -> SpliceAnswer) throws {
    let answers = Mutex([SpliceAnswer?](repeating: nil, count: lines.count))
    let next = Mutex(0)
    let progress = Progress(title)
    DispatchQueue.concurrentPerform(iterations: min(threads, max(lines.count, 1))) { _ in
      while true {
        let index = next.withLock { next -> Int in
          defer { next += 1 }
          return next
        }
        guard index < lines.count else { return }
        let line = lines[index]
        guard !line.allSatisfy({ $0 == 0x20 || $0 == 0x0D || $0 == 0x09 }) else { continue }
        let found: SpliceAnswer
        do { found = try answer(line, index + 1) } catch {
          let reason = error as? SpliceLineError ?? SpliceLineError(line: index + 1, error: "\(error)")
          found = SpliceAnswer(reason, .wrongUsage)
        }
        answers.withLock { $0[index] = found }
        progress.update(index + 1, of: lines.count)
      }
    }
    progress.finish()
    let all = answers.withLock { $0 }.compactMap { $0 }
    try writeFile(output, all.map { $0.text + "\n" }.joined())
    if all.contains(where: { $0.outcome == .wrongUsage }) { throw Outcome.wrongUsage }
    if all.contains(where: { $0.outcome == .violated }) { throw Outcome.violated }
  }
}

extension SpliceMode: ExpressibleByArgument {
  public init?(argument: String) {
    switch argument {
    case "general": self = .general
    case "insert-only", "insertOnly": self = .insertOnly
    case "append-only", "appendOnly": self = .appendOnly
    default: return nil
    }
  }
  public static var allValueStrings: [String] { ["general", "insert-only", "append-only"] }
}
