import Exact
import Foundation
import GrammarCompression
import Randomness
import TestSupport
import Testing

private func heightBound(_ count: Int) -> Double { 1.4405 * log2(Double(count) + 2) + 1 }

private func word(_ text: String) -> [Integer] { text.unicodeScalars.map { Integer($0.value) } }

private func randomWord(_ stream: inout RandomStream, upTo length: Int) -> [Integer] {
  let count = stream.uniform(in: 0...length)
  let alphabet = stream.uniform(in: 1...4)
  let block = (0..<stream.uniform(in: 1...12)).map { _ in Integer(stream.uniform(in: 0...alphabet)) }
  return (0..<count).map {
    stream.uniform(in: 0...9) == 0 ? Integer(stream.uniform(in: 0...alphabet)) : block[$0 % block.count]
  }
}

@Suite("Lempel–Ziv", .claim("grammar.constructions", "grammar.balance"))
struct LempelZivTests {
  @Test("The factors of abracadabra and of eight equal letters")
  func factors() {
    let text = word("abracadabra")
    #expect(
      lempelZivFactors(text) == [
        .literal(text[0]), .literal(text[1]), .literal(text[2]), .copy(position: 0, count: 1), .literal(text[4]),
        .copy(position: 0, count: 1), .literal(text[6]), .copy(position: 0, count: 4),
      ])
    let a = word("a")[0]
    #expect(
      lempelZivFactors(word("aaaaaaaa")) == [
        .literal(a), .copy(position: 0, count: 1), .copy(position: 0, count: 2), .copy(position: 0, count: 4),
      ])
    #expect(lempelZivFactors([Integer]()) == [])
  }

  @Test("Their balanced grammars, and the LZ78 phrases")
  func grammars() throws {
    let abracadabra = try StraightLineProgram(lz77: word("abracadabra"))
    #expect(abracadabra.size == 12 && abracadabra.height == 4)
    let equal = try StraightLineProgram(lz77: word("aaaaaaaa"))
    #expect(equal.size == 4 && equal.height == 3)
    // The phrases a, b, r, ac, ad, ab, ra need 5 terminals and 4 pairs, and folding them 5 more: a b is there already.
    #expect(try StraightLineProgram(lz78: word("abracadabra")).size == 14)
    // a, aa, aaa and again aa.
    #expect(try StraightLineProgram(lz78: word("aaaaaaaa")).count == 8)
  }

  @Test("Factors are the longest, leftmost ones: compared with trying all")
  func longestLeftmost() {
    var stream = RandomStream(seed: 3).child("lz77")
    for _ in 0..<rounds(150) {
      let entries = randomWord(&stream, upTo: 40)
      var position = 0
      for factor in lempelZivFactors(entries) {
        var best = (count: 0, position: 0)
        for start in 0..<position {
          var count = 0
          while start + count < position, position + count < entries.count,
            entries[start + count] == entries[position + count]
          {
            count += 1
          }
          if count > best.count { best = (count, start) }
        }
        if best.count > 0 {
          #expect(factor == .copy(position: best.position, count: best.count))
        } else {
          #expect(factor == .literal(entries[position]))
        }
        position += max(best.count, 1)
      }
      #expect(position == entries.count)
    }
  }
}

@Suite("Balanced grammars", .claim("grammar.balance"))
struct BalanceTests {
  @Test("Joining keeps balance and expands to the concatenation, whatever the heights")
  func joins() throws {
    var stream = RandomStream(seed: 4).child("join")
    for _ in 0..<rounds(200) {
      let (first, second) = (randomWord(&stream, upTo: 60), randomWord(&stream, upTo: stream.uniform(in: 1...200)))
      guard !first.isEmpty, !second.isEmpty else { continue }
      var builder = ProgramBuilder<Integer>()
      let a = try #require(try builder.balanced(StraightLineProgram(repair: first)))
      let b = try #require(try builder.balanced(StraightLineProgram(repair: second)))
      let joined = try builder.join(a, b)
      #expect(builder.isBalanced(joined) && builder.isBalanced(a) && builder.isBalanced(b))
      #expect(try builder.program(root: joined).expand() == first + second)
      #expect(Double(builder.height(of: joined)) <= heightBound(first.count + second.count))
      #expect(builder.program(root: joined).isBalanced)
    }
  }

