/// One factor of a product, laid out for the inner loop: everything about a symbol in one place, with sums in `Scalar`.
struct ProductFactor<Scalar: SignedNumeric & Sendable>: Sendable {
  struct Symbol: Sendable {
    var length: Int
    /// The length of the left child; of a terminal, 1.
    var leftLength: Int
    var left: UInt32
    var right: UInt32
    var sum: Scalar
  }

  enum Kind: UInt8, Sendable {
    /// All entries are 0.
    case zero
    /// All entries are one value, not 0.
    case constant
    /// There are two different entries.
    case mixed
  }

  let symbols: [Symbol]
  let kinds: [Kind]
  /// For a symbol that is not mixed, the terminal it repeats.
  let repeated: [UInt32]

  init<Value>(_ program: StraightLineProgram<Value>, sums: [Scalar]) {
    symbols = (0..<program.size).map { symbol in
      Symbol(
        length: program.lengths[symbol], leftLength: program.lengths[Int(program.left[symbol])],
        left: program.left[symbol], right: program.right[symbol], sum: sums[symbol])
    }
    kinds = program.repeated.map { terminal in
      if terminal == StraightLineProgram<Value>.none { return .mixed }
      return program.terminals[Int(terminal)] == .zero ? .zero : .constant
    }
    repeated = program.repeated
  }

  /// The value that a symbol which is not mixed repeats.
  @inline(__always)
  func constant(of symbol: UInt32) -> Scalar { symbols[Int(repeated[Int(symbol)])].sum }

  /// The sum of the entries of `symbol` at the positions `lower` ..< `upper`, a range that is not empty.
  ///
  /// - Complexity: O(height).
  @inline(__always)
  func sum(of symbol: UInt32, from lower: Int, to upper: Int) -> Scalar {
    var symbol = Int(symbol)
    var (lower, upper) = (lower, upper)
    while true {
      if lower == 0 { return prefixSum(of: symbol, upTo: upper) }
      if kinds[symbol] == .zero { return .zero }
      let rule = symbols[symbol]
      if upper <= rule.leftLength {
        symbol = Int(rule.left)
      } else if lower >= rule.leftLength {
        symbol = Int(rule.right)
        lower -= rule.leftLength
        upper -= rule.leftLength
      } else {
        return rule.sum - prefixSum(of: Int(rule.left), upTo: lower)
          - suffixSum(of: Int(rule.right), from: upper - rule.leftLength)
      }
    }
  }

  private func prefixSum(of symbol: Int, upTo length: Int) -> Scalar {
    var symbol = symbol
    var rest = length
    var total = Scalar.zero
    while rest > 0, kinds[symbol] != .zero {
      let rule = symbols[symbol]
      if rest == rule.length { return total + rule.sum }
      if rest < rule.leftLength {
        symbol = Int(rule.left)
      } else {
        total += symbols[Int(rule.left)].sum
        rest -= rule.leftLength
        symbol = Int(rule.right)
      }
    }
    return total
  }

  private func suffixSum(of symbol: Int, from start: Int) -> Scalar {
    symbols[symbol].sum - prefixSum(of: symbol, upTo: start)
  }
}
