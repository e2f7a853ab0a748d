import Sequences

/// The evaluation of the product of two grammar-compressed vectors over alignments of their symbols.
///
/// D(X, Y, d) is the inner product of X, which lies at 0 ..< |X|, with Y, which lies at d ..< d + |Y|, over the positions
/// that both cover:
///
/// 1. it is 0 if they do not overlap, or if X or Y is all zeros;
/// 2. it may be in the table under the key (X, Y, d);
/// 3. if X repeats a value c, it is c times the sum of Y over the overlap, found from prefix sums; likewise for Y;
/// 4. for two terminals it is their product;
/// 5. otherwise the longer one (X, if they are equally long) is split into its children, and the two parts added.
///
/// What steps 3 to 5 find is stored. The stack is explicit: it grows to the sum of the two heights.
struct ProductEvaluation<Arithmetic: Semiring>: Sendable {
  typealias Scalar = Arithmetic.Element

  let arithmetic: Arithmetic
  let first: ProductFactor<Arithmetic>
  let second: ProductFactor<Arithmetic>
  /// Whether step 3 is taken. Without it, step 5 splits repeated values as well.
  let summingConstants: Bool
  private(set) var table = ProductTable<Scalar>()
  /// After the budget was exceeded: how many positions had been gone through, from the left.
  private(set) var covered = 0

  init(
    _ first: ProductFactor<Arithmetic>, _ second: ProductFactor<Arithmetic>, in arithmetic: Arithmetic,
    summingConstants: Bool
  ) {
    self.arithmetic = arithmetic
    self.first = first
    self.second = second
    self.summingConstants = summingConstants
  }

  private struct Frame {
    var left: UInt32
    var right: UInt32
    var offset: Int
    var hash: UInt64
    var partial: Scalar
    var isFirstPart: Bool
  }

  /// Whether step 5 splits the left symbol.
  @inline(__always)
  private func splitsLeft(_ left: UInt32, _ right: UInt32) -> Bool {
    first.symbols[Int(left)].length >= second.symbols[Int(right)].length
  }

  /// The first of the two alignments that step 5 makes of one.
  @inline(__always)
  private func firstPart(_ left: UInt32, _ right: UInt32, _ offset: Int) -> (UInt32, UInt32, Int) {
    splitsLeft(left, right)
      ? (first.symbols[Int(left)].left, right, offset) : (left, second.symbols[Int(right)].left, offset)
  }

  /// The second of the two alignments that step 5 makes of one.
  @inline(__always)
  private func secondPart(_ left: UInt32, _ right: UInt32, _ offset: Int) -> (UInt32, UInt32, Int) {
    if splitsLeft(left, right) {
      let rule = first.symbols[Int(left)]
      return (rule.right, right, offset - rule.leftLength)
    }
    let rule = second.symbols[Int(right)]
    return (left, rule.right, offset + rule.leftLength)
  }

  /// The positions of the left symbol that both cover.
  ///
  /// Nothing overflows: the two symbols lie within vectors of one length, which fits `Int`.
  @inline(__always)
  private func overlap(_ left: UInt32, _ right: UInt32, _ offset: Int) -> (lower: Int, upper: Int) {
    let end = offset &+ second.symbols[Int(right)].length
    return (max(0, offset), min(first.symbols[Int(left)].length, end))
  }

  /// What step 3 or 4 finds; nil if the alignment must be split.
  @inline(__always)
  private func direct(_ left: UInt32, _ right: UInt32, _ offset: Int, _ lower: Int, _ upper: Int) -> Scalar? {
    if summingConstants {
      if first.kinds[Int(left)] == .constant {
        return arithmetic.product(
          first.constant(of: left), second.sum(of: right, from: lower - offset, to: upper - offset))
      }
      if second.kinds[Int(right)] == .constant {
        return arithmetic.product(first.sum(of: left, from: lower, to: upper), second.constant(of: right))
      }
    } else if first.symbols[Int(left)].length == 1, second.symbols[Int(right)].length == 1 {
      return arithmetic.product(first.symbols[Int(left)].sum, second.symbols[Int(right)].sum)
    }
    return nil
  }

