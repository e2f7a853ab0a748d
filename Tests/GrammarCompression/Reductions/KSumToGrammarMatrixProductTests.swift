import Exact
import Foundation
import GrammarCompression
import GrammarCompressionReductions
import HardProblems
import Problems
import Randomness
import TestSupport
import Testing

@Suite("3SUM → the product of two compressed matrices", .claim("ksum.matrix-product-count"))
struct KSumToGrammarMatrixProductTests {
  private static func diagonal(_ values: [Integer]) -> [[Integer]] {
    values.indices.map { row in values.indices.map { $0 == row ? values[row] : 0 } }
  }

  /// Everything that the reduction promises of one instance; returns the number of solutions.
  @discardableResult
  func check(_ instance: KSum, groups: Int?) throws -> Integer {
    let reduction = KSumToGrammarMatrixProduct(groups: groups)
    let target = try reduction.reduce(instance)
    let (product, _) = try target.product()
    #expect(product.values == Self.diagonal(GroupedDefinition(instance, groups: groups).counts), "\(instance)")
    let answer = try reduction.interpret(product, for: instance)
    #expect(answer.solutions == instance.solutionCountByTryingAll && instance.verify(answer), "\(instance)")
    #expect((answer.witness != nil) == answer.isYes, "\(instance)")
    let promises = try reduction.promisedSize(of: instance.size)
    #expect(promises.map(\.parameter) == ["R", "Q", "K", "n_A", "n_B"])
    for promise in promises { #expect(promise.isKept(by: target.size), "\(instance): \(promise), \(target.size)") }
    return try #require(answer.solutions)
  }

  @Test("The worked example: two rows and columns, the product diagonal with (3, 3)")
  func worked() throws {
    let instance = try ThreeSumInstances.KSumInstance("KSumToGrammarMatrixProduct/golden/two-groups.ksum").read()
    let target = try KSumToGrammarMatrixProduct(groups: 2).reduce(instance)
    #expect(target.size == ["R": 2, "K": 256, "Q": 2, "n_A": 43, "n_B": 27])
    #expect(try target.product().answer.values == [[3, 0], [0, 3]])
    #expect(try target.referenceAnswer().values == [[3, 0], [0, 3]])
    #expect(try check(instance, groups: 2) == 6)
    let no = try ThreeSumInstances.KSumInstance("KSumToGrammarMatrixProduct/golden/two-groups-no.ksum").read()
    #expect(
      try KSumToGrammarMatrixProduct(groups: 2).reduce(no).size == ["R": 2, "K": 256, "Q": 2, "n_A": 39, "n_B": 27])
    #expect(try check(no, groups: 2) == 0)
  }

