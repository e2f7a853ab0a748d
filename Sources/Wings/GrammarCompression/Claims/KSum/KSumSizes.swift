import Evidence
import Exact
import GrammarCompressionReductions
import HardProblems
import Problems

extension Claim {
  /// N is as promised and the programs are as small as promised.
  static let kSumSizes = Claim(
    id: "ksum.sizes",
    title:
      "The vectors made from a k-SUM instance have the promised length, and programs of at most the promised sizes",
    sentences: [
      Sentence(
        """
        With $m_i = |A_i|$ the vectors made from a $k$-SUM instance have the length $N = L_{k-1}$ where $L_1 = (k-2)U$ and \
        $L_{i+1} = m_{i+1}(L_i + U)$, for $k = 3$ with $m_1$ and $m_2$ exchanged; so $N = 2Um$ for $k = 3$ and $m = |A| = \
        |B| = |C|$.
        """,
        checks: ["random"],
        proof: ProofReference(file: "GrammarCompression/KSum.v", theorems: ["k_sum_length", "k_sum_length_equal"])),
      Sentence(
        """
        With $L = \\lfloor \\log_2 \\max(U, (k-3)U) \\rfloor$: $n_v \\le 4 + 2L + (m_1+1)L + 2m_1 + L + 2 + \
        \\sum_{i=2}^{k-1} m_i (2L+3)$; $n_u \\le 4 + 2L + (m_k+1)L + 2m_k + L + 2 + \\sum_{i=2}^{k-1} (1 + 2\\lfloor \\log_2 \
        m_i \\rfloor)$, exchanged likewise. For $k = 3$ and $m = |A| = |B| = |C|$ also $n_v \\le (3m+2)(L+1) + 5m + 4$ and $n_u \\le (m+3)(L+1) \
        + 2m + 2\\lfloor\\log_2 m\\rfloor + 6$.
        """,
        checks: ["random"],
        proof: ProofReference(
          file: "GrammarCompression/KSumSizes.v", theorems: ["k_sum_words", "k_sum_sizes", "three_sum_sizes"])),
    ],
    source: .grammarPaper("the sizes of the reductions, with constants derived"),
    checks: [
      Check(
        "random", level: .certified,
        family: .kSum(k: [3, 4, 5, 6], sets: 8, quick: 300, deep: 20_000),
        subject: size, mutants: mutants, test: keepsPromises)
    ])
}

private let size: Algorithm<KSum, SizeParameters> = { try KSumToGrammarDot().reduce($0).size }

private let mutants: KeyValuePairs<String, Algorithm<KSum, SizeParameters>> = [
  "makes the powers of zeros anew each time": { instance in
    let found = try size(instance)
    return ["N": found["N"] ?? 0, "n_v": Integer(sizeWithoutSharing(instance)), "n_u": found["n_u"] ?? 0]
  },
  "forgets the zeros behind the last block": { instance in
    let found = try size(instance)
    let length = (found["N"] ?? 0) - Integer(instance.universe - (outermostSet(of: instance).last ?? instance.universe))
    return ["N": length, "n_v": found["n_v"] ?? 0, "n_u": found["n_u"] ?? 0]
  },
]

/// The set whose elements shift the outermost blocks.
private func outermostSet(of instance: KSum) -> [Int] { instance.sets[instance.k == 3 ? 0 : instance.k - 2] }

/// The symbols of v if every power of zeros is made of symbols of its own.
private func sizeWithoutSharing(_ instance: KSum) -> Int {
  let universe = instance.universe
  /// By squaring: a symbol for each doubling, and one for each further bit that is set.
  func zeros(_ count: Int) -> Int { count == 0 ? 0 : Integer(count).bitWidth - 2 + count.nonzeroBitCount }
  func pieces(_ counts: [Int]) -> Int { counts.count { $0 > 0 } }
  let nested = instance.k == 3 ? [1, 0] : Array(0..<(instance.k - 1))
  let first = instance.sets[nested[0]]
  let gaps = zip([0] + first, first + [universe + 1]).map { $1 - $0 - 1 }
  var size = 2 + gaps.reduce(0) { $0 + zeros($1) } + max(first.count + pieces(gaps) - 1, 0)
  if instance.k > 3 { size += 1 + zeros((instance.k - 3) * universe) }
  for set in nested.dropFirst().map({ instance.sets[$0] }) where !set.isEmpty {
    let parts = set.reduce(0) { $0 + 2 + ($1 < universe ? 1 : 0) }
    size += set.reduce(0) { $0 + zeros($1) + zeros(universe - $1) } + parts - 1
  }
  return size
}

@Sendable private func keepsPromises(_ size: Algorithm<KSum, SizeParameters>, of instance: KSum) throws -> Verdict {
  let measured = try size(instance)
  var promises = try KSumToGrammarDot().promisedSize(of: instance.size)
  let m = instance.sets[0].count
  if instance.k == 3, instance.sets.allSatisfy({ $0.count == m }), m > 0 {
    // L + 1 is the number of bits of U.
    let (bits, log) = (Integer(instance.universe).bitWidth, Integer(m).bitWidth - 1)
    promises.append(SizePromise("N", .equal, Integer(2 * instance.universe * m)))
    promises.append(SizePromise("n_v", .atMost, Integer((3 * m + 2) * bits + 5 * m + 4)))
    promises.append(SizePromise("n_u", .atMost, Integer((m + 3) * bits + 2 * m + 2 * log + 6)))
  }
  var verdict = Verdict.holds()
  for promise in promises {
    guard promise.isKept(by: measured), let size = measured[promise.parameter] else {
      return .fails("promised \(promise), measured \(measured)")
    }
    if promise.relation == .atMost {
      verdict = .all(verdict, .atMost(Rational(size), Rational(promise.value), promise.parameter))
    }
  }
  return verdict
}
