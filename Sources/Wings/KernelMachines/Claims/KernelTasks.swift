import Evidence
import Exact
import HardProblems
import KernelMachines
import KernelMachinesCheckers
import KernelMachinesReductions
import Problems
import Randomness

extension Claim {
  /// Certificates of all machines that the reductions make, and what they refuse to make.
  static let kernelTasks = Claim(
    id: "kernel.tasks",
    title: "The certificates of all kernel machines prove the answer, and instances that would not decide are refused",
    sentences: [
      Sentence(
        """
        For close pairs reduced to a machine with hard margin (with or without bias), with soft margin ($C$ below and above the \
        window around 1), ridge regression or principal components, the exact certificate passes the independent checker beside \
        its instance and proves whether a vector of $A$ and one of $B$ differ in fewer than $t$ places; so do the sandwich and the \
        power series of hard margins.
        """,
        topic: "certificates", checks: ["certificates"]),
      Sentence(
        """
        An instance is made exactly if $t \\ge 1$, all vectors are different, $\\rho = (n-1) q^w + n q^x < 1 - 1/\\sqrt 2$, \
        $n_A n_B q^g < (1 - \\rho)/2$, and $C \\le 1/(1+\\rho)$ or $C \\ge 1/(1-\\rho)$ for a box; where $n = \\max(n_A, n_B)$, $w$ and \
        $x$ are the least distances within and across sides that promise and parities allow, and $t - 1 + g$ is the least distance \
        of a pair that is not close. Otherwise it is refused for that reason.
        """,
        topic: "refusals", checks: ["refusals"]),
      Sentence(
        "Where an instance is made, the three exact values decide.", topic: "the decision",
        checks: ["refusals"]),
      .kernelChoices,
    ],
    source: .hardnessPaper("kernel machines; constants, parities and windows are derived"),
    checks: [
      Check(
        "certificates", level: .certified, family: .pairs("a base that the reduction chooses", quick: 42, deep: 2_000),
        subject: { try TaskCertificate(of: $0) },
        mutants: certificateMutants,
        test: { certificate, instance in
          let found = try certificate(instance)
          var machine = instance.machine
          machine.base = try reducedBase(instance.machine)
          let proof: KernelProof
          do throws(KernelCertificateError) { proof = try found.verify(of: try? machine.subject()) } catch {
            return .fails("\(error)")
          }
          let isClose = machine.closest.map { $0.distance < machine.threshold } ?? false
          switch proof.decision {
          case .yes: return .require(isClose, "it proves a close pair that is not there")
          case .no: return .require(!isClose, "it proves that a close pair is not there")
          case .undecided(let why): return .fails("it proves no answer: \(why)")
          }
        }),
      Check(
        "refusals", level: .certified, family: .pairs("a base from 1/2 to 1/64", quick: 150, deep: 5_000),
        subject: refused, mutants: refusalMutants,
        test: { refusal, instance in
          let found = try refusal(instance)
          let expected = plainRefusal(of: instance.machine)
          guard found == expected else {
            return .fails(
              "\(found.map { "\($0)" } ?? "accepted"), but should be \(expected.map { "\($0)" } ?? "accepted")")
          }
          if found != nil { return .holds() }
          let values = try instance.machine.values()
          let difference = values[2] - values[0] - values[1]
          let isClose = instance.machine.closest.map { $0.distance < instance.machine.threshold } ?? false
          let threshold = try instance.machine.decisionThreshold()
          return .require(
            (difference > threshold) == isClose && difference != threshold, "Δ is \(difference) of \(threshold)")
        }),
      .kernelChoices,
    ])
}

private let certificateMutants: KeyValuePairs<String, Algorithm<TaskInstance, TaskCertificate>> = [
  "of a machine with half the base": { instance in
    var other = instance
    other.machine.base = try reducedBase(instance.machine) / 2
    other.hasBase = true
    return try TaskCertificate(of: other)
  },
  "A and B are exchanged": { instance in
    var found = try TaskCertificate(of: instance)
    if var coefficients = found.coefficients {
      (coefficients.a, coefficients.b) = (coefficients.b, coefficients.a)
      found.coefficients = coefficients
    }
    if var series = found.series {
      (series.a, series.b) = (series.b, series.a)
      found.series = series
    }
    return found
  },
  "values of doubles": { instance in
    var found = try TaskCertificate(of: instance)
    if var coefficients = found.coefficients, coefficients.kind == .exact {
      let rounded = Rational(exactly: Double(coefficients.ab.lower)) ?? 0
      (coefficients.ab.lower, coefficients.ab.upper) = (rounded, rounded)
      found.coefficients = coefficients
    }
    return found
  },
  "for a greater threshold": { instance in
    var other = instance
    other.machine.threshold += 1
    return try TaskCertificate(of: other)
  },
]

private let refused: Algorithm<TaskInstance, Refusal?> = { refusal(of: $0.machine) }

