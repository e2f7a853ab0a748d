import Exact
import Quantization

/// Rounding with feedback, written out once more, with faults that a tired person would make.
enum TextbookFeedback {
  enum Fault: Sendable {
    case forgetsTheLastError
    case feedsBackTheOtherWay
    case takesTheFactorTransposed
    case roundsDown
    case feedsBackWhatRoundingLost
    case factorsFromTheFirstRow
    case forgetsTheSteps
    case roundsTiesDown
  }

  /// LDLQ in the natural order.
  static func ldlq(_ instance: RowInstance, fault: Fault) throws -> RoundedRow {
    let (hessian, weights, steps) = (instance.hessian, instance.weights, instance.steps)
    let n = weights.count
    var factor = Matrix<Rational>.identity(n)
    var pivots = [Rational](repeating: 0, count: n)
    let rows = fault == .factorsFromTheFirstRow ? Array(0..<n) : Array((0..<n).reversed())
    for (done, k) in rows.enumerated() {
      pivots[k] = rows[..<done].reduce(hessian[k, k]) { $0 - factor[k, $1] * factor[k, $1] * pivots[$1] }
      for i in rows[(done + 1)...] {
        factor[i, k] =
          rows[..<done].reduce(hessian[i, k]) { $0 - factor[i, $1] * pivots[$1] * factor[k, $1] } / pivots[k]
      }
    }
    var result = RoundedRow(codes: [], loss: 0, clipped: 0, pivots: pivots)
    var lost: [Rational] = []
    for k in 0..<n {
      var target = weights[k]
      for i in 0..<(fault == .forgetsTheLastError ? max(0, k - 1) : k) {
        let coefficient = fault == .takesTheFactorTransposed ? factor[k, i] : factor[i, k]
        target += (fault == .feedsBackTheOtherWay ? -1 : 1) * lost[i] * coefficient
      }
      let step = fault == .forgetsTheSteps ? 1 : steps[k]
      let shift: Rational = fault == .roundsDown ? 0 : Rational(1, 2)
      let code =
        fault == .roundsTiesDown ? (target / step - shift).ceiling() : (target / step + shift).floor()
      let value = steps[k] * Rational(code)
      result.codes.append(code)
      result.errors.append(value - target)
      lost.append(fault == .feedsBackWhatRoundingLost ? target - value : weights[k] - value)
    }
    result.loss = plainLoss(instance, result.codes)
    return result
  }

  enum InverseFault: Sendable {
    case usesOneInverseForAll
    case doesNotDivideByTheDiagonal
    case usesTheHessian
    case forgetsTheLastColumn
    case movesTheOtherWay
  }

  /// GPTQ in the natural order.
  static func gptq(_ instance: RowInstance, fault: InverseFault) throws -> [Integer] {
    let hessian = instance.hessian
    let n = hessian.rows
    var inverse = hessian
    if fault != .usesTheHessian {
      for j in 0..<n {
        guard case .unique(let column) = hessian.solve((0..<n).map { $0 == j ? 1 : 0 }) else { return [] }
        for i in 0..<n { inverse[i, j] = column[i] }
      }
    }
    var weights = instance.weights
    var codes: [Integer] = []
    for i in 0..<n {
      let code = (weights[i] / instance.steps[i] + Rational(1, 2)).floor()
      codes.append(code)
      let lost = weights[i] - instance.steps[i] * Rational(code)
      let error = fault == .doesNotDivideByTheDiagonal ? lost : lost / inverse[i, i]
      let end = fault == .forgetsTheLastColumn ? n - 1 : n
      for j in stride(from: i + 1, to: end, by: 1) {
        weights[j] += (fault == .movesTheOtherWay ? 1 : -1) * error * inverse[i, j]
      }
      if fault == .usesOneInverseForAll { continue }
      let row = inverse.row(i)
      for j in stride(from: i + 1, to: n, by: 1) {
        for k in stride(from: i + 1, to: n, by: 1) { inverse[j, k] -= row[j] * row[k] / row[i] }
      }
    }
    return codes
  }
}

/// Babai's nearest plane by its definition, with vectors: the target is projected, no Gram matrix and no factor is there.
enum PlainNearestPlane {
  /// The codes, the coordinate that comes first in the order decided first.
  static func codes(_ instance: RowInstance) -> [Integer] {
    let vectors = zip(instance.vectors, instance.steps).map { vector, step in vector.map { $0 * step } }
    var target = vectors.indices.reduce([Rational](repeating: 0, count: vectors.first?.count ?? 0)) { sum, j in
      zip(sum, vectors[j]).map { $0 + $1 * instance.weights[j] / instance.steps[j] }
    }
    var codes = [Integer](repeating: 0, count: vectors.count)
    for (place, j) in instance.order.enumerated() {
      // What of this vector is orthogonal to all that are decided later.
      let normal = orthogonalPart(of: vectors[j], to: instance.order[(place + 1)...].map { vectors[$0] })
      let height = plainDot(target, normal) / plainDot(vectors[j], normal)
      codes[j] = (height + Rational(1, 2)).floor()
      target = zip(target, vectors[j]).map { $0 - Rational(codes[j]) * $1 }
    }
    return codes
  }

  static func orthogonalPart(of vector: [Rational], to others: [[Rational]]) -> [Rational] {
    var rest = vector
    var basis: [[Rational]] = []
    for other in others {
      let part = basis.reduce(other) { removing($1, from: $0) }
      if !plainDot(part, part).isZero { basis.append(part) }
    }
    for part in basis { rest = removing(part, from: rest) }
    return rest
  }

  private static func removing(_ direction: [Rational], from vector: [Rational]) -> [Rational] {
    let share = plainDot(vector, direction) / plainDot(direction, direction)
    return zip(vector, direction).map { $0 - share * $1 }
  }
}
