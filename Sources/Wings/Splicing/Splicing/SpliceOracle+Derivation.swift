/// One operation of a canonical derivation with the gaps in its segment: spans of the target that later operations write.
struct SpliceNode {
  struct Gap {
    var start, end: Int
    /// The number of words of the host that the gap's first operation replaces.
    var hidden: Int
  }
  var neighbour, from, to: Int
  var gaps: [Gap]
}

/// An operation of a canonical derivation.
struct SpliceStep {
  var operation: SpliceOperation
  /// Whether it writes into no other operation's segment.
  var isRoot: Bool
}

extension SpliceOracle {
  /// A shortest derivation; empty for the empty target and for one that cannot be made.
  ///
  /// Operations come in the canonical order, from left to right and each before those within its segment, so that what
  /// lies left of an operation is final. Among the shortest derivations: as long a first operation as possible; of those
  /// with the same span one that copies it in one piece, else the longest first piece, then the smallest neighbour and
  /// place; in a gap the shortest one, which hides the fewest words.
  /// - Complexity: O(n) memory beyond the tables, O(n (P + n²)) time at most; no recursion.
  public func derivation() -> [SpliceOperation] { steps(of: 0..<problem.target.count).map(\.operation) }

  /// A shortest derivation of a piece of the target, and of each operation whether it writes into no other's segment.
  /// Positions are those of the whole target; empty where the piece cannot be made.
  func steps(of range: Range<Int>) -> [SpliceStep] {
    guard cost(of: range) != nil else { return [] }
    var steps: [SpliceStep] = []
    var pending = [(gap: SpliceNode.Gap(start: range.lowerBound, end: range.upperBound, hidden: 0), isRoot: true)]
    while let (span, isRoot) = pending.popLast() {
      guard span.start < span.end else { continue }
      let cut = firstCut(span.start, span.end)
      let node = node(span.start, cut)
      steps.append(
        SpliceStep(
          operation: SpliceOperation(
            neighbour: node.neighbour, from: node.from, to: node.to, at: span.start, upTo: span.start + span.hidden),
          isRoot: isRoot))
      pending.append((SpliceNode.Gap(start: cut, end: span.end, hidden: 0), isRoot))
      pending += node.gaps.reversed().map { ($0, false) }
    }
    return steps
  }

  /// The longest first operation of a shortest derivation of target[i..<j].
  private func firstCut(_ i: Int, _ j: Int) -> Int {
    let least = tables.sum(i, j)
    var cut = j
    while tables.tree(i, cut) + (cut == j ? 0 : tables.sum(cut, j)) != least { cut -= 1 }
    return cut
  }

  /// A cheapest operation that writes the first and the last word of target[i..<j].
  private func node(_ i: Int, _ j: Int) -> SpliceNode {
    let inside = tables.tree(i, j) - 1
    var (best, length) = (0, 0)
    for q in problem.codes.indices where problem.codes[q] == problem.target[i] && tables.piece(q, i, j) == inside {
      let run = run(q, i, j)
      if run > length { (best, length) = (q, run) }
    }
    var node = SpliceNode(
      neighbour: Int(problem.hosts[best]), from: Int(problem.places[best]), to: 0, gaps: [])
    // The place and the position of the last word of the current piece.
    var (q, p) = (best + length - 1, i + length - 1)
    while p + 1 < j {
      let (gap, next) = gap(after: q, p, j)
      node.gaps.append(gap)
      let run = run(next, gap.end, j)
      (q, p) = (next + run - 1, gap.end + run - 1)
    }
    node.to = Int(problem.places[q]) + 1
    return node
  }

  /// How many words are copied without a gap from place q on position i, at most, in a cheapest way to j.
  private func run(_ q: Int, _ i: Int, _ j: Int) -> Int {
    let least = tables.piece(q, i, j)
    var (length, last) = (1, q)
    while i + length < j, let next = problem.adjacent(last), tables.piece(next, i + length, j) == least {
      (length, last) = (length + 1, next)
    }
    return length
  }

  /// The shortest gap after place q on position p in a cheapest way to j, and the place where the host goes on.
  private func gap(after q: Int, _ p: Int, _ j: Int) -> (SpliceNode.Gap, next: Int) {
    let least = tables.piece(q, p, j)
    let adjacent = problem.adjacent(q)
    for end in (p + 2)..<j {
      let inside = tables.sum(p + 1, end)
      guard inside < tables.infinity else { continue }
      var next = q + 1
      while next < problem.codes.count, problem.hosts[next] == problem.hosts[q] {
        if mode == .insertOnly && next != adjacent { break }
        let rest = tables.piece(next, end, j)
        if rest < tables.infinity, inside + rest == least {
          let hidden = Int(problem.places[next] - problem.places[q]) - 1
          return (SpliceNode.Gap(start: p + 1, end: end, hidden: hidden), next)
        }
        next += 1
      }
    }
    preconditionFailure("the tables hold a cost that nothing attains")
  }
}
