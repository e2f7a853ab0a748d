import Exact
import GrammarCompression
import TestSupport
import Testing

@Suite(.claim("grammar.repair-end-state", "grammar.expansion"))
struct RePairTests {
  struct Example: Sendable {
    let text, alphabet: String
    let rules: [RePairRule]
    let sequence: [UInt32]
  }

  static let examples: [Example] = [
    Example(
      text: "abracadabra", alphabet: "abrcd", rules: [RePairRule(0, 1), RePairRule(2, 0), RePairRule(5, 6)],
      sequence: [7, 3, 0, 4, 7]),
    Example(text: "aaaaaaaa", alphabet: "a", rules: [RePairRule(0, 0), RePairRule(1, 1)], sequence: [2, 2]),
    Example(text: "aaaaa", alphabet: "a", rules: [RePairRule(0, 0)], sequence: [1, 1, 0]),
    Example(text: "abababab", alphabet: "ab", rules: [RePairRule(0, 1), RePairRule(2, 2)], sequence: [3, 3]),
    Example(
      text: "mississippi", alphabet: "misp", rules: [RePairRule(1, 2), RePairRule(4, 2)],
      sequence: [0, 5, 5, 1, 3, 3, 1]),
    Example(text: "", alphabet: "", rules: [], sequence: []),
    Example(text: "x", alphabet: "x", rules: [], sequence: [0]),
    Example(text: "aaa", alphabet: "a", rules: [], sequence: [0, 0, 0]),
  ]

  @Test(arguments: examples)
  func workedExamples(example: Example) throws {
    let grammar = try RePair(example.text)
    #expect(grammar.alphabet == Array(example.alphabet))
    #expect(grammar.rules == example.rules)
    #expect(grammar.sequence == example.sequence)
  }

  /// The symbols expanded one level after the other, as the rules say.
  func expansion<Value>(of grammar: RePair<Value>) -> [Value] {
    var words = grammar.alphabet.map { [$0] }
    for rule in grammar.rules { words.append(words[Int(rule.left)] + words[Int(rule.right)]) }
    return grammar.sequence.flatMap { words[Int($0)] }
  }

  /// What RePair promises of its result: no pair left that occurs twice, and no two rules for one pair.
  func checkEndState<Value>(_ grammar: RePair<Value>) {
    var lastCounted: [RePairRule: Int] = [:]
    for index in grammar.sequence.indices.dropLast() {
      let pair = RePairRule(grammar.sequence[index], grammar.sequence[index + 1])
      if let last = lastCounted[pair] {
        #expect(index == last + 1 && pair.left == pair.right, "the pair \(pair) occurs twice")
      } else {
        lastCounted[pair] = index
      }
    }
    #expect(Set(grammar.rules).count == grammar.rules.count)
    for (index, rule) in grammar.rules.enumerated() {
      #expect(max(rule.left, rule.right) < UInt32(grammar.alphabet.count + index))
    }
  }

  func check(_ entries: [Integer]) throws {
    let grammar = try RePair(entries)
    #expect(expansion(of: grammar) == entries)
    checkEndState(grammar)
    let program = try StraightLineProgram(repair: entries)
    #expect(try program.expand() == entries)
    #expect(program == (try StraightLineProgram(grammar)))
  }

  @Test func everyShortWord() throws {
    for length in 0...6 {
      for word in words(over: [0, 1, -1], length: length) { try check(word) }
    }
  }

  @Test func everyShortBinaryWord() throws {
    for length in 7...10 {
      for word in words(over: [0, 1], length: length) { try check(word) }
    }
  }

  @Test func randomAndPeriodicWords() throws {
    var stream = TestStream(4)
    for round in 0..<rounds(200) {
      let alphabet = 1 + round % 4
      let length = Int.random(in: 0...200, using: &stream)
      try check((0..<length).map { _ in Integer(Int.random(in: 0..<alphabet, using: &stream)) })
      let period = (0..<Int.random(in: 1...9, using: &stream)).map { _ in Integer(Int.random(in: 0...2, using: &stream))
      }
      try check((0..<length).map { period[$0 % period.count] })
    }
  }

  /// A slow RePair that counts everything afresh before each replacement finds rules of the same frequencies at first.
  @Test func firstRuleIsTheMostFrequentPair() throws {
    var stream = TestStream(5)
    for _ in 0..<rounds(100) {
      let entries = (0..<Int.random(in: 2...60, using: &stream)).map { _ in UInt32.random(in: 0..<3, using: &stream) }
      let grammar = try RePair(entries)
      let numbers = entries.map { entry in UInt32(grammar.alphabet.firstIndex(of: entry) ?? 0) }
      var counts: [RePairRule: (count: Int, last: Int)] = [:]
      for index in numbers.indices.dropLast() {
        let pair = RePairRule(numbers[index], numbers[index + 1])
        let (count, last) = counts[pair] ?? (0, -2)
        if pair.left != pair.right || last != index - 1 { counts[pair] = (count + 1, index) }
      }
      let best = counts.filter { $0.value.count >= 2 }.min {
        ($1.value.count, $0.key.left, $0.key.right) < ($0.value.count, $1.key.left, $1.key.right)
      }
      #expect(grammar.rules.first == best?.key)
    }
  }

  @Test func tableAndQueueSurviveManyPairs() throws {
    // A de Bruijn-like word: nearly all pairs are different, so the table grows and sheds its dead records.
    var stream = TestStream(6)
    let entries = (0..<20_000).map { _ in UInt32.random(in: 0..<300, using: &stream) }
    let grammar = try RePair(entries + entries.reversed() + entries)
    #expect(expansion(of: grammar) == entries + entries.reversed() + entries)
    checkEndState(grammar)
  }
}
