import Evidence
import Exact
import HardProblems
import KernelMachines
import KernelMachinesReductions
import Problems

extension Sentence {
  /// Which base is taken, and what else is chosen.
  static let kernelChoices = Sentence(
    """
    The reduction takes the base, $C$ or $\\lambda$ that is chosen, positive ones alone. Without a base it halves the largest power of 1/2 that \
    is at most $1/(4n)$ until there is an instance; and to count pairs, all of which are promised to differ in $t - 1$ places at least, the \
    largest that is at most $1/(8n^2)$, until the bounds on $\\Delta$ leave one number. Sizes are as promised.
    """, topic: "choices", checks: ["choices"])
}

extension Check {
  /// Every choice of the reduction to kernel machines.
  static let kernelChoices = Check(
    "choices", level: .certified, family: .pairs("every choice with each", quick: 110, deep: 3_000),
    subject: { ChosenMachine(of: $0) },
    mutants: [
      "counting is forgotten": changing { $0.counting = nil },
      "the base is left to the reduction": changing { $0.base = nil },
      "C and λ are the usual ones": changing { $0.parameter = nil },
      "kernels are always written": changing { $0.withoutKernel = nil },
      "half the base that is large enough": { chosen in
        var found = ChosenMachine(of: chosen)
        if chosen.words.base == nil { found.base = found.base.map { $0 / 2 } }
        return found
      },
    ],
    test: { choose, instance in
      var machine = instance.machine
      let closest = machine.closest?.distance ?? machine.threshold
      if machine.threshold > 0, closest >= machine.threshold - 1 { machine.leastDistance = machine.threshold - 1 }
      for words in MachineWords.all(for: machine) {
        let found = try choose(ChoiceOfMachine(machine: machine, words: words))
        let expected = plainChoice(machine, words)
        if found != expected { return .fails("\(words): \(found), but should be \(expected)") }
      }
      return .holds()
    })
}

private func changing(
  _ change: @escaping @Sendable (inout MachineWords) -> Void
) -> Algorithm<ChoiceOfMachine, ChosenMachine> {
  { chosen in
    var other = chosen
    change(&other.words)
    return ChosenMachine(of: other)
  }
}

/// The words of the options that are given; a flag is an empty one.
private struct MachineWords: Sendable {
  var base: String?
  var counting: String?
  var withoutKernel: String?
  var parameter: String?

  static func all(for machine: ClosePairMachine) -> [MachineWords] {
    var all: [MachineWords] = []
    all.append(MachineWords())
    all.append(MachineWords(counting: ""))
    all.append(MachineWords(base: "1/1024", withoutKernel: ""))
    all.append(MachineWords(base: machine.base.description))
    all.append(MachineWords(base: "1/8", counting: ""))
    all.append(MachineWords(base: "1"))
    for exponent in 3...9 {
      all.append(MachineWords(base: "1/\(1 << exponent)"))
      all.append(MachineWords(base: "1/\(3 << exponent)"))
    }
    guard let parameter = machine.parameter?.description else { return all }
    for word in [parameter, "3/4", "4", "1", "0", "-1"] { all.append(MachineWords(parameter: word)) }
    all.append(MachineWords(counting: "", parameter: parameter))
    return all
  }
}

private struct ChoiceOfMachine: Sendable {
  var machine: ClosePairMachine
  var words: MachineWords
}

/// What comes of a choice.
private struct ChosenMachine: Equatable, Sendable {
  var base: Rational?
  var task: KernelTask?
  var hasKernelFiles = true
  /// Whether every number of pairs is told.
  var countsPairs: Bool?
  var brokenPromise: String?
  var refusal: Refusal?
}

extension ChosenMachine {
  init(of chosen: ChoiceOfMachine) {
    self.init()
    switch chosen.machine.task {
    case "svm": make(BHCPToKernelMachine<SVM>(task: .svm), chosen)
    case "svm-bias": make(BHCPToKernelMachine<SVMWithBias>(task: .svmBias), chosen)
    case "svm-soft": make(BHCPToKernelMachine<SoftSVM>(task: .svmSoft(box: Rational(1, 2))), chosen)
    case "ridge": make(BHCPToKernelMachine<Ridge>(task: .ridge(lambda: 1)), chosen)
    default: make(BHCPToKernelMachine<PCA>(task: .pca), chosen)
    }
  }

