import Exact

/// Rationals as integers over one denominator, as the proved checker takes them.
package struct ScaledNumbers {
  /// The numbers times the denominator.
  package let numerators: [Integer]
  /// Their common denominator, above 0.
  package let denominator: Integer

  /// Nil if the integers would fill more than half a gigabyte, as with many denominators that have nothing in common.
  package init?(_ values: [Rational]) {
    guard let common = CommonDenominator.denominator(of: values, bitLimit: 1 << 32) else { return nil }
    (numerators, denominator) = (CommonDenominator.numerators(of: values, over: common), common)
  }

  /// Each list over a denominator of its own; nil if one is too large.
  package static func each(of lists: [[Rational]]) -> [ScaledNumbers]? {
    var scaled: [ScaledNumbers] = []
    for list in lists {
      guard let next = ScaledNumbers(list) else { return nil }
      scaled.append(next)
    }
    return scaled
  }
}

extension [Integer] {
  /// Appends 0 for nil, and 1 and the number otherwise.
  package mutating func append(optional value: Integer?) {
    append(value == nil ? 0 : 1)
    if let value { append(value) }
  }

  /// Appends the count and the numbers.
  package mutating func append(list: [Integer]) {
    append(Integer(list.count))
    append(contentsOf: list)
  }

  /// Appends the denominator and the list of numerators.
  package mutating func append(vector: ScaledNumbers) {
    append(vector.denominator)
    append(list: vector.numerators)
  }
}
