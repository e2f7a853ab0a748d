import Exact
import Foundation
import GrammarCompression
import GrammarCompressionReductions
import HardProblems
import Problems
import Randomness
import TestSupport
import Testing

/// The groups and matrices of a 3SUM instance as the definition writes them: where the ones are.
struct GroupedDefinition {
  var groups: [[[Int]]]
  var relevant: [(i: Int, j: Int, l: Int)] = []
  /// s, and W = 2Us.
  let capacity: Int
  let width: Int
  let universe: Int

  init(_ instance: KSum, groups wanted: Int?) {
    let largest = instance.sets.map(\.count).max() ?? 0
    // More groups than elements are not made; ⌈√m⌉ of them without a wish.
    let count = min(wanted ?? (1...).first { $0 * $0 >= largest } ?? 1, max(largest, 1))
    let capacity = (largest + count - 1) / count
    groups = instance.sets.map { set in
      (0..<count).map { group in set.indices.filter { $0 / max(capacity, 1) == group }.map { set[$0] } }
    }
    (self.capacity, width, universe) = (capacity, 2 * instance.universe * capacity, instance.universe)
    for i in 0..<count {
      for j in 0..<count {
        for l in 0..<count {
          guard let a = groups[0][i].min(), let b = groups[1][j].min(), let c = groups[2][l].min(),
            let lastA = groups[0][i].max(), let lastB = groups[1][j].max(), let lastC = groups[2][l].max()
          else { continue }
          if (a + b...lastA + lastB).overlaps(c...lastC) { relevant.append((i, j, l)) }
        }
      }
    }
  }

  /// Where the vector of Aᵢ and Bⱼ is 1 within its block: in the p-th part of 2U entries at a_p + b − 1.
  func vector(_ i: Int, _ j: Int) -> [Int] {
    groups[0][i].enumerated().flatMap { part, a in groups[1][j].map { part * 2 * universe + a + $0 - 1 } }
  }

  /// Where (1_{C_l} 0^U)^s is 1 within its block.
  func targets(_ l: Int) -> [Int] {
    (0..<capacity).flatMap { part in groups[2][l].map { part * 2 * universe + $0 - 1 } }
  }

  /// The number of solutions within each relevant triple, by trying all.
  var counts: [Integer] {
    relevant.map { triple in
      var count = 0
      for a in groups[0][triple.i] {
        for b in groups[1][triple.j] { if groups[2][triple.l].contains(a + b) { count += 1 } }
      }
      return Integer(count)
    }
  }

  static func ones(_ length: Int, _ places: [Int]) -> [Integer] {
    var entries = [Integer](repeating: 0, count: length)
    for place in places { entries[place] += 1 }
    return entries
  }
}

/// What the tests of both reductions need.
enum ThreeSumInstances {
  static let worked = KSumInstance("KSumToGrammarMatrixVector/golden/two-groups.ksum")

  /// An instance in a file of `Reductions/`.
  struct KSumInstance {
    let path: String
    init(_ path: String) { self.path = path }

    func read() throws -> KSum {
      let parts = path.split(separator: "/", maxSplits: 1).map(String.init)
      return try KSum(parsing: Repository.text(parts[1], of: parts[0]))
    }
  }

  /// Sets of different sizes, some of them empty, in a universe that may be as small as 1.
  static func unequal(_ largest: Int, _ universe: ClosedRange<Int>, _ stream: inout RandomStream) throws -> KSum {
    let universe = stream.uniform(in: universe)
    return try KSum(
      sets: (0..<3).map { _ in
        stream.sample(stream.uniform(in: 0...min(largest, universe)), from: universe).map { $0 + 1 }
      }, universe: universe)
  }

  static func groups(_ stream: inout RandomStream) -> Int? {
    let groups = stream.uniform(in: 0...4)
    return groups == 0 ? nil : groups
  }

  /// Instances that no matrix can be made of, with the number of groups and the least rows to overflow.
  static func tooLarge() throws -> KSum {
    let third = Int.max / 3
    return try KSum(sets: [[1, 2], [1, 2], [2, 3, third]], universe: third)
  }
}

