import Exact
import Sequences

/// A way to find the inner product of two grammar-compressed vectors.
public enum ProductMethod: String, CaseIterable, Codable, Hashable, Sendable {
  /// Whichever of the others seems to take fewer steps.
  case automatic
  /// Memoised descent over alignments of symbols; a step is a key. Good for grammars that are much smaller than their
  /// vectors' runs are many.
  case memoised
  /// A walk along the runs of both vectors, which are not written out; a step is a pair of overlapping runs, of which there
  /// are at most min{N, r₁ + r₂ − 1}. Good for vectors that do not compress, or of few runs.
  case runs
  /// Both vectors cut into pieces, of which few are different, and each pair of those looked at once
  /// (`product(with:granularity:)`, with a granularity chosen by the bound on its steps); a step is an alignment of two
  /// pieces, or 64 multiplications of integers. Good for long pieces without structure that meet at many offsets: two
  /// vectors whose periods have no common divisor, say.
  case blocked
}

/// The inner product of two grammar-compressed vectors, how it was found, and what that took.
public struct PlannedProduct<Value: SignedNumeric & Hashable & Sendable>: Hashable, Sendable {
  /// ⟨v, u⟩.
  public let value: Value
  /// `memoised`, `runs` or `blocked`.
  public let method: ProductMethod
  /// The number of keys, of pairs of overlapping runs, or of alignments of pieces and, by 64, of multiplications.
  public let steps: Int
  /// A position at which neither vector is 0, if the product is not 0.
  public let witness: Int?
}

extension StraightLineProgram {
  /// The number of maximal runs of equal entries.
  ///
  /// - Complexity: O(n).
  public var runCount: Int {
    var runs = [Int](repeating: 1, count: size)
    // The terminals that each symbol begins and ends with.
    var first = [UInt32](0..<UInt32(terminals.count))
    var last = first
    for symbol in terminals.count..<Swift.max(size, terminals.count) {
      let (one, other) = (Int(left[symbol]), Int(right[symbol]))
      // At most N.
      runs[symbol] = runs[one] + runs[other] - (last[one] == first[other] ? 1 : 0)
      first.append(first[one])
      last.append(last[other])
    }
    return runs.last ?? 0
  }

  /// An upper bound on the steps of the product with `other` by runs: min{N, r₁ + r₂ − 1}.
  ///
  /// - Complexity: O(n₁ + n₂).
  public func runSteps(with other: Self) -> Int {
    guard !isEmpty, !other.isEmpty else { return 0 }
    let (sum, overflow) = runCount.addingReportingOverflow(other.runCount - 1)
    return overflow ? count : Swift.min(count, sum)
  }

  /// An estimate of the keys of the memoised product with `other`, from a sample of them.
  ///
  /// The product is begun without arithmetic. If it ends within the sample, the number is exact. If not, the number of keys
  /// is divided by the share of the vectors that was gone through. Symbols met there are often met again further to the
  /// right, at no cost, so that the estimate tends to be too high; nothing can be said with certainty for less than the
  /// price of the product.
  ///
  /// - Parameters:
  ///   - other: A vector of the same length.
  ///   - sample: How many keys are looked at, at most; at least 1.
  /// - Throws: `ProgramError.lengthMismatch`.
  /// - Complexity: O(n₁ + n₂ + `sample` · height).
  public func estimatedKeys(with other: Self, sample: Int = 1 << 14) throws(ProgramError) -> Int {
    precondition(sample >= 1, "a sample has at least one key")
    guard count == other.count else { throw .lengthMismatch(count, other.count) }
    guard let root, let otherRoot = other.root else { return 0 }
    let arithmetic = BooleanSemiring()
    var evaluation = ProductEvaluation(
      ProductFactor(self, sums: Array(repeating: true, count: size), in: arithmetic),
      ProductFactor(other, sums: Array(repeating: true, count: other.size), in: arithmetic), in: arithmetic,
      summingConstants: true)
    do { _ = try evaluation.evaluate(UInt32(root), UInt32(otherRoot), 0, budget: sample) } catch {
      let keys = Double(sample) * Double(count) / Double(Swift.max(evaluation.covered, 1))
      return Int(exactly: keys.rounded(.up)) ?? Int.max
    }
    return evaluation.table.entries.count
  }

