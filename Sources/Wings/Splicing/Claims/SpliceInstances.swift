import Evidence
import Randomness
import Splicing

/// A splicing problem over small integers.
struct SpliceInstance: Codable, Sendable {
  var target: [Int]
  var neighbours: [[Int]]

  var problem: SpliceProblem<Int> { SpliceProblem(target: target, neighbours: neighbours) }

  /// A neighbour or a word less.
  static func shrink(_ instance: SpliceInstance) -> [SpliceInstance] {
    var smaller: [SpliceInstance] = []
    for m in instance.neighbours.indices {
      var other = instance
      other.neighbours.remove(at: m)
      smaller.append(other)
    }
    for i in instance.target.indices {
      var other = instance
      other.target.remove(at: i)
      smaller.append(other)
    }
    for m in instance.neighbours.indices {
      for place in instance.neighbours[m].indices {
        var other = instance
        other.neighbours[m].remove(at: place)
        smaller.append(other)
      }
    }
    return smaller
  }

  /// Up to three neighbours of up to six words over up to four letters; every other target is made by random edits.
  static func drawn(_ index: Int, words: Int, _ stream: inout RandomStream) -> SpliceInstance {
    let last = stream.uniform(in: 0...3)
    var instance = SpliceInstance(target: [], neighbours: [])
    for _ in 0..<stream.uniform(in: 1...3) {
      instance.neighbours.append((0..<stream.uniform(in: 0...6)).map { _ in stream.uniform(in: 0...last) })
    }
    if index % 2 == 0 {
      instance.target = (0..<stream.uniform(in: 0...words)).map { _ in stream.uniform(in: 0...last) }
      return instance
    }
    for _ in 0..<4 {
      let text = instance.neighbours[stream.uniform(in: 0...(instance.neighbours.count - 1))]
      if text.isEmpty { continue }
      let from = stream.uniform(in: 0...(text.count - 1))
      let to = stream.uniform(in: (from + 1)...text.count)
      let at = stream.uniform(in: 0...instance.target.count)
      let upTo = stream.uniform(in: at...instance.target.count)
      instance.target.replaceSubrange(at..<upTo, with: text[from..<to])
    }
    instance.target = Array(instance.target.prefix(words))
    return instance
  }
}

extension InstanceFamily where Instance == SpliceInstance {
  static func splices(words: Int, quick: Int, deep: Int, _ more: String = "") -> InstanceFamily {
    .random(
      "random targets of at most \(words) words, half of them made by edits, over at most 4 letters, at most 3 neighbours of "
        + "at most 6 words\(more)",
      quick: quick, deep: deep, shrink: SpliceInstance.shrink,
      draw: { index, stream in SpliceInstance.drawn(index, words: words, &stream) })
  }
}

extension Source {
  static func splicingPaper(_ theorem: String) -> Source {
    Source(
      paper: "Data-to-text Generation by Splicing Together Nearest Neighbors", arXiv: "2101.08248", theorem: theorem)
  }
}
