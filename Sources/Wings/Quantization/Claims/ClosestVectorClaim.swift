import Evidence
import Exact
import Quantization
import QuantizationCheckers
import Randomness

extension Claim {
  /// The search for the closest vector finds the least loss there is, and proves it.
  static let closestVector = Claim(
    id: "quantization.closest-vector",
    title: "The search for the closest vector finds codes of the least loss of all, with a certificate",
    sentences: [
      Sentence(
        """
        On grids of all multiples of the steps the codes that the search gives have the least loss \
        $(v - w) H (v - w)^T$ of all integer codes, and the certificate passes and states that loss. Found by going through all codes $z$ with \
        $(s_j z_j - w_j)^2 \\le L \\, (H^{-1})_{jj}$, $L$ being the loss of nearest plane, which no better codes leave.
        """,
        topic: "the least loss", checks: ["all-codes"]),
      Sentence(
        """
        Where there are too many codes to go through, the certificate passes all the same, and neither rounding to the nearest nor GPTQ in four orders nor \
        nearest plane on a reduced basis has less loss than it states.
        """,
        topic: "larger ones", checks: ["certificates"]),
    ],
    source: Source(
      paper: "Improved methods for calculating vectors of short length in a lattice (Fincke, Pohst; 1985)",
      theorem: "the enumeration, here with Schnorr and Euchner's order and in integers; the certificate is derived"),
    checks: [
      Check(
        "all-codes", level: .certified,
        family: .random(
          """
          H = XᵀX + r²I of up to 3 columns (deep: 4), r ≥ 1/2, every second one of 2 columns that are nearly parallel; weights in \
          halves, twelfths, sevenths and integers
          """, quick: 40, deep: 1_500, shrink: RowInstance.shrink, draw: drawn),
        subject: closest,
        mutants: [
          "stops at the nearest plane": certified { try $0.problem().nearestPlane() },
          "rounds to the nearest": certified { try $0.problem().nearest() },
          "rounds each coordinate to one of its two neighbours": certified(bestNeighbours),
          "gives the codes in the coordinates of the reduced basis": { instance in
            var found = try closest(instance)
            let reduction = try LatticeReduction(gram: scaledGram(instance))
            let basis = reduction.basis.map { Rational($0) }
            if case .unique(let point) = basis.transposed().solve(found.row.codes.map { Rational($0) }) {
              found.row.codes = point.map { $0.floor() }
            }
            return found
          },
        ], test: isLeastOfAll),
      Check(
        "certificates", level: .certified,
        family: .random(
          "H = XᵀX + r²I of 4 to 9 columns (deep: to 20, and every fiftieth of 30)", quick: 10, deep: 200,
          shrink: RowInstance.shrink,
          draw: { index, stream in
            let n = index % 50 == 49 ? 30 : stream.uniform(in: 4...(index < 10 ? 9 : 20))
            var instance = RowInstance.drawn(index, columns: 1, &stream)
            instance.inputs = (0..<(n + 1)).map { _ in (0..<n).map { _ in stream.uniform(in: -4...4) } }
            instance.weights = (0..<n).map { _ in Rational(Integer(stream.uniform(in: -40...40)), 7) }
            instance.steps = instance.weights.map { _ in 1 }
            instance.order = Array(0..<n)
            return instance
          }),
        subject: closest,
        mutants: [
          "stops at the nearest plane": certified { try $0.problem().nearestPlane() },
          "stops at the nearest plane of the reduced basis": certified { try $0.problem().reducedNearestPlane() },
          "leaves the last node out": { instance in
            var found = try closest(instance)
            found.certificate.widths.removeLast(2)
            return found
          },
          "closes one branch too early": { instance in
            var found = try closest(instance)
            if let node = found.certificate.widths.firstIndex(where: { $0 > 0 }) { found.certificate.widths[node] -= 1 }
            return found
          },
        ], test: isCertifiedAndNoWorse),
    ])

