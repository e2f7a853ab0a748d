import CMPFR

/// The comparisons speak of the numbers enclosed, not of the intervals: `.yes` if the statement holds for every choice
/// of points, `.no` if it holds for none, and `.undecided` otherwise.
extension Enclosure {
  /// Whether self < other.
  ///
  /// - Complexity: O(*n*) in the precision.
  public func isLess(than other: Enclosure) -> Certainty {
    if mpfr_less_p(endpoints.upper, other.endpoints.lower) != 0 { return .yes }
    return mpfr_greaterequal_p(endpoints.lower, other.endpoints.upper) != 0 ? .no : .undecided
  }

  /// Whether self ≤ other.
  ///
  /// - Complexity: O(*n*) in the precision.
  public func isLessOrEqual(to other: Enclosure) -> Certainty { !other.isLess(than: self) }

  /// Whether self > other.
  ///
  /// - Complexity: O(*n*) in the precision.
  public func isGreater(than other: Enclosure) -> Certainty { other.isLess(than: self) }

  /// Whether self ≥ other.
  ///
  /// - Complexity: O(*n*) in the precision.
  public func isGreaterOrEqual(to other: Enclosure) -> Certainty { !isLess(than: other) }

  /// Whether self = other: `.yes` only for two equal points.
  ///
  /// - Complexity: O(*n*) in the precision.
  public func isEqual(to other: Enclosure) -> Certainty {
    guard intersects(other) else { return .no }
    return isPoint && other.isPoint ? .yes : .undecided
  }

  /// Whether self < other, a number compared exactly.
  ///
  /// - Complexity: O(M(*n*)) in the precision and the size of `other`.
  public func isLess(than other: Rational) -> Certainty {
    other.withGMP {
      if mpfr_cmp_q(endpoints.upper, $0) < 0 { return .yes }
      return mpfr_cmp_q(endpoints.lower, $0) >= 0 ? .no : .undecided
    }
  }

  /// Whether self > other, a number compared exactly.
  ///
  /// - Complexity: O(M(*n*)) in the precision and the size of `other`.
  public func isGreater(than other: Rational) -> Certainty {
    other.withGMP {
      if mpfr_cmp_q(endpoints.lower, $0) > 0 { return .yes }
      return mpfr_cmp_q(endpoints.upper, $0) <= 0 ? .no : .undecided
    }
  }

  /// Whether self ≤ other, a number compared exactly.
  ///
  /// - Complexity: O(M(*n*)) in the precision and the size of `other`.
  public func isLessOrEqual(to other: Rational) -> Certainty { !isGreater(than: other) }

  /// Whether self ≥ other, a number compared exactly.
  ///
  /// - Complexity: O(M(*n*)) in the precision and the size of `other`.
  public func isGreaterOrEqual(to other: Rational) -> Certainty { !isLess(than: other) }

  /// Whether self = other, a number compared exactly.
  ///
  /// - Complexity: O(M(*n*)) in the precision and the size of `other`.
  public func isEqual(to other: Rational) -> Certainty {
    guard contains(other) else { return .no }
    return isPoint ? .yes : .undecided
  }
}
