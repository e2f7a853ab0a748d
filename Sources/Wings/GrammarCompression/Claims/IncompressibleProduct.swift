import Evidence
import Exact
import GrammarCompression

extension Claim {
  /// The product of two compressible matrices need not be compressible.
  static let incompressibleProduct = Claim(
    id: "grammar.incompressible-product",
    title:
      "The product of two small matrices can need a large grammar: p·pᵀ has as many different entries as the multiplication table",
    sentences: [
      Sentence(
        "The matrix $p = (1, 2, \\dots, N)$ of one column has a program of $2N - 1$ symbols.",
        checks: ["terminals"]),
      Sentence(
        """
        A straight-line program of the $N^2$ entries of $p p^T$ has a terminal for each different product $ij$ with $1 \\le \
        i, j \\le N$, so at least their number $M(N)$ of symbols; $M(10) = 42$, $M(100) = 2906$, $M(1000) = 248083$.
        """,
        checks: ["terminals"]),
    ],
    remark: """
      $M(N)$ is more than $N^{2-\\varepsilon}$ for every $\\varepsilon > 0$ and large $N$ (Erdős). Unlike the other lower \
      bounds this one rests on no conjecture.
      """,
    source: .grammarPaper(
      "products of compressed matrices; the example is derived, M(N) is Erdős's multiplication table"),
    checks: [
      Check(
        "terminals", level: .certified,
        family: .listed("N from 1 to 20, and 100; deep: also 1000", quick: Array(1...20) + [100], deep: [1000]),
        subject: outerProduct, mutants: mutants, test: needsThatMany)
    ])
}

/// A program of the entries of p·pᵀ, row by row, from the entries of p.
private let outerProduct: Algorithm<[Integer], StraightLineProgram<Integer>> = { p in
  try StraightLineProgram(repair: p.lazy.flatMap { x in p.lazy.map { x * $0 } })
}

private let mutants: KeyValuePairs<String, Algorithm<[Integer], StraightLineProgram<Integer>>> = [
  "uses that the product is symmetric, and leaves 0 below the diagonal": { p in
    try StraightLineProgram(repair: p.flatMap { x in p.map { x <= $0 ? x * $0 : 0 } })
  },
  "multiplies in eight bits": { p in
    try StraightLineProgram(repair: p.flatMap { x in p.map { (x * $0) % Integer(256) } })
  },
]

/// M(N) where it is known from elsewhere (OEIS A027424).
private let known = [1: 1, 2: 3, 3: 6, 4: 9, 5: 14, 10: 42, 100: 2906, 1000: 248_083]

/// M(N), by marking the products.
private func multiplicationTable(_ n: Int) -> Int {
  var seen = Array(repeating: false, count: n * n + 1)
  var count = 0
  for i in 1...n {
    for j in i...n where !seen[i * j] {
      seen[i * j] = true
      count += 1
    }
  }
  return count
}

@Sendable private func needsThatMany(
  _ outerProduct: Algorithm<[Integer], StraightLineProgram<Integer>>, _ n: Int
) throws -> Verdict {
  let entries: [Integer] = (1...n).map { Integer($0) }
  var builder = ProgramBuilder<Integer>()
  let p = builder.program(root: try builder.concatenation(entries.map { builder.terminal($0) }))
  let product = try outerProduct(entries)
  let distinct = multiplicationTable(n)
  return .all(
    .equal(distinct, known[n] ?? distinct, "M(\(n))"), .equal(p.size, 2 * n - 1, "the size of p"),
    .equal(product.count, n * n, "the number of entries"), .equal(product.terminalCount, distinct, "the terminals"),
    .require(product.size >= distinct, "the program has \(product.size) symbols, fewer than \(distinct)"))
}
