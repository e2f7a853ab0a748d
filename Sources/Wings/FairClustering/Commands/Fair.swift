import ArgumentParser
import Console
import Exact
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
      comparable: --scale is none unless you say otherwise, and every cost depends on it. Groups and labels are compared as they are \
      written. Rows that --missing drop leaves out are those that lack a group, a label or a coordinate that is used.
      """,
    subcommands: [FairCluster.self, FairletsCommand.self, FairAudit.self, FairBound.self, FairSweep.self])
}

/// Which points, in which groups.
struct FairInput: ParsableArguments {
  @Argument(help: "The points: .csv, .tsv, .npy or .npz; `-` for CSV on standard input.")
  var data: String

  @Option(
    name: .customLong("color"),
    help: "The column with the groups, by its name or number from 1. Default: the first, as in the authors' files.")
  var colour: String?

  @Option(name: .customLong("colors"), help: "Of points in .npy or .npz: a vector of the groups, in another such file.")
  var colourFile: String?

  @Option(help: "The group that is set against the rest, where there are more than two. It is colour 0.")
  var group: String?

  @Option(help: "The columns of coordinates, by names or numbers, separated by commas. Default: all but the group's.")
  var columns: String?

  @Option(help: "Make columns comparable: none, minmax, zscore (mean 0, deviation 1) or robust (median, quartiles).")
  var scale: Scaling = .none

  @OptionGroup var numbers: NumberOptions

  @OptionGroup var size: SizeLimit

  func validate() throws {
    if numbers.missing != "refuse", numbers.missing != "drop",
      CSVOptions().double(numbers.missing).map({ $0.isFinite }) != true
    {
      throw ValidationError("--missing is \(numbers.missing); expected refuse, drop or a finite number")
    }
  }

  /// The table, before columns are chosen.
  func table() throws -> ColoredTable {
    size.watch()
    let bytes = try readFile(data)
    if ["npy", "npz"].contains(fileKind(data)) {
      guard let colourFile else { throw ValidationError("say with --colors which .npy file has the groups") }
      let colours = try readFile(colourFile)
      return try parseFile(data) {
        try ColoredTable(
          matrix: array(bytes, data, numbers.array),
          groups: try inFile(colourFile) { try array(colours, colourFile, nil) })
      }
    }
    if colourFile != nil { throw ValidationError("--colors is for points in .npy; of CSV, --color names the column") }
    if numbers.array != nil { throw ValidationError("--array is for points in .npz") }
    return try parseFile(data) {
      let dialect = numbers.dialect
      let options = dialect.csv(InputFormat(nameOf: data))
      let table = try CSVTable(wordsOfCSV: bytes, options: options, value: ColoredTable.field)
      dialect.notify(table, data)
      return ColoredTable(table, options)
    }
  }

  private func array(_ bytes: Data, _ path: String, _ name: String?) throws -> NPYArray {
    guard fileKind(path) == "npz" else { return try NPYArray(contentsOfNPY: bytes) }
    let archive = try NPZArchive(bytes)
    return try archive.array(try archive.onlyArray(name))
  }

  /// The points, and the rows that they are.
  func points() throws -> ChosenPoints {
    let table = try table()
    return try inFile(data) {
      let features = try columns.map { list in
        try list.split(separator: ",").map { try table.column(String($0).trimmingCharacters(in: .whitespaces)) }
      }
      let (points, rows) = try table.points(
        colour: try table.groupColumn(colour), against: group, features: features, scaling: scale)
      noteLeftOut(rows, of: table.rows, in: data, "for want of a value that is used")
      return ChosenPoints(points: points, rows: rows, tableRows: table.rows)
    }
  }
}

/// Points, and which rows of the table they are.
struct ChosenPoints {
  var points: ColoredPoints
  /// The rows, from 0, ascending.
  var rows: [Int]
  /// How many rows the table has.
  var tableRows: Int

  /// Labels in the order of the table's rows: NA for those that are left out.
  func labelText(_ columns: [(name: String, labels: [Int])]) -> String {
    var text = columns.map(\.name).joined(separator: ",") + "\n"
    let leftOut = columns.map { _ in "NA" }.joined(separator: ",") + "\n"
    var point = 0
    for row in 0..<tableRows {
      guard point < rows.count, rows[point] == row else {
        text += leftOut
        continue
      }
      text += columns.map { "\($0.labels[point])" }.joined(separator: ",") + "\n"
      point += 1
    }
    return text
  }
}

/// Tells which rows of a file are left out, if any.
func noteLeftOut(_ rows: [Int], of count: Int, in path: String, _ why: String) {
  guard rows.count < count else { return }
  let first = rows.indices.first { rows[$0] != $0 } ?? rows.count
  StandardError.write(
    "notice: \(path == "-" ? "standard input" : path): \(count - rows.count) of \(count) rows are left out \(why), the first is row "
      + "\(first + 1)")
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

  /// The fairlets of the points, if they do not take more memory than the limit.
  func fit(_ points: ColoredPoints, _ size: SizeLimit) throws -> Fairlets {
    let (trees, paths) = (Progress("trees"), Progress("paths of the flow"))
    let exchanges = Progress("passes of exchanges between fairlets")
    defer { for progress in [trees, paths, exchanges] { progress.finish() } }
    let decomposition = FairletDecomposition(
      balance: balance, method: method, trees: self.trees, repairs: repairs, seed: seed)
    try size.require(
      holding: Integer(decomposition.predictedBytes(points)), instead: method == .tree ? nil : "--method tree")
    return try decomposition.fit(points) {
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

/// A number that is at most this one, with as many digits as people compare.
func shownBelow(_ value: Rational) -> String {
  let nearest = Double(value)
  guard value > 0, nearest < 0.001 || nearest >= 1e9 else {
    return shown(Double(Rational((value * 10_000).floor(), 10_000)))
  }
  return shown(nearest * (1 - 1e-6))
}

/// By how many percent a cost is above another; a search without fairness may miss what the one with fairness finds.
func price(_ cost: Double, over unfair: Double) -> String {
  let percent = unfair > 0 ? 100 * (cost / unfair - 1) : 0
  return String(format: "%.1f", percent.magnitude < 0.05 ? 0 : percent)
}

/// "1 cluster", "2 clusters".
func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
