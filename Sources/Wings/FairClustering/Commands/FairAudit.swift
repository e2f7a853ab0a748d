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
      The labels are a column of the file (--cluster), or of another one with as many rows (--labels), and are compared as they are \
      written: 1 and 1.0 are two clusters. With --missing drop the rows are left out that lack a group or a label. With --balance the \
      verdict is exact, and decides the exit code: 0 every cluster is balanced, 1 one is not, 2 wrong usage, 3 could not run.
      """)

  @OptionGroup var input: FairInput

  @Option(help: "The column with the labels, by its name or number.")
  var cluster: String = "cluster"

  @Option(help: "A file of labels, row by row as the points: .csv, of which --cluster is read or the only column.")
  var labels: String?

  @Flag(
    inversion: .prefixedNo,
    help:
      "Whether the first line of --labels names its columns. Default: it does if none of its fields looks like a number."
  )
  var labelsHeader: Bool?

  @Option(help: "The balance p:q that is asked for.")
  var balance: Balance?

  @Option(
    help: "With --balance: write a certificate that `verify` checks to this file .json, if every cluster is balanced.")
  var certificate: String?

  @Option(help: "How to print: text or json.")
  var format: OutputFormat = .text

  func validate() throws {
    if certificate != nil, balance == nil { throw ValidationError("--certificate needs a --balance to certify") }
    if labels == nil, labelsHeader != nil { throw ValidationError("--labels-header is about the file of --labels") }
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
    /// What the certificate is about, as `verify` prints it.
    var certified: [String]?
  }

  func run() throws {
    if let certificate { try requireOutput(certificate, ["json"], holds: "a certificate") }
    let table = try input.table()
    let group = try inFile(input.data) { try table.groupColumn(input.colour) }
    let (rows, words) = try labelled(table, group)
    let (colours, names) = try inFile(input.data) { try table.colours(group, rows: rows, against: input.group) }
    let audit = try BalanceAudit(labels: words, colours: colours)
    let wrong = balance.map { Set(audit.violations($0)) }
    let holds = wrong?.isEmpty
    let proof = holds == true && certificate != nil ? balance.map { FairProof.partition(audit.certificate($0)) } : nil
    if proof == nil || certificate != "-" {
      try show(audit, names, wrong, certified: try proof?.subject)
    }
    if let certificate, let proof { try writeFile(certificate, try proof.text) }
    if holds == false { throw Outcome.violated }
  }

  private func show(_ audit: BalanceAudit, _ names: [String], _ wrong: Set<Int>?, certified: [String]?) throws {
    if format == .json {
      let rows = audit.rows.enumerated().map { place, row in
        Answer.Row(
          cluster: row.label, groups: [names[0]: row.counts.reds, names[1]: row.counts.blues],
          balance: row.counts.balance,
          isBalanced: wrong.map { !$0.contains(place) })
      }
      let answer = Answer(
        points: audit.clusters.count, clusters: rows, balance: audit.balance, holds: wrong?.isEmpty,
        certified: certified)
      return print(try json(answer, pretty: false))
    }
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
          : "balance \(balance) does not hold in \(wrong.count) of \(counted(audit.rows.count, "cluster"))")
    }
    for line in certified ?? [] { print(line) }
  }

  /// The rows with a group and a label, from 0, and the labels. Those of another file belong to the rows of the same numbers.
  private func labelled(_ table: ColoredTable, _ group: Int) throws -> (rows: [Int], words: [String]) {
    let (rows, words): ([Int], [String])
    if let labels {
      let other = try readLabels(labels)
      guard other.table.rows == table.rows else {
        let header = other.header.map { "; the first line was taken as a header (\($0)): --no-labels-header" } ?? ""
        throw CommandError(
          "\(labels): \(other.table.rows) labels for the \(table.rows) rows of \(input.data)\(header)")
      }
      let grouped = try inFile(input.data) { try table.completeRows(words: [group]) }
      let isGrouped = Set(grouped)
      rows = try inFile(labels) { try other.table.completeRows(words: [other.column]) }.filter(isGrouped.contains)
      words = other.table.words(other.column, rows: rows)
    } else {
      (rows, words) = try inFile(input.data) {
        let column = try table.column(cluster)
        let rows = try table.completeRows(words: [group, column])
        return (rows, table.words(column, rows: rows))
      }
    }
    noteLeftOut(rows, of: table.rows, in: input.data, "for want of a group or a label")
    return (rows, words)
  }

  /// The file of labels, which looks as it likes: options are about that of the points.
  private func readLabels(_ path: String) throws -> (table: ColoredTable, column: Int, header: String?) {
    let data = try readFile(path)
    return try inFile(path) {
      let dialect = NumberDialect(
        csv: CSVOptions(
          header: labelsHeader.map { $0 ? .present : .absent } ?? .detected,
          missing: input.numbers.dialect.csv.missing))
      let options = dialect.csv(InputFormat(nameOf: path))
      let read = try CSVTable(wordsOfCSV: data, options: options, value: ColoredTable.field)
      let table = ColoredTable(read, options)
      let isGuess = labelsHeader == nil && read.columnNames != nil
      if isGuess, !table.columns.contains(cluster) {
        StandardError.write(
          "notice: \(path): the first line is taken as a header (\(table.columns.joined(separator: ", "))); --no-labels-header reads it as a label"
        )
      }
      let column = table.columns.count == 1 ? 0 : try table.column(cluster)
      return (table, column, isGuess ? table.columns.joined(separator: ", ") : nil)
    }
  }
}
