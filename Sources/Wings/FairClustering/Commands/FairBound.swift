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
      part. lp: fractional assignments, for any balance and up to 200 points, solved exactly. Distances are Euclidean, as in all other \
      costs, and rounded down to steps of a grid; or l1. Points whose coordinates are not integers are put on the grid first, and the bound \
      is on those. \
      Exit codes: 0 proved, 2 wrong usage, 3 could not run.
      """)

  @OptionGroup var input: FairInput

  @Option(help: "The balance p:q, of star 1:r.")
  var balance: Balance

  @Option(help: "star or lp.")
  var kind: Kind = .star

  @Option(help: "euclidean, rounded down to steps of the grid, or l1.")
  var metric: Metric = .euclidean

  @Option(
    help: "The steps of the grid across the widest column, about; of l1 distances between integers a unit is a step.")
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
    /// The same in units of the columns, rounded down.
    var boundInUnits: Double
    /// What the certificate is about, as `verify` prints it.
    var certified: [String]?
  }

  /// Points with integer coordinates.
  private struct Grid {
    var points: [[Int]]
    /// How many steps a unit of the columns has.
    var unit: Rational
    /// Whether points lie elsewhere than before.
    var isRounded: Bool
  }

  func run() throws {
    if let output { try requireOutput(output, ["json"], holds: "a certificate") }
    let points = try input.points().points
    let grid = grid(points)
    let (bound, stars, proof) = try bound(points, grid)
    let units = bound / grid.unit
    if output != "-" {
      if format == .json {
        let nearest = Double(units)
        let below = Rational(exactly: nearest).map { $0 <= units } == true ? nearest : nearest.nextDown
        let answer = Answer(
          kind: kind.rawValue, metric: metric.rawValue, points: points.count, balance: balance,
          stepsPerUnit: Double(grid.unit), stars: stars, bound: bound, boundInUnits: below,
          certified: output == nil ? nil : try proof.subject)
        print(try json(answer, pretty: false))
      } else {
        show(bound, stars, grid)
        if output != nil { for line in try proof.subject { print(line) } }
      }
    }
    if let output { try writeFile(output, try proof.text) }
  }

  private func show(_ bound: Rational, _ stars: Integer?, _ grid: Grid) {
    let isInSteps = grid.unit != 1
    if grid.isRounded {
      print(
        "coordinates are rounded to a grid, \(shown(Double(grid.unit))) steps a unit; the bound is on points of the grid"
      )
    } else if isInSteps {
      print("distances are rounded down to steps, \(grid.unit) steps a unit")
    }
    let words = metric == .l1 ? "l1 distances" : "Euclidean distances"
    let rounded = metric == .euclidean && !isInSteps ? " rounded down" : ""
    if let stars {
      print(
        "the best stars of 1 and up to \(balance.majority) points cost \(stars)\(isInSteps ? " steps" : ""), in \(words)"
          + (metric == .euclidean ? " rounded down" : ""))
    }
    let least = isInSteps ? "\(shownBelow(bound / grid.unit)) (\(bound) steps)" : "\(bound)"
    print("no fairlets of balance \(balance) cost less than \(least), in \(words)\(rounded)")
  }

  /// The bound in steps, the cost of the best stars, and the proof.
  private func bound(
    _ points: ColoredPoints, _ grid: Grid
  ) throws -> (bound: Rational, stars: Integer?, proof: FairProof) {
    switch kind {
    case .star:
      let (paths, proof) = (Progress("paths of the flow"), Progress("the potentials are verified"))
      defer { for progress in [paths, proof] { progress.finish() } }
      let forest = try StarForest(
        integers: grid.points, colours: points.colours, ratio: balance.majority, metric: metric.measured
      ) { paths.update($0, of: $1) }
      proof.update("\(points.count * points.count / 4) distances at most")
      guard let certificate = forest.certificate else { throw CommandError("the flow made no certificate") }
      // The checker is quadratic in exact integers; it runs here as `verify` would.
      try certificate.verify()
      return (Rational(forest.cost, Integer(balance.majority)), forest.cost, .stars(certificate))
    case .lp:
      let progress = Progress("steps of the simplex method")
      defer { progress.finish() }
      let certificate = try AssignmentBound.certificate(
        of: grid.points, colours: points.colours, balance: balance, metric: metric.measured
      ) {
        switch $0 {
        case .glpkIterations(let done), .exactSteps(let done): progress.update("\(done)")
        default: break
        }
      }
      try certificate.verify()
      return (certificate.bound, nil, .assignment(certificate))
    }
  }

  /// The points on a grid.
  private func grid(_ points: ColoredPoints) -> Grid {
    let limit = 0x1p40
    var (low, width) = ([Double](), 0.0)
    for k in 0..<points.dimension {
      let column = (0..<points.count).map { points.coordinates[$0 * points.dimension + k] }
      low.append(column.min() ?? 0)
      width = max(width, (column.max() ?? 0) - low[k])
    }
    if points.coordinates.allSatisfy({ $0 == $0.rounded() && $0.magnitude <= limit }) {
      // A power of ten of steps, so that distances have decimals and coordinates stay what they are.
      let farthest = points.coordinates.reduce(0) { max($0, $1.magnitude) }
      var unit = 1
      if metric == .euclidean {
        while Double(unit) * 10 * width <= Double(steps), Double(unit) * 10 * farthest <= limit, unit < steps {
          unit *= 10
        }
      }
      return Grid(
        points: (0..<points.count).map { points[$0].map { Int($0) * unit } }, unit: Rational(unit), isRounded: false)
    }
    let unit = width > 0 ? Double(steps) / width : 1
    return Grid(
      points: (0..<points.count).map { point in
        zip(points[point], low).map { Int((($0 - $1) / (width > 0 ? width : 1) * Double(steps)).rounded()) }
      }, unit: Rational(exactly: unit) ?? 1, isRounded: true)
  }
}

extension FairBound.Metric {
  /// The distance of certificates.
  fileprivate var measured: StarForestCertificate.Metric { self == .l1 ? .l1 : .euclideanFloor }
}
