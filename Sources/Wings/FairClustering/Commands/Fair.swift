import ArgumentParser
import Console
import FairClustering
import Formats
import Foundation

/// `tightbound fair`
struct Fair: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fair",
    abstract: "Clusters that keep a balance of two groups: fairlets, k-median on them, exact bounds and audits.",
    discussion: """
      A balance p:q asks that each cluster has at least p points of one group for q of the other. Points are rows of a CSV file, of which \
      one column names the group (--color), or of a .npy file with the groups in --colors. Columns of different units have to be made \
      comparable: --scale is none unless you say otherwise, and every cost depends on it.
      """,
    subcommands: [FairCluster.self, FairletsCommand.self, FairAudit.self, FairBound.self, FairSweep.self])
}

/// Which points, in which groups.
struct FairInput: ParsableArguments {
  @Argument(help: "The points: .csv, .tsv or .npy; `-` for CSV on standard input.")
  var data: String

  @Option(
    name: .customLong("color"),
    help: "The column with the groups, by its name or number from 1. Default: the first, as in the authors' files.")
  var colour: String?

  @Option(name: .customLong("colors"), help: "Of .npy points: a .npy vector of the groups.")
  var colourFile: String?

  @Option(help: "The group that is set against the rest, where there are more than two. It is colour 0.")
  var group: String?

  @Option(help: "The columns of coordinates, by names or numbers, separated by commas. Default: all but the group's.")
  var columns: String?

  @Option(help: "Make columns comparable: none, minmax, zscore (mean 0, deviation 1) or robust (median, quartiles).")
  var scale: Scaling = .none

  @OptionGroup var numbers: NumberOptions

  /// The table, before columns are chosen.
  func table() throws -> ColoredTable {
    let bytes = try readFile(data)
    if fileKind(data) == "npy" {
      guard let colourFile else { throw ValidationError("say with --colors which .npy file has the groups") }
      let colours = try readFile(colourFile)
      return try inFile(data) {
        try ColoredTable(
          matrix: NPYArray(contentsOfNPY: bytes),
          groups: try inFile(colourFile) { try NPYArray(contentsOfNPY: colours) })
      }
    }
    if colourFile != nil { throw ValidationError("--colors is for points in .npy; of CSV, --color names the column") }
    return try inFile(data) {
      let dialect = numbers.dialect
      let table = try CSVTable(
        contentsOfCSV: bytes, options: dialect.csv(InputFormat(nameOf: data)), number: { ColoredTable.field($0) })
      dialect.notify(table, data)
      return ColoredTable(table)
    }
  }

  /// The points.
  func points() throws -> ColoredPoints {
    let table = try table()
    return try inFile(data) {
      let features = try columns.map { list in
        try list.split(separator: ",").map { try table.column(String($0).trimmingCharacters(in: .whitespaces)) }
      }
      return try table.points(
        colour: try table.groupColumn(colour), against: group, features: features, scaling: scale)
    }
  }
}

/// How fairlets are found.
struct FairletOptions: ParsableArguments {
  @Option(help: "The balance p:q of every cluster, such as 1:2.")
  var balance: Balance

  @Option(
    help: "tree (any balance, nearly linear), flow (1:r, about quadratic), or auto: the cheaper one up to 2000 points.")
  var method: FairletDecomposition.Method = .auto

  @Option(help: "Of tree: how many random shifts are tried; the best one is kept.")
  var trees: Int = 4

  @Option(help: "Passes of exchanges between neighbouring fairlets in the end.")
  var repairs: Int = 2

  @Option(help: "The seed of shifts, seeds of clusters and their order.")
  var seed: UInt64 = 1

  func validate() throws {
    if !(1...1000 ~= trees) { throw ValidationError("--trees is from 1 to 1000") }
    if !(0...1000 ~= repairs) { throw ValidationError("--repairs is from 0 to 1000") }
  }

  /// The fairlets of the points.
  func fit(_ points: ColoredPoints) throws -> Fairlets {
    let (trees, paths) = (Progress("trees"), Progress("paths of the flow"))
    let exchanges = Progress("passes of exchanges between fairlets")
    defer { for progress in [trees, paths, exchanges] { progress.finish() } }
    return try FairletDecomposition(balance: balance, method: method, trees: self.trees, repairs: repairs, seed: seed)
      .fit(points) {
        switch $0 {
        case .trees(let done, let all): trees.update(done, of: all)
        case .paths(let done, let all): paths.update(done, of: all)
        case .exchanges(let done, let all): exchanges.update(done, of: all)
        }
      }
  }
}

extension FairletClustering {
  /// The clusters, with a line on standard error where it takes long.
  func shown(_ points: ColoredPoints, _ fairlets: Fairlets) throws -> FairClusters {
    let progress = Progress("clusters of fairlets")
    defer { progress.finish() }
    return try fit(points, fairlets) { progress.update("pass \($0 + 1), \(Int(100 * $1)) %") }
  }

  /// Those without fairness, with a line on standard error where it takes long.
  func shownUnfair(_ points: ColoredPoints) throws -> (cost: Double, labels: [Int]) {
    let progress = Progress("clusters without fairness")
    defer { progress.finish() }
    return try unfair(points) { progress.update("pass \($0 + 1), \(Int(100 * $1)) %") }
  }
}

extension Balance: ExpressibleByArgument {
  /// A balance such as `1:2`.
  public init?(argument: String) {
    do { try self.init(argument) } catch { return nil }
  }
}

extension Scaling: ExpressibleByArgument {}
extension FairletDecomposition.Method: ExpressibleByArgument {}
extension FairClusters.Objective: ExpressibleByArgument {}

/// A number with as many digits as people compare.
func shown(_ value: Double) -> String {
  value != 0 && (value.magnitude < 0.001 || value.magnitude >= 1e9)
    ? String(format: "%.6e", value) : String(format: "%.4f", value)
}

/// Labels in the order of the rows.
func labelText(_ columns: [(name: String, labels: [Int])]) -> String {
  var text = columns.map(\.name).joined(separator: ",") + "\n"
  for row in columns[0].labels.indices { text += columns.map { "\($0.labels[row])" }.joined(separator: ",") + "\n" }
  return text
}

/// By how many percent a cost is above another; a search without fairness may miss what the one with fairness finds.
func price(_ cost: Double, over unfair: Double) -> String {
  let percent = unfair > 0 ? 100 * (cost / unfair - 1) : 0
  return String(format: "%.1f", percent.magnitude < 0.05 ? 0 : percent)
}
