import ArgumentParser
import Splicing
import Synchronization
import Text

/// `tightbound splice stats`
struct SpliceStatistics: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stats", abstract: "How templated texts are: their least costs beside the bounds.",
    discussion: """
      Of each problem the number of words, the least cost (cost), the same without replacement (insertOnly) and by appending \
      (tiling), the number of seams, and the lower bound that the seams give. With --summary the means of all problems, how deep \
      operations are nested, and what shares of them replace, copy from the source, and are single missing words.
      """)

  @OptionGroup var files: SpliceFiles

  @Flag(help: "Means over all problems.")
  var summary = false

  private struct Line: Encodable {
    var id: TextToken?
    var bounds: SpliceBounds?
    var lowerBound: Int?
    var missing: [TextToken]?
  }

  func run() throws {
    if summary { return try summarise() }
    try files.run("bounds") { record, line in
      let problem = record.problem()
      guard let bounds = try SpliceBounds(problem, memoryLimit: line.memoryLimit) else {
        return try SpliceAnswer(Line(id: record.id, missing: problem.missingTokens))
      }
      if let violation = bounds.violation {
        return SpliceAnswer(LineError(line: line.number, id: record.id, error: violation), .violated)
      }
      return try SpliceAnswer(Line(id: record.id, bounds: bounds, lowerBound: bounds.lowerBound))
    }
  }

  private func summarise() throws {
    let summary = Mutex(SpliceSummary())
    let (files, lines) = (files, try files.lines())
    let memoryLimit = files.memoryLimit(forLines: lines.count)
    let refused = files.options.answers("bounds", lines: lines) { line, number in
      var own = SpliceSummary()
      try own.add(files.prepared(decodeJSONLine(line, number: number)), memoryLimit: memoryLimit)
      summary.withLock { $0.add(own) }
      return SpliceAnswer(lines: [])
    }.filter { $0.outcome != nil }
    let found = summary.withLock { $0 }
    // Four digits after the point, the same whatever the order of the lines was.
    let means = found.means.map { name, mean in
      let digits = String(Int((mean * 10_000).rounded()) + 10_000)
      return "\"\(name)\":\(Int((mean * 10_000).rounded()) / 10_000).\(digits.suffix(4))"
    }
    let line = "{\"problems\":\(found.problems),\"impossible\":\(found.impossible),\(means.joined(separator: ","))}"
    try files.options.write(refused + [SpliceAnswer(lines: [line])])
  }
}
