import Exact
import Foundation
import GrammarCompression
import GrammarCompressionReductions
import HardProblems
import Problems
import Randomness
import TestSupport
import Testing

@Suite("The sum of compressed vectors as a problem")
struct GrammarAdditionTests {
  static func addition(_ v: [Integer], _ u: [Integer]) throws -> GrammarAddition {
    try GrammarAddition(v: program(v), u: program(u))
  }

  @Test("The reference answer expands to the sum; any program that does is verified, and no other")
  func reference() throws {
    for index in 0..<100 {
      var stream = RandomStream(seed: 95).child(index)
      let length = stream.uniform(in: 0...15)
      func word() -> [Integer] { (0..<length).map { _ in Integer(stream.uniform(in: -2...2)) } }
      let (v, u) = (word(), word())
      let instance = try Self.addition(v, u)
      let sum = zip(v, u).map { $0 + $1 }
      let answer = try instance.referenceAnswer()
      #expect(try answer.sum.expand() == sum)
      #expect(try instance.verify(answer))
      #expect(try instance.verify(GrammarAdditionAnswer(sum: program(sum))))
      #expect(try JSONDecoder().decode(GrammarAdditionAnswer.self, from: JSONEncoder().encode(answer)) == answer)
      #expect(try !instance.verify(GrammarAdditionAnswer(sum: program(sum + [0]))))
      guard length > 0 else { continue }
      var wrong = sum
      wrong[stream.uniform(in: 0...length - 1)] += 1
      #expect(try !instance.verify(GrammarAdditionAnswer(sum: program(wrong))))
      #expect(try !instance.verify(GrammarAdditionAnswer(sum: program(Array(sum.dropLast())))))
    }
    #expect(try Self.addition([1, 2], [2, 2]).size == ["N": 2, "n_v": 3, "n_u": 2])
  }

  @Test("Read from its files and from JSON, an instance is the same; hostile files are refused")
  func files() throws {
    for (v, u): ([Integer], [Integer]) in [([], []), ([1, 2, 1, 2], [0, 0, -1, 5])] {
      let instance = try Self.addition(v, u)
      #expect(Set(instance.files.keys) == Set(GrammarAddition.fileNames))
      #expect(try GrammarAddition(files: instance.files) == instance)
      #expect(try JSONDecoder().decode(GrammarAddition.self, from: JSONEncoder().encode(instance)) == instance)
    }
    let good = "p slp 2 2\n0 = 1\n1 0 0\nroot 1\n"
    #expect(throws: GrammarMatrixError.missingFile("u.slp")) { try GrammarAddition(files: ["v.slp": good]) }
    #expect(throws: GrammarMatrixError.missingFile("v.slp")) { try GrammarAddition(files: ["u.slp": good]) }
    #expect(throws: GrammarDotError.lengthMismatch(v: 2, u: 0)) {
      try GrammarAddition(files: ["v.slp": good, "u.slp": "p slp 0 0"])
    }
    #expect(throws: GrammarMatrixError.self) { try GrammarAddition(files: ["v.slp": good, "u.slp": "p slp 1 1"]) }
    for json in ["{}", #"{"sum": 7}"#, #"{"sum": ""}"#, #"{"sum": "p slp 1 1\n0 = x\nroot 0"}"#, "[]"] {
      #expect(throws: (any Error).self) { try JSONDecoder().decode(GrammarAdditionAnswer.self, from: Data(json.utf8)) }
    }
  }
}

@Suite("The inner product → the sum of compressed vectors", .claim("grammar.polarisation"))
struct GrammarDotToGrammarAdditionTests {
  let reduction = GrammarDotToGrammarAddition()

  static let golden = Repository.file("golden", of: "GrammarDotToGrammarAddition")

  @Test("The golden instances have the products and norms that the README lists")
  func worked() throws {
    for (name, length, product, norms) in [
      ("short", 4, 9, (10, 14, 42)), ("orthogonal", 4, 0, (10, 10, 20)), ("three-sum", 32, 4, (4, 6, 18)),
    ] as [(String, Int, Integer, (v: Integer, u: Integer, sum: Integer))] {
      var files: [String: String] = [:]
      for file in GrammarDot.fileNames {
        files[file] = try String(contentsOf: Self.golden.appendingPathComponent("\(name)/\(file)"), encoding: .utf8)
      }
      let source = try GrammarDot(files: files)
      let target = try reduction.reduce(source)
      #expect(target.v == source.v && target.u == source.u && source.v.count == length)
      let answer = try target.referenceAnswer()
      #expect(source.v.squaredNorm == norms.v && source.u.squaredNorm == norms.u)
      #expect(answer.sum.squaredNorm == norms.sum)
      #expect(try reduction.interpret(answer, for: source) == GrammarDotAnswer(value: product, position: nil))
      #expect(try source.referenceAnswer().value == product)
    }
  }

