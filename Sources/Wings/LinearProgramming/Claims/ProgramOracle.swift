import Exact
import LinearProgrammingCheckers

/// What a certificate says of a linear or integer program.
enum ProgramFact: Sendable {
  /// It has no point.
  case infeasible
  /// It has points of any objective, however good.
  case unbounded
  /// A point has this objective, or for a file in the VIPR format one that is as good; and none is better than the bound. Nil
  /// is nothing said.
  case between(attained: Rational?, exactly: Bool, bound: Rational?)
}

/// A small program, decided by elimination and enumeration: the oracle for certificates. It knows nothing of multipliers,
/// vertices or rays.
///
/// Variables are eliminated after Fourier and Motzkin: x lies between bounds exactly if each lower one is at most each upper
/// one. So the values of a form are found as an interval, and integers are tried one after the other within theirs.
struct ProgramOracle {
  /// form · x ≤ right.
  struct Inequality: Hashable {
    var form: [Rational]
    var right: Rational
  }

  /// The values of a form over all points; nil for no bound on that side.
  struct Extent: Equatable {
    var lower: Rational?
    var upper: Rational?
  }

  /// The best objective of some points.
  enum Best: Equatable {
    case noPoint, unbounded
    case value(Rational)
  }

  /// There are too many integers to try, or the program is none.
  struct Undecided: Error {}

  var maximizes: Bool
  var objective: [Rational]
  var constant: Rational
  var integers: [Int]
  var inequalities: [Inequality]

  /// - Throws: where a form speaks of what does not exist.
  init(_ program: LinearProgramStatement, integers: [Int] = []) throws {
    let count = program.columns.count
    (maximizes, objective, constant) = (program.maximizes, program.objective, program.objectiveConstant)
    (self.integers, inequalities) = (integers, [])
    guard objective.count == count, integers.allSatisfy((0..<count).contains) else { throw Undecided() }
    for (index, interval) in program.columns.enumerated() { add([index: 1], interval.lower, interval.upper) }
    for row in program.rows {
      guard row.columns.count == row.coefficients.count, row.columns.allSatisfy((0..<count).contains) else {
        throw Undecided()
      }
      let form = Dictionary(zip(row.columns, row.coefficients), uniquingKeysWith: +)
      add(form, row.interval.lower, row.interval.upper)
    }
  }

  /// - Throws: where a form speaks of what does not exist.
  init(_ file: VIPRCertificate) throws {
    let count = file.variables.count
    func dense(_ terms: [VIPRCertificate.Term]) throws -> [Rational] {
      var form = [Rational](repeating: 0, count: count)
      for term in terms {
        guard (0..<count).contains(term.index) else { throw Undecided() }
        form[term.index] += term.value
      }
      return form
    }
    (maximizes, objective, constant) = (file.maximizes, try dense(file.objective), 0)
    (integers, inequalities) = (file.integers, [])
    for constraint in file.constraints {
      let form = try dense(constraint.form)
      if constraint.sense != .atLeast { inequalities.append(Inequality(form: form, right: constraint.right)) }
      if constraint.sense != .atMost {
        inequalities.append(Inequality(form: form.map { -$0 }, right: -constraint.right))
      }
    }
  }

  private mutating func add(_ form: [Int: Rational], _ lower: Rational?, _ upper: Rational?) {
    let dense = objective.indices.map { form[$0] ?? 0 }
    if let upper { inequalities.append(Inequality(form: dense, right: upper)) }
    if let lower { inequalities.append(Inequality(form: dense.map { -$0 }, right: -lower)) }
  }

  /// Whether the fact is true of the program.
  ///
  /// - Parameter points: where to look first for a point that the fact speaks of.
  /// - Throws: ``Undecided`` if there are too many integers to try.
  func confirms(_ fact: ProgramFact, points: [[Rational]] = []) throws -> Bool {
    switch fact {
    case .infeasible: return try best(where: []) == .noPoint
    case .unbounded:
      // A rational program with an integer point goes as far as its relaxation.
      guard let relaxed = extent(of: objective, where: []) else { return false }
      guard (maximizes ? relaxed.upper : relaxed.lower) == nil else { return false }
      return try integers.isEmpty || points.contains(where: contains) || best(where: []) != .noPoint
    case .between(let attained, let exactly, let bound):
      if let attained {
        let side = atLeastAsGood(as: attained)
        let sides = exactly ? [side, negated(side)] : [side]
        let isPoint = points.contains { point in
          contains(point) && sides.allSatisfy { dot($0.form, point) <= $0.right }
        }
        if !isPoint, try best(where: sides) == .noPoint { return false }
      }
      return try bound.map(isBound) ?? true
    }
  }

