import Exact

/// A certificate of a linear program in the `.vipr` format, version 1.0: a list of constraints, a statement about them, and
/// a derivation in which every step is a linear combination of what stands before it.
///
/// The format is that of Cheung, Gleixner and Steffy, "Verifying Integer Programming Results", IPCO 2017,
/// doi:10.1007/978-3-319-59250-3_13 (arXiv 1611.08832). Of its reasons, linear programs need but `lin`; the others
/// (`asm`, `rnd`, `uns`, `sol`) serve integer variables and are refused here.
///
/// The format says nothing of unbounded programs, nor of a constant in the objective: its values are c·x.
public struct VIPRCertificate: Hashable, Sendable {
  /// E, L or G: what a form is to its right-hand side.
  public enum Sense: Character, Hashable, Sendable {
    case equal = "E"
    case atMost = "L"
    case atLeast = "G"
  }

  /// A linear form, its sense and its right-hand side.
  public struct Constraint: Hashable, Sendable {
    public var name: String
    public var sense: Sense
    public var right: Rational
    /// The coefficients other than 0 by ascending variable.
    public var form: [Term]

    public init(name: String, sense: Sense, right: Rational, form: [Term]) {
      (self.name, self.sense, self.right, self.form) = (name, sense, right, form)
    }
  }

  /// A number with the index of a variable or of a constraint.
  public struct Term: Hashable, Sendable {
    public var index: Int
    public var value: Rational

    public init(_ index: Int, _ value: Rational) { (self.index, self.value) = (index, value) }
  }

  /// What is to be proved.
  public enum Relation: Hashable, Sendable {
    /// No point obeys all constraints.
    case infeasible
    /// The best objective lies in the interval; nil is an infinity.
    case range(lower: Rational?, upper: Rational?)
  }

  /// A constraint, and the combination of earlier ones that implies it.
  public struct Derivation: Hashable, Sendable {
    public var constraint: Constraint
    public var combination: [Term]

    public init(constraint: Constraint, combination: [Term]) {
      (self.constraint, self.combination) = (constraint, combination)
    }
  }

  public var variables: [String]
  public var maximizes: Bool
  public var objective: [Term]
  public var constraints: [Constraint]
  /// How many of the constraints, the first ones, bound a single variable.
  public var boundCount: Int
  public var relation: Relation
  /// Points: their coordinates other than 0.
  public var solutions: [[Term]]
  public var derivations: [Derivation]

  /// A certificate; nothing is verified here.
  public init(
    variables: [String], maximizes: Bool, objective: [Term], constraints: [Constraint], boundCount: Int,
    relation: Relation, solutions: [[Term]], derivations: [Derivation]
  ) {
    self.variables = variables
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
    func terms(_ terms: [Term]) -> String {
      "\(terms.count)" + terms.map { " \($0.index) \($0.value)" }.joined()
    }
    func line(_ constraint: Constraint) -> String {
      let form = constraint.form == objective ? "OBJ" : terms(constraint.form)
      return "\(constraint.name) \(constraint.sense.rawValue) \(constraint.right)  \(form)"
    }
    var lines = ["VER 1.0", "VAR \(variables.count)", variables.joined(separator: "\n"), "INT 0"]
    lines += ["OBJ \(maximizes ? "max" : "min")", terms(objective), "CON \(constraints.count) \(boundCount)"]
    lines += constraints.map(line)
    switch relation {
    case .infeasible: lines.append("RTP infeas")
    case .range(let lower, let upper):
      lines.append("RTP range \(lower.map(\.description) ?? "-inf") \(upper.map(\.description) ?? "inf")")
    }
    lines.append("SOL \(solutions.count)")
    for (index, solution) in solutions.enumerated() { lines.append("solution\(index + 1) \(terms(solution))") }
    lines.append("DER \(derivations.count)")
    for derivation in derivations {
      lines.append("\(line(derivation.constraint))  { lin \(terms(derivation.combination)) } -1")
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

/// Why a `.vipr` file proves nothing.
public enum VIPRError: Error, Equatable, Sendable, CustomStringConvertible {
  case malformed(line: Int, found: String, expected: String)
  /// The reason, or integer variables, are beyond linear programs.
  case unsupported(line: Int, String)
  /// A solution (counted from 1) violates the constraint.
  case violates(solution: Int, constraint: String, value: Rational)
  /// The multipliers of a derived constraint mix directions.
  case unsuitable(String)
  /// A derived constraint does not follow from its combination.
  case doesNotFollow(String)
  /// The index of a variable or constraint is out of range, or occurs twice.
  case index(Int, in: String)
  /// The last derived constraint does not prove what is to be proved.
  case notProved(String)

  public var description: String {
    switch self {
    case .malformed(let line, let found, let expected): "line \(line): found “\(found)”, expected \(expected)"
    case .unsupported(let line, let what): "line \(line): \(what) is for integer programs, which are not supported"
    case .violates(let solution, let constraint, let value):
      "solution \(solution) violates \(constraint): the form is \(value) there"
    case .unsuitable(let name): "\(name): its multipliers combine constraints of opposite directions"
    case .doesNotFollow(let name): "\(name) does not follow from its combination"
    case .index(let index, let name): "\(name): the index \(index) is out of range, or occurs twice"
    case .notProved(let what): "nothing proves \(what)"
    }
  }
}