  @Test("Every slice of a small word")
  func slices() throws {
    let entries = word("abracadabraabracadabra")
    var builder = ProgramBuilder<Integer>()
    let symbol = try #require(try builder.balanced(StraightLineProgram(repair: entries)))
    let program = try StraightLineProgram(repair: entries)
    for lower in 0..<entries.count {
      for upper in lower + 1...entries.count {
        let slice = try builder.slice(symbol, lower..<upper)
        #expect(builder.isBalanced(slice))
        #expect(try builder.program(root: slice).expand() == Array(entries[lower..<upper]))
        #expect(try program.slice(lower..<upper).expand() == Array(entries[lower..<upper]))
      }
      #expect(try program.slice(lower..<lower).isEmpty)
    }
  }

  @Test("Deep programs are balanced; powers of any exponent are")
  func balancing() throws {
    for shape in 1...3 {
      let entries = (0..<500).map { Integer($0 % (shape * 7)) }
      var builder = ProgramBuilder<Integer>()
      var root = builder.terminal(entries[0])
      for entry in entries.dropFirst() { root = try builder.pair(root, builder.terminal(entry)) }
      let deep = builder.program(root: root)
      #expect(deep.height == 499 && !deep.isBalanced)
      let balanced = try deep.balanced()
      #expect(balanced.isBalanced && Double(balanced.height) <= heightBound(500))
      #expect(try balanced.expand() == entries)
    }
    var builder = ProgramBuilder<Integer>()
    let pair = try builder.pair(builder.terminal(1), builder.terminal(2))
    for exponent in 1...70 {
      let power = try builder.balancedPower(pair, exponent)
      #expect(builder.isBalanced(power))
      #expect(try builder.program(root: power).expand() == (0..<exponent).flatMap { _ in [Integer(1), 2] })
    }
    #expect(try StraightLineProgram<Integer>().balanced().isEmpty && StraightLineProgram<Integer>().isBalanced)
  }

  @Test("A vector of 2^40 entries is sliced, balanced and asked without being expanded")
  func long() throws {
    var builder = ProgramBuilder<Integer>()
    let entries = (0..<1000).map { Integer($0 * $0 % 97) }
    let block = try #require(try builder.balanced(StraightLineProgram(repair: entries)))
    let long = try builder.balancedPower(block, 1 << 30)
    let slice = try builder.slice(long, 123_456_789_012..<987_654_321_098)
    #expect(builder.isBalanced(slice) && builder.length(of: slice) == 864_197_532_086)
    let program = builder.program(root: slice)
    for position in [0, 1, 863_000_000_000, 864_197_532_085] {
      let index = (position + 123_456_789_012) % 1000
      #expect(program[position] == Integer(index * index % 97))
    }
    #expect(program.size < 2500)
  }
}

@Suite("Transformations")
struct TransformationTests {
  @Test("Concatenation, powers, reversal, mapping, Kronecker products and histograms are those of the expansion")
  func againstExpansion() throws {
    var stream = RandomStream(seed: 5).child("transformations")
    for _ in 0..<rounds(100) {
      let (first, second) = (randomWord(&stream, upTo: 50), randomWord(&stream, upTo: 20))
      let (a, b) = (try StraightLineProgram(repair: first), try StraightLineProgram(repair: second))
      let times = stream.uniform(in: 0...5)
      #expect(try a.concatenated(with: b).expand() == first + second)
      #expect(try a.power(times).expand() == (0..<times).flatMap { _ in first })
      #expect(try a.reversed().expand() == Array(first.reversed()))
      let squares = a.mapped { $0 * $0 }
      #expect(try squares.expand() == first.map { $0 * $0 } && squares.size <= a.size)
      #expect(try a.mapped { _ in Integer(0) }.expand() == first.map { _ in 0 })
      #expect(try b.kronecker(a).expand() == second.flatMap { x in first.map { x * $0 } })
      var counts: [Integer: Int] = [:]
      for entry in first { counts[entry, default: 0] += 1 }
      #expect(a.histogram.count == counts.count)
      for (value, count) in a.histogram { #expect(counts[value] == count) }
      #expect(a.minimum == first.min() && a.maximum == first.max())
    }
  }

  @Test("What would be too long is refused")
  func tooLong() throws {
    let program = try StraightLineProgram<Integer>(repair: [1, 2, 3]).power(Int.max / 4)
    #expect(throws: ProgramError.self) { try program.power(2) }
    #expect(throws: ProgramError.self) { try program.concatenated(with: program) }
    #expect(throws: ProgramError.self) { try program.kronecker(program) }
    #expect(program.histogram.map(\.count) == [Int.max / 4, Int.max / 4, Int.max / 4])
  }
}
