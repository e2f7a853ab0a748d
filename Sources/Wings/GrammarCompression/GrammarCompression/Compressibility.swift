import Foundation

/// What a look at a sequence says about how well it would compress, before anything large is compressed.
///
/// ```swift
/// let look = Compressibility([0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0])
/// look.runs                // 3
/// look.advice              // .runLength
/// ```
///
/// Length, different entries, runs and entropy are counted over the whole sequence. The size of a grammar is measured on a
/// sample: blocks at equal distances, compressed together by RePair. Repetitions that lie further apart than the sample
/// shows are not seen, so that a grammar of the whole may be smaller than predicted, seldom larger.
public struct Compressibility: Codable, Hashable, Sendable {
  /// What is likely to be smallest.
  public enum Advice: String, Codable, Hashable, Sendable {
    /// Runs of equal entries: products of two such vectors are linear.
    case runLength = "run-length"
    /// A grammar.
    case grammar
    /// Neither: the entries as they are.
    case none
  }

  /// The number of entries N.
  public let count: Int
  /// The number of different entries.
  public let distinct: Int
  /// The number of runs of equal entries.
  public let runs: Int
  /// The entropy of the frequencies of the entries, in bits for each; a grammar can take less, a code of single entries not.
  public let entropy: Double
  /// The number of entries in the sample.
  public let sampleCount: Int
  /// The number of symbols of the sample's grammar.
  public let sampleSize: Int

  /// Looks at the entries.
  ///
  /// - Parameters:
  ///   - entries: The sequence.
  ///   - sampleLimit: How many entries the sample has at most, at least 1.
  /// - Throws: `ProgramError.tooManySymbols`, which samples of fewer than 2³¹ entries never meet.
  /// - Complexity: O(N) and the time to compress the sample; memory for the different entries and the sample.
  public init<Value: SignedNumeric & Hashable & Sendable>(
    _ entries: some RandomAccessCollection<Value>, sampleLimit: Int = 1 << 16
  ) throws(ProgramError) {
    precondition(sampleLimit >= 1, "a sample has at least one entry")
    var frequencies: [Value: Int] = [:]
    var runs = 0
    var previous: Value?
    for entry in entries {
      frequencies[entry, default: 0] += 1
      if entry != previous { runs += 1 }
      previous = entry
    }
    let count = entries.count
    // Summed in the order of size, which does not depend on the dictionary's.
    entropy = frequencies.values.sorted().reduce(0.0) { sum, frequency in
      let share = Double(frequency) / Double(count)
      return sum - share * log2(share)
    }
    var sample: [Value] = []
    if count <= sampleLimit {
      sample = Array(entries)
    } else {
      let blocks = max(sampleLimit / 4096, 1)
      let size = sampleLimit / blocks
      for block in 0..<blocks {
        let start = entries.index(entries.startIndex, offsetBy: block * (count / blocks))
        sample += entries[start...].prefix(size)
      }
    }
    (self.count, self.runs, distinct) = (count, runs, frequencies.count)
    sampleCount = sample.count
    sampleSize = try StraightLineProgram(repair: sample).size
  }

  /// The symbols of the sample's grammar for each of its entries; 1 for the empty sequence.
  public var grammarRatio: Double { sampleCount == 0 ? 1 : Double(sampleSize) / Double(sampleCount) }

  /// The runs for each entry; 1 for the empty sequence.
  public var runRatio: Double { count == 0 ? 1 : Double(runs) / Double(count) }

  /// What is likely to be smallest: runs if they are at most an eighth of the entries and no more than the grammar's symbols;
  /// a grammar if its symbols are at most a quarter of the entries, because a symbol takes about the memory of two entries.
  public var advice: Advice {
    if runRatio <= 0.125, runRatio <= grammarRatio { return .runLength }
    return grammarRatio <= 0.25 ? .grammar : .none
  }
}
