import Exact

/// How often the best predictor is right that knows which operations occur, but not their order.
///
///     try ShortcutCeiling.multiset(of: d3, length: 2)      // [7/12…, 3/4], positions 1 and 2
///     ShortcutCeiling.negations(length: 3)                 // [3/4, 3/4, 1]
///
/// On a chain of independent uniform operations, a predictor that sees only the multiset of operations cannot be right more often than
/// this, whatever it computes: it guesses, for each multiset, the value that most orders give. Over an abelian group the last
/// variable needs no order at all, so its ceiling is 1: the shortcut of arXiv 2206.04301. Derived.
public enum ShortcutCeiling {
  /// For each position 1 to n of a chain over Z2 the ceiling, by the formula.
  ///
  /// With k negations among n, position i has an even number of them with probability
  /// E = Σ over even e of C(k, e) C(n−k, i−e) / C(n, i), and the guess is right with probability max(E, 1 − E).
  /// - Complexity: O(n³) integer operations.
  public static func negations(length n: Int) -> [Rational] {
    guard n > 0 else { return [] }
    let choose = pascal(n)
    return (1...n).map { i in
      var sum: Rational = 0
      for k in 0...n {
        var even: Integer = 0
        for e in stride(from: 0, through: min(k, i), by: 2) where i - e <= n - k {
          even += choose[k][e] * choose[n - k][i - e]
        }
        let odd = choose[n][i] - even
        sum += Rational(choose[n][k] * max(even, odd), choose[n][i])
      }
      return sum / Rational(Integer(1) << n)
    }
  }

  /// For each position 1 to n of a chain over any group the ceiling, by dynamic programming over multisets.
  ///
  /// - Parameters:
  ///   - group: the group.
  ///   - n: the length of the chain, at least 1.
  ///   - limit: the largest number of table entries, one for each multiset of up to n operations and each value.
  /// - Throws: ``ShortcutCeilingError`` with the number of entries if it is beyond the limit.
  /// - Complexity: for C(n + |G|, n) multisets, |G|² steps each for the last position; the others visit all pairs of a multiset and a
  ///   part of it.
  public static func multiset(
    of group: FiniteGroup, length n: Int, limit: Int = 2_000_000
  ) throws(ShortcutCeilingError) -> [Rational] {
    guard n > 0 else { return [] }
    let table = try OrderCounts(group: group, length: n, limit: limit)
    let total = Rational(Integer(group.order).power(n))
    return (1...n).map { Rational(table.right(at: $0)) / total }
  }

  /// The ceiling of the last position alone, which is much cheaper than all of them.
  ///
  /// - Throws: ``ShortcutCeilingError`` with the number of entries if it is beyond the limit.
  public static func last(
    of group: FiniteGroup, length n: Int, limit: Int = 2_000_000
  ) throws(ShortcutCeilingError) -> Rational {
    guard n > 0 else { return 1 }
    let table = try OrderCounts(group: group, length: n, limit: limit)
    return Rational(table.right(at: n)) / Rational(Integer(group.order).power(n))
  }

  private static func pascal(_ n: Int) -> [[Integer]] {
    var rows: [[Integer]] = [[1]]
    for k in 0..<n {
      let row = rows[k]
      rows.append([1] + (0..<k).map { row[$0] + row[$0 + 1] } + [1])
    }
    return rows
  }
}

/// A table that would be too large.
public struct ShortcutCeilingError: Error, Equatable, Sendable, CustomStringConvertible {
  /// How many entries it would have; a lower bound once it is beyond the limit.
  public let entries: Int
  /// How many are allowed.
  public let limit: Int

  public var description: String {
    "the table of multisets would have at least \(entries) entries; the limit is \(limit). Take a shorter chain or a smaller group."
  }
}

/// In how many orders a multiset of operations multiplies to each value.
private struct OrderCounts {
  let group: FiniteGroup
  let length: Int
  /// By the size of the multiset, which has a count for each element: the number of orders for each value.
  private var levels: [[[UInt8]: [Integer]]] = []

  init(group: FiniteGroup, length: Int, limit: Int) throws(ShortcutCeilingError) {
    (self.group, self.length) = (group, length)
    var entries = group.order
    var level: [[UInt8]: [Integer]] = [:]
    var one = [Integer](repeating: 0, count: group.order)
    one[group.identity] = 1
    level[[UInt8](repeating: 0, count: group.order)] = one
    levels = [level]
    guard length <= 255 else { throw ShortcutCeilingError(entries: limit + 1, limit: limit) }
    for size in 1...length {
      // C(size + |G| − 1, size) multisets of this size.
      var multisets: Integer = 1
      for k in 0..<size { multisets = multisets * Integer(group.order + k) / Integer(k + 1) }
      let added = multisets * Integer(group.order)
      let sum = (Integer(entries) + added).asInt ?? Int.max
      guard sum <= limit else { throw ShortcutCeilingError(entries: sum, limit: limit) }
      entries = sum
      var next: [[UInt8]: [Integer]] = [:]
      for (multiset, counts) in levels[size - 1] {
        for element in 0..<group.order {
          var larger = multiset
          larger[element] += 1
          // The operation that acts last stands on the left.
          for (value, count) in counts.enumerated() where !count.isZero {
            next[larger, default: [Integer](repeating: 0, count: group.order)][group.product(element, value)] += count
          }
        }
      }
      levels.append(next)
    }
  }

  /// Of all |G|ⁿ chains, how many the best guess of position i gets right.
  func right(at i: Int) -> Integer {
    if i == length { return levels[length].values.reduce(0) { $0 + ($1.max() ?? 0) } }
    let orders = levels[length - i].mapValues { $0.reduce(0, +) }
    var sum: Integer = 0
    for whole in levels[length].keys {
      var counts = [Integer](repeating: 0, count: group.order)
      for (part, ways) in levels[i] {
        var rest = whole
        var isPart = true
        for element in rest.indices where isPart {
          if part[element] > rest[element] { isPart = false } else { rest[element] -= part[element] }
        }
        guard isPart, let others = orders[rest] else { continue }
        for (value, count) in ways.enumerated() where !count.isZero { counts[value] += count * others }
      }
      sum += counts.max() ?? 0
    }
    return sum
  }
}
