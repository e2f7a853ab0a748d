import Arrays
import Exact
import Foundation

/// The search for coefficients whose dual and primal values are near each other.
struct IntervalSearch {
  /// Coefficients, and the interval that they prove.
  struct Candidate {
    /// α/C as integers over 2^`bits`.
    var coefficients: [Integer]
    var bits: Int
    var precision: Int
    /// b; nil without a bias.
    var bias: Rational?
    /// The dual and the primal value, rounded outward to some decimals.
    var lower: Rational, upper: Rational
    /// 1 − (Gα)ᵢ − yᵢ b, which is 0 at the optimum where a coefficient is between 0 and C.
    var slacks: [Double]

    var width: Rational { upper - lower }
  }

  /// Where a coefficient is.
  private enum Place { case zero, free, box }

  private let machine: GaussianMachine
  private let doubles: FloatingPointKernel
  private let kernel: FixedPointGaussian
  private let bits: Int
  /// How wide the interval may be.
  private let goal: Rational
  /// Bounds are multiples of its reciprocal.
  private let unit: Integer
  /// The best so far.
  private(set) var best: Candidate

  /// A search that begins at 0.
  ///
  /// - Parameters:
  ///   - value: the optimum, about.
  ///   - sum: Σα there, about.
  init(
    _ machine: GaussianMachine, _ doubles: FloatingPointKernel, width: Rational?, value: Double, sum: Double
  ) throws(KernelError) {
    (self.machine, self.doubles) = (machine, doubles)
    let about = Rational(exactly: value) ?? 0
    let goal = width ?? (about > 0 ? about : machine.cost) / 1_000_000_000
    let most = machine.cost * Rational(machine.vectors.count)
    let total = (Rational(exactly: sum) ?? most) + 1
    // Rounding k by 2^−p moves the quadratic form by (Σα)² 2^−p and the N hinges by C Σα 2^−p each; rounding α/C by 2^−q moves N hinges by
    // C · NC 2^−q each. Eight bits are left for the rest.
    let precision = Self.bits((total * total + total * most) / goal) + 8
    bits = Self.bits(most * (most + 1) / goal) + 8
    guard max(precision, bits) <= 4096 else {
      throw .parameterOutOfRange("the width", "\(goal)", expected: "one that 4096 bits suffice for")
    }
    self.goal = goal
    var unit: Integer = 1000
    while Rational(unit) * goal < 1000 { unit *= 10 }
    self.unit = unit
    kernel = FixedPointGaussian(machine.vectors, gamma: machine.gamma, precision: precision)
    best = Candidate(
      coefficients: [], bits: bits, precision: precision, lower: 0, upper: most, slacks: [])
    best = candidate([Integer](repeating: 0, count: machine.vectors.count))
  }

  /// The number of bits of a positive number's integral part, at least 1.
  private static func bits(_ number: Rational) -> Int { max(number.ceiling().bitWidth, 1) }

  /// Takes steps from some coefficients until the interval is narrow enough, or nothing helps any more.
  ///
  /// - Parameter fractions: α/C, between 0 and 1.
  mutating func run(from fractions: [Double], improved: (Candidate) -> Void) {
    var coefficients = fractions.map { min(max(Self.rounded($0, bits: bits), 0), Integer(1) << bits) }
    balance(&coefficients, places(of: coefficients))
    best = Self.narrower(best, candidate(coefficients))
    improved(best)
    // A matrix that is nearly singular is moved away from that, which takes more steps.
    for shift in [0, 0x1p-46, 0x1p-40, 0x1p-34] where best.width > goal {
      refine(shift: shift, improved)
    }
  }

  private func places(of coefficients: [Integer]) -> [Place] {
    coefficients.map { $0.isZero ? .zero : $0 == Integer(1) << bits ? .box : .free }
  }

  private static func narrower(_ a: Candidate, _ b: Candidate) -> Candidate { b.width < a.width ? b : a }

  /// Newton's steps on the coefficients between 0 and C, which change places where the optimality conditions say so.
  private mutating func refine(shift: Double, _ improved: (Candidate) -> Void) {
    let one = Integer(1) << bits
    var (current, places, patience) = (best, places(of: best.coefficients), 6)
    var (factored, factors): ([Int], CholeskyFactorization<Double>?) = ([], nil)
    while best.width > goal, patience > 0 {
      move(&places, by: current.slacks)
      let free = places.indices.filter { places[$0] == .free }
      if factors == nil || free != factored {
        factors = try? CholeskyFactorization(doubles.signedBlock(free, shift: shift))
        factored = free
      }
      guard let factors else { return }
      var coefficients = current.coefficients
      let changes = step(free, current, factors)
      for (position, i) in free.enumerated() {
        let next = coefficients[i] + Self.rounded(changes[position], bits: bits)
        coefficients[i] = min(max(next, 0), one)
        if next <= 0 { places[i] = .zero } else if next >= one { places[i] = .box }
      }
      balance(&coefficients, places)
      current = candidate(coefficients)
      if current.width < best.width {
        patience = 2 * current.width < best.width ? 6 : patience - 1
        best = current
        improved(best)
      } else {
        patience -= 1
      }
    }
  }