@Suite("3SUM → the product of a compressed matrix and vector", .claim("ksum.matrix-vector-count"))
struct KSumToGrammarMatrixVectorTests {
  /// Everything that the reduction promises of one instance; returns the number of solutions.
  @discardableResult
  func check(_ instance: KSum, groups: Int?) throws -> Integer {
    let reduction = KSumToGrammarMatrixVector(groups: groups)
    let target = try reduction.reduce(instance)
    let (product, _) = try target.product()
    #expect(product.values == GroupedDefinition(instance, groups: groups).counts, "\(instance)")
    let answer = try reduction.interpret(product, for: instance)
    #expect(answer.solutions == instance.solutionCountByTryingAll && instance.verify(answer), "\(instance)")
    #expect((answer.witness != nil) == answer.isYes, "\(instance)")
    let promises = try reduction.promisedSize(of: instance.size)
    #expect(promises.map(\.parameter) == ["R", "D", "n_M", "n_x"])
    for promise in promises { #expect(promise.isKept(by: target.size), "\(instance): \(promise), \(target.size)") }
    return try #require(answer.solutions)
  }

  @Test("The worked example: two rows, 256 columns, Mx = (3, 3), a row of 27 symbols and x of 23")
  func worked() throws {
    let instance = try ThreeSumInstances.worked.read()
    #expect(instance.sets == [[1, 2, 9, 10], [3, 4, 20, 21], [5, 6, 30, 31]] && instance.universe == 32)
    for groups in [2, nil] {
      let reduction = KSumToGrammarMatrixVector(groups: groups)
      let target = try reduction.reduce(instance)
      #expect(target.size == ["R": 2, "D": 256, "n_M": 43, "n_x": 23])
      #expect(try target.product().answer.values == [3, 3] && target.referenceAnswer().values == [3, 3])
      #expect(try target.matrix.row(0).size == 27 && target.matrix.row(1).size == 27)
      #expect(try check(instance, groups: groups) == 6)
      // Row (0, 0, 0) in the first half, row (1, 1, 1) in the second: 1 + {3, 4}, 2 + {3, 4}; 9 + {20, 21}, 10 + {20, 21}.
      let entries = try target.matrix.entries.expand()
      #expect(
        entries.indices.filter { entries[$0] == 1 } == [3, 4, 68, 69, 256 + 156, 256 + 157, 256 + 221, 256 + 222])
      let x = try target.vector.expand()
      #expect(x.indices.filter { x[$0] == 1 } == [4, 5, 68, 69, 157, 158, 221, 222])
    }
  }

  @Test("The worked no instance: two rows, and no solution in either")
  func workedNo() throws {
    let instance = try ThreeSumInstances.KSumInstance("KSumToGrammarMatrixVector/golden/two-groups-no.ksum").read()
    let target = try KSumToGrammarMatrixVector(groups: 2).reduce(instance)
    #expect(target.size == ["R": 2, "D": 256, "n_M": 39, "n_x": 23])
    #expect(try target.product().answer == GrammarMatrixVectorAnswer(values: [0, 0], position: nil))
    #expect(try check(instance, groups: 2) == 0)
  }