  @Test("The matrices are those of the definition, entry by entry; every product position is a solution")
  func definition() throws {
    for index in 0..<40 {
      var stream = RandomStream(seed: 104).child(index)
      let instance = try ThreeSumInstances.unequal(4, 1...7, &stream)
      let groups = ThreeSumInstances.groups(&stream)
      let reduction = KSumToGrammarMatrixProduct(groups: groups)
      let definition = GroupedDefinition(instance, groups: groups)
      let (width, inner) = (definition.width, definition.width * definition.relevant.count)
      let target = try reduction.reduce(instance)
      let a = definition.relevant.enumerated().map { row, triple in
        GroupedDefinition.ones(inner, definition.vector(triple.i, triple.j).map { row * width + $0 })
      }
      let b = definition.relevant.enumerated().map { row, triple in
        GroupedDefinition.ones(inner, definition.targets(triple.l).map { row * width + $0 })
      }
      #expect(target.a.rows == a.count && target.a.columns == inner && target.bTransposed.rows == b.count)
      #expect(try target.a.entries.expand() == a.flatMap { $0 })
      #expect(try target.bTransposed.entries.expand() == b.flatMap { $0 })
      try check(instance, groups: groups)
      let values = definition.counts
      var witnesses: Set<[Int]> = []
      for row in a.indices where values[row] > 0 {
        for place in 0..<inner {
          let answer = GrammarMatrixProductAnswer(
            values: Self.diagonal(values), position: .init(row: row, inner: place, column: row))
          if a[row][place] * b[row][place] != 0 {
            let witness = try #require(try reduction.interpret(answer, for: instance).witness)
            #expect(instance.isSolution(witness))
            witnesses.insert(witness)
          } else if place / width == row || place % 17 == 0 {
            #expect(throws: KSumToGrammarMatrixError.noSolutionAt(row: row, column: place)) {
              try reduction.interpret(answer, for: instance)
            }
          }
        }
      }
      #expect(Integer(witnesses.count) == instance.solutionCount, "each solution is exactly one position")
    }
  }

  @Test("The trace is the number of solutions, for yes and no instances and sets of different sizes")
  func randomInstances() throws {
    var distinct: Set<Integer> = []
    for index in 0..<80 {
      var stream = RandomStream(seed: 105).child(index)
      let instance = try ThreeSumInstances.unequal(8, 1...60, &stream)
      distinct.insert(try check(instance, groups: ThreeSumInstances.groups(&stream)))
    }
    #expect(distinct.count > 5)
    for family in [KSumFamily.planted, .no] {
      for index in 0..<200 {
        var stream = RandomStream(seed: 106).child(family.rawValue).child(index)
        let m = stream.uniform(in: 1...4)
        let instance = try KSum.random(
          family, k: 3, m: m, universe: m * m + 3 + stream.uniform(in: 2 * m...4 * m * m + 3), using: &stream)
        let groups = stream.uniform(in: 1...3)
        #expect((try check(instance, groups: groups) > 0) == (family == .planted))
      }
    }
  }

  @Test("Empty sets, one element, a universe of 1, and more groups than elements")
  func degenerate() throws {
    for groups in [nil, 1, 2, 5, Int.max] {
      for empty in 0..<8 {
        for universe in [1, 2, 7] {
          let sets: [[Int]] = (0..<3).map { empty >> $0 & 1 == 1 ? [] : [$0 == 2 ? universe : 1] }
          let solutions = try check(try KSum(sets: sets, universe: universe), groups: groups)
          #expect(solutions == (empty == 0 && universe == 2 ? 1 : 0))
        }
      }
      #expect(try check(KSum(sets: [Array(1...4), Array(1...4), Array(1...4)], universe: 4), groups: groups) == 6)
    }
  }

  @Test("Matrices that are too large are a typed error, in reduce and where their answer is interpreted")
  func overflow() throws {
    let instance = try ThreeSumInstances.tooLarge()
    for groups in [1, 2, 3, nil] {
      let error = #expect(throws: ProgramError.self) { try KSumToGrammarMatrixProduct(groups: groups).reduce(instance) }
      guard case .lengthOverflow? = error else {
        Issue.record("\(String(describing: error))")
        continue
      }
    }
    for inner in [0, 1, Int.max, Int.min] {
      let answer = GrammarMatrixProductAnswer(values: [[3]], position: .init(row: 0, inner: inner, column: 0))
      #expect(throws: KSumToGrammarMatrixError.noSolutionAt(row: 0, column: inner)) {
        try KSumToGrammarMatrixProduct(groups: 1).interpret(answer, for: instance)
      }
    }
  }

  @Test("Answers that no correct solver gives are refused")
  func falseAnswers() throws {
    let instance = try ThreeSumInstances.worked.read()
    let reduction = KSumToGrammarMatrixProduct(groups: 2)
    func interpret(_ values: [[Integer]], _ position: (Int, Int, Int)? = nil) throws -> KSumAnswer {
      let answer = GrammarMatrixProductAnswer(
        values: values, position: position.map { .init(row: $0.0, inner: $0.1, column: $0.2) })
      return try reduction.interpret(answer, for: instance)
    }
    let right: [[Integer]] = [[3, 0], [0, 3]]
    #expect(try interpret(right, (0, 4, 0)) == KSumAnswer(solutions: 6, witness: [1, 4, 5]))
    #expect(try interpret(right) == KSumAnswer(solutions: 6, witness: nil))
    for (values, found) in [
      ([], 0), ([[3, 0]], 1), (right + [[]], 3), ([[3], [0, 3]], 1), ([[3, 0], [0, 3, 0]], 3),
    ] {
      #expect(throws: KSumToGrammarMatrixError.wrongNumberOfValues(found, expected: 2)) { try interpret(values) }
    }
    #expect(throws: KSumToGrammarMatrixError.nonzeroOffDiagonal(row: 0, column: 1)) {
      try interpret([[3, 1], [0, 3]])
    }
    #expect(throws: KSumToGrammarMatrixError.nonzeroOffDiagonal(row: 1, column: 0)) {
      try interpret([[3, 0], [-1, 3]])
    }
    #expect(throws: KSumToGrammarMatrixError.negativeCount(-3)) { try interpret([[3, 0], [0, -3]]) }
    for position in [
      (0, 4, 1), (1, 4, 1), (1, 4, 0), (0, 3, 0), (0, 128, 0), (0, -1, 0), (0, Int.max, 0), (0, Int.min, 0),
      (2, 260, 2),
      (-1, 4, -1), (Int.max, Int.max, Int.max),
    ] {
      #expect(throws: KSumToGrammarMatrixError.noSolutionAt(row: position.0, column: position.1)) {
        try interpret(right, position)
      }
    }
    #expect(throws: KSumToGrammarMatrixError.noSolutionAt(row: 0, column: 4)) {
      try interpret([[0, 0], [0, 6]], (0, 4, 0))
    }
    let pair = try KSum(sets: [[1], [1]], universe: 4)
    #expect(throws: KSumToGrammarMatrixError.notThreeSets(2)) { try reduction.reduce(pair) }
    #expect(throws: KSumToGrammarMatrixError.noGroups(0)) { try KSumToGrammarMatrixProduct(groups: 0).reduce(instance) }
    #expect(throws: SizeFormulaError.missingParameter("k")) { try reduction.promisedSize(of: [:]) }
  }
}
