import Exact
import FairClustering
import Formats
import Foundation
import TestSupport
import Testing

@Suite("Groups and labels as they are written, rows that are left out, and what a proof is about")
struct FairWordTests {
  private func fair(_ place: Workplace, _ words: String...) throws -> CommandLineRun {
    try place.run(arguments: ["fair"] + words)
  }

  @Test(
    "Two spellings of a number are two labels, and two groups",
    arguments: [
      ("1e2", "100"), ("0x10", "16"), ("010", "10"), ("1.0", "1"), ("inf", "Infinity"), ("nan", "NaN"), ("-0", "0"),
      ("9007199254740992", "9007199254740993"), ("9007199254740992", "9007199254740992.0"), ("+1", "1"),
    ])
  func spellings(one: String, other: String) throws {
    let place = try Workplace()
    try place.write("g,x,cluster\na,1,\(one)\na,2,\(one)\nb,3,\(other)\nb,4,\(other)\n", to: "d.csv")
    let audit = try fair(place, "audit", "d.csv", "--balance", "1:1", "--certificate", "d.json")
    #expect(audit.exitCode == 1 && audit.output.contains("does not hold in 2 of 2 clusters"), "\(audit)")
    #expect(audit.output.contains("\n\(one) 2 0 0 too low\n") && audit.output.contains("\n\(other) 0 2 0"), "\(audit)")
    #expect(throws: (any Error).self) { try place.read("d.json") }
    try place.write("\(one),1\n\(other),2\n", to: "g.csv")
    let grouped = try fair(place, "fairlets", "g.csv", "--no-header", "--balance", "1:1")
    #expect(grouped.exitCode == 0 && grouped.output.contains("\(one): 1") && grouped.output.contains("\(other): 1"))
  }

  @Test("Labels belong to the rows of their numbers, whatever either file lacks")
  func droppedRows() throws {
    let place = try Workplace()
    try place.write("g,x\na,1\nb,\na,3\nb,4\na,5\nb,6\n", to: "d.csv")
    try place.write("cluster\n0\n0\n1\n1\nNA\n0\n", to: "l.csv")
    let audit = try fair(
      place, "audit", "d.csv", "--missing", "drop", "--labels", "l.csv", "--balance", "1:1", "--format", "json")
    #expect(audit.exitCode == 1 && audit.output.contains("\"groups\":{\"a\":1,\"b\":2}"), "\(audit)")
    #expect(audit.output.contains("\"points\":5") && audit.output.contains("\"groups\":{\"a\":1,\"b\":1}"), "\(audit)")
    #expect(audit.errors.contains("1 of 6 rows are left out for want of a group or a label, the first is row 5"))
    // Without a word about missing values a label that is missing is refused, and a coordinate does not matter.
    let refused = try fair(place, "audit", "d.csv", "--labels", "l.csv", "--balance", "1:1")
    #expect(refused.exitCode == 3 && refused.errors.contains("l.csv: row 5, column cluster: the value is missing"))
    try place.write("0\n0\n1\n1\n1\n0\n", to: "all.csv")
    let all = try fair(place, "audit", "d.csv", "--labels", "all.csv", "--balance", "1:2")
    #expect(all.exitCode == 0 && all.output.contains("balance 1:2 holds"), "\(all)")
    // Fairlets need the coordinate; their file keeps a line for each row.
    #expect(try fair(place, "fairlets", "d.csv", "--balance", "1:2").errors.contains("row 2, column x: the value is"))
    let made = try fair(place, "cluster", "d.csv", "--missing", "drop", "--balance", "1:2", "-k", "1", "-o", "o.csv")
    #expect(made.exitCode == 0 && made.errors.contains("1 of 6 rows are left out"), "\(made)")
    let lines = try place.read("o.csv").split(separator: "\n")
    #expect(lines.count == 7 && lines[2] == "NA,NA" && !lines.enumerated().contains { $0 != 2 && $1.contains("NA") })
    let again = try fair(place, "audit", "d.csv", "--missing", "drop", "--labels", "o.csv", "--balance", "1:2")
    #expect(again.exitCode == 0 && again.output.contains("\n0 3 2 2:3\n"), "\(again)")
    // A number stands for coordinates, never for a group or a label.
    try place.write("g,x\na,1\n,2\nb,3\n", to: "group.csv")
    let group = try fair(place, "fairlets", "group.csv", "--missing", "7", "--balance", "1:2")
    #expect(group.exitCode == 3 && group.errors.contains("no number stands for a group or a label"), "\(group)")
    let seven = try fair(place, "fairlets", "d.csv", "--missing", "7", "--balance", "1:1")
    #expect(seven.exitCode == 0 && seven.output.contains("6 points"), "\(seven)")
    for word in ["seven", "nan", "inf", ""] {
      #expect(try fair(place, "fairlets", "d.csv", "--missing", word, "--balance", "1:1").exitCode == 2, "\(word)")
    }
  }

