import Exact
import GrammarCompression
import TestSupport
import Testing

@Suite("Sequitur", .claim("grammar.constructions"))
struct SequiturTests {
  @Test("The example of Nevill-Manning and Witten, and small ones")
  func workedExamples() throws {
    // S → A A, A → a B d B, B → b c.
    let paper = try Sequitur("abcdbcabcdbc")
    #expect(paper.alphabet == Array("abcd"))
    #expect(paper.rules == [[1, 2], [0, 4, 3, 4]])
    #expect(paper.sequence == [5, 5])
    let equal = try Sequitur("aaaaaaaa")
    #expect(equal.rules == [[0, 0], [1, 1]])
    #expect(equal.sequence == [2, 2])
    let three = try Sequitur("aaa")
    #expect(three.rules == [] && three.sequence == [0, 0, 0])
    let abracadabra = try Sequitur("abracadabra")
    #expect(abracadabra.rules == [[0, 1, 2, 0]])
    #expect(abracadabra.sequence == [5, 3, 0, 4, 5])
    let empty = try Sequitur("")
    #expect(empty.alphabet == [] && empty.rules == [] && empty.sequence == [])
    #expect(try StraightLineProgram<Integer>(sequitur: []).isEmpty)
    #expect(try StraightLineProgram<Integer>(sequitur: [4]).size == 1)
  }

  /// What Sequitur promises: digram uniqueness, rule utility, and that rules name earlier symbols only.
  func check<Value: Equatable>(_ entries: [Value], _ grammar: Sequitur<Value>) {
    var words = grammar.alphabet.map { [$0] }
    for rule in grammar.rules { words.append(rule.flatMap { words[Int($0)] }) }
    #expect(grammar.sequence.flatMap { words[Int($0)] } == entries)
    var seen: Set<[UInt32]> = []
    var uses: [UInt32: Int] = [:]
    for body in grammar.rules + [grammar.sequence] {
      for symbol in body { uses[symbol, default: 0] += 1 }
      // Each pair that does not overlap the pair counted before it.
      var lastCounted: ([UInt32], Int)?
      for index in body.indices.dropLast() {
        let pair = [body[index], body[index + 1]]
        if let (last, place) = lastCounted, last == pair, place == index - 1 { continue }
        #expect(seen.insert(pair).inserted, "the pair \(pair) occurs twice")
        lastCounted = (pair, index)
      }
    }
    for (index, rule) in grammar.rules.enumerated() {
      let symbol = UInt32(grammar.alphabet.count + index)
      #expect(rule.count >= 2)
      #expect(uses[symbol, default: 0] >= 2, "the rule \(symbol) is used once")
      for inner in rule { #expect(inner < symbol) }
    }
  }

  @Test("Every short word over one to three letters keeps both promises")
  func everyShortWord() throws {
    for (letters, longest) in [(1, 40), (2, 11), (3, 7)] {
      for length in (letters == 1 ? 0 : 1)...longest {
        for word in words(over: (0..<letters).map { Integer($0) }, length: length) {
          check(word, try Sequitur(word))
        }
      }
    }
  }

  @Test("Random and periodic words")
  func randomWords() throws {
    var stream = TestStream(11)
    for round in 0..<rounds(150) {
      let alphabet = 1 + round % 5
      let length = Int.random(in: 0...300, using: &stream)
      let noise = (0..<length).map { _ in Integer(Int.random(in: 0..<alphabet, using: &stream)) }
      check(noise, try Sequitur(noise))
      let period = (0..<Int.random(in: 1...30, using: &stream)).map { _ in
        Integer(Int.random(in: 0...2, using: &stream))
      }
      let periodic = (0..<length).map { period[$0 % period.count] }
      check(periodic, try Sequitur(periodic))
      let program = try StraightLineProgram(sequitur: periodic)
      #expect(try program.expand() == periodic)
      #expect(program == (try StraightLineProgram(periodic, using: .sequitur)))
    }
  }

  @Test("The rules of a Fibonacci word are nested deeply, and few")
  func fibonacciWord() throws {
    var (previous, current) = ([Int32(1)], [Int32(0)])
    while current.count < 10_000 { (previous, current) = (current, current + previous) }
    let grammar = try Sequitur(current)
    check(current, grammar)
    #expect(grammar.rules.count < 25)
  }
}
