import Exact
import Foundation
import GrammarCompression
import Randomness
import TestSupport
import Testing

/// The program of a vector, folded pairwise.
func program(_ entries: [Integer]) throws -> StraightLineProgram<Integer> {
  var builder = ProgramBuilder<Integer>()
  let letters = entries.map { builder.terminal($0) }
  return builder.program(root: letters.isEmpty ? nil : try builder.concatenation(letters))
}

func grammarDot(_ v: [Integer], _ u: [Integer]) throws -> GrammarDot {
  try GrammarDot(v: program(v), u: program(u))
}

@Suite("The inner product of compressed vectors as a problem", .claim("grammar.memoised-product"))
struct GrammarDotTests {
  @Test("The reference answer is the definition, and the memoised product agrees")
  func reference() throws {
    let instance = try grammarDot([0, 2, 0, -3], [1, 0, 5, 4])
    #expect(try instance.referenceAnswer() == GrammarDotAnswer(value: -12, position: 3))
    #expect(instance.size == ["N": 4, "n_v": 6, "n_u": 7])
    #expect(try grammarDot([1, 1], [1, -1]).referenceAnswer() == GrammarDotAnswer(value: 0, position: 0))
    #expect(try grammarDot([], []).referenceAnswer() == GrammarDotAnswer(value: 0, position: nil))
    for index in 0..<200 {
      var stream = RandomStream(seed: 81).child(index)
      let length = stream.uniform(in: 0...20)
      func word() -> [Integer] { (0..<length).map { _ in Integer(stream.uniform(in: -2...2)) } }
      let instance = try grammarDot(word(), word())
      let (answer, product) = (try instance.referenceAnswer(), try instance.product())
      #expect(product.value == answer.value)
      #expect(try instance.verify(answer))
      #expect(try instance.verify(GrammarDotAnswer(value: product.value, position: product.witness)))
      #expect(product.value == 0 || product.witness != nil)
    }
  }

  @Test("A wrong value and a position where an entry is 0 or none stands are not verified")
  func verify() throws {
    let instance = try grammarDot([0, 2, 0, -3], [1, 0, 5, 4])
    #expect(try instance.verify(GrammarDotAnswer(value: -12, position: 3)))
    #expect(try instance.verify(GrammarDotAnswer(value: -12, position: nil)))
    for value: Integer in [-13, -11, 12, 0] {
      #expect(try !instance.verify(GrammarDotAnswer(value: value, position: 3)))
    }
    for position in [0, 1, 2, 4, -1, Int.max, Int.min] {
      #expect(try !instance.verify(GrammarDotAnswer(value: -12, position: position)))
    }
  }

  @Test("Vectors of different lengths, and those too long to expand, are refused")
  func refusals() throws {
    #expect(throws: GrammarDotError.lengthMismatch(v: 2, u: 1)) { try grammarDot([1, 2], [1]) }
    #expect(throws: GrammarDotError.lengthMismatch(v: 0, u: 1)) { try grammarDot([], [1]) }
    var builder = ProgramBuilder<Integer>()
    let long = builder.program(root: try builder.power(builder.terminal(1), Int.max))
    let instance = try GrammarDot(v: long, u: long)
    #expect(throws: ProgramError.expansionTooLong(length: Int.max, limit: 1 << 28)) { try instance.referenceAnswer() }
    #expect(try instance.product().value == Integer(Int.max))
    #expect(throws: ProgramError.budgetExceeded(keys: 0)) { try instance.product(budget: 0) }
  }

  @Test("Read from its files and from JSON, an instance is the same")
  func roundTrips() throws {
    for (v, u): ([Integer], [Integer]) in [
      ([], []), ([0], [7]), ([1, 2, 1, 2], [0, 0, -1, 5]), ([Integer(10).power(40), -1], [-1, Integer(10).power(40)]),
    ] {
      let instance = try grammarDot(v, u)
      #expect(Set(instance.files.keys) == Set(GrammarDot.fileNames))
      #expect(try GrammarDot(files: instance.files) == instance)
      var files = instance.files
      files["provenance.json"] = "not ours"
      #expect(try GrammarDot(files: files) == instance)
      #expect(try JSONDecoder().decode(GrammarDot.self, from: JSONEncoder().encode(instance)) == instance)
    }
    let answers = [GrammarDotAnswer(value: -5, position: 3), GrammarDotAnswer(value: 0, position: nil)]
    #expect(try JSONDecoder().decode([GrammarDotAnswer].self, from: JSONEncoder().encode(answers)) == answers)
    let foreign = Data(#"{"value": 4, "keys": 12}"#.utf8)
    #expect(
      try JSONDecoder().decode(GrammarDotAnswer.self, from: foreign) == GrammarDotAnswer(value: 4, position: nil))
  }

