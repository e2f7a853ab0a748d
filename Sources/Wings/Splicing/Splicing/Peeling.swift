extension SpliceProblem {
  /// The least number of operations, by taking the target apart: a search that knows neither the grammar nor the oracle.
  ///
  /// A state is the set of positions of the target still present; every removed run may stand for any words that were
  /// overwritten. The last operation left a chunk of consecutive present positions that embeds in a neighbour: words that
  /// are adjacent in the target are adjacent there, words with a removed run between them may be any distance apart (exactly
  /// adjacent when nothing may be replaced). The canvas may be as long as it likes in between.
  ///
  /// - Throws: ``SpliceError/tooLongToCheck(count:limit:)`` for targets of more than 20 words.
  /// - Complexity: O(2ⁿ n² N).
  public func peelingCost(mode: SpliceMode = .general) throws(SpliceError) -> Int? {
    let n = target.count
    guard n <= 20 else { throw .tooLongToCheck(count: n, limit: 20) }
    guard interned.missing.isEmpty else { return nil }
    var depth = [Int](repeating: -1, count: 1 << n)
    var queue = [(1 << n) - 1]
    depth[queue[0]] = 0
    var head = 0
    while head < queue.count {
      let state = queue[head]
      head += 1
      if state == 0 { break }
      for removed in chunks(of: (0..<n).filter { state >> $0 & 1 == 1 }, mode) where depth[state & ~removed] < 0 {
        depth[state & ~removed] = depth[state] + 1
        queue.append(state & ~removed)
      }
    }
    return depth[0]
  }

  /// The sets of positions that the last operation may have written.
  private func chunks(of present: [Int], _ mode: SpliceMode) -> [Int] {
    var found: [Int] = []
    for start in present.indices {
      // Only the end of a text can be appended to.
      var chunk = 1 << present[start]
      var ends = interned.codes.indices.filter { interned.codes[$0] == interned.target[present[start]] }
      var last = start
      while !ends.isEmpty {
        if mode != .appendOnly || last == present.count - 1 { found.append(chunk) }
        last += 1
        guard last < present.count else { break }
        let touches = present[last] == present[last - 1] + 1
        let code = interned.target[present[last]]
        var next: [Int] = []
        for q in interned.codes.indices where interned.codes[q] == code {
          let fits = ends.contains { end in
            guard interned.hosts[end] == interned.hosts[q] else { return false }
            let distance = interned.places[q] - interned.places[end]
            return distance == 1 || (distance > 1 && !touches && mode == .general)
          }
          if fits { next.append(q) }
        }
        ends = next
        chunk |= 1 << present[last]
      }
    }
    return found
  }

  /// The least number of operations by trying all of them: breadth-first over all canvases of bounded length.
  ///
  /// - Parameters:
  ///   - mode: which operations are allowed.
  ///   - extraLength: how many words longer than the target a canvas may be.
  ///   - allowsDeletion: whether an operation may also delete a span, copying nothing.
  /// - Throws: ``SpliceError/tooLongToCheck(count:limit:)`` for targets of more than 6 words.
  public func canvasSearchCost(
    mode: SpliceMode = .general, extraLength: Int = 2, allowsDeletion: Bool = false
  ) throws(SpliceError) -> Int? {
    guard target.count <= 6 else { throw .tooLongToCheck(count: target.count, limit: 6) }
    guard interned.missing.isEmpty else { return nil }
    // Words that the target does not have are alike: none of them can stay.
    let goal = interned.target.map { Int8($0) }
    let texts = interned.texts.map { $0.map { $0.map { Int8($0) } ?? -1 } }
    var segments: Set<[Int8]> = []
    for text in texts {
      for from in text.indices { for to in (from + 1)...text.count { segments.insert(Array(text[from..<to])) } }
    }
    if allowsDeletion { segments.insert([]) }
    var seen: Set<[Int8]> = [[]]
    var level: [[Int8]] = [[]]
    var cost = 0
    while !level.isEmpty {
      if level.contains(goal) { return cost }
      var next: [[Int8]] = []
      for canvas in level {
        for at in (mode == .appendOnly ? canvas.count : 0)...canvas.count {
          for upTo in at...(mode == .general ? canvas.count : at) {
            for segment in segments where canvas.count - (upTo - at) + segment.count <= goal.count + extraLength {
              let edited = canvas[..<at] + segment + canvas[upTo...]
              if seen.insert(Array(edited)).inserted { next.append(Array(edited)) }
            }
          }
        }
      }
      level = next
      cost += 1
    }
    return nil
  }
}
