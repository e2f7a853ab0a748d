import Evidence
import Exact
import Models
import PrivateTraining
import Randomness

extension Claim {
  /// Norms of gradients of single examples.
  static let ghostNorms = Claim(
    id: "private-training.ghost-norms",
    title: "The norm of an example's gradient, without the gradient",
    sentences: [
      Sentence(
        """
        Of a linear layer that saw the rows $A$ of an example, with derivatives $G$ of the loss, `squaredNorms(by: .ghost)` of a `LinearUse` is \
        $\\langle A A^T, G G^T \\rangle = \\lVert G^T A \\rVert^2$; of an embedding with padding (`EmbeddingUse`) it is that of the sums of the \
        derivatives of each symbol's rows; of a matrix that is both (`TiedUse`) that of the sum of both gradients. On integers the three are \
        equal to the squared norm of the gradient that is written out, without any rounding.
        """,
        checks: ["norms"],
        proof: ProofReference(
          file: "PrivateTraining/GhostNorm.v", theorems: ["ghost_norm", "padded_norm", "tied_norm"]))
    ],
    remark: "‖A‖² ‖G‖² is an upper bound for sequences: gradients would be clipped too much, though privately.",
    source: Source(
      paper: "Exploring the Limits of Differentially Private Deep Learning with Group-wise Clipping",
      arXiv: "2212.01539", theorem: "derived; the linear layer: Li et al., arXiv 2110.05679"),
    checks: [
      Check(
        "norms", level: .certified,
        family: .random(
          "integers up to 3, up to 3 examples of up to 5 rows, up to 4 columns", quick: 90, deep: 6_000,
          draw: UseInstance.drawn),
        subject: normsOf,
        mutants: [
          "the product of the norms of both sides": { instance in
            guard instance.kind == .linear else { return try normsOf(instance) }
            return instance.examples.map { rows in
              Double(rows.reduce(0) { $0 + squares(instance.x[$1]) } * rows.reduce(0) { $0 + squares(instance.g[$1]) })
            }
          },
          "each row has a gradient of its own": { instance in
            guard instance.kind == .linear else { return try normsOf(instance) }
            return instance.examples.map { rows in
              Double(rows.reduce(0) { $0 + squares(instance.x[$1]) * squares(instance.g[$1]) })
            }
          },
          "a tied matrix without what its uses share": { instance in
            guard instance.kind == .tied else { return try normsOf(instance) }
            return zip(instance.embedding.squaredNorms(by: .ghost)[0], instance.head.squaredNorms(by: .ghost)[0])
              .map { $0 + $1 }
          },
          "padding counts": { instance in
            var instance = instance
            instance.padding = nil
            return try normsOf(instance)
          },
          "a symbol that comes twice is two symbols": { instance in
            guard instance.kind == .embedding else { return try normsOf(instance) }
            return instance.examples.map { rows in
              Double(
                rows.reduce(0) { $0 + (instance.symbols[$1] == instance.padding ? 0 : squares(instance.g[$1])) })
            }
          },
        ], test: areThoseOfGradients)
    ])
}

private let normsOf: Algorithm<UseInstance, [Double]> = { instance in
  switch instance.kind {
  case .linear: instance.linear.squaredNorms(by: .ghost)[0]
  case .embedding: instance.embedding.squaredNorms(by: .ghost)[0]
  case .tied: TiedUse(embedding: instance.embedding, head: instance.head).squaredNorms(by: .ghost)[0]
  }
}

private func squares(_ row: [Int]) -> Int { row.reduce(0) { $0 + $1 * $1 } }

@Sendable private func areThoseOfGradients(
  _ subject: Algorithm<UseInstance, [Double]>, _ instance: UseInstance
) throws -> Verdict {
  let found = try subject(instance)
  guard found.count == instance.lengths.count else { return .fails("\(found.count) norms") }
  for (example, rows) in instance.examples.enumerated() {
    let norm = squares(instance.gradient(rows).flatMap(\.self))
    guard found[example] == Double(norm) else {
      return .fails("example \(example): \(found[example]), but the gradient has the squared norm \(norm)")
    }
  }
  return .holds()
}

private struct UseInstance: Codable, Sendable {
  enum Kind: String, Codable, Sendable { case linear, embedding, tied }

  var kind: Kind
  /// The number of rows of each example.
  var lengths: [Int]
  /// What went in: of a linear layer, of the head of a tied matrix.
  var x: [[Int]]
  /// Derivatives by what came out of the linear layer or the embedding.
  var g: [[Int]]
  /// Derivatives by the scores of the head.
  var d: [[Int]]
  var symbols: [Int]
  var padding: Int?

  static func drawn(_ index: Int, _ stream: inout RandomStream) -> UseInstance {
    let lengths = (0..<stream.uniform(in: 1...3)).map { _ in stream.uniform(in: 0...5) }
    let (count, width, vocabulary) = (lengths.reduce(0, +), stream.uniform(in: 1...4), stream.uniform(in: 2...4))
    func matrix(_ columns: Int) -> [[Int]] {
      (0..<count).map { _ in (0..<columns).map { _ in stream.uniform(in: -3...3) } }
    }
    let (x, g, d) = (matrix(width), matrix(width), matrix(vocabulary))
    return UseInstance(
      kind: [.linear, .embedding, .tied][index % 3], lengths: lengths, x: x, g: g, d: d,
      symbols: (0..<count).map { _ in stream.uniform(in: 0...vocabulary - 1) }, padding: index % 2 == 0 ? 0 : nil)
  }

  var examples: [Range<Int>] {
    lengths.reduce(into: [0..<0]) { $0.append($0[$0.count - 1].upperBound..<$0[$0.count - 1].upperBound + $1) }
      .dropFirst().map(\.self)
  }

  private var rows: ExampleRows { ExampleRows(examples) }
  private func tensor(_ matrix: [[Int]]) -> Tensor<Double> {
    Tensor(matrix.flatMap { $0.map(Double.init) }, shape: [matrix.count, matrix.first?.count ?? 1])
  }

  var linear: LinearUse<Double> { LinearUse(x: tensor(x), dy: tensor(g), weight: "w", rows: rows) }
  var embedding: EmbeddingUse<Double> {
    EmbeddingUse(name: "w", symbols: symbols, padding: padding, dy: tensor(g), rows: rows)
  }
  var head: LinearUse<Double> { LinearUse(x: tensor(x), dy: tensor(d), weight: "w", rows: rows) }

  /// The gradient of an example, term by term.
  func gradient(_ rows: Range<Int>) -> [[Int]] {
    let width = x.first?.count ?? 1
    let height = kind == .linear ? width : d.first?.count ?? 1
    var sum = Array(repeating: Array(repeating: 0, count: width), count: height)
    for row in rows {
      if kind != .linear, symbols[row] != padding {
        for column in 0..<width { sum[symbols[row]][column] += g[row][column] }
      }
      guard kind != .embedding else { continue }
      for (output, derivative) in (kind == .linear ? g : d)[row].enumerated() {
        for column in 0..<width { sum[output][column] += derivative * x[row][column] }
      }
    }
    return sum
  }
}
