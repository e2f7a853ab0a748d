import Exact

// Draws without bias, written out here so that a seed means the same whatever the standard library does.

extension RandomNumberGenerator {
  /// A uniform integer in 0..<bound, exactly.
  ///
  /// Multiply and reject (Lemire, "Fast Random Integer Generation in an Interval", arXiv 1805.10941): the high word of
  /// word · bound, rejecting the 2⁶⁴ mod bound low words that would favour some results.
  ///
  /// - Precondition: bound > 0.
  /// - Complexity: O(1) expected; fewer than two words on average.
  public mutating func uniform(below bound: UInt64) -> UInt64 {
    precondition(bound > 0, "there is no integer in an empty range")
    var product = next().multipliedFullWidth(by: bound)
    if product.low < bound {
      let threshold = (0 &- bound) % bound
      while product.low < threshold { product = next().multipliedFullWidth(by: bound) }
    }
    return product.high
  }

  /// A uniform integer of the closed range, which may be all of `Int`.
  public mutating func uniform(in range: ClosedRange<Int>) -> Int {
    let width = UInt64(bitPattern: Int64(range.upperBound &- range.lowerBound))
    let offset = width == .max ? next() : uniform(below: width + 1)
    return range.lowerBound &+ Int(truncatingIfNeeded: offset)
  }

  /// A uniform integer in 0..<bound, of any size, exactly: as many bits as bound − 1 has, until they are below bound.
  ///
  /// - Precondition: bound > 0.
  /// - Complexity: O(bits of the bound) expected; fewer than two tries on average.
  public mutating func uniform(below bound: Integer) -> Integer {
    precondition(bound > 0, "there is no integer in an empty range")
    let bits = (bound - 1).bitWidth
    while true {
      var value: Integer = 0
      var missing = bits
      while missing > 0 {
        let taken = min(missing, 64)
        value = value << taken + Integer(next() >> UInt64(64 - taken))
        missing -= taken
      }
      if value < bound { return value }
    }
  }

  /// True with exactly the given probability.
  ///
  /// - Precondition: 0 ≤ probability ≤ 1.
  public mutating func bernoulli(_ probability: Rational) -> Bool {
    precondition(probability >= 0 && probability <= 1, "a probability lies between 0 and 1")
    return uniform(below: probability.denominator) < probability.numerator
  }

  /// `count` distinct integers of 0..<bound in ascending order, every such set equally likely (Floyd's method).
  ///
  /// - Precondition: 0 ≤ count ≤ bound.
  /// - Complexity: O(count log count) expected.
  public mutating func sample(_ count: Int, from bound: Int) -> [Int] {
    precondition(0...max(bound, 0) ~= count, "there are not \(count) distinct integers below \(bound)")
    var chosen: Set<Int> = []
    for last in (bound - count)..<bound {
      let candidate = uniform(in: 0...last)
      if !chosen.insert(candidate).inserted { chosen.insert(last) }
    }
    return chosen.sorted()
  }

  /// Puts the elements into a uniformly random order (Fisher and Yates).
  public mutating func shuffle<Element>(_ elements: inout [Element]) {
    for last in stride(from: elements.count - 1, to: 0, by: -1) { elements.swapAt(last, uniform(in: 0...last)) }
  }
}
