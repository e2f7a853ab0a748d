import Evidence
import Exact
import Quantization
import Randomness

extension Claim {
  /// Spreading weights and Hessian by Hadamard matrices changes no loss.
  static let hadamardTransform = Claim(
    id: "quantization.incoherence",
    title: "Weights and Hessian spread by Hadamard matrices have the same loss, and are found again",
    sentences: [
      Sentence(
        """
        For $n = 2^k$ and $n = 12 \\cdot 2^k$ up to 96 the transform's matrix $A$ has entries $\\pm 1$ and $A A^T = n I$, and the transposed one is $A^T$, for all \
        signs tried.
        """,
        topic: "the matrices", checks: ["orthogonal"]),
      Sentence(
        """
        For integers $W \\in \\mathbb{Z}^{m \\times n}$ and $H \\in \\mathbb{Z}^{n \\times n}$, with $W' = A W B^T$ and $H' = B H B^T$: \
        $\\operatorname{tr}(W' H' W'^T) = m n^2 \\operatorname{tr}(W H W^T)$ and $A^T W' B = m n W$.
        """,
        topic: "the loss", checks: ["loss"]),
    ],
    source: Source(
      paper: "QuIP: 2-Bit Quantization of Large Language Models With Guarantees", arXiv: "2307.13304",
      theorem: "incoherence processing; the form in integers is derived"),
    checks: [
      Check(
        "orthogonal", level: .certified,
        family: .random(
          "n ∈ {1, 2, 4, 8, 16, 32, 12, 24, 48, 96}, each with signs at random", quick: 10, deep: 300,
          draw: { index, stream in
            let n = [1, 2, 4, 8, 16, 32, 12, 24, 48, 96][index % 10]
            return Signs(signs: (0..<n).map { _ in stream.uniform(in: 0...1) == 0 ? 1 : -1 })
          }),
        subject: { try HadamardTransform(signs: $0.signs).apply($0.vector) },
        mutants: [
          "forgets the signs": { input in
            try HadamardTransform(signs: input.signs.map { _ in 1 }).apply(input.vector)
          },
          "adds where it should subtract in the last place": { input in
            var result = try HadamardTransform(signs: input.signs).apply(input.vector)
            if let last = input.vector.last, result.count > 1 { result[result.count - 1] += 2 * last }
            return result
          },
          "transforms the blocks, not across them": { input in
            let n = input.signs.count
            guard n % 12 == 0 else { return try HadamardTransform(signs: input.signs).apply(input.vector) }
            return try (0..<12).flatMap { block in
              let places = block * n / 12..<(block + 1) * n / 12
              return try HadamardTransform(signs: Array(input.signs[places])).apply(Array(input.vector[places]))
            }
          },
        ], test: isHadamard),
      Check(
        "loss", level: .certified,
        family: .random(
          "m and n of 1, 2, 4, 8 and 12, entries up to 9", quick: 15, deep: 500,
          draw: { index, stream in
            let (m, n) = ([1, 2, 4, 8, 12][index % 5], [12, 1, 8, 2, 4][(index / 5 + index) % 5])
            func row(_ count: Int) -> [Int] { (0..<count).map { _ in stream.uniform(in: -9...9) } }
            return SpreadLayer(
              weights: (0..<m).map { _ in row(n) }, hessian: (0..<n).map { _ in row(n) },
              outputSigns: Signs.drawn(m, &stream),
              inputSigns: Signs.drawn(n, &stream))
          }),
        subject: spread,
        mutants: [
          "spreads the weights' columns only": { layer in
            var result = try spread(layer)
            let inputs = try HadamardTransform(signs: layer.inputSigns.signs)
            result.weights = layer.weights.map { inputs.apply($0) }
            return result
          },
          "forgets the signs of the Hessian": { layer in
            var plain = layer
            plain.inputSigns.signs = layer.inputSigns.signs.map { _ in 1 }
            var result = try spread(layer)
            result.hessian = try spread(plain).hessian
            return result
          },
          "spreads one side of the Hessian": { layer in
            var result = try spread(layer)
            let inputs = try HadamardTransform(signs: layer.inputSigns.signs)
            result.hessian = layer.hessian.map { inputs.apply($0) }
            return result
          },
        ], test: keepsTheLoss),
    ])
}