  @Test("The matrix and the vector are those of the definition, entry by entry; every product position is a solution")
  func definition() throws {
    for index in 0..<60 {
      var stream = RandomStream(seed: 101).child(index)
      let instance = try ThreeSumInstances.unequal(4, 1...9, &stream)
      let groups = ThreeSumInstances.groups(&stream)
      let reduction = KSumToGrammarMatrixVector(groups: groups)
      let definition = GroupedDefinition(instance, groups: groups)
      let (width, columns) = (definition.width, definition.width * definition.groups[2].count)
      let target = try reduction.reduce(instance)
      #expect(target.matrix.rows == definition.relevant.count && target.matrix.columns == columns)
      let rows = definition.relevant.map { triple in
        GroupedDefinition.ones(columns, definition.vector(triple.i, triple.j).map { triple.l * width + $0 })
      }
      let x = GroupedDefinition.ones(
        columns, definition.groups[2].indices.flatMap { l in definition.targets(l).map { l * width + $0 } })
      #expect(try target.matrix.entries.expand() == rows.flatMap { $0 })
      #expect(try target.vector.expand() == x)
      try check(instance, groups: groups)
      let values = definition.counts
      var witnesses: Set<[Int]> = []
      for (row, entries) in rows.enumerated() where values[row] > 0 {
        for column in 0..<columns {
          let answer = GrammarMatrixVectorAnswer(values: values, position: .init(row: row, column: column))
          if entries[column] * x[column] != 0 {
            let witness = try #require(try reduction.interpret(answer, for: instance).witness)
            #expect(instance.isSolution(witness))
            witnesses.insert(witness)
          } else {
            #expect(throws: KSumToGrammarMatrixError.noSolutionAt(row: row, column: column)) {
              try reduction.interpret(answer, for: instance)
            }
          }
        }
      }
      #expect(Integer(witnesses.count) == instance.solutionCount, "each solution is exactly one position")
    }
  }

  @Test("The entries add up to the number of solutions, for 1 to 4 groups and sets of different sizes")
  func randomInstances() throws {
    var distinct: Set<Integer> = []
    for index in 0..<150 {
      var stream = RandomStream(seed: 102).child(index)
      let instance = try ThreeSumInstances.unequal(12, 1...120, &stream)
      distinct.insert(try check(instance, groups: index % 5 == 0 ? 5 + index % 9 : ThreeSumInstances.groups(&stream)))
    }
    #expect(distinct.count > 5)
  }

  @Test("Yes and no instances are told apart", arguments: [KSumFamily.planted, .no])
  func decisions(family: KSumFamily) throws {
    for index in 0..<1_000 {
      var stream = RandomStream(seed: 103).child(family.rawValue).child(index)
      let m = stream.uniform(in: 1...5)
      let instance = try KSum.random(
        family, k: 3, m: m, universe: m * m + 3 + stream.uniform(in: 2 * m...4 * m * m + 3), using: &stream)
      #expect((try check(instance, groups: ThreeSumInstances.groups(&stream)) > 0) == (family == .planted))
    }
  }

  @Test("Empty sets, one element, a universe of 1, and more groups than elements")
  func degenerate() throws {
    for groups in [nil, 1, 2, 5, 1_000_000, Int.max] {
      for empty in 0..<8 {
        for universe in [1, 2, 7] {
          let sets: [[Int]] = (0..<3).map { empty >> $0 & 1 == 1 ? [] : [$0 == 2 ? universe : 1] }
          let solutions = try check(try KSum(sets: sets, universe: universe), groups: groups)
          #expect(solutions == (empty == 0 && universe == 2 ? 1 : 0))
        }
      }
      // Full sets: every pair with a sum of at most U.
      #expect(try check(KSum(sets: [Array(1...9), Array(1...9), Array(1...9)], universe: 9), groups: groups) == 36)
      #expect(try check(KSum(sets: [[1], Array(1...9), [4, 5]], universe: 9), groups: groups) == 2)
    }
    let most = try KSumToGrammarMatrixVector(groups: Int.max).reduce(ThreeSumInstances.worked.read())
    #expect(try most == KSumToGrammarMatrixVector(groups: 4).reduce(ThreeSumInstances.worked.read()))
  }

  @Test("A matrix that is too large is a typed error, in reduce and where its answer is interpreted")
  func overflow() throws {
    let instance = try ThreeSumInstances.tooLarge()
    for groups in [1, 2, 3, nil] {
      let reduction = KSumToGrammarMatrixVector(groups: groups)
      let error = #expect(throws: ProgramError.self) { try reduction.reduce(instance) }
      guard case .lengthOverflow? = error else {
        Issue.record("\(String(describing: error))")
        continue
      }
      #expect(try reduction.promisedSize(of: instance.size)[1].value >= Integer(Int.max))
    }
    let reduction = KSumToGrammarMatrixVector(groups: 1)
    for column in [0, 1, Int.max, Int.min] {
      let answer = GrammarMatrixVectorAnswer(values: [3], position: .init(row: 0, column: column))
      #expect(throws: KSumToGrammarMatrixError.noSolutionAt(row: 0, column: column)) {
        try reduction.interpret(answer, for: instance)
      }
    }
    // D fits, but R·D does not.
    let universe = Int.max / 8
    let wide = try KSum(sets: [[1, 2], [1, 2], [2, 3]], universe: universe)
    #expect(throws: ProgramError.self) { try KSumToGrammarMatrixVector(groups: 2).reduce(wide) }
    #expect(try KSumToGrammarMatrixVector(groups: 1).reduce(wide).matrix.columns == 4 * universe)
    #expect(try check(wide, groups: 1) == 3)
  }

  @Test("Answers that no correct solver gives are refused")
  func falseAnswers() throws {
    let instance = try ThreeSumInstances.worked.read()
    let reduction = KSumToGrammarMatrixVector(groups: 2)
    func interpret(_ values: [Integer], _ row: Int? = nil, _ column: Int = 0) throws -> KSumAnswer {
      let position = row.map { GrammarMatrixVectorAnswer.Position(row: $0, column: column) }
      return try reduction.interpret(GrammarMatrixVectorAnswer(values: values, position: position), for: instance)
    }
    #expect(try interpret([3, 3], 0, 4) == KSumAnswer(solutions: 6, witness: [1, 4, 5]))
    #expect(try interpret([3, 3], 1, 222) == KSumAnswer(solutions: 6, witness: [10, 21, 31]))
    #expect(try interpret([3, 3]) == KSumAnswer(solutions: 6, witness: nil))
    #expect(try interpret([0, 0]) == KSumAnswer(solutions: 0, witness: nil))
    for values: [Integer] in [[], [6], [3, 3, 0]] {
      #expect(throws: KSumToGrammarMatrixError.wrongNumberOfValues(values.count, expected: 2)) { try interpret(values) }
    }
    #expect(throws: KSumToGrammarMatrixError.negativeCount(-1)) { try interpret([7, -1]) }
    // No position can be in a row without solutions, in another block, where M or x is 0, or outside.
    for (values, row, column) in [
      ([0, 6], 0, 4), ([3, 3], 1, 4), ([3, 3], 0, 157), ([3, 3], 0, 3), ([3, 3], 0, 0), ([3, 3], 1, 223),
      ([3, 3], 2, 4), ([3, 3], -1, 4), ([3, 3], 0, -1), ([3, 3], 0, 256), ([3, 3], 0, Int.max), ([3, 3], Int.min, 4),
      ([3, 3], 1, Int.min),
    ] as [([Integer], Int, Int)] {
      #expect(throws: KSumToGrammarMatrixError.noSolutionAt(row: row, column: column)) {
        try interpret(values, row, column)
      }
    }
    #expect(
      KSumToGrammarMatrixError.wrongNumberOfValues(1, expected: 2).description
        == "the answer has 1 values, but should have 2")
  }

  @Test("A position whose elements are of other groups belongs to no row")
  func positionsOfOtherGroups() throws {
    // 1 + 5 = 6 is a solution, but 5 and 6 are not in the groups of row (0, 0, 0) = ({1, 2}, {3, 4}, {4, 5}).
    let instance = try KSum(sets: [[1, 2, 20], [3, 4, 5], [4, 5, 6]], universe: 40)
    let reduction = KSumToGrammarMatrixVector(groups: 2)
    let values = GroupedDefinition(instance, groups: 2).counts
    #expect(try reduction.reduce(instance).product().answer.values == values && values[0] > 0)
    let answer = GrammarMatrixVectorAnswer(values: values, position: .init(row: 0, column: 5))
    #expect(throws: KSumToGrammarMatrixError.noSolutionAt(row: 0, column: 5)) {
      try reduction.interpret(answer, for: instance)
    }
  }

  @Test("Other numbers of sets, no groups, and sizes that do not say enough are refused")
  func refusals() throws {
    let reduction = KSumToGrammarMatrixVector()
    for k in [2, 4] {
      let instance = try KSum(sets: Array(repeating: [1], count: k), universe: 4)
      #expect(throws: KSumToGrammarMatrixError.notThreeSets(k)) { try reduction.reduce(instance) }
      #expect(throws: KSumToGrammarMatrixError.notThreeSets(k)) { try reduction.promisedSize(of: instance.size) }
      #expect(throws: KSumToGrammarMatrixError.notThreeSets(k)) {
        try reduction.interpret(GrammarMatrixVectorAnswer(values: [], position: nil), for: instance)
      }
    }
    let worked = try ThreeSumInstances.worked.read()
    for groups in [0, -1, Int.min] {
      let none = KSumToGrammarMatrixVector(groups: groups)
      #expect(throws: KSumToGrammarMatrixError.noGroups(groups)) { try none.reduce(worked) }
      #expect(throws: KSumToGrammarMatrixError.noGroups(groups)) { try none.promisedSize(of: worked.size) }
    }
    #expect(throws: SizeFormulaError.missingParameter("k")) { try reduction.promisedSize(of: [:]) }
    #expect(throws: SizeFormulaError.missingParameter("m")) { try reduction.promisedSize(of: ["k": 3]) }
    #expect(throws: SizeFormulaError.missingParameter("U")) {
      try reduction.promisedSize(of: ["k": 3, "m": 4])
    }
  }

  @Test("The promise is the formula that the README writes, for sizes beyond any machine word, and at once")
  func promises() throws {
    let m = Integer(Int.max)
    for groups in [nil, 7, Int.max] {
      let promises = try KSumToGrammarMatrixVector(groups: groups).promisedSize(of: ["k": 3, "m": m, "U": m * m])
      let g = groups.map { Integer($0) } ?? m.squareRoot() + 1
      #expect(promises[0] == SizePromise("R", .atMost, 3 * g * g - g))
      #expect(promises[1] == SizePromise("D", .equal, 2 * g * ((m + g - 1) / g) * m * m))
      let larger = try KSumToGrammarMatrixProduct(groups: groups).promisedSize(of: ["k": 3, "m": m * m, "U": m])
      #expect(larger.count == 5)
    }
    #expect(
      try KSumToGrammarMatrixVector(groups: 2).promisedSize(of: ["k": 3, "m": 4, "U": 32]) == [
        // s = 2, log = 6, log D = 9: a row costs 3·6 + 5 + 2·15 + 18 + 3, a block of x 23 + 6 + 4 + 3.
        SizePromise("R", .atMost, 10), SizePromise("D", .equal, 256), SizePromise("n_M", .atMost, 2 + 9 + 10 * 74),
        SizePromise("n_x", .atMost, 2 + 6 + 2 * 36),
      ])
  }
}
