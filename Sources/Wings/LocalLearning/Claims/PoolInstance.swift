import Exact
import LocalLearning
import Randomness

/// A pool with its labels.
struct PoolInstance: Codable, Sendable {
  /// Points are multiples of 1/denominator, labels tenths.
  var denominator: Int
  var places: [Int]
  var labels: [Int]
  var slope: Rational
  var longSlots: Int

  var pool: [Rational] { places.map { Rational(Integer($0), Integer(denominator)) } }
  var labelValues: [Rational] { labels.map { Rational($0) / 10 } }

  /// Up to `most` points, some of them many times, in any order.
  static func drawn(upTo most: Int, _ stream: inout RandomStream) -> PoolInstance {
    let denominator = [7, 40, 97, 360][stream.uniform(in: 0...3)]
    let count = stream.uniform(in: 1...most)
    var places = (0..<count).map { _ in stream.uniform(in: 0...denominator) }
    // Atoms.
    for index in places.indices where stream.uniform(in: 0...3) == 0 { places[index] = places[0] }
    let slope = Rational(Integer(stream.uniform(in: 0...50)), Integer(stream.uniform(in: 1...3)))
    return PoolInstance(
      denominator: denominator, places: places, labels: places.map { _ in stream.uniform(in: 0...10) }, slope: slope,
      longSlots: [1, 2, 3, 5][stream.uniform(in: 0...3)])
  }

  static func shrink(_ instance: PoolInstance) -> [PoolInstance] {
    instance.places.indices.filter { _ in instance.places.count > 1 }.map { index in
      var smaller = instance
      smaller.places.remove(at: index)
      smaller.labels.remove(at: index)
      return smaller
    }
  }

  /// The plan; all labels decide h by default.
  func plan(labels: Int = .max, seed: UInt64 = 1) throws -> LocalPlan {
    try LocalPlan(pool: pool, slope: slope, longSlots: longSlots, labelsPerInterval: labels, seed: seed)
  }

  /// How many points lie in short slots for an offset, from the definition.
  func shortCount(_ offset: Int) -> Int {
    pool.count { x in
      // The greatest whole number at most x L.
      var slot = 0
      while Rational(slot + 1) <= x * slope { slot += 1 }
      return (slot + longSlots + 1 - offset) % (longSlots + 1) == 0
    }
  }

  /// The points, the borders of slots, and what lies between all these, ascending.
  var dense: [Rational] {
    var points = Set(pool + [0, 1])
    var border = Rational(0)
    while slope > 0, border <= 1 {
      points.insert(border)
      border += 1 / slope
    }
    let sorted = points.sorted()
    return (sorted + zip(sorted, sorted.dropFirst()).map { ($0 + $1) / 2 }).sorted()
  }
}