/// Signs of a transform, each 1 or −1.
private struct Signs: Codable, Sendable {
  var signs: [Int8]

  static func drawn(_ count: Int, _ stream: inout RandomStream) -> Signs {
    Signs(signs: (0..<count).map { _ in stream.uniform(in: 0...1) == 0 ? 1 : -1 })
  }
}

private struct SpreadLayer: Codable, Sendable {
  var weights: [[Int]]
  var hessian: [[Int]]
  var outputSigns: Signs
  var inputSigns: Signs
}

/// W' and H'.
private struct SpreadMatrices: Sendable {
  var weights: [[Int]]
  var hessian: [[Int]]
}

private func transposed(_ rows: [[Int]]) -> [[Int]] { rows[0].indices.map { j in rows.map { $0[j] } } }

private let spread: Algorithm<SpreadLayer, SpreadMatrices> = { layer in
  let (outputs, inputs) = (
    try HadamardTransform(signs: layer.outputSigns.signs), try HadamardTransform(signs: layer.inputSigns.signs)
  )
  let rows = layer.weights.map { inputs.apply($0) }
  let right = layer.hessian.map { inputs.apply($0) }
  return SpreadMatrices(
    weights: transposed(transposed(rows).map { outputs.apply($0) }),
    hessian: transposed(transposed(right).map { inputs.apply($0) }))
}

/// tr(W H Wᵀ).
private func loss(_ weights: [[Int]], _ hessian: [[Int]]) -> Integer {
  var sum: Integer = 0
  for row in weights {
    for (i, left) in row.enumerated() {
      for (j, right) in row.enumerated() { sum += Integer(left) * Integer(hessian[i][j]) * Integer(right) }
    }
  }
  return sum
}

@Sendable private func isHadamard(
  _ transform: Algorithm<(signs: [Int8], vector: [Int]), [Int]>, _ instance: Signs
) throws -> Verdict {
  let n = instance.signs.count
  // Column j of A.
  let columns = try (0..<n).map { j in try transform((instance.signs, (0..<n).map { $0 == j ? 1 : 0 })) }
  guard columns.allSatisfy({ $0.count == n && $0.allSatisfy { $0 == 1 || $0 == -1 } }) else {
    return .fails("an entry is neither 1 nor −1")
  }
  // The first row of K has ones only, so that of A shows the signs.
  for j in 0..<n where columns[j][0] != Int(instance.signs[j]) { return .fails("sign \(j) is not in the matrix") }
  let own = try HadamardTransform(signs: instance.signs)
  for i in 0..<n {
    for j in 0..<n {
      let product = zip(columns[i], columns[j]).reduce(0) { $0 + $1.0 * $1.1 }
      guard product == (i == j ? n : 0) else { return .fails("columns \(i) and \(j) have the product \(product)") }
    }
    guard own.applyTransposed((0..<n).map { $0 == i ? 1 : 0 }) == columns.map({ $0[i] }) else {
      return .fails("row \(i) is not that of the transposed matrix")
    }
  }
  return .holds()
}

@Sendable private func keepsTheLoss(
  _ spread: Algorithm<SpreadLayer, SpreadMatrices>, _ layer: SpreadLayer
) throws -> Verdict {
  let found = try spread(layer)
  let (m, n) = (layer.weights.count, layer.hessian.count)
  let (outputs, inputs) = (
    try HadamardTransform(signs: layer.outputSigns.signs), try HadamardTransform(signs: layer.inputSigns.signs)
  )
  let rows = found.weights.map { inputs.applyTransposed($0) }
  let back = transposed(transposed(rows).map { outputs.applyTransposed($0) })
  return .all(
    .equal(loss(found.weights, found.hessian), Integer(m * n * n) * loss(layer.weights, layer.hessian), "the loss"),
    .equal(back, layer.weights.map { $0.map { m * n * $0 } }, "what comes back"))
}
