import ArgumentParser
import Exact
import Foundation
import HardProblems
import KernelMachines
import Reductions
import Text

/// `tightbound reduce`
struct Reduce: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Turn an instance of one problem into one of another.",
    discussion: """
      PATH is a reduction (ksum-to-grammar-dot) or a route A-to-B of several; `tightbound graph` shows them. Prints what \
      was promised of the size and what it is; fails if a promise is broken.
      """)

  @Argument(help: "The reduction or route, SOURCE-to-TARGET.")
  var path: String

  @Argument(help: "The instance of the source: a file, a folder, or `-`.")
  var input: String

  @Option(name: .shortAndLong, help: "The folder to write; `-` is standard output, as one JSON object.")
  var output: String

  @Option(help: "Of ksum-to-grammar-dot: pad both vectors so that n ≥ N^γ, such as 0.25 or 1/3; 0 to 1.")
  var gamma: String?

  @Option(help: "Of the reductions to products of matrices: the number of groups of each set. Default: ⌈√m⌉.")
  var groups: Int?

  @Option(
    help:
      "Of the reductions to kernel machines: the base q of the kernel q^H, such as 1/32. Default: as large as decides.")
  var base: String?

  @Flag(help: "Of the reductions to kernel machines: choose the base so small that solutions can be counted.")
  var counting = false

  @Option(help: "Of bhcp-to-svm-soft: the box C. Default: 1/2.")
  var box: String?

  @Option(help: "Of bhcp-to-ridge: λ. Default: 1.")
  var lambda: String?

  @Option(help: "Of the reductions from ov to last-layer and gradient: hinge, logistic or squared. Default: hinge.")
  var loss: MarginLoss?

  @Option(help: "Of the same: what hidden units compute, relu or sigmoid. Default: relu.")
  var activation: ReductionOptions.Activation?

  @Option(help: "Of ov-to-last-layer with sigmoid units: the bound W of Σ|α|. Default: 2.")
  var weightBound: String?

  @Option(help: "Of ov-to-gradient with sigmoid units: κ, coordinates being a factor n^κ apart. Default: 1.")
  var kappa: Int?

  @Option(help: "Refuse an instance of k-SUM with another k than this.")
  var k: Int?

  @Option(help: "How to print the sizes: text or json.")
  var format: OutputFormat = .text

  func run() throws {
    let options = try ReductionOptions(
      gamma: gamma.map { try rational($0, "--gamma") }, groups: groups,
      base: base.map { try kernelBase(rational($0, "--base")) }, countsPairs: counting ? true : nil,
      box: box.map { try rational($0, "--box") }, lambda: lambda.map { try rational($0, "--lambda") }, loss: loss,
      activation: activation, weightBound: weightBound.map { try rational($0, "--weight-bound") }, kappa: kappa
    ).validated()
    let route: [any Reduction]
    do { route = try ReductionGraph.catalogue(options).route(named: path) } catch {
      throw ValidationError(error.description)
    }
    guard let first = route.first else { throw ValidationError("\(path) has no steps") }
    // An option that changes nothing is more likely a mistake than meant.
    if gamma != nil, !route.contains(where: { $0 is KSumToGrammarDot }) {
      throw ValidationError("\(path) has no step that pads, so --gamma has no meaning")
    }
    if groups != nil,
      !route.contains(where: { $0 is KSumToGrammarMatrixVector || $0 is KSumToGrammarMatrixProduct })
    {
      throw ValidationError("\(path) has no step that cuts sets into groups, so --groups has no meaning")
    }
    let targets = route.map(\.targetName)
    let kernels = [SVM.name, SVMWithBias.name, SoftSVM.name, Ridge.name, PCA.name]
    for (option, given, names) in [
      ("--base", base != nil, kernels), ("--counting", counting, kernels), ("--box", box != nil, [SoftSVM.name]),
      ("--lambda", lambda != nil, [Ridge.name]),
    ] where given && !targets.contains(where: names.contains) {
      throw ValidationError("\(path) has no step to \(names.joined(separator: ", ")), so \(option) has no meaning")
    }
    for (option, given, isUsed) in [
      ("--loss", loss != nil, route.contains { $0 is OVToLastLayer || $0 is OVToGradient }),
      ("--activation", activation != nil, route.contains { $0 is OVToLastLayer || $0 is OVToGradient }),
      ("--weight-bound", weightBound != nil, activation == .sigmoid && route.contains { $0 is OVToLastLayer }),
      ("--kappa", kappa != nil, activation == .sigmoid && route.contains { $0 is OVToGradient }),
    ] where given && !isUsed {
      throw ValidationError("\(path) has no step that \(option) would change, or not with these hidden units")
    }
    if base != nil, counting {
      throw ValidationError("--counting chooses the base, so --base has no meaning beside it")
    }
    if k != nil, first.sourceName != KSum.name {
      throw ValidationError("\(path) does not start from \(KSum.name), so --k has no meaning")
    }
    let problem = try ReductionGraph.catalogue.requireProblem(first.sourceName)
    let source = try InstanceFiles(path: input, problem: problem)
    let instance = try source.instance(of: problem)
    if let k, let sets = (instance as? KSum)?.k, sets != k {
      throw CommandError("\(input) is an instance with k = \(sets), not \(k)")
    }
    let steps = try route.run(on: instance)
    guard let last = steps.last else { throw CommandError("\(path) has no steps") }

    let sourceFiles = source.files.filter { problem.fileNames.contains($0.key) }
    let provenance = Provenance(
      command: "reduce \(path)", problem: type(of: last.target).name, reductions: route.map(\.name), options: options,
      sourceProblem: problem.name, source: sourceFiles, sourceHashes: sourceFiles.mapValues { sha256($0) })
    try InstanceFiles(last.target.files).write(to: output, provenance: provenance)

    // The sizes must not mix with the instance when that goes to standard output.
    let say: (String) -> Void = output == "-" ? { Tightbound.report($0) } : { print($0) }
    switch format {
    case .json: say(try json(steps.map(StepReport.init)))
    case .text:
      for step in steps {
        say("\(step.reduction.name): \(step.source.size)")
        for promise in step.promises {
          say("  promised \(promise); measured \(step.target.size[promise.parameter].map(String.init) ?? "nothing")")
        }
      }
      if output != "-" { say("wrote \(output)") }
    }
    if let broken = steps.first(where: { !$0.keepsPromises }) {
      Tightbound.report("the size promised by \(broken.reduction.name) is not kept")
      throw Outcome.violated
    }
  }

  private func rational(_ text: String, _ option: String) throws -> Rational {
    do { return try Rational(parsing: text) } catch { throw ValidationError("\(option): \(error)") }
  }

  private func kernelBase(_ q: Rational) throws -> KernelBase {
    do { return try KernelBase(q) } catch { throw ValidationError("--base: \(error)") }
  }

  private struct StepReport: Encodable {
    struct Promise: Encodable { let parameter, relation, promised, measured: String }
    let reduction: String
    let promises: [Promise]

    init(_ step: ReductionStep) {
      reduction = step.reduction.name
      promises = step.promises.map {
        Promise(
          parameter: $0.parameter, relation: $0.relation.rawValue, promised: String($0.value),
          measured: step.target.size[$0.parameter].map(String.init) ?? "")
      }
    }
  }
}

extension ReductionOptions {
  /// The options, if every reduction can work with them.
  func validated() throws -> ReductionOptions {
    if let gamma, !(0...1 ~= gamma && gamma.denominator <= 1000) {
      throw ValidationError("--gamma lies between 0 and 1, its denominator at most 1000; not \(gamma)")
    }
    if let groups, groups < 1 { throw ValidationError("--groups is at least 1, not \(groups)") }
    if let box, box <= 0 { throw ValidationError("--box is positive, not \(box)") }
    if let lambda, lambda <= 0 { throw ValidationError("--lambda is positive, not \(lambda)") }
    if let weightBound, weightBound < 1 { throw ValidationError("--weight-bound is at least 1, not \(weightBound)") }
    if let kappa, !(BatchGradient.exponents ~= kappa) { throw ValidationError("--kappa is 1 to 1000, not \(kappa)") }
    return self
  }
}

extension MarginLoss: ExpressibleByArgument {}
extension ReductionOptions.Activation: ExpressibleByArgument {}
