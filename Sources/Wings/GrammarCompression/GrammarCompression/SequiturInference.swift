import Sequences

/// The grammar of Sequitur while it grows.
///
/// The sequence and the right-hand side of each rule are rings of nodes, closed by a guard; rule 0 is the sequence. A
/// table holds one occurrence of each pair of neighbours. Whatever makes new neighbours notes the left one in `pending`,
/// and `settle` looks at those until none is left; looking at a node once too often does no harm, so that nodes may be
/// noted freely, and freed nodes may be used again.
struct SequiturInference: Sendable {
  /// Terminals, and rules, are numbered below this.
  static let limit = 1 << 30

  // A node's symbol: a terminal's number, or a rule's with `ruleBit`; a guard has the number of its rule and both bits.
  private static let ruleBit: UInt32 = 1 << 31
  private static let guardBit: UInt32 = 1 << 30
  private static let freed = UInt32.max

  private var symbols: [UInt32] = []
  private var previous: [UInt32] = []
  private var next: [UInt32] = []
  private var freeNodes: [UInt32] = []

  /// The guard of each rule.
  private var guards: [UInt32] = []
  /// How many nodes name each rule; 0 once it has been written out.
  private var uses: [UInt32] = []

  /// The left node of one occurrence of each pair of symbols; of the first occurrence within a run.
  private var occurrence: [UInt64: UInt32] = [:]
  private var pending: [UInt32] = []

  init() { _ = addRule() }

  // MARK: Nodes

  private mutating func addNode(_ symbol: UInt32) -> UInt32 {
    if let node = freeNodes.popLast() {
      symbols[Int(node)] = symbol
      return node
    }
    symbols.append(symbol)
    previous.append(0)
    next.append(0)
    return UInt32(symbols.count - 1)
  }

  private mutating func free(_ node: UInt32) {
    symbols[Int(node)] = Self.freed
    freeNodes.append(node)
  }

  private mutating func addRule() -> UInt32 {
    let rule = UInt32(guards.count)
    let node = addNode(Self.ruleBit | Self.guardBit | rule)
    guards.append(node)
    uses.append(0)
    link(node, node)
    return rule
  }

  private mutating func link(_ first: UInt32, _ second: UInt32) {
    next[Int(first)] = second
    previous[Int(second)] = first
  }

  /// Freed nodes count as guards: nothing is to be done there.
  private func isGuard(_ node: UInt32) -> Bool { symbols[Int(node)] >= Self.ruleBit | Self.guardBit }

  /// The rule that a node names; nil for a terminal, a guard or a freed node.
  private func rule(namedBy node: UInt32) -> Int? {
    let symbol = symbols[Int(node)]
    return symbol & Self.ruleBit != 0 && symbol & Self.guardBit == 0 ? Int(symbol & ~Self.ruleBit) : nil
  }

  /// The pair of symbols at `node` and the next one; nil at a guard.
  private func pair(at node: UInt32) -> UInt64? {
    let second = next[Int(node)]
    return isGuard(node) || isGuard(second) ? nil : packed(symbols[Int(node)], symbols[Int(second)])
  }

  /// The rule whose right-hand side is the pair at `node` and no more.
  private func wholeRule(at node: UInt32) -> UInt32? {
    let before = previous[Int(node)]
    guard isGuard(before), next[Int(next[Int(node)])] == before else { return nil }
    let rule = symbols[Int(before)] & ~(Self.ruleBit | Self.guardBit)
    return rule == 0 ? nil : rule
  }

  // MARK: The algorithm

  /// Appends an entry to the sequence.
  mutating func append(_ terminal: UInt32) {
    let (end, node) = (guards[0], addNode(terminal))
    let last = previous[Int(end)]
    link(last, node)
    link(node, end)
    pending.append(last)
    while let node = pending.popLast() { settle(node) }
  }

