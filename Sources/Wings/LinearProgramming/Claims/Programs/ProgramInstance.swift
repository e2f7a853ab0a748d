import Exact
import LinearProgramming
import LinearProgrammingCheckers
import Randomness

/// A linear program and where the exact method starts on it.
struct ProgramInstance: Codable, Sendable {
  /// Where the exact method starts.
  enum Start: Codable, Sendable {
    case floatingPoint, rational, scratch
    /// The places of all variables, then of all constraints: b basic, l lower, u upper, z zero.
    case basis(String)
  }

  /// The program; rows name their columns in ascending order and have no coefficient 0.
  var statement: LinearProgramStatement
  /// The columns that must be integers.
  var integers: [Int] = []
  /// Where the exact method starts.
  var start = Start.floatingPoint

  /// The program as a caller builds it: terms in descending order, and with a coefficient 0 for each other variable.
  func program() throws -> LinearProgram {
    var program = LinearProgram(
      statement.maximizes ? .maximize : .minimize, objectiveConstant: statement.objectiveConstant)
    for (index, interval) in statement.columns.enumerated() {
      program.addVariable(
        bounds: Bounds(lower: interval.lower, upper: interval.upper), cost: statement.objective[index],
        domain: integers.contains(index) ? .integers : .reals)
    }
    for row in statement.rows {
      let form = Dictionary(uniqueKeysWithValues: zip(row.columns, row.coefficients))
      let columns = Array(statement.columns.indices.reversed())
      try program.addConstraint(
        variables: columns, coefficients: columns.map { form[$0] ?? 0 },
        Bounds(lower: row.interval.lower, upper: row.interval.upper))
    }
    return program
  }

  /// The start as the solver takes it.
  var solverStart: LinearProgram.Start {
    switch start {
    case .floatingPoint: return .floatingPoint
    case .rational: return .glpkExact
    case .scratch: return .scratch
    case .basis(let letters):
      let places = letters.map { letter -> Basis.Status in
        switch letter {
        case "b": .basic
        case "l": .atLower
        case "u": .atUpper
        default: .atZero
        }
      }
      let count = statement.columns.count
      return .basis(Basis(variables: Array(places.prefix(count)), constraints: Array(places.dropFirst(count))))
    }
  }

  /// Smaller programs: a row less, or a column less.
  static func shrink(_ instance: ProgramInstance) -> [ProgramInstance] {
    var smaller: [ProgramInstance] = []
    let count = instance.statement.columns.count
    func removed(_ index: Int, from start: Start) -> Start {
      guard case .basis(var letters) = start, index < letters.count else { return start }
      letters.remove(at: letters.index(letters.startIndex, offsetBy: index))
      return .basis(letters)
    }
    for row in instance.statement.rows.indices {
      var next = instance
      next.statement.rows.remove(at: row)
      next.start = removed(count + row, from: next.start)
      smaller.append(next)
    }
    for column in 0..<count {
      var next = instance
      next.statement.columns.remove(at: column)
      next.statement.objective.remove(at: column)
      next.integers = next.integers.filter { $0 != column }.map { $0 > column ? $0 - 1 : $0 }
      for row in next.statement.rows.indices {
        let terms = zip(next.statement.rows[row].columns, next.statement.rows[row].coefficients).filter {
          $0.0 != column
        }
        next.statement.rows[row].columns = terms.map { $0.0 > column ? $0.0 - 1 : $0.0 }
        next.statement.rows[row].coefficients = terms.map(\.1)
      }
      next.start = removed(column, from: next.start)
      smaller.append(next)
    }
    return smaller
  }
}

extension LinearProgramStatement.Row {
  /// A row by all its coefficients, those that are 0 included.
  init(dense coefficients: [Rational], _ interval: LinearProgramStatement.Interval) {
    let columns = coefficients.indices.filter { !coefficients[$0].isZero }
    self.init(columns: columns, coefficients: columns.map { coefficients[$0] }, interval: interval)
  }

  /// Its value at a point.
  func value(at point: [Rational]) -> Rational {
    zip(columns, coefficients).reduce(0) { $0 + $1.1 * point[$1.0] }
  }
}

// How programs are drawn.

extension ProgramInstance {
  /// What kind of program is drawn.
  enum Kind: Int, CaseIterable {
    /// All variables between bounds, small integers.
    case bounded
    /// Bounds of any kind, and fractions.
    case any
    /// Many constraints through one point.
    case degenerate
    /// Equations of which one follows from the others, and free variables.
    case equations
    /// Fixed variables, rows without a variable, columns in no row.
    case sparse
    /// Rows and columns that are scaled beyond what doubles hold.
    case scaled
  }