  private mutating func make<Kind: KernelKind>(_ usual: BHCPToKernelMachine<Kind>, _ chosen: ChoiceOfMachine) {
    do {
      var choices = Choices()
      let words = chosen.words
      let named: [(String, String?)] = [
        ("base", words.base), ("counting", words.counting), ("without-kernel", words.withoutKernel),
        (chosen.machine.task == "ridge" ? "lambda" : "box", words.parameter),
      ]
      for (name, word) in named {
        guard let word else { continue }
        guard let choice = BHCPToKernelMachine<Kind>.choices.first(where: { $0.name == name }) else {
          throw ChoiceError(name: name, "there is no such choice")
        }
        try choices.choose(choice, word.isEmpty ? nil : word)
      }
      let pairs = try chosen.machine.pairs()
      let reduction = try usual.choosing(choices)
      let instance = try reduction.reduce(pairs)
      (base, task, hasKernelFiles) = (instance.base.q, instance.task, instance.hasKernelFiles)
      countsPairs = instance.canCountPairs
      let promises = try reduction.promisedSize(of: pairs.size)
      brokenPromise = promises.first { !$0.isKept(by: instance.size) }?.description
      if promises.map(\.parameter) != ["n_A", "n_B", "N", "d", "t"] { brokenPromise = "a size is not promised" }
    } catch { refusal = Refusal(error) }
  }
}

/// The same by the statement.
private func plainChoice(_ original: ClosePairMachine, _ words: MachineWords) -> ChosenMachine {
  var machine = original
  if machine.parameter != nil { machine.parameter = machine.task == "ridge" ? 1 : Rational(1, 2) }
  if let word = words.parameter { machine.parameter = try? Rational(parsing: word) }
  if let parameter = machine.parameter, parameter <= 0 { return ChosenMachine(refusal: .choice) }
  let isCounting = words.counting != nil
  func made() -> ChosenMachine {
    ChosenMachine(
      base: machine.base, task: machine.kernelTask, hasKernelFiles: words.withoutKernel == nil,
      countsPairs: machine.leastDistance == machine.threshold - 1 && tellsNumber(machine))
  }
  if let word = words.base {
    if isCounting || word == "1" { return ChosenMachine(refusal: .choice) }
    machine.base = (try? Rational(parsing: word)) ?? 1
    return plainRefusal(of: machine).map { ChosenMachine(refusal: $0) } ?? made()
  }
  if isCounting, machine.leastDistance != machine.threshold - 1 { return ChosenMachine(refusal: .counting) }
  let n = Integer(max(machine.left.count, machine.right.count))
  machine.base = 1
  let most = Rational(1, isCounting ? 8 * n * n : 4 * n)
  while machine.base > most { machine.base /= 2 }
  while true {
    switch plainRefusal(of: machine) {
    case nil: if !isCounting || tellsNumber(machine) { return made() }
    case .dominance, .base: break
    case .box where machine.parameter != 1: break
    case let refusal: return ChosenMachine(refusal: refusal)
    }
    machine.base /= 2
  }
}

/// Whether the bounds on Δ leave one number of close pairs, whatever it is; the greatest one has the widest bounds.
private func tellsNumber(_ machine: ClosePairMachine) -> Bool {
  let (rho, noise) = plainBounds(of: machine)
  if machine.task == "pca" { return noise < 1 }
  if machine.task == "svm-soft", let box = machine.parameter, box < 1 { return noise < 1 }
  let (keep, all) = (1 - rho, Rational(Integer(machine.left.count * machine.right.count)))
  // x = Δ/(c q^(t−1)) lies between keep² S and S/keep, and S between the number and the number with the noise.
  func numbers(_ x: Rational) -> (least: Rational, greatest: Rational) { (x * keep - noise, x / (keep * keep)) }
  let (fewest, most) = (numbers(all * keep * keep), numbers((all + noise) / keep))
  return most.greatest - most.least < 1 && all - fewest.least < 1
}