  /// Whether no point is better than the value.
  private func isBound(_ value: Rational) throws -> Bool {
    // If not even the reals have a better point, no integers need be tried; and no objective lies between two multiples of
    // the unit.
    guard let relaxed = extent(of: objective, where: [atLeastAsGood(as: value)]) else { return true }
    if (maximizes ? relaxed.upper : relaxed.lower).map({ $0 + constant }) == value { return true }
    if let unit {
      let steps = (value - constant) / unit
      let next = maximizes ? Rational(steps.floor() + 1) : Rational(steps.ceiling() - 1)
      if extent(of: objective, where: [atLeastAsGood(as: next * unit + constant)]) == nil { return true }
    }
    return try [.noPoint, .value(value)].contains(best(where: [atLeastAsGood(as: value)]))
  }

  /// A number of which all coefficients of the objective are multiples; nil where a real variable has one, or none has.
  private var unit: Rational? {
    let costs = objective.indices.filter { !objective[$0].isZero }
    guard !costs.isEmpty, costs.allSatisfy(integers.contains) else { return nil }
    let denominator = costs.reduce(Integer(1)) { $0 * objective[$1].denominator }
    let multiples = costs.map { (objective[$0] * Rational(denominator)).numerator }
    return Rational(multiples.reduce(0) { Integer.gcd($0, $1) }, denominator)
  }

  /// Whether a point obeys all inequalities, and is an integer where it must be.
  func contains(_ point: [Rational]) -> Bool {
    point.count == objective.count && integers.allSatisfy { point[$0].isInteger }
      && inequalities.allSatisfy { dot($0.form, point) <= $0.right }
  }

  private func atLeastAsGood(as value: Rational) -> Inequality {
    maximizes
      ? Inequality(form: objective.map { -$0 }, right: constant - value)
      : Inequality(form: objective, right: value - constant)
  }

  private func negated(_ inequality: Inequality) -> Inequality {
    Inequality(form: inequality.form.map { -$0 }, right: -inequality.right)
  }

  /// The best objective of the points that also obey the given inequalities.
  ///
  /// - Throws: ``Undecided`` if there are too many integers to try.
  private func best(where more: [Inequality]) throws -> Best {
    // Without a point among the reals there is none among the integers, however many these are.
    guard let relaxed = extent(of: objective, where: more) else { return .noPoint }
    guard let next = integers.first else {
      return (maximizes ? relaxed.upper : relaxed.lower).map { .value($0 + constant) } ?? .unbounded
    }
    let unit = objective.indices.map { Rational($0 == next ? 1 : 0) }
    guard let range = extent(of: unit, where: more), let lower = range.lower, let upper = range.upper,
      upper - lower < 2_000, let first = Int(exactly: lower.ceiling()), let last = Int(exactly: upper.floor())
    else { throw Undecided() }
    var rest = self
    rest.integers.removeFirst()
    var best = Best.noPoint
    for value in stride(from: first, through: last, by: 1) {
      let fixed = Inequality(form: unit, right: Rational(value))
      switch (try rest.best(where: more + [fixed, negated(fixed)]), best) {
      case (.noPoint, _): continue
      case (.unbounded, _): return .unbounded
      case (.value(let found), .value(let known)): best = .value(maximizes ? max(known, found) : min(known, found))
      case (let found, _): best = found
      }
    }
    return best
  }

  /// The values of a form at the points that also obey the given inequalities; nil if there is no point.
  private func extent(of form: [Rational], where more: [Inequality]) -> Extent? {
    // One variable more, which equals the form.
    var system = (inequalities + more).map { Inequality(form: $0.form + [0], right: $0.right) }
    let equality = Inequality(form: form.map { -$0 } + [1], right: 0)
    system += [equality, negated(equality)]
    for variable in form.indices { system = eliminating(variable, from: system) }
    var extent = Extent()
    for inequality in system {
      let (slope, right) = (inequality.form[form.count], inequality.right)
      if slope.isZero {
        if right < 0 { return nil }
      } else if slope > 0 {
        extent.upper = min(extent.upper ?? right / slope, right / slope)
      } else {
        extent.lower = max(extent.lower ?? right / slope, right / slope)
      }
    }
    if let lower = extent.lower, let upper = extent.upper, lower > upper { return nil }
    return extent
  }

  private func eliminating(_ variable: Int, from system: [Inequality]) -> [Inequality] {
    // Of inequalities with the same form only the tightest counts.
    var tightest: [[Rational]: Rational] = [:]
    func keep(_ inequality: Inequality) {
      let scale = inequality.form.first { !$0.isZero }?.magnitude ?? 1
      let (form, right) = (inequality.form.map { $0 / scale }, inequality.right / scale)
      tightest[form] = min(tightest[form] ?? right, right)
    }
    let (above, below) = (system.filter { $0.form[variable] > 0 }, system.filter { $0.form[variable] < 0 })
    for inequality in system where inequality.form[variable].isZero { keep(inequality) }
    for upper in above {
      for lower in below {
        let (a, b) = (upper.form[variable], -lower.form[variable])
        keep(
          Inequality(
            form: zip(upper.form, lower.form).map { $0 * b + $1 * a }, right: upper.right * b + lower.right * a))
      }
    }
    return tightest.map { Inequality(form: $0.key, right: $0.value) }
  }

  private func dot(_ a: [Rational], _ b: [Rational]) -> Rational { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
}
