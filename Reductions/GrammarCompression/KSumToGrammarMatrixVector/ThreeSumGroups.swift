import Exact
import GrammarCompression
import HardProblems

/// A 3SUM instance cut into groups of consecutive elements, and the triples of groups that can hold a solution.
///
/// With A, B and C each cut into g groups of at most s elements, the triple (i, j, l) is *relevant* if the interval
/// [min Aᵢ + min Bⱼ, max Aᵢ + max Bⱼ] meets [min C_l, max C_l]. Along a chain i − j = const the first intervals follow each
/// other without overlap, and so do the intervals of the groups of C; so a chain of p pairs has at most p + g − 1 relevant
/// triples, and all 2g − 1 chains together at most g² + (2g−1)(g−1) ≤ 3g² − g of them.
struct ThreeSumGroups {
  struct Triple: Hashable {
    let a: Int
    let b: Int
    let c: Int
  }

  /// The number g of groups of each set; some may be empty.
  let count: Int
  /// The number of elements that a group may have, s.
  let capacity: Int
  /// The groups of A, B and C.
  let groups: [[[Int]]]
  /// The relevant triples, in lexicographic order.
  let relevant: [Triple]

  /// - Complexity: O(m + g² + R) for R relevant triples.
  init(_ instance: KSum, count: Int?) throws(KSumToGrammarMatrixError) {
    guard instance.k == 3 else { throw .notThreeSets(instance.k) }
    let largest = instance.sets.map(\.count).max() ?? 0
    let count = try Self.count(count, largest: largest)
    let capacity = (largest + count - 1) / count
    let groups = instance.sets.map { set in
      (0..<count).map { group in
        Array(set[min(group * capacity, set.count)..<min((group + 1) * capacity, set.count)])
      }
    }
    // Only the last groups can be empty.
    let targets = groups[2].compactMap { group in group.first.flatMap { first in group.last.map { first...$0 } } }
    var relevant: [Triple] = []
    for (i, a) in groups[0].enumerated() {
      guard let firstA = a.first, let lastA = a.last else { continue }
      // The groups of C that meet an interval are neighbours, and the first of them moves up with it.
      var start = 0
      for (j, b) in groups[1].enumerated() {
        guard let firstB = b.first, let lastB = b.last else { continue }
        while start < targets.count, targets[start].upperBound < firstA + firstB { start += 1 }
        var l = start
        while l < targets.count, targets[l].lowerBound <= lastA + lastB {
          relevant.append(Triple(a: i, b: j, c: l))
          l += 1
        }
      }
    }
    (self.count, self.capacity, self.groups, self.relevant) = (count, capacity, groups, relevant)
  }

  /// How many groups a set of at most m elements is cut into: as many as wanted, but no more than m, since more would only
  /// be empty; ⌈√m⌉ groups of about √m elements if nothing is wanted.
  static func count(_ wanted: Int?, largest m: Int) throws(KSumToGrammarMatrixError) -> Int {
    guard let wanted else { return m < 2 ? 1 : (Int(exactly: Integer(m - 1).squareRoot()) ?? 0) + 1 }
    guard wanted >= 1 else { throw .noGroups(wanted) }
    return min(wanted, max(m, 1))
  }

  /// The widths 2Us of a block and 2gsU of all g blocks.
  ///
  /// - Throws: `ProgramError.lengthOverflow` beyond 2⁶³ − 1.
  func widths(universe: Int) throws(ProgramError) -> (block: Int, all: Int) {
    let (block, tooWide) = (2 * universe).multipliedReportingOverflow(by: capacity)
    let (all, tooMany) = block.multipliedReportingOverflow(by: count)
    guard !tooWide, !tooMany else { throw .lengthOverflow(symbol: 0) }
    return (block, all)
  }

  /// The solution to which an index of the vector of (i, j) and 1_{C_l} belongs, if it does belong to one.
  func solution(_ triple: Triple, at offset: Int, universe: Int) -> [Int]? {
    let (block, index) = offset.quotientAndRemainder(dividingBy: 2 * universe)
    guard offset >= 0, groups[0][triple.a].indices.contains(block) else { return nil }
    let a = groups[0][triple.a][block]
    let (b, c) = (index + 1 - a, index + 1)
    // A solution with elements of other groups would belong to another row.
    return groups[1][triple.b].contains(b) && groups[2][triple.c].contains(c) ? [a, b, c] : nil
  }
}

/// Why an instance cannot be turned into a product of matrices, or an answer not be interpreted.
public enum KSumToGrammarMatrixError: Error, Equatable, Sendable, CustomStringConvertible {
  /// There are not exactly 3 sets.
  case notThreeSets(Int)
  /// The number of groups is less than 1.
  case noGroups(Int)
  /// The answer does not have as many values as the target's answer has.
  case wrongNumberOfValues(Int, expected: Int)
  /// A value counts solutions, so it cannot be negative.
  case negativeCount(Integer)
  /// Off the diagonal every entry of the product is 0.
  case nonzeroOffDiagonal(row: Int, column: Int)
  /// The position stands for no solution.
  case noSolutionAt(row: Int, column: Int)

  public var description: String {
    switch self {
    case .notThreeSets(let k): "the reduction to products of matrices needs k = 3 sets, not \(k)"
    case .noGroups(let count): "the sets must be cut into at least 1 group, not \(count)"
    case .wrongNumberOfValues(let found, let expected): "the answer has \(found) values, but should have \(expected)"
    case .negativeCount(let value): "\(value) cannot be a number of solutions, so the answer is wrong"
    case .nonzeroOffDiagonal(let row, let column):
      "the entry at row \(row), column \(column) is not 0, but only the diagonal can be; the answer is wrong"
    case .noSolutionAt(let row, let column):
      "row \(row), column \(column) belongs to no solution, so the answer is wrong"
    }
  }
}