  /// The inner product with `other`, by a method that is chosen, or left to choose.
  ///
  /// `automatic` estimates the steps of all methods; for runs and pieces the estimates are upper bounds. If every method needs
  /// more than the budget, it says so and does nothing. If the memoised product seems to need less than half as many
  /// steps as the best of the others, it is tried for no more keys than that, a key being dearer than the others' steps; so all in
  /// all the product takes at most about twice as long as by the best of the others.
  ///
  /// - Parameters:
  ///   - other: A vector of the same length.
  ///   - method: How.
  ///   - budget: The greatest number of steps that is acceptable; nil for no limit.
  /// - Throws: `ProgramError.lengthMismatch`; `ProgramError.workExceedsBudget` where an estimate decides;
  ///   `ProgramError.budgetExceeded` where the memoised product went on to its last key.
  /// - Complexity: As the method's, and O(n₁ + n₂) for the estimates.
  public func product(
    with other: Self, method: ProductMethod, budget: Int? = nil
  ) throws(ProgramError) -> PlannedProduct<Value> {
    try planned(with: other, method, budget, integers: false) { keys throws(ProgramError) in
      try product(with: other, budget: keys)
    } blocked: { granularity throws(ProgramError) in
      try product(with: other, granularity: granularity)
    }
  }

  fileprivate func planned(
    with other: Self, _ method: ProductMethod, _ budget: Int?, integers: Bool,
    memoised: (_ keys: Int?) throws(ProgramError) -> ProgramProduct<Value>,
    blocked: (_ granularity: Int) throws(ProgramError) -> PlannedProduct<Value>
  ) throws(ProgramError) -> PlannedProduct<Value> {
    guard count == other.count else { throw .lengthMismatch(count, other.count) }
    func byKeys(_ limit: Int?) throws(ProgramError) -> PlannedProduct<Value> {
      let product = try memoised(limit)
      return PlannedProduct(value: product.value, method: .memoised, steps: product.keys, witness: product.witness)
    }
    let limit = budget ?? Int.max
    switch method {
    case .memoised: return try byKeys(budget)
    case .runs:
      let steps = runSteps(with: other)
      if steps > limit { throw .workExceedsBudget(estimated: steps, budget: limit) }
      return productByRuns(with: other)
    case .blocked:
      let (granularity, steps) = bestGranularity(with: other, integers: integers)
      if !isEmpty, steps > limit { throw .workExceedsBudget(estimated: steps, budget: limit) }
      return try blocked(granularity)
    case .automatic: break
    }
    let runSteps = runSteps(with: other)
    if runSteps == 0 { return productByRuns(with: other) }
    let keys = try estimatedKeys(with: other, sample: Swift.min(1 << 14, Swift.max(limit, 1)))
    // To cut the vectors takes a while, which must be worth it.
    var pieces = (granularity: 1, steps: Int.max)
    if Swift.min(keys, runSteps) / 4 > size + other.size {
      pieces = bestGranularity(with: other, integers: integers)
    }
    let known = Swift.min(runSteps, pieces.steps)
    let estimated = Swift.min(keys, known)
    if estimated > limit { throw .workExceedsBudget(estimated: estimated, budget: limit) }
    // A key takes two to four times as long as a step by runs (350 and 100 ns where neither fits the cache).
    if keys <= known / 2 || known > limit {
      do { return try byKeys(known > limit ? limit : known / 2) } catch {
        // The estimate was too low.
        if known > limit { throw error }
      }
    }
    return pieces.steps < runSteps ? try blocked(pieces.granularity) : productByRuns(with: other)
  }

  private func productByRuns(with other: Self) -> PlannedProduct<Value> {
    var value = Value.zero
    var (steps, position) = (0, 0)
    var witness: Int?
    for (first, second, count) in OverlappingRuns(runs, other.runs) {
      if !first.isZero, !second.isZero {
        value += (first * second).multiplied(by: count)
        witness = witness ?? position
      }
      steps += 1
      position += count
    }
    return PlannedProduct(value: value, method: .runs, steps: steps, witness: value.isZero ? nil : witness)
  }
}

extension StraightLineProgram where Value == Integer {
  /// The inner product with `other`, by a method that is chosen, or left to choose.
  ///
  /// As the general `product(with:method:budget:)`, with word arithmetic where the memoised product allows it.
  public func product(
    with other: Self, method: ProductMethod, budget: Int? = nil
  ) throws(ProgramError) -> PlannedProduct<Integer> {
    try planned(with: other, method, budget, integers: true) { keys throws(ProgramError) in
      try product(with: other, budget: keys)
    } blocked: { granularity throws(ProgramError) in
      try product(with: other, granularity: granularity)
    }
  }
}
