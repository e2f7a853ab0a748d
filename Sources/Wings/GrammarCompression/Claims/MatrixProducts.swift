import Evidence
import Exact
import GrammarCompression
import Randomness

extension Claim {
  /// The products of a compressed matrix are those of the matrix.
  static let matrixProducts = Claim(
    id: "grammar.matrix-products",
    title: "The products of a compressed matrix are those of the matrix, from the left and from the right",
    sentences: [
      Sentence(
        """
        Let $M$ be compressed by rules that never cross the end of a row, over letters that are an entry with its column. \
        For integers, weighing each rule once, oldest first, gives $Mx$ of the expansion; pushing weights once through the \
        rules, newest first, gives $M^T y$.
        """,
        topic: "the products of integers", checks: ["exact"],
        proof: ProofReference(
          file: "GrammarCompression/CompressedMatrix.v", theorems: ["right_product_correct", "left_product_correct"])),
      Sentence(
        "So $\\langle y, Mx \\rangle = \\langle M^T y, x \\rangle$.",
        topic: "adjointness", checks: ["exact"],
        proof: ProofReference(file: "GrammarCompression/CompressedMatrix.v", theorems: ["adjointness"])),
      Sentence(
        """
        Computed by one thread in an arithmetic that is exact where the result is an integer below a limit in absolute value, as \
        doubles are for $2^{53}$, the products of integers are the same if the results of all additions and multiplications are \
        below it.
        """,
        topic: "doubles", checks: ["exact"],
        proof: ProofReference(
          file: "GrammarCompression/CompressedDoubles.v", theorems: ["right_product_exact", "left_product_exact"])),
      Sentence(
        """
        So are those of rows that several threads share, if what is added up of the threads' weights is below it, too.
        """,
        topic: "several threads", checks: ["exact"],
        proof: ProofReference(
          file: "GrammarCompression/CompressedThreads.v", theorems: ["right_product_threads", "left_product_threads"])),
    ],
    source: Source(
      paper:
        "Improving Matrix-vector Multiplication via Lossless Grammar-Compressed Matrices (Ferragina et al.; PVLDB 2022)",
      arXiv: "2203.14540", theorem: "right and left multiplication"),
    checks: [
      Check(
        "exact", level: .certified,
        family: .random(
          "random integer matrices of up to 12 × 9 with repeated rows, zero rows and columns, in both encodings, 1 to 3 threads",
          quick: 120, deep: 20_000, shrink: MatrixProduct.shrink, draw: { MatrixProduct.random($0, &$1) }),
        subject: products, mutants: mutants, test: areProducts)
    ])
}

/// A matrix with a vector for either side.
struct MatrixProduct: Codable, Sendable {
  var rows: [[Int]]
  var x: [Int]
  var y: [Int]
  var packed: Bool
  var threads: Int

  static func random(_ index: Int, _ stream: inout RandomStream) -> MatrixProduct {
    let (height, width) = (stream.uniform(in: 0...12), stream.uniform(in: 0...9))
    let kinds = (0..<stream.uniform(in: 1...4)).map { _ in
      (0..<width).map { _ in max(stream.uniform(in: -3...9), 0) }
    }
    let rows = (0..<height).map { _ in
      kinds[stream.uniform(in: 0...(kinds.count - 1))].map { entry in
        stream.uniform(in: 0...9) == 0 ? stream.uniform(in: -3...3) : entry
      }
    }
    return MatrixProduct(
      rows: rows, x: (0..<width).map { _ in stream.uniform(in: -99...99) },
      y: (0..<height).map { _ in stream.uniform(in: -99...99) }, packed: index % 2 == 1, threads: index / 2 % 3 + 1)
  }

  static func shrink(_ product: MatrixProduct) -> [MatrixProduct] {
    var smaller: [MatrixProduct] = []
    for row in product.rows.indices {
      var copy = product
      copy.rows.remove(at: row)
      copy.y.remove(at: row)
      smaller.append(copy)
    }
    for column in product.x.indices {
      var copy = product
      copy.x.remove(at: column)
      for row in copy.rows.indices { copy.rows[row].remove(at: column) }
      smaller.append(copy)
    }
    return smaller
  }
}

private typealias Products = (right: [Double], left: [Double])

private let products: Algorithm<MatrixProduct, Products> = { product in
  let matrix = try GrammarMatrix(
    rows: product.rows.count, columns: product.x.count, entries: product.rows.joined().map { Double($0) },
    encoding: product.packed ? .packed : .words)
  return (
    matrix.multiply(product.x.map { Double($0) }, threads: product.threads),
    matrix.multiplyTransposed(product.y.map { Double($0) }, threads: product.threads)
  )
}

private let mutants: KeyValuePairs<String, Algorithm<MatrixProduct, Products>> = [
  "lets rules cross the end of a row": { product in
    // The last letter of a row and the first of the next one are a pair, which counts for the row in which it begins.
    var right = try products(product).right
    for row in product.rows.indices.dropLast() where product.rows[row].contains(where: { $0 != 0 }) {
      guard let column = product.rows[row + 1].firstIndex(where: { $0 != 0 }) else { continue }
      let weight = Double(product.rows[row + 1][column] * product.x[column])
      right[row] += weight
      right[row + 1] -= weight
    }
    return (right, try products(product).left)
  },
  "takes a letter's value without its column": { product in
    let right = product.rows.map { row in Double(row.reduce(0, +)) * Double(product.x.first ?? 0) }
    return (right, try products(product).left)
  },
  "adds each repeated row once": { product in
    var seen: Set<[Int]> = []
    var copy = product
    for row in copy.rows.indices where !seen.insert(copy.rows[row]).inserted { copy.y[row] = 0 }
    return (try products(product).right, try products(copy).left)
  },
]

@Sendable private func areProducts(
  _ products: Algorithm<MatrixProduct, Products>, of product: MatrixProduct
) throws -> Verdict {
  let (right, left) = try products(product)
  let expectedRight = product.rows.map { row in zip(row, product.x).reduce(0) { $0 + $1.0 * $1.1 } }
  let expectedLeft = product.x.indices.map { column in
    zip(product.rows, product.y).reduce(0) { $0 + $1.0[column] * $1.1 }
  }
  let (onTheLeft, onTheRight) = (
    zip(product.y, right).reduce(0) { $0 + Double($1.0) * $1.1 },
    zip(left, product.x).reduce(0) { $0 + $1.0 * Double($1.1) }
  )
  return .all(
    .equal(onTheLeft, onTheRight, "⟨y, Mx⟩"),
    .equal(right, expectedRight.map { Double($0) }, "M x"), .equal(left, expectedLeft.map { Double($0) }, "Mᵀ y"))
}
