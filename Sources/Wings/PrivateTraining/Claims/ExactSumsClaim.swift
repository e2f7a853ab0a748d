import Evidence
import Exact
import Models
import PrivateTraining
import Randomness

extension Claim {
  /// A7.
  static let exactSums = Claim(
    id: "private-training.exact-sums",
    title: "Exact sums depend on the examples alone, and one example changes them by at most the grid's bound",
    sentences: [
      Sentence(
        """
        If each example has integers of its own to add, their sums are the same for every order of the examples, every cut into micro-batches, and every way to deal them out to \
        threads or ranks.
        """,
        topic: "sums", checks: ["order"],
        proof: ProofReference(file: "PrivateTraining/ExactSums.v", theorems: ["any_order", "micro_batches", "dealt"])),
      Sentence(
        """
        For perceptrons with rows and labels, exact sums and counts are the same, to the last bit, for every order of the examples, every cut into micro-batches \
        and every number of threads.
        """,
        topic: "order, micro-batches, threads", checks: ["order"]),
      Sentence(
        """
        An example changes the integer sums of each group by a vector of squared length at most $m^2$, $m$ being the grid's steps to the threshold, and $\\sum (2b-1)$ by 1 or \
        $-1$; the change is the same whatever the other examples are. An example changes no sum of a group in which its gradient has NaN or infinite numbers.
        """,
        topic: "one example", checks: ["one"]),
    ],
    source: Source(
      paper: "Exploring the Limits of Differentially Private Deep Learning with Group-wise Clipping",
      arXiv: "2212.01539",
      theorem: "derived"),
    checks: [
      Check(
        "order", level: .sampled,
        family: .random("up to 12 rows, up to 3 layers", quick: 12, deep: 400, draw: Rows.drawn), subject: sums,
        mutants: [
          "clipped after micro-batches are summed": { question in
            try question.rows.sums(question.pieces, threads: question.threads) { sums, steps in
              for k in sums.sums.indices {
                var group = sums.sums[k].map { Int32($0) }
                ExactClip.clip(&group, bound: steps)
                sums.sums[k] = group.map(Int64.init)
              }
            }
          },
          "summed in single precision": { question in
            var running: [[Float]] = []
            var result = ExactSums(none: try question.rows.plan())
            for example in question.pieces.joined() {
              let one = try question.rows.sums([[example]], threads: 1)
              if running.isEmpty { running = one.sums.map { $0.map { _ in 0 } } }
              for k in running.indices {
                for i in running[k].indices { running[k][i] += Float(one.sums[k][i]) * 0.1 }
              }
              result += one
            }
            for k in running.indices { result.sums[k] = running[k].map { Int64(($0 * 1_000_000).rounded()) } }
            return result
          },
          "the last piece is forgotten": { question in
            try question.rows.sums(
              question.pieces.count > 1 ? question.pieces.dropLast() : question.pieces, threads: 1)
          },
        ], test: areOrderless),
      Check(
        "one", level: .certified,
        family: .random("up to 12 rows, up to 3 layers", quick: 12, deep: 400, draw: Rows.drawn), subject: sums,
        mutants: [
          "the mean of the batch, not the sum": { question in
            var found = try question.rows.sums(question.pieces, threads: 1)
            let count = Int64(max(1, found.examples))
            for k in found.sums.indices { found.sums[k] = found.sums[k].map { $0 * 12 / count } }
            return found
          },
          "one norm for each group, one bound for all": { question in
            let first = try question.rows.sums(question.pieces, threads: 1)
            var twice = first
            twice += first
            return twice
          },
          "bits of the batch's mean norm": { question in
            var found = try question.rows.sums(question.pieces, threads: 1)
            let within = found.withinThreshold.map { 2 * $0 > found.examples ? found.examples : 0 }
            found.withinThreshold = within
            return found
          },
        ], test: changesLittle),
    ])
}

private struct Question: Sendable {
  var rows: Rows
  var pieces: [[Int]]
  var threads: Int
}

private typealias Sums = Algorithm<Question, ExactSums>

