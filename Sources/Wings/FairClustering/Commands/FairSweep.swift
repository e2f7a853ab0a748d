import ArgumentParser
import Console
import FairClustering
import Foundation

/// `tightbound fair sweep`
struct FairSweep: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep", abstract: "Tell what fairness costs for each number of clusters.",
    discussion: """
      Fairlets are found once; then k-median runs with and without fairness for each k. The balance of the clusters without fairness is \
      that of their worst one. Exit codes: 0 done, 2 wrong usage, 3 could not run.
      """)

  @OptionGroup var input: FairInput
  @OptionGroup var options: FairletOptions

  @Option(name: .customShort("k"), help: "The numbers of clusters: 2..30, or 2,5,20.")
  var k: String

  @Option(help: "How often the search starts anew for each k.")
  var restarts: Int = 1

  @Option(help: "How to print: text or json (JSON Lines).")
  var format: OutputFormat = .text

  func validate() throws {
    if !(1...1000 ~= restarts) { throw ValidationError("--restarts is from 1 to 1000") }
    _ = try numbers()
  }

  private func numbers() throws -> [Int] {
    let wrong = ValidationError("-k is a range such as 2..30 or a list such as 2,5,20, of numbers from 1 to 10000")
    if let range = k.range(of: "..") {
      guard let low = Int(k[..<range.lowerBound]), let high = Int(k[range.upperBound...]), 1 <= low, low <= high,
        high <= 10_000
      else { throw wrong }
      return Array(low...high)
    }
    return try k.split(separator: ",", omittingEmptySubsequences: false).map {
      guard let number = Int($0), 1...10_000 ~= number else { throw wrong }
      return number
    }
  }

  private struct Row: Encodable {
    var k: Int
    var cost: Double
    var unfairCost: Double
    var balance: Balance?
    var unfairBalance: Balance?
  }

  func run() throws {
    let points = try input.points().points
    let fairlets = try options.fit(points, input.size)
    let numbers = try numbers()
    if let most = numbers.max(), most > fairlets.count {
      throw FairClusteringError.tooManyClusters(most, fairlets: fairlets.count)
    }
    if format == .text {
      print("\(counted(fairlets.count, "fairlet")) of cost \(shown(fairlets.cost)), by \(fairlets.method)")
      print("k cost unfair price balance unfair-balance")
    }
    for k in numbers {
      let clustering = FairletClustering(k: k, restarts: restarts, seed: options.seed)
      let clusters = try clustering.shown(points, fairlets)
      let unfair = try clustering.shownUnfair(points)
      let row = Row(
        k: k, cost: clusters.cost, unfairCost: unfair.cost,
        balance: try BalanceAudit(labels: clusters.labels.map(String.init), colours: points.colours).balance,
        unfairBalance: try BalanceAudit(labels: unfair.labels.map(String.init), colours: points.colours).balance)
      if format == .json {
        print(try json(row, pretty: false))
      } else {
        let added = price(row.cost, over: row.unfairCost) + "%"
        print(
          "\(k) \(shown(row.cost)) \(shown(row.unfairCost)) \(added) \(row.balance?.description ?? "0") \(row.unfairBalance?.description ?? "0")"
        )
      }
    }
  }
}
