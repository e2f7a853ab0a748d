import Evidence
import Exact
import KernelMachines
import KernelMachinesCheckers
import Randomness

extension Claim {
  /// Intervals for the optimum on vectors of rational coordinates.
  static let kernelIntervals = Claim(
    id: "kernel.intervals",
    title: "The optimum of a support vector machine on any rational vectors lies in the interval that is certified",
    sentences: [
      Sentence(
        """
        Let $V$ be the optimum of $\\max 1^T\\alpha - \\frac12 \\alpha^T G \\alpha$ over $0 \\le \\alpha \\le C$, with a bias also \
        $y^T\\alpha = 0$, where $G_{ij} = y_i y_j e^{-\\gamma \\|x_i - x_j\\|^2}$ for rational vectors, of which some may be equal, with the \
        same label or another. The interval that is found contains $V$, and its certificate passes the independent checker. For the width \
        $10^{-15}$ it is at most as wide, on up to 5 vectors with $C$ to 100 and $\\gamma$ from 1/20 to 5; where the kernel's matrix is \
        nearly singular it may be wider.
        """,
        topic: "the interval", checks: ["intervals"]),
      Sentence(
        """
        A certificate that is accepted holds the machine, $\\gamma$, $C$ and the vectors with their labels; $V$ of these lies in its \
        interval, and all of them are printed or named by SHA-256. Each refusal is for its own reason.
        """,
        topic: "what is accepted", checks: ["certificates"]),
    ],
    source: Source(
      paper: "Chang and Lin, LIBSVM: a library for support vector machines",
      theorem: "section 2.1, C-SVC; the bounds are derived, by weak duality"),
    checks: [
      Check(
        "intervals", level: .certified, family: ownData,
        subject: findInterval, mutants: intervalMutants,
        test: { interval, data in
          let found = try interval(data)
          let truth = try data.optimum()
          // First what it says, then whether it is proved: a wrong machine proves what it says of its own data.
          guard found.lower <= truth.value + truth.error, truth.value - truth.error <= found.upper else {
            return .fails("\(Double(truth.value)) is not in [\(Double(found.lower)), \(Double(found.upper))]")
          }
          let proof: KernelIntervalProof
          do throws(KernelCertificateError) { proof = try found.verify() } catch { return .fails("\(error)") }
          return .all(
            .equal(proof.text, try data.machine.vectors.text, "the data"),
            .equal(proof.hasBias, data.hasBias, "the bias"), .equal(proof.gamma, data.gamma, "γ"),
            .equal(proof.cost, data.cost, "C"), .atMost(found.upper - found.lower, OwnData.width, "the width"))
        }),
      .kernelIntervalForgeries,
    ])
}

private let findInterval: Algorithm<OwnData, KernelIntervalCertificate> = { data in
  try data.machine.interval(width: OwnData.width)
}

/// The interval of other data.
private func changing(
  _ change: @escaping @Sendable (inout OwnData) -> Void
) -> Algorithm<OwnData, KernelIntervalCertificate> {
  { data in
    var other = data
    change(&other)
    return try findInterval(other)
  }
}

private let intervalMutants: KeyValuePairs<String, Algorithm<OwnData, KernelIntervalCertificate>> = [
  "γ is halved": changing { $0.gamma = $0.gamma / 2 },
  "C is doubled": changing { $0.cost = $0.cost * 2 },
  "the bias is forgotten": changing { $0.hasBias = false },
  "the last coordinate is forgotten": changing { data in data.rows = data.rows.map { Array($0.dropLast()) } },
  "two decimals of a coordinate are read": changing { data in
    data.rows = data.rows.map { row in row.map { Rational(($0 * 100).floor(), 100) } }
  },
  "the dual value of the first coefficients is taken for the optimum": { data in
    var first: KernelIntervalCertificate?
    var found = try data.machine.interval(width: OwnData.width) { better in if first == nil { first = better } }
    if let first { found.upper = first.lower }
    return found
  },
]

/// Vectors with labels, and a machine.
struct OwnData: Codable, Sendable {
  var labels: [Int]
  var rows: [[Rational]]
  var gamma, cost: Rational
  var hasBias: Bool

  static let width = Rational(1, Integer(10).power(15))

