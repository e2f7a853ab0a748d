/// The grammar that Sequitur finds for a sequence, entry by entry: Nevill-Manning and Witten, "Identifying Hierarchical
/// Structure in Sequences: A linear-time algorithm", Journal of Artificial Intelligence Research 7, 1997.
///
/// ```swift
/// let grammar = try Sequitur("abcdbcabcdbc")
/// grammar.alphabet    // a b c d
/// grammar.rules       // 4 = (1, 2), 5 = (0, 4, 3, 4)
/// grammar.sequence    // 5 5
/// ```
///
/// After each entry two things hold again: no pair of neighbours occurs twice (*digram uniqueness*), and every rule is
/// used at least twice (*rule utility*). A pair that occurs twice gets a rule, and a rule that is used once is written out
/// where it is used, so that rules may be longer than a pair.
///
/// Symbols are numbered: the alphabet in the order of first occurrence, then the rules, each after those that it uses, in
/// the order in which a walk from left to right completes them.
///
/// **Invariant.** No pair of neighbours has two occurrences that do not overlap, in `sequence` and all `rules` together;
/// every rule has at least two symbols, is used at least twice, and names earlier symbols only.
public struct Sequitur<Value: Hashable & Sendable>: Sendable {
  /// The different entries, in the order of first occurrence: the symbols 0 ..< `alphabet.count`.
  public let alphabet: [Value]
  /// The rules: the symbol `alphabet.count + i` stands for the symbols `rules[i]`.
  public let rules: [[UInt32]]
  /// What the entries were replaced by.
  public let sequence: [UInt32]

  /// Compresses `entries`.
  ///
  /// - Throws: `ProgramError.tooManySymbols` for 2³⁰ entries or more.
  /// - Complexity: O(N), expected; about 12 bytes for each symbol of the grammar, and 20 for each pair of neighbours in it.
  public init(_ entries: some Sequence<Value>) throws(ProgramError) {
    var alphabet: [Value] = []
    var number: [Value: UInt32] = [:]
    var inference = SequiturInference()
    var count = 0
    for entry in entries {
      count += 1
      guard count < SequiturInference.limit else { throw .tooManySymbols(limit: SequiturInference.limit - 1) }
      if let known = number[entry] {
        inference.append(known)
      } else {
        let new = UInt32(truncatingIfNeeded: alphabet.count)
        number[entry] = new
        alphabet.append(entry)
        inference.append(new)
      }
    }
    self.alphabet = alphabet
    (rules, sequence) = inference.grammar(alphabetSize: alphabet.count)
  }
}

extension StraightLineProgram {
  /// The vector with the given entries, its grammar found by Sequitur; long rules are folded level by level.
  ///
  /// - Throws: `ProgramError.tooManySymbols` for 2³⁰ entries or more.
  /// - Complexity: As `Sequitur`. The height may be large; it is not balanced.
  public init(sequitur entries: some Sequence<Value>) throws(ProgramError) {
    try self.init(Sequitur(entries))
  }

  /// The vector that a Sequitur grammar stands for.
  ///
  /// - Throws: `ProgramError.tooManySymbols`, which a grammar of fewer than 2³⁰ entries never meets.
  /// - Complexity: O(size of the grammar).
  public init(_ grammar: Sequitur<Value>) throws(ProgramError) {
    var builder = ProgramBuilder<Value>()
    var symbols = grammar.alphabet.map { builder.terminal($0) }
    symbols.reserveCapacity(symbols.count + grammar.rules.count)
    for rule in grammar.rules { symbols.append(try builder.concatenation(rule.lazy.map { symbols[Int($0)] })) }
    if grammar.sequence.isEmpty {
      self.init()
    } else {
      self = builder.program(root: try builder.concatenation(grammar.sequence.lazy.map { symbols[Int($0)] }))
    }
  }
}