  /// The reduced basis is one of the same lattice, and reduced.
  static let latticeReduction = Claim(
    id: "quantization.lattice-reduction",
    title: "The reduced basis spans the same lattice, and is reduced as Lenstra, Lenstra and Lovász define it",
    sentences: [
      Sentence(
        """
        For a positive definite rational Gram matrix and $\\delta \\in \\{\\frac{3}{10}, \\frac34, \\frac{99}{100}\\}$ the integer matrix found has \
        determinant $\\pm 1$, and of the basis that it gives all coefficients of Gram and Schmidt are at most $\\frac12$ in size, and \
        $\\|b^*_k\\|^2 \\ge (\\delta - \\mu_{k,k-1}^2) \\|b^*_{k-1}\\|^2$.
        """, checks: ["reduced"])
    ],
    source: Source(
      paper: "Factoring polynomials with rational coefficients (Lenstra, Lenstra, Lovász; 1982)",
      theorem: "the definition of a reduced basis"),
    checks: [
      Check(
        "reduced", level: .certified,
        family: .random(
          "H = XᵀX + r²I of up to 8 columns, X of integers up to 4, and every second one times 30 in its first column",
          quick: 15, deep: 2_000, shrink: RowInstance.shrink,
          draw: { index, stream in
            var instance = RowInstance.drawn(index, columns: 8, &stream)
            if index % 2 == 0 { for i in instance.inputs.indices { instance.inputs[i][0] *= 30 } }
            return instance
          }),
        subject: { (input: (gram: Matrix<Rational>, delta: Rational)) in
          try LatticeReduction(gram: input.gram, delta: input.delta).basis
        },
        mutants: [
          "does nothing": { .identity($0.gram.rows) },
          "exchanges by a smaller δ": { input in
            try LatticeReduction(
              gram: input.gram, delta: input.delta == Rational(99, 100) ? Rational(3, 4) : input.delta
            )
            .basis
          },
          "does not reduce beyond neighbours": { input in
            var basis = try LatticeReduction(gram: input.gram, delta: input.delta).basis
            guard basis.rows > 2 else { return basis }
            for j in 0..<basis.columns { basis[basis.rows - 1, j] += basis[0, j] }
            return basis
          },
          "doubles the last vector": { input in
            var basis = try LatticeReduction(gram: input.gram, delta: input.delta).basis
            for j in 0..<basis.columns { basis[basis.rows - 1, j] *= 2 }
            return basis
          },
        ], test: isReduced)
    ])
}

@Sendable private func drawn(_ index: Int, _ stream: inout RandomStream) -> RowInstance {
  var instance = RowInstance.drawn(index, columns: index < 40 ? 3 : 4, &stream)
  if index % 2 == 0 {
    // The second input is twice the first one, and one more here and there.
    instance.inputs = (0..<4).map { _ in
      let first = stream.uniform(in: -4...4)
      return [first, 2 * first + stream.uniform(in: 0...1)]
    }
    instance.weights = (0..<2).map { _ in Rational(Integer(stream.uniform(in: -40...40)), 7) }
    (instance.steps, instance.order) = ([1, 1], [0, 1])
  }
  return instance
}

/// Codes and their certificate.
struct CertifiedCodes: Sendable {
  var row: RoundedRow
  var certificate: ClosestVectorCertificate
}

private let closest: Algorithm<RowInstance, CertifiedCodes> = { instance in
  let (row, certificate) = try instance.problem().closest()
  return CertifiedCodes(row: row, certificate: certificate)
}

/// A search that ends with the codes of another method, and has the right tree.
private func certified(
  _ method: @escaping Algorithm<RowInstance, RoundedRow>
) -> Algorithm<RowInstance, CertifiedCodes> {
  { instance in
    var found = try closest(instance)
    found.row = try method(instance)
    found.certificate.closest = found.row.codes
    return found
  }
}

/// The best of the codes that are neighbours of the weights.
@Sendable private func bestNeighbours(_ instance: RowInstance) throws -> RoundedRow {
  let problem = try instance.problem()
  var best = problem.nearest()
  let below = instance.weights.indices.map { (instance.weights[$0] / instance.steps[$0]).floor() }
  for subset in 0..<(1 << below.count) {
    let codes = below.indices.map { subset >> $0 & 1 == 1 ? below[$0] + 1 : below[$0] }
    let loss = problem.loss(of: codes)
    if loss < best.loss { (best.codes, best.loss) = (codes, loss) }
  }
  return best
}

@Sendable private func scaledGram(_ instance: RowInstance) -> Matrix<Rational> {
  let (hessian, steps) = (instance.hessian, instance.steps)
  return Matrix(rows: steps.count, columns: steps.count) { steps[$0] * hessian[$0, $1] * steps[$1] }
}

