import Exact
import LinearProgrammingCheckers

/// What is known of an integer program, with a proof.
public enum IntegerProgramOutcome: Sendable, Hashable {
  /// A point, and how much better another could be.
  case solved(IntegerSolution)
  /// There is no point.
  case infeasible(IntegerProgramCertificate)
  /// There are points as good as one likes.
  case unbounded(IntegerProgramCertificate)
  /// A limit was reached before a point was found, or the proof that there is none.
  case undecided(UndecidedProgram)

  /// The proof of what is known, if anything is.
  public var certificate: IntegerProgramCertificate? {
    switch self {
    case .solved(let solution): solution.certificate
    case .infeasible(let certificate), .unbounded(let certificate): certificate
    case .undecided(let undecided): undecided.certificate
    }
  }

  /// The best point that was found, if one was.
  public var solution: IntegerSolution? { if case .solved(let solution) = self { solution } else { nil } }
}

/// Why a search ended.
public enum SearchEnd: Sendable, Hashable {
  /// Nothing is left to search, or the gap that was asked for is reached.
  case complete
  /// As many nodes as allowed were looked at.
  case nodeLimit
  /// The deadline passed.
  case timeLimit
}

/// A point of an integer program that was checked exactly, and a proved bound.
public struct IntegerSolution: Sendable, Hashable {
  /// The value of each variable.
  public let point: [Rational]
  /// The objective there, its constant included.
  public let value: Rational
  /// No point has a better objective. Equal to `value` if the point is proved optimal.
  public let bound: Rational
  /// Why the search ended.
  public let end: SearchEnd
  /// How many nodes of the tree were looked at.
  public let nodeCount: Int
  /// The proof, checked by `verify()` without any of the code that found it.
  public let certificate: IntegerProgramCertificate

  /// Whether the point is proved optimal.
  public var isProvedOptimal: Bool { value == bound }
}

/// What a search that was stopped leaves, where it found no point.
public struct UndecidedProgram: Sendable, Hashable {
  /// No point has a better objective; nil if nothing is known.
  public let bound: Rational?
  /// Why the search ended.
  public let end: SearchEnd
  /// How many nodes of the tree were looked at.
  public let nodeCount: Int
  /// The proof of the bound; nil if there is none.
  public let certificate: IntegerProgramCertificate?
}
