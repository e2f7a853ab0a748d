import Evidence
import Exact
import GrammarCompression

extension Claim {
  /// On the aligned family the memo has exactly 3 s² (h + 2) − 3 keys.
  static let alignedKeys = Claim(
    id: "grammar.aligned-keys",
    title: "On the aligned family the memoised product stores exactly 3s²(h+2) − 3 keys",
    sentences: [
      Sentence(
        """
        Let $X_i = ((2i+1)(2i+2))^{2^h}$, $Y_j = ((-2j-1)(-2j-2))^{2^h}$ for $0 \\le i,j < s$, $s$ a power of two, $u = (X_0 \
        \\cdots X_{s-1})^s$ and $v = Y_0^s \\cdots Y_{s-1}^s$. Then $N = s^2 2^{h+1}$ and $\\langle u, v\\rangle = -2^h s^2 \
        (s^2 + (s+1)^2)$.
        """,
        checks: ["exact"]),
      Sentence(
        """
        The memo of their product ends with exactly $3 s^2 (h+2) - 3$ keys. With $s = 2^t$ the programs have $4s - 1 + t + \
        sh$ and $4s - 1 + st + sh$ symbols.
        """,
        checks: ["exact"]),
    ],
    remark: "The keys grow with the square of the sizes of the programs, and with the logarithm of the length.",
    source: .grammarPaper("an aligned worst case for the memoised product, derived"),
    checks: [
      Check(
        "exact", level: .certified,
        family: .listed(
          "s ∈ {1, 2, 4, 8}, h ∈ {0, 1, 2, 5, 16}; deep: also s up to 128 and h up to 32",
          quick: sizes(s: [1, 2, 4, 8], h: [0, 1, 2, 5, 16]), deep: sizes(s: [16, 32, 64, 128], h: [0, 3, 16, 32])),
        subject: product, mutants: mutants, test: isAsPredicted)
    ])
}

/// A size of the aligned family.
private struct AlignedSize: Codable, Sendable {
  var s: Int
  var h: Int
}

private func sizes(s: [Int], h: [Int]) -> [AlignedSize] { s.flatMap { s in h.map { AlignedSize(s: s, h: $0) } } }

private typealias Programs = (u: StraightLineProgram<Integer>, v: StraightLineProgram<Integer>)
private typealias ValueAndKeys = (value: Integer, keys: Int)

private let product: Algorithm<Programs, ValueAndKeys> = {
  let product = try $0.u.product(with: $0.v)
  return (product.value, product.keys)
}

private let mutants: KeyValuePairs<String, Algorithm<Programs, ValueAndKeys>> = [
  "stores zeros too": { TextbookProduct.product($0.u, $0.v, fault: .storesZeros) },
  "forgets the offset in the memo": { TextbookProduct.product($0.u, $0.v, fault: .keyWithoutOffset) },
]

@Sendable private func isAsPredicted(
  _ product: Algorithm<Programs, ValueAndKeys>, on size: AlignedSize
) throws -> Verdict {
  let (s, h) = (size.s, size.h)
  let family = try AlignedFamily(blocks: s, doublings: h)
  let found = try product((family.u, family.v))
  let t = s.trailingZeroBitCount
  let repetitions = Integer(1) << h
  let value = -repetitions * Integer(s * s) * Integer(s * s + (s + 1) * (s + 1))
  return .all(
    .equal(Integer(family.u.count), 2 * repetitions * Integer(s * s), "N"), .equal(found.value, value, "the product"),
    .equal(found.keys, 3 * s * s * (h + 2) - 3, "the number of keys"),
    .equal(family.u.size, 4 * s - 1 + t + s * h, "n_u"), .equal(family.v.size, 4 * s - 1 + s * t + s * h, "n_v"))
}
