/// A number of operations that every derivation of a text needs, found without tables: about half of the fewest tiles.
///
///     let bound = TilingBound(target: ["a", "x", "c"], neighbours: [["a", "b", "c"], ["x"]])
///     bound.tiles         // 3: a, x, c
///     bound.operations    // 2: no derivation has fewer
///
/// A *tile* is a segment of a neighbour, a *lone* word one that occurs only in neighbours of a single word. With TILE the fewest tiles
/// that make the text, and E the number of pairs of lone words next to each other in it, OPT ≥ ⌈(TILE + E + 1) / 2⌉.
///
/// For E = 0 this is `tiling_bounds` in `Proofs/Splicing/SplicingBounds.v`: two words next to each other in the text are from one tile
/// unless there is a cut between them, where an operation's segment starts or ends. Each operation makes at most two cuts in what was
/// there, and the first one none, so there are at most 2 OPT − 2.
///
/// A lone word is written by an operation of its own, a leaf of the forest that a shortest derivation is (`SpliceForest`). Of two
/// lone words next to each other the second is a leaf in the same gap as the first: the first has no gap within which the second could
/// be, and if the gap ended between them, the word behind would be the host's. So without the first the gap is still not empty, and
/// what is left is a forest, of one operation less, for the text without that word. Taking out all E of them leaves a text of
/// TILE − E tiles, each lone word having been a tile: OPT − E ≥ ⌈(TILE − E + 1) / 2⌉.
///
/// Tiles that are as long as they can be, from left to right, are the fewest: each of them with the word behind it occurs in no
/// neighbour, so every tiling has a cut within it, and these pieces overlap in one word only, which no two cuts share. That is
/// why ``cuts`` is evidence that anybody can look up in the neighbours.
///
/// This is a plain search over the places of a word, which has nothing in common with the automaton of `SegmentIndex`.
public struct TilingBound: Hashable, Sendable {
  /// Where tiles start but the first: `target[cuts[i - 1]...cuts[i]]`, both ends included, is a segment of no neighbour.
  public let cuts: [Int]
  /// The fewest tiles; 0 for the empty text. nil if a word of the text occurs in no neighbour.
  public let tiles: Int?
  /// The number of pairs of words next to each other in the text both of which occur only in neighbours of a single word.
  public let lonePairs: Int

  /// - Complexity: O(N + words of tiles · places of a tile's first word) expected, for N words of the neighbours.
  public init<Token: Hashable>(target: [Token], neighbours: [[Token]]) {
    // Words as numbers, 0 for those that the text does not have and for what is behind each neighbour.
    var numbers: [Token: Int] = [:]
    let text = target.map { token in
      let next = numbers.count + 1
      if let known = numbers[token] { return known }
      numbers[token] = next
      return next
    }
    let corpus = neighbours.flatMap { $0.map { numbers[$0] ?? 0 } + [0] }
    var places = [[Int]](repeating: [], count: numbers.count + 1)
    for (place, word) in corpus.enumerated() where word > 0 { places[word].append(place) }
    var joined = [Bool](repeating: false, count: numbers.count + 1)
    for neighbour in neighbours where neighbour.count > 1 {
      for token in neighbour { joined[numbers[token] ?? 0] = true }
    }
    lonePairs = zip(text, text.dropFirst()).count { !joined[$0] && !joined[$1] }
    var (cuts, start): ([Int], Int) = ([], 0)
    while start < text.count {
      var open = places[text[start]]
      guard !open.isEmpty else {
        (self.cuts, tiles) = ([], nil)
        return
      }
      if start > 0 { cuts.append(start) }
      var length = 1
      while start + length < text.count {
        let next = text[start + length]
        open.removeAll { corpus[$0 + length] != next }
        if open.isEmpty { break }
        length += 1
      }
      start += length
    }
    self.cuts = cuts
    tiles = text.isEmpty ? 0 : cuts.count + 1
  }

  /// ⌈(tiles + lone pairs + 1) / 2⌉: no derivation has fewer operations. 0 for the empty text, and for one that cannot be made.
  public var operations: Int { tiles.map { $0 == 0 ? 0 : ($0 + lonePairs) / 2 + 1 } ?? 0 }
}