  /// Lets go of coefficients at a bound whose slack has the wrong sign.
  private func move(_ places: inout [Place], by slacks: [Double]) {
    let greatest = places.indices.reduce(0) { places[$1] == .free ? max($0, slacks[$1].magnitude) : $0 }
    let least = Double(goal / (4 * machine.cost * Rational(places.count)))
    let limit = max(greatest, least)
    for i in places.indices where slacks[i].magnitude > limit {
      if places[i] == .zero && slacks[i] > 0 || places[i] == .box && slacks[i] < 0 { places[i] = .free }
    }
  }

  /// Δ with C GΔ + y β = slack on the free coefficients, where with a bias yᵀΔ makes up for what is missing of yᵀα = 0.
  private func step(_ free: [Int], _ current: Candidate, _ factors: CholeskyFactorization<Double>) -> [Double] {
    guard !free.isEmpty else { return [] }
    let cost = Double(machine.cost)
    let labels = free.map { Double(machine.vectors.labels[$0]) }
    var change = factors.solution(free.map { current.slacks[$0] / cost })
    guard machine.hasBias else { return change }
    let column = factors.solution(labels)
    change.add(column, times: -labels.dot(change) / labels.dot(column))
    return change
  }

  /// A double times 2^bits, as an integer.
  private static func rounded(_ value: Double, bits: Int) -> Integer {
    ((Rational(exactly: value) ?? 0) * Rational(Integer(1) << bits)).floor()
  }

  /// Takes from the class with more and gives to the one with less, where coefficients are free, until both have the same; what is left then
  /// is taken from the class with more wherever it is.
  private func balance(_ coefficients: inout [Integer], _ places: [Place]) {
    guard machine.hasBias else { return }
    let (labels, one) = (machine.vectors.labels, Integer(1) << bits)
    var rest = labels.indices.reduce(into: Integer.zero) {
      if labels[$1] > 0 { $0 += coefficients[$1] } else { $0 -= coefficients[$1] }
    }
    let heavy = rest > 0 ? 1 : -1
    rest = rest.magnitude
    // The largest first, so that small ones are not emptied by rounding.
    let order = labels.indices.sorted { coefficients[$0] > coefficients[$1] }
    for i in order where labels[i] == heavy && places[i] == .free {
      let part = min(rest, coefficients[i])
      coefficients[i] -= part
      rest -= part
    }
    for i in order where labels[i] != heavy && places[i] == .free {
      let part = min(rest, one - coefficients[i])
      coefficients[i] += part
      rest -= part
    }
    for i in order where labels[i] == heavy {
      let part = min(rest, coefficients[i])
      coefficients[i] -= part
      rest -= part
    }
  }

  /// What coefficients prove, with the bias that is best for them.
  ///
  /// - Complexity: O(N²) products of integers.
  private func candidate(_ coefficients: [Integer]) -> Candidate {
    let (labels, cost) = (machine.vectors.labels, machine.cost)
    let sums = kernel.signedProduct(coefficients)
    let totals = [1, -1].map { label in
      labels.indices.reduce(into: Integer.zero) { if labels[$1] == label { $0 += coefficients[$1] } }
    }
    // What rounding the kernel may have taken: less than a coefficient for each vector of the same class, or of the other.
    let scale = Integer(1) << (kernel.precision + bits)
    var square = Integer.zero
    var margins: [Rational] = []
    for i in labels.indices {
      let (same, other) = labels[i] > 0 ? (totals[0], totals[1]) : (totals[1], totals[0])
      square.addProduct(coefficients[i], sums[i] + same)
      margins.append(cost * Rational(sums[i] - other, scale))
    }
    let half = cost * cost * Rational(square, scale << bits) / 2
    let bias = machine.hasBias ? Self.bestBias(labels, margins) : nil
    let slacks = labels.indices.map { 1 - margins[$0] - Rational(labels[$0]) * (bias ?? 0) }
    let hinges = slacks.reduce(Rational(0)) { $1 > 0 ? $0 + $1 : $0 }
    let lower = cost * Rational(totals[0] + totals[1], Integer(1) << bits) - half
    return Candidate(
      coefficients: coefficients, bits: bits, precision: kernel.precision, bias: bias,
      lower: Rational((lower * Rational(unit)).floor(), unit),
      upper: Rational(((half + cost * hinges) * Rational(unit)).ceiling(), unit), slacks: slacks.map { Double($0) })
  }

  /// The b for which Σ max(0, 1 − mᵢ − yᵢ b) is least: its slope grows by 1 at every yᵢ(1 − mᵢ), from minus the number of positive labels.
  private static func bestBias(_ labels: [Int], _ margins: [Rational]) -> Rational {
    let places = labels.indices.map { Rational(labels[$0]) * (1 - margins[$0]) }.sorted()
    return places.isEmpty ? 0 : places[max(labels.count { $0 > 0 } - 1, 0)]
  }
}