  @Test("Files of labels have headers of their own, and as many labels as there are rows")
  func labelHeaders() throws {
    let place = try Workplace()
    try place.write("a,1\nb,2\na,3\n", to: "d.csv")
    try place.write("cluster\n0\n0\n", to: "two.csv")
    let two = try fair(place, "audit", "d.csv", "--no-header", "--labels", "two.csv", "--balance", "1:1")
    #expect(two.exitCode == 3 && two.errors.contains("two.csv: 2 labels for the 3 rows of d.csv"), "\(two)")
    try place.write("x\ny\nx\n", to: "words.csv")
    let words = try fair(place, "audit", "d.csv", "--labels", "words.csv")
    #expect(words.exitCode == 3 && words.errors.contains("--no-labels-header"), "\(words)")
    let said = try fair(place, "audit", "d.csv", "--labels", "words.csv", "--no-labels-header")
    #expect(said.exitCode == 0 && said.output.contains("\nx 2 0 0\ny 0 1 0\n"), "\(said)")
    let made = try fair(place, "cluster", "d.csv", "--no-header", "--balance", "1:2", "-k", "1", "-o", "o.csv")
    #expect(made.exitCode == 0, "\(made)")
    #expect(try fair(place, "audit", "d.csv", "--no-header", "--labels", "o.csv", "--balance", "1:2").exitCode == 0)
    try place.write("a;1\nb;2\na;3\n", to: "semicolons.csv")
    let other = try fair(place, "audit", "semicolons.csv", "--delimiter", "semicolon", "--labels", "o.csv")
    #expect(other.exitCode == 0 && other.output.contains("\n0 2 1 1:2\n"), "\(other)")
    #expect(try fair(place, "audit", "d.csv", "--cluster", "2", "--no-labels-header").exitCode == 2)
  }