  var machine: GaussianMachine {
    get throws {
      let vectors = try LabelledVectors(
        labels: labels,
        rows: rows.map { row in row.enumerated().map { LabelledVectors.Coordinate($0.offset + 1, $0.element) } })
      return try GaussianMachine(vectors, gamma: gamma, cost: cost, hasBias: hasBias)
    }
  }

  /// The optimum and how far it may be away: the best of all points that are stationary where they are free, over all sets of coefficients
  /// that are 0 and that are C. The kernel is a fraction within 2^−600 of it, which moves the optimum by at most (NC)² 2^−600.
  func optimum() throws -> (value: Rational, error: Rational) {
    let n = labels.count
    let matrix = Matrix<Rational>(rows: n, columns: n) { i, j in
      Rational(labels[i] * labels[j]) * Self.exponential(gamma * squaredDistance(i, j))
    }
    var (best, places) = (Rational(0), [Int](repeating: 0, count: n))
    for code in 0..<(0..<n).reduce(1, { power, _ in power * 3 }) {
      var rest = code
      for i in 0..<n { (places[i], rest) = (rest % 3, rest / 3) }
      let free = (0..<n).filter { places[$0] == 1 }
      var alpha = (0..<n).map { places[$0] == 2 ? cost : 0 }
      if !free.isEmpty {
        let balance = hasBias ? 1 : 0
        let system = Matrix<Rational>(rows: free.count + balance, columns: free.count + balance) { r, c in
          if r < free.count, c < free.count { return matrix[free[r], free[c]] }
          return r == c ? 0 : Rational(labels[free[min(r, c)]])
        }
        var right = free.map { i in (0..<n).reduce(Rational(1)) { $0 - matrix[i, $1] * alpha[$1] } }
        if hasBias { right.append((0..<n).reduce(Rational(0)) { $0 - Rational(labels[$1]) * alpha[$1] }) }
        guard case .unique(let solution) = system.solve(right) else { continue }
        for (i, value) in zip(free, solution) { alpha[i] = value }
      }
      guard alpha.allSatisfy({ $0 >= 0 && $0 <= cost }) else { continue }
      if hasBias, !(0..<n).reduce(Rational(0), { $0 + Rational(labels[$1]) * alpha[$1] }).isZero { continue }
      var value: Rational = 0
      for i in 0..<n {
        value += alpha[i]
        for j in 0..<n { value -= alpha[i] * alpha[j] * matrix[i, j] / 2 }
      }
      best = max(best, value)
    }
    let most = Rational(n) * cost
    return (best, most * most / Rational(Integer(1) << 600))
  }

  private func squaredDistance(_ i: Int, _ j: Int) -> Rational {
    zip(rows[i], rows[j]).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
  }

  /// e^−x to 2^−600.
  private static func exponential(_ x: Rational) -> Rational {
    if x > 600 { return 0 }
    return Enclosure(-x, precision: 640).exp().lower ?? 0
  }
}

private let ownData = InstanceFamily<OwnData>.random(
  "2 to 4 vectors (deep: to 5) of 1 to 3 coordinates in thousandths, a quarter of them copies, C from 1/10 to 100, γ from 1/20 to 5",
  quick: 24, deep: 600,
  shrink: { data in
    data.labels.count < 3
      ? []
      : data.labels.indices.map { i in
        var less = data
        less.labels.remove(at: i)
        less.rows.remove(at: i)
        return less
      }
  },
  draw: { index, stream in
    let (count, dimension) = (stream.uniform(in: 2...(index < 24 ? 4 : 5)), stream.uniform(in: 1...3))
    var rows: [[Rational]] = []
    for _ in 0..<count {
      let isCopy = !rows.isEmpty && stream.uniform(in: 0...3) == 0
      rows.append(
        isCopy
          ? rows[stream.uniform(in: 0...(rows.count - 1))]
          : (0..<dimension).map { _ in Rational(stream.uniform(in: -2000...2000)) / 1000 })
    }
    // One class now and then.
    let labels = (0..<count).map { index % 8 == 7 ? 1 : $0 == 0 ? 1 : $0 == 1 ? -1 : 2 * stream.uniform(in: 0...1) - 1 }
    return OwnData(
      labels: labels, rows: rows, gamma: Rational(stream.uniform(in: 1...100)) / 20,
      cost: [Rational(1, 10), 1, 10, 100][stream.uniform(in: 0...3)], hasBias: index % 3 != 2)
  })
