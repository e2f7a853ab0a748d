import Exact

/// The neighbour that is compared with: the record in question is taken out, or put in.
public enum Direction: String, Sendable, Hashable, Codable, CaseIterable {
  /// P is the law with the record, Q that without it.
  case remove
  /// P is the law without the record, Q that with it.
  case add
}

/// A pair of laws P, Q that is at least as far apart as the outputs of a mechanism on any two neighbours, by the tails of its privacy
/// loss L = ln dP/dQ.
///
/// Everything an accountant needs are P[L > t] and Q[L > t] on a grid, with an error that is stated.
public protocol DominatingPair: Sendable {
  /// Where the finite losses lie but for about `tail` of their mass on each side. It steers the size of a computation, not its result.
  /// The upper end is at most the largest loss there is.
  func lossRange(tail: Double) -> ClosedRange<Double>

  /// P[L = ∞].
  var infiniteMass: Rational { get }

  /// Losses that have a probability of their own: multiples of ``unit``, with their masses under P.
  func atoms(precision: Int) -> [(multiple: Int, mass: Enclosure)]

  /// Whether losses have a density, apart from atoms.
  var isContinuous: Bool { get }

  /// The grid has the steps unit · 2^(−k): the distance of atoms, or 1 if there are none.
  var unit: Rational { get }

  /// The tails of the finite losses that are no atoms at t = (first + k) · unit · 2^(−logPoints) + offset, 0 ≤ k < count, with `bits` bits after the point; `offset` is a
  /// multiple of 2^(−64) between −1 and 1.
  ///
  /// - Throws: ``AccountingError`` if the precision does not suffice.
  func tails(first: Int, logPoints: Int, offset: Double, count: Int, bits: Int) throws(AccountingError) -> TailTable

  /// Where a grid of this step should have one of its points: amid the losses that are usual, if those lie closer together than the step.
  /// A multiple of 2^(−64) between −1 and 1. It steers the width of a bound, not its truth.
  func anchor(step: Double) -> Double

  /// The difference of a usual loss and a rather small one: what a grid has to tell apart. Nil if there are no narrow ones.
  var usualSpread: Double? { get }

  /// The loss ln P/Q of all outcomes together whose loss is within `radius` of it, about where losses crowd; nil if that cannot be told. For
  /// P and Q as they are if the record is removed.
  func concentration(radius: Double) -> Double?

  /// Whether the pair for the other neighbour is the same one; otherwise it is (Q, P), and losses have no atoms.
  var isSymmetric: Bool { get }

  /// Points that stand for the finite losses, but for about `tail` of their mass; where losses are continuous, neighbours are at most about half
  /// of `spacing` apart, unless that takes more than some 10⁵ points. For estimates.
  func nodes(tail: Double, spacing: Double) -> LossNodes

  /// The scale on which the density of large losses varies; 0 if there are atoms. For estimates.
  var smoothness: Double { get }
}

extension DominatingPair {
  /// Without noise of this kind there is nothing to resolve.
  public var usualSpread: Double? { nil }

  /// Nil.
  public func concentration(radius: Double) -> Double? { nil }
}

/// P[t < L < ∞] and Q[t < L < ∞] at equally spaced t, in fixed point.
public struct TailTable: Sendable {
  /// Both are multiples of 2^(−bits).
  public let bits: Int
  /// No entry is off by more than this many units.
  public let error: Integer
  /// The tails under P.
  public let p: [Integer]
  /// The tails under Q.
  public let q: [Integer]

  /// A table of two lists of the same length.
  public init(bits: Int, error: Integer, p: [Integer], q: [Integer]) {
    (self.bits, self.error, self.p, self.q) = (bits, error, p, q)
  }

  /// The table of the pair (Q, P) at the opposite points, from the last to the first, for a law with these masses under P and Q; losses have no
  /// atoms.
  func reversed(_ whole: (p: Integer, q: Integer)) -> TailTable {
    TailTable(
      bits: bits, error: 2 * error, p: q.reversed().map { whole.q - $0 }, q: p.reversed().map { whole.p - $0 })
  }

  /// A table made from enclosures of the tails at each point.
  init(bits: Int, count: Int, at tails: (Int) -> (p: Enclosure, q: Enclosure)) {
    var (p, q): ([Integer], [Integer]) = ([], [])
    var error: Integer = 1
    let scale = Rational(Integer(1) << bits)
    func add(_ value: Enclosure, to list: inout [Integer]) {
      let (low, high) = (((value.lower ?? 0) * scale).floor(), ((value.upper ?? 1) * scale).ceiling())
      list.append(low)
      error = max(error, high - low)
    }
    for k in 0..<count {
      let pair = tails(k)
      add(pair.p, to: &p)
      add(pair.q, to: &q)
    }
    self.init(bits: bits, error: error, p: p, q: q)
  }
}
