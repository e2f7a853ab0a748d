import ArgumentParser
import Console
import FairClustering
import Formats
import Foundation

/// `tightbound fair audit`
struct FairAudit: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit", abstract: "Tell how balanced the clusters of any labelling are, exactly.",
    discussion: """
      The labels are a column of the file (--cluster), or of another one with as many rows (--labels). With --balance the verdict is \
      exact, and decides the exit code: 0 every cluster is balanced, 1 one is not, 2 wrong usage, 3 could not run.
      """)

  @OptionGroup var input: FairInput

  @Option(help: "The column with the labels, by its name or number.")
  var cluster: String = "cluster"

  @Option(help: "A file of labels, row by row as the points: .csv, of which --cluster is read or the only column.")
  var labels: String?

  @Option(help: "The balance p:q that is asked for.")
  var balance: Balance?

  @Option(
    help: "With --balance: write a certificate that `verify` checks to this file .json, if every cluster is balanced.")
  var certificate: String?

  @Option(help: "How to print: text or json.")
  var format: OutputFormat = .text

  func validate() throws {
    if certificate != nil, balance == nil { throw ValidationError("--certificate needs a --balance to certify") }
  }

  private struct Answer: Encodable {
    struct Row: Encodable {
      var cluster: String
      var groups: [String: Int]
      var balance: Balance?
      var isBalanced: Bool?
    }
    var points: Int
    var clusters: [Row]
    /// The best balance that all clusters have; nil for 0.
    var balance: Balance?
    var holds: Bool?
  }

  func run() throws {
    if let certificate { try requireOutput(certificate, ["json"], holds: "a certificate") }
    let table = try input.table()
    let (colours, names) = try inFile(input.data) {
      try table.colours(try table.groupColumn(input.colour), against: input.group)
    }
    let audit = try BalanceAudit(labels: try readLabels(table), colours: colours)
    let wrong = balance.map { Set(audit.violations($0)) }
    let holds = wrong?.isEmpty
    if let certificate, let balance, holds == true {
      try writeFile(certificate, CertificateFile(kind: "fair-partition", certificate: audit.certificate(balance)).text)
    }
    if format == .json {
      let rows = audit.rows.enumerated().map { place, row in
        Answer.Row(
          cluster: row.label, groups: [names[0]: row.counts.reds, names[1]: row.counts.blues],
          balance: row.counts.balance,
          isBalanced: wrong.map { !$0.contains(place) })
      }
      print(
        try json(Answer(points: colours.count, clusters: rows, balance: audit.balance, holds: holds), pretty: false))
    } else {
      print("cluster \(names[0]) \(names[1]) balance")
      for (place, row) in audit.rows.enumerated() {
        let mark = wrong?.contains(place) == true ? " too low" : ""
        print("\(row.label) \(row.counts.reds) \(row.counts.blues) \(row.counts.balance?.description ?? "0")\(mark)")
      }
      print("all clusters have balance \(audit.balance?.description ?? "0")")
      if let balance, let wrong {
        print(
          wrong.isEmpty
            ? "balance \(balance) holds"
            : "balance \(balance) does not hold in \(wrong.count) of \(audit.rows.count) clusters")
      }
    }
    if holds == false { throw Outcome.violated }
  }

  private func readLabels(_ table: ColoredTable) throws -> [String] {
    func column(_ table: ColoredTable, _ path: String) throws -> [String] {
      let place = try inFile(path) { () throws -> Int in
        if table.columns.count == 1, path == labels { return 0 }
        return try table.column(cluster)
      }
      return (0..<table.rows).map { table.fields[$0 * table.columns.count + place].name }
    }
    guard let labels else { return try column(table, input.data) }
    let data = try readFile(labels)
    return try column(
      try inFile(labels) {
        ColoredTable(
          try CSVTable(
            contentsOfCSV: data, options: input.numbers.dialect.csv(.csv), number: { ColoredTable.field($0) }))
      }, labels)
  }
}
