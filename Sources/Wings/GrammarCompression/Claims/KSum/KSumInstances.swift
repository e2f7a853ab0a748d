import Evidence
import Exact
import GrammarCompressionReductions
import HardProblems
import Randomness

/// The number of solutions by reducing and multiplying, and the mutants of that.
enum KSumCounting {
  static let subject: Algorithm<KSum, Integer> = { try KSumToGrammarDot().reduce($0).product().value }

  static let mutants: KeyValuePairs<String, Algorithm<KSum, Integer>> = [
    "leaves the gap 0^U out of u": { FaultyKSumVectors.product($0, .noGap) },
    "shifts each block by one too little": { FaultyKSumVectors.product($0, .shiftsTooLittle) },
    "starts the word of the last set late": { FaultyKSumVectors.product($0, .lateTarget) },
    "forgets the last element of each set": { FaultyKSumVectors.product($0, .dropsLast) },
  ]

  @Sendable static func isNumberOfSolutions(_ count: Algorithm<KSum, Integer>, of instance: KSum) throws -> Verdict {
    .equal(try count(instance), instance.solutionCountByTryingAll, "the product")
  }
}

extension KSum {
  /// Every instance with k subsets of 1...U.
  static func all(k: Int, universe: Int) -> [KSum] {
    let subsets = (0..<1 << universe).map { bits in (1...universe).filter { bits >> ($0 - 1) & 1 == 1 } }
    let tuples = (0..<k).reduce([[[Int]]()]) { tuples, _ in tuples.flatMap { tuple in subsets.map { tuple + [$0] } } }
    return tuples.compactMap { try? KSum(sets: $0, universe: universe) }
  }

  /// Smaller instances: an element dropped, or the universe cut down to the largest element.
  static func shrink(_ instance: KSum) -> [KSum] {
    var smaller: [KSum] = []
    if let largest = instance.sets.joined().max(), largest < instance.universe {
      smaller += [try? KSum(sets: instance.sets, universe: largest)].compactMap { $0 }
    }
    for (index, set) in instance.sets.enumerated() {
      for drop in set.indices {
        var sets = instance.sets
        sets[index].remove(at: drop)
        smaller += [try? KSum(sets: sets, universe: instance.universe)].compactMap { $0 }
      }
    }
    return smaller
  }
}

extension InstanceFamily where Instance == KSum {
  /// Random instances of k-SUM.
  static func kSum(k: [Int], sets largest: Int, quick: Int, deep: Int) -> InstanceFamily {
    random(
      KSum.familyDescription(k: k, sets: largest), quick: quick, deep: deep, shrink: KSum.shrink,
      draw: { try KSum.drawn($0, k: k, sets: largest, &$1) })
  }
}

extension KSum {
  static func familyDescription(k: [Int], sets largest: Int) -> String {
    """
    random, planted and repaired no instances, k ∈ \(k), m ≤ \(largest) elements a set, every fourth with fewer in some, \
    U from max(m, k) to 4m² + k
    """
  }

  /// Instance number `index`: alternating the random, planted and no families; every fourth has sets of unequal sizes.
  static func drawn(_ index: Int, k: [Int], sets largest: Int, _ stream: inout RandomStream) throws -> KSum {
    let k = k[index % k.count]
    let family = KSumFamily.allCases[index / 2 % 3]
    let m = stream.uniform(in: 1...largest)
    let universe = stream.uniform(in: max(m, k)...(4 * m * m + k))
    let instance = try drawn(family, k: k, m: m, universe: universe, &stream)
    return index % 4 == 3 ? try instance.thinned(&stream) : instance
  }

  /// An instance of the family; a plain random one where the universe is too small for a no instance.
  private static func drawn(
    _ family: KSumFamily, k: Int, m: Int, universe: Int, _ stream: inout RandomStream
  ) throws -> KSum {
    do throws(KSumError) {
      return try random(family, k: k, m: m, universe: universe, using: &stream)
    } catch .noSuchInstance {
      return try random(.random, k: k, m: m, universe: universe, using: &stream)
    }
  }

  /// The same instance with some elements left out, of each set another number.
  private func thinned(_ stream: inout RandomStream) throws -> KSum {
    let thinned: [[Int]] = sets.map { set in
      stream.sample(stream.uniform(in: 0...set.count), from: set.count).map { set[$0] }
    }
    return try KSum(sets: thinned, universe: universe)
  }
}
