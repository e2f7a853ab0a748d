import Evidence
import Exact
import HardProblems
import HardProblemsClaims
import Networks
import Randomness

extension Claim {
  /// What losses and gradients can be.
  static let lossRange = Claim(
    id: "reading.loss-range",
    title: "Rounded losses and gradients are never read wrong, and numbers between those that are possible are refused",
    sentences: [
      Sentence(
        """
        Of $n$ points, the optimal hinge loss of rectified units is an integer, the logistic one a multiple of $\\ln 2$, the squared one \
        $n/2$ or at most $(n-1)/2$, and a coordinate of the gradient at zero a multiple of $\\ell'(0)$. A value that is rounded to some \
        digits, with half a unit of the last one as its error, is read as what is true or as undecided.
        """, checks: ["rounded"]),
      Sentence(
        "A value whose error bars hold no number that is possible is refused.", checks: ["between"]),
    ],
    source: .hardnessPaper("training the last layer, and gradients; the ranges are derived"),
    checks: [
      Check(
        "rounded", level: .certified, family: calls(quick: 72),
        subject: { (call: LossCall) in try call.read(call.rounded()) },
        mutants: [
          "what rounding takes away is forgotten": { call in
            var answer = try call.rounded()
            answer.errors = answer.errors.map { _ in 0 }
            return call.read(answer)
          },
          "an integer is exact": { call in
            var answer = try call.rounded()
            if call.digits == 0 { answer.errors = answer.errors.map { _ in 0 } }
            return call.read(answer)
          },
        ],
        test: { read, call in
          let (found, truth, given) = (try read(call), call.vectors.referenceAnswer().exists, try call.rounded())
          return .require(
            found == .undecided || found == (truth == true ? .yes : .no),
            "\(given) is read as \(found), but the answer is \(truth == true ? "yes" : "no")")
        }),
      Check(
        "between", level: .certified, family: calls(quick: 72),
        subject: { (call: LossCall) in try call.read(call.between(error: Rational(1, 4))) },
        mutants: [
          "a quarter of a point is granted": { call in try call.read(call.between(error: Rational(1, 2))) },
          "a possible value near it in its place": { call in try call.read(call.between(error: 0, shift: 0)) },
        ],
        test: { read, call in
          .equal(try read(call), .refused, "what \(try call.between(error: Rational(1, 4))) is read as")
        }),
    ])
}

/// What a value is read as.
private enum Reading: Sendable { case yes, no, undecided, refused }

/// Values with their error bars: of a loss one, of a gradient one for each unit.
private struct LossValues: Sendable {
  var values: [Rational]
  var errors: [Rational]
}

/// Vectors, a loss, and whether its optimum or its gradient is asked for.
private struct LossCall: Codable, Sendable {
  var vectors: OrthogonalVectors
  var loss: MarginLoss
  var isGradient: Bool
  /// Digits after the point.
  var digits: Int

  /// What one point or partner adds.
  private var unit: Rational {
    if isGradient { return loss.slopeAtZero.magnitude }
    switch loss {
    case .hinge: return 1
    case .squared: return Rational(1, 2)
    // ln 2 = 0.693147…
    case .logistic: return Rational(693_147, 1_000_000)
    }
  }

  private func truth() throws -> [Rational] {
    if isGradient { return try BatchGradient(vectors: vectors, loss: loss).referenceAnswer().gradient }
    return [try LastLayer(vectors: vectors, loss: loss).referenceAnswer().value ?? -1]
  }

  /// The true values, to the digits.
  func rounded() throws -> LossValues {
    let unit = Rational(1, Integer(10).power(digits))
    let values = try truth().map { unit * Rational(($0 / unit + Rational(1, 2)).floor()) }
    return LossValues(values: values, errors: values.map { _ in unit / 2 })
  }

  /// Values halfway between one that is possible and the next, with error bars of so many units; of the squared loss between n/2
  /// and (n − 1)/2.
  func between(error: Rational, shift: Rational = Rational(1, 2)) throws -> LossValues {
    let start = !isGradient && loss == .squared ? [Rational(vectors.left.rows - 1) / 2] : try truth()
    let values = start.map { isGradient ? $0 - shift * unit : $0 + shift * unit }
    return LossValues(values: values, errors: values.map { _ in error * unit })
  }

  func read(_ given: LossValues) -> Reading {
    do throws(NetworkError) {
      let meaning =
        isGradient
        ? try BatchGradient(vectors: vectors, loss: loss)
          .reading(of: GradientAnswer(gradient: given.values, errors: given.errors))
        : try LastLayer(vectors: vectors, loss: loss)
          .reading(of: LastLayerAnswer(value: given.values[0], error: given.errors[0]))
      return meaning.exists.map { $0 ? .yes : .no } ?? .undecided
    } catch { return .refused }
  }
}

private func calls(quick: Int) -> InstanceFamily<LossCall> {
  .random(
    "random vectors, 1 to 5 on a side, d ≤ 5, half of them with an orthogonal pair; three losses and their gradients; 0 to 5 digits",
    quick: quick, deep: 5_000,
    shrink: { call in
      OrthogonalVectors.shrink(call.vectors).filter { $0.left.rows > 0 && $0.right.rows > 0 }
        .map { LossCall(vectors: $0, loss: call.loss, isGradient: call.isGradient, digits: call.digits) }
    },
    draw: { index, stream in
      let drawn = try OrthogonalVectors.random(
        left: stream.uniform(in: 1...5), right: stream.uniform(in: 1...5), dimension: stream.uniform(in: 1...5),
        percent: 60, using: &stream
      ).repaired(using: &stream)
      return LossCall(
        vectors: index / 6 % 2 == 0 ? drawn.planted(1, using: &stream) : drawn, loss: MarginLoss.allCases[index % 3],
        isGradient: index / 3 % 2 == 0, digits: stream.uniform(in: 0...5))
    })
}
