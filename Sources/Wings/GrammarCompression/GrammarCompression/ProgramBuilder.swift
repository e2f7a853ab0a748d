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

  /// The symbols; a terminal's number is that of its value.
  private(set) var store = PairStore()
  private var values: [Value] = []
  private var terminals: [Value: UInt32] = [:]

  /// A builder without symbols.
  public init() {}

  /// The number of symbols in the store, reachable from anywhere or not.
  public var symbolCount: Int { store.count }

  /// The number of entries that `symbol` expands to.
  ///
  /// - Complexity: O(1).
  public func length(of symbol: Symbol) -> Int { store.lengths[Int(symbol.index)] }

  /// The number of rules on the longest way from `symbol` to an entry: 0 for a terminal.
  ///
  /// - Complexity: O(1).
  public func height(of symbol: Symbol) -> Int { Int(store.heights[Int(symbol.index)]) }

  /// The two symbols that `symbol` stands for, in order; nil for a terminal.
  ///
  /// - Complexity: O(1).
  public func children(of symbol: Symbol) -> (left: Symbol, right: Symbol)? {
    let first = store.left[Int(symbol.index)]
    return first == PairTable.none ? nil : (Symbol(index: first), Symbol(index: store.right[Int(symbol.index)]))
  }

  /// The symbol that expands to the one entry `value`.
  ///
  /// - Precondition: The store has fewer than 2³² − 1 symbols.
  /// - Complexity: O(1), expected.
  public mutating func terminal(_ value: Value) -> Symbol {
    if let known = terminals[value] { return Symbol(index: known) }
    let index = store.terminal(UInt32(values.count))
    terminals[value] = index
    values.append(value)
    return Symbol(index: index)
  }

  /// The symbol that expands to `first`, then `second`.
  ///
  /// - Throws: `ProgramError.lengthOverflow` if the expansion is longer than `Int.max` (the symbol named is the one it
  ///   would have been); `ProgramError.tooManySymbols` beyond 2³² − 1 symbols.
  /// - Complexity: O(1), expected.
  public mutating func pair(_ first: Symbol, _ second: Symbol) throws(ProgramError) -> Symbol {
    Symbol(index: try store.pair(first.index, second.index))
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
    try concatenation(ofIndices: symbols.map(\.index))
  }

  /// The same, of symbols by their indices in the store.
  mutating func concatenation(ofIndices symbols: [UInt32]) throws(ProgramError) -> Symbol {
    Symbol(index: try store.concatenation(symbols))
  }

  /// The symbol of a pair of symbols by their indices in the store.
  mutating func pair(ofIndices first: UInt32, _ second: UInt32) throws(ProgramError) -> UInt32 {
    try store.pair(first, second)
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
    let derivation = store.derivation(from: root.index)
    return StraightLineProgram(
      terminals: derivation.terminals.map { values[Int($0)] }, pairs: derivation.pairs, lengths: derivation.lengths)
  }
}
