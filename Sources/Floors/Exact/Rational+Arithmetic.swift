extension Rational: Comparable {
  /// - Complexity: O(M(*n*)), two multiplications at most.
  public static func < (left: Rational, right: Rational) -> Bool {
    if left.denominator == right.denominator { return left.numerator < right.numerator }
    let (leftSign, rightSign) = (left.signum(), right.signum())
    if leftSign != rightSign { return leftSign < rightSign }
    return left.numerator * right.denominator < right.numerator * left.denominator
  }
}

extension Rational: SignedNumeric {
  /// The sum.
  ///
  /// - Complexity: O(M(*n*) log *n*).
  public static func + (left: Rational, right: Rational) -> Rational {
    sum(left, right.numerator, right.denominator)
  }

  /// The difference.
  ///
  /// - Complexity: O(M(*n*) log *n*).
  public static func - (left: Rational, right: Rational) -> Rational {
    sum(left, -right.numerator, right.denominator)
  }

  /// left + numerator/denominator, the latter in lowest terms.
  ///
  /// With g = gcd of the denominators, only a divisor of g can still cancel (Knuth, TAOCP vol. 2, 4.5.1), so the
  /// greatest common divisors stay as small as the operands.
  private static func sum(_ left: Rational, _ numerator: Integer, _ denominator: Integer) -> Rational {
    if left.isInteger, denominator.isOne { return Rational(left.numerator + numerator) }
    let common = Integer.gcd(left.denominator, denominator)
    if common.isOne {
      var top = left.numerator * denominator
      top.addProduct(numerator, left.denominator)
      return Rational(reduced: top, left.denominator * denominator)
    }
    let leftRest = left.denominator / common
    var top = left.numerator * (denominator / common)
    top.addProduct(numerator, leftRest)
    let cancelling = Integer.gcd(top, common)
    if cancelling.isOne { return Rational(reduced: top, leftRest * denominator) }
    return Rational(reduced: top / cancelling, leftRest * (denominator / cancelling))
  }

  /// The product.
  ///
  /// - Complexity: O(M(*n*) log *n*).
  public static func * (left: Rational, right: Rational) -> Rational {
    product(left.numerator, left.denominator, right.numerator, right.denominator)
  }

  /// The quotient. The divisor must not be 0.
  ///
  /// - Complexity: O(M(*n*) log *n*).
  public static func / (left: Rational, right: Rational) -> Rational {
    precondition(!right.isZero, "division by zero")
    let inverse = right.reciprocal
    return product(left.numerator, left.denominator, inverse.numerator, inverse.denominator)
  }

  /// (a/b)·(c/d) for two fractions in lowest terms: only a with d and c with b can cancel.
  private static func product(_ a: Integer, _ b: Integer, _ c: Integer, _ d: Integer) -> Rational {
    if b.isOne, d.isOne { return Rational(a * c) }
    let first = Integer.gcd(a, d)
    let second = Integer.gcd(c, b)
    let (top, bottom) = first.isOne ? (a, d) : (a / first, d / first)
    let (otherTop, otherBottom) = second.isOne ? (c, b) : (c / second, b / second)
    return Rational(reduced: top * otherTop, bottom * otherBottom)
  }

  /// Adds in place.
  public static func += (left: inout Rational, right: Rational) { left = left + right }

  /// Subtracts in place.
  public static func -= (left: inout Rational, right: Rational) { left = left - right }

  /// Multiplies in place.
  public static func *= (left: inout Rational, right: Rational) { left = left * right }

  /// Divides in place. The divisor must not be 0.
  public static func /= (left: inout Rational, right: Rational) { left = left / right }

  /// −self.
  ///
  /// - Complexity: O(1).
  @inlinable
  public static prefix func - (value: Rational) -> Rational { Rational(reduced: -value.numerator, value.denominator) }

  /// Negates in place.
  @inlinable
  public mutating func negate() { self = -self }

  /// The absolute value.
  ///
  /// - Complexity: O(1).
  @inlinable
  public var magnitude: Rational { isNegative ? -self : self }

  /// self^exponent; x⁰ = 1 for every x. A value of 0 has no negative powers.
  ///
  /// - Complexity: O(M(*n*)) in the size of the result.
  public func power(_ exponent: Int) -> Rational {
    if exponent < 0 {
      precondition(exponent > .min, "exponent \(exponent) is too large")
      return reciprocal.power(-exponent)
    }
    return Rational(reduced: numerator.power(exponent), denominator.power(exponent))
  }
}
