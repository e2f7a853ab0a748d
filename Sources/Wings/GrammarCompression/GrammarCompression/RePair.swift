import Exact

/// The grammar that RePair finds for a sequence: Larsson and Moffat, "Offline Dictionary-Based Compression",
/// Proc. IEEE 88(11), 2000.
///
/// ```swift
/// let grammar = try RePair("abracadabra")
/// grammar.alphabet    // a b r c d
/// grammar.rules       // 5 = (0, 1), 6 = (2, 0), 7 = (5, 6)
/// grammar.sequence    // 7 3 0 4 7
/// ```
///
/// The most frequent pair of neighbours, overlapping occurrences not counted, is replaced by a new symbol, until no pair
/// occurs twice. Among equally frequent pairs the one with the smallest left symbol, then the smallest right symbol, goes
/// first. Symbols are numbered: the alphabet in the order of first occurrence, then the rules.
///
/// **Invariant.** No pair of neighbours of `sequence` has two occurrences that do not overlap, no two rules have the same
/// right-hand side, and every rule names earlier symbols only.
///
/// In a run like a a a, only every second pair is counted. When a neighbour takes the first a, the other two are no longer
/// counted, and a pair that occurs twice can go unseen; so when no counted pair is left, the sequence is counted afresh,
/// and a pair that has a rule already is replaced by that rule's symbol.
public struct RePair<Value: Hashable & Sendable>: Sendable {
  /// The different entries, in the order of first occurrence: the symbols 0 ..< `alphabet.count`.
  public let alphabet: [Value]
  /// The rules: the symbol `alphabet.count + i` stands for the pair `rules[i]`.
  public let rules: [RePairRule]
  /// What the entries were replaced by.
  public let sequence: [UInt32]

  /// Compresses `entries`.
  ///
  /// - Parameters:
  ///   - entries: What to compress.
  ///   - progress: Told now and then about which part of the work is done, from 0 to 1.
  /// - Throws: `ProgramError.tooManySymbols` for 2³¹ entries or more.
  /// - Complexity: O(N log N) time at worst, near-linear in practice; about 24 bytes an entry, and the pairs.
  @inlinable
  public init(_ entries: some Sequence<Value>, progress: (Double) -> Void = { _ in }) throws(ProgramError) {
    var alphabet: [Value] = []
    var number: [Value: UInt32] = [:]
    var sequence: [UInt32] = []
    sequence.reserveCapacity(entries.underestimatedCount)
    for entry in entries {
      if let known = number[entry] {
        sequence.append(known)
      } else {
        let new = UInt32(truncatingIfNeeded: alphabet.count)
        number[entry] = new
        alphabet.append(entry)
        sequence.append(new)
      }
    }
    try self.init(alphabet: alphabet, sequence: sequence, progress: progress)
  }

  @usableFromInline
  init(alphabet: [Value], sequence: [UInt32], progress: (Double) -> Void) throws(ProgramError) {
    // Rules are fewer than entries, so that all symbols together fit 32 bits.
    let limit = (1 << 31) - 1
    guard sequence.count <= limit else { throw .tooManySymbols(limit: limit) }
    var replacement = PairReplacement(sequence, alphabetSize: alphabet.count)
    replacement.run(progress: progress)
    self.alphabet = alphabet
    self.rules = replacement.rules
    self.sequence = replacement.remainingSequence()
  }

  /// The most bytes of memory that compressing so many entries takes, and making a program of the grammar: 90 for each entry, and 250 for
  /// each different one. Random bytes take 60 to 88, text and logs 37 to 45, different integers 300.
  ///
  /// - Parameters:
  ///   - count: The number of entries.
  ///   - distinct: The number of different ones, at most.
  public static func predictedBytes(count: Int, distinct: Int) -> Integer {
    90 * Integer(count) + 250 * Integer(distinct) + 4_000_000
  }

  /// The number of symbols in the rules' right-hand sides and the sequence, 2R + C: the usual size of such grammars.
  public var sizeOfRulesAndSequence: Int { 2 * rules.count + sequence.count }
}

/// The right-hand side of a rule: two symbols.
public struct RePairRule: Hashable, Sendable {
  /// The first symbol.
  public let left: UInt32
  /// The second symbol.
  public let right: UInt32

  /// The pair of `left` and `right`.
  public init(_ left: UInt32, _ right: UInt32) {
    self.left = left
    self.right = right
  }
}

extension StraightLineProgram {
  /// The vector with the given entries, its grammar found by RePair; the sequence that remains is folded level by level.
  ///
  /// - Throws: `ProgramError.tooManySymbols` for 2³¹ entries or more.
  /// - Complexity: As `RePair`. The height may be large; it is not balanced.
  @inlinable
  public init(repair entries: some Sequence<Value>, progress: (Double) -> Void = { _ in }) throws(ProgramError) {
    try self.init(RePair(entries, progress: progress))
  }

  /// The vector that a RePair grammar stands for.
  ///
  /// - Throws: `ProgramError.tooManySymbols`, which a grammar of fewer than 2³¹ entries never meets.
  /// - Complexity: O(size of the grammar).
  public init(_ grammar: RePair<Value>) throws(ProgramError) {
    var builder = ProgramBuilder<Value>()
    var symbols = grammar.alphabet.map { builder.terminal($0).index }
    symbols.reserveCapacity(symbols.count + grammar.rules.count)
    for rule in grammar.rules {
      symbols.append(try builder.pair(ofIndices: symbols[Int(rule.left)], symbols[Int(rule.right)]))
    }
    if grammar.sequence.isEmpty {
      self.init()
    } else {
      self = builder.program(root: try builder.concatenation(ofIndices: grammar.sequence.map { symbols[Int($0)] }))
    }
  }
}

extension RePair where Value == Integer {
  /// Compresses bytes: the same grammar as of their values one by one, without a dictionary of them.
  ///
  /// - Throws: `ProgramError.tooManySymbols` for 2³¹ bytes or more.
  /// - Complexity: As that of other entries.
  public init(bytes: [UInt8], progress: (Double) -> Void = { _ in }) throws(ProgramError) {
    var alphabet: [Integer] = []
    var number = [UInt32](repeating: .max, count: 256)
    var sequence: [UInt32] = []
    sequence.reserveCapacity(bytes.count)
    for byte in bytes {
      if number[Int(byte)] == .max {
        number[Int(byte)] = UInt32(alphabet.count)
        alphabet.append(Integer(Int(byte)))
      }
      sequence.append(number[Int(byte)])
    }
    try self.init(alphabet: alphabet, sequence: sequence, progress: progress)
  }
}
