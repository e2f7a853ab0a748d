import ArgumentParser
import Evidence
import Exact
import Foundation
import GrammarCompression
import HardProblems
import Randomness
import Reductions
import Text

/// `tightbound generate`
struct Generate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Make an instance of a problem.",
    discussion: """
      ksum: families random (default), planted, no; sizes k (3), m (16), U (m^⌈k/2⌉, the hard regime).
      grammar-dot: family aligned; sizes s (16, a power of two), h (16).
      ov: families random (default), planted, no, sparse, worst-no, worst-yes; sizes n (16) or nA and nB, d (12), p (50, the \
      percentage of ones), c (1, planted pairs), w (3, ones of a sparse vector), k (4: n = 2^k of the worst families).
      hitting-set: the families and sizes of ov; without an orthogonal pair every set of A meets every set of B.
      sat: families random (default), pigeonhole, parity; sizes v (12), clauses (40), w (3); h (3, holes); n (6, summands).
      What ov reduces to (bhcp, svm, furthest-pair, last-layer, gradient, ...): an instance of ov, of those families and \
      sizes, reduced with the usual choices.
      """)

  @Argument(help: "The problem: ksum, grammar-dot, ov, sat, hitting-set, or one that ov reduces to.")
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
    case OrthogonalVectors.name:
      let (instance, made) = try orthogonalVectors()
      try writeFile(output, "c tightbound \(tightboundVersion) \(made)\n" + instance.text)
    case HittingSet.name:
      let (vectors, made) = try orthogonalVectors()
      let instance = try HittingSet(left: vectors.left, right: vectors.right)
      try writeFile(output, "c tightbound \(tightboundVersion) \(made)\n" + instance.text)
    case CNF.name: try generateFormula()
    default: try generateReducedVectors()
    }
  }

  /// An instance of Orthogonal Vectors, reduced.
  private func generateReducedVectors() throws {
    let options = ReductionOptions()
    guard let route = try? ReductionGraph.catalogue(options).route(named: "\(OrthogonalVectors.name)-to-\(problem)")
    else { throw ValidationError("there is no generator for \(problem)") }
    let (instance, made) = try orthogonalVectors()
    guard let last = try route.run(on: instance).last else { return }
    try InstanceFiles(last.target.files).write(
      to: output,
      provenance: Provenance(
        command: made, problem: problem, reductions: route.map(\.name), options: options,
        sourceProblem: OrthogonalVectors.name, source: instance.files,
        sourceHashes: instance.files.mapValues { sha256($0) }))
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
    guard 2...1000 ~= k, 0...100_000_000 ~= m else {
      throw ValidationError("ksum needs k in 2...1000 and m in 0...100000000, not k = \(k), m = \(m)")
    }
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

extension Generate {
  /// An instance of a family, and the command that makes it again.
  private func orthogonalVectors() throws -> (instance: OrthogonalVectors, command: String) {
    let name = family ?? OrthogonalVectorsFamily.random.rawValue
    guard let family = OrthogonalVectorsFamily(rawValue: name) else {
      throw ValidationError(
        "\(problem) has no family “\(name)”; there are "
          + OrthogonalVectorsFamily.allCases.map(\.rawValue).joined(separator: ", "))
    }
    var stream = RandomStream(seed: seed).child("generate").child("ov").child(name)
    let made: String
    let instance: OrthogonalVectors
    switch family {
    case .worstNo, .worstYes:
      try size.allowOnly("k")
      let k = size["k"] ?? 4
      guard 0...20 ~= k else { throw ValidationError("the worst families need k in 0...20, not \(k)") }
      instance = .worst(k: k, orthogonalPair: family == .worstYes)
      made = "k=\(k)"
    case .random, .planted, .no, .sparse:
      let n = size["n"] ?? 16
      let (left, right, d) = (size["nA"] ?? n, size["nB"] ?? n, size["d"] ?? 12)
      let (percent, weight, planted) = (size["p"] ?? 50, size["w"] ?? 3, size["c"] ?? 1)
      let limits = 0...10_000_000
      guard limits ~= left, limits ~= right, limits ~= d, 0...100 ~= percent, family != .sparse || 0...d ~= weight,
        family != .planted || 0...min(left, right) ~= planted
      else { throw ValidationError("ov needs nA, nB and d in 0...10000000, p in 0...100, w ≤ d, c ≤ nA and nB") }
      var drawn = OrthogonalVectors.random(left: left, right: right, dimension: d, percent: percent, using: &stream)
      made =
        "nA=\(left),nB=\(right),d=\(d),"
        + (family == .sparse ? "w=\(weight)" : "p=\(percent)\(family == .planted ? ",c=\(planted)" : "")")
      switch family {
      case .sparse:
        try size.allowOnly("n", "nA", "nB", "d", "w")
        drawn = .sparse(left: left, right: right, dimension: d, weight: weight, using: &stream)
      case .no: drawn = try drawn.repaired(using: &stream)
      case .planted:
        try size.allowOnly("n", "nA", "nB", "d", "p", "c")
        drawn = try drawn.repaired(using: &stream).plantedExactly(planted, using: &stream)
      default: try size.allowOnly("n", "nA", "nB", "d", "p")
      }
      instance = drawn
    }
    return (instance, command(name, made))
  }

  private func generateFormula() throws {
    let name = family ?? CNFFamily.random.rawValue
    guard let family = CNFFamily(rawValue: name) else {
      throw ValidationError(
        "sat has no family “\(name)”; there are \(CNFFamily.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    let made: String
    let formula: CNF
    switch family {
    case .random:
      try size.allowOnly("v", "clauses", "w")
      let (v, clauses, width) = (size["v"] ?? 12, size["clauses"] ?? 40, size["w"] ?? 3)
      guard 0...1_000_000 ~= v, 0...10_000_000 ~= clauses, 0...v ~= width else {
        throw ValidationError("sat needs v in 0...1000000, clauses in 0...10000000 and w in 0...v")
      }
      var stream = RandomStream(seed: seed).child("generate").child("sat").child(name)
      formula = try CNF.random(variables: v, clauses: clauses, width: width, using: &stream)
      made = "v=\(v),clauses=\(clauses),w=\(width)"
    case .pigeonhole:
      try size.allowOnly("h")
      let holes = size["h"] ?? 3
      guard 0...200 ~= holes else { throw ValidationError("pigeonhole needs h in 0...200, not \(holes)") }
      formula = .pigeonhole(holes: holes)
      made = "h=\(holes)"
    case .parity:
      try size.allowOnly("n")
      let count = size["n"] ?? 6
      guard 1...1_000_000 ~= count else { throw ValidationError("parity needs n in 1...1000000, not \(count)") }
      formula = .parity(of: count)
      made = "n=\(count)"
    }
    try writeFile(output, "c tightbound \(tightboundVersion) \(command(name, made))\n" + formula.text)
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
