import Exact
import Randomness

/// Families of random k-SUM instances.
public enum KSumFamily: String, CaseIterable, Codable, Sendable {
  /// Independent uniform m-subsets of 1...U.
  case random
  /// Random, with one solution planted: a yes instance.
  case planted
  /// Random, with every element of A_k that completes a solution replaced: a no instance that is otherwise as random
  /// as it can be.
  case no

  /// What the family is, in one line.
  public var summary: String {
    switch self {
    case .random: "independent uniform subsets"
    case .planted: "random, with one solution planted"
    case .no: "random, with every solution removed by replacing elements of the last set"
    }
  }
}

extension KSum {
  /// A random instance with k sets of m elements of 1...U.
  ///
  /// - Parameters:
  ///   - family: plain random, with a planted solution, or repaired until none exists.
  ///   - k: the number of sets, at least 2.
  ///   - m: the number of elements of each set, at most `universe`.
  ///   - universe: U; m^⌈k/2⌉ is the hard regime of the Strong kSUM assumption.
  ///   - generator: where the random choices come from.
  /// - Throws: ``KSumError`` when m > U, when k < 2, or when the family has no instance of this size.
  /// - Complexity: O(k m log m), and O(m^(k−1)) for a no instance, whose sums are all formed.
  public static func random(
    _ family: KSumFamily = .random, k: Int, m: Int, universe: Int, using generator: inout some RandomNumberGenerator
  ) throws(KSumError) -> KSum {
    guard k >= 2 else { throw .tooFewSets(k) }
    guard universe >= 1 else { throw .universeNotPositive(universe) }
    guard 0...universe ~= m else {
      throw .noSuchInstance("there are no \(m) distinct integers in 1...\(universe)")
    }
    let drawn = try KSum(
      sets: (0..<k).map { _ in generator.sample(m, from: universe).map { $0 + 1 } }, universe: universe)
    var sets = drawn.sets
    switch family {
    case .random: return drawn
    case .planted: try plant(in: &sets, universe: universe, using: &generator)
    case .no: try repair(&sets, universe: universe, using: &generator)
    }
    return try KSum(sets: sets, universe: universe)
  }

  /// Makes one solution by choosing summands whose sum is at most U and putting the sum into A_k.
  private static func plant(
    in sets: inout [[Int]], universe: Int, using generator: inout some RandomNumberGenerator
  ) throws(KSumError) {
    let k = sets.count
    guard universe >= k - 1, !sets[0].isEmpty else {
      throw .noSuchInstance("no solution fits: the sum of \(k - 1) elements is at least \(k - 1), and U = \(universe)")
    }
    // A uniform composition: k−1 distinct cut points of the range 1...U give summands with sum ≤ U.
    let cuts = generator.sample(k - 1, from: universe).map { $0 + 1 }
    var tuple: [Int] = []
    var previous = 0
    for cut in cuts {
      tuple.append(cut - previous)
      previous = cut
    }
    tuple.append(previous)
    for (index, element) in tuple.enumerated() where !sets[index].contains(element) {
      sets[index][generator.uniform(in: 0...(sets[index].count - 1))] = element
    }
  }

  /// Replaces each element of A_k that is a sum by a random integer that is none.
  private static func repair(
    _ sets: inout [[Int]], universe: Int, using generator: inout some RandomNumberGenerator
  ) throws(KSumError) {
    let k = sets.count
    var sums: Set<Int> = []
    forEachSum(of: sets[..<(k - 1)]) { sum in
      if sum <= universe { sums.insert(sum) }
      return true
    }
    let wanted = sets[k - 1].count
    guard universe - sums.count >= wanted else {
      throw .noSuchInstance(
        "the sums cover all but \(universe - sums.count) of 1...\(universe), so \(wanted) elements cannot avoid them")
    }
    var kept = sets[k - 1].filter { !sums.contains($0) }
    var taken = Set(kept).union(sums)
    // Half the universe or more free: draw until a free one comes. Otherwise choose among the free ones.
    if taken.count + wanted <= universe / 2 {
      while kept.count < wanted {
        let candidate = generator.uniform(in: 1...universe)
        if taken.insert(candidate).inserted { kept.append(candidate) }
      }
    } else {
      let free = (1...universe).filter { !taken.contains($0) }
      kept += generator.sample(wanted - kept.count, from: free.count).map { free[$0] }
    }
    sets[k - 1] = kept
  }
}

extension KSum {
  /// m^⌈k/2⌉: the universe of the hard regime of the Strong kSUM assumption.
  /// - Throws: ``KSumError/universeTooLarge(_:sets:)`` when it does not fit in 64 bits.
  public static func hardUniverse(k: Int, m: Int) throws(KSumError) -> Int {
    var universe = 1
    for _ in 0..<(m > 1 ? max((k + 1) / 2, 0) : 0) {
      let (product, overflow) = universe.multipliedReportingOverflow(by: m)
      guard !overflow else { throw .universeTooLarge(.max, sets: k) }
      universe = product
    }
    return max(universe, 1)
  }
}
