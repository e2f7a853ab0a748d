import Exact
import Foundation
import GrammarCompression
import HardProblems
import Randomness
import Reductions
import TestSupport
import Testing

private func example() throws -> KSum {
  try KSum(sets: [[1, 2, 9, 10], [3, 4, 20, 21], [5, 6, 30, 31]], universe: 32)
}

/// Instances of all families, with sets of unequal sizes, empty sets and small universes among them.
private func instances(_ count: Int, seed: UInt64) throws -> [KSum] {
  var stream = RandomStream(seed: seed).child("matrix reductions")
  return try (0..<count).map { index in
    let m = stream.uniform(in: 1...7)
    let universe = stream.uniform(in: max(m, 3)...(m * m + 5))
    let drawn = try KSum.random(.random, k: 3, m: m, universe: universe, using: &stream)
    let sets = drawn.sets.map { Array($0.prefix(index % 3 == 0 ? stream.uniform(in: 0...m) : m)) }
    return try KSum(sets: sets, universe: universe)
  }
}

@Suite("3SUM to products of matrices", .claim("ksum.matrix-vector-count", "ksum.matrix-product-count"))
struct MatrixReductionTests {
  @Test("The worked example with two groups is exact")
  func workedExample() throws {
    let instance = try example()
    let reduction = KSumToGrammarMatrixVector(groups: 2)
    let target = try reduction.reduce(instance)
    #expect(target.matrix.rows == 2 && target.matrix.columns == 256)
    #expect(target.vector.size == 23)
    #expect(try target.matrix.row(0).size == 27)
    let answer = try target.product().answer
    #expect(answer.values == [3, 3])
    #expect(try target.referenceAnswer().values == [3, 3])
    #expect(try reduction.interpret(answer, for: instance).solutions == 6)

    let product = try KSumToGrammarMatrixProduct(groups: 2).reduce(instance)
    #expect(try product.product().answer.values == [[3, 0], [0, 3]])
    #expect(product.a.columns == 256)
  }

  @Test("The rows and the vector are those of the definition, entry by entry")
  func definition() throws {
    for instance in try instances(40, seed: 1) {
      let u = instance.universe
      let largest = instance.sets.map(\.count).max() ?? 0
      for groups in 1...3 {
        let s = (largest + groups - 1) / groups
        func group(_ set: Int, _ index: Int) -> [Int] {
          Array(instance.sets[set].dropFirst(index * s).prefix(s))
        }
        var rows: [[Integer]] = []
        for i in 0..<groups {
          for j in 0..<groups {
            for l in 0..<groups {
              let (a, b, c) = (group(0, i), group(1, j), group(2, l))
              guard let a0 = a.first, let a1 = a.last, let b0 = b.first, let b1 = b.last, let c0 = c.first,
                let c1 = c.last, a0 + b0 <= c1, c0 <= a1 + b1
              else { continue }
              var row = [Integer](repeating: 0, count: 2 * groups * s * u)
              for (block, x) in a.enumerated() { for y in b { row[2 * s * u * l + 2 * u * block + x + y - 1] = 1 } }
              rows.append(row)
            }
          }
        }
        var x = [Integer](repeating: 0, count: 2 * groups * s * u)
        for l in 0..<groups {
          for block in 0..<s { for c in group(2, l) { x[2 * s * u * l + 2 * u * block + c - 1] = 1 } }
        }
        let target = try KSumToGrammarMatrixVector(groups: groups).reduce(instance)
        #expect(try target.matrix.entries.expand() == rows.flatMap { $0 })
        #expect(try target.vector.expand() == x)
        #expect(target.matrix.rows == rows.count)
        for row in rows.indices { #expect(try target.matrix.row(row).expand() == rows[row]) }
      }
    }
  }

  @Test("Counts and witnesses agree with trying all, and promises are kept")
  func counts() throws {
    for instance in try instances(120, seed: 2) {
      for groups in [1, 2, 4, nil] {
        let vector = KSumToGrammarMatrixVector(groups: groups)
        let target = try vector.reduce(instance)
        let answer = try vector.interpret(target.product().answer, for: instance)
        #expect(answer.solutions == instance.solutionCountByTryingAll)
        #expect(instance.verify(answer))
        #expect((answer.witness != nil) == (answer.solutions > 0))
        for promise in try vector.promisedSize(of: instance.size) { #expect(promise.isKept(by: target.size)) }

        let product = KSumToGrammarMatrixProduct(groups: groups)
        let matrices = try product.reduce(instance)
        let trace = try product.interpret(matrices.product().answer, for: instance)
        #expect(trace.solutions == answer.solutions && instance.verify(trace))
        for promise in try product.promisedSize(of: instance.size) { #expect(promise.isKept(by: matrices.size)) }
      }
    }
  }

  @Test("Impossible answers are refused")
  func impossible() throws {
    let instance = try example()
    let reduction = KSumToGrammarMatrixVector(groups: 2)
    func refuse(_ values: [Integer], _ position: GrammarMatrixVectorAnswer.Position?, _ error: KSumToGrammarMatrixError)
    {
      #expect(throws: error) { try reduction.interpret(.init(values: values, position: position), for: instance) }
    }
    refuse([3], nil, .wrongNumberOfValues(1, expected: 2))
    refuse([3, -1], nil, .negativeCount(-1))
    refuse([3, 3], .init(row: 2, column: 0), .noSolutionAt(row: 2, column: 0))
    refuse([3, 3], .init(row: -1, column: 0), .noSolutionAt(row: -1, column: 0))
    refuse([3, 3], .init(row: 0, column: 5), .noSolutionAt(row: 0, column: 5))
    refuse([3, 3], .init(row: 0, column: 256), .noSolutionAt(row: 0, column: 256))
    refuse([3, 3], .init(row: 0, column: -4), .noSolutionAt(row: 0, column: -4))
    refuse([0, 3], .init(row: 0, column: 4), .noSolutionAt(row: 0, column: 4))

    let product = KSumToGrammarMatrixProduct(groups: 2)
    #expect(throws: KSumToGrammarMatrixError.nonzeroOffDiagonal(row: 0, column: 1)) {
      try product.interpret(.init(values: [[3, 1], [0, 3]], position: nil), for: instance)
    }
    #expect(throws: KSumToGrammarMatrixError.wrongNumberOfValues(1, expected: 2)) {
      try product.interpret(.init(values: [[3, 0], [3]], position: nil), for: instance)
    }
    #expect(throws: KSumToGrammarMatrixError.noSolutionAt(row: 1, column: 4)) {
      try product.interpret(
        .init(values: [[3, 0], [0, 3]], position: .init(row: 1, inner: 4, column: 1)), for: instance)
    }
  }

