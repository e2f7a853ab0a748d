extension StraightLineProgram {
  /// Whether at every symbol the heights of the two children differ by at most 1, so that entries and prefix sums take
  /// time O(log N).
  ///
  /// - Complexity: O(n).
  public var isBalanced: Bool {
    var heights = [Int](repeating: 0, count: size)
    for symbol in terminals.count..<size {
      let (first, second) = (heights[Int(left[symbol])], heights[Int(right[symbol])])
      if (first - second).magnitude > 1 { return false }
      heights[symbol] = Swift.max(first, second) + 1
    }
    return true
  }

  /// The same vector by a balanced program, of height at most (121/84) · log₂ N < 1.4405 · log₂ N for N ≥ 2 entries.
  ///
  /// - Throws: `ProgramError.tooManySymbols`.
  /// - Complexity: O(n log N) time and symbols.
  public func balanced() throws(ProgramError) -> Self {
    var builder = ProgramBuilder<Value>()
    return builder.program(root: try builder.balanced(self))
  }

  /// The entries at the positions in `range`, as a vector of their own.
  ///
  /// - Precondition: `range` is within 0 ..< `count`.
  /// - Throws: `ProgramError.tooManySymbols`.
  /// - Complexity: O(n); the program has O(`height`) symbols that this one has not.
  public func slice(_ range: Range<Int>) throws(ProgramError) -> Self {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "the range \(range) is not within 0 ..< \(count)")
    guard let root, !range.isEmpty else { return Self() }
    // The longest symbols that lie within the range, from left to right.
    var cover: [Int] = []
    var stack = [(symbol: root, start: 0)]
    while let (symbol, start) = stack.popLast() {
      let end = start + lengths[symbol]
      if end <= range.lowerBound || start >= range.upperBound { continue }
      if range.lowerBound <= start, end <= range.upperBound {
        cover.append(symbol)
      } else {
        let first = Int(left[symbol])
        stack.append((Int(right[symbol]), start + lengths[first]))
        stack.append((first, start))
      }
    }
    var builder = ProgramBuilder<Value>()
    let symbols = try builder.insertAll(self)
    return builder.program(root: try builder.concatenation(cover.map { symbols[$0] }))
  }

  /// This vector, then `other`.
  ///
  /// - Throws: `ProgramError.lengthOverflow`, `ProgramError.tooManySymbols`.
  /// - Complexity: O(n₁ + n₂).
  public func concatenated(with other: Self) throws(ProgramError) -> Self {
    var builder = ProgramBuilder<Value>()
    guard let first = try builder.insert(self) else { return other }
    guard let second = try builder.insert(other) else { return self }
    return builder.program(root: try builder.pair(first, second))
  }

  /// `exponent` copies of this vector, one after the other.
  ///
  /// - Precondition: `exponent` ≥ 0.
  /// - Throws: `ProgramError.lengthOverflow`, `ProgramError.tooManySymbols`.
  /// - Complexity: O(n + log `exponent`).
  public func power(_ exponent: Int) throws(ProgramError) -> Self {
    precondition(exponent >= 0, "a vector cannot be repeated \(exponent) times")
    var builder = ProgramBuilder<Value>()
    guard exponent > 0, let symbol = try builder.insert(self) else { return Self() }
    return builder.program(root: try builder.power(symbol, exponent))
  }

  /// The entries from the last to the first.
  ///
  /// - Complexity: O(n); as many symbols.
  public func reversed() -> Self {
    var builder = ProgramBuilder<Value>()
    var symbols: [ProgramBuilder<Value>.Symbol] = []
    for symbol in 0..<size {
      switch rule(of: symbol) {
      case .terminal(let value): symbols.append(builder.terminal(value))
      case .pair(let left, let right):
        // As many symbols as here, so that neither limit can be met.
        guard let pair = try? builder.pair(symbols[right], symbols[left]) else { return self }
        symbols.append(pair)
      }
    }
    return builder.program(root: symbols.last)
  }

  /// The vector of the images of the entries.
  ///
  /// - Complexity: O(n), and as many calls of `transform` as there are different entries; never more symbols.
  public func mapped<Other>(_ transform: (Value) throws -> Other) rethrows -> StraightLineProgram<Other> {
    var builder = ProgramBuilder<Other>()
    var symbols: [ProgramBuilder<Other>.Symbol] = []
    for symbol in 0..<size {
      switch rule(of: symbol) {
      case .terminal(let value): symbols.append(builder.terminal(try transform(value)))
      case .pair(let left, let right):
        // As many symbols as here at most, so that neither limit can be met.
        guard let pair = try? builder.pair(symbols[left], symbols[right]) else { return StraightLineProgram<Other>() }
        symbols.append(pair)
      }
    }
    return builder.program(root: symbols.last)
  }

  /// The Kronecker product: every entry replaced by `other` times that entry.
  ///
  /// - Throws: `ProgramError.lengthOverflow`, `ProgramError.tooManySymbols`.
  /// - Complexity: O(n₁ + d · n₂) for d different entries of this vector.
  public func kronecker(_ other: Self) throws(ProgramError) -> Self {
    var builder = ProgramBuilder<Value>()
    guard !isEmpty, !other.isEmpty else { return Self() }
    var symbols: [ProgramBuilder<Value>.Symbol] = []
    for symbol in 0..<size {
      switch rule(of: symbol) {
      case .terminal(let factor):
        guard let scaled = try builder.insert(other.mapped { factor * $0 }) else { return Self() }
        symbols.append(scaled)
      case .pair(let left, let right): symbols.append(try builder.pair(symbols[left], symbols[right]))
      }
    }
    return builder.program(root: symbols.last)
  }

  /// How often each different entry occurs, in the order of first occurrence.
  ///
  /// - Complexity: O(n).
  public var histogram: [(value: Value, count: Int)] {
    guard let root else { return [] }
    var occurrences = [Int](repeating: 0, count: size)
    occurrences[root] = 1
    for symbol in stride(from: size - 1, through: terminals.count, by: -1) {
      // No overflow: the occurrences of a symbol do not overlap, so there are at most N.
      occurrences[Int(left[symbol])] += occurrences[symbol]
      occurrences[Int(right[symbol])] += occurrences[symbol]
    }
    return terminals.indices.map { (terminals[$0], occurrences[$0]) }
  }
}

extension StraightLineProgram where Value: Comparable {
  /// The least entry; nil for the empty vector.
  ///
  /// - Complexity: O(number of different entries).
  public var minimum: Value? { terminals.min() }

  /// The greatest entry; nil for the empty vector.
  ///
  /// - Complexity: O(number of different entries).
  public var maximum: Value? { terminals.max() }
}
