import Sequences

/// A step of a Lempel–Ziv factorisation.
public enum LempelZivFactor<Value> {
  /// One entry that has not occurred before.
  case literal(Value)
  /// `count` entries that also stand at `position`, all of them before the factor.
  case copy(position: Int, count: Int)
}

extension LempelZivFactor: Equatable where Value: Equatable {}
extension LempelZivFactor: Sendable where Value: Sendable {}

/// The LZ77 factors of a sequence: at each point the longest stretch that occurs, whole, further to the left; its leftmost
/// occurrence. Ziv and Lempel, "A universal algorithm for sequential data compression", IEEE Trans. Inf. Theory 23(3), 1977.
///
/// ```swift
/// lempelZivFactors("aaaaaaaa")   // "a", then copies of 1, 2 and 4 entries from position 0
/// ```
///
/// A copy never overlaps itself, so that every factor is a slice of what stands before it.
///
/// - Precondition: There are fewer than 2³¹ entries.
/// - Complexity: O(N) expected, by a suffix automaton of what has been read; about 105 bytes an entry.
public func lempelZivFactors<Value: Hashable>(_ entries: some Collection<Value>) -> [LempelZivFactor<Value>] {
  precondition(entries.count < SuffixAutomaton.limit, "a suffix automaton is of fewer than 2³¹ entries")
  var automaton = SuffixAutomaton()
  var number: [Value: UInt32] = [:]
  var factors: [LempelZivFactor<Value>] = []
  var values: [Value] = []
  let letters = entries.map { entry in
    if let known = number[entry] { return known }
    let new = UInt32(values.count)
    number[entry] = new
    values.append(entry)
    return new
  }
  var position = 0
  while position < letters.count {
    var state = SuffixAutomaton.root
    var length = 0
    while position + length < letters.count, let next = automaton.next(state, letters[position + length]) {
      state = next
      length += 1
    }
    if length > 0 {
      factors.append(.copy(position: automaton.firstEnd(of: state) - length, count: length))
    } else {
      factors.append(.literal(values[Int(letters[position])]))
    }
    for letter in letters[position..<position + max(length, 1)] { automaton.append(letter) }
    position += max(length, 1)
  }
  return factors
}

extension StraightLineProgram {
  /// The vector with the given entries, its balanced grammar made from the LZ77 factors: at most about z log₂ N symbols
  /// for z factors. Rytter, Theoretical Computer Science 302, 2003.
  ///
  /// - Throws: `ProgramError.tooManySymbols`, also for 2³¹ entries or more.
  /// - Complexity: O(N + z log N), expected.
  public init(lz77 entries: some Collection<Value>) throws(ProgramError) {
    guard entries.count < SuffixAutomaton.limit else { throw .tooManySymbols(limit: SuffixAutomaton.limit - 1) }
    try self.init(lz77: lempelZivFactors(entries))
  }

  /// The vector with the given LZ77 factors, as a balanced grammar.
  init(lz77 factors: [LempelZivFactor<Value>]) throws(ProgramError) {
    var builder = ProgramBuilder<Value>()
    var root: ProgramBuilder<Value>.Symbol?
    for factor in factors {
      let piece: ProgramBuilder<Value>.Symbol
      switch factor {
      case .literal(let value): piece = builder.terminal(value)
      case .copy(let position, let count):
        guard let root else { continue }
        piece = try builder.slice(root, position..<position + count)
      }
      root = if let root { try builder.join(root, piece) } else { piece }
    }
    self = builder.program(root: root)
  }

  /// The vector with the given entries, with a rule for each LZ78 phrase: the longest phrase seen before, and one entry
  /// more. Ziv and Lempel, IEEE Trans. Inf. Theory 24(5), 1978. The phrases are folded level by level.
  ///
  /// - Throws: `ProgramError.tooManySymbols`.
  /// - Complexity: O(N), expected.
  public init(lz78 entries: some Sequence<Value>) throws(ProgramError) {
    var builder = ProgramBuilder<Value>()
    let phrases = try Self.phrases(entries, &builder)
    self = phrases.isEmpty ? Self() : builder.program(root: try builder.concatenation(phrases))
  }

  /// The symbols of the LZ78 phrases; the last may be one that was seen before.
  static func phrases(
    _ entries: some Sequence<Value>, _ builder: inout ProgramBuilder<Value>
  ) throws(ProgramError) -> [ProgramBuilder<Value>.Symbol] {
    // The phrase so far, or none, and the next letter, both as symbols.
    var trie: [UInt64: ProgramBuilder<Value>.Symbol] = [:]
    var phrases: [ProgramBuilder<Value>.Symbol] = []
    var current: ProgramBuilder<Value>.Symbol?
    for entry in entries {
      let letter = builder.terminal(entry)
      let step = UInt64(current?.index ?? PairTable.none) << 32 | UInt64(letter.index)
      if let known = trie[step] {
        current = known
        continue
      }
      let phrase = if let current { try builder.pair(current, letter) } else { letter }
      trie[step] = phrase
      phrases.append(phrase)
      current = nil
    }
    if let current { phrases.append(current) }
    return phrases
  }
}