  @Test("The sum tells the inner product, whatever its program, and the sizes stay")
  func polarisation() throws {
    for index in 0..<300 {
      var stream = RandomStream(seed: 96).child(index)
      let length = stream.uniform(in: 0...20)
      let largest = index % 3 == 0 ? 1_000_000_007 : 2
      func word() -> [Integer] {
        (0..<length).map { _ in Integer(stream.uniform(in: -largest...largest)).power(1 + index % 2) }
      }
      let source = try grammarDot(word(), word())
      let target = try reduction.reduce(source)
      let promises = try reduction.promisedSize(of: source.size)
      #expect(promises.count == 3 && promises.allSatisfy { $0.isKept(by: target.size) && $0.relation == .equal })
      let value = try source.referenceAnswer().value
      let answer = try target.referenceAnswer()
      let sum = try program(answer.sum.expand())
      for answer in [answer, GrammarAdditionAnswer(sum: sum)] {
        #expect(try reduction.interpret(answer, for: source) == GrammarDotAnswer(value: value, position: nil))
      }
    }
  }

  @Test("Exponentially long vectors need no expansion")
  func longVectors() throws {
    func constant(_ value: Integer) throws -> StraightLineProgram<Integer> {
      var builder = ProgramBuilder<Integer>()
      return builder.program(root: try builder.power(builder.terminal(value), Int.max))
    }
    let source = try GrammarDot(v: constant(3), u: constant(-5))
    let answer = GrammarAdditionAnswer(sum: try constant(-2))
    #expect(try reduction.interpret(answer, for: source).value == Integer(-15) * Integer(Int.max))
    #expect(throws: ProgramError.self) { try reduction.reduce(source).referenceAnswer() }
    #expect(throws: ProgramError.self) { try reduction.reduce(source).verify(answer) }
  }

  @Test("Programs that cannot be the sum are refused")
  func falseAnswers() throws {
    let source = try grammarDot([1, 2, 3], [3, 0, -1])
    func interpret(_ sum: [Integer]) throws -> GrammarDotAnswer {
      try reduction.interpret(GrammarAdditionAnswer(sum: program(sum)), for: source)
    }
    #expect(try interpret([4, 2, 2]) == GrammarDotAnswer(value: 0, position: nil))
    #expect(throws: PolarisationError.wrongLength(2, expected: 3)) { try interpret([4, 4]) }
    #expect(throws: PolarisationError.wrongLength(0, expected: 3)) { try interpret([]) }
    #expect(throws: PolarisationError.wrongTotal) { try interpret([4, 2, 3]) }
    #expect(throws: PolarisationError.wrongTotal) { try interpret([4, 2, 1]) }
    #expect(
      PolarisationError.wrongLength(2, expected: 3).description == "the sum has 2 entries, but the vectors have 3")
    // |v|² |u|² = 140, but ((64 − 24)/2)² = 400 and ((56 − 24)/2)² = 256.
    #expect(throws: PolarisationError.impossibleNorm(64)) { try interpret([8, 0, 0]) }
    #expect(throws: PolarisationError.impossibleNorm(56)) { try interpret([4, -2, 6]) }
    // The right total and a possible norm: not to be told from the sum without expanding, so the value is wrong.
    #expect(try interpret([2, 2, 4]) == GrammarDotAnswer(value: 0, position: nil))
    #expect(try interpret([1, 3, 4]).value == 1)
    #expect(try !reduction.reduce(source).verify(GrammarAdditionAnswer(sum: program([1, 3, 4]))))
  }

  @Test("From k-SUM by way of the inner product: the number of solutions")
  func route() throws {
    let graph = ReductionGraph(
      problems: [KSum.self, GrammarDot.self, GrammarAddition.self],
      reductions: [KSumToGrammarDot(), GrammarDotToGrammarAddition()])
    let route = try graph.route(named: "ksum-to-grammar-addition")
    #expect(route.map(\.name) == ["ksum-to-grammar-dot", "grammar-dot-to-grammar-addition"])
    for index in 0..<60 {
      var stream = RandomStream(seed: 97).child(index)
      let m = stream.uniform(in: 1...3)
      let instance = try KSum.random(
        index % 2 == 0 ? .planted : .no, k: 3 + index % 2, m: m, universe: 40 + m, using: &stream)
      let steps = try route.run(on: instance)
      #expect(steps.count == 2 && steps.allSatisfy(\.keepsPromises))
      let target = try #require(steps.last?.target as? GrammarAddition)
      let meaning = try steps.interpret(answer: JSONEncoder().encode(target.referenceAnswer()))
      let answer = try JSONDecoder().decode(KSumAnswer.self, from: meaning)
      #expect(answer == KSumAnswer(solutions: instance.solutionCountByTryingAll, witness: nil))
      #expect(answer.isYes == (index % 2 == 0))
    }
  }
}