  /// Makes the pair at `node` unique.
  private mutating func settle(_ node: UInt32) {
    guard let pair = pair(at: node) else { return }
    guard let other = occurrence[pair] else {
      occurrence[pair] = node
      return
    }
    if other == node || next[Int(other)] == node { return }
    if next[Int(node)] == other {
      // The run begins further to the left than was known; its third pair overlaps the first no more.
      occurrence[pair] = node
      pending.append(next[Int(other)])
      return
    }
    let rule: UInt32
    if let whole = wholeRule(at: other) {
      rule = whole
      replacePair(at: node, by: rule)
    } else if let whole = wholeRule(at: node) {
      rule = whole
      replacePair(at: other, by: rule)
      occurrence[pair] = node
    } else {
      rule = addRule()
      let (first, second) = (addUse(of: symbols[Int(node)]), addUse(of: symbols[Int(next[Int(node)])]))
      let end = guards[Int(rule)]
      link(end, first)
      link(first, second)
      link(second, end)
      replacePair(at: other, by: rule)
      replacePair(at: node, by: rule)
      occurrence[pair] = first
    }
    // Only the symbols of the pair are used less than before; if one of them is used once, then here.
    let end = guards[Int(rule)]
    writeOutIfUsedOnce(next[Int(end)])
    writeOutIfUsedOnce(previous[Int(end)])
  }

  private mutating func addUse(of symbol: UInt32) -> UInt32 {
    let node = addNode(symbol)
    if let rule = rule(namedBy: node) { uses[rule] += 1 }
    return node
  }

  private mutating func replacePair(at node: UInt32, by rule: UInt32) {
    let second = next[Int(node)]
    let (before, after) = (previous[Int(node)], next[Int(second)])
    forgetPair(at: before)
    forgetPair(at: node)
    forgetPair(at: second)
    for old in [node, second] {
      if let rule = self.rule(namedBy: old) { uses[rule] -= 1 }
      free(old)
    }
    let new = addUse(of: Self.ruleBit | rule)
    link(before, new)
    link(new, after)
    pending.append(new)
    pending.append(before)
  }

  /// Takes the pair at `node` from the table if it is there, before the pair is torn apart.
  private mutating func forgetPair(at node: UInt32) {
    guard let pair = pair(at: node), occurrence[pair] == node else { return }
    occurrence[pair] = nil
    // In a run the pairs beside this one overlapped it, and were not in the table; now they may be.
    if symbols[Int(node)] == symbols[Int(next[Int(node)])] {
      pending.append(next[Int(node)])
      pending.append(previous[Int(node)])
    }
  }

  private mutating func writeOutIfUsedOnce(_ node: UInt32) {
    guard let rule = rule(namedBy: node), uses[rule] == 1 else { return }
    let (before, after, end) = (previous[Int(node)], next[Int(node)], guards[rule])
    let (first, last) = (next[Int(end)], previous[Int(end)])
    forgetPair(at: before)
    forgetPair(at: node)
    free(node)
    free(end)
    uses[rule] = 0
    link(before, first)
    link(last, after)
    pending.append(last)
    pending.append(before)
  }

  // MARK: The result

  /// The rules and the sequence, with rules numbered from `alphabetSize` on, each after those that it names.
  func grammar(alphabetSize: Int) -> (rules: [[UInt32]], sequence: [UInt32]) {
    var number = [UInt32?](repeating: nil, count: guards.count)
    var rules: [[UInt32]] = []
    var sequence: [UInt32] = []
    // Each level: a rule, the place within it, and its symbols so far. Explicit, because rules can be nested deeply.
    var stack: [(rule: Int, node: UInt32, symbols: [UInt32])] = [(0, next[Int(guards[0])], [])]
    while var level = stack.popLast() {
      var inner: Int?
      while !isGuard(level.node) {
        if let rule = rule(namedBy: level.node) {
          guard let known = number[rule] else {
            inner = rule
            break
          }
          level.symbols.append(known)
        } else {
          level.symbols.append(symbols[Int(level.node)])
        }
        level.node = next[Int(level.node)]
      }
      if let inner {
        stack.append(level)
        stack.append((inner, next[Int(guards[inner])], []))
      } else if level.rule == 0 {
        sequence = level.symbols
      } else {
        number[level.rule] = UInt32(alphabetSize + rules.count)
        rules.append(level.symbols)
      }
    }
    return (rules, sequence)
  }
}
