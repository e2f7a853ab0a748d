import Sequences

/// A store of grammar symbols that never holds two symbols for the same thing.
///
/// ```swift
/// var builder = ProgramBuilder<Integer>()
/// let zeros = try builder.power(builder.terminal(0), 1 << 40)
/// let word = try builder.concatenation([zeros, builder.terminal(1), zeros])
/// let vector = builder.program(root: word)
/// print(vector.count, vector.size)       // 2199023255553 44
/// ```
///
/// **Invariant** (hash-consing): two equal terminals are one symbol, and so are two pairs of the same symbols. The sizes
/// that reductions promise assume it.
///
/// `power` and `concatenation` follow fixed conventions, documented there, so that sizes and key counts can be asserted
/// to the unit.
public struct ProgramBuilder<Value: SignedNumeric & Hashable & Sendable>: Sendable {
  /// A symbol of one builder; it means nothing to another.
  public struct Symbol: Hashable, Sendable {
    let index: UInt32
  }

  /// The left child of a pair; `PairTable.none` for a terminal.
  private var left: [UInt32] = []
  /// The right child of a pair; for a terminal its index in `values`.
  private var right: [UInt32] = []
  private var lengths: [Int] = []
  private var heights: [UInt32] = []
  private var values: [Value] = []
  private var terminals: [Value: UInt32] = [:]
  private var pairs = PairTable()

  /// A builder without symbols.
  public init() {}

  /// The number of symbols in the store, reachable from anywhere or not.
  public var symbolCount: Int { left.count }

  /// The number of entries that `symbol` expands to.
  ///
  /// - Complexity: O(1).
  public func length(of symbol: Symbol) -> Int { lengths[Int(symbol.index)] }

  /// The number of rules on the longest way from `symbol` to an entry: 0 for a terminal.
  ///
  /// - Complexity: O(1).
  public func height(of symbol: Symbol) -> Int { Int(heights[Int(symbol.index)]) }

  /// The two symbols that `symbol` stands for, in order; nil for a terminal.
  ///
  /// - Complexity: O(1).
  public func children(of symbol: Symbol) -> (left: Symbol, right: Symbol)? {
    let first = left[Int(symbol.index)]
    return first == PairTable.none ? nil : (Symbol(index: first), Symbol(index: right[Int(symbol.index)]))
  }

  /// The symbol that expands to the one entry `value`.
  ///
  /// - Precondition: The store has fewer than 2³² − 1 symbols.
  /// - Complexity: O(1), expected.
  public mutating func terminal(_ value: Value) -> Symbol {
    if let known = terminals[value] { return Symbol(index: known) }
    precondition(left.count < Int(PairTable.none), "a grammar has at most 2³² − 1 symbols")
    let index = UInt32(left.count)
    terminals[value] = index
    left.append(PairTable.none)
    right.append(UInt32(values.count))
    lengths.append(1)
    heights.append(0)
    values.append(value)
    return Symbol(index: index)
  }

  /// The symbol that expands to `first`, then `second`.
  ///
  /// - Throws: `ProgramError.lengthOverflow` if the expansion is longer than `Int.max` (the symbol named is the one it
  ///   would have been); `ProgramError.tooManySymbols` beyond 2³² − 1 symbols.
  /// - Complexity: O(1), expected.
  public mutating func pair(_ first: Symbol, _ second: Symbol) throws(ProgramError) -> Symbol {
    let (length, overflow) = lengths[Int(first.index)].addingReportingOverflow(lengths[Int(second.index)])
    if overflow { throw .lengthOverflow(symbol: left.count) }
    guard left.count < Int(PairTable.none) else { throw .tooManySymbols(limit: Int(PairTable.none)) }
    let candidate = UInt32(left.count)
    left.append(first.index)
    right.append(second.index)
    let known = pairs.symbol(for: packed(first.index, second.index), orInsert: candidate) { [left, right] index in
      packed(left[Int(index)], right[Int(index)])
    }
    if known == candidate {
      lengths.append(length)
      heights.append(max(heights[Int(first.index)], heights[Int(second.index)]) + 1)
    } else {
      left.removeLast()
      right.removeLast()
    }
    return Symbol(index: known)
  }

