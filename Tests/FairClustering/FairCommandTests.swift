import TestSupport
import Testing

@Suite("tightbound fair")
struct FairCommandTests {
  private static let people = """
    sex,age,hours
    F,23,40
    M,25,38
    M,52,60
    F,55,20
    M,51,45
    F,30,35
    M,31,50
    M,33,41

    """

  @Test("The group is the first column, whatever the others are called; a rounded grid is told; no integer is rounded")
  func readings() throws {
    let place = try Workplace()
    try place.write("g,1,2\n0,0,1\n1,0,3\n1,1,5\n1,1,7\n", to: "numbered.csv")
    let grouped = try place.run("fair", "cluster", "numbered.csv", "--header", "--balance", "1:3", "-k", "1")
    #expect(grouped.exitCode == 0 && grouped.output.hasSuffix("\n0 1 3 1:3\n"), "\(grouped)")
    // The width is as many units as the grid has steps.
    try place.write("A,0\nB,0.5\nA,1000000\nB,1000000\n", to: "half.csv")
    let bound = try place.run("fair", "bound", "half.csv", "--balance", "1:1", "--steps", "1000000")
    #expect(bound.exitCode == 0 && bound.output.contains("the bound is on points of the grid"), "\(bound)")
    try place.write("A,9007199254740993\nB,9007199254740995\n", to: "long.csv")
    for verb in [["cluster", "-k", "1"], ["bound"]] {
      let long = try place.run(arguments: ["fair", verb[0], "long.csv", "--balance", "1:1"] + verb.dropFirst())
      #expect(long.exitCode == 3 && long.errors.contains("row 1, column 2 is “9007199254740993”"), "\(long)")
    }
    // As a name of a group it is two different ones.
    try place.write("9007199254740993,0\n9007199254740992,1\n", to: "keys.csv")
    #expect(try place.run("fair", "bound", "keys.csv", "--balance", "1:1").exitCode == 0)
  }

  @Test("Cluster, verify, audit; the authors' form of CSV")
  func wholeWay() throws {
    let place = try Workplace()
    try place.write(Self.people, to: "people.csv")
    let made = try place.run(
      "fair", "cluster", "people.csv", "--color", "sex", "--balance", "1:2", "-k", "2", "--scale", "zscore", "-o",
      "labels.csv",
      "--certificate", "c.json", "--plot", "p.svg")
    #expect(made.exitCode == 0 && made.output.contains("2 clusters, k-median cost"), "\(made)")
    #expect(try place.read("labels.csv").hasPrefix("cluster,fairlet\n"))
    #expect(try place.read("p.svg").hasSuffix("</svg>\n"))
    let verified = try place.run("verify", "c.json")
    #expect(verified.exitCode == 0 && verified.output.contains("all 2 groups"), "\(verified)")
    let audit = try place.run(
      "fair", "audit", "people.csv", "--color", "sex", "--labels", "labels.csv", "--balance", "1:2", "--format", "json")
    #expect(audit.exitCode == 0 && audit.output.contains("\"holds\":true"), "\(audit)")
    let wrong = try place.run("fair", "audit", "people.csv", "--color", "sex", "--cluster", "age", "--balance", "1:2")
    #expect(wrong.exitCode == 1 && wrong.output.contains("too low"), "\(wrong)")
    try place.write(try place.read("c.json").replacing("\"minority\":1", with: "\"minority\":2"), to: "forged.json")
    #expect(try place.run("verify", "forged.json").exitCode == 1)
    try place.write("0,1.5,2\n1,1.5,3\n1,8,9\n0,8,8\n", to: "authors.csv")
    let plain = try place.run("fair", "fairlets", "authors.csv", "--balance", "1:1", "-o", "-")
    #expect(plain.exitCode == 0 && plain.output == "fairlet\n0\n0\n1\n1\n", "\(plain)")
    let bound = try place.run("fair", "bound", "authors.csv", "--balance", "1:1", "--steps", "1000", "-o", "b.json")
    #expect(bound.exitCode == 0, "\(bound)")
    #expect(try place.run("verify", "b.json").exitCode == 0)
    let sweep = try place.run("fair", "sweep", "authors.csv", "--balance", "1:1", "-k", "1..2")
    #expect(sweep.exitCode == 0 && sweep.output.split(separator: "\n").count == 4, "\(sweep)")
  }

