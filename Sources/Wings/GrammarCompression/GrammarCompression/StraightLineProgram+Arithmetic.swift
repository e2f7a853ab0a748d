extension StraightLineProgram {
  /// The entry at `position`.
  ///
  /// - Precondition: `position` is in 0 ..< `count`.
  /// - Complexity: O(`height`).
  public subscript(position: Int) -> Value {
    precondition(position >= 0 && position < count, "position \(position) is outside 0 ..< \(count)")
    var symbol = size - 1
    var rest = position
    while repeated[symbol] == Self.none {
      let middle = lengths[Int(left[symbol])]
      if rest < middle {
        symbol = Int(left[symbol])
      } else {
        rest -= middle
        symbol = Int(right[symbol])
      }
    }
    return terminals[Int(repeated[symbol])]
  }

  /// The sum of all entries; 0 for the empty vector.
  ///
  /// - Complexity: O(1).
  public var sum: Value { sums.last ?? .zero }

  /// The sum of the first `length` entries.
  ///
  /// - Precondition: `length` is in 0 ... `count`.
  /// - Complexity: O(`height`).
  public func prefixSum(_ length: Int) -> Value {
    precondition(length >= 0 && length <= count, "length \(length) is outside 0 ... \(count)")
    return sum(of: size - 1, upTo: length)
  }

  /// The sum of the entries at the positions in `range`.
  ///
  /// - Precondition: `range` is within 0 ..< `count`.
  /// - Complexity: O(`height`).
  public func sum(of range: Range<Int>) -> Value {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= count, "the range \(range) is not within 0 ..< \(count)")
    return range.isEmpty ? .zero : sum(of: size - 1, upTo: range.upperBound) - sum(of: size - 1, upTo: range.lowerBound)
  }

  /// The sum of the first `length` entries of `symbol`.
  private func sum(of symbol: Int, upTo length: Int) -> Value {
    var symbol = symbol
    var rest = length
    var total = Value.zero
    while rest > 0 {
      if rest == lengths[symbol] { return total + sums[symbol] }
      let first = Int(left[symbol])
      if rest < lengths[first] {
        symbol = first
      } else {
        total += sums[first]
        rest -= lengths[first]
        symbol = Int(right[symbol])
      }
    }
    return total
  }

  /// The sum of the squares of all entries; 0 for the empty vector.
  ///
  /// - Complexity: O(n).
  public var squaredNorm: Value { total { $0 * $0 } }

  /// The sum of `weight` over all entries; 0 for the empty vector.
  ///
  /// `weight` is called once for each different value.
  ///
  /// - Complexity: O(n).
  public func total<Weight: AdditiveArithmetic>(_ weight: (Value) -> Weight) -> Weight {
    var totals = terminals.map(weight)
    totals.reserveCapacity(size)
    for symbol in terminals.count..<Swift.max(size, terminals.count) {
      totals.append(totals[Int(left[symbol])] + totals[Int(right[symbol])])
    }
    return totals.last ?? .zero
  }

  /// The number of entries that are not 0.
  ///
  /// - Complexity: O(n).
  public var nonzeroCount: Int { total { $0.isZero ? 0 : 1 } }

  /// The first position in `range` whose entry is not 0, or nil if none exists.
  ///
  /// - Precondition: `range` is within 0 ..< `count`.
  /// - Complexity: O(`height`).
  public func firstNonzero(in range: Range<Int>) -> Int? {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= count, "the range \(range) is not within 0 ..< \(count)")
    guard !range.isEmpty else { return nil }
    // Symbols that wait to be looked at, the leftmost on top, with their first positions.
    var waiting = [(symbol: size - 1, start: 0)]
    while let (symbol, start) = waiting.popLast() {
      if start >= range.upperBound { return nil }
      if start + lengths[symbol] <= range.lowerBound { continue }
      if repeated[symbol] != Self.none {
        if !terminals[Int(repeated[symbol])].isZero { return Swift.max(start, range.lowerBound) }
        continue
      }
      waiting.append((Int(right[symbol]), start + lengths[Int(left[symbol])]))
      waiting.append((Int(left[symbol]), start))
    }
    return nil
  }
}
