import Exact
import Sequences

/// The inner product of two compressed vectors in a semiring, and what it took.
public struct SemiringProduct<Element: Hashable & Sendable>: Hashable, Sendable {
  /// The sum of the products of the entries.
  public let value: Element
  /// The number of different alignments whose value had to be found, or of overlapping runs.
  public let steps: Int
}

extension StraightLineProgram {
  /// The inner product with `other` in a semiring, by memoised descent over alignments of symbols.
  ///
  /// ```swift
  /// let modulo = IntegersModulo(97)
  /// try v.product(with: u, in: modulo) { modulo.element($0) }
  /// try v.product(with: u, in: BooleanSemiring()) { $0 != 0 }       // Do the supports meet?
  /// ```
  ///
  /// As `product(with:budget:repeatedValues:)`, which is the same with the entries' own arithmetic. Entries with one image
  /// count as equal, so that there may be fewer steps than keys there: all entries true is one constant symbol.
  ///
  /// - Parameters:
  ///   - other: A vector of the same length.
  ///   - semiring: The arithmetic.
  ///   - budget: The greatest number of keys that is acceptable; nil for no limit but 2³² − 2.
  ///   - element: The image of an entry; called once for each different entry of either vector.
  /// - Throws: `ProgramError.lengthMismatch`; `ProgramError.budgetExceeded`.
  /// - Complexity: O(keys · height) operations of the semiring; no recursion.
  public func product<S: Semiring>(
    with other: Self, in semiring: S, budget: Int? = nil, element: (Value) -> S.Element
  ) throws(ProgramError) -> SemiringProduct<S.Element> {
    guard count == other.count else { throw .lengthMismatch(count, other.count) }
    guard let root, let otherRoot = other.root else { return SemiringProduct(value: semiring.zero, steps: 0) }
    var evaluation = ProductEvaluation(
      ProductFactor(self, in: semiring, element), ProductFactor(other, in: semiring, element), in: semiring,
      summingConstants: true)
    let value = try evaluation.evaluate(UInt32(root), UInt32(otherRoot), 0, budget: budget ?? Int.max)
    return SemiringProduct(value: value, steps: evaluation.table.entries.count)
  }
}

extension RunLengthVector {
  /// The inner product with `other` in a semiring, by walking along both.
  ///
  /// - Parameters:
  ///   - other: A vector of the same length.
  ///   - semiring: The arithmetic.
  ///   - element: The image of an entry; called twice for each step at most.
  /// - Throws: `ProgramError.lengthMismatch`.
  /// - Complexity: At most r₁ + r₂ − 1 steps, each at worst O(log N) operations of the semiring.
  public func product<S: Semiring>(
    with other: Self, in semiring: S, element: (Value) -> S.Element
  ) throws(ProgramError) -> SemiringProduct<S.Element> {
    guard count == other.count else { throw .lengthMismatch(count, other.count) }
    var (value, steps) = (semiring.zero, 0)
    for (first, second, count) in OverlappingRuns(runs.makeIterator(), other.runs.makeIterator()) {
      let term = semiring.product(element(first), element(second))
      value = semiring.sum(value, semiring.sum(of: term, count: count))
      steps += 1
    }
    return SemiringProduct(value: value, steps: steps)
  }
}

extension IntegersModulo {
  /// The residue of an integer.
  public func element(_ value: Integer) -> UInt {
    let modulus = Integer(self.modulus)
    let remainder = value % modulus
    return UInt((remainder < 0 ? remainder + modulus : remainder).asInt ?? 0)
  }

  /// The residue of an integer.
  public func element(_ value: some FixedWidthInteger & SignedInteger) -> UInt { element(Integer(value)) }
}
