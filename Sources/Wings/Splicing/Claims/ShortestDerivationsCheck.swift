import Evidence
import Exact
import Splicing

extension Check {
  /// All shortest derivations, one by one, and how many of them differ in where the words come from.
  static let shortestDerivations = Check(
    "classes", level: .certified,
    family: .random(
      "random targets of 1 to 5 words that take at most 3 operations, over at most 3 letters, at most 3 neighbours of at most 3 "
        + "words: all sequences of operations",
      quick: 40, deep: 2_000, shrink: SpliceInstance.shrink,
      draw: { _, stream in
        while true {
          let last = stream.uniform(in: 0...2)
          func words(_ most: Int) -> [Int] {
            (0..<stream.uniform(in: 1...most)).map { _ in stream.uniform(in: 0...last) }
          }
          let instance = SpliceInstance(
            target: words(5), neighbours: (0..<stream.uniform(in: 1...3)).map { _ in words(3) })
          if let cost = try SpliceOracle(instance.problem).cost, cost <= 3 { return instance }
        }
      }),
    subject: { (problem: SpliceProblem<Int>) in try SpliceCensus(problem).count },
    mutants: [
      "counts parses of the published grammar": { problem in
        SplicingGrammar(neighbours: problem.neighbours).parse(problem.target, in: LeastWeightCounts()).count
      },
      "never replaces": { problem in try SpliceCensus(problem, mode: .insertOnly).count },
      "takes neighbours that are equal for one": { problem in
        let first = problem.neighbours.indices.filter {
          problem.neighbours.firstIndex(of: problem.neighbours[$0]) == $0
        }
        return try SpliceCensus(
          SpliceProblem(target: problem.target, neighbours: first.map { problem.neighbours[$0] })
        ).count
      },
    ],
    test: { count, instance in
      guard let cost = try SpliceOracle(instance.problem).cost, cost <= 3 else { return .holds() }
      let search = DerivationSearch(instance)
      return .equal(try count(instance.problem), Integer(search.origins(steps: cost).count), "the count")
    })
}

/// Where a word of a text comes from: the first word that its operation left, its neighbour, and its place there.
private struct Origin: Hashable {
  var first: Int
  var neighbour: Int
  var place: Int
}

/// All sequences of a few operations that make a text, by trying them.
private struct DerivationSearch {
  /// A word on the canvas: the operation that wrote it, its neighbour and its place there.
  private struct Mark {
    var operation: Int
    var neighbour: Int
    var place: Int
  }

  private let target: [Int]
  private let neighbours: [[Int]]
  private let segments: [(neighbour: Int, range: Range<Int>)]

  init(_ instance: SpliceInstance) {
    (target, neighbours) = (instance.target, instance.neighbours)
    segments = neighbours.indices.flatMap { m in
      instance.neighbours[m].indices.flatMap { from in
        (from + 1...instance.neighbours[m].count).map { (neighbour: m, range: from..<$0) }
      }
    }
  }

  /// The origins that derivations of the given number of operations leave.
  func origins(steps: Int) -> Set<[Origin]> {
    var found: Set<[Origin]> = []
    search([], number: 0, left: steps, &found)
    return found
  }

  private func search(_ canvas: [Mark], number: Int, left: Int, _ found: inout Set<[Origin]>) {
    if left == 0 {
      if canvas.map(word) == target { found.insert(origins(canvas)) }
      return
    }
    if left == 1 { return finish(canvas, number: number, &found) }
    for at in 0...canvas.count {
      for upTo in at...canvas.count {
        for (neighbour, range) in segments {
          let written = range.map { Mark(operation: number, neighbour: neighbour, place: $0) }
          search(canvas[..<at] + written + canvas[upTo...], number: number + 1, left: left - 1, &found)
        }
      }
    }
  }

  /// The last operation: what it leaves of the canvas begins and ends the target.
  private func finish(_ canvas: [Mark], number: Int, _ found: inout Set<[Origin]>) {
    let words = canvas.map(word)
    let most = min(words.count, target.count)
    for before in 0...most where words.prefix(before) == target.prefix(before) {
      for after in 0...(most - before) where words.suffix(after) == target.suffix(after) {
        let missing = target[before..<target.count - after]
        for (neighbour, range) in segments where neighbours[neighbour][range] == missing {
          let written = range.map { Mark(operation: number, neighbour: neighbour, place: $0) }
          found.insert(origins(canvas.prefix(before) + written + canvas.suffix(after)))
        }
      }
    }
  }

  private func word(_ mark: Mark) -> Int { neighbours[mark.neighbour][mark.place] }

  private func origins(_ canvas: [Mark]) -> [Origin] {
    canvas.map { mark in
      Origin(
        first: canvas.firstIndex { $0.operation == mark.operation } ?? 0, neighbour: mark.neighbour, place: mark.place)
    }
  }
}
