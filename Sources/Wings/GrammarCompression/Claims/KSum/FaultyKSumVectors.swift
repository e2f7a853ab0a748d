import Exact
import HardProblems

/// The vectors of the reduction from k-SUM written out entry by entry, with a fault: what the checks must catch.
enum FaultyKSumVectors {
  enum Fault {
    /// u repeats 1_C without the gap 0^U.
    case noGap
    /// The block of a is shifted by a − 1.
    case shiftsTooLittle
    /// The word of the last set starts one entry late.
    case lateTarget
    /// The last element of each set is forgotten.
    case dropsLast
  }

  static func product(_ instance: KSum, _ fault: Fault) -> Integer {
    let (k, universe) = (instance.k, instance.universe)
    let sets = fault == .dropsLast ? instance.sets.map { Array($0.dropLast()) } : instance.sets
    let zeros = { (count: Int) in [Int](repeating: 0, count: count) }
    func indicator(_ set: [Int]) -> [Int] {
      var word = zeros(universe)
      for element in set { word[element - 1] = 1 }
      return word + zeros((k - 3) * universe)
    }
    var v = indicator(sets[0])
    var u = indicator(sets[k - 1])
    if fault == .lateTarget { u = [0] + u.dropLast() }
    for set in sets[1..<(k - 1)] {
      v = set.flatMap { element in
        let shift = element - (fault == .shiftsTooLittle ? 1 : 0)
        return zeros(shift) + v + zeros(universe - shift)
      }
      let block = u + (fault == .noGap ? [] : zeros(universe))
      u = (0..<set.count).flatMap { _ in block }
    }
    return Integer(zip(v, u).reduce(0) { $0 + $1.0 * $1.1 })
  }
}