  @Test("What cannot be is told with its place")
  func hostile() throws {
    let place = try Workplace()
    try place.write(Self.people, to: "people.csv")
    func run(_ words: String...) throws -> CommandLineRun { try place.run(arguments: ["fair"] + words) }
    let infeasible = try run("fairlets", "people.csv", "--color", "sex", "--balance", "2:3")
    #expect(
      infeasible.exitCode == 3 && infeasible.errors.contains("the best balance that exists is 3:5"), "\(infeasible)")
    #expect(try run("fairlets", "people.csv", "--color", "sex", "--balance", "0:3").exitCode == 2)
    #expect(try run("fairlets", "people.csv", "--color", "sex", "--balance", "1:2", "--trees", "0").exitCode == 2)
    let many = try run("cluster", "people.csv", "--color", "sex", "--balance", "1:2", "-k", "9")
    #expect(many.exitCode == 3 && many.errors.contains("9 clusters of"), "\(many)")
    let column = try run("fairlets", "people.csv", "--color", "gender", "--balance", "1:2")
    #expect(
      column.exitCode == 3 && column.errors.contains("there is no column gender; there are sex, age, hours"),
      "\(column)")
    let groups = try run("fairlets", "people.csv", "--color", "age", "--balance", "1:2")
    #expect(groups.exitCode == 3 && groups.errors.contains("8 groups"), "\(groups)")
    #expect(
      try run("fairlets", "people.csv", "--color", "age", "--columns", "hours", "--group", "23", "--balance", "1:7")
        .exitCode == 0)
    let word = try run("fairlets", "people.csv", "--color", "hours", "--group", "40", "--balance", "1:7")
    #expect(word.exitCode == 3 && word.errors.contains("row 1, column sex is “F”"), "\(word)")
    try place.write("0,nan\n1,1\n", to: "nan.csv")
    let nan = try run("fairlets", "nan.csv", "--balance", "1:1")
    #expect(nan.exitCode == 3 && nan.errors.contains("row 1, column 2 is nan"), "\(nan)")
    try place.write("0,1e300\n1,-1e300\n", to: "far.csv")
    #expect(try run("fairlets", "far.csv", "--balance", "1:1").exitCode == 3)
    #expect(try run("fairlets", "far.csv", "--balance", "1:1", "--scale", "minmax").exitCode == 0)
    try place.write("0,5\n1,5\n", to: "constant.csv")
    #expect(
      try run("fairlets", "constant.csv", "--balance", "1:1", "--scale", "zscore").errors.contains(
        "same number in every row"))
    try place.write("0,1\n1,\n1,2\n", to: "missing.csv")
    #expect(try run("fairlets", "missing.csv", "--balance", "1:1").exitCode == 3)
    #expect(try run("fairlets", "missing.csv", "--balance", "1:1", "--missing", "drop").exitCode == 0)
    try place.write("", to: "empty.csv")
    #expect(try run("fairlets", "empty.csv", "--balance", "1:1").exitCode == 3)
    try place.write("color,x\n", to: "header.csv")
    #expect(try run("fairlets", "header.csv", "--balance", "1:1").exitCode == 3)
    try place.write("0\n1\n", to: "only.csv")
    #expect(try run("fairlets", "only.csv", "--balance", "1:1").errors.contains("no column is left"))
    #expect(try run("sweep", "people.csv", "--color", "sex", "--balance", "1:2", "-k", "3..2").exitCode == 2)
    #expect(try run("bound", "people.csv", "--color", "sex", "--balance", "2:3").exitCode == 2)
    #expect(try run("audit", "people.csv", "--color", "sex", "--cluster", "none").exitCode == 3)
  }
}