private let refusalMutants: KeyValuePairs<String, Algorithm<TaskInstance, Refusal?>> = [
  "the parity of the gap is forgotten": { instance in
    let found = refusal(of: instance.machine)
    var wider = instance.machine
    wider.base = instance.machine.base * instance.machine.base
    return found == .base && refusal(of: wider) == nil ? nil : found
  },
  "boxes may lie in the window": { instance in
    let found = refusal(of: instance.machine)
    return found == .box ? nil : found
  },
  "equal vectors may stay": { instance in
    let found = refusal(of: instance.machine)
    return found == .equal ? nil : found
  },
  "one pair is refused like two": { instance in
    var larger = instance.machine
    larger.base = min(larger.base * Rational(3, 2), Rational(99, 100))
    return refusal(of: instance.machine) ?? refusal(of: larger)
  },
]

/// Two sides of vectors, and a machine that learns from them.
struct TaskInstance: Codable, Sendable {
  /// The machine; the reduction chooses another base.
  var machine: ClosePairMachine
  /// Exact coefficients, a sandwich of them, or a power series.
  var kind: String
  /// Whether the base stands, and is not chosen.
  var hasBase = false

  /// The tasks with their parameters and kinds of certificates.
  static let kinds: [(task: String, parameter: Rational?, kind: String)] = [
    ("svm", nil, "exact"), ("svm", nil, "sandwich"), ("svm", nil, "series"), ("svm-bias", nil, "exact"),
    ("svm-bias", nil, "sandwich"), ("svm-bias", nil, "series"), ("svm-soft", Rational(1, 2), "exact"),
    ("svm-soft", 2, "exact"), ("ridge", 1, "exact"), ("ridge", Rational(1, 3), "exact"), ("pca", nil, "exact"),
  ]

  fileprivate func certificate<Kind: KernelKind>(_: Kind.Type) throws -> TaskCertificate {
    guard let task = machine.kernelTask else { throw CertificateFileError("no task \(machine.task)") }
    let base = hasBase ? try KernelBase(machine.base) : nil
    let instance = try BHCPToKernelMachine<Kind>(task: task, base: base).reduce(machine.pairs())
    switch kind {
    case "series": return TaskCertificate(series: try instance.seriesCertificate())
    case "sandwich": return TaskCertificate(coefficients: try instance.certificate(.sandwich))
    default: return TaskCertificate(coefficients: try instance.certificate(.exact))
    }
  }
}

/// A certificate of coefficients or of series.
private struct TaskCertificate: Sendable {
  var coefficients: KernelCertificate?
  var series: KernelSeriesCertificate?

  init(coefficients: KernelCertificate? = nil, series: KernelSeriesCertificate? = nil) {
    (self.coefficients, self.series) = (coefficients, series)
  }

  init(of instance: TaskInstance) throws {
    self =
      switch instance.machine.task {
      case "svm": try instance.certificate(SVM.self)
      case "svm-bias": try instance.certificate(SVMWithBias.self)
      case "svm-soft": try instance.certificate(SoftSVM.self)
      case "ridge": try instance.certificate(Ridge.self)
      default: try instance.certificate(PCA.self)
      }
  }

  func verify(of subject: KernelSubject?) throws(KernelCertificateError) -> KernelProof {
    if let coefficients { return try coefficients.verify(of: subject) }
    guard let series else { throw .malformed("no certificate") }
    return try series.verify(of: subject)
  }
}

extension ClosePairMachine {
  func pairs() throws -> HammingClosePair {
    try HammingClosePair(
      left: BitMatrix(left), right: BitMatrix(right), threshold: threshold, leastDistance: leastDistance)
  }

  /// Makes the instance with its base.
  fileprivate func make(base: KernelBase?) throws -> Rational {
    guard let task = kernelTask else { throw CertificateFileError("no task \(self.task)") }
    func chosen<Kind: KernelKind>(_: Kind.Type) throws -> Rational {
      try BHCPToKernelMachine<Kind>(task: task, base: base).reduce(pairs()).base.q
    }
    return switch self.task {
    case "svm": try chosen(SVM.self)
    case "svm-bias": try chosen(SVMWithBias.self)
    case "svm-soft": try chosen(SoftSVM.self)
    case "ridge": try chosen(Ridge.self)
    default: try chosen(PCA.self)
    }
  }
}

/// The base that the reduction chooses.
private func reducedBase(_ machine: ClosePairMachine) throws -> Rational { try machine.make(base: nil) }

/// Errors in making an instance.
enum Refusal: Sendable {
  case threshold, equal, common, dominance, base, box, counting, choice, other
}

/// Why the library makes no instance of the machine with its base; nil if it does.
private func refusal(of machine: ClosePairMachine) -> Refusal? {
  do {
    _ = try machine.make(base: KernelBase(machine.base))
    return nil
  } catch { return Refusal(error) }
}

