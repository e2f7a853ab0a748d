import Evidence
import Exact
import Quantization

extension Claim {
  /// The loss of LDLQ is what its steps lose, weighted by the pivots, and so at most a quarter of the trace.
  static let feedbackLoss = Claim(
    id: "quantization.ldlq-loss",
    title: "LDLQ loses the pivots times the squared errors of its steps: at most a quarter of their sum, in steps",
    sentences: [
      Sentence(
        """
        Let $H = V D V^T$ with $V$ unit upper triangular and $D$ diagonal. If $t_k = w_k + \\sum_{i<k} (w_i - v_i) V_{ik}$ for \
        $k = 1, \\ldots, n$, then $(v - w) H (v - w)^T = \\sum_k D_k (v_k - t_k)^2$.
        """,
        topic: "the identity", checks: ["identity"],
        proof: ProofReference(file: "Quantization/FeedbackLoss.v", theorems: ["feedback_loss"])),
      Sentence(
        """
        If moreover $|v_k - t_k| \\le \\frac{s_k}{2}$ for all $k$, as it is when $v_k$ is the multiple of $s_k$ nearest to $t_k$, and all \
        $D_k \\ge 0$, the loss is at most $\\frac14 \\sum_k D_k s_k^2$.
        """,
        topic: "the bound", checks: ["identity"],
        proof: ProofReference(file: "Quantization/FeedbackLoss.v", theorems: ["feedback_bound"])),
      Sentence(
        "If all $D_k \\ge 0$, then $\\sum_k D_k \\le \\operatorname{tr} H$.",
        topic: "the trace", checks: ["identity"],
        proof: ProofReference(file: "Quantization/FeedbackLoss.v", theorems: ["pivots_trace"])),
      Sentence(
        """
        The code for LDLQ rounds these $t_k$, with $D_k = \\det H_{k..n} / \\det H_{k+1..n}$ in the order of rounding, for positive \
        definite $H$.
        """,
        topic: "the code", checks: ["identity"]),
    ],
    source: Source(
      paper: "QuIP: 2-Bit Quantization of Large Language Models With Guarantees", arXiv: "2307.13304",
      theorem: "the analysis of LDLQ; the identity for a single row is derived"),
    checks: [
      Check(
        "identity", level: .certified, family: rows(8, quick: 60, deep: 3_000),
        subject: ldlq,
        mutants: [
          "the last error is not fed back": inOrder { try TextbookFeedback.ldlq($0, fault: .forgetsTheLastError) },
          "errors are fed back with the other sign": inOrder {
            try TextbookFeedback.ldlq($0, fault: .feedsBackTheOtherWay)
          },
          "the factor is transposed": inOrder { try TextbookFeedback.ldlq($0, fault: .takesTheFactorTransposed) },
          "rounds down": inOrder { try TextbookFeedback.ldlq($0, fault: .roundsDown) },
          "what rounding lost is fed back, without what was fed back before": inOrder {
            try TextbookFeedback.ldlq($0, fault: .feedsBackWhatRoundingLost)
          },
          "the Hessian is factored from its first row": inOrder {
            try TextbookFeedback.ldlq($0, fault: .factorsFromTheFirstRow)
          },
          "all steps are 1": inOrder { try TextbookFeedback.ldlq($0, fault: .forgetsTheSteps) },
        ], test: losesWhatItsStepsLose)
    ])

  /// GPTQ, LDLQ and Babai's nearest plane are the same.
  static let nearestPlane = Claim(
    id: "quantization.nearest-plane",
    title: "GPTQ, LDLQ and Babai's nearest plane round to the same integers, in every order of the columns",
    sentences: [
      Sentence(
        """
        Let $H = B B^T = V D V^T$ with $V$ unit upper triangular, $D$ diagonal and $D_k \\ne 0$, and let the rows $b_i$ of $B$ have been given the \
        multiples $v_i$ for $i < k$. In units of $b_k$ the target that is left, $\\sum_{i<k} (w_i - v_i) b_i + \\sum_{i \\ge k} w_i b_i$, lies at the height \
        $t_k = w_k + \\sum_{i<k} (w_i - v_i) V_{ik}$ over the span of the $b_i$ with $i > k$, along the normal in \
        $b_k + \\operatorname{span}\\{b_i : i > k\\}$, whose squared length is $D_k$.
        """,
        topic: "the heights", checks: ["ldlq"],
        proof: ProofReference(file: "Quantization/NearestPlane.v", theorems: ["nearest_plane", "plane_distance"])),
      Sentence(
        """
        On grids of all multiples of the steps $s_j$, ties rounded up, LDLQ in the order \
        $\\pi_1, \\ldots, \\pi_n$ gives the codes of Babai's nearest plane for the target $wB$ and the basis \
        $s_{\\pi_n} b_{\\pi_n}, \\ldots, s_{\\pi_1} b_{\\pi_1}$, of which it takes the last vector first.
        """,
        topic: "LDLQ", checks: ["ldlq"]),
      Sentence(
        "So does GPTQ in that order, which moves the weights that are left by the rows of the inverse Hessian.",
        topic: "GPTQ", checks: ["gptq"]),
      Sentence(
        "So does nearest plane that knows the Gram matrix of the basis only.",
        topic: "by the Gram matrix", checks: ["nearest-plane"]),
    ],
    source: Source(
      paper: "The Geometry of LLM Quantization: GPTQ as Babai's Nearest Plane Algorithm", arXiv: "2507.18553",
      theorem: "the equivalence of GPTQ and nearest plane; also arXiv 2508.01077"),
    checks: [
      Check(
        "ldlq", level: .certified, family: rows(7, quick: 60, deep: 4_000), subject: { try ldlq($0).codes },
        mutants: [
          "the last error is not fed back": inOrder {
            try TextbookFeedback.ldlq($0, fault: .forgetsTheLastError).codes
          },
          "rounds ties down": inOrder { try TextbookFeedback.ldlq($0, fault: .roundsTiesDown).codes },
          "takes the order backwards": { try $0.problem().ldlq(.listed($0.order.reversed())).codes },
          "leaves the codes in the order of rounding": { instance in
            let codes = try ldlq(instance).codes
            return instance.order.map { codes[$0] }
          },
        ], test: findsTheNearestPlanes),
      Check(
        "gptq", level: .certified, family: rows(7, quick: 60, deep: 10_000),
        subject: { try $0.problem().gptq(.listed($0.order)).codes },
        mutants: [
          "one inverse serves all columns": inOrder { try TextbookFeedback.gptq($0, fault: .usesOneInverseForAll) },
          "errors are not divided by the diagonal": inOrder {
            try TextbookFeedback.gptq($0, fault: .doesNotDivideByTheDiagonal)
          },
          "moves weights by the Hessian": inOrder { try TextbookFeedback.gptq($0, fault: .usesTheHessian) },
          "the last column is not moved": inOrder { try TextbookFeedback.gptq($0, fault: .forgetsTheLastColumn) },
          "moves weights the other way": inOrder { try TextbookFeedback.gptq($0, fault: .movesTheOtherWay) },
        ], test: findsTheNearestPlanes),
      Check(
        "nearest-plane", level: .certified, family: rows(7, quick: 40, deep: 4_000),
        subject: { try $0.problem().nearestPlane(.listed($0.order)).codes },
        mutants: [
          "rounds each coordinate by itself": { try $0.problem().nearest().codes },
          "takes the basis in the order of rounding": {
            try $0.problem().nearestPlane(.listed($0.order.reversed())).codes
          },
        ], test: findsTheNearestPlanes),
    ])
}

