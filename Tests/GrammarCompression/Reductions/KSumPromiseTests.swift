import Exact
import GrammarCompressionReductions
import Problems
import Randomness
import Testing

/// What the reductions from k-SUM promise, beside the same sizes written out on integers.
@Suite("Promised sizes of what k-SUM becomes: formulas beside plain arithmetic")
struct KSumPromiseTests {
  private static func sizes(_ sets: [Int], universe: Int) -> SizeParameters {
    var size: SizeParameters = ["k": Integer(sets.count), "m": Integer(sets.max() ?? 0), "U": Integer(universe)]
    for (index, m) in sets.enumerated() { size.append("m\(index + 1)", Integer(m)) }
    return size
  }

  /// ⌊log₂ x⌋; 0 for 0.
  private static func log(_ x: Int) -> Int { max(Int.bitWidth - x.leadingZeroBitCount - 1, 0) }
  /// ⌊log₂ x⌋ + 1; 0 for 0.
  private static func bits(_ x: Int) -> Int { Int.bitWidth - x.leadingZeroBitCount }

  @Test("Inner products of 3 to 6 sets, with and without padding by N^(1/2)")
  func innerProduct() throws {
    var stream = RandomStream(seed: 132)
    for index in 0..<60 {
      let k = 3 + index % 4
      let sets = (0..<k).map { _ in stream.uniform(in: 0...20) }
      let universe = stream.uniform(in: 1...70)
      let nested = k == 3 ? [sets[1], sets[0]] : Array(sets.dropLast())
      var length = (k - 2) * universe
      for m in nested.dropFirst() { length = m * (length + universe) }
      let log = Self.log(max(universe, (k - 3) * universe))
      let last = sets[k - 1]
      var (v, u) = (
        4 + 2 * log + (nested[0] + 1) * log + 2 * nested[0] + log + 2,
        4 + 2 * log + (last + 1) * log + 2 * last + log + 2
      )
      for m in nested.dropFirst() {
        v += m * (2 * log + 3)
        u += 1 + 2 * Self.log(m)
      }
      for gamma in [nil, Rational(1, 2)] {
        let root = Int(exactly: Integer(length).squareRoot()) ?? 0
        let padding = gamma == nil ? 0 : root * root < length ? root + 1 : root
        for fixed in [nil, k] {
          let promises = try KSumToGrammarDot(gamma: gamma, k: fixed).promisedSize(
            of: Self.sizes(sets, universe: universe))
          #expect(
            promises == [
              SizePromise("N", .equal, Integer(length + padding)), SizePromise("n_v", .atMost, Integer(v + padding)),
              SizePromise("n_u", .atMost, Integer(u + padding)),
            ], "\(sets) \(universe)")
        }
      }
    }
  }

  @Test("Products of matrices, with the usual number of groups and others")
  func matrices() throws {
    var stream = RandomStream(seed: 133)
    for index in 0..<80 {
      let (m, universe) = (stream.uniform(in: 0...50), stream.uniform(in: 1...300))
      let wanted = index % 2 == 0 ? nil : stream.uniform(in: 1...60)
      let g = wanted.map { min($0, max(m, 1)) } ?? ((1...8).first { $0 * $0 >= m } ?? 0)
      let s = (m + g - 1) / g
      let rows = 3 * g * g - g
      let (b, e) = (Self.bits(universe), Self.bits(s))
      let indicator = (s + 1) * b + 2 * s + 1
      let block = indicator + s * (2 * b + 3)
      let size = Self.sizes([m, m, m], universe: universe)
      let columns = 2 * g * s * universe
      let f = Self.bits(max(columns, 1))
      #expect(
        try KSumToGrammarMatrixVector(groups: wanted).promisedSize(of: size) == [
          SizePromise("R", .atMost, Integer(rows)), SizePromise("D", .equal, Integer(columns)),
          SizePromise("n_M", .atMost, Integer(2 + f + rows * (block + 2 * f + 3))),
          SizePromise("n_x", .atMost, Integer(2 + b + g * (indicator + b + 2 * e + 3))),
        ], "\(m) \(universe) \(g)")
      let inner = 2 * rows * s * universe
      let h = Self.bits(max(inner, 1))
      #expect(
        try KSumToGrammarMatrixProduct(groups: wanted).promisedSize(of: size) == [
          SizePromise("R", .atMost, Integer(rows)), SizePromise("Q", .atMost, Integer(rows)),
          SizePromise("K", .atMost, Integer(inner)),
          SizePromise("n_A", .atMost, Integer(2 + h + rows * (block + 2 * h + 3))),
          SizePromise("n_B", .atMost, Integer(2 + h + rows * (indicator + b + 2 * e + 2 * h + 6))),
        ], "\(m) \(universe) \(g)")
    }
  }

  @Test("Words")
  func words() {
    #expect(
      KSumToGrammarDot(k: 3).overhead
        == "N = 2Um₁, n_v ≤ (m₂ + 4)L + 2m₂ + m₁(2L + 3) + 6, n_u ≤ (m₃ + 4)L + 2m₃ + 2⌊log₂ m₁⌋ + 7; L = ⌊log₂ U⌋")
    #expect(
      KSumToGrammarDot(gamma: Rational(1, 3), k: 3).overhead.hasPrefix("N = 2Um₁ + ⌈(2Um₁)^(1/3)⌉, n_v ≤ "))
    #expect(KSumToGrammarDot().overhead.hasPrefix("N = ℓ, n_v ≤ (m₁ + 4)L + 2m₁ + M(2L + 3) + 6, "))
    #expect(KSumToGrammarDot().overhead.contains("; ℓ = ℓ_(k−1) with ℓ₁ = (k − 2)U and ℓᵢ₊₁ = mᵢ₊₁(ℓᵢ + U), "))
    #expect(
      KSumToGrammarMatrixVector().overhead == """
        R ≤ r, D = 2gsU, n_M ≤ f + r(I + s(2‖U‖ + 3) + 2f + 3) + 2, n_x ≤ ‖U‖ + g(I + ‖U‖ + 2‖s‖ + 3) + 2; \
        g = ⌈√max(m, 1)⌉, r = 3g² − g, s = ⌈m/g⌉, f = ‖max(2gsU, 1)‖, I = (s + 1)‖U‖ + 2s + 1
        """)
    #expect(GrammarDotToGrammarAddition().overhead == "N, n_v and n_u as in the source")
    let sum: [any Reduction] = [KSumToGrammarDot(k: 3), GrammarDotToGrammarAddition()]
    #expect(sum.promises.words == KSumToGrammarDot(k: 3).overhead)
  }
}
