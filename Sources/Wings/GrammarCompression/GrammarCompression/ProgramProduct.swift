import Exact

/// The inner product of two grammar-compressed vectors, and what it took.
public struct ProgramProduct<Value: SignedNumeric & Hashable & Sendable>: Hashable, Sendable {
  /// ⟨v, u⟩.
  public let value: Value
  /// The number of different alignments (symbol, symbol, offset) whose value had to be found: the cost of the product,
  /// up to the height factor of prefix sums.
  public let keys: Int
  /// A position at which neither vector is 0, if the product is not 0.
  public let witness: Int?
}

/// How the memoised product treats symbols that repeat one value.
public enum RepeatedValuePolicy: Hashable, Sendable {
  /// Their products are sums of the other vector, found from prefix sums in O(height).
  case sum
  /// They are split like other symbols. The result is the same, with more keys; for comparison.
  case split
}

/// One alignment of a memoised product: what the symbol `left` of the first vector and the symbol `right` of the second
/// contribute where both lie, if `left` starts at 0 and `right` at `offset`.
public struct ProductEntry<Value: SignedNumeric & Hashable & Sendable>: Hashable, Sendable {
  /// A symbol of the first vector.
  public let left: Int
  /// A symbol of the second vector.
  public let right: Int
  /// The start of `right`, relative to the start of `left`.
  public let offset: Int
  /// The inner product over the positions that both cover.
  public let value: Value
}

extension StraightLineProgram {
  /// The inner product with `other`, by memoised descent over alignments of symbols.
  ///
  /// The longer one of two aligned symbols is split into its children (the left one, if they are equally long), until
  /// one of them repeats a value or the pair has been met before at the same offset. The number of alignments met, `keys`,
  /// is at most 3·n₁·n₂ if equally long symbols meet only without offset and split alike; it is Θ(m²), about n₁·n₂, on
  /// the vectors that encode 3SUM instances of m numbers; in general it is not O(n₁·n₂), nor can it be: "Impossibility
  /// Results for Grammar-Compressed Linear Algebra" (arXiv 2010.14181).
  ///
  /// - Parameters:
  ///   - other: A vector of the same length.
  ///   - budget: The greatest number of keys that is acceptable; nil for no limit but 2³² − 2.
  ///   - policy: What to do with symbols that repeat one value.
  /// - Throws: `ProgramError.lengthMismatch`; `ProgramError.budgetExceeded`.
  /// - Complexity: O(`keys` · height) time, about 35 bytes of memory a key; no recursion.
  public func product(
    with other: Self, budget: Int? = nil, repeatedValues policy: RepeatedValuePolicy = .sum
  ) throws(ProgramError) -> ProgramProduct<Value> {
    try MemoisedProduct(self, other, budget: budget, repeatedValues: policy).result
  }
}

extension StraightLineProgram where Value == Integer {
  /// The inner product with `other`, by memoised descent over alignments of symbols.
  ///
  /// As the general `product(with:budget:repeatedValues:)`, and faster: when (Σ|vᵢ|)·max|uⱼ| or max|vᵢ|·(Σ|uⱼ|) fits a
  /// machine word, then so does the value of every alignment, and word arithmetic is exact.
  ///
  /// - Throws: `ProgramError.lengthMismatch`; `ProgramError.budgetExceeded`.
  /// - Complexity: O(`keys` · height) time, about 35 bytes of memory a key; no recursion.
  public func product(
    with other: Self, budget: Int? = nil, repeatedValues policy: RepeatedValuePolicy = .sum
  ) throws(ProgramError) -> ProgramProduct<Integer> {
    try MemoisedProduct(self, other, budget: budget, repeatedValues: policy).result
  }
}
