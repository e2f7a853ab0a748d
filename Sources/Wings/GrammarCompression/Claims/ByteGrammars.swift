import Evidence
import Exact
import Foundation
import GrammarCompression
import Randomness

extension Claim {
  /// Grammars of bytes, the files that hold them, and what is told before.
  static let byteGrammars = Claim(
    id: "grammar.bytes",
    title: "Bytes that come in blocks get a grammar of all of them, which files keep and operations follow",
    sentences: [
      Sentence(
        """
        The grammar of bytes that come one after another expands to them, whatever the length of blocks; what fits a block gets RePair's of \
        the whole. So does that of entries that come block by block.
        """, topic: "blocks", checks: ["blocks"]),
      Sentence(
        """
        A container, and the two files of RePair's programs, are read as the vector that was written, entries from 0 to $2^{31} - 1$ for the \
        latter.
        """, topic: "files", checks: ["operations"]),
      Sentence(
        """
        Slices, concatenations, powers, reversals, sums with a number and Kronecker products expand to those of the expansion; the histogram, \
        the least and the greatest entry are its own.
        """, topic: "operations", checks: ["operations"]),
      Sentence(
        """
        A look at a sequence counts its entries, values and runs, and has its entropy to $10^{-9}$; of one that is its own sample it knows \
        RePair's number of symbols, and the container's bytes within 2 bytes and a hundredth. A sample is no longer than asked for.
        """, topic: "the look before", checks: ["blocks"]),
      .grammarQueries,
    ],
    source: Source(
      paper: "Rpair: Rescaling RePair with Rsync (Gagie, I, Manzini, Navarro, Sakamoto, Takabatake; SPIRE 2019)",
      arXiv: "1906.00809", theorem: "grammars of phrases; operations and files are derived"),
    checks: [
      Check(
        "blocks", level: .certified,
        family: .random(
          "texts of up to 3,000 bytes with copies in them, in blocks of 64 to 4,000 bytes", quick: 16, deep: 600,
          draw: { ByteText.drawn($0, &$1) }),
        subject: makeGrammars, mutants: grammarMutants, test: areOfTheBytes),
      Check(
        "operations", level: .certified,
        family: .random(
          "words of up to 60 entries in four shapes, slices, and exponents to 5", quick: 40, deep: 2_000,
          shrink: { trial in trial.word.indices.map { trial.without($0) } }, draw: { OperationTrial.drawn($0, &$1) }),
        subject: operate, mutants: operationMutants, test: areThoseOfTheWord),
      .grammarQueries,
    ])
}

private let makeGrammars: Algorithm<ByteText, GrammarsOfBytes> = { try GrammarsOfBytes(of: $0) }

private let grammarMutants: KeyValuePairs<String, Algorithm<ByteText, GrammarsOfBytes>> = [
  "forgets what is pending at the end": { text in
    var shorter = text
    shorter.bytes.removeLast(min(text.bytes.count, 1))
    return try GrammarsOfBytes(of: shorter)
  },
  "a block too many": { text in
    var found = try GrammarsOfBytes(of: text)
    found.whole = try found.whole.concatenated(with: found.whole.power(text.bytes.count > text.block ? 1 : 0))
    return found
  },
  "balances what fits a block": { text in
    var found = try GrammarsOfBytes(of: text)
    if text.bytes.count <= text.block { found.whole = try found.whole.balanced() }
    return found
  },
  "looks at an entry more": { text in
    var found = try GrammarsOfBytes(of: text)
    found.look = try Compressibility(
      text.bytes.map { Integer(Int($0)) } + [Integer(Int(text.bytes.first ?? 0))])
    return found
  },
]

private let operate: Algorithm<OperationTrial, [String: [Integer]]> = { try $0.results() }

