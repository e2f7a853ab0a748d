import ArgumentParser
import Console
import Dispatch
import Foundation
import Retrieval
import Splicing
import Synchronization
import Text

/// `tightbound splice index`
struct SpliceIndexCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "index", abstract: "A corpus on disk, from which neighbours are retrieved.",
    discussion: """
      A corpus is JSON Lines, one record to a line: {"id":..,"fields":[{"name":..,"value":[..]}],"text":[..]}. The index is an \
      SQLite file that only ever holds whole batches: when the command is killed, the same command goes on where it stopped, \
      and when the corpus has grown at its end, it reads what is new. Lines that are no records are answered by \
      {"line":..,"field":..,"error":..} and left out; exit code 2 then.
      """)

  @Argument(help: "A file of records.")
  var corpus: String

  @Option(name: .shortAndLong, help: "The index.")
  var output: String

  @Option(help: "How many lines are written at once.")
  var batch = 4096

  @Option(help: "How many lines to read at once.")
  var threads = 2

  @Option(help: "How the summary is printed: text or json.")
  var format: OutputFormat = .text

  private struct Summary: Encodable {
    var lines: Int
    var refused: Int
    var resumedAt: Int
  }

  func validate() throws {
    guard (1...1_000_000).contains(batch) else { throw ValidationError("--batch is 1 to 1000000") }
    guard (1...256).contains(threads) else { throw ValidationError("--threads is 1 to 256") }
  }

  func run() throws {
    let file = try openFile(corpus)
    let size = corpus == "-" ? 0 : (try? FileManager.default.attributesOfItem(atPath: corpus)[.size] as? Int) ?? 0
    var writer = try CorpusIndexWriter(at: output)
    var lines = CorpusLines(file)
    let known = writer.state
    try lines.skip(to: known, of: writer.index)
    let progress = Progress("KiB indexed")
    while case let batch = try lines.next(batch), !batch.isEmpty {
      let first = writer.state.lines
      try writer.append(records(batch, after: first), state: lines.state)
      progress.update(lines.state.bytes >> 10, of: size >> 10)
    }
    progress.finish()
    if !writer.state.isComplete { try writer.finish() }
    let refused = try writer.index.refusedLines()
    for error in refused { print(try encodeJSONLine(error)) }
    let summary = Summary(lines: writer.state.lines, refused: refused.count, resumedAt: known.lines)
    switch format {
    case .json: print(try json(summary, pretty: false))
    case .text:
      print(
        "\(output): \(summary.lines) lines" + (refused.isEmpty ? "" : ", \(refused.count) refused")
          + (known.lines > 0 ? "; \(known.lines) were there" : ""))
    }
    if !refused.isEmpty { throw Outcome.wrongUsage }
  }

  private func records(_ lines: [Data], after first: Int) -> [CorpusIndexWriter.Line] {
    corpusRecords(lines, after: first, threads: threads)
  }
}

/// The records of lines, read by several threads; lines are counted from the one after the first so many.
func corpusRecords(_ lines: [Data], after first: Int, threads: Int) -> [CorpusIndexWriter.Line] {
  let found = Mutex([CorpusIndexWriter.Line](repeating: .blank, count: lines.count))
  let part = (lines.count + threads - 1) / threads
  DispatchQueue.concurrentPerform(iterations: threads) { thread in
    let range = min(thread * part, lines.count)..<min((thread + 1) * part, lines.count)
    let records: [CorpusIndexWriter.Line] = range.map { index in
      guard !isBlank(lines[index]) else { return .blank }
      do throws(LineError) {
        return .record(try decodeJSONLine(lines[index], number: first + index + 1))
      } catch { return .refused(error) }
    }
    found.withLock { $0.replaceSubrange(range, with: records) }
  }
  return found.withLock { $0 }
}
