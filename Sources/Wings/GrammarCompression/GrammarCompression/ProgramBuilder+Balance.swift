// AVL grammars: Rytter, "Application of Lempel–Ziv factorization to the approximation of grammar-based compression",
// Theoretical Computer Science 302, 2003.

extension ProgramBuilder {
  /// Whether at `symbol` and at every symbol below it the heights of the two children differ by at most 1.
  ///
  /// Then its height is at most 1.4405 · log₂(N + 2) + 1.
  ///
  /// - Complexity: O(number of symbols below it).
  public func isBalanced(_ symbol: Symbol) -> Bool {
    var seen: Set<Symbol> = [symbol]
    var stack = [symbol]
    while let next = stack.popLast() {
      guard let (left, right) = children(of: next) else { continue }
      if abs(height(of: left) - height(of: right)) > 1 { return false }
      for child in [left, right] where seen.insert(child).inserted { stack.append(child) }
    }
    return true
  }

  /// The balanced symbol that expands to `first`, then `second`.
  ///
  /// - Precondition: Both are balanced.
  /// - Throws: As `pair(_:_:)`.
  /// - Complexity: O(|h₁ − h₂|) new symbols and time.
  public mutating func join(_ first: Symbol, _ second: Symbol) throws(ProgramError) -> Symbol {
    let difference = height(of: first) - height(of: second)
    if difference > 1, let (left, right) = children(of: first) {
      return try rebalanced(left, try join(right, second))
    }
    if difference < -1, let (left, right) = children(of: second) {
      return try rebalanced(try join(first, left), right)
    }
    return try pair(first, second)
  }

  /// The balanced symbol of two balanced ones whose heights differ by at most 2.
  private mutating func rebalanced(_ left: Symbol, _ right: Symbol) throws(ProgramError) -> Symbol {
    if height(of: right) > height(of: left) + 1, let (inner, outer) = children(of: right) {
      if height(of: inner) <= height(of: outer) { return try pair(try pair(left, inner), outer) }
      guard let (first, second) = children(of: inner) else { return try pair(left, right) }
      return try pair(try pair(left, first), try pair(second, outer))
    }
    if height(of: left) > height(of: right) + 1, let (outer, inner) = children(of: left) {
      if height(of: inner) <= height(of: outer) { return try pair(outer, try pair(inner, right)) }
      guard let (first, second) = children(of: inner) else { return try pair(left, right) }
      return try pair(try pair(outer, first), try pair(second, right))
    }
    return try pair(left, right)
  }

  /// The balanced symbol that expands to the entries of `symbol` at the positions in `range`.
  ///
  /// - Precondition: `symbol` is balanced; `range` is not empty and within 0 ..< its length.
  /// - Throws: As `pair(_:_:)`.
  /// - Complexity: O(log N) new symbols and time.
  public mutating func slice(_ symbol: Symbol, _ range: Range<Int>) throws(ProgramError) -> Symbol {
    precondition(
      !range.isEmpty && range.lowerBound >= 0 && range.upperBound <= length(of: symbol),
      "the range \(range) is empty, or not within 0 ..< \(length(of: symbol))")
    guard range.count < length(of: symbol), let (left, right) = children(of: symbol) else { return symbol }
    let middle = length(of: left)
    if range.upperBound <= middle { return try slice(left, range) }
    if range.lowerBound >= middle {
      return try slice(right, range.lowerBound - middle..<range.upperBound - middle)
    }
    return try join(
      try slice(left, range.lowerBound..<middle), try slice(right, 0..<range.upperBound - middle))
  }

  /// The balanced symbol that expands to `exponent` copies of `symbol`.
  ///
  /// - Precondition: `symbol` is balanced, `exponent` ≥ 1.
  /// - Throws: As `pair(_:_:)`.
  /// - Complexity: O(log `exponent`) new symbols and time.
  public mutating func balancedPower(_ symbol: Symbol, _ exponent: Int) throws(ProgramError) -> Symbol {
    precondition(exponent >= 1, "no symbol expands to the empty vector")
    // Squares are balanced. From the shortest to the longest, each is joined to a product about as high as the last one,
    // so that the differences in height add up to O(log k); in the other order they would to O(log² k).
    var square = symbol
    var product: Symbol?
    var rest = exponent
    while true {
      if rest & 1 == 1 { product = if let product { try join(square, product) } else { square } }
      rest >>= 1
      if rest == 0 { return product ?? square }
      square = try pair(square, square)
    }
  }

  /// A balanced symbol that expands to what `program` expands to; nil for the empty vector.
  ///
  /// - Throws: `ProgramError.tooManySymbols`.
  /// - Complexity: O(n log N) new symbols and time, for n symbols of `program`.
  public mutating func balanced(_ program: StraightLineProgram<Value>) throws(ProgramError) -> Symbol? {
    var symbols: [Symbol] = []
    symbols.reserveCapacity(program.size)
    for symbol in 0..<program.size {
      switch program.rule(of: symbol) {
      case .terminal(let value): symbols.append(terminal(value))
      case .pair(let left, let right): symbols.append(try join(symbols[left], symbols[right]))
      }
    }
    return symbols.last
  }
}
