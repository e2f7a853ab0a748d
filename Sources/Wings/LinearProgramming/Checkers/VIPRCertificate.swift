import Exact

/// A certificate of a linear or integer program in the `.vipr` format, version 1.0: a list of constraints, a statement about
/// them, and a derivation in which every step follows from what stands before it.
///
/// The format is that of Cheung, Gleixner and Steffy, "Verifying Integer Programming Results", IPCO 2017,
/// doi:10.1007/978-3-319-59250-3_13 (arXiv 1611.08832). Its reasons are `lin`, a linear combination; `rnd`, one that is rounded; `asm`,
/// an assumption; and `uns`, by which two assumptions that leave no integer out are discharged. The reason `sol` is refused here: files of
/// solvers that use it to cut off what is no better than a solution prove less by themselves.
///
/// The format says nothing of unbounded programs, nor of a constant in the objective: its values are c·x.
public struct VIPRCertificate: Hashable, Sendable {
  /// E, L or G: what a form is to its right-hand side.
  public enum Sense: Character, Hashable, Sendable {
    /// E: the form equals the right-hand side.
    case equal = "E"
    /// L: the form is at most the right-hand side.
    case atMost = "L"
    /// G: the form is at least the right-hand side.
    case atLeast = "G"
  }

  /// A linear form, its sense and its right-hand side.
  public struct Constraint: Hashable, Sendable {
    /// The name in the file, a word without spaces.
    public var name: String
    /// What the form is to the right-hand side.
    public var sense: Sense
    /// The right-hand side.
    public var right: Rational
    /// The coefficients other than 0 by ascending variable.
    public var form: [Term]

    /// A constraint; nothing is verified here.
    public init(name: String, sense: Sense, right: Rational, form: [Term]) {
      (self.name, self.sense, self.right, self.form) = (name, sense, right, form)
    }
  }

  /// A number with the index of a variable or of a constraint.
  public struct Term: Hashable, Sendable {
    /// The index of the variable or constraint, from 0.
    public var index: Int
    /// Its coefficient, coordinate or multiplier.
    public var value: Rational

    /// The number at an index.
    public init(_ index: Int, _ value: Rational) { (self.index, self.value) = (index, value) }
  }

  /// What is to be proved.
  public enum Relation: Hashable, Sendable {
    /// No point obeys all constraints.
    case infeasible
    /// The best objective lies in the interval; nil is an infinity.
    case range(lower: Rational?, upper: Rational?)
  }

  /// Why a derived constraint holds.
  public enum Reason: Hashable, Sendable {
    /// lin: the multipliers of earlier constraints, by their indices.
    case linear([Term])
    /// rnd: the same; the form has whole coefficients in integer variables only, so its right-hand side is rounded.
    case rounded([Term])
    /// asm: it is assumed.
    case assumption
    /// uns: both constraints imply it, one under each of two assumptions, of which every integer point obeys one.
    case unsplit(first: Int, assumption: Int, second: Int, otherAssumption: Int)
  }

  /// A constraint, and why it holds if earlier ones do.
  public struct Derivation: Hashable, Sendable {
    /// What is derived.
    public var constraint: Constraint
    /// Why it holds.
    public var reason: Reason
    /// No constraint with a larger index refers to this one; nil where nothing is promised.
    public var lastUse: Int?

    /// A derivation; nothing is verified here.
    public init(constraint: Constraint, _ reason: Reason, lastUse: Int? = nil) {
      (self.constraint, self.reason, self.lastUse) = (constraint, reason, lastUse)
    }

    /// A linear combination; nothing is verified here.
    public init(constraint: Constraint, combination: [Term], lastUse: Int? = nil) {
      self.init(constraint: constraint, .linear(combination), lastUse: lastUse)
    }

    /// The multipliers of earlier constraints, by their indices; none for assumptions and where these are discharged.
    public var combination: [Term] {
      switch reason {
      case .linear(let terms), .rounded(let terms): terms
      case .assumption, .unsplit: []
      }
    }
  }

  /// The names of the variables.
  public var variables: [String]
  /// The indices of the variables that must be integers.
  public var integers: [Int]
  /// Whether the objective is to be large.
  public var maximizes: Bool
  /// The objective's coefficients other than 0.
  public var objective: [Term]
  /// The constraints of the program, those on single variables first.
  public var constraints: [Constraint]
  /// How many of the constraints, the first ones, bound a single variable.
  public var boundCount: Int
  /// What is to be proved.
  public var relation: Relation
  /// Points: their coordinates other than 0.
  public var solutions: [[Term]]
  /// The derived constraints in order; each uses only those before it.
  public var derivations: [Derivation]

  /// A certificate; nothing is verified here.
  public init(
    variables: [String], integers: [Int] = [], maximizes: Bool, objective: [Term], constraints: [Constraint],
    boundCount: Int, relation: Relation, solutions: [[Term]], derivations: [Derivation]
  ) {
    self.variables = variables
    self.integers = integers
    self.maximizes = maximizes
    self.objective = objective
    self.constraints = constraints
    self.boundCount = boundCount
    self.relation = relation
    self.solutions = solutions
    self.derivations = derivations
  }