  /// The symbol that expands to `exponent` copies of `symbol`.
  ///
  /// Z₀ = `symbol` and Zᵢ₊₁ = ZᵢZᵢ; the Zᵢ of the set bits of `exponent` are joined from the lowest bit up, each new one
  /// on the right. This creates at most ⌊log₂ k⌋ + popcount(k) − 1 symbols.
  ///
  /// - Precondition: `exponent` ≥ 1: no symbol expands to the empty vector.
  /// - Throws: As `pair(_:_:)`.
  /// - Complexity: O(log `exponent`).
  public mutating func power(_ symbol: Symbol, _ exponent: Int) throws(ProgramError) -> Symbol {
    precondition(exponent >= 1, "no symbol expands to the empty vector")
    var square = symbol
    var product: Symbol?
    var rest = exponent
    while true {
      if rest & 1 == 1 { product = if let product { try pair(product, square) } else { square } }
      rest >>= 1
      if rest == 0 { break }
      square = try pair(square, square)
    }
    return product ?? square
  }

  /// The symbol that expands to the given symbols, one after the other.
  ///
  /// Neighbours are paired level by level; the last symbol of a level of odd length is carried up unchanged. The height
  /// above the given symbols is ⌈log₂ k⌉ for k of them.
  ///
  /// - Precondition: There is at least one symbol: none expands to the empty vector.
  /// - Throws: As `pair(_:_:)`.
  /// - Complexity: O(k).
  public mutating func concatenation(_ symbols: some Sequence<Symbol>) throws(ProgramError) -> Symbol {
    var level = Array(symbols)
    precondition(!level.isEmpty, "no symbol expands to the empty vector")
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

  /// The symbol that expands to what `program` expands to; nil for the empty vector.
  ///
  /// - Throws: `ProgramError.tooManySymbols` beyond 2³² − 1 symbols.
  /// - Complexity: O(n) in the size of `program`.
  public mutating func insert(_ program: StraightLineProgram<Value>) throws(ProgramError) -> Symbol? {
    try insertAll(program).last
  }

  /// The symbols of this store for all symbols of `program`.
  mutating func insertAll(_ program: StraightLineProgram<Value>) throws(ProgramError) -> [Symbol] {
    var symbols: [Symbol] = []
    symbols.reserveCapacity(program.size)
    for symbol in 0..<program.size {
      switch program.rule(of: symbol) {
      case .terminal(let value): symbols.append(terminal(value))
      case .pair(let left, let right): symbols.append(try pair(symbols[left], symbols[right]))
      }
    }
    return symbols
  }

  /// The vector that `root` expands to, with the symbols that it needs and no others; the empty vector for nil.
  ///
  /// The store is unchanged. The method is `mutating` so that `builder.program(root: try builder.pair(a, b))` looks at the
  /// store after the argument has been built, not before.
  ///
  /// - Complexity: O(`symbolCount`) time and memory; no recursion, however deep the rules.
  public mutating func program(root: Symbol?) -> StraightLineProgram<Value> {
    guard let root else { return StraightLineProgram() }
    var reached = Array(repeating: false, count: left.count)
    var number = Array(repeating: PairTable.none, count: left.count)
    var terminalValues: [Value] = []
    var order: [UInt32] = []
    var stack = [root.index]
    // Postorder, left child first: the numbering depends on the grammar alone, not on how it was built.
    while let symbol = stack.last {
      let index = Int(symbol)
      if reached[index] {
        stack.removeLast()
      } else if left[index] == PairTable.none {
        reached[index] = true
        number[index] = UInt32(terminalValues.count)
        terminalValues.append(values[Int(right[index])])
        stack.removeLast()
      } else if !reached[Int(left[index])] {
        stack.append(left[index])
      } else if !reached[Int(right[index])] {
        stack.append(right[index])
      } else {
        reached[index] = true
        order.append(symbol)
        stack.removeLast()
      }
    }
    for (position, symbol) in order.enumerated() { number[Int(symbol)] = UInt32(terminalValues.count + position) }
    return StraightLineProgram(
      terminals: terminalValues,
      pairs: order.map { (number[Int(left[Int($0)])], number[Int(right[Int($0)])]) },
      lengths: order.map { lengths[Int($0)] })
  }
}