private let sums: Sums = { (question: Question) -> ExactSums in
  try question.rows.sums(question.pieces, threads: question.threads)
}

@Sendable private func areOrderless(_ subject: Sums, _ rows: Rows) throws -> Verdict {
  var stream = RandomStream(seed: rows.seed).child("order")
  let all = Array(0..<rows.count)
  let expected = try subject(Question(rows: rows, pieces: [all], threads: 1))
  for threads in 1...3 {
    var order = all
    stream.shuffle(&order)
    let cut = stream.uniform(in: 0...order.count)
    let pieces = [Array(order[..<cut]), Array(order[cut...])]
    guard try subject(Question(rows: rows, pieces: pieces, threads: threads)) == expected else {
      return .fails("\(pieces) on \(threads) threads have other sums")
    }
  }
  return .holds()
}

@Sendable private func changesLittle(_ subject: Sums, _ rows: Rows) throws -> Verdict {
  let all = Array(0..<rows.count)
  let whole = try subject(Question(rows: rows, pieces: [all], threads: 2))
  let pair = try subject(Question(rows: rows, pieces: [[0]], threads: 1))
  let bound = Rational(Integer(rows.steps) * Integer(rows.steps))
  for removed in [0, rows.count - 1] {
    let rest = try subject(Question(rows: rows, pieces: [all.filter { $0 != removed }], threads: 1))
    var verdict = Verdict.holds()
    for k in whole.sums.indices {
      let change = zip(whole.sums[k], rest.sums[k]).map { $0 - $1 }
      let squared = change.reduce(Integer(0)) { $0 + Integer($1) * Integer($1) }
      verdict = .all(verdict, .atMost(Rational(squared), bound, "squared change of a group"))
      // The first row alone, and the last, which is the one with a NaN.
      if removed == 0, change != pair.sums[k] { return .fails("a row's change depends on the other rows") }
      if removed == rows.count - 1, squared != 0 { return .fails("a row with a NaN changed the sums") }
      let count = whole.doubledCentredCounts[k] - rest.doubledCentredCounts[k]
      guard abs(count) == 1 else { return .fails("a row changed the doubled count by \(count)") }
    }
    guard case .holds = verdict else { return verdict }
  }
  return .holds()
}

/// Rows for a small perceptron, the last one with a NaN.
private struct Rows: Codable, Sendable {
  var seed: UInt64
  var count: Int
  var widths: [Int]
  var steps: Int

  static func drawn(_ index: Int, _ stream: inout RandomStream) -> Rows {
    Rows(
      seed: stream.next() >> 1, count: stream.uniform(in: 3...12),
      widths: (0..<stream.uniform(in: 2...4)).map { _ in stream.uniform(in: 2...9) },
      steps: 1 << stream.uniform(in: 4...20))
  }

  var model: Perceptron<Float> {
    var stream = RandomStream(seed: seed).child("weights")
    return Perceptron(widths: widths, activation: .tanh, using: &stream)
  }

  func plan() throws -> ClippingPlan {
    try ClippingPlan(of: model, by: .perLayer, threshold: 1, rule: .exact(steps: steps))
  }

  func sums(
    _ pieces: [[Int]], threads: Int, after each: (inout ExactSums, Int) -> Void = { _, _ in }
  ) throws -> ExactSums {
    var stream = RandomStream(seed: seed).child("rows")
    var features = (0..<(count * widths[0])).map { _ in Float(stream.uniform(in: -40...40)) / 10 }
    features[features.count - 1] = .nan
    let labels = (0..<count).map { _ in stream.uniform(in: 0...(widths[widths.count - 1] - 1)) }
    let engine = ExamplewiseEngine(
      PerceptronExamples(features: features, width: widths[0], labels: labels), threads: threads)
    let (model, plan) = (model, try plan())
    return try pieces.reduce(into: ExactSums(none: plan)) { all, piece in
      var sums = try engine.exactSums(of: piece, at: model, plan: plan)
      each(&sums, steps)
      all += sums
    }
  }
}
