import ArgumentParser
import Console
import Exact
import FairClustering
import FairClusteringCheckers
import Foundation
import LinearProgramming

/// `tightbound fair bound`
struct FairBound: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bound", abstract: "Prove that no fairlets cost less than a number.",
    discussion: """
      star: the best stars for a balance 1:r, exactly, with potentials as proof; of 1:1 the best pairs. Fairlets cost at least the r-th \
      part. lp: fractional assignments, for any balance and up to 200 points, solved exactly. Distances are l1 or the Euclidean ones \
      rounded down, between points with integer coordinates; others are put on a grid first, and the bound is on those. \
      Exit codes: 0 proved, 2 wrong usage, 3 could not run.
      """)

  @OptionGroup var input: FairInput

  @Option(help: "The balance p:q, of star 1:r.")
  var balance: Balance

  @Option(help: "star or lp.")
  var kind: Kind = .star

  @Option(help: "l1, or euclidean: the largest integer that is at most the Euclidean distance.")
  var metric: Metric = .l1

  @Option(help: "Where coordinates are not integers: the steps of the grid across the widest column.")
  var steps: Int = 1_000_000

  @Option(name: .shortAndLong, help: "Write a certificate that `verify` checks to this file .json.")
  var output: String?

  @Option(help: "How to print: text or json.")
  var format: OutputFormat = .text

  enum Kind: String, ExpressibleByArgument, CaseIterable { case star, lp }
  enum Metric: String, ExpressibleByArgument, CaseIterable { case l1, euclidean }

  func validate() throws {
    if !(1...(1 << 30) ~= steps) { throw ValidationError("--steps is from 1 to \(1 << 30)") }
    if kind == .star, balance.minority != 1 {
      throw ValidationError("stars are for balances 1:r; --kind lp takes \(balance)")
    }
  }

  private struct Answer: Encodable {
    var kind: String
    var metric: String
    var points: Int
    var balance: Balance
    /// How many steps of the grid one unit of the (scaled) columns is; 1 for integers.
    var stepsPerUnit: Double
    /// Of star: the cost of the best stars.
    var stars: Integer?
    /// What no fairlets cost less than, in steps.
    var bound: Rational
    /// The same in units of the columns.
    var boundInUnits: Double
  }

  func run() throws {
    if let output { try requireOutput(output, ["json"], holds: "a certificate") }
    let points = try input.points()
    let (grid, unit, isRounded) = integers(points)
    var answer = Answer(
      kind: kind.rawValue, metric: metric.rawValue, points: points.count, balance: balance, stepsPerUnit: unit,
      stars: nil, bound: 0, boundInUnits: 0)
    switch kind {
    case .star:
      let (paths, proof) = (Progress("paths of the flow"), Progress("the potentials are verified"))
      defer { for progress in [paths, proof] { progress.finish() } }
      let forest = try StarForest(
        integers: grid, colours: points.colours, ratio: balance.majority, metric: metric == .l1 ? .l1 : .euclideanFloor
      ) { paths.update($0, of: $1) }
      proof.update("\(points.count * points.count / 4) distances at most")
      guard let certificate = forest.certificate else { throw CommandError("the flow made no certificate") }
      // The checker is quadratic in exact integers; it runs here as `verify` would.
      try certificate.verify()
      (answer.stars, answer.bound) = (forest.cost, Rational(forest.cost, Integer(balance.majority)))
      if let output { try writeFile(output, CertificateFile(kind: "star-forest", certificate: certificate).text) }
    case .lp:
      let progress = Progress("steps of the simplex method")
      defer { progress.finish() }
      let bound = try AssignmentBound(distances: distances(grid), colours: points.colours, balance: balance) {
        switch $0 {
        case .glpkIterations(let done), .exactSteps(let done): progress.update("\(done)")
        default: break
        }
      }
      try bound.solution.certificate.verify()
      answer.bound = bound.value
      if let output {
        try writeFile(output, CertificateFile(kind: "linear-program", certificate: bound.solution.certificate).text)
      }
    }
    answer.boundInUnits = Double(answer.bound) / unit
    guard output != "-" else { return }
    if format == .json { return print(try json(answer, pretty: false)) }
    let words = metric == .l1 ? "l1 distances" : "Euclidean distances rounded down"
    if isRounded {
      print("coordinates are rounded to a grid, \(shown(unit)) steps a unit; the bound is on points of the grid")
    }
    if let stars = answer.stars {
      print("the best stars of 1 and up to \(balance.majority) points cost \(stars), in \(words)")
    }
    print(
      "no fairlets of balance \(balance) cost less than \(answer.bound)"
        + (!isRounded ? "" : " steps, \(shown(answer.boundInUnits)) units"))
  }

  /// The points with integer coordinates, how many steps a unit has, and whether they are other points than before.
  private func integers(_ points: ColoredPoints) -> (grid: [[Int]], unit: Double, isRounded: Bool) {
    let limit = 0x1p40
    if points.coordinates.allSatisfy({ $0 == $0.rounded() && $0.magnitude <= limit }) {
      return ((0..<points.count).map { points[$0].map { Int($0) } }, 1, false)
    }
    var (low, width) = ([Double](), 0.0)
    for k in 0..<points.dimension {
      let column = (0..<points.count).map { points.coordinates[$0 * points.dimension + k] }
      low.append(column.min() ?? 0)
      width = max(width, (column.max() ?? 0) - low[k])
    }
    let unit = width > 0 ? Double(steps) / width : 1
    return (
      (0..<points.count).map { point in
        zip(points[point], low).map { Int((($0 - $1) / (width > 0 ? width : 1) * Double(steps)).rounded()) }
      }, unit, true
    )
  }

  private func distances(_ points: [[Int]]) throws -> [[Int]] {
    guard points.count <= AssignmentBound.largestCount else { return points.map { _ in [] } }
    if metric == .l1 { return SubsetOptimum.l1(points) }
    return points.map { x in
      points.map { y in
        zip(x, y).reduce(Integer.zero) { $0 + Integer($1.0 - $1.1) * Integer($1.0 - $1.1) }.squareRoot().asInt
          ?? Int.max
      }
    }
  }
}
