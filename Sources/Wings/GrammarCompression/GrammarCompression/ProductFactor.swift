import Sequences

/// One factor of a product, laid out for the inner loop: everything about a symbol in one place, with sums in a semiring.
struct ProductFactor<Arithmetic: Semiring>: Sendable {
  struct Symbol: Sendable {
    var length: Int
    /// The length of the left child; of a terminal, 1.
    var leftLength: Int
    var left: UInt32
    var right: UInt32
    var sum: Arithmetic.Element
  }

  enum Kind: UInt8, Sendable {
    /// All entries are 0.
    case zero
    /// All entries are one value, not 0.
    case constant
    /// There are two different entries.
    case mixed
  }

  let arithmetic: Arithmetic
  let symbols: [Symbol]
  let kinds: [Kind]
  /// For a symbol that is not mixed, the terminal it repeats.
  let repeated: [UInt32]

  /// The factor whose entries are those of `program`, with the sums of all symbols' expansions.
  init<Value>(_ program: StraightLineProgram<Value>, sums: [Arithmetic.Element], in arithmetic: Arithmetic) {
    self.init(program, sums: sums, repeated: program.repeated, in: arithmetic) { program.terminals[$0].isZero }
  }

  /// The factor whose entries are the images of those of `program`.
  init<Value>(
    _ program: StraightLineProgram<Value>, in arithmetic: Arithmetic, _ element: (Value) -> Arithmetic.Element
  ) {
    var sums = program.terminals.map(element)
    // Two entries may have one image: a symbol repeats it if its terminals' images are equal.
    var firstTerminal: [Arithmetic.Element: UInt32] = [:]
    var repeated: [UInt32] = []
    for (terminal, image) in sums.enumerated() {
      let first = firstTerminal[image] ?? UInt32(terminal)
      firstTerminal[image] = first
      repeated.append(first)
    }
    for symbol in program.terminals.count..<Swift.max(program.size, program.terminals.count) {
      let (left, right) = (Int(program.left[symbol]), Int(program.right[symbol]))
      sums.append(arithmetic.sum(sums[left], sums[right]))
      repeated.append(repeated[left] == repeated[right] ? repeated[left] : StraightLineProgram<Value>.none)
    }
    self.init(program, sums: sums, repeated: repeated, in: arithmetic) { sums[$0] == arithmetic.zero }
  }

  private init<Value>(
    _ program: StraightLineProgram<Value>, sums: [Arithmetic.Element], repeated: [UInt32], in arithmetic: Arithmetic,
    isZero: (_ terminal: Int) -> Bool
  ) {
    self.arithmetic = arithmetic
    symbols = (0..<program.size).map { symbol in
      Symbol(
        length: program.lengths[symbol], leftLength: program.lengths[Int(program.left[symbol])],
        left: program.left[symbol], right: program.right[symbol], sum: sums[symbol])
    }
    kinds = repeated.map { terminal in
      if terminal == StraightLineProgram<Value>.none { return .mixed }
      return isZero(Int(terminal)) ? .zero : .constant
    }
    self.repeated = repeated
  }

  /// The value that a symbol which is not mixed repeats.
  @inline(__always)
  func constant(of symbol: UInt32) -> Arithmetic.Element { symbols[Int(repeated[Int(symbol)])].sum }

  /// The sum of the entries of `symbol` at the positions `lower` ..< `upper`, a range that is not empty.
  ///
  /// - Complexity: O(height).
  @inline(__always)
  func sum(of symbol: UInt32, from lower: Int, to upper: Int) -> Arithmetic.Element {
    var symbol = Int(symbol)
    var (lower, upper) = (lower, upper)
    while true {
      if lower == 0 { return prefixSum(of: symbol, upTo: upper) }
      if kinds[symbol] == .zero { return arithmetic.zero }
      let rule = symbols[symbol]
      if upper <= rule.leftLength {
        symbol = Int(rule.left)
      } else if lower >= rule.leftLength {
        symbol = Int(rule.right)
        lower -= rule.leftLength
        upper -= rule.leftLength
      } else {
        return arithmetic.sum(
          suffixSum(of: Int(rule.left), from: lower),
          prefixSum(of: Int(rule.right), upTo: upper - rule.leftLength))
      }
    }
  }

  private func prefixSum(of symbol: Int, upTo length: Int) -> Arithmetic.Element {
    var symbol = symbol
    var rest = length
    var total = arithmetic.zero
    while rest > 0, kinds[symbol] != .zero {
      let rule = symbols[symbol]
      if rest == rule.length { return arithmetic.sum(total, rule.sum) }
      if rest < rule.leftLength {
        symbol = Int(rule.left)
      } else {
        total = arithmetic.sum(total, symbols[Int(rule.left)].sum)
        rest -= rule.leftLength
        symbol = Int(rule.right)
      }
    }
    return total
  }

  /// Summed directly, not as a difference: a semiring has none.
  private func suffixSum(of symbol: Int, from start: Int) -> Arithmetic.Element {
    var symbol = symbol
    var start = start
    var total = arithmetic.zero
    while kinds[symbol] != .zero {
      let rule = symbols[symbol]
      if start == 0 { return arithmetic.sum(rule.sum, total) }
      if start == rule.length { return total }
      if start < rule.leftLength {
        total = arithmetic.sum(symbols[Int(rule.right)].sum, total)
        symbol = Int(rule.left)
      } else {
        start -= rule.leftLength
        symbol = Int(rule.right)
      }
    }
    return total
  }
}
