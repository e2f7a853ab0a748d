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
/// sample: blocks at equal distances, compressed together by RePair. From its size and that of half of it the whole's is predicted:
/// exactly where the sample is the whole, else as well as pairs grow like a power of the length. Repetitions that lie further apart than
/// the sample shows are not seen, so that a grammar of the whole may be smaller than predicted, seldom larger; but of bytes that do not
/// fit a block, phrases that repeat are counted as `ByteConstruction` does, however far apart, and phrases that resemble each other are
/// in the sample together (`ByteLook`).
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
  /// The predicted number of symbols of the grammar of all entries.
  public let predictedSize: Int
  /// The predicted number of bytes of its `container`.
  public let predictedBytes: Int
  /// The number of bytes that the entries take as they are, if the caller knows it.
  public let storedBytes: Int?
  /// What is likely to be smallest: runs if they are at most an eighth of the entries and no more than the grammar's symbols;
  /// a grammar if its container has fewer bytes than the entries as they are, and, where that is not known, if its symbols are at most a
  /// quarter of the entries, because a symbol takes about the memory of two entries.
  public let advice: Advice

  /// Looks at the entries.
  ///
  /// - Parameters:
  ///   - entries: The sequence.
  ///   - sampleLimit: How many entries the sample has at most, at least 1.
  ///   - storedBytes: How many bytes the entries take as they are; nil if that is not known.
  /// - Throws: `ProgramError.tooManySymbols`, which samples of fewer than 2³¹ entries never meet.
  /// - Complexity: O(N) and the time to compress the sample and half of it; memory for the different entries and their numbers.
  public init<Value: SignedNumeric & Hashable & Sendable>(
    _ entries: some RandomAccessCollection<Value>, sampleLimit: Int = 1 << 21, storedBytes: Int? = nil
  ) throws(ProgramError) {
    precondition(sampleLimit >= 1, "a sample has at least one entry")
    var number: [Value: UInt32] = [:]
    var (letters, frequencies, textBytes): ([UInt32], [Int], Int) = ([], [], 0)
    letters.reserveCapacity(entries.count)
    for entry in entries {
      let letter = number[entry] ?? UInt32(frequencies.count)
      if letter == frequencies.count {
        number[entry] = letter
        frequencies.append(0)
        textBytes += "\(entry)\n".utf8.count
      }
      frequencies[Int(letter)] += 1
      letters.append(letter)
    }
    let forecast = try GrammarForecast(letters, alphabetSize: frequencies.count, sampleLimit: sampleLimit)
    self.init(
      frequencies: frequencies, runs: Self.runs(letters), textBytes: textBytes, forecast, pairs: forecast.pairs,
      storedBytes: storedBytes)
  }

  /// Looks at bytes, which take a byte each as they are.
  ///
  /// - Parameters:
  ///   - bytes: The sequence.
  ///   - sampleLimit: How many bytes the sample has at most, at least 1.
  ///   - blockLength: The block of the `ByteConstruction` whose grammar is predicted.
  /// - Throws: `ProgramError.tooManySymbols`, which samples of fewer than 2³¹ bytes never meet.
  /// - Complexity: As of `ByteLook`.
  public init(bytes: [UInt8], sampleLimit: Int = 1 << 21, blockLength: Int = 1 << 24) throws(ProgramError) {
    var look = ByteLook(sampleLimit: sampleLimit, blockLength: blockLength)
    look.append(contentsOf: bytes)
    self = try look.compressibility()
  }

  /// What was counted, the frequencies those of entries that occur, and what is predicted.
  init(
    frequencies: [Int], runs: Int, textBytes: Int, _ forecast: GrammarForecast, pairs: Int, storedBytes: Int?
  ) {
    let count = frequencies.reduce(0, +)
    // Summed in the order of size, which does not depend on the dictionary's.
    entropy = frequencies.sorted().reduce(0.0) { sum, frequency in
      let share = Double(frequency) / Double(count)
      return sum - share * log2(share)
    }
    (self.count, self.runs, distinct, self.storedBytes) = (count, runs, frequencies.count, storedBytes)
    (sampleCount, sampleSize) = (forecast.sampleCount, forecast.sampleSize)
    predictedSize = distinct + pairs
    let bits = count == 0 ? 0 : ProgramWalk.expectedBits(terminals: distinct, pairs: pairs)
    // A header of 40 bytes, and a checksum.
    predictedBytes = 48 + textBytes + (bits + 7) / 8
    let grammarRatio = sampleCount == 0 ? 1 : Double(sampleSize) / Double(sampleCount)
    let runRatio = count == 0 ? 1 : Double(runs) / Double(count)
    if runRatio <= 0.125, runRatio <= grammarRatio {
      advice = .runLength
    } else if let storedBytes {
      advice = predictedBytes < storedBytes ? .grammar : .none
    } else {
      advice = grammarRatio <= 0.25 ? .grammar : .none
    }
  }

  private static func runs(_ letters: [UInt32]) -> Int {
    var (runs, previous): (Int, UInt32?) = (0, nil)
    for letter in letters where letter != previous {
      runs += 1
      previous = letter
    }
    return runs
  }

  /// The symbols of the sample's grammar for each of its entries; 1 for the empty sequence.
  public var grammarRatio: Double { sampleCount == 0 ? 1 : Double(sampleSize) / Double(sampleCount) }

  /// The runs for each entry; 1 for the empty sequence.
  public var runRatio: Double { count == 0 ? 1 : Double(runs) / Double(count) }
}
