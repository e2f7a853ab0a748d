import Exact

/// The decisions of the exact simplex method: what enters the basis, what stops it, and what then leaves.
///
/// They are a value, so that a claim can put a wrong one in its place and see that it shows.
package struct SimplexRules: Sendable {
  /// A basic quantity in the ratio test.
  package struct Moving {
    /// −1 below its lower bound, 1 above its upper one, else 0.
    package var violation: Int
    /// Whether it rises when the entering quantity moves.
    package var rises: Bool
    /// Whether it has a lower bound.
    package var hasLower: Bool
    /// Whether it has an upper bound.
    package var hasUpper: Bool
  }

  /// Whether a quantity that rests at a bound, or at 0, improves the objective by leaving it; its reduced cost is not 0.
  package var mayEnter: @Sendable (_ place: Basis.Status, _ reducedCost: Integer) -> Bool = { place, cost in
    switch place {
    case .atLower: cost.isNegative
    case .atUpper: !cost.isNegative
    case .atZero: true
    case .basic: false
    }
  }
  /// Whether a gain for each unit is better than the best so far.
  package var isSteeper: @Sendable (_ gain: Integer, _ best: Integer) -> Bool = { $0 > $1 }
  /// Whether the first quantity that may enter does, after a step of the given length (Bland's rule).
  package var takesFirst: @Sendable (_ length: Rational) -> Bool = { $0.isZero }
  /// Whether it is its upper bound that stops a basic quantity; nil if nothing does. One that violates a bound is stopped there, when it
  /// becomes feasible; one that moves away never is.
  package var stopsAtUpper: @Sendable (Moving) -> Bool? = { moving in
    let isUpper: Bool
    switch moving.violation {
    case -1:
      if !moving.rises { return nil }
      isUpper = false
    case 1:
      if moving.rises { return nil }
      isUpper = true
    default: isUpper = moving.rises
    }
    return (isUpper ? moving.hasUpper : moving.hasLower) ? isUpper : nil
  }
  /// Whether a step is shorter than the shortest so far.
  package var isShorter: @Sendable (_ length: Rational, _ best: Rational) -> Bool = { $0 < $1 }
  /// Whether what enters is stopped by its own other bound.
  package var stopsAtOtherBound = true
  /// Where what leaves rests, by the bound that stopped it.
  package var rest: @Sendable (_ isAtUpper: Bool) -> Basis.Status = { $0 ? .atUpper : .atLower }
  /// After so many steps the method is given up.
  package var mostSteps = Int.max

  /// The rules of the method.
  package init() {}
}

/// The exact simplex method took as many steps as it was let.
package struct SimplexStepLimit: Error, CustomStringConvertible {
  package var description: String { "the simplex method did not end in the steps that it was given" }
}
