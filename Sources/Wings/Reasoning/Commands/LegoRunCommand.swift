import ArgumentParser
import Console
import Foundation
import Reasoning
import Text

/// `tightbound lego run`
struct LegoRunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Run a transformer built by hand, in exact arithmetic.",
    discussion: """
      Prints which variables are resolved after each loop, and their values. doubling resolves depths up to 2^t after t loops, one-hop up to \
      t. hard attention is uniform over the best scores; base2 is a softmax with weights 2^(gain · score), exact from gain ⌈log₂ 15n⌉ \
      on. Exit codes: 0 each resolved value is right and the depths are as the theorem says, 1 not, 3 could not run.
      """)

  @OptionGroup var instances: LegoInstances

  @Option(help: "doubling or one-hop.")
  var construction: LegoTransformer.Construction = .doubling

  @Option(help: "hard or base2.")
  var attention: AttentionKind = .hard

  @Option(help: "The gain of base2. Default: the smallest that is proved to be enough for the instance.")
  var gain: Int?

  @Option(help: "How often the loop is applied. Default: as often as a chain of all clauses needs.")
  var loops: Int?

  @Option(
    help: "Write tokens and attention maps of the first instance to this file .json, as `lego attention` reads them.")
  var maps: String?

  @Option(help: "How to print: text or json (JSON Lines).")
  var format: OutputFormat = .text

  enum AttentionKind: String, ExpressibleByArgument, CaseIterable {
    case hard, base2
  }

  func validate() throws {
    if gain != nil, attention == .hard { throw ValidationError("--gain is for --attention base2") }
    if let loops, !(0...1_000 ~= loops) { throw ValidationError("--loops is from 0 to 1000") }
    if let gain, !(-10_000...10_000 ~= gain) { throw ValidationError("--gain is from -10000 to 10000") }
  }

  private struct Answer: Encodable {
    var line: Int
    var construction: String
    var attention: String
    var exact: Bool
    /// For each number of loops the variables that are resolved, with their values.
    var resolved: [[String: String]]
    var asProved: Bool
  }

  func run() throws {
    var nets: [Int: LegoTransformer] = [:]
    var isViolated = false
    var isFirst = true
    try instances.each { instance, _, line in
      let order = instance.group.order
      guard order <= LegoTransformer.largestOrder else {
        throw LineError(
          line: line,
          error: "a network over \(instance.group.name) would have \(2 * order * order) units; groups of at most "
            + "\(LegoTransformer.largestOrder) elements are run")
      }
      let count = max(1, instance.clauses.count)
      let net = nets[count] ?? LegoTransformer(construction, group: instance.group, maximumClauses: count)
      if net.group == instance.group { nets[count] = net }
      let kind: LegoAttention =
        attention == .hard ? .hard : .base2(gain: gain ?? LegoTransformer.sufficientGain(clauses: count))
      let used =
        net.group == instance.group ? net : LegoTransformer(construction, group: instance.group, maximumClauses: count)
      let run: LegoRun
      do { run = try used.run(instance, loops: loops ?? used.loops(forLength: count), attention: kind) } catch {
        throw LineError(line: line, error: "\(error)")
      }
      if isFirst, let maps { try writeFile(maps, json(AttentionMapFile(run, of: instance), pretty: false) + "\n") }
      isFirst = false
      let answer = describe(run, instance, line, kind)
      if !answer.asProved { isViolated = true }
      try show(answer)
    }
    if isViolated { throw Outcome.violated }
  }

  private func describe(_ run: LegoRun, _ instance: LegoInstance, _ line: Int, _ kind: LegoAttention) -> Answer {
    let truth = instance.evaluation
    var answer = Answer(
      line: line, construction: construction.rawValue, attention: kind.description, exact: run.isExact, resolved: [],
      asProved: true)
    for loops in run.layers.indices {
      let values = run.values(afterLoops: loops)
      let reach = construction == .doubling ? (loops < 62 ? 1 << loops : Int.max) : loops
      if values != truth.map({ $0.flatMap { $0.depth <= reach ? $0.value : nil } }) { answer.asProved = false }
      var named: [String: String] = [:]
      for (slot, value) in values.enumerated() {
        if let value { named[instance.clauses[slot].variable.description] = instance.group.elements[value] }
      }
      answer.resolved.append(named)
    }
    return answer
  }

  private func show(_ answer: Answer) throws {
    if format == .json { return print(try encodeJSONLine(answer)) }
    for (loops, named) in answer.resolved.enumerated() {
      let words = named.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
      print("\(loops) loop\(loops == 1 ? "" : "s"): \(words.isEmpty ? "none" : words.joined(separator: " "))")
    }
    print(
      answer.asProved
        ? "as the theorem says, exactly\(answer.exact ? "" : " where it matters: some state fields are fractions")"
        : "not as the theorem says: the gain is too small (\(answer.attention))")
  }
}

extension LegoTransformer.Construction: ExpressibleByArgument {}
