import Exact
import GrammarCompression
import Randomness
import Testing

@Suite("Progress of RePair")
struct RePairProgressTests {
  @Test("The part that is done rises from 0 to at most 1, and the grammar is the same")
  func rises() throws {
    var stream = RandomStream(seed: 11).child("progress")
    for letters in [2, 3, 17] {
      let word = (0..<3000).map { _ in Integer(stream.uniform(in: 1...letters)) }
      var parts: [Double] = []
      let watched = try RePair(word, progress: { parts.append($0) })
      #expect(parts.first == 0 && parts.count > 3 && parts.allSatisfy { 0...1 ~= $0 })
      // Counting afresh may find a few pairs more.
      #expect(parts == parts.sorted())
      let silent = try RePair(word)
      #expect(watched.rules == silent.rules && watched.sequence == silent.sequence)
    }
    let none = try RePair([Integer](), progress: { #expect(0...1 ~= $0) })
    #expect(none.rules.isEmpty)
  }
}