private func rows(_ columns: Int, quick: Int, deep: Int) -> InstanceFamily<RowInstance> {
  .random(
    "H = XᵀX + r²I of up to \(columns) columns, X of integers up to 4; weights in halves, twelfths, sevenths and integers; steps up to 2; any order",
    quick: quick, deep: deep, shrink: RowInstance.shrink,
    draw: { RowInstance.drawn($0, columns: columns, &$1) })
}

private let ldlq: Algorithm<RowInstance, RoundedRow> = { try $0.problem().ldlq(.listed($0.order)) }

/// A method that knows the natural order only, on columns that are put in order first.
private func inOrder<Output>(
  _ method: @escaping Algorithm<RowInstance, Output>
) -> Algorithm<RowInstance, Output> {
  { instance in
    var ordered = instance
    ordered.inputs = instance.inputs.map { row in instance.order.map { row[$0] } }
    ordered.weights = instance.order.map { instance.weights[$0] }
    ordered.steps = instance.order.map { instance.steps[$0] }
    ordered.order = Array(instance.order.indices)
    let output = try method(ordered)
    func restored(_ codes: [Integer]) -> [Integer] {
      var other = codes
      for (place, column) in instance.order.enumerated() where place < codes.count { other[column] = codes[place] }
      return other
    }
    if var row = output as? RoundedRow {
      row.codes = restored(row.codes)
      return row as? Output ?? output
    }
    if let codes = output as? [Integer] { return restored(codes) as? Output ?? output }
    return output
  }
}

@Sendable private func losesWhatItsStepsLose(
  _ method: Algorithm<RowInstance, RoundedRow>, _ instance: RowInstance
) throws -> Verdict {
  let row = try method(instance)
  let n = instance.weights.count
  guard row.codes.count == n, row.errors.count == n, row.pivots.count == n else { return .fails("counts differ") }
  let loss = plainLoss(instance, row.codes)
  let hessian = instance.hessian
  func minor(_ columns: ArraySlice<Int>) -> Rational {
    let columns = Array(columns)
    return Matrix(rows: columns.count, columns: columns.count) { hessian[columns[$0], columns[$1]] }.determinant()
  }
  for k in 0..<n {
    let pivot = minor(instance.order[k...]) / minor(instance.order[(k + 1)...])
    if row.pivots[k] != pivot { return .equal(row.pivots[k], pivot, "pivot \(k)") }
  }
  let lost = (0..<n).reduce(Rational(0)) { $0 + row.pivots[$1] * row.errors[$1] * row.errors[$1] }
  let bound = (0..<n).reduce(Rational(0)) { sum, k in
    let step = instance.steps[instance.order[k]]
    return sum + row.pivots[k] * step * step / 4
  }
  let trace = (0..<n).reduce(Rational(0)) { $0 + hessian[$1, $1] }
  return .all(
    .equal(row.loss, loss, "the loss"), .equal(lost, loss, "what the steps lose"), .atMost(loss, bound, "the loss"),
    .require(row.pivots.reduce(0, +) <= trace, "the pivots add up to more than the diagonal of H"))
}

@Sendable private func findsTheNearestPlanes(
  _ method: Algorithm<RowInstance, [Integer]>, _ instance: RowInstance
) throws -> Verdict {
  let (found, expected) = (try method(instance), PlainNearestPlane.codes(instance))
  return .require(found == expected, "the codes are \(found), those of nearest plane \(expected)")
}
