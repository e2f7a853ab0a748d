import Exact
import Problems

// Solutions of pairs and of single vectors are listed by trying all, in lexicographic order.

extension SolutionList where Solution: Codable & Hashable, Answer == CountedAnswer<Solution> {
  /// Yes, and the solution.
  public static func answer(_ solution: Solution) -> Answer {
    var answer = CountedAnswer<Solution>(exists: true)
    answer.witness = solution
    return answer
  }

  /// The number; if not all were listed, as one that it is not below.
  public static func answer(count: Integer, isComplete: Bool) -> Answer {
    if isComplete { return CountedAnswer(count: count) }
    var answer = CountedAnswer<Solution>(exists: true)
    // None were found so far: nothing is said.
    (answer.exists, answer.atLeast) = (count > 0 ? true : nil, count)
    return answer
  }
}

extension SolutionList where Solution == VectorPair {
  /// The numbers of the two vectors, from 0.
  public static func text(_ solution: VectorPair) -> String { "\(solution.left) \(solution.right)" }
}

/// Calls `body` with each pair that is a solution, in lexicographic order, until it returns false.
private func forEachPair(
  _ left: Int, _ right: Int, where isSolution: (Int, Int) -> Bool, _ body: (VectorPair) throws -> Bool
) rethrows {
  for i in 0..<left {
    for j in 0..<right where isSolution(i, j) {
      guard try body(VectorPair(i, j)) else { return }
    }
  }
}

extension OrthogonalVectors: SolutionList {
  /// The orthogonal pairs.
  ///
  /// - Complexity: O(n_A n_B d / 64).
  public func forEachSolution(_ body: (VectorPair) throws -> Bool) rethrows {
    try forEachPair(left.rows, right.rows, where: isSolution, body)
  }
}

extension HammingClosePair: SolutionList {
  /// The close pairs.
  ///
  /// - Complexity: O(n_A n_B d / 64).
  public func forEachSolution(_ body: (VectorPair) throws -> Bool) rethrows {
    try forEachPair(left.rows, right.rows, where: isSolution, body)
  }

  /// All pairs.
  public static func predictedOperations(of size: SizeParameters) -> PredictedOperations? { .pairs(size) }
}

extension SubsetQuery: SolutionList {
  /// The pairs of a set and one that contains it.
  ///
  /// - Complexity: O(n_A n_B d / 64).
  public func forEachSolution(_ body: (VectorPair) throws -> Bool) rethrows {
    try forEachPair(left.rows, right.rows, where: isSolution, body)
  }
}

extension MonochromaticOrthogonalVectors: SolutionList {
  /// The orthogonal pairs, the smaller number first.
  ///
  /// - Complexity: O(n² d / 64).
  public func forEachSolution(_ body: (VectorPair) throws -> Bool) rethrows {
    try forEachPair(vectors.rows, vectors.rows, where: isSolution, body)
  }

  /// All pairs.
  public static func predictedOperations(of size: SizeParameters) -> PredictedOperations? {
    size["n"].map { PredictedOperations($0 * $0, "pairs of vectors") }
  }
}

extension HittingSet: SolutionList {
  /// The numbers, from 0, of the sets that hit all others.
  ///
  /// - Complexity: O(n_A n_B d / 64).
  public func forEachSolution(_ body: (Int) throws -> Bool) rethrows {
    for i in 0..<left.rows where isSolution(i) {
      guard try body(i) else { return }
    }
  }

  /// The number of the set, from 0.
  public static func text(_ solution: Int) -> String { "\(solution)" }
}

extension TwoSidedVectors {
  /// All pairs.
  public static func predictedOperations(of size: SizeParameters) -> PredictedOperations? { .pairs(size) }
}

extension PredictedOperations {
  fileprivate static func pairs(_ size: SizeParameters) -> PredictedOperations? {
    guard let left = size["n_A"], let right = size["n_B"] else { return nil }
    return PredictedOperations(left * right, "pairs of vectors")
  }
}

extension KSum: SolutionList {
  /// The solutions in lexicographic order: each choice from all sets but the last asks whether the last one has its sum.
  ///
  /// - Complexity: O(m^(k−1)) expected, and O(m) memory.
  public func forEachSolution(_ body: ([Int]) throws -> Bool) rethrows {
    let last = Set(sets[k - 1])
    var chosen = [Int](repeating: 0, count: k - 1)
    func extend(_ place: Int, _ sum: Int) throws -> Bool {
      guard place < k - 1 else { return last.contains(sum) ? try body(chosen + [sum]) : true }
      for element in sets[place] {
        chosen[place] = element
        if try !extend(place + 1, sum + element) { return false }
      }
      return true
    }
    _ = try extend(0, 0)
  }

  /// A witness alone.
  public static func answer(_ solution: [Int]) -> KSumAnswer { KSumAnswer(solutions: nil, witness: solution) }

  /// The number; nothing if not all were listed, since answers to k-SUM have no lower bounds.
  public static func answer(count: Integer, isComplete: Bool) -> KSumAnswer {
    KSumAnswer(solutions: isComplete ? count : nil, witness: nil)
  }

  /// The elements, with blanks between them.
  public static func text(_ solution: [Int]) -> String { solution.map(String.init).joined(separator: " ") }

  /// The sums of two halves, for a first look and for each element that a solution may have.
  public static func predictedOperations(of size: SizeParameters) -> PredictedOperations? {
    guard let k = size["k"].flatMap({ Int(exactly: $0) }), let m = size["m"], 2...1000 ~= k else { return nil }
    return PredictedOperations(2 * (Integer(k) * m + 2) * m.power((k + 1) / 2), "sums")
  }

  /// A table of the sums of the first ⌊k/2⌋ sets.
  public var referenceBytes: Integer? { sets[..<(k / 2)].reduce(Integer(40)) { $0 * Integer($1.count) } }
}
