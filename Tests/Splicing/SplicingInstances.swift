import Randomness
import Splicing

/// Words from a text of words separated by spaces, and neighbours separated by semicolons.
func problem(_ target: String, _ neighbours: String) -> SpliceProblem<String> {
  func words(_ text: Substring) -> [String] { text.split(separator: " ").map(String.init) }
  return SpliceProblem(
    target: words(target[...]), neighbours: neighbours.split(separator: ";").map(words))
}

extension RandomStream {
  /// Up to three neighbours of up to six words, and a target of up to `length`, over up to four letters; every other target is
  /// made by random edits, so that long segments occur.
  mutating func smallProblem(length: Int, alphabet: Int = 4) -> SpliceProblem<Int> {
    let letters = uniform(in: 1...alphabet)
    var neighbours: [[Int]] = []
    for _ in 0..<uniform(in: 1...3) {
      let length = uniform(in: 0...6)
      neighbours.append((0..<length).map { _ in uniform(in: 0...(letters - 1)) })
    }
    if uniform(in: 0...1) == 0 {
      let length = uniform(in: 0...length)
      return SpliceProblem(
        target: (0..<length).map { _ in uniform(in: 0...(letters - 1)) }, neighbours: neighbours)
    }
    var target: [Int] = []
    for _ in 0..<4 {
      let text = neighbours[uniform(in: 0...(neighbours.count - 1))]
      if text.isEmpty { continue }
      let from = uniform(in: 0...(text.count - 1))
      let to = uniform(in: (from + 1)...text.count)
      let at = uniform(in: 0...target.count)
      let upTo = uniform(in: at...target.count)
      target.replaceSubrange(at..<upTo, with: text[from..<to])
    }
    return SpliceProblem(target: Array(target.prefix(length)), neighbours: neighbours)
  }
}

#if DEBUG
  /// Unoptimised tests try a part of the instances.
  let effort = 1
#else
  let effort = 8
#endif