  @Test("Hostile files are refused, with the name of the file, the line and the field")
  func hostileFiles() throws {
    let good = "p slp 2 2\n0 = 1\n1 0 0\nroot 1\n"
    #expect(throws: GrammarDotError.missingFile("v.slp")) { try GrammarDot(files: [:]) }
    #expect(throws: GrammarDotError.missingFile("u.slp")) { try GrammarDot(files: ["v.slp": good]) }
    #expect(throws: GrammarDotError.missingFile("v.slp")) { try GrammarDot(files: ["V.SLP": good, "u.slp": good]) }
    for (text, why) in [
      "": "the text ends before the header `p slp RULES LENGTH`; it may be truncated",
      "p slp 2 2\n0 = x\n": "line 2, value: found “x”, expected an entry of type Integer",
      "p slp 2 2\n0 = 1\n1 0 3\nroot 1": "line 3: the rule of symbol 1 names symbol 3, which has no rule",
      "p slp 2 3\n0 = 1\n1 0 0\nroot 1": "line 1, length: found “3”, expected 2, the length that the rules expand to",
    ] as KeyValuePairs {
      #expect(throws: GrammarDotError.unreadable(file: "v.slp", why)) {
        try GrammarDot(files: ["v.slp": text, "u.slp": good])
      }
      let error = #expect(throws: GrammarDotError.self) { try GrammarDot(files: ["v.slp": good, "u.slp": text]) }
      #expect(error == .unreadable(file: "u.slp", why))
      #expect(error?.description == "u.slp: \(why)")
    }
    #expect(throws: GrammarDotError.lengthMismatch(v: 2, u: 0)) {
      try GrammarDot(files: ["v.slp": good, "u.slp": "p slp 0 0"])
    }
  }

  @Test("JSON that is no instance is refused", arguments: ["{}", "[]", "null", "7", #"{"v.slp": 3}"#, ""])
  func hostileJSON(json: String) {
    #expect(throws: (any Error).self) { try JSONDecoder().decode(GrammarDot.self, from: Data(json.utf8)) }
  }
}

@Suite("Padding", .claim("ksum.padding"))
struct GrammarDotPaddingTests {
  @Test("Padding keeps the product, and adds exactly as many entries and symbols as asked for")
  func padding() throws {
    for index in 0..<100 {
      var stream = RandomStream(seed: 82).child(index)
      let length = stream.uniform(in: 1...20)
      func word() -> [Integer] { (0..<length).map { _ in Integer(stream.uniform(in: -1...1)) } }
      let (v, u) = (word(), word())
      let instance = try grammarDot(v, u)
      let count = stream.uniform(in: 0...40)
      let padded = try instance.padded(by: count)
      #expect(try padded.v.expand() == v + Array(repeating: 0, count: count))
      #expect(try padded.u.expand() == u + Array(repeating: 0, count: count))
      #expect(try padded.product().value == instance.product().value)
      for (before, after) in [(instance.v, padded.v), (instance.u, padded.u)] {
        let occurs = try before.expand().contains(0)
        #expect(after.size - before.size == (count == 0 || occurs ? count : count + 1))
      }
    }
  }

  @Test("The empty vector, no padding, and vectors that grow too long")
  func borders() throws {
    let empty = try grammarDot([], []).padded(by: 5)
    #expect(try empty.v.expand() == [0, 0, 0, 0, 0])
    #expect(empty.v.size == 5)
    let instance = try grammarDot([1, 0], [2, 3])
    #expect(try instance.padded(by: 0) == instance)
    var builder = ProgramBuilder<Integer>()
    let long = builder.program(root: try builder.power(builder.terminal(0), Int.max - 2))
    let longest = try GrammarDot(v: long, u: long)
    #expect(try longest.padded(by: 2).v.count == Int.max)
    let error = #expect(throws: ProgramError.self) { try longest.padded(by: 3) }
    guard case .lengthOverflow? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }
}
