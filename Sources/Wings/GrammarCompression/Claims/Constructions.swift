import Evidence
import Exact
import GrammarCompression

extension Claim {
  /// Every construction finds a grammar of the word itself.
  static let constructions = Claim(
    id: "grammar.constructions",
    title: "Every construction gives a program that expands to the word, and answers queries as the expansion does",
    sentences: [
      Sentence(
        """
        For every word $w$ and each of RePair, LZ78, LZ77 with balancing, Sequitur and run lengths, the straight-line \
        program expands to $w$.
        """,
        checks: ["exhaustive", "random"]),
      Sentence(
        "Its length, sum and sum of squares are those of $w$, and so are all entries and prefix sums.",
        checks: ["exhaustive", "random"]),
    ],
    source: Source(
      paper:
        "Compression of individual sequences via variable-rate coding (Ziv, Lempel; 1978), and those of the other methods",
      theorem: "correctness of the constructions"),
    checks: [
      Check(
        "exhaustive", level: .exhaustive,
        family: .exhaustive(
          "all words over {0, 1, −2} of length ≤ 5 (deep: 8), by every construction",
          count: { words(upTo: $0 == .quick ? 5 : 8).count }, all: { words(upTo: $0 == .quick ? 5 : 8) }),
        subject: construct, mutants: mutants, test: expands),
      Check(
        "random", level: .certified,
        family: .random(
          "random words of length ≤ 300 with repetitions and runs, some entries beyond 64 bits", quick: 60, deep: 4_000,
          shrink: { built in Word.shrink(built.word).map { BuiltWord(word: $0, construction: built.construction) } },
          draw: { index, stream in
            let all = ProgramConstruction.allCases
            return BuiltWord(
              word: Word.random(stream.uniform(in: 0...300), &stream), construction: all[index % all.count])
          }),
        subject: construct, mutants: mutants, test: expands),
    ])

  /// Balanced grammars stay balanced.
  static let balance = Claim(
    id: "grammar.balance",
    title: "Programs made by balanced concatenation are balanced at every symbol, so their height is logarithmic",
    sentences: [
      Sentence(
        """
        The join of two balanced programs, in which the heights of the two children of every symbol differ by at most 1, is \
        balanced and spells the concatenation; a slice, made of joins, is balanced and spells the range.
        """,
        topic: "joins and slices", checks: ["avl"],
        proof: ProofReference(
          file: "GrammarCompression/Balance.v",
          theorems: ["join_balanced", "join_expansion", "slice_balanced", "slice_expansion"])),
      Sentence(
        "Replaying any program with joins gives every symbol a balanced program of its expansion.",
        topic: "replaying a program", checks: ["replay"],
        proof: ProofReference(file: "GrammarCompression/Balance.v", theorems: ["replay_correct"])),
      Sentence(
        """
        A balanced program of $N \\ge 1$ entries has a height $h$ with $2^{84h} \\le N^{121}$, that is at most $(121/84) \
        \\log_2 N < 1.4405 \\log_2 N$ for $N \\ge 2$.
        """,
        topic: "the height", checks: ["avl", "replay"],
        proof: ProofReference(file: "GrammarCompression/Balance.v", theorems: ["height_bound"])),
      Sentence(
        """
        The program of the LZ77 factors of a nonempty word, made by joins and slices, is balanced and expands to the word.
        """,
        topic: "the program of LZ77 factors", checks: ["avl"],
        proof: ProofReference(file: "GrammarCompression/LempelZivProgram.v", theorems: ["lempel_ziv_program"])),
    ],
    source: Source(
      paper:
        "Application of Lempel–Ziv factorization to the approximation of grammar-based compression (Rytter; TCS 302, 2003)",
      theorem: "AVL grammars"),
    checks: [
      Check(
        "avl", level: .certified, family: someWords, subject: lz77, mutants: balanceMutants, test: isBalanced),
      Check(
        "replay", level: .certified, family: someWords,
        subject: { try StraightLineProgram(repair: $0).balanced() }, mutants: balanceMutants, test: isBalanced),
    ])

  /// LZ77 grammars are small.
  static let lempelZivSize = Claim(
    id: "grammar.lz77-size",
    title: "The balanced grammar of z LZ77 factors has at most about z log₂ N symbols",
    sentences: [
      Sentence(
        """
        The program made from the $z$ LZ77 factors of a word of length $N \\ge 1$ with $d$ different entries has at most $z \
        \\log_2 N + 1 + d$ symbols.
        """,
        checks: ["size"])
    ],
    remark: "The constant 1 before $z \\log_2 N$ is measured: Rytter's proof has a larger one.",
    source: Source(
      paper:
        "Application of Lempel–Ziv factorization to the approximation of grammar-based compression (Rytter; TCS 302, 2003)",
      theorem: "size O(z log N); the constant is measured"),
    checks: [
      Check(
        "size", level: .certified, family: someWords, subject: { try lz77($0).size }, mutants: sizeMutants,
        test: isSmall)
    ])
}

