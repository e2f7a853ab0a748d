import Exact
import HardProblems
import Problems

extension KSumToGrammarDot {
  /// N exactly, and upper bounds on n_v and n_u.
  ///
  /// For k = 3 they are formulas over the sizes of the sets. For other k, and for a k that is not known, N and what levels cost are
  /// defined level by level, so that they are quantities that ``promisedSize(of:)`` works out.
  public var promises: [PromisedSize] { promises(k == 3 ? .threeSets : .manySets) }

  private func promises(_ parts: SizeParts) -> [PromisedSize] {
    let padding = gamma.map(parts.length.roundedUpPower) ?? 0
    let log = parts.log
    // 1_X costs at most L symbols for each gap, and two for each element; L + 2 are the doublings of 0 and the letter 1.
    func bound(_ elements: SizeFormula) -> SizeFormula { (elements + 4) * log + 2 * elements + 6 }
    return [
      PromisedSize("N", .equal, parts.length + padding),
      PromisedSize("n_v", .atMost, bound(parts.first) + parts.blocks * (2 * log + 3) + padding),
      PromisedSize("n_u", .atMost, bound(parts.last) + parts.powers + padding),
    ]
  }

  /// The values of the formulas for the k of the source.
  ///
  /// - Throws: ``KSumToGrammarDotError/tooFewSets(_:)``; `SizeFormulaError` when a parameter is missing.
  public func promisedSize(of source: SizeParameters) throws -> [SizePromise] {
    let (k, universe) = (try source.required("k"), try source.required("U"))
    guard let k = Int(exactly: k), k >= 3 else { throw KSumToGrammarDotError.tooFewSets(Int(exactly: k) ?? .max) }
    // One by one: a k that is absurdly large fails at the first size that is missing, before anything is allocated for it.
    var given: [Integer] = []
    for set in 1...k { given.append(try source.required("m\(set)")) }
    guard k > 3 else { return try promises(.threeSets).promises(for: source) }

    var (length, blocks, powers) = (Integer(k - 2) * universe, Integer(0), Integer(0))
    for m in given[1..<(k - 1)] {
      length = m * (length + universe)
      blocks += m
      powers += 1 + 2 * Integer(max(m.bitWidth - 1, 0))
    }
    var size = source
    for (name, value) in [("ℓ", length), ("M", blocks), ("P", powers), ("m_k", given[k - 1])] {
      size.append(name, value)
    }
    return try promises(.manySets).promises(for: size)
  }
}

/// What the promised sizes are made of.
private struct SizeParts {
  /// The length of the vectors without padding.
  let length: SizeFormula
  /// The number of elements of the innermost set of v, and of the set of u.
  let first: SizeFormula
  let last: SizeFormula
  /// The number of blocks on all levels of v.
  let blocks: SizeFormula
  /// The symbols of the powers on all levels of u.
  let powers: SizeFormula
  /// L: a power of zeros that occurs costs at most L symbols beyond the shared doublings.
  let log: SizeFormula

  /// The parts for k = 3, where the blocks belong to A₁ and hold 1_{A₂}.
  static var threeSets: Self {
    let (universe, blocks) = (SizeFormula.parameter("U"), SizeFormula.parameter("m1"))
    return Self(
      length: 2 * universe * blocks, first: .parameter("m2"), last: .parameter("m3"), blocks: blocks,
      powers: 1 + 2 * blocks.logarithmRoundedDown, log: universe.logarithmRoundedDown.named("L"))
  }

  /// The parts for k > 3.
  static var manySets: Self {
    let universe = SizeFormula.parameter("U")
    let longest = SizeFormula.greatest(universe, (.parameter("k") - 3) * universe)
    return Self(
      length: .quantity("ℓ", meaning: "ℓ_(k−1) with ℓ₁ = (k − 2)U and ℓᵢ₊₁ = mᵢ₊₁(ℓᵢ + U)"),
      first: .parameter("m1"), last: .quantity("m_k", meaning: "the number of elements of the last set"),
      blocks: .quantity("M", meaning: "Σ mᵢ over 1 < i < k"),
      powers: .quantity("P", meaning: "Σ (1 + 2⌊log₂ mᵢ⌋) over 1 < i < k"),
      log: longest.logarithmRoundedDown.named("L"))
  }
}
