import ArgumentParser
import Console
import Exact
import Foundation
import LocalLearning

extension Local {
  /// `tightbound local search`
  struct Search: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "search",
      abstract: "The scales of coordinates with which near points tell each other's labels best, from few labels.",
      discussion: """
        A point's label, 0 or 1, is predicted from all others, weighted by 1/(1 + distance²), coordinates being scaled by numbers from 1 to 2 \
        (Nadaraya and Watson's smoother). Without --labels, --ask writes the rows to label; with the labels, the same command tells which \
        scales err least, and what no scales can do better than. All errors are estimated from the same random pairs of points, which \
        depend on the points, --eps, --pairs, --steps, --failure and --seed alone. The guarantee is for one seed, chosen before any label was \
        seen. Scale columns of other units to comparable ranges first.
        """)

    @Argument(help: "The points: a column for each coordinate, up to 8, without labels.")
    var points: String

    @Option(help: "How much estimates may be off, above 0 and at most 1.")
    var eps: ExactNumber

    @Option(
      help: "How many pairs are drawn. Default: as many as --eps needs; with fewer, estimates may be off by more.")
    var pairs: Int?

    @Option(help: "How many steps the scales take from 1 to 2. Default: as many as --eps needs.")
    var steps: Int?

    @Option(help: "With which probability the interval may be wrong: above 0 and below 1.")
    var failure: ExactNumber = ExactNumber(value: Rational(1, 20))

    @Option(help: "The seed of the pairs.")
    var seed: UInt64 = 1

    @Option(help: "Write the rows to label, as CSV; `-` is standard output.")
    var ask: String?

    @Option(
      help:
        "The labels: columns row, perhaps the coordinates, and label, 0 or 1. With --ask: those that are known already."
    )
    var labels: String?

    @Option(help: "Refuse to ask for more labels than this.")
    var budget: Int?

    @Option(help: "How to print: text or json.")
    var format: OutputFormat = .text

    @OptionGroup var size: SizeLimit

    func validate() throws {
      if eps.value <= 0 || eps.value > 1 { throw ValidationError("--eps is above 0 and at most 1") }
      if failure.value <= 0 || failure.value >= 1 { throw ValidationError("--failure is above 0 and below 1") }
      if ask == nil, labels == nil { throw ValidationError("say --ask for the rows to label, or give their --labels") }
      if let budget, budget < 0 { throw ValidationError("--budget is at least 0") }
      if budget != nil, ask == nil { throw ValidationError("--budget is for --ask") }
    }

    private struct Report: Encodable {
      var scales: [Double]
      var error: Double
      var radius: Double
      var failure: Rational
      /// With all scales 1.
      var plainError: Double
      /// No scales have an error below this.
      var errorAtLeast: Double
      var pairs: Int
      var labelsUsed: Int
      var seed: UInt64
    }

    func run() throws {
      size.watch()
      if let ask { try requireOutput(ask, ["csv"], holds: "rows to label") }
      let pool = try LocalPlanFile.readPool(points, most: ScaleSearch.mostDimensions)
      let progress = Progress("pairs")
      defer { progress.finish() }
      let ranges = [
        "the number of pairs": pairs == nil ? "--eps" : "--pairs",
        "the number of steps": steps == nil ? "--eps" : "--steps",
      ]
      let search = try inFile(points, options: ranges) {
        try ScaleSearch(
          points: pool.map { $0.map(Double.init) }, eps: eps.value, pairs: pairs, steps: steps,
          failure: failure.value, seed: seed
        ) { progress.update($0, of: $1) }
      }
      let known = try labels.map { try readLabels($0, pool: pool) } ?? [:]
      if let ask {
        progress.finish()
        let wanted = search.rows.filter { known[$0] == nil }
        if let budget, wanted.count > budget {
          throw CommandError("\(LocalLearningError.budget(needed: wanted.count, left: budget))")
        }
        try LocalPlanFile.writeAsked(wanted, of: pool, to: ask)
        guard ask != "-" else { return }
        return print("\(wanted.count) labels to buy of \(pool.count) rows, for \(search.pairs.count) pairs")
      }
      try requireLabels(search.rows, in: known, labels ?? "", ask: "local search --ask")
      progress.begin()
      let found = try inFile(labels ?? "") {
        try search.best(label: { known[$0] }) { progress.update($0, of: $1) }
      }
      progress.finish()
      if format == .json {
        return print(
          try json(
            Report(
              scales: found.scales, error: found.error, radius: Double(search.radius), failure: search.failure,
              plainError: found.plainError, errorAtLeast: found.lowerBound, pairs: search.pairs.count,
              labelsUsed: found.labelsUsed, seed: seed), pretty: false))
      }
      let scales = found.scales.map { String(format: "%.4f", $0) }.joined(separator: " ")
      print(
        "scales \(scales): error \(shown(found.error)) ± \(shown(Double(search.radius))), from \(found.labelsUsed) labels of \(pool.count)"
      )
      print("with all scales 1 it is \(shown(found.plainError)) ± \(shown(Double(search.radius)))")
      // A bound is rounded downwards.
      print("no scales from 1 to 2 have an error below \(shown((found.lowerBound * 10_000).rounded(.down) / 10_000))")
      print(
        "wrong with probability at most \(search.failure) over the choice of pairs, if the seed \(seed) was chosen before any label was seen"
      )
    }

    private func shown(_ value: Double) -> String { String(format: "%.4f", value) }
  }
}
