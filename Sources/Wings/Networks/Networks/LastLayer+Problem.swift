import Exact
import HardProblems
import LinearProgramming
import Problems

extension LastLayer: NetworkInstance {
  /// The optimal value, and a point with a positive margin.
  public typealias Answer = LastLayerAnswer
  /// `last-layer`.
  public static var name: String { "last-layer" }

  /// n, the number of points; m, that of hidden units; d, the dimension of points with their constant input.
  public var size: SizeParameters {
    ["n": Integer(pointCount), "m": Integer(vectors.right.rows), "d": Integer(vectors.dimension + 1)]
  }

  /// The optimal value: counted, as a projection, or by a linear program, all exact; ln 2 within 2^−100.
  ///
  /// - Complexity: O(n m d / 64) for the hinge and the logistic loss; O(n m min(n, m)) operations on rationals for the squared
  ///   one; with sigmoid units that of a linear program of n rows and n + m variables.
  public func referenceAnswer() throws -> LastLayerAnswer {
    let partnered = (0..<pointCount).filter { i in (0..<vectors.right.rows).contains { vectors.isSolution(i, $0) } }
    let alone = Rational(pointCount - partnered.count)
    var answer: LastLayerAnswer
    switch (loss, units) {
    case (.hinge, .sigmoid(let bound)): answer = LastLayerAnswer(value: try boundedOptimum(bound))
    case (.hinge, .rectified): answer = LastLayerAnswer(value: alone)
    case (.logistic, _):
      let (lower, upper) = lossWithoutPartner
      answer = LastLayerAnswer(value: alone * (lower + upper) / 2)
      if alone > 0 { answer.error = alone * (upper - lower) / 2 }
    case (.squared, _): answer = LastLayerAnswer(value: squaredDistance / 2)
    }
    answer.point = partnered.first
    return answer
  }

  /// ‖1 − P 1‖², P the projection onto the columns of M: n − 1ᵀM x for MᵀM x = Mᵀ1.
  private var squaredDistance: Rational {
    let matrix = Matrix<Integer>(rows: pointCount, columns: vectors.right.rows) { vectors.isSolution($0, $1) ? 1 : 0 }
    let sums = (0..<matrix.columns).map { matrix.column($0).reduce(0, +) }
    guard matrix.columns > 0, matrix.rows > 0 else { return Rational(pointCount) }
    let weights: [Rational] =
      switch (matrix.transposed() * matrix).solve(sums) {
      case .unique(let x): x
      case .underdetermined(let x, _): x
      // The normal equations always have a solution.
      case .inconsistent: []
      }
    return zip(sums, weights).reduce(Rational(pointCount)) { $0 - Rational($1.0) * $1.1 }
  }

  /// min Σ ξ over ξ ≥ 0, ξ ≥ 1 − M α, Σ α ≤ W and α ≥ 0. As no output of a unit is negative, weights are none either.
  private func boundedOptimum(_ bound: Rational) throws -> Rational {
    var program = LinearProgram()
    let layer = layer
    let weights = (0..<layer.units).map { _ in program.addVariable() }
    let losses = (0..<layer.points).map { _ in program.addVariable(cost: 1) }
    for i in losses.indices {
      try program.addConstraint(
        variables: weights + [losses[i]], coefficients: weights.indices.map { layer.output(i, $0) } + [1], .atLeast(1))
    }
    if !weights.isEmpty {
      try program.addConstraint(
        variables: weights, coefficients: weights.map { _ in 1 }, .atMost(bound))
    }
    guard let solution = try program.solve().solution else {
      throw NetworkError.malformed(file: networkSidecar, "the linear program of the last layer has no optimum")
    }
    return solution.value
  }

  /// Whether the value lies within the error bar, and the point has a partner.
  public func verify(_ answer: LastLayerAnswer) throws -> Bool {
    let truth = try referenceAnswer()
    guard let exact = truth.value, answer.value != nil || answer.point != nil else { return false }
    if let point = answer.point, !(0..<vectors.right.rows).contains(where: { vectors.isSolution(point, $0) }) {
      return false
    }
    return answer.value.map { (exact - $0).magnitude <= (answer.error ?? 0) + (truth.error ?? 0) } ?? true
  }

  /// The value is an optimum that an instance of this size can have, and the point has a partner.
  ///
  /// - Throws: ``NetworkError``; `AnswerError` for an answer that says nothing.
  public func examined(_ answer: LastLayerAnswer) throws -> LastLayerAnswer {
    guard answer.value != nil || answer.point != nil else { throw AnswerError.empty(expected: "value, or point") }
    _ = try reading(of: answer)
    return answer
  }

  /// The points, the hidden weights and the hidden outputs, and the sidecar.
  public var files: [String: String] {
    files(beside: layer.inputFiles.merging(layer.outputFiles) { first, _ in first })
  }
}
