import Evidence
import Exact
import GrammarCompression

extension Claim {
  /// On the aligned family the memo has exactly 3 s² (h + 2) − 3 keys.
  static let alignedKeys = Claim(
    id: "grammar.aligned-keys",
    title: "On the aligned family the memoised product stores exactly 3s²(h+2) − 3 keys",
    statement: """
      Let $X_i = ((2i+1)(2i+2))^{2^h}$, $Y_j = ((-2j-1)(-2j-2))^{2^h}$ for $0 \\le i,j < s$, $s$ a power of two, \
      $u = (X_0 \\cdots X_{s-1})^s$ and $v = Y_0^s \\cdots Y_{s-1}^s$. Then $N = s^2 2^{h+1}$, \
      $\\langle u, v\\rangle = -2^h s^2 (s^2 + (s+1)^2)$, and the memo ends with exactly $3 s^2 (h+2) - 3$ keys: \
      quadratic in the sizes of the programs, logarithmic in the length.
      """,
    source: .grammarPaper("an aligned worst case for the memoised product, derived"),
    checks: [
      Check(
        "exact", level: .certified,
        family: .listed(
          "s ∈ {1, 2, 4, 8}, h ∈ {0, 1, 2, 5, 16}; deep: also s up to 128 and h up to 32",
          quick: [1, 2, 4, 8].flatMap { s in [0, 1, 2, 5, 16].map { AlignedSize(s: s, h: $0) } },
          deep: [16, 32, 64, 128].flatMap { s in [0, 3, 16, 32].map { AlignedSize(s: s, h: $0) } }),
        subject: { (u: Program, v: Program) in
          let product = try u.product(with: v)
          return (product.value, product.keys)
        },
        mutants: [
          "stores zeros too": { TextbookProduct.product($0, $1, fault: .storesZeros) },
          "forgets the offset in the memo": { TextbookProduct.product($0, $1, fault: .keyWithoutOffset) },
        ],
        test: { product, size in
          let (s, h) = (size.s, size.h)
          let family = try AlignedFamily(s: s, h: h)
          let (value, keys) = try product(family.u, family.v)
          let two = Integer(1) << h
          return .all(
            .equal(Integer(family.u.count), 2 * two * Integer(s * s), "N"),
            .equal(value, -two * Integer(s * s * (s * s + (s + 1) * (s + 1))), "the product"),
            // A single pair of halves (s = 1) has its own small count, for which the formula holds as well.
            .equal(keys, 3 * s * s * (h + 2) - 3, "the number of keys"))
        })
    ])

  private typealias Program = StraightLineProgram<Integer>
}

/// A size of the aligned family.
struct AlignedSize: Codable, Sendable {
  var s: Int
  var h: Int
}