  @Test("What cannot be reduced is refused")
  func refused() throws {
    let four = try KSum(sets: [[1], [1], [1], [3]], universe: 4)
    #expect(throws: KSumToGrammarMatrixError.notThreeSets(4)) { try KSumToGrammarMatrixVector().reduce(four) }
    #expect(throws: KSumToGrammarMatrixError.noGroups(0)) { try KSumToGrammarMatrixVector(groups: 0).reduce(example()) }
    let wide = try KSum(sets: [[1], [1], [2]], universe: Int.max / 4)
    #expect(throws: GrammarError.self) { try KSumToGrammarMatrixVector(groups: 3).reduce(wide) }
    #expect(throws: GrammarError.self) {
      try KSumToGrammarMatrixProduct(groups: 1).reduce(
        try KSum(
          sets: [[1, 2, 3], [1], [2]], universe: Int.max / 4))
    }
  }

  @Test("Instances survive their files, and files that lie are refused")
  func files() throws {
    let target = try KSumToGrammarMatrixVector(groups: 2).reduce(example())
    #expect(try GrammarMatrixVector(files: target.files) == target)
    #expect(try JSONDecoder().decode(GrammarMatrixVector.self, from: JSONEncoder().encode(target)) == target)
    let product = try KSumToGrammarMatrixProduct(groups: 2).reduce(example())
    #expect(try GrammarMatrixProduct(files: product.files) == product)
    #expect(try JSONDecoder().decode(GrammarMatrixProduct.self, from: JSONEncoder().encode(product)) == product)
    let name = GrammarMatrixVector.name
    for shape in [
      "", "p \(name) 2", "p \(name) 2 256 1", "p \(name) -2 256", "p \(name) 3 256", "p \(name) 2 x", "p other 2 256",
      "p \(name) 9223372036854775807 2", "p \(name) 2 256\np \(name) 2 256",
    ] {
      var files = target.files
      files["shape"] = shape
      #expect(throws: GrammarMatrixError.self, "\(shape)") { try GrammarMatrixVector(files: files) }
    }
    for missing in GrammarMatrixVector.fileNames {
      var files = target.files
      files[missing] = nil
      #expect(throws: GrammarMatrixError.missingFile(missing)) { try GrammarMatrixVector(files: files) }
    }
    var broken = target.files
    broken["x.slp"] = "p slp 1 1\n0 = 1\n"
    #expect(throws: GrammarMatrixError.unreadable(file: "x.slp", "the text ends before the root; it may be truncated"))
    {
      try GrammarMatrixVector(files: broken)
    }
  }
}

