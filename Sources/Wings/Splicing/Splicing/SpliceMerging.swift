/// The derivation with as few operations as merging makes it.
///
/// Two roots that copy from the same neighbour, the second one from behind the first one's segment, are one operation with a gap:
/// it copies from the first word of the one to the last of the other; what lies between on the canvas is written into the gap,
/// and its first operation replaces the words between the segments. Next to each other they are one operation only if the
/// segments are too, for a gap must not be empty. Merges must not cross, and hide at most 200 words, so that the canvas stays in
/// proportion to the text. Of all such sets of merges this is a largest one:
/// with F(a, b) the most merges among the roots a..<b,
///
///     F(a, b) = max(F(a + 1, b), max over c of 1 + F(a + 1, c) + F(c, b))   for roots c that may continue a.
///
/// - Parameter steps: a canonical derivation: roots from left to right, each before what is written within it.
/// - Returns: operations that make the same text.
/// - Complexity: O(R · pairs) time for R roots and the pairs that may merge, O(R²) memory, in pieces of 3,000 roots.
func merged(_ steps: [SpliceStep]) -> [SpliceOperation] {
  var operations = steps.map(\.operation)
  var isGone = [Bool](repeating: false, count: steps.count)
  let roots = steps.indices.filter { steps[$0].isRoot }
  for start in stride(from: 0, to: roots.count, by: mergedAtOnce) {
    let some = roots[start..<min(start + mergedAtOnce, roots.count)]
    for (a, c) in merges(some.map { steps[$0].operation }) {
      let (first, second) = (roots[start + a], roots[start + c])
      // The segment may have grown already: c may have been continued itself. What is hidden lies between the two as they were.
      operations[first].to = operations[second].to
      isGone[second] = true
      if c > a + 1 {
        let inner = roots[start + a + 1]
        operations[inner].upTo += steps[second].operation.from - steps[first].operation.to
      }
    }
  }
  return operations.indices.filter { !isGone[$0] }.map { operations[$0] }
}

private let (mergedAtOnce, mostHidden) = (3_000, 200)

/// The pairs of a root and the one that continues it, those that continue others before those that are continued by them.
private func merges(_ roots: [SpliceOperation]) -> [(first: Int, second: Int)] {
  let count = roots.count
  guard count > 1 else { return [] }
  func mayContinue(_ a: Int, _ c: Int) -> Bool {
    roots[a].neighbour == roots[c].neighbour
      && (c == a + 1
        ? roots[a].to == roots[c].from : (0...mostHidden).contains(roots[c].from - roots[a].to))
  }
  var later: [[Int]] = Array(repeating: [], count: count)
  var hosts: [Int: [Int]] = [:]
  for a in roots.indices.reversed() {
    later[a] = hosts[roots[a].neighbour, default: []].reversed().filter { mayContinue(a, $0) }
    hosts[roots[a].neighbour, default: []].append(a)
  }
  // F(a, b) stands at a · width + b, for b ≥ a.
  let width = count + 1
  var most = [Int32](repeating: 0, count: (count + 1) * width)
  most.withUnsafeMutableBufferPointer { most in
    for a in stride(from: count - 1, through: 0, by: -1) {
      for b in (a + 1)...count { most[a * width + b] = most[(a + 1) * width + b] }
      for c in later[a] {
        let before = 1 + most[(a + 1) * width + c]
        for b in (c + 1)...count { most[a * width + b] = max(most[a * width + b], before &+ most[c * width + b]) }
      }
    }
  }
  var found: [(first: Int, second: Int)] = []
  var pending = [(0, count)]
  while let (a, b) = pending.popLast() {
    guard b > a + 1 else { continue }
    let value = most[a * width + b]
    if value == most[(a + 1) * width + b] {
      pending.append((a + 1, b))
      continue
    }
    guard
      let c = later[a].first(where: { $0 < b && value == 1 + most[(a + 1) * width + $0] + most[$0 * width + b] })
    else { preconditionFailure("the table holds a number that nothing attains") }
    found.append((a, c))
    pending += [(a + 1, c), (c, b)]
  }
  return found.sorted { $0.second > $1.second }
}