/// A word, and how its program is made.
private struct BuiltWord: Codable, Sendable {
  var word: [Integer]
  var construction: ProgramConstruction
}

private func words(upTo length: Int) -> [BuiltWord] {
  (0...length).flatMap { Word.all(length: $0, over: [0, 1, -2]) }.flatMap { word in
    ProgramConstruction.allCases.map { BuiltWord(word: word, construction: $0) }
  }
}

private let construct: Algorithm<BuiltWord, StraightLineProgram<Integer>> = {
  try StraightLineProgram($0.word, using: $0.construction)
}

private let mutants: KeyValuePairs<String, Algorithm<BuiltWord, StraightLineProgram<Integer>>> = [
  "forgets the last phrase": { built in
    var builder = ProgramBuilder<Integer>()
    let word = built.word.dropLast().map { builder.terminal($0) }
    return word.isEmpty ? StraightLineProgram() : builder.program(root: try builder.concatenation(word))
  },
  "copies one entry too far left": { built in
    var entries: [Integer] = []
    for factor in lempelZivFactors(built.word) {
      switch factor {
      case .literal(let value): entries.append(value)
      case .copy(let position, let count):
        let start = max(position - 1, 0)
        entries += Array(entries[start..<start + count])
      }
    }
    return try StraightLineProgram(repair: entries)
  },
]

@Sendable private func expands(
  _ construct: Algorithm<BuiltWord, StraightLineProgram<Integer>>, to built: BuiltWord
) throws -> Verdict {
  let (program, word) = (try construct(built), built.word)
  guard program.count == word.count else { return .fails("the length is \(program.count), not \(word.count)") }
  var sum: Integer = 0
  for (position, entry) in word.enumerated() {
    if program[position] != entry { return .fails("entry \(position) is \(program[position]), not \(entry)") }
    if program.prefixSum(position) != sum { return .fails("the prefix sum at \(position) is not \(sum)") }
    sum += entry
  }
  return .all(
    .equal(program.sum, sum, "the sum"),
    .equal(program.squaredNorm, word.reduce(0) { $0 + $1 * $1 }, "the sum of squares"),
    .require(try program.expand() == word, "the expansion is another word"))
}

private let someWords = InstanceFamily<[Integer]>.random(
  "random words of length 1 to 400 with repetitions and runs", quick: 80, deep: 4_000,
  shrink: { Word.shrink($0).filter { !$0.isEmpty } },
  draw: { _, stream in Word.random(stream.uniform(in: 1...400), &stream) })

private let lz77: Algorithm<[Integer], StraightLineProgram<Integer>> = { try StraightLineProgram(lz77: $0) }

private let balanceMutants: KeyValuePairs<String, Algorithm<[Integer], StraightLineProgram<Integer>>> = [
  "pairs without rotating": { word in try GrammarShape.caterpillar.program(of: word) },
  "leaves out the last entry": { word in try StraightLineProgram(lz77: Array(word.dropLast())) },
]

@Sendable private func isBalanced(
  _ construct: Algorithm<[Integer], StraightLineProgram<Integer>>, _ word: [Integer]
) throws -> Verdict {
  let program = try construct(word)
  guard program.isBalanced else { return .fails("the children of a symbol differ in height by more than 1") }
  let height = program.height
  return .all(
    .equal(try program.expand(), word, "the expansion"),
    .require(
      Integer(2).power(84 * height) <= Integer(word.count).power(121),
      "the height is \(height) for \(word.count) entries"))
}

private let sizeMutants: KeyValuePairs<String, Algorithm<[Integer], Int>> = [
  "appends the entries of a factor one by one": { word in
    var builder = ProgramBuilder<Integer>()
    let letters = word.map { builder.terminal($0) }
    return builder.program(root: try letters.dropFirst().reduce(letters[0]) { try builder.pair($0, $1) }).size
  }
]

@Sendable private func isSmall(_ size: Algorithm<[Integer], Int>, _ word: [Integer]) throws -> Verdict {
  let (size, z) = (try size(word), lempelZivFactors(word).count)
  // n ≤ z log₂ N + 1 + d without logarithms: 2^(n − 1 − d) ≤ N^z.
  let excess = size - 1 - Set(word).count
  return .require(
    excess <= 0 || Integer(2).power(excess) <= Integer(word.count).power(z),
    "\(size) symbols for \(z) factors of \(word.count) entries")
}