extension Refusal {
  /// Which of them an error is.
  init(_ error: any Error) {
    switch error {
    case KernelInstanceError.thresholdTooSmall: self = .threshold
    case KernelInstanceError.equalVectors: self = .equal
    case KernelInstanceError.commonVector: self = .common
    case KernelInstanceError.baseTooLarge: self = .base
    case KernelInstanceError.notCountable: self = .counting
    case KernelError.notDominant: self = .dominance
    case KernelError.boxInWindow: self = .box
    case is ChoiceError: self = .choice
    default: self = .other
    }
  }
}

/// The same by the statement, with all distances that are possible tried one after the other.
func plainRefusal(of machine: ClosePairMachine) -> Refusal? {
  let (left, right) = (machine.left, machine.right)
  if machine.threshold < 1 { return .threshold }
  if Set(left).count < left.count || Set(right).count < right.count { return .equal }
  if !Set(left).isDisjoint(with: right) { return .common }
  let (rho, noise) = plainBounds(of: machine)
  if rho >= 1 || (1 - rho) * (1 - rho) <= Rational(1, 2) { return .dominance }
  if noise >= (1 - rho) / 2 { return .base }
  if machine.task == "svm-soft", let box = machine.parameter, box > 1 / (1 + rho), box < 1 / (1 - rho) { return .box }
  return nil
}

/// The bound on ρ, and what pairs that are not close can add up to, in units of a close one.
func plainBounds(of machine: ClosePairMachine) -> (rho: Rational, noise: Rational) {
  let (left, right, q) = (machine.left, machine.right, machine.base)
  func parities(_ side: [String]) -> Set<Int> { Set(side.map { vector in vector.count { $0 == "1" } % 2 }) }
  let (a, b) = (parities(left), parities(right))
  let areEven = a.count == 1 && b.count == 1
  /// Whether a vector of A and one of B can differ in so many places.
  func isPossible(_ distance: Int) -> Bool {
    distance >= max(machine.leastDistance, 1) && (!areEven || distance % 2 == (a == b ? 0 : 1))
  }
  func least(from start: Int) -> Int {
    var distance = start
    while !isPossible(distance) { distance += 1 }
    return distance
  }
  // A pair that is not close differs in t places at least; parities may tell one more.
  let parityAllows = !areEven || machine.threshold % 2 == (a == b ? 0 : 1)
  let gap = (parityAllows ? machine.threshold : machine.threshold + 1) - (machine.threshold - 1)
  let larger = Integer(max(left.count, right.count))
  let rho = Rational(larger - 1) * q.power(areEven ? 2 : 1) + Rational(larger) * q.power(least(from: 1))
  return (rho, Rational(Integer(left.count * right.count)) * q.power(gap))
}

extension InstanceFamily where Instance == TaskInstance {
  /// Vectors on two sides with every task in turn; without a base given, all vectors are different.
  static func pairs(_ bases: String, quick: Int, deep: Int) -> InstanceFamily {
    let isChosen = bases.hasPrefix("a base that")
    return .random(
      "1 to 4 vectors of 4 to 7 places on a side, all tasks in turn, with and without a close pair and equal parities, \(bases)",
      quick: quick, deep: deep,
      draw: { index, stream in
        let chosen = TaskInstance.kinds[index % TaskInstance.kinds.count]
        let dimension = stream.uniform(in: 4...7)
        let isEven = stream.uniform(in: 0...1) == 0
        func vector() -> String {
          var bits = (0..<dimension).map { _ in stream.uniform(in: 0...1) }
          if isEven, bits.reduce(0, +) % 2 == 1 { bits[0] = 1 - bits[0] }
          return bits.map(String.init).joined()
        }
        var seen: Set<String> = []
        func side() -> [String] {
          (0..<stream.uniform(in: 1...4)).map { _ in
            var next = vector()
            // Copies only where they are to be refused.
            let mayRepeat = !isChosen && stream.uniform(in: 0...5) == 0
            while !seen.insert(next).inserted && !mayRepeat { next = vector() }
            return next
          }
        }
        let (left, right) = (side(), side())
        var machine = ClosePairMachine(
          task: chosen.task, parameter: chosen.parameter, base: Rational(1, 2), left: left, right: right, threshold: 1)
        let closest = machine.closest?.distance ?? 1
        machine.threshold = max(closest + stream.uniform(in: -1...2), isChosen ? 1 : 0)
        machine.leastDistance = stream.uniform(in: 0...1) == 0 ? 0 : min(closest, machine.threshold)
        if !isChosen {
          let bases = [2, 3, 4, 5, 6, 8, 10, 12, 16, 24, 32, 64]
          machine.base = Rational(1, Integer(bases[stream.uniform(in: 0...(bases.count - 1))]))
          if chosen.task == "svm-soft" {
            machine.parameter = [Rational(1, 2), Rational(7, 8), 1, Rational(9, 8), 2][stream.uniform(in: 0...4)]
          }
        }
        return TaskInstance(machine: machine, kind: chosen.kind)
      })
  }
}
