/// How balanced every cluster has to be: at least `minority` points of one colour for `majority` of the other.
///
/// A set of R points of one colour and B of the other is balanced if min(R, B) / max(R, B) ≥ minority / majority, which is
/// decided in integers. The two numbers are reduced by their common divisor: a balance of 2:4 is one of 1:2. The empty set is
/// balanced.
public struct Balance: Hashable, Encodable, Sendable, CustomStringConvertible {
  /// p, at least 1.
  public let minority: Int
  /// q ≥ p, at most ``largestShare``.
  public let majority: Int

  /// No number of a balance is larger, so that products with numbers of points fit 64 bits.
  public static let largestShare = 1_000_000

  /// The balance p : q; the smaller number is the minority's, whichever comes first.
  ///
  /// - Throws: ``FairClusteringError/noBalance(_:)`` for numbers below 1 or above ``largestShare``.
  public init(_ first: Int, _ second: Int) throws(FairClusteringError) {
    guard min(first, second) >= 1, max(first, second) <= Self.largestShare else {
      throw .noBalance("\(first):\(second)")
    }
    self.init(positive: min(first, second), max(first, second))
  }

  /// The balance of a text such as `1:2`.
  ///
  /// - Throws: ``FairClusteringError/noBalance(_:)``.
  public init(_ text: String) throws(FairClusteringError) {
    let words = text.split(separator: ":", omittingEmptySubsequences: false)
    guard words.count == 2, let first = Int(words[0]), let second = Int(words[1]) else { throw .noBalance(text) }
    try self.init(first, second)
  }

  /// The balance of a set with both colours, reduced.
  init(positive few: Int, _ many: Int) {
    var (a, b) = (many, few)
    while b != 0 { (a, b) = (b, a % b) }
    (minority, majority) = (few / a, many / a)
  }

  /// p + q: no fairlet has more points.
  public var fairletSize: Int { minority + majority }

  /// Whether a set of so many points of each colour is balanced.
  ///
  /// - Complexity: O(1).
  @inlinable
  public func holds(_ reds: Int, _ blues: Int) -> Bool {
    majority * min(reds, blues) >= minority * max(reds, blues)
  }

  /// How many points of a colour may be there with so many of the other: ⌊other · q / p⌋.
  @inlinable
  public func most(with other: Int) -> Int { other * majority / minority }

  /// How many points of a colour must be there with so many of the other: ⌈other · p / q⌉.
  @inlinable
  public func fewest(with other: Int) -> Int { (other * minority + majority - 1) / majority }

  public var description: String { "\(minority):\(majority)" }
}

/// How many points of each colour there are.
public struct ColourCounts: Hashable, Codable, Sendable {
  /// Of colour 0.
  public var reds: Int
  /// Of colour 1.
  public var blues: Int

  /// Counts.
  public init(_ reds: Int, _ blues: Int) { (self.reds, self.blues) = (reds, blues) }

  /// All points.
  public var total: Int { reds + blues }

  /// The best balance that a set with these counts has; nil if a colour is missing.
  public var balance: Balance? {
    min(reds, blues) == 0 ? nil : Balance(positive: min(reds, blues), max(reds, blues))
  }
}