  /// The text of the file.
  public var text: String {
    var lines: [String] = []
    switch relation {
    case .infeasible: lines.append("RTP infeas")
    case .range(let lower, let upper):
      lines.append("RTP range \(lower.map(\.description) ?? "-inf") \(upper.map(\.description) ?? "inf")")
    }
    lines.append("SOL \(solutions.count)")
    for (index, solution) in solutions.enumerated() { lines.append("solution\(index + 1) \(text(solution))") }
    lines.append("DER \(derivations.count)")
    for derivation in derivations {
      lines.append("\(text(derivation.constraint))  { \(text(derivation.reason)) } \(derivation.lastUse ?? -1)")
    }
    return "VER 1.0\n" + programText + lines.joined(separator: "\n") + "\n"
  }

  /// The sections that state the program, VAR to CON, as they stand in the text of the file.
  public var programText: String {
    var lines = ["VAR \(variables.count)", variables.joined(separator: "\n"), "INT \(integers.count)"]
    if !integers.isEmpty { lines.append(integers.map(\.description).joined(separator: " ")) }
    lines += ["OBJ \(maximizes ? "max" : "min")", text(objective), "CON \(constraints.count) \(boundCount)"]
    return (lines + constraints.map(text)).joined(separator: "\n") + "\n"
  }

  private func text(_ terms: [Term]) -> String {
    "\(terms.count)" + terms.map { " \($0.index) \($0.value)" }.joined()
  }

  private func text(_ reason: Reason) -> String {
    switch reason {
    case .linear(let terms): "lin " + text(terms)
    case .rounded(let terms): "rnd " + text(terms)
    case .assumption: "asm"
    case .unsplit(let first, let assumption, let second, let other): "uns \(first) \(assumption) \(second) \(other)"
    }
  }

  private func text(_ constraint: Constraint) -> String {
    let form = constraint.form == objective ? "OBJ" : text(constraint.form)
    return "\(constraint.name) \(constraint.sense.rawValue) \(constraint.right)  \(form)"
  }
}

/// Why a `.vipr` file proves nothing.
public enum VIPRError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The line, counted from 1, does not have what the format has there.
  case malformed(line: Int, found: String, expected: String)
  /// A derived constraint has a reason other than `lin`, `rnd`, `asm` and `uns`.
  case unsupported(line: Int, reason: String)
  /// A solution (counted from 1) violates the constraint.
  case violates(solution: Int, constraint: String, value: Rational)
  /// A solution (counted from 1) has a fraction where there must be an integer.
  case notInteger(solution: Int, variable: String, value: Rational)
  /// The CON section has fewer constraints than bound constraints, or a negative number of these.
  case boundCount(Int, of: Int)
  /// The constraint is said to be a bound, but does not speak of one variable.
  case noBound(String)
  /// A derived constraint uses the named one, which is said to be used by none after constraint `index`.
  case usedAfter(Int, String, in: String)
  /// The multipliers of a derived constraint mix directions.
  case unsuitable(String)
  /// A derived constraint does not follow from its combination.
  case doesNotFollow(String)
  /// The index of a variable or constraint is out of range, or occurs twice.
  case index(Int, in: String)
  /// The last derived constraint does not prove what is to be proved.
  case notProved(String)
  /// The combination of a derived constraint cannot be rounded, because of this variable.
  case notRounded(String, variable: String)
  /// The two assumptions that a derived constraint discharges do not leave every integer point to one of them, or are none.
  case noSplit(String)
  /// The last derived constraint rests on an assumption.
  case assumed(String)

  public var description: String {
    switch self {
    case .malformed(let line, let found, let expected): "line \(line): found “\(found)”, expected \(expected)"
    case .unsupported(let line, let reason):
      "line \(line): the reason \(reason) is not supported; lin, rnd, asm and uns are"
    case .violates(let solution, let constraint, let value):
      "solution \(solution) violates \(constraint): the form is \(value) there"
    case .notInteger(let solution, let variable, let value):
      "solution \(solution) has \(variable) = \(value), which must be an integer"
    case .boundCount(let count, let total): "CON: \(count) of \(total) constraints are said to be bounds"
    case .noBound(let name): "\(name) is said to bound one variable, but does not"
    case .usedAfter(let last, let used, let name):
      "\(name) uses \(used), which is said not to be used after constraint \(last)"
    case .unsuitable(let name): "\(name): its multipliers combine constraints of opposite directions"
    case .doesNotFollow(let name): "\(name) does not follow from its combination"
    case .index(let index, let name): "\(name): the index \(index) is out of range, or occurs twice"
    case .notProved(let what): "nothing proves \(what)"
    case .notRounded(let name, let variable): "\(name) cannot be rounded: \(variable) is no integer there"
    case .noSplit(let name): "\(name) discharges assumptions that some integer point may both violate"
    case .assumed(let name): "the last constraint rests on the assumption \(name)"
    }
  }
}
