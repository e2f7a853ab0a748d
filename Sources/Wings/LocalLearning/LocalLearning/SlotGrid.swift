import Exact

/// How the line is cut: slots of length 1/L, of which every (k + 1)-st is short; the k between two short ones are a long interval.
///
///     let grid = SlotGrid(slope: 10, longSlots: 4, offset: 0)
///     grid.place(of: Rational(1, 20))     // .short(before: 0): slot 0, and long interval 0 follows
///     grid.place(of: Rational(1, 10))     // .long(0)
///
/// Backurs, Blum, Gupta: *Active Local Learning* (arXiv 2008.13374).
public struct SlotGrid: Hashable, Sendable, Codable {
  /// L ≥ 0, the bound on slopes.
  public let slope: Rational
  /// k ≥ 1: so many slots make a long interval.
  public let longSlots: Int
  /// From 0 to k: slot s is short if s − offset is a multiple of k + 1.
  public let offset: Int

  /// A grid.
  ///
  /// - Precondition: L ≥ 0, k ≥ 1, and the offset is from 0 to k.
  public init(slope: Rational, longSlots: Int, offset: Int) {
    precondition(slope >= 0 && longSlots >= 1 && 0...longSlots ~= offset, "no grid")
    (self.slope, self.longSlots, self.offset) = (slope, longSlots, offset)
  }

  /// Where a number lies.
  public enum Place: Hashable, Sendable {
    /// In a long interval; they are counted from left to right, and 0 follows the first short slot at or after slot 0.
    case long(Int)
    /// In the short slot before a long interval.
    case short(before: Int)
  }

  /// The slot ⌊x L⌋ of a number.
  public static func slot(of x: Rational, slope: Rational) -> Integer { (x * slope).floor() }

  /// Where a number from 0 to 1 lies.
  public func place(of x: Rational) -> Place {
    let (interval, rest) = (Self.slot(of: x, slope: slope) - Integer(offset))
      .floorQuotientAndRemainder(dividingBy: Integer(longSlots + 1))
    // Slopes are bounded so that slots fit; see `LocalPlan`.
    let number = interval.asInt ?? 0
    return rest.isZero ? .short(before: number) : .long(number)
  }

  /// Where a long interval begins, which is where the short slot before it ends.
  ///
  /// - Precondition: L > 0.
  public func start(of interval: Int) -> Rational {
    Rational(Integer(offset) + Integer(interval) * Integer(longSlots + 1) + 1) / slope
  }

  /// Where the short slot before a long interval begins, which is where the interval before that ends.
  ///
  /// - Precondition: L > 0.
  public func startOfShort(before interval: Int) -> Rational {
    Rational(Integer(offset) + Integer(interval) * Integer(longSlots + 1)) / slope
  }
}
