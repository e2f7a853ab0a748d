import Sequences

/// The symbols of a grammar without the values of its terminals: pairs, of which no two are equal, with their lengths and heights.
///
/// It knows nothing of the type of the entries, so that it is compiled once and not for each type: of an unspecialised generic array
/// alone the metadata took a fifth of RePair's time. `ProgramBuilder` adds the values.
struct PairStore: Sendable {
  /// The left child of a pair; `PairTable.none` for a terminal.
  private(set) var left: [UInt32] = []
  /// The right child of a pair; for a terminal the number that it was made with.
  private(set) var right: [UInt32] = []
  private(set) var lengths: [Int] = []
  private(set) var heights: [UInt32] = []
  private var pairs = PairTable()

  /// The number of symbols.
  var count: Int { left.count }

  /// A new terminal, which keeps `number` for its owner.
  ///
  /// - Precondition: The store has fewer than 2³² − 1 symbols.
  mutating func terminal(_ number: UInt32) -> UInt32 {
    precondition(left.count < Int(PairTable.none), "a grammar has at most 2³² − 1 symbols")
    left.append(PairTable.none)
    right.append(number)
    lengths.append(1)
    heights.append(0)
    return UInt32(left.count - 1)
  }

  /// The symbol of a pair.
  ///
  /// - Throws: `ProgramError.lengthOverflow`, `ProgramError.tooManySymbols`.
  /// - Complexity: O(1), expected.
  mutating func pair(_ first: UInt32, _ second: UInt32) throws(ProgramError) -> UInt32 {
    let (length, overflow) = lengths[Int(first)].addingReportingOverflow(lengths[Int(second)])
    if overflow { throw .lengthOverflow(symbol: left.count) }
    guard left.count < Int(PairTable.none) else { throw .tooManySymbols(limit: Int(PairTable.none)) }
    let candidate = UInt32(left.count)
    left.append(first)
    right.append(second)
    let known = pairs.symbol(for: packed(first, second), orInsert: candidate) { [left, right] index in
      packed(left[Int(index)], right[Int(index)])
    }
    if known == candidate {
      lengths.append(length)
      heights.append(max(heights[Int(first)], heights[Int(second)]) + 1)
    } else {
      left.removeLast()
      right.removeLast()
    }
    return known
  }

  /// The symbol of several, one after the other: neighbours are paired level by level, and the last symbol of a level of odd length
  /// is carried up unchanged.
  ///
  /// - Precondition: There is at least one symbol.
  /// - Throws: As `pair(_:_:)`.
  /// - Complexity: O(k).
  mutating func concatenation(_ symbols: [UInt32]) throws(ProgramError) -> UInt32 {
    precondition(!symbols.isEmpty, "no symbol expands to the empty vector")
    var level = symbols
    while level.count > 1 {
      let half = level.count / 2
      for index in 0..<half { level[index] = try pair(level[2 * index], level[2 * index + 1]) }
      if level.count % 2 == 1 {
        level[half] = level[level.count - 1]
        level.removeLast(half)
      } else {
        level.removeLast(half)
      }
    }
    return level[0]
  }

  /// What a root needs, numbered as a walk of its derivation from left to right meets it.
  struct Derivation {
    /// The numbers of the terminals, in the order of their first occurrence.
    var terminals: [UInt32] = []
    /// The pairs in postorder, left child first; the terminals are the symbols before the first of them.
    var pairs: [(left: UInt32, right: UInt32)] = []
    var lengths: [Int] = []
  }

  /// The derivation from `root`: its numbering depends on the grammar alone, not on how it was built.
  ///
  /// - Complexity: O(`count`) time and memory; no recursion, however deep the rules.
  func derivation(from root: UInt32) -> Derivation {
    // What is not reached, what is on the stack, and what has its number.
    var number = Array(repeating: PairTable.none, count: left.count)
    var derivation = Derivation()
    var order: [UInt32] = []
    var stack = [root]
    while let symbol = stack.last {
      let index = Int(symbol)
      if number[index] != PairTable.none {
        stack.removeLast()
      } else if left[index] == PairTable.none {
        number[index] = UInt32(derivation.terminals.count)
        derivation.terminals.append(right[index])
        stack.removeLast()
      } else if number[Int(left[index])] == PairTable.none {
        stack.append(left[index])
      } else if number[Int(right[index])] == PairTable.none {
        stack.append(right[index])
      } else {
        // Pairs are counted from 0 until all terminals are known.
        number[index] = UInt32(order.count)
        order.append(symbol)
        stack.removeLast()
      }
    }
    let terminals = UInt32(derivation.terminals.count)
    func final(_ symbol: UInt32) -> UInt32 {
      left[Int(symbol)] == PairTable.none ? number[Int(symbol)] : number[Int(symbol)] + terminals
    }
    derivation.pairs = order.map { (final(left[Int($0)]), final(right[Int($0)])) }
    derivation.lengths = order.map { lengths[Int($0)] }
    return derivation
  }
}
