import Randomness

extension FloatingPointKernel {
  /// Stochastic subgradient steps on (1/CN)·½‖w‖² + the mean hinge loss: at step t a random point that violates its margin is added to w
  /// with weight CN/t, and all former weights shrink in proportion.
  ///
  /// Hard margins are taken as the box C = 2, which is the same where ρ < 1/2. The value is the primal one of the last w.
  ///
  /// Source: Shalev-Shwartz, Singer, Srebro, Cotter, "Pegasos: primal estimated sub-gradient solver for SVM", Mathematical Programming
  /// 127 (2011): an expected error of O(CN log(T) / T) relative to the loss's own scale.
  ///
  /// - Complexity: O(N) for a step that adds a point, else O(1).
  func pegasos(
    _ program: DualProgram, steps: Int, using generator: inout some RandomNumberGenerator
  ) -> FloatingPointSolution {
    let box = program.box.isFinite ? program.box : 2
    let rate = box * Double(count)
    var counts = [Double](repeating: 0, count: count)
    // G times the counts.
    var margins = [Double](repeating: 0, count: count)
    for step in 1...steps {
      let i = generator.uniform(in: 0...count - 1)
      guard margins[i] * rate < Double(step) else { continue }
      counts[i] += 1
      addColumn(i, times: 1, to: &margins)
    }
    let factor = rate / Double(steps)
    let alpha = counts.map { $0 * factor }
    let quadratic = zip(alpha, margins).reduce(0) { $0 + $1.0 * $1.1 * factor }
    let hinges = margins.reduce(0) { $0 + max(0, 1 - $1 * factor) }
    return FloatingPointSolution(value: quadratic / 2 + box * hinges, coefficients: alpha, iterations: steps)
  }
}
