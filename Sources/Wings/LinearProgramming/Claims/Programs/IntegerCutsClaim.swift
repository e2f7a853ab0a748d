import Evidence
import Exact
import LinearProgramming
import LinearProgrammingCheckers
import Randomness

extension Claim {
  /// Cuts and splits leave out no integer point.
  static let integerCuts = Claim(
    id: "programs.cuts", title: "Cuts hold at every integer point, and splits leave none out",
    sentences: [
      Sentence(
        """
        Every cut in a certificate of an integer program, whether it rounds a row or a sum of rows, is a cover or Gomory's mixed-integer \
        cut, holds at every point of the program whose integer variables are integers.
        """,
        topic: "cuts", checks: ["boxes"]),
      Sentence(
        """
        A row of 0/1 variables of which just all together are too much, $s + Cy \\ge b$ with $s \\ge 0$ and an integer $y$, and $x \\le My$ \
        with $x + s \\ge d$ and a bounded $s$ have at the root a bound within $10^{-6}$ of their optimum, by covers alone, and by roundings \
        alone of the row and of the sum of both rows.
        """,
        topic: "strength", checks: ["root"]),
      Sentence(
        """
        A form that is an integer at a point is at most $k$ there, or at least $k + 1$, for every integer $k$. So what follows from the \
        program in both of these cases holds at the point, and so does what every leaf of a tree of splits implies. Such a form that is at \
        least $b$ is at least every integer $m$ with $m - 1 < b$; and if it is at most $b + y$ with $y \\ge 0$, it is at most \
        $k + y / (1 - (b - k))$ for the integer $k$ with $k \\le b < k + 1$.
        """,
        topic: "splits and rounding", checks: ["boxes"],
        proof: ProofReference(
          file: "LinearProgramming/IntegerCases.v",
          theorems: [
            "split_leaves_nothing_out", "split_cut", "leaves_prove_the_whole", "chvatal_gomory",
            "mixed_integer_rounding",
          ])),
    ],
    source: Source(
      paper: "Chvátal closures for mixed integer programming problems",
      theorem: """
        Cook, Kannan and Schrijver, Mathematical Programming 47 (1990): cuts of splits; the splits taken are those of Gomory's tableau \
        (1960), of sums of rows (Marchand and Wolsey 2001) and of covers (Balas 1975)
        """),
    checks: [
      Check(
        "boxes", level: .certified,
        family: .random(
          "programs of 5 or 6 integers from 0 to 1 or 2, with 2 or 3 rows, whose points are all tried", quick: 60,
          deep: 2_000, shrink: ProgramInstance.shrink,
          draw: { index, stream in ProgramInstance.drawnBox(index, &stream) }),
        subject: { try CertificateCuts(of: $0) }, mutants: mutants,
        test: { cuts, instance in
          let cuts = try cuts(instance)
          if let fault = cuts.fault { return .fails(fault) }
          for point in instance.integerPoints {
            for (index, cut) in cuts.cuts.enumerated() {
              let value = zip(cut.form.indices, cut.form.values).reduce(Rational(0)) { $0 + $1.1 * point[$1.0] }
              if value < cut.least { return .fails("cut \(index) cuts off \(point): \(value) < \(cut.least)") }
            }
            if let bound = cuts.bound {
              let value = zip(instance.statement.objective, point).reduce(instance.statement.objectiveConstant) {
                $0 + $1.0 * $1.1
              }
              if instance.statement.maximizes ? value > bound : value < bound {
                return .fails("\(point) has \(value), better than \(bound)")
              }
            } else {
              return .fails("\(point) is a point of a program that has none")
            }
          }
          return .holds()
        }),
      .rootCuts,
    ])
}

/// The cuts of a program's certificate, and the bound that it proves.
struct CertificateCuts: Sendable {
  var cuts: [IntegerProgramTree.Cut] = []
  /// Nil if there is no point.
  var bound: Rational?
  var fault: String?

  init(of instance: ProgramInstance) throws {
    let outcome = try instance.program().solveIntegers()
    guard let certificate = outcome.certificate else {
      fault = "nothing is proved"
      return
    }
    do { try certificate.verify() } catch { fault = "\(error)" }
    switch certificate.evidence {
    case .cases(_, _, let bound, let tree): (cuts, self.bound) = (tree.cuts, bound)
    case .incumbent(_, _, let bound, _): self.bound = bound
    case .infeasible: bound = nil
    case .unbounded: fault = "a box is unbounded"
    }
  }

