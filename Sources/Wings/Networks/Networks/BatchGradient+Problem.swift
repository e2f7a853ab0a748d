import Exact
import HardProblems
import Problems

extension BatchGradient: NetworkInstance {
  /// A coordinate of the gradient for each hidden unit.
  public typealias Answer = GradientAnswer
  /// `gradient`.
  public static var name: String { "gradient" }

  /// n, the number of points; m, that of hidden units; d, the dimension of points with their constant input.
  public var size: SizeParameters {
    ["n": Integer(pointCount), "m": Integer(unitCount), "d": Integer(vectors.dimension + 1)]
  }

  /// The gradient, exactly: ℓ′(0) times the sums of the hidden outputs.
  ///
  /// - Complexity: O(n m d / 64), and as many additions of rationals with sigmoid units.
  public func referenceAnswer() -> GradientAnswer {
    let layer = layer
    return GradientAnswer(
      gradient: (0..<unitCount).map { j in
        loss.slopeAtZero * (0..<pointCount).reduce(Rational.zero) { $0 + layer.output($1, j) }
      })
  }

  /// Whether every coordinate lies within its error bar.
  public func verify(_ answer: GradientAnswer) -> Bool {
    let errors = answer.errors ?? [0]
    guard answer.gradient.count == unitCount, errors.count == 1 || errors.count == unitCount else { return false }
    return zip(answer.gradient, referenceAnswer().gradient).enumerated().allSatisfy { unit, pair in
      (pair.0 - pair.1).magnitude <= (errors.count == 1 ? errors[0] : errors[unit])
    }
  }

  /// Every coordinate is one that some number of partners gives.
  ///
  /// - Throws: ``NetworkError``.
  public func examined(_ answer: GradientAnswer) throws(NetworkError) -> GradientAnswer {
    _ = try partners(of: answer)
    return answer
  }

  /// The points and the hidden weights, and the sidecar. The hidden outputs are not written: to compute with them is the problem.
  public var files: [String: String] { files(beside: layer.inputFiles) }
}
