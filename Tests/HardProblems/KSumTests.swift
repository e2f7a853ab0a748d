import Exact
import HardProblems
import Randomness
import Testing

extension KSum {
  /// Every solution, by nested choice and the definition alone.
  fileprivate var allSolutions: [[Int]] {
    let tuples: [[Int]] = sets.reduce([[]]) { tuples, set in
      tuples.flatMap { tuple in set.map { element in tuple + [element] } }
    }
    return tuples.filter { tuple in tuple.dropLast().reduce(0, +) == tuple[tuple.count - 1] }
  }
}

/// Subsets of 1...universe by bit masks.
private func subsets(of universe: Int) -> [[Int]] {
  (0..<(1 << universe)).map { bits in (1...universe).filter { element in bits >> (element - 1) & 1 == 1 } }
}

private func expectSolved(_ instance: KSum, sourceLocation: SourceLocation = #_sourceLocation) {
  let solutions = instance.allSolutions
  let count = Integer(solutions.count)
  #expect(instance.solutionCount == count, "\(instance)", sourceLocation: sourceLocation)
  #expect(instance.solutionCountByTryingAll == count, "\(instance)", sourceLocation: sourceLocation)
  // The tuples are enumerated in lexicographic order.
  #expect(instance.firstSolution == solutions.first, "\(instance)", sourceLocation: sourceLocation)
}

@Suite("k-SUM")
struct KSumTests {
  @Test(
    "All pairs of subsets of 1...5, all triples of 1...3, all quadruples of 1...2", arguments: [(2, 5), (3, 3), (4, 2)])
  func exhaustive(k: Int, universe: Int) throws {
    let all = subsets(of: universe)
    var choices: [[[Int]]] = [[]]
    for _ in 0..<k { choices = choices.flatMap { sets in all.map { set in sets + [set] } } }
    for sets in choices { expectSolved(try KSum(sets: sets, universe: universe)) }
  }

  @Test("Random instances with up to six sets against the definition", arguments: 2...6)
  func random(k: Int) throws {
    var stream = RandomStream(seed: 41).child(k)
    for _ in 0..<40 {
      let universe = stream.uniform(in: k...12)
      let sets: [[Int]] = (0..<k).map { _ in
        stream.sample(stream.uniform(in: 1...4), from: max(universe, 4)).map { element in min(element + 1, universe) }
      }
      expectSolved(try KSum(sets: sets, universe: universe))
    }
  }

  @Test("A reference answer is verified; any other is not")
  func answers() throws {
    let instance = try KSum(sets: [[1, 3], [2, 4], [3, 5, 7]], universe: 8)
    let answer = instance.referenceAnswer()
    #expect(answer == KSumAnswer(solutions: 4, witness: [1, 2, 3]))
    #expect(answer.isYes && instance.verify(answer))
    for solution in instance.allSolutions { #expect(instance.verify(KSumAnswer(solutions: 4, witness: solution))) }
    #expect(instance.verify(KSumAnswer(solutions: 4, witness: nil)))
    #expect(!instance.verify(KSumAnswer(solutions: 3, witness: [1, 2, 3])))
    #expect(!instance.verify(KSumAnswer(solutions: -4, witness: nil)))
    let wrong: [[Int]] = [
      [], [1], [1, 2], [1, 2, 3, 4], [1, 2, 5], [2, 1, 3], [3, 2, 1], [1, 2, 4], [Int.max, 1, Int.min], [0, 3, 3],
    ]
    for witness in wrong {
      #expect(!instance.isSolution(witness))
      #expect(!instance.verify(KSumAnswer(solutions: 4, witness: witness)))
    }
    let none = try KSum(sets: [[5], [5], [5]], universe: 8)
    #expect(none.referenceAnswer() == KSumAnswer(solutions: 0, witness: nil))
    #expect(!none.referenceAnswer().isYes)
  }

  @Test("Empty sets, single elements, repeated elements")
  func degenerate() throws {
    #expect(try KSum(sets: [[], []], universe: 1).solutionCount == 0)
    #expect(try KSum(sets: [[1], []], universe: 1).firstSolution == nil)
    #expect(try KSum(sets: [[], [1], [1]], universe: 1).solutionCount == 0)
    #expect(try KSum(sets: [[1], [1]], universe: 1).firstSolution == [1, 1])
    #expect(try KSum(sets: [[1], [1], [2]], universe: 2).firstSolution == [1, 1, 2])
    let repeated = try KSum(sets: [[2, 1, 2, 2], [1, 1], [3, 3, 3]], universe: 3)
    #expect(repeated.sets == [[1, 2], [1], [3]])
    #expect(repeated.solutionCount == 1)
    #expect(try KSum(sets: [[2, 1], [1], [3]], universe: 3) == repeated)
  }

  @Test("Sums next to the end of 64 bits do not overflow")
  func extremes() throws {
    let top = Int.max / 3
    let instance = try KSum(sets: [[top], [top], [top]], universe: top)
    #expect(instance.solutionCount == 0)
    #expect(instance.solutionCountByTryingAll == 0)
    #expect(try KSum(sets: [[1, top - 1], [1, top], [top]], universe: top).firstSolution == [top - 1, 1, top])
  }

  @Test("Impossible instances are refused by name")
  func errors() {
    #expect(throws: KSumError.tooFewSets(0)) { try KSum(sets: [], universe: 1) }
    #expect(throws: KSumError.tooFewSets(1)) { try KSum(sets: [[1]], universe: 1) }
    #expect(throws: KSumError.universeNotPositive(0)) { try KSum(sets: [[], []], universe: 0) }
    #expect(throws: KSumError.universeNotPositive(.min)) { try KSum(sets: [[], []], universe: .min) }
    #expect(throws: KSumError.universeTooLarge(.max, sets: 2)) { try KSum(sets: [[], []], universe: .max) }
    #expect(throws: KSumError.elementOutOfRange(0, set: 2, universe: 3)) { try KSum(sets: [[1], [0]], universe: 3) }
    #expect(throws: KSumError.elementOutOfRange(4, set: 1, universe: 3)) {
      try KSum(sets: [[2, 4], [5]], universe: 3)
    }
    #expect(throws: KSumError.elementOutOfRange(.min, set: 1, universe: 3)) {
      try KSum(sets: [[.min], [1]], universe: 3)
    }
  }

  @Test("Sizes are reported in a fixed order")
  func sizes() throws {
    let size = try KSum(sets: [[1, 3], [], [3, 5, 7]], universe: 8).size
    #expect(size.description == "k = 3, m = 3, m1 = 2, m2 = 0, m3 = 3, U = 8")
    #expect(size["m1"] == 2 && size["U"] == 8 && size["u"] == nil)
    #expect(size == ["k": 3, "m": 3, "m1": 2, "m2": 0, "m3": 3, "U": 8])
    #expect(size != ["m": 3, "k": 3, "m1": 2, "m2": 0, "m3": 3, "U": 8])
  }
}