  /// A program of the given kind with up to `columns` variables and so many constraints, or one more.
  static func drawn(
    _ kind: Kind, columns: Int = 6, rows: ClosedRange<Int> = 0...5, _ stream: inout RandomStream
  ) -> ProgramInstance {
    let (n, m) = (stream.uniform(in: 1...columns), stream.uniform(in: rows))
    func number(_ width: Int, over denominator: Int = 1) -> Rational {
      Rational(Integer(stream.uniform(in: -width...width)), Integer(stream.uniform(in: 1...denominator)))
    }
    func interval(_ kinds: ClosedRange<Int>, _ denominator: Int = 1) -> LinearProgramStatement.Interval {
      let value = number(4, over: denominator)
      switch stream.uniform(in: kinds) {
      case 0: return .from(value, to: value + number(5, over: denominator).magnitude)
      case 1: return .from(value, to: value)
      case 2: return .atLeast(value)
      case 3: return .atMost(value)
      default: return .free
      }
    }
    var statement = LinearProgramStatement(
      stream.uniform(in: 0...1) == 0 ? .min : .max, (0..<n).map { _ in number(4, over: kind == .any ? 3 : 1) },
      plus: number(2, over: 3), columns: [])
    func row(_ values: ClosedRange<Int>, zeros: Int) -> [Rational] {
      (0..<n).map { _ in stream.uniform(in: 0...9) < zeros ? 0 : Rational(stream.uniform(in: values)) }
    }
    switch kind {
    case .bounded, .scaled:
      statement.columns = (0..<n).map { _ in interval(0...0) }
      statement.rows = (0..<m).map { _ in .init(dense: row(-3...3, zeros: 2), interval(0...3)) }
    case .any:
      statement.columns = (0..<n).map { _ in interval(0...4, 3) }
      statement.rows = (0..<m).map { _ in
        .init(dense: row(-3...3, zeros: 3).map { $0 / Rational(stream.uniform(in: 1...4)) }, interval(0...4, 3))
      }
    case .degenerate:
      statement.columns = (0..<n).map { _ in .atLeast(0) }
      statement.rows = (0..<m).map { _ in
        .init(dense: row(-1...2, zeros: 2), .atMost(Rational(stream.uniform(in: 0...9) / 8)))
      }
    case .equations:
      statement.columns = (0..<n).map { _ in interval(2...4) }
      var sum = [Rational](repeating: 0, count: n)
      var total: Rational = 0
      for _ in 0..<m {
        let (form, right) = (row(-2...2, zeros: 3), number(3))
        statement.rows.append(.init(dense: form, .from(right, to: right)))
        (sum, total) = (zip(sum, form).map { $0 + $1 }, total + right)
      }
      statement.rows.append(.init(dense: sum, .from(total, to: total)))
    case .sparse:
      statement.columns = (0..<n).map { _ in interval(0...3) }
      statement.rows = (0..<m).map { _ in .init(dense: row(-2...2, zeros: 7), interval(0...4)) }
      statement.rows.append(.init(dense: [], .from(number(1), to: 2)))
    }
    if kind == .scaled { statement = statement.scaled(by: [100, 400], &stream) }
    return ProgramInstance(statement: statement)
  }

  /// A start of the given number: GLPK's in doubles, none, a random one, GLPK's in rationals.
  func starting(_ number: Int, _ stream: inout RandomStream) -> ProgramInstance {
    var instance = self
    switch number % 4 {
    case 0: instance.start = .floatingPoint
    case 1: instance.start = .scratch
    case 2:
      let letters: [Character] = ["b", "b", "l", "u", "z"]
      let count = statement.columns.count + statement.rows.count
      instance.start = .basis(String((0..<count).map { _ in letters[stream.uniform(in: 0...4)] }))
    default: instance.start = .rational
    }
    return instance
  }
}

extension LinearProgramStatement {
  /// The same program in other units: each row and each variable times a power of ten.
  fileprivate func scaled(by exponents: [Int], _ stream: inout RandomStream) -> LinearProgramStatement {
    var scaled = self
    func factor() -> Rational {
      let power = Rational(Integer(10).power(stream.uniform(in: 0...exponents[stream.uniform(in: 0...1)])))
      return stream.uniform(in: 0...1) == 0 ? power : 1 / power
    }
    for column in columns.indices {
      let unit = factor()
      scaled.objective[column] *= unit
      scaled.columns[column].lower = columns[column].lower.map { $0 / unit }
      scaled.columns[column].upper = columns[column].upper.map { $0 / unit }
      for row in rows.indices {
        for (place, other) in rows[row].columns.enumerated() where other == column {
          scaled.rows[row].coefficients[place] *= unit
        }
      }
    }
    for row in rows.indices {
      let unit = factor()
      scaled.rows[row].coefficients = scaled.rows[row].coefficients.map { $0 * unit }
      scaled.rows[row].interval.lower = rows[row].interval.lower.map { $0 * unit }
      scaled.rows[row].interval.upper = rows[row].interval.upper.map { $0 * unit }
    }
    return scaled
  }
}
