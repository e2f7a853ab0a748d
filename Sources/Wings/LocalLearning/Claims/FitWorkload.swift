import Evidence
import Exact
import LocalLearning
import Randomness

extension Workload {
  /// The slope trick on integers.
  static let lipschitzFit = Workload(
    id: "local-learning.lipschitz-fit",
    summary:
      "the best Lipschitz function of slope 40 through n points at 0 … n − 1, y = (7919 (i + s)² mod 10007) mod 1001",
    parameter: "n", sizes: [10_000, 30_000, 100_000, 300_000, 1_000_000],
    growth: [Growth("seconds", "n * log(n)", "two heaps of n breakpoints")],
    prepare: { n, stream in
      let shift = Int64(stream.uniform(in: 0...10_006))
      let x = (0..<Int64(n)).map { $0 }
      let y = x.map { ($0 % 10_007 + shift) % 10_007 }.map { 7_919 * ($0 * $0 % 10_007) % 10_007 % 1_001 }
      return Instance(sizes: ["s": Integer(shift)]) {
        [Count("cost", Integer(try LipschitzFit(x: x, y: y, slope: 40).cost))]
      }
    })
}
