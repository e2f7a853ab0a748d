import ArgumentParser
import Console
import Foundation
import Randomness
import Reasoning
import Text

/// `tightbound lego gen`
struct LegoGenerate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gen", abstract: "Draw instances.",
    discussion: """
      Operations, letters and the order of the clauses are uniform. The options below keep a learner from guessing the last variable \
      without following the chain: lengths that vary, a second chain, clauses that lead nowhere, trees, and a group that is not abelian.
      """)

  @OptionGroup var group: LegoGroupOption

  @Option(name: [.customShort("n"), .long], help: "The length of the chain.")
  var length = 12

  @Option(help: "The length is uniform from this to --length. Default: --length itself.")
  var leastLength: Int?

  @Option(help: "How many instances, up to 10⁷.")
  var count = 1

  @Option(help: "How many positions of the chain a learner is supervised on. Default: all.")
  var supervised: Int?

  @Option(help: "The length of a second chain, which shares no variable with the first.")
  var distractor = 0

  @Option(help: "How many clauses hang on the chain and lead nowhere.")
  var dangling = 0

  @Flag(help: "The parent of each variable is any of those before it, not the last.")
  var tree = false

  @Option(help: "How the text is written: named or bert-z2.")
  var textFormat: LegoTextFormat = .named

  @Option(help: "The seed.")
  var seed: UInt64 = 1

  @Flag(help: "Write the text alone, one instance in each line, instead of JSON Lines.")
  var textOnly = false

  @Option(name: .shortAndLong, help: "The file to write; `-` is standard output.")
  var output = "-"

  func validate() throws {
    if !(1...10_000_000 ~= count) { throw ValidationError("--count is from 1 to 10000000") }
    if let leastLength, leastLength > length { throw ValidationError("--least-length is at most --length") }
  }

  func run() throws {
    let group = try group.read()
    if textFormat == .bertZ2, group.name != "Z2" { throw ValidationError("--text-format bert-z2 is for --group Z2") }
    let task: LegoTask
    do {
      task = try LegoTask(
        group: group, lengths: (leastLength ?? length)...length, supervised: supervised,
        breakers: .init(distractor: distractor, dangling: dangling, isTree: tree))
    } catch { throw ValidationError("\(error)") }
    let progress = Progress("instances")
    let stream = RandomStream(seed: seed).child("lego").child(group.name)
    let writer = try LegoLineWriter(group: group, format: textFormat, form: textOnly ? .text : .record)
    try writeFile(output) { write in
      var bytes: [UInt8] = []
      for number in 0..<count {
        // Each instance has a stream of its own, so that more of them begin with the same ones.
        var child = stream.child(number)
        try writer.append(task.sample(using: &child), to: &bytes)
        if bytes.count >= 1 << 20 || number + 1 == count {
          try write(Data(bytes))
          bytes.removeAll(keepingCapacity: true)
        }
        progress.update(number + 1, of: count)
      }
    }
    progress.finish()
    if output != "-" { print("wrote \(count) instance\(count == 1 ? "" : "s") to \(output)") }
  }
}

/// `tightbound lego solve`
struct LegoSolve: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "solve", abstract: "The value of each variable, by following the clauses.",
    discussion:
      "A cycle and a variable that no clause defines are errors, which name the clauses. Exit codes: 0 solved, 3 not.")

  @OptionGroup var instances: LegoInstances

  @Option(help: "How to print: text or json (JSON Lines).")
  var format: OutputFormat = .text

  private struct Answer: Encodable {
    var line: Int
    var values: [String: String]
    var depths: [String: Int]
  }

  func run() throws {
    try instances.each { instance, _, line in
      do { _ = try instance.values() } catch { throw LineError(line: line, error: "\(error)") }
      let names = instance.group.elements
      var answer = Answer(line: line, values: [:], depths: [:])
      var words: [(depth: Int, slot: Int, text: String)] = []
      for (slot, found) in instance.evaluation.enumerated() {
        guard let found else { continue }
        let variable = instance.clauses[slot].variable.description
        answer.values[variable] = names[found.value]
        answer.depths[variable] = found.depth
        words.append((found.depth, slot, "\(variable)=\(names[found.value])"))
      }
      words.sort { ($0.depth, $0.slot) < ($1.depth, $1.slot) }
      print(try format == .json ? encodeJSONLine(answer) : words.map(\.text).joined(separator: " "))
    }
  }
}
