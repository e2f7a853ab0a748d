import Exact

/// The inner product of two grammar-compressed vectors, together with every alignment it was computed from.
///
/// ```swift
/// let product = try MemoisedProduct(v, u)
/// product.result.value
/// product.forEachEntry { print($0.left, $0.right, $0.offset, $0.value) }
/// ```
///
/// The entries are what a checker needs in order to confirm the product without trusting the algorithm: each follows
/// from earlier ones by one step. `StraightLineProgram.product(with:budget:repeatedValues:)` gives the result alone and
/// says how it is found.
public struct MemoisedProduct<Value: SignedNumeric & Hashable & Sendable>: Sendable {
  private enum Entries: Sendable {
    case words(ProductTable<ModularWord>, convert: @Sendable (Int) -> Value)
    case values(ProductTable<Value>)
  }

  private let entries: Entries
  /// The product, the number of keys, and a position that contributes.
  public let result: ProgramProduct<Value>

  /// Computes the product of `first` and `second` with the arithmetic of `Value`.
  ///
  /// - Throws: `ProgramError.lengthMismatch`; `ProgramError.budgetExceeded` if more than `budget` keys are needed.
  /// - Complexity: As `StraightLineProgram.product(with:budget:repeatedValues:)`.
  public init(
    _ first: StraightLineProgram<Value>, _ second: StraightLineProgram<Value>, budget: Int? = nil,
    repeatedValues policy: RepeatedValuePolicy = .sum
  ) throws(ProgramError) {
    try self.init(values: first, second, budget: budget, policy: policy)
  }

  /// The product with the arithmetic of `Value`.
  fileprivate init(
    values first: StraightLineProgram<Value>, _ second: StraightLineProgram<Value>, budget: Int?,
    policy: RepeatedValuePolicy
  ) throws(ProgramError) {
    let (value, witness, table) = try evaluate(
      first, second, first.sums, second.sums, budget, policy)
    entries = .values(table)
    result = ProgramProduct(value: value, keys: table.entries.count, witness: witness)
  }

  /// The product of vectors of integers of which it is known that the value of every alignment fits a machine word.
  fileprivate init(
    words first: StraightLineProgram<Value>, _ second: StraightLineProgram<Value>, budget: Int?,
    policy: RepeatedValuePolicy, word: (Value) -> Int, value convert: @escaping @Sendable (Int) -> Value
  ) throws(ProgramError) {
    let (value, witness, table) = try evaluate(
      first, second, first.wordSums(word), second.wordSums(word), budget, policy)
    entries = .words(table, convert: convert)
    result = ProgramProduct(value: convert(value.word), keys: table.entries.count, witness: witness)
  }

  /// Calls `body` with the alignments whose values were found, each after those that it was computed from; that of the
  /// two roots is the last one.
  ///
  /// Alignments that do not overlap, or of which one symbol is all zeros, contribute 0 and are not listed.
  ///
  /// - Complexity: O(keys).
  public func forEachEntry<Failure: Error>(_ body: (ProductEntry<Value>) throws(Failure) -> Void) throws(Failure) {
    switch entries {
    case .words(let table, let convert):
      for entry in table.entries {
        try body(
          ProductEntry(
            left: Int(entry.left), right: Int(entry.right), offset: entry.offset, value: convert(entry.value.word)))
      }
    case .values(let table):
      for entry in table.entries {
        try body(
          ProductEntry(left: Int(entry.left), right: Int(entry.right), offset: entry.offset, value: entry.value))
      }
    }
  }
}

extension MemoisedProduct where Value == Integer {
  /// Computes the product of `first` and `second`, with word arithmetic where a bound on all partial results allows it.
  ///
  /// - Throws: `ProgramError.lengthMismatch`; `ProgramError.budgetExceeded` if more than `budget` keys are needed.
  /// - Complexity: As `StraightLineProgram.product(with:budget:repeatedValues:)`.
  public init(
    _ first: StraightLineProgram<Integer>, _ second: StraightLineProgram<Integer>, budget: Int? = nil,
    repeatedValues policy: RepeatedValuePolicy = .sum
  ) throws(ProgramError) {
    try self.init(
      first, second, budget: budget, repeatedValues: policy, inWords: productFitsWords(first, second))
  }

  /// Computes the product with word arithmetic (which the caller vouches for) or without.
  package init(
    _ first: StraightLineProgram<Integer>, _ second: StraightLineProgram<Integer>, budget: Int? = nil,
    repeatedValues policy: RepeatedValuePolicy = .sum, inWords: Bool
  ) throws(ProgramError) {
    if inWords {
      // A zero factor bounds the product, but not the other factor; its entries are never multiplied.
      try self.init(
        words: first, second, budget: budget, policy: policy, word: { $0.asInt ?? 0 }, value: { Integer($0) })
    } else {
      try self.init(values: first, second, budget: budget, policy: policy)
    }
  }
}

/// Whether (Σ|vᵢ|)·max|uⱼ| or max|vᵢ|·(Σ|uⱼ|), and so the product over any positions, fits `Int`.
package func productFitsWords(_ first: StraightLineProgram<Integer>, _ second: StraightLineProgram<Integer>) -> Bool {
  func largest(_ program: StraightLineProgram<Integer>) -> Integer {
    program.terminals.lazy.map(\.magnitude).max() ?? 0
  }
  let bound = min(
    first.total(\.magnitude) * largest(second), largest(first) * second.total(\.magnitude))
  return bound.asInt != nil
}

extension StraightLineProgram {
  /// The sum of each symbol's expansion, modulo 2⁶⁴.
  fileprivate func wordSums(_ word: (Value) -> Int) -> [ModularWord] {
    var sums = terminals.map { ModularWord(word($0)) }
    sums.reserveCapacity(size)
    for symbol in terminals.count..<Swift.max(size, terminals.count) {
      sums.append(sums[Int(left[symbol])] + sums[Int(right[symbol])])
    }
    return sums
  }
}

private func evaluate<Value, Scalar: SignedNumeric & Hashable & Sendable>(
  _ first: StraightLineProgram<Value>, _ second: StraightLineProgram<Value>, _ firstSums: [Scalar],
  _ secondSums: [Scalar], _ budget: Int?, _ policy: RepeatedValuePolicy
) throws(ProgramError) -> (Scalar, Int?, ProductTable<Scalar>) {
  guard first.count == second.count else { throw .lengthMismatch(first.count, second.count) }
  guard !first.isEmpty else { return (.zero, nil, ProductTable()) }
  let ring = Ring<Scalar>()
  var evaluation = ProductEvaluation(
    ProductFactor(first, sums: firstSums, in: ring), ProductFactor(second, sums: secondSums, in: ring), in: ring,
    summingConstants: policy == .sum)
  let roots = (UInt32(first.size - 1), UInt32(second.size - 1))
  let value = try evaluation.evaluate(roots.0, roots.1, 0, budget: budget ?? Int.max)
  let witness = evaluation.witness(roots.0, roots.1).flatMap { range, firstIsConstant in
    (firstIsConstant ? second : first).firstNonzero(in: range)
  }
  return (value, witness, evaluation.table)
}
