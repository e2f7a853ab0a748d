import Exact
import LocalLearning
import LocalLearningCheckers
import Randomness

/// Points with integer coordinates, to which a function is fitted.
struct FitInstance: Codable, Sendable {
  /// Ascending.
  var x: [Int]
  var y: [Int]
  var weights: [Int]
  var slope: Int

  /// Instances of up to `most` points, a third of them with weights.
  static func drawn(upTo most: Int, _ stream: inout RandomStream) -> FitInstance {
    let count = stream.uniform(in: 1...most)
    let isWeighted = stream.uniform(in: 0...2) == 0
    let range = stream.uniform(in: 0...1) == 0 ? 0...10 : -3...30
    var x = [0]
    // Many places have several points.
    for _ in 1..<max(count, 2) { x.append(x[x.count - 1] + max(0, stream.uniform(in: -1...4))) }
    return FitInstance(
      x: Array(x.prefix(count)), y: (0..<count).map { _ in stream.uniform(in: range) },
      weights: (0..<count).map { _ in isWeighted ? stream.uniform(in: 1...5) : 1 }, slope: stream.uniform(in: 0...4))
  }

  /// With one point less; with smaller numbers.
  static func shrink(_ instance: FitInstance) -> [FitInstance] {
    var smaller: [FitInstance] = []
    for index in instance.x.indices where instance.x.count > 1 {
      var other = instance
      other.x.remove(at: index)
      other.y.remove(at: index)
      other.weights.remove(at: index)
      smaller.append(other)
    }
    for index in instance.y.indices where instance.y[index] > 0 {
      var other = instance
      other.y[index] /= 2
      smaller.append(other)
    }
    return smaller
  }

  /// All instances of up to `most` points with y from 0 to 3, steps of 0 to 2, and slopes of 0 to 2.
  static func all(upTo most: Int) -> [FitInstance] {
    func lists(_ count: Int, _ values: Range<Int>) -> [[Int]] {
      count == 0 ? [[]] : lists(count - 1, values).flatMap { list in values.map { list + [$0] } }
    }
    return (0...most).flatMap { count in
      lists(count, 0..<4).flatMap { y in
        lists(max(count - 1, 0), 0..<3).flatMap { steps in
          (0...2).map { slope in
            var x = [0]
            for step in steps { x.append(x[x.count - 1] + step) }
            return FitInstance(
              x: Array(x.prefix(count)), y: y, weights: Array(repeating: 1, count: count), slope: slope)
          }
        }
      }
    }
  }

  /// The least cost, by a table of the least cost of the first points for each value of f at the last: integers suffice.
  var leastCost: Int {
    guard let least = y.min(), let most = y.max() else { return 0 }
    let range = least...most
    var table = [Int](repeating: 0, count: range.count)
    for index in x.indices {
      if index > 0 {
        let reach = slope * (x[index] - x[index - 1])
        table = range.map { z in
          range.filter { abs($0 - z) <= reach }.map { table[$0 - least] }.min() ?? 0
        }
      }
      for z in range { table[z - least] += weights[index] * abs(z - y[index]) }
    }
    return table.min() ?? 0
  }

  /// The fit under test, in the integers.
  func fit() throws -> FittedValues {
    let fit = try LipschitzFit<Int64>(
      x: x.map(Int64.init), y: y.map(Int64.init), weights: weights.map(Int64.init), slope: Int64(slope))
    return FittedValues(values: fit.values.map { Int($0) }, cost: Int(fit.cost))
  }

  /// The fit with its proof, in the rationals.
  func certificate() throws -> LipschitzFitCertificate {
    let fit = try LipschitzFit.exact(
      x: x.map { Rational($0) }, y: y.map { Rational($0) }, weights: weights.map { Rational($0) },
      slope: Rational(slope))
    guard let certificate = LipschitzFitCertificate(fit) else { throw NoMultipliers() }
    return certificate
  }

  private struct NoMultipliers: Error {}
}

/// What a fit says.
struct FittedValues: Sendable {
  var values: [Int]
  var cost: Int
}