  /// What one side of a cut gives, of rows and columns of the program and of earlier cuts.
  func least(
    _ side: IntegerProgramTree.Combination, _ cut: IntegerProgramTree.Cut, isAbove: Bool,
    _ program: LinearProgramStatement
  ) -> Rational? {
    if side.scale.isZero { return nil }
    func bound(_ multiplier: Rational, _ interval: LinearProgramStatement.Interval) -> Rational {
      multiplier * ((multiplier > 0 ? interval.lower : interval.upper) ?? 0)
    }
    var sum: Rational = 0
    for (row, value) in zip(side.rows.indices, side.rows.values) { sum += bound(value, program.rows[row].interval) }
    for (column, value) in zip(side.columns.indices, side.columns.values) {
      sum += bound(value, program.columns[column])
    }
    for (index, value) in zip(side.cuts.indices, side.cuts.values) { sum += value * cuts[index].least }
    for value in side.cases.values { sum += value * Rational(isAbove ? cut.split.below + 1 : cut.split.below) }
    return sum / side.scale
  }
}

private func changed(
  _ change: @escaping @Sendable (inout IntegerProgramTree.Cut, CertificateCuts, LinearProgramStatement) -> Void
) -> Algorithm<ProgramInstance, CertificateCuts> {
  { instance in
    let cuts = try CertificateCuts(of: instance)
    var other = cuts
    for index in cuts.cuts.indices { change(&other.cuts[index], cuts, instance.statement) }
    return other
  }
}

private let mutants: KeyValuePairs<String, Algorithm<ProgramInstance, CertificateCuts>> = [
  "takes the greater of what both sides give": changed { cut, cuts, program in
    let sides = [
      cuts.least(cut.below, cut, isAbove: false, program), cuts.least(cut.above, cut, isAbove: true, program),
    ]
    cut.least = sides.compactMap { $0 }.max().map { max($0, cut.least) } ?? cut.least
  },
  "takes the case below for the cut": changed { cut, _, _ in
    (cut.form, cut.least) = (
      .init(indices: cut.split.form.indices, values: cut.split.form.values.map { -$0 }), -Rational(cut.split.below)
    )
  },
  "takes the case above for the cut": changed { cut, _, _ in
    (cut.form, cut.least) = (cut.split.form, Rational(cut.split.below + 1))
  },
  "leaves the first column out of the form": changed { cut, _, _ in
    if !cut.form.values.isEmpty { cut.form.values[0] = min(0, cut.form.values[0]) }
  },
  "rounds the form's coefficients down": changed { cut, _, _ in
    let largest = cut.form.values.map(\.magnitude).max() ?? 1
    cut.form.values = cut.form.values.map { Rational(($0 / largest).floor()) }
    cut.least = Rational((cut.least / largest).ceiling())
  },
]

extension ProgramInstance {
  /// Integers from 0 to 1 or 2, so that the relaxation's points are often fractions.
  fileprivate static func drawnBox(_ index: Int, _ stream: inout RandomStream) -> ProgramInstance {
    let (count, largest) = index % 3 == 0 ? (5, 2) : (6, 1)
    var statement = LinearProgramStatement(
      stream.uniform(in: 0...1) == 0 ? .min : .max, (0..<count).map { _ in Rational(stream.uniform(in: -9...9)) },
      columns: (0..<count).map { _ in .from(0, to: Rational(largest)) })
    for _ in 0..<stream.uniform(in: 2...3) {
      let row = (0..<count).map { _ in Rational(stream.uniform(in: 1...9)) }
      let right = Rational((row.reduce(0, +) * Rational(Integer(largest), 2)).floor())
      statement.rows.append(
        .init(dense: row, stream.uniform(in: 0...2) == 0 ? .atLeast(right) : .atMost(right)))
    }
    return ProgramInstance(statement: statement, integers: Array(0..<count))
  }

  /// All integer points, of bounded columns.
  fileprivate var integerPoints: [[Rational]] {
    var points: [[Rational]] = [[]]
    for column in statement.columns {
      guard let lower = column.lower, let upper = column.upper else { return [] }
      var values: [Rational] = []
      var value = Rational(lower.ceiling())
      while value <= upper {
        values.append(value)
        value += 1
      }
      points = points.flatMap { point in values.map { point + [$0] } }
    }
    return points.filter { point in
      statement.rows.allSatisfy { row in
        let value = row.value(at: point)
        return (row.interval.lower.map { $0 <= value } ?? true) && (row.interval.upper.map { value <= $0 } ?? true)
      }
    }
  }
}
