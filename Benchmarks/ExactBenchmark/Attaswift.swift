import BigInt

/// Times every operation of BigInt. Each loop is spelled out, as on the Python side: a call through a closure would cost
/// more than an operation on words.
func measureAttaswift() {
  for (bits, pairs) in sizes {
    let operands = Operands<BigInt>(bits: bits, pairs: pairs) { BigInt(BigUInt(words: $0.map { UInt($0) })) }
    let (left, right, dividends) = (operands.left, operands.right, operands.dividends)
    let modulus: BigInt = (1 << 61) - 1
    func time(_ name: String, _ check: some CustomStringConvertible, _ pass: () -> Void) {
      report("BigInt", name, bits, nanoseconds(operations: pairs, pass), "\(check)")
    }
    func sum(_ values: (Int) -> BigInt) -> BigInt {
      (0..<pairs).reduce(0) { ($0 + values($1)) % modulus }
    }
    time("empty loop", "") { for i in 0..<pairs { consume(left[i]) } }
    time("add", sum { left[$0] + right[$0] }) { for i in 0..<pairs { consume(left[i] + right[i]) } }
    time("sub", sum { dividends[$0] - right[$0] }) { for i in 0..<pairs { consume(dividends[i] - right[i]) } }
    time("mul", sum { left[$0] * right[$0] }) { for i in 0..<pairs { consume(left[i] * right[i]) } }
    time("div", sum { dividends[$0] / right[$0] }) { for i in 0..<pairs { consume(dividends[i] / right[i]) } }
    time("gcd", sum { left[$0].greatestCommonDivisor(with: right[$0]) }) {
      for i in 0..<pairs { consume(left[i].greatestCommonDivisor(with: right[i])) }
    }
    time("less", (0..<pairs).count { left[$0] < right[$0] }) {
      for i in 0..<pairs { consume(left[i] < right[i]) }
    }
    time("accumulate", sum { left[$0] }) {
      var total: BigInt = 0
      for i in 0..<pairs { total += left[i] }
      consume(total)
    }
    time("inner product", sum { left[$0] * right[$0] }) {
      var total: BigInt = 0
      for i in 0..<pairs { total += left[i] * right[i] }
      consume(total)
    }
  }
}