  /// The value of D(`left`, `right`, `offset`).
  ///
  /// - Throws: `ProgramError.budgetExceeded` before the table holds more than `budget` entries.
  mutating func evaluate(_ left: UInt32, _ right: UInt32, _ offset: Int, budget: Int) throws(ProgramError) -> Scalar {
    let budget = min(budget, ProductTable<Scalar>.capacity)
    var stack: [Frame] = []
    var (left, right, offset) = (left, right, offset)
    while true {
      // Down, to an alignment whose value is known.
      var result = arithmetic.zero
      descent: while true {
        let (lower, upper) = overlap(left, right, offset)
        if lower >= upper || first.kinds[Int(left)] == .zero || second.kinds[Int(right)] == .zero { break }
        let hash = ProductTable<Scalar>.hash(left, right, offset)
        if let known = table.value(left, right, offset, hash: hash) {
          result = known
          break
        }
        if let value = direct(left, right, offset, lower, upper) {
          guard table.entries.count < budget else {
            covered = start(under: stack) + lower
            throw .budgetExceeded(keys: budget)
          }
          table.insert(.init(left: left, right: right, offset: offset, value: value), hash: hash)
          result = value
          break
        }
        stack.append(
          Frame(left: left, right: right, offset: offset, hash: hash, partial: arithmetic.zero, isFirstPart: true))
        (left, right, offset) = firstPart(left, right, offset)
      }
      // Up, to an alignment whose second part is not known.
      ascent: while true {
        guard let frame = stack.last else { return result }
        if frame.isFirstPart {
          stack[stack.count - 1].partial = result
          stack[stack.count - 1].isFirstPart = false
          (left, right, offset) = secondPart(frame.left, frame.right, frame.offset)
          break ascent
        }
        stack.removeLast()
        result = arithmetic.sum(frame.partial, result)
        guard table.entries.count < budget else {
          covered = start(under: stack) + overlap(frame.left, frame.right, frame.offset).upper
          throw .budgetExceeded(keys: budget)
        }
        table.insert(
          .init(left: frame.left, right: frame.right, offset: frame.offset, value: result), hash: frame.hash)
      }
    }
  }

  /// The position at which the left symbol of the alignment above all of `stack` starts.
  private func start(under stack: [Frame]) -> Int {
    stack.reduce(0) { start, frame in
      frame.isFirstPart || !splitsLeft(frame.left, frame.right)
        ? start : start + first.symbols[Int(frame.left)].leftLength
    }
  }

  /// Positions of the two vectors that hold a product other than 0, on which one of the two (the flag says which) is
  /// constant and not 0; nil if the product of the roots is 0.
  ///
  /// - Complexity: O(sum of the heights), once `evaluate` has been there.
  func witness(_ left: UInt32, _ right: UInt32) -> (range: Range<Int>, firstIsConstant: Bool)? {
    guard value(left, right, 0) != arithmetic.zero else { return nil }
    var (left, right, offset, start) = (left, right, 0, 0)
    while true {
      let (lower, upper) = overlap(left, right, offset)
      if direct(left, right, offset, lower, upper) != nil {
        return (start + lower..<start + upper, first.kinds[Int(left)] == .constant)
      }
      let part = firstPart(left, right, offset)
      if value(part.0, part.1, part.2) != arithmetic.zero {
        (left, right, offset) = part
      } else {
        if splitsLeft(left, right) { start += first.symbols[Int(left)].leftLength }
        (left, right, offset) = secondPart(left, right, offset)
      }
    }
  }

  /// The value of an alignment that `evaluate` has been to.
  private func value(_ left: UInt32, _ right: UInt32, _ offset: Int) -> Scalar {
    let (lower, upper) = overlap(left, right, offset)
    if lower >= upper { return arithmetic.zero }
    return table.value(left, right, offset, hash: ProductTable<Scalar>.hash(left, right, offset)) ?? arithmetic.zero
  }
}
