import Evidence
import Exact
import Randomness
import Splicing

extension Workload {
  /// The oracle on random words of the frequencies of language.
  static let spliceOracle = Workload(
    id: "splicing.oracle", formerIDs: ["splice-oracle"],
    summary: "shortest derivations from 20 neighbours as long as the target, words by Zipf's law (50 kinds)",
    parameter: "n", sizes: [15, 30, 60, 120],
    growth: [
      Growth("matches", "n^2", "pairs of equal words of the target and the neighbours, in expectation"),
      Growth("seconds", "n^4", "bound O(P n²) with P matches; rows of up to 64 words are a single vector"),
    ],
    prepare: { n, stream in
      var cumulative: [Int] = []
      for rank in 1...50 { cumulative.append((cumulative.last ?? 0) + 1_000_000 / rank) }
      let total = cumulative[49]
      func text(_ stream: inout RandomStream) -> [Int] {
        (0..<n).map { _ in
          let draw = stream.uniform(in: 0...(total - 1))
          return cumulative.firstIndex { draw < $0 } ?? 0
        }
      }
      let target = text(&stream)
      let neighbours = (0..<20).map { _ in text(&stream) }
      let problem = SpliceProblem(target: target, neighbours: neighbours).addingMissingTokens()
      var occurrences = [Int](repeating: 0, count: 50)
      for word in target { occurrences[word] += 1 }
      let matches = problem.neighbours.joined().reduce(0) { $0 + occurrences[$1] }
      return Instance(sizes: ["N": Integer(problem.neighbours.joined().count), "M": Integer(problem.neighbours.count)])
      {
        let cost = try SpliceOracle(problem).cost ?? 0
        return [Count("matches", Integer(matches)), Count("operations", Integer(cost))]
      }
    })
}
