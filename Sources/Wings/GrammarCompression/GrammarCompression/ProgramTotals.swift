import Exact

/// A rule of a program whose lengths are integers, as a rule that may be a power.
protocol CountedRule {
  associatedtype Value: SignedNumeric & Hashable
  var runLength: RunLengthRule<Value> { get }
}

extension RunLengthRule: CountedRule where Value: SignedNumeric & Hashable {
  var runLength: RunLengthRule { self }
}

extension StraightLineRule: CountedRule where Value: SignedNumeric & Hashable {
  var runLength: RunLengthRule<Value> {
    switch self {
    case .terminal(let value): .terminal(value)
    case .pair(let left, let right): .pair(left: left, right: right)
    }
  }
}

/// The rules of a program with the length and the sum of every symbol's expansion, and what follows from them: what
/// `LongProgram` and `RunLengthProgram` have in common.
///
/// A rule names rules before it, and the last one is the root.
struct ProgramTotals<Rule: CountedRule & Sendable>: Sendable where Rule.Value: Sendable {
  typealias Value = Rule.Value

  let rules: [Rule]
  let lengths: [Integer]
  let sums: [Value]

  /// - Complexity: O(n) operations on integers; a power costs a multiplication, or O(log k) sums.
  init(_ rules: [Rule]) {
    var (lengths, sums): ([Integer], [Value]) = ([], [])
    for rule in rules {
      switch rule.runLength {
      case .terminal(let value):
        lengths.append(1)
        sums.append(value)
      case .pair(let left, let right):
        lengths.append(lengths[left] + lengths[right])
        sums.append(sums[left] + sums[right])
      case .power(let base, let exponent):
        lengths.append(lengths[base] * exponent)
        sums.append(sums[base].multiplied(by: exponent))
      }
    }
    (self.rules, self.lengths, self.sums) = (rules, lengths, sums)
  }

  /// The number of entries of the root's expansion; 0 without rules.
  var count: Integer { lengths.last ?? 0 }

  /// The sum of the squares of all entries of the root's expansion; 0 without rules.
  var squaredNorm: Value {
    var squares: [Value] = []
    for rule in rules {
      switch rule.runLength {
      case .terminal(let value): squares.append(value * value)
      case .pair(let left, let right): squares.append(squares[left] + squares[right])
      case .power(let base, let exponent): squares.append(squares[base].multiplied(by: exponent))
      }
    }
    return squares.last ?? .zero
  }

  /// The entry of the root's expansion at `position`.
  ///
  /// - Precondition: `position` is in 0 ..< `count`.
  func entry(at position: Integer) -> Value {
    precondition(position >= 0 && position < count, "position \(position) is outside 0 ..< \(count)")
    var (symbol, rest) = (rules.count - 1, position)
    while true {
      switch rules[symbol].runLength {
      case .terminal(let value): return value
      case .pair(let left, let right):
        if rest < lengths[left] {
          symbol = left
        } else {
          rest -= lengths[left]
          symbol = right
        }
      case .power(let base, _):
        rest = rest % lengths[base]
        symbol = base
      }
    }
  }

  /// The sum of the first `length` entries of the root's expansion.
  ///
  /// - Precondition: `length` is in 0 ... `count`.
  func prefixSum(_ length: Integer) -> Value {
    precondition(length >= 0 && length <= count, "length \(length) is outside 0 ... \(count)")
    return length.isZero ? .zero : sum(of: rules.count - 1, upTo: length)
  }

  /// The sum of the first `length` entries of the expansion of `symbol`; of all if it is shorter.
  func sum(of symbol: Int, upTo length: Integer) -> Value {
    var (symbol, rest, total) = (symbol, length, Value.zero)
    while !rest.isZero {
      if rest >= lengths[symbol] { return total + sums[symbol] }
      switch rules[symbol].runLength {
      // Shorter than `rest`, so that it was returned above.
      case .terminal: return total
      case .pair(let left, let right):
        if rest < lengths[left] {
          symbol = left
        } else {
          total += sums[left]
          rest -= lengths[left]
          symbol = right
        }
      case .power(let base, _):
        let (copies, remainder) = rest.quotientAndRemainder(dividingBy: lengths[base])
        total += sums[base].multiplied(by: copies)
        (symbol, rest) = (base, remainder)
      }
    }
    return total
  }
}
