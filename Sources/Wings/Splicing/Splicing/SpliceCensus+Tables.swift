import Exact

/// For each row and each end j: the least weight of what the row describes, and how many of it have that weight, or one
/// more, up to the slack.
struct CensusTables: Sendable {
  static var none: Int { Int.max }

  let n: Int
  let width: Int
  var least: [Int]
  private var counts: [Integer]
  /// Of each place and position the row of the match, or −1; the same for the sum over this place and later ones.
  var pieces: [Int]
  var suffixes: [Int]

  init(_ problem: InternedProblem, slack: Int, memoryLimit: Int) throws(SpliceError) {
    n = problem.target.count
    width = slack + 1
    let rowCount = 2 * n + 1 + 2 * problem.matchCount
    let cellBytes = Double(8 + MemoryLayout<Integer>.stride * width)
    let bytes = Double(rowCount) * Double(n + 1) * cellBytes + 16 * Double(problem.codes.count) * Double(n)
    guard bytes <= Double(memoryLimit) else {
      throw .tooLarge(bytes: Int(min(bytes, 0x1p62)), limit: memoryLimit)
    }
    least = [Int](repeating: Self.none, count: rowCount * (n + 1))
    counts = [Integer](repeating: 0, count: rowCount * (n + 1) * width)
    pieces = [Int](repeating: -1, count: problem.codes.count * n)
    suffixes = pieces
  }

  /// The cells: forests on i..<j, trees, and entries of a match's row.
  func sum(_ i: Int, _ j: Int) -> Int { i * (n + 1) + j }
  func tree(_ i: Int, _ j: Int) -> Int { (n + 1 + i) * (n + 1) + j }
  func cell(_ row: Int, _ j: Int) -> Int { row * (n + 1) + j }
  var firstFreeRow: Int { 2 * n + 1 }

  /// How many have exactly the weight.
  func count(_ cell: Int, _ weight: Int) -> Integer {
    let first = least[cell]
    guard first != Self.none, weight >= first, weight - first < width else { return 0 }
    return counts[cell * width + weight - first]
  }

  /// One of the given weight.
  mutating func addUnit(_ weight: Int, into cell: Int) {
    makeRoom(for: weight, in: cell)
    if weight - least[cell] < width { counts[cell * width + weight - least[cell]] += 1 }
  }

  /// All of a cell, each heavier by `extra`.
  mutating func add(_ a: Int, _ extra: Int, into cell: Int) {
    guard least[a] != Self.none else { return }
    let weight = least[a] + extra
    makeRoom(for: weight, in: cell)
    let shift = weight - least[cell]
    for x in 0..<width where x + shift < width { counts[cell * width + x + shift] += counts[a * width + x] }
  }

  /// All pairs of one of a and one of b, each heavier by `extra`.
  mutating func add(_ a: Int, times b: Int, _ extra: Int, into cell: Int) {
    guard least[a] != Self.none, least[b] != Self.none else { return }
    let weight = least[a] + least[b] + extra
    if least[cell] != Self.none, weight - least[cell] >= width { return }
    makeRoom(for: weight, in: cell)
    let shift = weight - least[cell]
    for x in 0..<width where x + shift < width {
      for y in 0..<(width - x - shift) {
        counts[cell * width + x + y + shift] += counts[a * width + x] * counts[b * width + y]
      }
    }
  }

  /// Moves a cell's counts up if the weight is below what they start from.
  private mutating func makeRoom(for weight: Int, in cell: Int) {
    let first = least[cell]
    guard weight < first else { return }
    least[cell] = weight
    guard first != Self.none else { return }
    let shift = min(first - weight, width)
    for x in (0..<width).reversed() { counts[cell * width + x] = x < shift ? 0 : counts[cell * width + x - shift] }
  }
}

extension SpliceCensus {
  /// What an operation weighs that copies from the host, apart from its words, as an insertion.
  func weight(ofHost host: Int32) -> Int {
    weights.insertion + (weights.neighbours.isEmpty ? 0 : weights.neighbours[Int(host)])
  }

  /// What a gap weighs besides its inside when it hides the words after place q and before place s.
  func weight(hidingFrom q: Int, to s: Int) -> Int {
    let hidden = Int(problem.places[s] - problem.places[q]) - 1
    return hidden == 0 ? 0 : weights.replacement - weights.insertion + weights.hiddenWord * hidden
  }

  mutating func fill() {
    let n = problem.target.count
    var free = tables.firstFreeRow
    for i in 0...n { tables.addUnit(0, into: tables.sum(i, i)) }
    for i in (0..<n).reversed() {
      var suffix = -1
      for q in problem.codes.indices.reversed() {
        let isLast = q + 1 == problem.codes.count || problem.hosts[q + 1] != problem.hosts[q]
        if isLast { suffix = -1 }
        if problem.codes[q] == problem.target[i] {
          let row = free
          free += 1
          fillRow(row, q, i, isLast: isLast)
          tables.pieces[q * n + i] = row
          for j in (i + 1)...n {
            tables.add(tables.cell(row, j), weight(ofHost: problem.hosts[q]), into: tables.tree(i, j))
          }
          // Sums over later places carry the weight of the words hidden before the place, so that they can be shared.
          let both = free
          free += 1
          for j in (i + 1)...n {
            tables.add(
              tables.cell(row, j), weights.hiddenWord * Int(problem.places[q]), into: tables.cell(both, j))
            if suffix >= 0 { tables.add(tables.cell(suffix, j), 0, into: tables.cell(both, j)) }
          }
          suffix = both
        }
        tables.suffixes[q * n + i] = suffix
      }
      for k in (i + 1)...n {
        for j in k...n { tables.add(tables.tree(i, k), times: tables.sum(k, j), 0, into: tables.sum(i, j)) }
      }
    }
  }

  private mutating func fillRow(_ row: Int, _ q: Int, _ i: Int, isLast: Bool) {
    let n = problem.target.count
    tables.addUnit(weights.word, into: tables.cell(row, i + 1))
    let adjacent = problem.adjacent(q)
    if let adjacent, i + 1 < n, tables.pieces[adjacent * n + i + 1] >= 0 {
      let longer = tables.pieces[adjacent * n + i + 1]
      for j in (i + 1)...n { tables.add(tables.cell(longer, j), weights.word, into: tables.cell(row, j)) }
    }
    guard mode != .appendOnly, i + 2 < n else { return }
    // Where the host goes on when words of it are hidden.
    var hiding = adjacent == nil ? q + 1 : q + 2
    if mode == .insertOnly || isLast || hiding == problem.codes.count || problem.hosts[hiding] != problem.hosts[q] {
      hiding = -1
    }
    let hidingWeight =
      weights.word + weights.replacement - weights.insertion - weights.hiddenWord * (Int(problem.places[q]) + 1)
    for k in (i + 2)..<n {
      let inside = tables.sum(i + 1, k)
      if let adjacent, tables.pieces[adjacent * n + k] >= 0 {
        let next = tables.pieces[adjacent * n + k]
        for j in (k + 1)...n {
          tables.add(inside, times: tables.cell(next, j), weights.word, into: tables.cell(row, j))
        }
      }
      if hiding >= 0, tables.suffixes[hiding * n + k] >= 0 {
        let next = tables.suffixes[hiding * n + k]
        for j in (k + 1)...n {
          tables.add(inside, times: tables.cell(next, j), hidingWeight, into: tables.cell(row, j))
        }
      }
    }
  }
}
