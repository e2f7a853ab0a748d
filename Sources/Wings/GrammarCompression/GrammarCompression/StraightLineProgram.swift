import Exact

/// A vector given by a grammar: an acyclic set of rules that expands to it, and to nothing else.
///
/// ```swift
/// let vector = try StraightLineProgram<Integer>(repair: [1, 2, 1, 2, 1, 2, 1, 2])
/// vector.size        // 5: the symbols 1, 2, A = 1 2, B = A A, and the root B B
/// vector.count       // 8
/// vector[5]          // 2
/// vector.sum         // 12
/// ```
///
/// n rules can describe a vector of up to 2ⁿ entries. Sums, norms and single entries cost time in n, not in the length N;
/// so does the product of two vectors as long as few alignments of their symbols meet
/// (`product(with:budget:)`), but no algorithm does it in O(n^(2−ε)) for all vectors unless the 3SUM
/// conjecture fails: Abboud, Backurs, Bringmann and Künnemann, "Impossibility Results for Grammar-Compressed Linear
/// Algebra" (arXiv 2010.14181).
///
/// The grammar is in Chomsky normal form. Its symbols are numbered from 0: terminals first, in the order of their first
/// occurrence in the vector, then pairs, each after its children, in the order in which a walk of the derivation from
/// left to right completes them; the last symbol is the root.
///
/// **Invariant.** Every symbol is reachable from the root; no two terminals are equal; no two pairs have the same
/// children. So `size`, the number of symbols, terminals included, is a property of the value, and two programs are `==`
/// exactly if they are the same grammar up to names. (Equal vectors may have different grammars.)
///
/// The length must not exceed `Int.max`, and there are at most 2³² − 1 symbols. Arithmetic is that of `Value`: with
/// `Integer` or `Rational` results are exact; a fixed-width type traps when a sum does not fit. Entries are identified by
/// `==`, so entries of type `Double` lose the sign of zero, and must not be NaN; `BitPatternDouble` keeps both.
public struct StraightLineProgram<Value: SignedNumeric & Hashable & Sendable>: Sendable {
  /// Stands for "no symbol" in the arrays below.
  static var none: UInt32 { UInt32.max }

  /// The values of the symbols 0, 1, …, in the order of their first occurrence.
  let terminals: [Value]
  /// The left child of each symbol; of a terminal, itself.
  let left: [UInt32]
  /// The right child of each symbol; of a terminal, itself.
  let right: [UInt32]
  /// The length of each symbol's expansion.
  let lengths: [Int]
  /// The sum of each symbol's expansion.
  let sums: [Value]
  /// The terminal that the symbol repeats, or `none` if its expansion has two different entries.
  let repeated: [UInt32]

  /// The number of rules on the longest way from the root to an entry: 0 for one entry, and for the empty vector.
  public let height: Int

  /// The empty vector: no symbol, no root.
  public init() { self.init(terminals: [], pairs: [], lengths: []) }

  /// The program whose pairs, numbered after the terminals, are given in postorder with their lengths.
  ///
  /// The caller guarantees the invariant of the type.
  @_specialize(where Value == Integer)
  init(terminals: [Value], pairs: [(left: UInt32, right: UInt32)], lengths pairLengths: [Int]) {
    let count = terminals.count + pairs.count
    var left = Array(0..<UInt32(terminals.count))
    var right = left
    var repeated = left
    var lengths = Array(repeating: 1, count: terminals.count)
    var sums = terminals
    var heights = [UInt32](repeating: 0, count: terminals.count)
    left.reserveCapacity(count)
    right.reserveCapacity(count)
    repeated.reserveCapacity(count)
    sums.reserveCapacity(count)
    heights.reserveCapacity(count)
    lengths += pairLengths
    for pair in pairs {
      let (first, second) = (Int(pair.left), Int(pair.right))
      left.append(pair.left)
      right.append(pair.right)
      sums.append(sums[first] + sums[second])
      repeated.append(repeated[first] == repeated[second] ? repeated[first] : Self.none)
      heights.append(Swift.max(heights[first], heights[second]) + 1)
    }
    self.terminals = terminals
    self.left = left
    self.right = right
    self.lengths = lengths
    self.sums = sums
    self.repeated = repeated
    self.height = Int(heights.last ?? 0)
  }

  /// The number of symbols n, terminals included.
  ///
  /// - Complexity: O(1).
  public var size: Int { left.count }

  /// The number of entries N of the vector.
  ///
  /// - Complexity: O(1).
  public var count: Int { lengths.last ?? 0 }

  /// Whether the vector has no entries.
  public var isEmpty: Bool { left.isEmpty }

  /// The symbol that expands to the whole vector, always the last one; nil for the empty vector.
  public var root: Int? { isEmpty ? nil : size - 1 }

  /// The number of different values among the entries: the symbols 0 ..< `terminalCount` are the terminals.
  public var terminalCount: Int { terminals.count }

  /// What `symbol` stands for.
  ///
  /// - Precondition: `symbol` is in 0 ..< `size`.
  /// - Complexity: O(1).
  public func rule(of symbol: Int) -> StraightLineRule<Value> {
    symbol < terminals.count
      ? .terminal(terminals[symbol]) : .pair(left: Int(left[symbol]), right: Int(right[symbol]))
  }

  /// The number of entries that `symbol` expands to.
  ///
  /// - Precondition: `symbol` is in 0 ..< `size`.
  /// - Complexity: O(1).
  public func length(of symbol: Int) -> Int { lengths[symbol] }

  /// The value that `symbol` repeats, or nil if its expansion has two different entries.
  ///
  /// - Precondition: `symbol` is in 0 ..< `size`.
  /// - Complexity: O(1).
  public func constantValue(of symbol: Int) -> Value? {
    repeated[symbol] == Self.none ? nil : terminals[Int(repeated[symbol])]
  }
}

extension StraightLineProgram: Hashable {
  public static func == (first: Self, second: Self) -> Bool {
    first.terminals == second.terminals && first.left == second.left && first.right == second.right
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(terminals)
    hasher.combine(left)
    hasher.combine(right)
  }
}
