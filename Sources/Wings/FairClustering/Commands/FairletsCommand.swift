import ArgumentParser
import Console
import FairClustering
import Foundation

/// `tightbound fair fairlets`
struct FairletsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fairlets", abstract: "Cut points into small balanced groups that cost little.",
    discussion: """
      A fairlet is a balanced set of at most p + q points; its cost is the sum of Euclidean distances from its best member. Every result is verified in \
      integers before it is printed. Exit codes: 0 done, 2 wrong usage, 3 could not run, as where no partition has the balance.
      """)

  @OptionGroup var input: FairInput
  @OptionGroup var options: FairletOptions

  @Option(
    name: .shortAndLong,
    help: "Write the fairlet of each row to this file .csv, NA for rows that are left out; `-` for standard output.")
  var output: String?

  @Option(help: "Write a certificate that `verify` checks to this file .json.")
  var certificate: String?

  @Option(help: "How to print: text or json.")
  var format: OutputFormat = .text

  private struct Answer: Encodable {
    var points: Int
    var balance: Balance
    var groups: [String: Int]
    var fairlets: Int
    var cost: Double
    var method: String
    var seed: UInt64
    var scale: String
    /// What the certificate is about, as `verify` prints it.
    var certified: [String]?
  }

  func run() throws {
    if let output { try requireOutput(output, ["csv"], holds: "labels") }
    if let certificate { try requireOutput(certificate, ["json"], holds: "a certificate") }
    try requireDistinctOutputs(["-o": output, "--certificate": certificate])
    let chosen = try input.points()
    let fairlets = try options.fit(chosen.points, input.size)
    let proof = certificate == nil ? nil : FairProof.partition(fairlets.certificate(chosen.points))
    if output != "-", certificate != "-" { try show(chosen.points, fairlets, certified: try proof?.subject) }
    if let output { try writeFile(output, chosen.labelText([("fairlet", fairlets.labels)])) }
    if let certificate, let proof { try writeFile(certificate, try proof.text) }
  }

  private func show(_ points: ColoredPoints, _ fairlets: Fairlets, certified: [String]?) throws {
    let counts = points.counts
    if format == .json {
      return print(
        try json(
          Answer(
            points: points.count, balance: options.balance,
            groups: [points.names[0]: counts.reds, points.names[1]: counts.blues], fairlets: fairlets.count,
            cost: fairlets.cost, method: fairlets.method, seed: options.seed, scale: input.scale.rawValue,
            certified: certified),
          pretty: false))
    }
    print(
      "\(points.count) points (\(points.names[0]): \(counts.reds), \(points.names[1]): \(counts.blues)), balance \(options.balance)"
    )
    print("\(counted(fairlets.count, "fairlet")) of cost \(shown(fairlets.cost)), by \(fairlets.method); all balanced")
    for line in certified ?? [] { print(line) }
  }
}
