import Exact

extension KSum {
  /// The number of solutions, by meet in the middle.
  ///
  /// The sums of the first ⌊k/2⌋ sets are tabulated with their multiplicities; each choice from the other sets asks the
  /// table for the one sum that completes it.
  ///
  /// - Complexity: O(m^⌈k/2⌉) time and O(m^⌊k/2⌋) space, expected.
  public var solutionCount: Integer {
    let half = k / 2
    var multiplicity: [Int: Int] = [:]
    KSum.forEachSum(of: sets[..<half]) { sum in
      multiplicity[sum, default: 0] += 1
      return true
    }
    var count: Integer = 0
    for target in sets[k - 1] {
      KSum.forEachSum(of: sets[half..<(k - 1)]) { sum in
        if let found = multiplicity[target - sum] { count += Integer(found) }
        return true
      }
    }
    return count
  }

  /// The number of solutions, by trying every tuple: the obviously correct answer for tests.
  ///
  /// - Complexity: O(m^(k−1) log m).
  public var solutionCountByTryingAll: Integer {
    let last = Set(sets[k - 1])
    var count: Integer = 0
    KSum.forEachSum(of: sets[..<(k - 1)]) { sum in
      if last.contains(sum) { count += 1 }
      return true
    }
    return count
  }

  /// The lexicographically first solution, or nil if none exists.
  ///
  /// - Complexity: O(m^⌈k/2⌉) time and O(m^⌊k/2⌋) space, expected, to see whether there is one, and O(m) times that to
  ///   find it.
  public var firstSolution: [Int]? {
    guard solutionCount > 0 else { return nil }
    // Fix the coordinates one by one: the smallest element that leaves a solution.
    var narrowed = sets
    for index in 0..<k {
      for element in sets[index] {
        narrowed[index] = [element]
        if KSum(trusted: narrowed, universe: universe).solutionCount > 0 { break }
      }
    }
    return narrowed.map { $0[0] }
  }

  /// An instance from sets that are known to be in range and ascending.
  private init(trusted sets: [[Int]], universe: Int) { (self.sets, self.universe) = (sets, universe) }

  /// Calls `body` with the sum of each choice of one element per set, until it returns false.
  static func forEachSum(of sets: ArraySlice<[Int]>, _ body: (Int) -> Bool) {
    _ = extend(0, sets, body)
  }

  private static func extend(_ sum: Int, _ sets: ArraySlice<[Int]>, _ body: (Int) -> Bool) -> Bool {
    guard let first = sets.first else { return body(sum) }
    for element in first where !extend(sum + element, sets.dropFirst(), body) { return false }
    return true
  }
}