  @Test("Words may stand in quotes, as R and pandas write them; a number in quotes is a word")
  func quotes() throws {
    let place = try Workplace()
    try place.write("\"sex\",\"age\"\n\"F\",23\n\"M\",25\n", to: "r.csv")
    #expect(try fair(place, "fairlets", "r.csv", "--balance", "1:1").output.contains("(F: 1, M: 1)"))
    try place.write("g,x\n\"a,b\",1\n\"c \"\"d\"\"\",2\n\"NA\",3\n", to: "odd.csv")
    let odd = try fair(place, "fairlets", "odd.csv", "--group", "a,b", "--balance", "1:2")
    #expect(odd.exitCode == 0 && odd.output.contains("(a,b: 1, not a,b: 2)"), "\(odd)")
    #expect(try fair(place, "fairlets", "odd.csv", "--balance", "1:2").errors.contains("3 groups (NA, a,b, c \"d\")"))
    // R's names of rows are no coordinates.
    try place.write("\"\",\"sex\",\"age\"\n\"1\",\"F\",23\n\"2\",\"M\",25\n", to: "rows.csv")
    let rows = try fair(place, "fairlets", "rows.csv", "--color", "sex", "--balance", "1:1")
    #expect(rows.exitCode == 3 && rows.errors.contains("--thousands takes numbers in quotes"), "\(rows)")
    #expect(
      try fair(place, "fairlets", "rows.csv", "--color", "sex", "--columns", "age", "--balance", "1:1").exitCode == 0)
    try place.write("g,x\n\"1,000\",\"1,000\"\nb,\"2,500.5\"\n", to: "thousands.csv")
    let thousands = try fair(place, "fairlets", "thousands.csv", "--thousands", "--balance", "1:1")
    #expect(thousands.output.contains("(1,000: 1, b: 1)") && thousands.output.contains("cost 1500.5000"))
    try place.write("g;x\n1,5;1,5\nb;2,5\n", to: "comma.csv")
    let comma = try fair(place, "fairlets", "comma.csv", "--decimal", "comma", "--balance", "1:1")
    #expect(comma.output.contains("(1,5: 1, b: 1)") && comma.output.contains("cost 1.0000"), "\(comma)")
  }

  @Test("A field is missing if it is empty or a word such as NA without quotes")
  func missingWords() throws {
    let text = "a,\"\",NA,\"NA\",#n/a,-,-1,n,?\n"
    let table = try CSVTable(
      wordsOfCSV: Data(text.utf8), options: CSVOptions(header: .absent), value: { $0.isMissing })
    #expect(table.values == [false, true, true, false, true, true, false, false, true])
    #expect(throws: FormatError.self) { try ColoredTable(contentsOfCSV: Data([0x61, 0x2c, 0xe9, 0x0a])) }
    #expect(throws: FormatError.self) { try ColoredTable(contentsOfCSV: Data("a,1\nb\n".utf8)) }
    #expect(throws: FormatError.self) { try ColoredTable(contentsOfCSV: Data("a,\"1\n".utf8)) }
  }

  @Test("A bound is Euclidean as costs are, says so, and stays below them; its certificate says what it is about")
  func bounds() throws {
    let place = try Workplace()
    try place.write("a,0,0\nb,1,1\n", to: "two.csv")
    for kind in ["star", "lp"] {
      let bound = try fair(place, "bound", "two.csv", "--balance", "1:1", "--kind", kind, "-o", "\(kind).json")
      #expect(bound.output.contains("cost less than 1.4142 (1414213 steps), in Euclidean distances\n"), "\(bound)")
      let verified = try place.run("verify", "\(kind).json")
      #expect(verified.exitCode == 0 && verified.output.contains("1414213 in Euclidean distances rounded down"))
      #expect(try hashes(bound.output).count == 2 && hashes(bound.output) == hashes(verified.output), "\(verified)")
      let l1 = try fair(place, "bound", "two.csv", "--balance", "1:1", "--kind", kind, "--metric", "l1")
      #expect(l1.output.hasSuffix("no fairlets of balance 1:1 cost less than 2, in l1 distances\n"), "\(l1)")
      try place.write(try place.read("\(kind).json").replacing("1414213", with: "1414214"), to: "forged.json")
      #expect(try place.run("verify", "forged.json").exitCode == 1)
      for folder in ["/nonexistent", "."] {
        let compared = try place.run("verify", "\(kind).json", "--instance", folder)
        #expect(compared.exitCode == 2 && compared.output.isEmpty && compared.errors.contains("--instance"))
      }
    }
    for verb in [["cluster", "-k", "1"], ["fairlets"]] {
      let made = try place.run(
        arguments: ["fair", verb[0], "two.csv", "--balance", "1:1", "--certificate", "c.json"] + verb.dropFirst())
      #expect(try hashes(made.output).count == 2 && hashes(made.output) == hashes(place.run("verify", "c.json").output))
    }
  }

  private func hashes(_ output: String) throws -> [Substring] {
    output.split(separator: "\n").filter { $0.contains("SHA-256") }
  }

  @Test("Prices prove the bound by assignments", .claim("certificates.assignments"))
  func prices() throws {
    let points = [[8, 11], [0, 14], [7, 1], [5, 3], [11, 15], [7, 12], [3, 7], [0, 6]]
    let proof = try AssignmentBound.certificate(
      of: points, colours: [0, 0, 0, 0, 0, 1, 1, 1], balance: Balance(1, 2), metric: .l1)
    try proof.verify()
    #expect(proof.bound == Rational(107, 6))
    #expect(throws: FairClusteringError.self) {
      try AssignmentBound.certificate(of: [[0], [1, 2]], colours: [0, 1], balance: Balance(1, 1), metric: .l1)
    }
  }
}
