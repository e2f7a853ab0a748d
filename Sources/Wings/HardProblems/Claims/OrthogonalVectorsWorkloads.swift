import Evidence
import Exact
import HardProblems
import Randomness

extension Workload {
  /// AND of rows.
  static let orthogonalVectorsByRows = orthogonalVectors(
    "rows", dimension: 32, steps: "tests", growth: "n^2", "each pair once", seconds: ("n^2", "O(n² d / 32)"),
    run: { (try $0.orthogonalPairs(by: .rows), Integer($0.left.rows) * Integer($0.right.rows)) })

  /// OR of columns.
  static let orthogonalVectorsByColumns = orthogonalVectors(
    "columns", dimension: 32, steps: "look-ups", growth: "n^2", "d / 8 for each vector of A and 1024 of B",
    seconds: ("n^2", "O(n² d / 8) look-ups of 1024 vectors, and tables for each 1024 vectors of B"),
    run: {
      (
        try $0.orthogonalPairs(by: .columns),
        Integer($0.left.rows) * Integer(($0.right.rows + 1023) / 1024) * Integer($0.dimension / 8)
      )
    })

  /// Sums over subsets.
  static let orthogonalVectorsByZeta = orthogonalVectors(
    "zeta", dimension: 16, steps: "additions", growth: "n",
    "at most: 2n + d 2^(d−1), and the second summand is constant",
    seconds: ("n", "at most: O(n + d 2^d)"),
    run: {
      (
        try $0.orthogonalPairs(by: .zeta),
        Integer($0.left.rows + $0.right.rows + $0.dimension << max($0.dimension - 1, 0))
      )
    })

  /// Branching on coordinates.
  static let orthogonalVectorsByBranching = orthogonalVectors(
    "branching", dimension: 32, steps: "steps", growth: "n^1.585",
    "log₂ 3 in the limit (ov.branching-cube); 1.7 is expected here, where small rests are tried pair by pair",
    seconds: ("n^1.585", "O(1) for each step"),
    run: { instance in
      let run = instance.branching()
      return (run.answer ?? PairAnswer(count: 0), Integer(run.steps))
    })

  private static func orthogonalVectors(
    _ algorithm: String, dimension: Int, steps: String, growth: String, _ remark: String,
    seconds: (growth: String, remark: String),
    run: @escaping @Sendable (OrthogonalVectors) throws -> (answer: PairAnswer, steps: Integer)
  ) -> Workload {
    let id = "ov.\(algorithm)"
    return Workload(
      id: id, formerIDs: ["ov/\(algorithm)"],
      summary: "\(algorithm) on n random vectors on each side, d = \(dimension), half of the bits 1",
      parameter: "n", sizes: (10...14).map { 1 << $0 },
      growth: [
        Growth(steps, growth, remark),
        Growth("pairs", "n^2", "n² (3/4)^d orthogonal pairs, in expectation"),
        Growth("seconds", seconds.growth, seconds.remark),
      ],
      prepare: { n, stream in
        guard n <= 1 << 20 else { throw UnsuitableSize(workload: id, size: n, expected: "at most 2²⁰ vectors") }
        let instance = OrthogonalVectors.random(left: n, right: n, dimension: dimension, using: &stream)
        return Instance(sizes: ["d": Integer(dimension)]) {
          let (answer, counted) = try run(instance)
          return [Count(steps, counted), Count("pairs", answer.count ?? 0)]
        }
      })
  }
}
