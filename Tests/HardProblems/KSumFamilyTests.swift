import Exact
import HardProblems
import Randomness
import Testing

@Suite("Random instances of k-SUM")
struct KSumFamilyTests {
  @Test(
    "Sizes and ranges as asked for; planted ones have a solution, no instances none", arguments: KSumFamily.allCases)
  func promises(family: KSumFamily) throws {
    var stream = RandomStream(seed: 51).child(family.rawValue)
    var made = 0
    for index in 0..<200 {
      let k = 2 + index % 4
      let m = stream.uniform(in: 1...5)
      let universe = stream.uniform(in: max(m, k)...(3 * m * m + k))
      let instance: KSum
      do throws(KSumError) {
        instance = try KSum.random(family, k: k, m: m, universe: universe, using: &stream)
      } catch {
        guard case .noSuchInstance = error, family == .no else {
          Issue.record("\(family), k = \(k), m = \(m), U = \(universe): \(error)")
          continue
        }
        continue
      }
      made += 1
      #expect(instance.k == k && instance.universe == universe)
      for set in instance.sets {
        #expect(set.count == m && Set(set).count == m && set == set.sorted())
        #expect(set.allSatisfy { element in (1...universe).contains(element) })
      }
      switch family {
      case .random: break
      case .planted: #expect(instance.solutionCountByTryingAll > 0)
      case .no: #expect(instance.solutionCountByTryingAll == 0)
      }
    }
    // Where U is near m, sums may cover so much of 1...U that there is no no instance.
    #expect(family == .no ? made > 100 : made == 200)
  }

  @Test("A no instance is refused only where the first k − 1 sets allow none")
  func noInstances() throws {
    // k = 2: the last set must avoid the first, so U ≥ 2m is needed and is enough.
    var stream = RandomStream(seed: 52)
    for m in 0...5 {
      for universe in max(m, 1)...12 {
        if universe >= 2 * m {
          let instance = try KSum.random(.no, k: 2, m: m, universe: universe, using: &stream)
          #expect(instance.solutionCount == 0 && instance.sets.allSatisfy { $0.count == m })
        } else {
          #expect(throws: KSumError.self) {
            try KSum.random(.no, k: 2, m: m, universe: universe, using: &stream)
          }
        }
      }
    }
  }

  @Test("The seed decides, and nothing else", arguments: KSumFamily.allCases)
  func deterministic(family: KSumFamily) throws {
    func instances(_ seed: UInt64) throws -> [String] {
      try (0..<10).map { index in
        var stream = RandomStream(seed: seed).child(index)
        return try KSum.random(family, k: 3, m: 6, universe: 200, using: &stream).text
      }
    }
    let first = try instances(1)
    #expect(try instances(1) == first)
    #expect(Set(first + (try instances(2))).count == 20)
  }

  // Computed by an independent implementation of the streams, of the draws and of the planting, in Python.
  @Test("A seed gives one instance on every machine")
  func golden() throws {
    var stream = RandomStream(seed: 42)
    let text = try KSum.random(.planted, k: 3, m: 4, universe: 64, using: &stream).text
    #expect(text == "p ksum 3 64\n1 14 39 54\n9 37 46 59\n26 35 43 48\n")
  }

  @Test("Planting covers whatever fits: U = k − 1 leaves one tuple")
  func tight() throws {
    var stream = RandomStream(seed: 53)
    for k in 2...6 {
      let instance = try KSum.random(.planted, k: k, m: 1, universe: k - 1, using: &stream)
      #expect(instance.firstSolution == [Int](repeating: 1, count: k - 1) + [k - 1])
    }
  }

  @Test("Empty sets are possible where nothing is planted")
  func empty() throws {
    var stream = RandomStream(seed: 54)
    #expect(try KSum.random(.random, k: 3, m: 0, universe: 1, using: &stream).sets == [[], [], []])
    #expect(try KSum.random(.no, k: 3, m: 0, universe: 1, using: &stream).sets == [[], [], []])
    #expect(throws: KSumError.self) { try KSum.random(.planted, k: 3, m: 0, universe: 5, using: &stream) }
    #expect(throws: KSumError.self) { try KSum.random(.planted, k: 4, m: 1, universe: 2, using: &stream) }
  }

  @Test("Impossible sizes are refused by name")
  func errors() {
    var stream = RandomStream(seed: 55)
    #expect(throws: KSumError.tooFewSets(1)) { try KSum.random(k: 1, m: 1, universe: 5, using: &stream) }
    #expect(throws: KSumError.tooFewSets(-7)) { try KSum.random(k: -7, m: 1, universe: 5, using: &stream) }
    #expect(throws: KSumError.universeNotPositive(0)) { try KSum.random(k: 3, m: 0, universe: 0, using: &stream) }
    for m in [-1, 6, Int.min, Int.max] {
      let error = #expect(throws: KSumError.self) { try KSum.random(k: 3, m: m, universe: 5, using: &stream) }
      #expect(error?.description == "there are no \(m) distinct integers in 1...5")
    }
    #expect(throws: KSumError.universeTooLarge(.max, sets: 3)) {
      try KSum.random(k: 3, m: 1, universe: .max, using: &stream)
    }
  }

  @Test("A huge universe needs no memory", arguments: KSumFamily.allCases)
  func huge(family: KSumFamily) throws {
    var stream = RandomStream(seed: 56)
    let universe = Int.max / 3
    let instance = try KSum.random(family, k: 3, m: 20, universe: universe, using: &stream)
    #expect(instance.sets.map(\.count) == [20, 20, 20])
    #expect(instance.sets.joined().max().map { $0 > universe / 2 } == true)
    #expect((instance.solutionCount > 0) == (family == .planted))
  }

  @Test("The hard regime's universe is m to the ⌈k/2⌉")
  func hardUniverse() throws {
    #expect(try KSum.hardUniverse(k: 2, m: 10) == 10)
    #expect(try KSum.hardUniverse(k: 3, m: 10) == 100)
    #expect(try KSum.hardUniverse(k: 4, m: 10) == 100)
    #expect(try KSum.hardUniverse(k: 5, m: 10) == 1000)
    #expect(try KSum.hardUniverse(k: 100, m: 1) == 1)
    #expect(try KSum.hardUniverse(k: 100, m: 0) == 1)
    #expect(try KSum.hardUniverse(k: 124, m: 2) == 1 << 62)
    #expect(throws: KSumError.universeTooLarge(.max, sets: 126)) { try KSum.hardUniverse(k: 126, m: 2) }
    #expect(throws: KSumError.self) { try KSum.hardUniverse(k: 3, m: .max) }
  }
}
