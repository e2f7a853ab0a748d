import Randomness
import Sequences
import Testing

/// The distance by its recursive definition.
private func distance(_ a: ArraySlice<Int32>, _ b: ArraySlice<Int32>) -> Int {
  guard let x = a.first, let y = b.first else { return max(a.count, b.count) }
  if x == y { return distance(a.dropFirst(), b.dropFirst()) }
  return 1
    + min(
      distance(a.dropFirst(), b), distance(a, b.dropFirst()), distance(a.dropFirst(), b.dropFirst()))
}

@Suite("Edit distances")
struct EditDistanceTests {
  @Test("Words worked out by hand")
  func examples() {
    for (a, b, expected) in [
      ("", "", 0), ("", "abc", 3), ("slove", "solve", 2), ("kitten", "sitting", 3), ("abc", "abc", 0), ("ab", "ba", 2),
    ] {
      #expect(editDistance(a, b) == expected)
      #expect(editDistance(b, a) == expected)
    }
  }

  @Test("Both ways to compute it agree with the definition, on all pairs of words of up to four of two letters")
  func definition() {
    let words: [[Int32]] = (0...4).flatMap { length in
      (0..<(1 << length)).map { bits in (0..<length).map { Int32(bits >> $0 & 1) } }
    }
    for a in words {
      let fromA = EditDistance(a, wordCount: 2)
      for b in words {
        let expected = distance(a[...], b[...])
        #expect(editDistance(a, b) == expected)
        #expect(fromA.distance(to: b[...]) == expected)
      }
    }
  }

  @Test("Words of machine length and beyond, against the table", arguments: [1, 2, 63, 64, 65, 130])
  func lengths(count: Int) {
    var stream = RandomStream(seed: 31).child(count)
    for kinds in [1, 3, 40] {
      let a = (0..<count).map { _ in Int32(stream.uniform(in: 0...kinds - 1)) }
      let fromA = EditDistance(a, wordCount: kinds)
      for _ in 0..<5 {
        let b = (0..<stream.uniform(in: 0...140)).map { _ in Int32(stream.uniform(in: 0...kinds - 1)) }
        #expect(fromA.distance(to: b[...]) == editDistance(a, b))
      }
    }
  }

  @Test("A word that no other text has is never equal")
  func unknown() {
    #expect(EditDistance([-1, 0], wordCount: 1).distance(to: [0, 0]) == 1)
    #expect(EditDistance([Int32](repeating: -1, count: 70), wordCount: 1).distance(to: [0]) == 70)
  }
}
