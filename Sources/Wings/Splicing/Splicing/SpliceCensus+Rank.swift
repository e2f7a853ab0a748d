import Exact
import Randomness

extension SpliceCensus {
  /// A span of the target that is still to be written, by the one of its forests that has this weight and rank.
  private struct Pending {
    var start, end, hidden: Int
    var weight: Int
    var rank: Integer
  }

  /// The derivation of the given rank: all of them in ascending order of weight, in a fixed order among equals.
  ///
  /// - Precondition: 0 ≤ rank < ``totalCount``.
  /// - Complexity: O(n (P + n² + N)) operations on counts at most; no recursion.
  public func derivation(rank: Integer) -> [SpliceOperation] {
    precondition(rank >= 0 && rank < totalCount, "the rank is not below the number of derivations")
    var (weight, rank) = (cost ?? 0, rank)
    while true {
      let count = count(ofCost: weight)
      if rank < count { break }
      rank -= count
      weight += 1
    }
    var operations: [SpliceOperation] = []
    var pending = [Pending(start: 0, end: problem.target.count, hidden: 0, weight: weight, rank: rank)]
    while let span = pending.popLast() {
      guard span.start < span.end else { continue }
      let (cut, tree, rest) = split(span)
      let (node, inside) = node(span.start, cut, tree.weight, tree.rank)
      operations.append(
        SpliceOperation(
          neighbour: node.neighbour, from: node.from, to: node.to, at: span.start, upTo: span.start + span.hidden))
      pending.append(
        Pending(start: cut, end: span.end, hidden: 0, weight: rest.weight, rank: rest.rank))
      pending += inside.reversed()
    }
    return operations
  }

  /// One of the derivations of least weight, each with the same probability; empty if none exists.
  public func sample(using stream: inout RandomStream) -> [SpliceOperation] {
    let count = count
    return count == 0 ? [] : derivation(rank: stream.uniform(below: count))
  }

  private typealias Choice = (weight: Int, rank: Integer)

  /// Which pair of a choice of a and one of b has the rank among those of the weight; else the rank beyond them all.
  private func pair(_ a: Int, _ b: Int, _ weight: Int, _ rank: inout Integer) -> (Choice, Choice)? {
    guard tables.least[a] != CensusTables.none, tables.least[b] != CensusTables.none else { return nil }
    for first in tables.least[a]...(tables.least[a] + slack) {
      let second = tables.count(b, weight - first)
      let number = tables.count(a, first) * second
      if rank < number {
        let (quotient, remainder) = rank.quotientAndRemainder(dividingBy: second)
        return ((first, quotient), (weight - first, remainder))
      }
      rank -= number
    }
    return nil
  }

  private func split(_ span: Pending) -> (cut: Int, tree: Choice, rest: Choice) {
    var rank = span.rank
    for cut in ((span.start + 1)...span.end).reversed() {
      let (tree, rest) = (tables.tree(span.start, cut), tables.sum(cut, span.end))
      if let (first, second) = pair(tree, rest, span.weight, &rank) { return (cut, first, second) }
    }
    preconditionFailure("a rank lies beyond its count")
  }

  private func node(_ i: Int, _ j: Int, _ weight: Int, _ rank: Integer) -> (SpliceNode, [Pending]) {
    let n = problem.target.count
    var (rank, weight) = (rank, weight)
    var start: Int?
    for q in problem.codes.indices where tables.pieces[q * n + i] >= 0 {
      let own = self.weight(ofHost: problem.hosts[q])
      let number = tables.count(tables.cell(tables.pieces[q * n + i], j), weight - own)
      if rank < number {
        (start, weight) = (q, weight - own)
        break
      }
      rank -= number
    }
    guard var q = start else { preconditionFailure("a rank lies beyond its count") }
    var node = SpliceNode(
      neighbour: Int(problem.hosts[q]), from: Int(problem.places[q]), to: 0, gaps: [])
    var inside: [Pending] = []
    var i = i
    while let (next, gap) = step(q, i, j, &weight, &rank) {
      if let gap { inside.append(gap) }
      (q, i) = (next, gap?.end ?? i + 1)
    }
    node.to = Int(problem.places[q]) + 1
    return (node, inside)
  }

  /// What follows place q on position i: nothing, the next word, or a gap and the place after it.
  private func step(
    _ q: Int, _ i: Int, _ j: Int, _ weight: inout Int, _ rank: inout Integer
  ) -> (next: Int, gap: Pending?)? {
    let n = problem.target.count
    weight -= weights.word
    if j == i + 1 { return nil }
    let adjacent = problem.adjacent(q)
    if let adjacent, tables.pieces[adjacent * n + i + 1] >= 0 {
      let number = tables.count(tables.cell(tables.pieces[adjacent * n + i + 1], j), weight)
      if rank < number { return (adjacent, nil) }
      rank -= number
    }
    for k in (i + 2)..<max(j, i + 2) {
      var next = q + 1
      while next < problem.codes.count, problem.hosts[next] == problem.hosts[q] {
        if mode != .general && next != adjacent { break }
        let row = tables.pieces[next * n + k]
        if row >= 0 {
          let own = self.weight(hidingFrom: q, to: next)
          if let (gap, rest) = pair(tables.sum(i + 1, k), tables.cell(row, j), weight - own, &rank) {
            (weight, rank) = rest
            let hidden = Int(problem.places[next] - problem.places[q]) - 1
            return (next, Pending(start: i + 1, end: k, hidden: hidden, weight: gap.weight, rank: gap.rank))
          }
        }
        next += 1
      }
    }
    preconditionFailure("a rank lies beyond its count")
  }
}

extension SpliceProblem {
  /// The `count` shortest derivations, or all of them if there are fewer, in ascending order of their number of operations.
  ///
  /// - Complexity: that of ``SpliceCensus`` with as much slack as it takes, at most n less the least cost.
  public func shortestDerivations(
    _ count: Int, mode: SpliceMode = .general, memoryLimit: Int = 1 << 30
  ) throws(SpliceError) -> [[SpliceOperation]] {
    var slack = 0
    while true {
      let census = try SpliceCensus(self, mode: mode, slack: slack, memoryLimit: memoryLimit)
      guard let cost = census.cost else { return [] }
      let total = census.totalCount
      if total >= Integer(count) || cost + slack >= target.count {
        let number = min(total, Integer(count))
        return (0..<(number.asInt ?? count)).map { census.derivation(rank: Integer($0)) }
      }
      slack = min(max(1, 2 * slack), target.count - cost)
    }
  }
}
