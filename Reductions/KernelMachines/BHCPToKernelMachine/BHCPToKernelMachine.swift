import Exact
import HardProblems
import KernelMachines
import Problems

/// Bichromatic Hamming Close Pair → the optimal values of a kernel machine on three data sets: see `KernelInstance`.
///
/// An algorithm that computes them to `requiredBits` bits in time O(n^(2−δ)) would refute the Strong Exponential Time
/// Hypothesis.
public struct BHCPToKernelMachine<Kind: KernelKind>: Reduction {
  /// What is learnt.
  public let task: KernelTask
  /// q; nil for the largest 2^−k with which the values decide.
  public let base: KernelBase?
  /// Whether the base that is chosen, where none is given, must let close pairs be counted.
  public let countsPairs: Bool
  /// Whether the values of the kernel are among the target's files.
  public let hasKernelFiles: Bool

  /// - Precondition: The kind has this task.
  public init(task: KernelTask, base: KernelBase? = nil, countsPairs: Bool = false, hasKernelFiles: Bool = true) {
    precondition(Kind.includes(task), "\(task) is no task of \(Kind.name)")
    (self.task, self.base, self.countsPairs, self.hasKernelFiles) = (task, base, countsPairs, hasKernelFiles)
  }

  /// The base, and C or λ of the machines that have one.
  public static var choices: [Choice] {
    let own: [Choice] = Kind.self == SoftSVM.self ? [.box] : Kind.self == Ridge.self ? [.lambda] : []
    return [.base, .counting, .withoutKernel] + own
  }

  /// The kernel's values left out.
  public static var savings: [Choice] { [.withoutKernel] }

  /// With the values of the kernel or without them.
  public func predictedBytes(ofTarget size: SizeParameters) -> PredictedBytes? {
    KernelInstance<Kind>.predictedBytes(of: size, kernels: hasKernelFiles)
  }

  /// - Throws: `ChoiceError` for a number that is not in its range, or a base beside the choice of one.
  public func choosing(_ choices: Choices) throws(ChoiceError) -> Self {
    var (task, base) = (task, base)
    if let q = try choices.rational(.base, expected: "a number", { _ in true }) {
      if choices.flag(.counting) {
        throw ChoiceError(.base, "--counting chooses the base, so it has no meaning beside that")
      }
      do { base = try KernelBase(q) } catch { throw ChoiceError(.base, "\(error)") }
    }
    if Kind.self == SoftSVM.self,
      let box = try choices.rational(.box, expected: "a positive number", { $0 > 0 })
    {
      task = .svmSoft(box: box)
    }
    if Kind.self == Ridge.self,
      let lambda = try choices.rational(.lambda, expected: "a positive number", { $0 > 0 })
    {
      task = .ridge(lambda: lambda)
    }
    return Self(
      task: task, base: base, countsPairs: countsPairs || choices.flag(.counting),
      hasKernelFiles: hasKernelFiles && !choices.flag(.withoutKernel))
  }

  /// - Throws: `KernelInstanceError` or `KernelError`.
  /// - Complexity: O((n_A + n_B) d / 64) for each base that is tried, of which there are O(log(n_A + n_B) + log(1/q)).
  public func reduce(_ source: HammingClosePair) throws -> KernelInstance<Kind> {
    if let base { return try KernelInstance(source, base: base, task: task, hasKernelFiles: hasKernelFiles) }
    if countsPairs, source.leastDistance != source.threshold - 1 {
      throw KernelInstanceError.notCountable(threshold: source.threshold, leastDistance: source.leastDistance)
    }
    let larger = max(source.left.rows, source.right.rows)
    var base = countsPairs ? KernelBase.counting(forCount: larger) : KernelBase.dyadic(forCount: larger)
    while true {
      do {
        let instance = try KernelInstance<Kind>(source, base: base, task: task, hasKernelFiles: hasKernelFiles)
        if !countsPairs || instance.canCountPairs { return instance }
      } catch KernelError.notDominant {
      } catch KernelInstanceError.baseTooLarge {
      } catch KernelError.boxInWindow(let box, let lower, let upper) {
        // The window closes around 1 as q falls; 1 itself stays in it.
        guard box != 1 else { throw KernelError.boxInWindow(box, lower: lower, upper: upper) }
      }
      base = try KernelBase(base.q / 2)
    }
  }

  /// What the three values say of close pairs.
  public func interpret(_ answer: KernelValues, for source: HammingClosePair) throws -> PairAnswer {
    try reduce(source).reading(of: answer)
  }

  /// The numbers of points, the dimension and the threshold exactly.
  public var promises: [PromisedSize] {
    let copies: SizeFormula = task == .svmBias ? 2 : 1
    let (left, right) = (SizeFormula.parameter("n_A"), SizeFormula.parameter("n_B"))
    return [
      PromisedSize("n_A", .equal, copies * left), PromisedSize("n_B", .equal, copies * right),
      PromisedSize("N", .equal, copies * (left + right)), PromisedSize("d", .equal, .parameter("d") + copies - 1),
      .unchanged("t"),
    ]
  }
}

extension KernelInstance {
  /// Whether exact values tell the number of close pairs, whatever it is.
  ///
  /// The greatest number, n_A n_B, has the widest range of values; it must be shorter than 1, with what other pairs add.
  public var canCountPairs: Bool {
    guard pairs.leastDistance == pairs.threshold - 1 else { return false }
    let all = Rational(Integer(pairs.left.rows) * Integer(pairs.right.rows), 1)
    let noise = all * base.q.power(gap)
    switch task {
    case .pca: return noise < 1
    case .svmSoft(let box) where box < 1: return noise < 1
    default:
      let keep = 1 - rhoBound
      // Δ/unit lies in keep² S ... S/keep for S in c ... c + noise; reading takes Δ/unit · keep − noise to Δ/unit / keep².
      let greatest = (all + noise) / keep
      return greatest / (keep * keep) - greatest * keep + noise < 1
        && all - (keep * keep * all * keep - noise) < 1
    }
  }
}

extension Choice {
  fileprivate static let base = Choice(
    "base", "the base q of the kernel q^H, such as 1/32; default: as large as decides")
  fileprivate static let counting = Choice(
    "counting", "choose the base so small that solutions can be counted", value: .flag, key: "countsPairs")
  fileprivate static let withoutKernel = Choice(
    "without-kernel", "leave out the values of the kernel (.kernel), which are by far the longest files", value: .flag,
    key: "withoutKernel")
  fileprivate static let box = Choice("box", "the box C; default: 1/2")
  fileprivate static let lambda = Choice("lambda", "λ; default: 1")
}
