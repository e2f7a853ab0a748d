import Evidence
import LinearProgramming
import Randomness

extension Sentence {
  /// Which node is looked at next.
  static let openNodes = Sentence(
    "Of the open nodes the one with the least bound is looked at next, of equal ones the one that was made first.",
    topic: "the order of nodes", checks: ["next-node"])
}

extension Check {
  /// Nodes come out in order.
  static let openNodes = Check(
    "next-node", level: .certified,
    family: .random(
      "up to 60 nodes with bounds of which many are equal, some huge; taken out in between", quick: 40, deep: 4_000,
      draw: { index, stream in
        let bounds: [Double?] = (0..<stream.uniform(in: 1...60)).map { _ in
          switch stream.uniform(in: 0...9) {
          case 0...3: nil
          case 4: -1e300
          default: Double(stream.uniform(in: -index...index)) / 4
          }
        }
        return NodeQueue(bounds: bounds)
      }),
    subject: { $0.taken() },
    mutants: queueMutants,
    test: { taken, queue in .equal(try taken(queue), queue.plain, "the order of the nodes") })
}

private let queueMutants: KeyValuePairs<String, Algorithm<NodeQueue, [Int]>> = [
  "the node that was made last": { queue in
    let nodes: [Int] = queue.bounds.indices.filter { queue.bounds[$0] != nil }
    return Array(nodes.reversed())
  },
  "of equal ones the one that was made last": { queue in
    let last = queue.bounds.count - 1
    let numbers: [Int] = queue.taken { last - $0 }
    return numbers.map { last - $0 }
  },
  "the greatest bound": { queue in NodeQueue(bounds: queue.bounds.map { bound in bound.map { -$0 } }).taken() },
]

/// Nodes by the bounds with which they are put in, nil where one is taken out in between; in the end all are.
private struct NodeQueue: Codable, Sendable {
  var bounds: [Double?]

  /// The places of the nodes in the order in which they are taken out; each has the given number.
  func taken(numbered number: (Int) -> Int = { $0 }) -> [Int] {
    var (open, taken): (OpenNodes, [Int]) = (OpenNodes(), [])
    for (place, bound) in bounds.enumerated() {
      if let bound { open.insert(number(place), bound: bound) } else if let next = open.next() { taken.append(next) }
    }
    while let next = open.next() { taken.append(next) }
    return taken
  }

  /// The same by looking at all of them each time.
  var plain: [Int] {
    var (open, taken): ([Int], [Int]) = ([], [])
    func take() {
      // The first of those with the least bound.
      var next: Int?
      for place in open where next.map({ (bounds[place] ?? 0) < (bounds[$0] ?? 0) }) ?? true { next = place }
      guard let next else { return }
      open.removeAll { $0 == next }
      taken.append(next)
    }
    for (place, bound) in bounds.enumerated() { if bound == nil { take() } else { open.append(place) } }
    while !open.isEmpty { take() }
    return taken
  }
}
