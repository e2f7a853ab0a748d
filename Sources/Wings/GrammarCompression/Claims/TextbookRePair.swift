import Exact
import GrammarCompression

/// RePair as it is defined, in quadratic time: count all digrams, replace the most frequent one, again. The place for the
/// faults that checks must catch, and a second opinion on the end state.
struct TextbookRePair {
  enum Fault {
    case none
    /// Digrams that occur exactly twice are left alone.
    case stopsAtTwo
    /// A digram that comes back later gets a second rule.
    case duplicatesRules
    /// The two halves of each rule are swapped.
    case swapsHalves
    /// The last letter is forgotten when it was not replaced.
    case forgetsLast
  }

  private(set) var terminals: [Integer] = []
  private(set) var rules: [(left: Int, right: Int)] = []
  private(set) var sequence: [Int] = []

  init(_ word: [Integer], fault: Fault = .none) {
    for value in word {
      if let known = terminals.firstIndex(of: value) {
        sequence.append(known)
      } else {
        sequence.append(terminals.count)
        terminals.append(value)
      }
    }
    let least = fault == .stopsAtTwo ? 3 : 2
    while let digram = mostFrequentDigram(atLeast: least) {
      let symbol = terminals.count + rules.count
      rules.append(fault == .swapsHalves ? (digram.right, digram.left) : digram)
      var rest: [Int] = []
      var index = 0
      var replaced = 0
      while index < sequence.count {
        if index + 1 < sequence.count, sequence[index] == digram.left, sequence[index + 1] == digram.right,
          !(fault == .duplicatesRules && replaced == 2)
        {
          rest.append(symbol)
          replaced += 1
          index += 2
        } else {
          rest.append(sequence[index])
          index += 1
        }
      }
      sequence = rest
    }
    if fault == .forgetsLast, let last = sequence.last, last < terminals.count { sequence.removeLast() }
  }

  /// The digram with the most non-overlapping occurrences, the smallest of those; nil below the least number.
  private func mostFrequentDigram(atLeast least: Int) -> (left: Int, right: Int)? {
    var counts: [[Int]: Int] = [:]
    var last: [[Int]: Int] = [:]
    for index in 0..<max(sequence.count - 1, 0) {
      let digram = [sequence[index], sequence[index + 1]]
      if last[digram] == index - 1 { continue }
      counts[digram, default: 0] += 1
      last[digram] = index
    }
    let best = counts.filter { $0.value >= least }.min { a, b in
      a.value != b.value ? a.value > b.value : a.key.lexicographicallyPrecedes(b.key)
    }
    return best.map { ($0.key[0], $0.key[1]) }
  }

  /// The vector as a program.
  func program() throws -> StraightLineProgram<Integer> {
    var builder = ProgramBuilder<Integer>()
    var symbols = terminals.map { builder.terminal($0) }
    for rule in rules { symbols.append(try builder.pair(symbols[rule.left], symbols[rule.right])) }
    guard !sequence.isEmpty else { return StraightLineProgram() }
    return builder.program(root: try builder.concatenation(sequence.map { symbols[$0] }))
  }

  /// The final state, for claims about it.
  var state: RePairState { RePairState(rules: rules.map { [$0.left, $0.right] }, sequence: sequence) }
}

/// Where RePair ends: its rules in order, and the sequence in which no digram repeats.
struct RePairState: Equatable, Sendable {
  var rules: [[Int]]
  var sequence: [Int]

  /// A digram that occurs twice without overlap, if there is one.
  var repeatedDigram: [Int]? {
    var first: [[Int]: Int] = [:]
    for index in 0..<max(sequence.count - 1, 0) {
      let digram = [sequence[index], sequence[index + 1]]
      if let known = first[digram] {
        if index >= known + 2 { return digram }
      } else {
        first[digram] = index
      }
    }
    return nil
  }

  /// A right-hand side that two rules share, if there is one.
  var sharedRule: [Int]? {
    var seen: Set<[Int]> = []
    return rules.first { !seen.insert($0).inserted }
  }
}
