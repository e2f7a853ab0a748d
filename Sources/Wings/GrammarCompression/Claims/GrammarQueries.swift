import Evidence
import Exact
import GrammarCompression
import Randomness

extension Sentence {
  /// What grammars answer without expanding.
  static let grammarQueries = Sentence(
    """
    Sums over ranges, single entries, norms and the number of nonzero entries are those of the expansion, with machine words for lengths and \
    with long ones. Programs of one word expand alike in every shape, and not like a word in which an entry was changed or two were exchanged. \
    Sequitur's grammar expands to its word; powers that are to be balanced are, as heights tell.
    """, topic: "queries", checks: ["queries"])
}

extension Check {
  /// Questions to grammars of words.
  static let grammarQueries = Check(
    "queries", level: .certified,
    family: .random(
      "words of up to 40 entries over 2 or 9 letters in four shapes, with other words and exponents to 20", quick: 60,
      deep: 6_000,
      draw: { GrammarQuestion.drawn($0, &$1) }),
    subject: { try $0.answers() },
    mutants: questionMutants,
    test: { answers, question in
      let (found, expected) = (try answers(question), question.expected)
      for (name, numbers) in expected.sorted(by: { $0.key < $1.key }) where found[name] != numbers {
        return .fails("\(name): \(found[name] as Any), not \(numbers)")
      }
      return .equal(found.count, expected.count, "the number of answers")
    })
}

private let questionMutants: KeyValuePairs<String, Algorithm<GrammarQuestion, [String: [Integer]]>> = [
  "ranges begin one later": { question in
    var other = question
    other.start = min(question.start + 1, question.end)
    return try other.answers()
  },
  "what has the same sum is alike": { question in
    var found = try question.answers()
    let sum = question.word.reduce(0, +)
    found["alike"] = question.others.map { $0.count == question.word.count && $0.reduce(0, +) == sum ? 1 : 0 }
    return found
  },
  "letters of a rule are exchanged": { question in
    var found = try question.answers()
    found["sequitur"] = found["sequitur"].map { word in word.count < 2 ? word : [word[1], word[0]] + word.dropFirst(2) }
    return found
  },
]

/// A word, others that it is compared with, a range and an exponent.
private struct GrammarQuestion: Codable, Sendable {
  var word: [Integer]
  var others: [[Integer]]
  var shape: GrammarShape
  var start: Int
  var end: Int
  var exponent: Int
  var seed: UInt64

  static func drawn(_ index: Int, _ stream: inout RandomStream) -> GrammarQuestion {
    let letters = index % 2 == 0 ? 2 : 9
    let word = (0..<stream.uniform(in: 1...40)).map { _ in Integer(stream.uniform(in: 0...letters - 1) - 1) }
    var (changed, exchanged) = (word, word)
    changed[stream.uniform(in: 0...word.count - 1)] += 1
    exchanged.swapAt(stream.uniform(in: 0...word.count - 1), stream.uniform(in: 0...word.count - 1))
    let start = stream.uniform(in: 0...word.count)
    return GrammarQuestion(
      word: word, others: [word, changed, exchanged, Array(word.reversed())],
      shape: GrammarShape.allCases[index / 2 % GrammarShape.allCases.count], start: start,
      end: stream.uniform(in: start...word.count), exponent: stream.uniform(in: 1...20), seed: stream.next())
  }

  /// The answers by definition.
  var expected: [String: [Integer]] {
    let prefixes = (0...word.count).map { word.prefix($0).reduce(0, +) }
    let square = word.reduce(0) { $0 + $1 * $1 }
    var answers: [String: [Integer]] = [:]
    for name in ["entries", "long entries", "long expansion", "sequitur"] { answers[name] = word }
    for name in ["prefixes", "long prefixes"] { answers[name] = prefixes }
    answers["range"] = [word[start..<end].reduce(0, +)]
    answers["norms"] = [square, square]
    answers["nonzeros"] = [Integer(word.count { $0 != 0 })]
    answers["product"] = [zip(word, word.reversed()).reduce(0) { $0 + $1.0 * $1.1 }]
    answers["long power"] = (0..<exponent).flatMap { _ in word }
    answers["power"] = answers["long power"]
    answers["alike"] = others.map { $0 == word ? 1 : 0 }
    answers["balance"] = [1, 1]
    return answers
  }

  func answers() throws -> [String: [Integer]] {
    let program = try shape.program(of: word)
    var answers = ["entries": word.indices.map { program[$0] }]
    answers["prefixes"] = (0...word.count).map { program.prefixSum($0) }
    answers["range"] = [program.sum(of: start..<end)]
    answers["nonzeros"] = [Integer(program.nonzeroCount)]
    let long = LongProgram(program)
    answers["norms"] = [program.squaredNorm, long.squaredNorm]
    answers["long entries"] = word.indices.map { long[Integer($0)] }
    answers["long prefixes"] = (0...word.count).map { long.prefixSum(Integer($0)) }
    answers["long expansion"] = try long.expand()
    answers["long power"] = try long.power(Integer(exponent)).expand()
    answers["product"] = [try long.product(with: LongProgram(program.reversed())).value]
    var stream = RandomStream(seed: seed)
    let repair = try StraightLineProgram(repair: word)
    answers["alike"] = try others.map { other in
      let other = try StraightLineProgram(sequitur: other)
      return program.expandsLike(other, using: &stream) && repair.expandsLike(other, using: &stream) ? 1 : 0
    }
    let sequitur = try StraightLineProgram(sequitur: word)
    answers["sequitur"] = try sequitur.expand()
    var builder = ProgramBuilder<Integer>()
    let balanced = try builder.concatenation(word.prefix(4).map { builder.terminal($0) })
    let power = try builder.balancedPower(balanced, exponent)
    answers["balance"] = [builder.isBalanced(power) ? 1 : 0]
    // The whole word's program, as it is.
    let symbol = try builder.insert(program)
    let isBalanced = symbol.map { builder.isBalanced($0) == Self.isBalanced($0, builder) } ?? true
    answers["balance"]?.append(isBalanced ? 1 : 0)
    answers["power"] = try program.power(exponent).expand()
    return answers
  }

  private static func isBalanced(
    _ symbol: ProgramBuilder<Integer>.Symbol, _ builder: ProgramBuilder<Integer>
  ) -> Bool {
    guard let (left, right) = builder.children(of: symbol) else { return true }
    let difference = builder.height(of: left) - builder.height(of: right)
    return (-1...1).contains(difference) && isBalanced(left, builder) && isBalanced(right, builder)
  }
}