@Suite("Polarisation and padding", .claim("grammar.polarisation", "ksum.padding"))
struct AdditionAndPaddingTests {
  @Test("The golden pair: the sum's norm is 18, the product 4")
  func golden() throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Reductions/GrammarDotToGrammarAddition/golden")
    let files = try ["v.slp", "u.slp"].reduce(into: [String: String]()) {
      $0[$1] = try String(contentsOf: folder.appendingPathComponent($1), encoding: .utf8)
    }
    let instance = try GrammarDot(files: files)
    let answer = try GrammarDotToGrammarAddition().reduce(instance).referenceAnswer()
    #expect(answer.sum.squaredNorm == 18)
    #expect(
      try GrammarDotToGrammarAddition().interpret(answer, for: instance) == GrammarDotAnswer(value: 4, position: nil))
  }

  @Test("Any program of the sum is accepted, and what cannot be the sum is refused")
  func answers() throws {
    let instance = try GrammarDot(
      v: StraightLineProgram(repair: [1, 2, 3, 0]), u: StraightLineProgram(repair: [4, 0, -1, 2]))
    let (reduction, addition) = (GrammarDotToGrammarAddition(), try GrammarAddition(v: instance.v, u: instance.u))
    let sum = GrammarAdditionAnswer(sum: try StraightLineProgram(RunLengthVector<Integer>([5, 2, 2, 2])))
    #expect(try addition.verify(sum) && addition.verify(addition.referenceAnswer()))
    #expect(try reduction.interpret(sum, for: instance).value == 1)
    #expect(try JSONDecoder().decode(GrammarAdditionAnswer.self, from: JSONEncoder().encode(sum)) == sum)
    func refuse(_ entries: [Integer], _ error: PolarisationError) throws {
      let answer = GrammarAdditionAnswer(sum: try StraightLineProgram(repair: entries))
      #expect(try !addition.verify(answer))
      #expect(throws: error) { try reduction.interpret(answer, for: instance) }
    }
    try refuse([5, 2, 2], .wrongLength(3, expected: 4))
    try refuse([5, 2, 2, 3], .wrongTotal)
    // A wrong sum with the right total is only found by verifying.
    #expect(try !addition.verify(GrammarAdditionAnswer(sum: StraightLineProgram(repair: [5, 3, 1, 2]))))
    #expect(throws: GrammarDotError.lengthMismatch(v: 4, u: 1)) {
      try GrammarAddition(v: instance.v, u: StraightLineProgram(repair: [1]))
    }
  }

  @Test("γ appends exactly ⌈N^γ⌉ zeros, and changes no answer")
  func padding() throws {
    let gammas: [(Rational, Int, Int)] = [
      (0, 0, 1), (Rational(1, 4), 1, 4), (Rational(1, 3), 1, 3), (Rational(1, 2), 1, 2), (Rational(2, 3), 2, 3),
      (1, 1, 1),
    ]
    for instance in try instances(15, seed: 3) {
      let plain = try KSumToGrammarDot().reduce(instance)
      for (gamma, p, q) in gammas {
        let reduction = KSumToGrammarDot(gamma: gamma)
        let padded = try reduction.reduce(instance)
        let added = padded.v.count - plain.v.count
        // The least r with r^q ≥ N^p.
        let length = Integer(plain.v.count)
        #expect(Integer(added).power(q) >= length.power(p))
        #expect(added == 0 || Integer(added - 1).power(q) < length.power(p))
        #expect(padded.v.size >= added && padded.u.size >= added)
        let product = try padded.product()
        #expect(try product.value == plain.product().value)
        let answer = try reduction.interpret(
          GrammarDotAnswer(value: product.value, position: product.witness), for: instance)
        #expect(instance.verify(answer))
        for promise in try reduction.promisedSize(of: instance.size) { #expect(promise.isKept(by: padded.size)) }
      }
    }
  }

  @Test("Padding that would fill the memory is refused")
  func tooMuchPadding() throws {
    let instance = try KSum(sets: [[1], [1], [2]], universe: 1 << 40)
    #expect(throws: KSumToGrammarDotError.paddingTooLong(Integer(1) << 41)) {
      try KSumToGrammarDot(gamma: 1).reduce(instance)
    }
  }
}
