import ArgumentParser
import Console
import FairClustering
import Foundation

/// `tightbound fair cluster`
struct FairCluster: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cluster", abstract: "Cluster points so that every cluster is balanced.",
    discussion: """
      Points are cut into fairlets, and whole fairlets are clustered. The same search without fairness tells what fairness costs. \
      Exit codes: 0 done, 2 wrong usage, 3 could not run, as where no clustering has the balance.
      """)

  @OptionGroup var input: FairInput
  @OptionGroup var options: FairletOptions

  @Option(name: .customShort("k"), help: "The number of clusters.")
  var k: Int

  @Option(help: "What clusters cost: k-median, k-means or k-center.")
  var objective: FairClusters.Objective = .median

  @Option(help: "How often the search starts anew; the best result is kept.")
  var restarts: Int = 1

  @Flag(inversion: .prefixedNo, help: "Of k-median: cluster without fairness too, to compare.")
  var compare = true

  @Option(
    name: .shortAndLong,
    help:
      "Write cluster and fairlet of each row to this file .csv, NA for rows that are left out; `-` for standard output."
  )
  var output: String?

  @Option(help: "Write a certificate that `verify` checks to this file .json.")
  var certificate: String?

  @Option(help: "Draw clusters and their balance to this file .svg.")
  var plot: String?

  @Option(help: "How to print: text or json.")
  var format: OutputFormat = .text

  func validate() throws {
    if k < 1 { throw ValidationError("-k is at least 1") }
    if !(1...1000 ~= restarts) { throw ValidationError("--restarts is from 1 to 1000") }
  }

  private struct Answer: Encodable {
    struct Cluster: Encodable {
      var cluster: Int
      var groups: [String: Int]
      var balance: Balance?
      /// The row of the centre, from 1; nil of k-means.
      var centre: Int?
    }
    var points: Int
    var k: Int
    var objective: String
    var balance: Balance
    var scale: String
    var seed: UInt64
    var fairlets: Int
    var fairletCost: Double
    var cost: Double
    var unfairCost: Double?
    var clusters: [Cluster]
    /// What the certificate is about, as `verify` prints it.
    var certified: [String]?
  }

  func run() throws {
    if let output { try requireOutput(output, ["csv"], holds: "labels") }
    if let certificate { try requireOutput(certificate, ["json"], holds: "a certificate") }
    if let plot { try requireOutput(plot, ["svg"], holds: "a picture") }
    try requireDistinctOutputs(["-o": output, "--certificate": certificate, "--plot": plot])
    let chosen = try input.points()
    let points = chosen.points
    let fairlets = try options.fit(points, input.size)
    let clustering = FairletClustering(k: k, objective: objective, restarts: restarts, seed: options.seed)
    let clusters = try clustering.shown(points, fairlets)
    let unfair = compare && objective == .median ? try clustering.shownUnfair(points).cost : nil
    let proof = certificate == nil ? nil : FairProof.partition(clusters.certificate(points))
    if output != "-", certificate != "-", plot != "-" {
      try show(chosen, fairlets, clusters, unfair, certified: try proof?.subject)
    }
    if let output {
      try writeFile(output, chosen.labelText([("cluster", clusters.labels), ("fairlet", fairlets.labels)]))
    }
    if let certificate, let proof { try writeFile(certificate, try proof.text) }
    if let plot { try writeFile(plot, try ClusterPicture(points, clusters).svg) }
  }

  private func show(
    _ chosen: ChosenPoints, _ fairlets: Fairlets, _ clusters: FairClusters, _ unfair: Double?, certified: [String]?
  ) throws {
    let points = chosen.points
    let counts = clusters.counts(points)
    if format == .json {
      let rows = counts.enumerated().map { cluster, counts in
        Answer.Cluster(
          cluster: cluster, groups: [points.names[0]: counts.reds, points.names[1]: counts.blues],
          balance: counts.balance, centre: clusters.medoids.map { chosen.rows[$0[cluster]] + 1 })
      }
      return print(
        try json(
          Answer(
            points: points.count, k: k, objective: objective.rawValue, balance: options.balance,
            scale: input.scale.rawValue, seed: options.seed, fairlets: fairlets.count, fairletCost: fairlets.cost,
            cost: clusters.cost, unfairCost: unfair, clusters: rows, certified: certified), pretty: false))
    }
    print("\(counted(fairlets.count, "fairlet")) of cost \(shown(fairlets.cost)), by \(fairlets.method)")
    var line = "\(counted(k, "cluster")), \(objective.rawValue) cost \(shown(clusters.cost))"
    if let before = clusters.costBeforeLastStep { line += " (\(shown(before)) before the last choice of centres)" }
    print(line)
    if let unfair {
      print("without fairness \(shown(unfair)): fairness costs \(price(clusters.cost, over: unfair)) %")
    }
    print("cluster \(points.names[0]) \(points.names[1]) balance")
    for (cluster, counts) in counts.enumerated() {
      print("\(cluster) \(counts.reds) \(counts.blues) \(counts.balance?.description ?? "0")")
    }
    for line in certified ?? [] { print(line) }
  }
}
