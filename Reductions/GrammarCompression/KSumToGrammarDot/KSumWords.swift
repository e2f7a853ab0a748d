import Exact
import GrammarCompression

/// The words of which the reductions from k-SUM are made, in one store of symbols.
///
/// A word is one symbol, or none for the empty word, which an empty set makes.
struct KSumWords {
  typealias Word = [ProgramBuilder<Integer>.Symbol]

  private(set) var builder = ProgramBuilder<Integer>()
  /// U: the elements of the sets are in 1...U.
  let universe: Int

  init(universe: Int) { self.universe = universe }

  /// The pieces one after the other, folded pairwise.
  mutating func word(_ pieces: Word) throws(ProgramError) -> Word {
    pieces.isEmpty ? [] : [try builder.concatenation(pieces)]
  }

  /// 0^count, by doubling.
  mutating func zeros(_ count: Int) throws(ProgramError) -> Word {
    count == 0 ? [] : [try builder.power(builder.terminal(0), count)]
  }

  /// The word, `count` times.
  mutating func power(_ word: Word, _ count: Int) throws(ProgramError) -> Word {
    guard count > 0, let symbol = word.first else { return [] }
    return [try builder.power(symbol, count)]
  }

  /// 1_X: the word of length U with ones at the indices x − 1, x ∈ X; `set` is ascending.
  mutating func indicator(of set: [Int]) throws(ProgramError) -> Word {
    let one = builder.terminal(1)
    var pieces: Word = []
    var end = 0
    for element in set {
      pieces += try zeros(element - 1 - end) + [one]
      end = element
    }
    return try word(pieces + zeros(universe - end))
  }

  /// The pieces of the concatenation over a ∈ X of 0^a `word` 0^(U−a).
  mutating func shifts(of word: Word, by set: [Int]) throws(ProgramError) -> Word {
    var pieces: Word = []
    for element in set { pieces += try zeros(element) + word + zeros(universe - element) }
    return pieces
  }

  /// The number of entries of a word.
  func length(of word: Word) -> Int { word.reduce(0) { $0 + builder.length(of: $1) } }

  /// The vector that the word stands for.
  mutating func program(_ word: Word) -> StraightLineProgram<Integer> { builder.program(root: word.first) }
}
