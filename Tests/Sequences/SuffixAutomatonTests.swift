import Randomness
import Sequences
import Testing

@Suite("The automaton of all segments")
struct SuffixAutomatonTests {
  private static func automaton(_ sequences: [[UInt32]]) -> SuffixAutomaton {
    var automaton = SuffixAutomaton()
    for sequence in sequences {
      automaton.startSequence()
      for letter in sequence { automaton.append(letter) }
    }
    return automaton
  }

  /// Where a segment ends first, by looking at every place; the letters of all sequences are counted through.
  private static func firstEnd(_ word: [UInt32], in sequences: [[UInt32]]) -> Int? {
    var before = 0
    for sequence in sequences {
      for start in sequence.indices where sequence[start...].starts(with: word) { return before + start + word.count }
      before += sequence.count
    }
    return nil
  }

  private static func endOfWord(_ word: [UInt32], _ automaton: SuffixAutomaton) -> Int? {
    var state = SuffixAutomaton.root
    for letter in word {
      guard let next = automaton.next(state, letter) else { return nil }
      state = next
    }
    return automaton.firstEnd(of: state)
  }

  @Test("Every sequence of up to 5 letters of 2 (optimised: 8): exactly its segments, each with its first end")
  func exhaustive() {
    #if DEBUG
      let longest = 5
    #else
      let longest = 8
    #endif
    for length in 0...longest {
      for bits in 0..<(1 << length) {
        let sequence = (0..<length).map { UInt32(bits >> $0 & 1) }
        // Also cut in two at every place, where no segment may reach over the border.
        for cut in 0...length {
          let sequences = [Array(sequence[..<cut]), Array(sequence[cut...])]
          let automaton = Self.automaton(sequences)
          for size in 1...4 {
            for word in (0..<(1 << size)).map({ code in (0..<size).map { UInt32(code >> $0 & 1) } }) {
              #expect(Self.endOfWord(word, automaton) == Self.firstEnd(word, in: sequences), "\(word) in \(sequences)")
            }
          }
        }
      }
    }
  }

  @Test("Random sequences, repeated ones and empty ones among them")
  func random() {
    var stream = RandomStream(seed: 71)
    for _ in 0..<40 {
      var sequences = (0..<stream.uniform(in: 1...4)).map { _ in
        (0..<stream.uniform(in: 0...30)).map { _ in UInt32(stream.uniform(in: 0...2)) }
      }
      sequences += [[], sequences[0]]
      let automaton = Self.automaton(sequences)
      #expect(automaton.count == sequences.reduce(0) { $0 + $1.count })
      for _ in 0..<50 {
        let word = (0..<stream.uniform(in: 1...6)).map { _ in UInt32(stream.uniform(in: 0...3)) }
        #expect(Self.endOfWord(word, automaton) == Self.firstEnd(word, in: sequences), "\(word) in \(sequences)")
      }
    }
  }
}
