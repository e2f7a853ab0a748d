import TestSupport
import Testing

@Suite("tightbound lipschitz and local")
struct LocalCommandTests {
  @Test("Columns go by the names of a header, in any order; what contradicts them is refused")
  func columns() throws {
    let place = try Workplace()
    try place.write("x,y\n0,0\n1,6\n2,0\n3,6\n4,0\n", to: "xy.csv")
    try place.write("Y, X\n0,0\n6,1\n0,2\n6,3\n0,4\n", to: "yx.csv")
    try place.write("weight,y,x\n1,0,0\n1,6,1\n1,0,2\n1,6,3\n1,0,4\n", to: "wyx.csv")
    try place.write("a,b\n0,0\n1,6\n2,0\n3,6\n4,0\n", to: "ab.csv")
    for file in ["xy.csv", "yx.csv", "wyx.csv", "ab.csv"] {
      let fit = try place.run("lipschitz", "fit", file, "-L", "2")
      #expect(fit.exitCode == 0 && fit.output.contains("the least sum of errors is 8"), "\(file) \(fit)")
    }
    for header in ["x,t", "y,y", "x,y,f", "x,weight", "x,y,weight,z"] {
      let fields = header.split(separator: ",").map { _ in "1" }.joined(separator: ",")
      try place.write("\(header)\n\(fields)\n", to: "odd.csv")
      let odd = try place.run("lipschitz", "fit", "odd.csv", "-L", "2")
      #expect(odd.exitCode == 3 && odd.errors.contains("the header names"), "\(header) \(odd)")
    }
    try place.write("y,x2,x1\n0,0,0\n5,1,0\n1,0,1\n", to: "plane.csv")
    let plane = try place.run("lipschitz", "fit", "plane.csv", "-L", "1", "--dimension", "2", "-o", "-")
    #expect(plane.exitCode == 0 && plane.output.hasPrefix("x1,x2,y,f\n0,0,0,"), "\(plane)")

    try place.write("x\n0\n0.1\n0.2\n0.3\n0.4\n0.5\n0.6\n0.7\n0.8\n0.9\n", to: "pool.csv")
    let plan = try place.run(
      "local", "plan", "pool.csv", "-L", "10", "--eps", "1/2", "--queries", "4", "--at", "0.35", "-o", "plan.json",
      "--ask", "ask.csv")
    #expect(plan.exitCode == 0, "\(plan)")
    let labels: [(row: Int, label: Int)] = (1...10).map { ($0, 1 - $0 % 2) }
    let swapped = labels.map { "\($0.label),\($0.row)\n" }.joined()
    let full = labels.map { "0.\($0.0 - 1),\($0.label),\($0.row)\n" }.joined()
    let plain = labels.map { "\($0.row),\($0.label)\n" }.joined()
    try place.write("label,row\n\(swapped)", to: "labels.csv")
    try place.write("x,label,row\n\(full)", to: "full.csv")
    try place.write("row,value\n\(plain)", to: "other.csv")
    for file in ["labels.csv", "full.csv"] {
      let answer = try place.run("local", "answer", "plan.json", "pool.csv", file)
      #expect(answer.exitCode == 0 && answer.output == "7/20 1 ≈ 1.000000\n", "\(answer)")
    }
    let other = try place.run("local", "answer", "plan.json", "pool.csv", "other.csv")
    #expect(
      other.exitCode == 3 && other.errors.contains("the header names row, value; expected row, label"), "\(other)")
    let estimate = try place.run("local", "estimate", "plan.json", "pool.csv", "labels.csv")
    #expect(estimate.output.contains("if the seed 1 was chosen before any label was seen"), "\(estimate)")
  }

  @Test("The whole way in the plane")
  func plane() throws {
    let place = try Workplace()
    let tenths = (0..<36).map { (number: Int) -> (x: Int, y: Int) in (number % 6 * 2, number / 6 * 2) }
    let points = tenths.map { (place: (x: Int, y: Int)) -> (x: Double, y: Double) in
      (Double(place.x) / 10, Double(place.y) / 10)
    }
    let pool = points.map { "\($0.x),\($0.y)\n" }.joined()
    try place.write("x1,x2\n\(pool)", to: "pool.csv")
    let plan = try place.run(
      "local", "plan", "pool.csv", "-L", "5", "--eps", "1/2", "--queries", "5", "--at", "0.4,0.6", "-o", "plan.json",
      "--ask", "ask.csv")
    #expect(plan.exitCode == 0 && plan.output.contains("labels to buy of 36 rows"), "\(plan)")
    #expect(try place.read("ask.csv").hasPrefix("row,x1,x2\n"))
    // The rows that are asked for, with the label 1 to the right.
    let lines = try place.read("ask.csv").split(separator: "\n").dropFirst()
    let answers = try lines.map { line -> String in
      let row = try #require(line.split(separator: ",").first.flatMap { Int($0) })
      return "\(line),\(points[row - 1].x > 0.5 ? 1 : 0)\n"
    }
    try place.write("row,x1,x2,label\n" + answers.joined(), to: "labels.csv")
    let answer = try place.run("local", "answer", "plan.json", "pool.csv", "labels.csv", "--format", "json")
    #expect(answer.exitCode == 0 && answer.output.contains("[\"2/5\",\"3/5\"]"), "\(answer)")
    let estimate = try place.run("local", "estimate", "plan.json", "pool.csv", "labels.csv")
    #expect(estimate.exitCode == 0 && estimate.output.contains("the best function with slopes up to 5"), "\(estimate)")
    let wrong = try place.run("local", "answer", "plan.json", "pool.csv", "labels.csv", "--at", "0.5")
    #expect(wrong.exitCode == 3 && wrong.errors.contains("a point with 1 coordinates"), "\(wrong)")
    let picture = try place.run("local", "answer", "plan.json", "pool.csv", "labels.csv", "--picture", "h.svg")
    #expect(picture.exitCode == 3 && picture.errors.contains("on the line"), "\(picture)")
    #expect(
      try place.run("local", "plan", "pool.csv", "-L", "5", "--eps", "1/2", "--at", "0.4", "-o", "p.json", "--ask", "-")
        .exitCode == 3)
  }

  @Test("A search in two phases")
  func search() throws {
    let place = try Workplace()
    let points = (0..<40).map { (number: Int) -> (x: Int, y: Int) in (number * 7 % 40, number * 11 % 40) }
    let rows = points.map { "\($0.x),\($0.y)\n" }.joined()
    try place.write("x1,x2\n\(rows)", to: "points.csv")
    let ask = try place.run("local", "search", "points.csv", "--eps", "1/2", "--ask", "ask.csv")
    #expect(ask.exitCode == 0 && ask.output.contains("of 40 rows, for "), "\(ask)")
    let labels = points.enumerated().map { row, point in "\(row + 1),\(point.x / 10 % 2)\n" }.joined()
    try place.write("row,label\n\(labels)", to: "labels.csv")
    let found = try place.run("local", "search", "points.csv", "--eps", "1/2", "--labels", "labels.csv")
    #expect(found.exitCode == 0 && found.output.hasPrefix("scales 2.0000 "), "\(found)")
    let again = try place.run(
      "local", "search", "points.csv", "--eps", "1/2", "--labels", "labels.csv", "--format", "json")
    #expect(again.exitCode == 0 && again.output.contains("\"labelsUsed\""), "\(again)")
    try place.write("row,label\n1,0\n", to: "few.csv")
    let few = try place.run("local", "search", "points.csv", "--eps", "1/2", "--labels", "few.csv")
    #expect(few.exitCode == 3 && few.errors.contains("`local search --ask` asks for them"), "\(few)")
    let halves = (1...40).map { "\($0),1/2\n" }.joined()
    try place.write("row,label\n\(halves)", to: "half.csv")
    let half = try place.run("local", "search", "points.csv", "--eps", "1/2", "--labels", "half.csv")
    #expect(half.exitCode == 3 && half.errors.contains("expected 0 or 1"), "\(half)")
    #expect(try place.run("local", "search", "points.csv", "--eps", "1/2").exitCode == 2)
    #expect(try place.run("local", "search", "points.csv", "--eps", "0", "--ask", "-").exitCode == 2)
    let poor = try place.run("local", "search", "points.csv", "--eps", "1/2", "--ask", "-", "--budget", "3")
    #expect(poor.exitCode == 3 && poor.errors.contains("labels are needed"), "\(poor)")
  }
}
