import FairClustering
import Randomness

/// Coloured points as instances of checks: coordinates are small integers, so that a counterexample can be read.
struct FairPoints: Codable, Sendable {
  var p: Int
  var q: Int
  var points: [[Int]]
  var colours: [UInt8]
  var seed: UInt64

  var balance: Balance { get throws { try Balance(p, q) } }

  var data: ColoredPoints { get throws { try ColoredPoints(points.map { $0.map { Double($0) } }, colours: colours) } }

  /// Points of one of four kinds (spread, in clusters, many equal, on a line) for which the balance is feasible.
  static func random(_ count: Int, dimension: Int, balance: (Int, Int), width: Int = 1000, _ stream: inout RandomStream)
    -> FairPoints
  {
    let (p, q) = balance
    // As many of the rarer colour as the balance needs, or more.
    let n = max(count, 2)
    let least = min((n * p + p + q - 1) / (p + q), n / 2)
    var few = least + stream.uniform(in: 0...max(0, min(3, n / 2 - least)))
    var total = n
    while q * few < p * (total - few) {
      few += 1
      total = max(total, 2 * few)
    }
    var colours = (0..<total).map { UInt8($0 < few ? 1 : 0) }
    if stream.uniform(in: 0...1) == 0 { colours = colours.map { 1 - $0 } }
    stream.shuffle(&colours)
    let kind = stream.uniform(in: 0...3)
    let centres = (0..<3).map { _ in (0..<dimension).map { _ in stream.uniform(in: 0...width) } }
    let points = (0..<total).map { _ -> [Int] in
      switch kind {
      case 0: return (0..<dimension).map { _ in stream.uniform(in: 0...width) }
      case 1:
        let centre = centres[stream.uniform(in: 0...2)]
        return centre.map { $0 + stream.uniform(in: 0...(width / 20 + 1)) }
      case 2: return (0..<dimension).map { _ in stream.uniform(in: 0...1) }
      default:
        let place = stream.uniform(in: 0...width)
        return (0..<dimension).map { $0 % 2 == 0 ? place : 0 }
      }
    }
    return FairPoints(p: p, q: q, points: points, colours: colours, seed: stream.next())
  }

  /// Without one of each colour, where the balance allows it, and with smaller coordinates.
  @Sendable static func shrink(_ instance: FairPoints) -> [FairPoints] {
    var smaller: [FairPoints] = []
    for start in stride(from: 0, to: instance.points.count, by: max(1, instance.points.count / 8)) {
      for size in [instance.points.count / 2, 1] where size > 0 && start + size <= instance.points.count {
        var less = instance
        less.points.removeSubrange(start..<(start + size))
        less.colours.removeSubrange(start..<(start + size))
        let blues = less.colours.reduce(0) { $0 + Int($1) }
        let (few, many) = (min(blues, less.colours.count - blues), max(blues, less.colours.count - blues))
        if !less.points.isEmpty, less.q * few >= less.p * many, few > 0 { smaller.append(less) }
      }
    }
    if instance.points.joined().contains(where: { $0 > 1 }) {
      var nearer = instance
      nearer.points = nearer.points.map { $0.map { $0 / 2 } }
      smaller.append(nearer)
    }
    return smaller
  }
}
