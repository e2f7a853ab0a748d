import ArgumentParser
import Console
import Exact
import Foundation
import LocalLearning

/// `tightbound local`
struct Local: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "local",
    abstract: "Predictions of a near-optimal Lipschitz function, and what its error is, from few labels.",
    discussion: """
      The pool is a file of one column, numbers from 0 to 1, or of two or three columns, points of the plane or of space with distances by \
      the largest difference of a coordinate. `plan` says which rows to label; fill in their labels, numbers from 0 to 1, as a file with \
      the columns row, x (or x1, x2, ...; may be left out) and label, in any order if a header names them; then `answer` predicts, and \
      `estimate` tells what error the best function has. How many labels are needed does not depend on the slope. `search` finds the scales \
      of coordinates with which near points tell each other's labels best.
      """,
    subcommands: [Plan.self, Answer.self, Estimate.self, Search.self])
}

extension Local {
  /// `tightbound local plan`
  struct Plan: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "plan",
      abstract: "Which labels to buy.",
      discussion: """
        The pool is cut into slots of length 1/L, of which every (k + 1)-st is left out, k = ⌈1/eps⌉. The function is fitted on the k slots \
        between, from up to m labels each, and is a straight line across those left out. Its mean error on the pool is at most eps/(1 + eps) \
        above the least, if m reaches all labels; and above that by what m random labels miss. In d dimensions, 2 or 3, each coordinate is \
        so cut, k = ⌈d/eps⌉, and the function is fitted on boxes. What `estimate` says holds for a plan with one seed, made before any \
        label was seen; of several plans the one with the best answer proves nothing.
        """)

    @Argument(help: "The pool: a column of numbers from 0 to 1, or two or three columns, without labels.")
    var pool: String

    @Option(name: [.customShort("L"), .long], help: "The largest slope of the functions.")
    var slope: ExactNumber

    @Option(help: "How much worse than the best function the learned one may be, above 0 and at most 1.")
    var eps: ExactNumber

    @Option(help: "At how many random rows the error is measured: 0 if only predictions are wanted.")
    var queries = 100

    @Option(
      name: .long, parsing: .singleValue,
      help: "Where h is to be predicted: a number from 0 to 1, or such as 0.2,0.7; may be repeated.")
    var at: [Coordinates] = []

    @Option(help: "m: labels for each interval or box. Default: k³, of boxes at most 100.")
    var labelsPerInterval: Int?

    @Option(help: "The seed of which rows are asked for.")
    var seed: UInt64 = 1

    @Option(help: "Labels that are known already: only others are asked for.")
    var known: String?

    @Option(help: "Refuse to ask for more labels than this.")
    var budget: Int?

    @Option(name: .shortAndLong, help: "Write the plan, which `answer` and `estimate` read.")
    var output: String

    @Option(help: "Write the rows to label, as CSV with the columns row and x; `-` is standard output.")
    var ask: String

    @OptionGroup var size: SizeLimit

    func validate() throws {
      if eps.value <= 0 || eps.value > 1 { throw ValidationError("--eps is above 0 and at most 1") }
      if !(0...10_000_000 ~= queries) { throw ValidationError("--queries is from 0 to 10000000") }
      if queries == 0, at.isEmpty { throw ValidationError("say --queries, or --at") }
      try requireInside(at)
      if let budget, budget < 0 { throw ValidationError("--budget is at least 0") }
      if output == "-" { throw ValidationError("-o names a file; --ask may be `-`") }
    }

    func run() throws {
      size.watch()
      try requireOutput(output, ["json"], holds: "a plan")
      try requireOutput(ask, ["csv"], holds: "rows to label")
      try requireDistinctOutputs(["-o": output, "--ask": ask])
      let numbers = try LocalPlanFile.readPool(pool)
      let dimension = numbers.first?.count ?? 1
      // At most 2²⁰, or the plan refuses it.
      let k = (Rational(dimension) / eps.value).ceiling().asInt ?? .max
      let all = k <= 1 << 20 ? k * k * k : .max
      let labelsOfPiece = labelsPerInterval ?? (dimension == 1 ? all : min(all, 100))
      let ranges = [
        "the slope": "--slope", "the number of slots of a long interval": "--eps",
        "the number of labels of an interval": "--labels-per-interval",
        "the number of labels of a box": "--labels-per-interval",
      ]
      let plan = try inFile(pool, options: ranges) {
        try OpenedPlan(pool: numbers, slope: slope.value, longSlots: k, labels: labelsOfPiece, seed: seed)
      }
      try plan.check(at)
      let needed = plan.rows(for: at, queries: queries)
      let labels = try known.map { try readLabels($0, pool: numbers) } ?? [:]
      let wanted = needed.filter { labels[$0] == nil }
      if let budget, wanted.count > budget {
        throw CommandError("\(LocalLearningError.budget(needed: wanted.count, left: budget))")
      }
      let file = LocalPlanFile(
        pool: try LocalPlanFile.hash(numbers), rows: numbers.count, slope: slope.value, longSlots: k,
        labelsPerInterval: labelsOfPiece, seed: seed, queries: queries, points: at)
      let text = try json(file, pretty: false) + "\n"
      // The plan gets its name once the rows are written: no plan is left behind whose rows nobody has.
      try writeFile(output) { write in
        try write(Data(text.utf8))
        try LocalPlanFile.writeAsked(wanted, of: numbers, to: ask)
      }
      guard ask != "-" else { return }
      print(
        "\(wanted.count) labels to buy of \(numbers.count) rows; \(plan.shortCount) rows lie in short slots, at most "
          + "\(dimension * (numbers.count / (k + 1)))")
    }
  }

  /// `tightbound local answer`
  struct Answer: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "answer",
      abstract: "Predictions of the one function that the plan and the labels decide.")

    @Argument(help: "The plan.")
    var plan: String

    @Argument(help: "The pool of the plan.")
    var pool: String

    @Argument(help: "The labels: columns row, perhaps x, and label.")
    var labels: String

    @Option(
      name: .long, parsing: .singleValue,
      help: "Where: a number from 0 to 1, or such as 0.2,0.7; may be repeated. Default: the points of the plan.")
    var at: [Coordinates] = []

    @Option(help: "On the line: draw h as far as labels are known to this file .svg, short slots in grey.")
    var picture: String?

    @Option(help: "How to print: text or json.")
    var format: OutputFormat = .text

    @OptionGroup var size: SizeLimit

    func validate() throws {
      try requireInside(at)
    }

    private struct Prediction: Encodable {
      var x: Coordinates
      var value: Rational
    }

    func run() throws {
      size.watch()
      if let picture { try requireOutput(picture, ["svg"], holds: "a picture") }
      let (file, plan) = try LocalPlanFile.read(plan, pool: pool)
      let known = try readLabels(labels, pool: plan.pool)
      let points = at.isEmpty ? file.points : at
      try plan.check(points)
      try requireLabels(plan.rows(for: points, queries: 0), in: known, labels, ask: "local plan --known")
      let progress = Progress("predictions")
      defer { progress.finish() }
      let values = try plan.values(at: points, labels: known) { progress.update($0, of: points.count) }
      progress.finish()
      let predictions = zip(points, values).map { Prediction(x: $0, value: $1) }
      let svg = try picture.map { _ in
        guard case .line(let line) = plan else { throw CommandError("pictures are of functions on the line") }
        return try LocalPicture(plan: line, labels: known).svg()
      }
      if picture != "-" { try show(predictions) }
      if let picture, let svg { try writeFile(picture, svg) }
    }

    private func show(_ predictions: [Prediction]) throws {
      if format == .json { return print(try json(predictions, pretty: false)) }
      for prediction in predictions {
        print("\(prediction.x) \(prediction.value) ≈ \(String(format: "%.6f", Double(prediction.value)))")
      }
    }
  }

  /// `tightbound local estimate`
  struct Estimate: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "estimate",
      abstract: "What mean error the best function has on the pool, and how sure that is.",
      discussion: """
        The error of the learned function at the random rows of the plan. It is a function of the class itself, so that the best \
        error is at most the estimate and the radius, but for a probability of --failure over the choice of rows. This holds for one plan, \
        whose seed was chosen before any label was seen: who tries several seeds and keeps the best answer has no such guarantee.
        """)

    @Argument(help: "The plan.")
    var plan: String

    @Argument(help: "The pool of the plan.")
    var pool: String

    @Argument(help: "The labels: columns row, perhaps x, and label.")
    var labels: String

    @Option(help: "With which probability the interval may be wrong: above 0 and below 1.")
    var failure: ExactNumber = ExactNumber(value: Rational(1, 20))

    @Option(help: "How to print: text or json.")
    var format: OutputFormat = .text

    @OptionGroup var size: SizeLimit

    func validate() throws {
      if failure.value <= 0 || failure.value >= 1 { throw ValidationError("--failure is above 0 and below 1") }
    }

    private struct Report: Encodable {
      var estimate: Rational
      var radius: Rational
      var failure: Rational
      var optimumAtMost: Rational
      var queries: Int
      var labelsUsed: Int
      var shortShare: Rational
    }

    func run() throws {
      size.watch()
      let (file, plan) = try LocalPlanFile.read(plan, pool: pool)
      guard file.queries > 0 else {
        throw CommandError("\(self.plan): a plan without queries; make one with --queries")
      }
      let known = try readLabels(labels, pool: plan.pool)
      try requireLabels(plan.rows(for: [], queries: file.queries), in: known, labels, ask: "local plan --known")
      let progress = Progress("queries")
      defer { progress.finish() }
      let found = try plan.estimate(queries: file.queries, failure: failure.value, labels: known) {
        progress.update($0, of: file.queries)
      }
      progress.finish()
      if format == .json {
        return print(
          try json(
            Report(
              estimate: found.estimate, radius: found.radius, failure: found.failure, optimumAtMost: found.upperBound,
              queries: found.queries, labelsUsed: found.labelsUsed, shortShare: found.shortShare), pretty: false))
      }
      func decimal(_ value: Rational) -> String { String(format: "%.4f", Double(value)) }
      // A bound is rounded upwards.
      let bound = Rational((found.upperBound * 10_000).ceiling(), 10_000)
      print(
        "error of the learned function: \(decimal(found.estimate)) ± \(decimal(found.radius)), from \(found.labelsUsed) labels"
      )
      print("the best function with slopes up to \(file.slope) has a mean error of at most \(decimal(bound))")
      print(
        "wrong with probability at most \(found.failure) over the choice of rows, if the seed \(file.seed) was chosen before any label was seen"
      )
    }
  }
}

/// What `body` makes of a file; a parameter that is out of its range is the fault of the option that gave it.
///
/// - Parameters:
///   - path: the file, for other errors.
///   - options: the options by the parameters' names.
///   - body: what is done.
/// - Throws: `ValidationError` that names the option; else as `inFile`.
func inFile<T>(_ path: String, options: [String: String], _ body: () throws -> T) throws -> T {
  do { return try body() } catch {
    if case LocalLearningError.outOfRange(let what, _) = error, let option = options[what] {
      throw ValidationError("\(option): \(error)")
    }
    return try inFile(path) { throw error }
  }
}

/// Refuses coordinates that are not from 0 to 1.
private func requireInside(_ points: [Coordinates]) throws {
  if let point = points.first(where: { $0.values.contains { $0 < 0 || $0 > 1 } }) {
    throw ValidationError("--at is \(point); expected numbers from 0 to 1")
  }
}
