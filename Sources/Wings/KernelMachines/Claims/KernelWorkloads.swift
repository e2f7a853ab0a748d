import Evidence
import Exact
import HardProblems
import HardProblemsReductions
import KernelMachines
import Randomness

extension Workload {
  /// The sum that an optimal value tells.
  static let kernelSum = Workload(
    id: "kernel.sum", formerIDs: ["kernel-sum"],
    summary: "the exact sum of q^H over all pairs of n random vectors and n others, d = 22 before the gadget",
    parameter: "n", sizes: [1 << 10, 1 << 11, 1 << 12, 1 << 13, 1 << 14],
    growth: [
      Growth("pairs", "n^2", "one distance for each pair"),
      Growth("seconds", "n^2", "n^(2−ε) with error below q^d would refute the Strong Exponential Time Hypothesis"),
    ],
    prepare: { n, stream in
      let pairs = try hardPairs(n, "kernel.sum", &stream)
      let base = KernelBase.dyadic(forCount: n)
      return Instance(sizes: ["d": Integer(pairs.dimension)]) {
        let sum = base.sum(over: pairs.left, pairs.right)
        return [Count("pairs", sum > 0 ? Integer(pairs.left.rows) * Integer(pairs.right.rows) : 0)]
      }
    })

  /// Three iterations of conjugate gradients, without a stored kernel.
  static let conjugateGradients = Workload(
    id: "kernel.conjugate-gradients", formerIDs: ["svm/cg"],
    summary: "three iterations of conjugate gradients on 2n points, in double precision, with error bars",
    parameter: "n",
    sizes: [1 << 10, 1 << 11, 1 << 12, 1 << 13, 1 << 14],
    growth: [Growth("seconds", "n^2", "a product with the kernel for each iteration; three more for the error bars")],
    prepare: { n, stream in
      let pairs = try hardPairs(n, "kernel.conjugate-gradients", &stream)
      let points = try LabelledPoints(positive: pairs.left, negative: pairs.right)
      let base = KernelBase.dyadic(forCount: n)
      return Instance(sizes: ["N": Integer(points.count), "d": Integer(pairs.dimension)]) {
        // Nothing is drawn.
        var unused = RandomStream(seed: 0)
        let found = try points.approximateValue(
          of: .svm, base: base, by: .conjugateGradients(iterations: 3, tolerance: 0), using: &unused)
        return [Count("iterations", Integer(found.iterations))]
      }
    })
}

/// n random vectors on a side, d = 22, without an orthogonal pair, after the gadget.
private func hardPairs(_ n: Int, _ workload: String, _ stream: inout RandomStream) throws -> HammingClosePair {
  guard 1...(1 << 16) ~= n else {
    throw UnsuitableSize(workload: workload, size: n, expected: "1 to 65536")
  }
  let vectors = OrthogonalVectors.random(left: n, right: n, dimension: 22, percent: 60, using: &stream)
  return try OVToBHCP().reduce(vectors.repaired(using: &stream))
}
