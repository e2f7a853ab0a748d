import Exact
import GrammarCompression

/// The memoised product written down as the recursion it is: an independent second implementation for comparing keys,
/// and the place for the faults that checks must catch.
struct TextbookProduct {
  enum Fault {
    case none
    /// The right child keeps the offset of the left one.
    case keepsOffset
    /// The offset moves the wrong way when the second symbol is split.
    case wrongOffsetSign
    /// The memo forgets the offset.
    case keyWithoutOffset
    /// Zero symbols and pairs without overlap are stored too.
    case storesZeros
    /// The first symbol is split if it can be, in place of the longer one.
    case splitsFirst
    /// A constant symbol is multiplied by the whole sum of the other, whatever the overlap.
    case wholeSum
  }

  struct Key: Hashable {
    var x: Int
    var y: Int
    var offset: Int
  }

  private let v: StraightLineProgram<Integer>
  private let u: StraightLineProgram<Integer>
  private let fault: Fault
  private let sums: (v: [Integer], u: [Integer])
  private var memo: [Key: Integer] = [:]

  /// The product and the number of keys.
  static func product(
    _ v: StraightLineProgram<Integer>, _ u: StraightLineProgram<Integer>, fault: Fault = .none
  ) -> (value: Integer, keys: Int) {
    guard let rootV = v.root, let rootU = u.root else { return (0, 0) }
    var product = TextbookProduct(v: v, u: u, fault: fault)
    let value = product.overlap(rootV, rootU, 0)
    return (value, product.memo.count)
  }

  private init(v: StraightLineProgram<Integer>, u: StraightLineProgram<Integer>, fault: Fault) {
    (self.v, self.u, self.fault) = (v, u, fault)
    self.sums = (Self.sums(of: v), Self.sums(of: u))
  }

  private static func sums(of program: StraightLineProgram<Integer>) -> [Integer] {
    var sums: [Integer] = []
    for symbol in 0..<program.size {
      switch program.rule(of: symbol) {
      case .terminal(let value): sums.append(value)
      case .pair(let left, let right): sums.append(sums[left] + sums[right])
      }
    }
    return sums
  }

  /// The sum of products where X occupies 0..<|X| and Y occupies d..<d + |Y|.
  private mutating func overlap(_ x: Int, _ y: Int, _ d: Int) -> Integer {
    let (low, high) = (max(0, d), min(v.length(of: x), d + u.length(of: y)))
    let key = Key(x: x, y: y, offset: fault == .keyWithoutOffset ? 0 : d)
    let (cv, cu) = (v.constantValue(of: x), u.constantValue(of: y))
    if low >= high || cv == 0 || cu == 0 {
      if fault == .storesZeros { memo[key] = 0 }
      return 0
    }
    if let known = memo[key] { return known }
    let value: Integer
    if let cv {
      value = cv * (fault == .wholeSum ? sums.u[y] : rangeSum(u, sums.u, y, low - d, high - d))
    } else if let cu {
      value = cu * (fault == .wholeSum ? sums.v[x] : rangeSum(v, sums.v, x, low, high))
    } else if fault == .splitsFirst || v.length(of: x) >= u.length(of: y),
      case .pair(let left, let right) = v.rule(of: x)
    {
      let step = fault == .keepsOffset ? 0 : v.length(of: left)
      value = overlap(left, y, d) + overlap(right, y, d - step)
    } else if case .pair(let left, let right) = u.rule(of: y) {
      let step = fault == .wrongOffsetSign ? -u.length(of: left) : u.length(of: left)
      value = overlap(x, left, d) + overlap(x, right, d + step)
    } else {
      value = 0  // Two terminals are constants.
    }
    memo[key] = value
    return value
  }

  /// The sum of entries low..<high of a symbol, by walking down.
  private func rangeSum(
    _ program: StraightLineProgram<Integer>, _ sums: [Integer], _ symbol: Int, _ low: Int, _ high: Int
  ) -> Integer {
    if low >= high { return 0 }
    guard low > 0 || high < program.length(of: symbol), case .pair(let left, let right) = program.rule(of: symbol)
    else {
      return sums[symbol]
    }
    let middle = program.length(of: left)
    return rangeSum(program, sums, left, low, min(high, middle))
      + rangeSum(program, sums, right, max(low - middle, 0), high - middle)
  }
}
