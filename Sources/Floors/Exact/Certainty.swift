/// What a computation with rounding can say about a statement: that it is true, that it is false, or nothing.
///
/// ```swift
/// let root = Enclosure(2).squareRoot()
/// root.isLess(than: Rational(3, 2))  // .yes
/// root.isEqual(to: root)             // .undecided: an interval does not know which of its points is meant
/// ```
///
/// `!`, `&&` and `||` follow Kleene's strong logic: a result is decided whenever the decided operands force it.
public enum Certainty: String, Sendable, Hashable, Codable, CaseIterable {
  /// The statement is true.
  case yes
  /// The statement is false.
  case no
  /// The precision at hand does not tell.
  case undecided

  /// `.yes` for true and `.no` for false.
  @inlinable
  public init(_ value: Bool) { self = value ? .yes : .no }

  /// Whether the statement is known to be true or known to be false.
  @inlinable
  public var isDecided: Bool { self != .undecided }

  /// Whether the opposite statement holds.
  @inlinable
  public static prefix func ! (value: Certainty) -> Certainty {
    switch value {
    case .yes: .no
    case .no: .yes
    case .undecided: .undecided
    }
  }

  /// Whether both statements hold; the second is not evaluated if the first is false.
  @inlinable
  public static func && (left: Certainty, right: @autoclosure () throws -> Certainty) rethrows -> Certainty {
    if left == .no { return .no }
    let right = try right()
    if right == .no { return .no }
    return left == .yes && right == .yes ? .yes : .undecided
  }

  /// Whether at least one statement holds; the second is not evaluated if the first is true.
  @inlinable
  public static func || (left: Certainty, right: @autoclosure () throws -> Certainty) rethrows -> Certainty {
    try !(!left && !right())
  }
}

/// Asks `question` at a precision that doubles from `start` bits until it is answered, or `limit` bits did not do.
///
/// ```swift
/// // Is e^π > π^e?
/// decide { precision in
///   let (e, pi) = (Enclosure.e(precision: precision), Enclosure.pi(precision: precision))
///   return e.power(pi).isGreater(than: pi.power(e))
/// }  // .yes
/// ```
///
/// A statement that holds with equality may never be decided: the answer is then `.undecided`.
///
/// - Parameters:
///   - start: The first precision, at least 2 bits.
///   - limit: The last precision, at least `start`; it is tried even if doubling would jump over it.
///   - question: What is to be decided, at the precision it is given.
/// - Complexity: The last question's cost dominates; O(log(limit/start)) questions.
public func decide(
  startingAt start: Int = 64, upTo limit: Int = 4096, _ question: (_ precision: Int) throws -> Certainty
) rethrows -> Certainty {
  precondition(2 <= start && start <= limit, "precisions must satisfy 2 ≤ start ≤ limit")
  var precision = start
  while true {
    let answer = try question(precision)
    if answer.isDecided || precision == limit { return answer }
    precision = min(2 * precision, limit)
  }
}