/// The least loss of all codes that could have it.
private func leastLoss(_ instance: RowInstance) throws -> Rational {
  let (hessian, n) = (instance.hessian, instance.weights.count)
  let nearest = instance.weights.indices.map {
    (instance.weights[$0] / instance.steps[$0] + Rational(1, 2)).floor()
  }
  let limit = plainLoss(instance, PlainNearestPlane.codes(instance))
  var candidates: [[Integer]] = []
  for j in 0..<n {
    guard case .unique(let column) = hessian.solve((0..<n).map { $0 == j ? 1 : 0 }) else { return limit }
    func mayBe(_ code: Integer) -> Bool {
      let error = instance.steps[j] * Rational(code) - instance.weights[j]
      return error * error <= limit * column[j]
    }
    var codes = [nearest[j]]
    for direction in [Integer(1), -1] {
      var code = nearest[j] + direction
      while mayBe(code) {
        codes.append(code)
        code += direction
      }
    }
    candidates.append(codes)
  }
  var least = limit
  func visit(_ codes: [Integer]) {
    guard codes.count < n else {
      least = min(least, plainLoss(instance, codes))
      return
    }
    for code in candidates[codes.count] { visit(codes + [code]) }
  }
  visit([])
  return least
}

@Sendable private func isLeastOfAll(
  _ search: Algorithm<RowInstance, CertifiedCodes>, _ instance: RowInstance
) throws -> Verdict {
  let found = try search(instance)
  guard found.row.codes.count == instance.weights.count else { return .fails("counts differ") }
  let (loss, least) = (plainLoss(instance, found.row.codes), try leastLoss(instance))
  guard loss == least, found.row.loss == least else { return .equal(loss, least, "the loss of \(found.row.codes)") }
  return isAbout(instance, found, loss: least)
}

private func isAbout(_ instance: RowInstance, _ found: CertifiedCodes, loss: Rational) -> Verdict {
  let certificate = found.certificate
  guard
    certificate.hessian == instance.hessian.nestedRows, certificate.weights == instance.weights,
    certificate.steps == instance.steps, certificate.closest == found.row.codes
  else { return .fails("the certificate is about something else") }
  do { return .equal(try certificate.verify(), loss, "the loss that the certificate states") } catch {
    return .fails("\(error)")
  }
}

@Sendable private func isCertifiedAndNoWorse(
  _ search: Algorithm<RowInstance, CertifiedCodes>, _ instance: RowInstance
) throws -> Verdict {
  let (found, problem) = (try search(instance), try instance.problem())
  let loss = plainLoss(instance, found.row.codes)
  let others = [
    ("nearest", problem.nearest()), ("GPTQ", try problem.gptq()), ("GPTQ reversed", try problem.gptq(.reversed)),
    ("GPTQ by activation", try problem.gptq(.activation)), ("GPTQ by least pivots", try problem.gptq(.leastPivot)),
    ("nearest plane on a reduced basis", try problem.reducedNearestPlane()),
  ]
  for (name, row) in others where row.loss < loss {
    return .fails("\(name) has the loss \(row.loss), less than \(loss)")
  }
  return isAbout(instance, found, loss: loss)
}

@Sendable private func isReduced(
  _ reduce: Algorithm<(gram: Matrix<Rational>, delta: Rational), Matrix<Integer>>, _ instance: RowInstance
) throws -> Verdict {
  let gram = scaledGram(instance)
  for delta in [Rational(3, 10), Rational(3, 4), Rational(99, 100)] {
    let basis = try reduce((gram, delta))
    guard basis.determinant().magnitude == 1 else { return .fails("the determinant is \(basis.determinant())") }
    let vectors = basis.nestedRows.map { row in
      zip(row, zip(instance.vectors, instance.steps)).reduce(
        [Rational](repeating: 0, count: instance.vectors[0].count)
      ) { sum, term in zip(sum, term.1.0).map { $0 + Rational(term.0) * term.1.1 * $1 } }
    }
    var parts: [[Rational]] = []
    for (k, vector) in vectors.enumerated() {
      let part = PlainNearestPlane.orthogonalPart(of: vector, to: Array(vectors[..<k]))
      let coefficients = parts.map { plainDot(vector, $0) / plainDot($0, $0) }
      if let l = coefficients.firstIndex(where: { $0.magnitude > Rational(1, 2) }) {
        return .fails("μ[\(k), \(l)] is \(coefficients[l])")
      }
      if let before = parts.last, let mu = coefficients.last,
        plainDot(part, part) < (delta - mu * mu) * plainDot(before, before)
      {
        return .fails("vectors \(k - 1) and \(k) should be exchanged for δ = \(delta)")
      }
      parts.append(part)
    }
  }
  return .holds()
}
