import ArgumentParser
import Evidence
import Exact
import Foundation
import GrammarCompression
import HardProblems
import Randomness
import Reductions

/// `tightbound generate`
struct Generate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Make an instance of a problem.",
    discussion: """
      ksum: families random (default), planted, no; sizes k (3), m (16), U (m^⌈k/2⌉, the hard regime).
      grammar-dot: family aligned; sizes s (16, a power of two), h (16).
      """)

  @Argument(help: "The problem: ksum or grammar-dot.")
  var problem: String

  @Option(help: "The family of instances.")
  var family: String?

  @Option(help: "Sizes, such as k=3,m=16,U=256.")
  var size: SizeOption = SizeOption()

  @Option(help: "The seed of all random choices.")
  var seed: UInt64 = 1

  @Option(name: .shortAndLong, help: "The file or folder to write; `-` is standard output.")
  var output: String = "-"

  func run() throws {
    _ = try ReductionGraph.catalogue.requireProblem(problem)
    switch problem {
    case KSum.name: try generateKSum()
    case GrammarDot.name: try generateGrammarDot()
    default: throw ValidationError("there is no generator for \(problem)")
    }
  }

  private func command(_ family: String, _ sizes: String) -> String {
    "generate \(problem) --family \(family) --size \(sizes) --seed \(seed)"
  }

  private func generateKSum() throws {
    try size.allowOnly("k", "m", "U")
    let name = family ?? KSumFamily.random.rawValue
    guard let family = KSumFamily(rawValue: name) else {
      throw ValidationError(
        "ksum has no family “\(name)”; there are \(KSumFamily.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    let k = size["k"] ?? 3
    let m = size["m"] ?? 16
    let universe = try size["U"] ?? KSum.hardUniverse(k: k, m: m)
    var stream = RandomStream(seed: seed).child("generate").child("ksum").child(name)
    let instance = try KSum.random(family, k: k, m: m, universe: universe, using: &stream)
    let made = command(name, "k=\(k),m=\(m),U=\(universe)")
    try writeFile(output, "c tightbound \(tightboundVersion) \(made)\n" + instance.text)
  }

  private func generateGrammarDot() throws {
    try size.allowOnly("s", "h")
    guard family ?? "aligned" == "aligned" else {
      throw ValidationError("grammar-dot has no family “\(family ?? "")”; there is aligned")
    }
    let (s, h) = (size["s"] ?? 16, size["h"] ?? 16)
    guard s >= 1, s <= 1 << 16, s & (s - 1) == 0, 0...40 ~= h else {
      throw ValidationError("the aligned family needs s a power of two up to 65536 and h in 0...40")
    }
    let aligned = try AlignedFamily(blocks: s, doublings: h)
    try InstanceFiles(GrammarDot(v: aligned.v, u: aligned.u).files).write(
      to: output, provenance: Provenance(command: command("aligned", "s=\(s),h=\(h)"), problem: problem))
  }
}

/// Sizes given as `k=3,m=16`.
struct SizeOption: ExpressibleByArgument {
  private var values: [String: Int] = [:]

  init() {}

  init?(argument: String) {
    for part in argument.split(separator: ",") {
      let pair = part.split(separator: "=", maxSplits: 1)
      guard pair.count == 2, let value = Int(pair[1]), values[String(pair[0])] == nil else { return nil }
      values[String(pair[0])] = value
    }
  }

  var defaultValueDescription: String { "depends on the problem" }

  subscript(name: String) -> Int? { values[name] }

  /// - Throws: a usage error when another size is given.
  func allowOnly(_ names: String...) throws {
    if let other = values.keys.sorted().first(where: { !names.contains($0) }) {
      throw ValidationError("there is no size “\(other)” here; there are \(names.joined(separator: ", "))")
    }
  }
}
