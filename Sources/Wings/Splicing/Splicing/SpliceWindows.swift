/// Pieces of a long target that are solved one after the other.
///
/// A window has at most 254 words, so that an entry of its tables is a byte, and some 300,000 pairs of equal words: each of them meets
/// every gap of the window at a place of its own in memory, so that more take minutes. Neighbours come in by how many pairs of words next
/// to each other they share with the window, the most first, as long as there is room; of the others only the tiles that are as long as
/// they can be, so that a window never takes more operations than tiles. Within these places its derivation is a shortest one.
///
/// All but the last window are given up to the place where the last operation would start, so that the next one may do better there.
struct SpliceWindows {
  private static let longest = 254
  private static let mostMatches = 300_000

  private let problem: InternedProblem
  private let tiling: [SpliceOperation]
  /// Of each place that has another one behind it the number of these two words among the pairs of the target; −1 for others.
  private let pairs: [Int32]
  /// Of each position of the target but the last the number of its pair.
  private let targetPairs: [Int32]
  private let pairCount: Int

  /// - Parameter tiling: the target in segments of neighbours, from left to right.
  /// - Complexity: O(n + N) expected.
  init(_ problem: InternedProblem, _ tiling: [SpliceOperation]) {
    (self.problem, self.tiling) = (problem, tiling)
    let width = Int64(problem.target.count)
    func key(_ first: Int32, _ second: Int32) -> Int64 { Int64(first) * width + Int64(second) }
    var numbers: [Int64: Int32] = [:]
    targetPairs = zip(problem.target, problem.target.dropFirst()).map { first, second in
      let next = Int32(numbers.count)
      let pair = key(first, second)
      if let known = numbers[pair] { return known }
      numbers[pair] = next
      return next
    }
    pairCount = numbers.count
    pairs = problem.codes.indices.map { q in
      problem.adjacent(q).flatMap { numbers[key(problem.codes[q], problem.codes[$0])] } ?? -1
    }
  }

  /// Derivations of the windows, one after the other; nil where the tables of no piece fit.
  func solved(memoryLimit: Int, _ progress: (Int) -> Void) -> (steps: [SpliceStep], count: Int)? {
    let n = problem.target.count
    var (steps, start, count): ([SpliceStep], Int, Int) = ([], 0, 0)
    while start < n {
      guard let oracle = oracle(from: start, memoryLimit: memoryLimit) else { return nil }
      let length = oracle.problem.target.count
      let end = start + length == n ? length : oracle.lastStart
      steps += oracle.steps(of: 0..<end).map {
        var step = $0
        step.operation.at += start
        step.operation.upTo += start
        return step
      }
      start += end
      count += 1
      progress(start)
    }
    return (steps, count)
  }

  /// The tables of a window that fit; nil where those of no piece do.
  private func oracle(from start: Int, memoryLimit: Int) -> SpliceOracle? {
    var length = min(Self.longest, problem.target.count - start)
    while length > 0 {
      let window = window(start..<(start + length))
      if let oracle = try? SpliceOracle(window, mode: .general, memoryLimit: memoryLimit) { return oracle }
      length = length > 8 ? length * 3 / 4 : length - 1
    }
    return nil
  }

  /// The problem of a piece, from the places that it is solved with.
  private func window(_ piece: Range<Int>) -> InternedProblem {
    let hostCount = problem.lengths.count
    var occurrences = [Int](repeating: 0, count: problem.target.count)
    for code in problem.target[piece] { occurrences[Int(code)] += 1 }
    var isWanted = [Bool](repeating: false, count: pairCount)
    for pair in targetPairs[piece.lowerBound..<max(piece.upperBound - 1, piece.lowerBound)] {
      isWanted[Int(pair)] = true
    }
    // Of each neighbour the pairs of equal words, and how many different pairs of words next to each other it shares.
    var (matches, shared) = ([Int](repeating: 0, count: hostCount), [Int](repeating: 0, count: hostCount))
    var lastHost = [Int32](repeating: -1, count: pairCount)
    for q in problem.codes.indices {
      let (host, pair) = (problem.hosts[q], Int(pairs[q]))
      matches[Int(host)] += occurrences[Int(problem.codes[q])]
      guard pair >= 0, isWanted[pair], lastHost[pair] != host else { continue }
      lastHost[pair] = host
      shared[Int(host)] += 1
    }
    var (isWhole, room) = ([Bool](repeating: false, count: hostCount), Self.mostMatches)
    for host in (0..<hostCount).sorted(by: { (shared[$1], $0) < (shared[$0], $1) }) where matches[host] <= room {
      isWhole[host] = true
      room -= matches[host]
    }
    var segments: [Int32: [Range<Int32>]] = [:]
    for tile in tiling where tile.at < piece.upperBound && tile.at + tile.to - tile.from > piece.lowerBound {
      guard !isWhole[tile.neighbour] else { continue }
      segments[Int32(tile.neighbour), default: []].append(Int32(tile.from)..<Int32(tile.to))
    }
    return InternedProblem(problem, piece: piece) { q in
      isWhole[Int(problem.hosts[q])]
        || segments[problem.hosts[q]]?.contains { $0.contains(problem.places[q]) } == true
    }
  }
}

extension SpliceOracle {
  /// Where the cost of the target's beginnings becomes that of the whole: what lies before takes one operation less. The whole
  /// length where that is less than half of it.
  fileprivate var lastStart: Int {
    let length = problem.target.count
    let whole = tables.sum(0, length)
    var end = length
    while end > length / 2, tables.sum(0, end) == whole { end -= 1 }
    return end > length / 2 ? end : length
  }
}