private let operationMutants: KeyValuePairs<String, Algorithm<OperationTrial, [String: [Integer]]>> = [
  "slices are one entry longer": { trial in
    var other = trial
    other.end = min(trial.end + 1, trial.word.count)
    return try other.results()
  },
  "a power less": { trial in
    var other = trial
    other.exponent = max(trial.exponent - 1, 0)
    return try other.results()
  },
  "files keep half": { trial in
    var results = try trial.results()
    results["container"] = results["container"].map { Array($0.prefix($0.count / 2)) }
    return results
  },
]

@Sendable private func areThoseOfTheWord(
  _ results: Algorithm<OperationTrial, [String: [Integer]]>, _ trial: OperationTrial
) throws -> Verdict {
  let (found, expected) = (try results(trial), trial.expected)
  for (name, word) in expected.sorted(by: { $0.key < $1.key }) where found[name] != word {
    return .fails("\(name): \(found[name] as Any), not \(word)")
  }
  return .equal(found.count, expected.count, "the number of results")
}

/// Bytes, and how they come.
private struct ByteText: Codable, Sendable {
  var bytes: [UInt8]
  var block: Int
  var chunk: Int
  /// The most entries that a look samples.
  var sample: Int

  static func drawn(_ index: Int, _ stream: inout RandomStream) -> ByteText {
    let letters = [1, 2, 4, 256][index % 4]
    var bytes = (0..<stream.uniform(in: 0...1_500)).map { _ in UInt8(stream.uniform(in: 0...letters - 1)) }
    for _ in 0..<stream.uniform(in: 0...3) where !bytes.isEmpty {
      let length = stream.uniform(in: 1...min(bytes.count, 700))
      let start = stream.uniform(in: 0...bytes.count - length)
      bytes += bytes[start..<start + length]
      bytes[stream.uniform(in: 0...bytes.count - 1)] = UInt8(stream.uniform(in: 0...255))
    }
    let block = [64, 65, max(bytes.count - 1, 1), max(bytes.count, 1), 4_000, 500][stream.uniform(in: 0...5)]
    return ByteText(
      bytes: bytes, block: block, chunk: stream.uniform(in: 1...700), sample: stream.uniform(in: 1...2_000))
  }
}

/// What is made of bytes, and what is told of them.
private struct GrammarsOfBytes: Sendable {
  var whole: StraightLineProgram<Integer>
  var blockwise: StraightLineProgram<Integer>
  var look: Compressibility
  var sampled: Compressibility
  var ofEntries: Compressibility

  init(of text: ByteText) throws {
    var construction = ByteConstruction(blockLength: text.block)
    for start in stride(from: 0, to: text.bytes.count, by: text.chunk) {
      try construction.append(contentsOf: text.bytes[start..<min(start + text.chunk, text.bytes.count)])
    }
    whole = try construction.program()
    var entries = BlockwiseConstruction<Integer>(blockLength: text.block)
    try entries.append(contentsOf: text.bytes.map { Integer(Int($0)) })
    blockwise = try entries.program()
    look = try Compressibility(bytes: text.bytes)
    ofEntries = try Compressibility(text.bytes.map { Integer(Int($0)) })
    sampled = try Compressibility(bytes: text.bytes, sampleLimit: text.sample, blockLength: text.block)
  }
}

