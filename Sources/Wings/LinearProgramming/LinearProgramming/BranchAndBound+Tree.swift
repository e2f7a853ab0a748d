import Exact
import LinearProgrammingCheckers

extension BranchAndBound {
  /// The tree as a certificate has it, and what it proves.
  ///
  /// A split of which the proofs of one case make no use is left out, and that case stands for it. Nodes that are still open have the proof
  /// of their parent, or of the root.
  ///
  /// - Returns: nil if not even the root is solved. The bound is nil if all leaves are contradictions.
  func certified() -> (tree: IntegerProgramTree, bound: Rational?)? {
    // Where the relaxation alone suffices, its proof is that of a linear program.
    if let plainProof, plainProof.least != nil, closes(plainProof) {
      let leaf = exact.combination(plainProof, unit: exact.costUnit, cut: { $0 }, depth: { _ in 0 })
      return (
        IntegerProgramTree(nodes: [.leaf(leaf)]),
        plainProof.least.map { rounded($0 / Rational(exact.costUnit)) }
      )
    }
    let grace = limits.deadline.map { $0 + .milliseconds(500) }
    var proofs: [Int: ExactRows.Proof] = [:]
    for node in nodes.indices where nodes[node].parts == nil {
      if let proof = nodes[node].proof {
        proofs[node] = proof
      } else if let grace, .now > grace {
        proofs[node] = rootProof
      } else {
        proofs[node] = inheritedProof(node) ?? rootProof
      }
      guard proofs[node] != nil else { return nil }
    }
    // By which node each is represented, and which cases the proofs in its part use; children stand after their parents.
    var stand = Array(nodes.indices)
    var used = [Set<Int>](repeating: [], count: nodes.count)
    for node in nodes.indices.reversed() {
      guard let parts = nodes[node].parts else {
        used[node] = Set(proofs[node]?.cases.map(\.node) ?? [])
        continue
      }
      if let only = [parts.below, parts.above].first(where: { !used[$0].contains($0) }) {
        (stand[node], used[node]) = (stand[only], used[only])
      } else {
        used[node] = used[parts.below].union(used[parts.above]).subtracting([parts.below, parts.above])
      }
      (used[parts.below], used[parts.above]) = ([], [])
    }
    return emit(stand, proofs)
  }

  private func emit(_ stand: [Int], _ proofs: [Int: ExactRows.Proof]) -> (tree: IntegerProgramTree, bound: Rational?) {
    let needed = neededCuts(stand, proofs)
    var place: [Int: Int] = [:]
    for (index, cut) in needed.enumerated() { place[cut] = index }
    var tree = IntegerProgramTree(nodes: [])
    for index in needed {
      var cut = cuts[index]
      cut.below.cuts.indices = cut.below.cuts.indices.map { place[$0] ?? 0 }
      cut.above.cuts.indices = cut.above.cuts.indices.map { place[$0] ?? 0 }
      tree.cuts.append(cut)
    }
    var depth: [Int: Int] = [:]
    var bound: Rational?
    forEach(stand) { node, level in
      if let parts = nodes[node].parts, let split = nodes[node].split {
        (depth[parts.below], depth[parts.above]) = (level, level)
        tree.nodes.append(.split(.init(form: .init(indices: [split.column], values: [1]), below: split.below)))
      } else if let proof = proofs[node] {
        tree.nodes.append(
          .leaf(
            exact.combination(
              proof, unit: proof.factor.isZero ? 1 : exact.costUnit, cut: { place[$0] ?? 0 }, depth: { depth[$0] ?? 0 })
          ))
        if let least = proof.least {
          let reached = rounded(least / Rational(exact.costUnit))
          bound = bound.map { min($0, reached) } ?? reached
        }
      }
    }
    return (tree, bound)
  }

  /// Visits the nodes that are left from the root on, each before its parts.
  private func forEach(_ stand: [Int], _ body: (_ node: Int, _ level: Int) -> Void) {
    var stack = [(node: stand[0], level: 0)]
    while let (node, level) = stack.popLast() {
      body(node, level)
      if let parts = nodes[node].parts {
        stack.append((stand[parts.above], level + 1))
        stack.append((stand[parts.below], level + 1))
      }
    }
  }

  /// The cuts that proofs use, and those that these use, ascending.
  private func neededCuts(_ stand: [Int], _ proofs: [Int: ExactRows.Proof]) -> [Int] {
    var needed: Set<Int> = []
    forEach(stand) { node, _ in
      guard nodes[node].parts == nil, let proof = proofs[node] else { return }
      for (row, _) in proof.rows where row >= exact.programRowCount { needed.insert(row - exact.programRowCount) }
    }
    for cut in cuts.indices.reversed() where needed.contains(cut) {
      needed.formUnion(cuts[cut].below.cuts.indices)
      needed.formUnion(cuts[cut].above.cuts.indices)
    }
    return needed.sorted()
  }
}
