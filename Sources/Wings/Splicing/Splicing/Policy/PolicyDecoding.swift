import Text

extension SplicePolicy {
  /// What a policy wrote.
  public struct Generation: Sendable {
    /// The words.
    public var text: [TextToken]
    /// How they were spliced together.
    public var operations: [SpliceOperation]
    /// The logarithm of the probability, divided by the number of choices that were made.
    public var score: Double
  }

  /// The limits of a search.
  public struct Search: Sendable {
    /// How many canvases are followed at once.
    public var beam = 5
    /// How many operations there may be.
    public var longestDerivation = 28
    /// How long a canvas may be.
    public var longestCanvas = 200
    /// A beam of 5, 28 operations and 200 words.
    public init() {}
  }

  /// Writes a text by beam search: of each canvas the most probable next operations, of all of those the best few; each canvas
  /// once; no stop while a mask stands on it. Of the finished ones the one with the best score per choice.
  ///
  /// - Parameters:
  ///   - record: a problem as ``prepared(_:addsMissingWords:)`` makes it; its target is not looked at.
  ///   - search: the limits.
  /// - Returns: nil when nothing was finished within the limits.
  /// - Complexity: O(beam · operations · canvas · words of the neighbours).
  public func generate(_ record: SpliceProblemRecord, search: Search = Search()) -> Generation? {
    struct Hypothesis {
      var state = PolicyState()
      var operations: [SpliceOperation] = []
      var logarithm = 0.0
      /// Two choices for each operation; one more for stopping.
      func score(isFinished: Bool) -> Double {
        let choices = 2 * operations.count + (isFinished ? 1 : 0)
        return choices == 0 ? 0 : logarithm / Double(choices)
      }
    }
    let scene = PolicyScene(record, mask: mask)
    let maskCode = scene.mask
    var (beam, finished, seen): ([Hypothesis], [Hypothesis], Set<[UInt64]>) = ([Hypothesis()], [], [[]])
    for _ in 0...search.longestDerivation where !beam.isEmpty {
      var next: [Hypothesis] = []
      for hypothesis in beam {
        let features = PolicyFeatures(scene, hypothesis.state, bits: bits)
        let starts = starts(features).logarithms
        let (stop, count) = (starts.count - 1, features.places.count)
        if !hypothesis.state.canvas.contains(maskCode) {
          var stopped = hypothesis
          stopped.logarithm += starts[stop]
          finished.append(stopped)
        }
        guard hypothesis.operations.count < search.longestDerivation else { continue }
        for start in best(starts.prefix(stop), search.beam) {
          let (ends, distribution) = ends(features, at: start / count, features.places[start % count])
          for end in best(distribution.logarithms[...], search.beam) {
            var longer = hypothesis
            longer.state = hypothesis.state.after(ends[end], in: scene)
            longer.operations.append(ends[end])
            longer.logarithm += starts[start] + distribution.logarithms[end]
            if longer.state.canvas.count <= search.longestCanvas { next.append(longer) }
          }
        }
      }
      // Equal scores keep the order in which they were found, so that the result is the same in every run.
      let order = next.indices.sorted {
        next[$0].logarithm != next[$1].logarithm ? next[$0].logarithm > next[$1].logarithm : $0 < $1
      }
      beam = []
      for index in order where beam.count < search.beam {
        if seen.insert(next[index].state.canvas).inserted { beam.append(next[index]) }
      }
    }
    var winner: (hypothesis: Hypothesis, score: Double)?
    for hypothesis in finished {
      let score = hypothesis.score(isFinished: true)
      if winner.map({ score > $0.score }) ?? true { winner = (hypothesis, score) }
    }
    guard let winner,
      let text = try? replay(winner.hypothesis.operations, from: record.neighbours.map(\.tokens))
    else { return nil }
    return Generation(text: text, operations: winner.hypothesis.operations, score: winner.score)
  }

  /// The indices of the largest values, the largest first; of equal ones the first.
  private func best(_ values: ArraySlice<Double>, _ count: Int) -> [Int] {
    var best: [Int] = []
    for index in values.indices {
      if best.count == count, let last = best.last, values[index] <= values[last] { continue }
      let place = best.firstIndex { values[$0] < values[index] } ?? best.count
      best.insert(index, at: place)
      if best.count > count { best.removeLast() }
    }
    return best
  }
}
