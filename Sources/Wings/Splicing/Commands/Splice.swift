import ArgumentParser
import Console
import Dispatch
import Foundation
import Splicing
import Synchronization
import Text

/// `tightbound splice`
struct Splice: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "splice",
    abstract: "Shortest derivations of texts from segments of their neighbours.",
    discussion: """
      Files are JSON Lines. A problem is {"id":..,"target":[..],"neighbours":[{"id":..,"tokens":[..],"kind":..}]}, a derivation \
      {"id":..,"cost":..,"ops":[{"n":0,"from":0,"to":3,"at":0,"upTo":0}],"optimal":true,"count":"4"}; words are strings or \
      integers. In place of a file of problems goes a plain text, with --from the plain texts that it may copy from. A \
      line that is wrong is answered by {"line":..,"field":..,"error":..} in its place, and the rest goes on; a blank line is \
      answered by a blank line. Exit \
      code 0 all right, 1 a derivation is not what it claims, 2 a line could not be read.
      """,
    subcommands: [
      SplicePrepare.self, SpliceOracleCommand.self, SpliceReplay.self, SpliceVerify.self, SpliceCount.self,
      SpliceSample.self,
      SpliceSharesCommand.self, SpliceStatistics.self, SpliceRender.self, SpliceCorpus.self, SpliceIndexCommand.self,
      SpliceRetrieve.self,
      SpliceStates.self, SpliceTrain.self, SpliceGenerate.self, SpliceEvaluate.self,
    ])
}

/// What became of a line.
struct SpliceAnswer: Sendable {
  /// The line to write; empty for none.
  var text: String
  var outcome: Outcome?

  /// A record.
  init(_ record: some Encodable) throws { text = try encodeJSONLine(record) }

  /// An error in place of a record.
  init(_ error: LineError, _ outcome: Outcome) {
    // A record of strings and integers can always be encoded.
    text = (try? encodeJSONLine(error)) ?? "{\"line\":\(error.line)}"
    self.outcome = outcome
  }
}

/// A line that is worked on.
struct SpliceLine: Sendable {
  /// From 1.
  let number: Int
  /// How many bytes tables may take for it: its thread's share.
  let memoryLimit: Int
}

/// Where problems come from, what of them is used, and where answers go.
struct SpliceFiles: ParsableArguments {
  @Argument(help: "A file of problems; with --from a plain text.")
  var problems: String

  @OptionGroup var texts: SpliceTexts

  @OptionGroup var options: SpliceLineOptions

  @OptionGroup var limit: SizeLimit

  @Option(
    help: "Use only so many texts of each problem, the first ones. Values of the source and single words stay.")
  var neighbours: Int?

  @Option(
    help:
      "Which words count as equal besides those of the same bytes: nfc, however accents are coded; casefold, in capitals or not, too."
  )
  var normalise: WordNormalisation?

  @Flag(help: "Make each missing word a neighbour of its own, in sorted order after the others.")
  var addMissing = false

  func validate() throws {
    if let neighbours, neighbours < 0 { throw ValidationError("--neighbours is at least 0") }
  }

  /// The problem with the neighbours that it is to have.
  func prepared(_ record: SpliceProblemRecord) -> SpliceProblemRecord {
    let record = normalise.map(record.normalised) ?? record
    let kept = neighbours.map(record.keepingTexts) ?? record
    return addMissing || !texts.from.isEmpty ? kept.addingMissingWords() : kept
  }

  /// The problems, a line each.
  func lines() throws -> [Data] {
    if texts.from.isEmpty {
      let lines = try spliceLines(of: problems)
      if let first = lines.first(where: { !isBlank($0) }), !first.contains(UInt8(ascii: "{")) {
        StandardError.write("notice: \(problems) is read as a file of problems; of a plain text say --from SOURCE...")
      }
      return lines
    }
    return [Data(try encodeJSONLine(texts.record(of: problems)).utf8)]
  }

  /// Each thread's share of the memory.
  func memoryLimit(forLines count: Int) -> Int { limit.memory(sharedBy: min(options.threads, count)) }

  /// Answers each line, in order, and writes the answers; leaves with the worst outcome.
  func run(_ title: String, _ answer: @escaping @Sendable (SpliceProblemRecord, SpliceLine) throws -> SpliceAnswer)
    throws
  {
    let (files, lines) = (self, try lines())
    let memoryLimit = memoryLimit(forLines: lines.count)
    try options.run(title, lines: lines) { line, number in
      try answer(
        files.prepared(decodeJSONLine(line, number: number)), SpliceLine(number: number, memoryLimit: memoryLimit))
    }
  }
}

/// The lines of a file. Blank lines are lines; what follows the last line's end is none.
func spliceLines(of path: String) throws -> [Data] { spliceLines(try readFile(path)) }

/// The lines of a text.
func spliceLines(_ text: Data) -> [Data] {
  let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { Data($0) }
  return lines.last?.isEmpty == true ? lines.dropLast() : lines
}

/// How lines are answered.
struct SpliceLineOptions: ParsableArguments {
  @Option(name: .shortAndLong, help: "Where to write.")
  var output = "-"

  @Option(help: "How many lines to work on at once.")
  var threads = 2

  func validate() throws {
    guard (1...256).contains(threads) else { throw ValidationError("--threads is 1 to 256") }
  }

  /// Answers each line, in order, and writes the answers; leaves with the worst outcome.
  func run(_ title: String, lines: [Data], _ answer: @escaping @Sendable (Data, Int) throws -> SpliceAnswer) throws {
    try write(answers(title, lines: lines, answer))
  }

  /// Answers each line, in order.
  func answers(
    _ title: String, lines: [Data], _ answer: @escaping @Sendable (Data, Int) throws -> SpliceAnswer
  ) -> [SpliceAnswer] {
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
        guard !isBlank(line) else {
          answers.withLock { $0[index] = SpliceAnswer(lines: [""]) }
          continue
        }
        let found: SpliceAnswer
        do { found = try answer(line, index + 1) } catch {
          let reason = error as? LineError ?? LineError(line: index + 1, error: "\(error)")
          found = SpliceAnswer(reason, .wrongUsage)
        }
        answers.withLock { $0[index] = found }
        progress.update(index + 1, of: lines.count)
      }
    }
    progress.finish()
    return answers.withLock { $0 }.compactMap { $0 }
  }

  /// Writes answers, and leaves with the worst outcome.
  func write(_ all: [SpliceAnswer]) throws {
    try writeFile(output, all.map { $0.text + "\n" }.joined())
    if all.contains(where: { $0.outcome == .wrongUsage }) { throw Outcome.wrongUsage }
    if all.contains(where: { $0.outcome == .violated }) { throw Outcome.violated }
  }
}

/// Whether a line has nothing but spaces, as JSON knows them.
func isBlank(_ line: some Collection<UInt8>) -> Bool { line.allSatisfy { $0 == 0x20 || $0 == 0x0D || $0 == 0x09 } }

extension SpliceMode: ExpressibleByArgument {
  /// The mode of this name; `insertOnly` and `appendOnly` are read too. nil for other words.
  public init?(argument: String) {
    switch argument {
    case "general": self = .general
    case "insert-only", "insertOnly": self = .insertOnly
    case "append-only", "appendOnly": self = .appendOnly
    default: return nil
    }
  }
  /// The modes as help and suggestions spell them.
  public static var allValueStrings: [String] { ["general", "insert-only", "append-only"] }
}

extension WordNormalisation: ExpressibleByArgument {}