@Sendable private func areOfTheBytes(
  _ make: Algorithm<ByteText, GrammarsOfBytes>, _ text: ByteText
) throws -> Verdict {
  let (found, word) = (try make(text), text.bytes.map { Integer(Int($0)) })
  for (name, program) in [("bytes", found.whole), ("blocks", found.blockwise)] where try program.expand() != word {
    return .fails("the grammar of \(name) expands to other bytes")
  }
  let repair = try StraightLineProgram(repair: word)
  if word.count <= text.block, found.whole != repair { return .fails("what fits a block gets another grammar") }
  var (runs, frequencies): (Int, [Integer: Int]) = (0, [:])
  for (index, entry) in word.enumerated() {
    if index == 0 || entry != word[index - 1] { runs += 1 }
    frequencies[entry, default: 0] += 1
  }
  let entropy = frequencies.values.sorted().reduce(0.0) { sum, frequency in
    let share = Double(frequency) / Double(word.count)
    return sum - share * log2(share)
  }
  for look in [found.look, found.sampled, found.ofEntries] {
    if look.count != word.count || look.runs != runs || look.distinct != frequencies.count {
      return .fails("\(look.count) entries, \(look.runs) runs and \(look.distinct) values are told")
    }
    if abs(look.entropy - entropy) > 1e-9 { return .fails("the entropy is told to be \(look.entropy), not \(entropy)") }
  }
  if word.count <= text.block, found.sampled.sampleCount > text.sample {
    return .fails("a sample of \(found.sampled.sampleCount)")
  }
  if found.look.sampleSize != repair.size || found.look.predictedSize != repair.size {
    return .fails("\(found.look.predictedSize) symbols are predicted, not \(repair.size)")
  }
  let bytes = repair.container.count
  return .require(
    abs(found.look.predictedBytes - bytes) <= 2 + bytes / 100,
    "\(found.look.predictedBytes) bytes are predicted, not \(bytes)")
}

/// A word, the shape of its program, and what is done with it.
private struct OperationTrial: Codable, Sendable {
  var word: [Integer]
  var shape: GrammarShape
  var start: Int
  var end: Int
  var exponent: Int

  static func drawn(_ index: Int, _ stream: inout RandomStream) -> OperationTrial {
    let all = GrammarShape.allCases
    var word = Word.random(stream.uniform(in: 0...60), &stream)
    // Every other word has entries that RePair's files can hold.
    if index % 2 == 0 { word = word.map { $0.magnitude % 1_000 } }
    let start = stream.uniform(in: 0...word.count)
    return OperationTrial(
      word: word, shape: all[index / 2 % all.count], start: start, end: stream.uniform(in: start...word.count),
      exponent: stream.uniform(in: 0...5))
  }

  func without(_ index: Int) -> OperationTrial {
    var other = self
    other.word.remove(at: index)
    (other.start, other.end) = (min(start, other.word.count), min(end, other.word.count))
    return other
  }

  private var fitsFiles: Bool { word.allSatisfy { $0 >= 0 && $0 < Integer(1) << 31 } }

  /// The words by their definitions.
  var expected: [String: [Integer]] {
    var counts: [Integer: Int] = [:]
    for entry in word { counts[entry, default: 0] += 1 }
    let part = Array(word[start..<end])
    var words: [String: [Integer]] = ["slice": part, "container": word, "balanced": word]
    words["concatenation"] = word + part
    words["power"] = (0..<exponent).flatMap { _ in word }
    words["reversal"] = word.reversed()
    words["sum"] = word.map { $0 + 7 }
    words["product"] = word.flatMap { entry in part.map { entry * $0 } }
    words["histogram"] = counts.keys.sorted().flatMap { [$0, Integer(counts[$0] ?? 0)] }
    words["extremes"] = [word.min(), word.max()].compactMap { $0 }
    if fitsFiles { words["files"] = word }
    return words
  }

  func results() throws -> [String: [Integer]] {
    let program = try shape.program(of: word)
    let part = try program.slice(start..<end)
    var results: [String: [Integer]] = ["slice": try part.expand()]
    results["concatenation"] = try program.concatenated(with: part).expand()
    results["power"] = try program.power(exponent).expand()
    results["reversal"] = try program.reversed().expand()
    results["sum"] = try program.mapped { $0 + 7 }.expand()
    results["product"] = try program.kronecker(part).expand()
    results["histogram"] = program.histogram.sorted { $0.value < $1.value }.flatMap { [$0.value, Integer($0.count)] }
    results["extremes"] = [program.minimum, program.maximum].compactMap { $0 }
    results["container"] = try StraightLineProgram<Integer>(decoding: program.container).expand()
    results["balanced"] = try program.balanced().expand()
    if fitsFiles {
      let files = try program.repairFiles()
      results["files"] = try StraightLineProgram<Integer>(repairRules: files.rules, sequence: files.sequence).expand()
    }
    return results
  }
}
