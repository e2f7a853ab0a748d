import Foundation
import TestSupport
import Testing
import Text

@Suite("tightbound round")
struct RoundCommandTests {
  private static let worked = "1,2,3,4\n1,1,1,1\n"

  @Test("The worked example, by every back end; the certificate is verified")
  func vertex() throws {
    let place = try Workplace()
    try place.write(Self.worked, to: "m.csv")
    for backEnd in ["simplex", "kernel-walk", "glpk-exact", "column-blocks"] {
      let run = try place.run(
        "round", "--matrix", "m.csv", "--method", "vertex", "--back-end", backEnd, "--format", "json", "-o", "v.json")
      #expect(
        run.output
          == #"{"backEnd":"\#(backEnd)","fractional":0,"largestChange":"0","method":"vertex","rounded":["1","0","0","1"]}"#
          + "\n" && run.exitCode == 0, "\(run)")
      let verified = try place.run("verify", "v.json")
      // The hashes are those of the JSON texts of the matrix and of the point.
      let (matrix, point) = (#"[["1","2","3","4"],["1","1","1","1"]]"#, #"["1/2","1/2","1/2","1/2"]"#)
      #expect(
        verified.output == """
          verified: the vector y it contains is a vertex of {y in [0,1]^4 : M y = M x}, M and x being those it contains; \
          0 of 4 coordinates are fractional
          M: 2 × 4; SHA-256 \(sha256(matrix))
          x: 4 coordinates; SHA-256 \(sha256(point))

          """)
      try place.write(
        try place.read("v.json").replacing(#"["1","0","0","1"]"#, with: #"["0","1","0","1"]"#), to: "v.json")
      #expect(try place.run("verify", "v.json").exitCode == 1)
    }
  }

  @Test("More than 1,000 fractional coordinates are rounded in blocks of columns, unless there are costs")
  func defaultBackEnd() throws {
    let place = try Workplace()
    func backEnd(_ arguments: [String]) throws -> String? {
      let common = ["round", "--method", "vertex", "--format", "json", "-o", "v.json"]
      let run = try place.run(arguments: common + arguments)
      #expect(run.output.contains(#""largestChange":"0""#), "\(run)")
      let verified = try place.run("verify", "v.json")
      #expect(verified.output.hasPrefix("verified: the vector y it contains is a vertex"), "\(verified)")
      return run.output.split(separator: ",").first.map(String.init)
    }
    let columns = 0..<1_001
    let rows = (1...4).map { i in columns.map { "\((i * $0 * $0 + 7 * $0) % 19 - 9)" }.joined(separator: ",") }
    try place.write(rows.joined(separator: "\n"), to: "m.csv")
    #expect(try backEnd(["--matrix", "m.csv"]) == #"{"backEnd":"column-blocks""#)
    // A coordinate that is 0 already does not count.
    try place.write("0\n" + String(repeating: "1/2\n", count: 1_000), to: "x.csv")
    #expect(try backEnd(["--matrix", "m.csv", "--point", "x.csv"]) == #"{"backEnd":"simplex""#)
    // The blocks would not find the least cost.
    let sum = columns.map { "x\($0)" }.joined(separator: "\n + ")
    let bounds = columns.map { " x\($0) <= 1\n" }.joined()
    try place.write("min\n 2 x1 + x2\nst\n s: \(sum) = 1\nbounds\n\(bounds)end\n", to: "p.lp")
    #expect(try backEnd(["--lp", "p.lp"]) == #"{"backEnd":"simplex""#)
  }

  @Test("Matrices and points in every format: decimals and p/q exactly")
  func formats() throws {
    let place = try Workplace()
    try place.write("0.1 1/3 1\n", to: "m.csv")
    try place.write(#"[["1/10", "0.333", 1]]"#, to: "m.json")
    try place.write(#"["1/2", "0.25", 1]"#, to: "x.json")
    try place.write("1/2\n0.25\n1\n", to: "x.csv")
    for (matrix, point) in [("m.csv", "x.json"), ("m.csv", "x.csv"), ("m.json", "x.csv"), ("m.json", "x.json")] {
      let run = try place.run(
        "round", "--matrix", matrix, "--point", point, "--method", "vertex", "--format", "json", "-o", "v.json")
      #expect(run.exitCode == 0 && run.output.contains(#""fractional":1,"largestChange":"0""#), "\(run)")
      #expect(try place.read("v.json").contains(matrix == "m.csv" ? #""1/3""# : #""333/1000""#))
      #expect(try place.run("verify", "v.json").exitCode == 0)
    }
    // The numbers 1, 2, 3 as doubles in an NPY file.
    var npy = Data([0x93]) + Data("NUMPY".utf8) + Data([1, 0, 0x76, 0])
    let header = "{'descr': '<f8', 'fortran_order': False, 'shape': (1, 3), }"
    npy += Data((header + String(repeating: " ", count: 0x75 - header.count) + "\n").utf8)
    for number in [1.0, 2, 3] { withUnsafeBytes(of: number.bitPattern.littleEndian) { npy += Data($0) } }
    try npy.write(to: place.path("m.npy"))
    let run = try place.run("round", "--matrix", "m.npy", "--method", "vertex")
    #expect(run.exitCode == 0 && run.output.hasPrefix("0 of 3 coordinates fractional"), "\(run)")
    npy.replaceSubrange(npy.count - 8..<npy.count, with: withUnsafeBytes(of: Double.nan.bitPattern) { Data($0) })
    try npy.write(to: place.path("m.npy"))
    let nan = try place.run("round", "--matrix", "m.npy", "--method", "vertex")
    #expect(nan.exitCode == 3 && nan.errors.contains("m.npy: row 1, column 3 is nan"), "\(nan)")
  }

  @Test("A linear program's forms are kept, and its objective says which vertex")
  func linearProgram() throws {
    let place = try Workplace()
    try place.write("max\n a + 2 b + 3 c\nst\n s: a + b + c = 7\nbounds\n a <= 1\n b <= 1\n c <= 1\nend\n", to: "p.lp")
    let run = try place.run("round", "--lp", "p.lp", "--method", "vertex", "--format", "json")
    #expect(
      run.output.contains(#""rounded":["0","1/2","1"]"#) && run.output.contains(#""largestChangeOfNearest":"1/2""#))
    try place.write("max\n a\nst\n s: a <= 7\nend\n", to: "p.lp")
    let wide = try place.run("round", "--lp", "p.lp", "--method", "vertex")
    #expect(wide.exitCode == 3 && wide.errors.contains("the variable a does not have the bounds 0 and 1"))
  }

  @Test("Beck and Fiala's rounding with its certificate; only sets will do")
  func beckFiala() throws {
    let place = try Workplace()
    try place.write("1,1,1,0\n0,0,1,1\n1,0,0,1\n", to: "m.csv")
    let run = try place.run("round", "--matrix", "m.csv", "--method", "beck-fiala", "--format", "json", "-o", "b.json")
    #expect(run.exitCode == 0 && run.output.contains(#""degree":2"#), "\(run)")
    let verified = try place.run("verify", "b.json")
    #expect(verified.exitCode == 0 && verified.output.contains("less than t = 2, the most sets"))
    #expect(
      verified.output.contains("sets: 3 of 4 elements; SHA-256 \(sha256("[[0,1,2],[2,3],[0,3]]"))"), "\(verified)")
    let good = try place.read("b.json")
    let bad = try #require(try? NSRegularExpression(pattern: #""rounded":\[[01,]*\]"#)).stringByReplacingMatches(
      in: good, range: NSRange(good.startIndex..., in: good), withTemplate: #""rounded":[2,0,0,0]"#)
    try place.write(bad, to: "b.json")
    #expect(try place.run("verify", "b.json").exitCode == 1)
    try place.write(Self.worked, to: "m.csv")
    let numbers = try place.run("round", "--matrix", "m.csv", "--method", "beck-fiala")
    #expect(numbers.exitCode == 3 && numbers.errors.contains("row 1 has the entry 2"))
  }

  @Test("Methods that work at random repeat themselves for the same seed")
  func seeds() throws {
    let place = try Workplace()
    let rows = (0..<4).map { i in (0..<24).map { ($0 * (i + 3)) % 5 < 2 ? "1" : "-1" }.joined(separator: ",") }
    try place.write(rows.joined(separator: "\n"), to: "m.csv")
    for method in ["gram-schmidt-walk", "lovett-meka"] {
      let arguments = ["round", "--matrix", "m.csv", "--method", method, "--format", "json", "--seed"]
      let runs = try [7, 7, 8].map { try place.run(arguments: arguments + ["\($0)"]) }
      #expect(runs[0].exitCode == 0 && runs[0].output.contains(#""fractional":0"#), "\(runs[0])")
      #expect(runs[0].output == runs[1].output && runs[0].output != runs[2].output)
      let refused = try place.run(arguments: ["round", "--matrix", "m.csv", "--method", method, "-o", "c.json"])
      #expect(refused.exitCode == 2 && refused.errors.contains("certificates of vertex and beck-fiala only"))
    }
  }

  @Test("No rows, no columns, integral points")
  func edges() throws {
    let place = try Workplace()
    try place.write("1/3\n3/4\n1\n", to: "x.csv")
    for (name, text) in [("m.csv", ""), ("m.csv", "\n# nothing\n"), ("m.json", "[]")] {
      try place.write(text, to: name)
      for method in ["vertex", "beck-fiala", "gram-schmidt-walk", "lovett-meka"] {
        let run = try place.run("round", "--matrix", name, "--point", "x.csv", "--method", method, "--format", "json")
        #expect(run.exitCode == 0 && run.output.contains(#""fractional":0,"largestChange":"0""#), "\(method): \(run)")
        let empty = try place.run("round", "--matrix", name, "--method", method, "--format", "json")
        #expect(empty.exitCode == 0 && empty.output.contains(#""rounded":[]"#), "\(method): \(empty)")
      }
    }
    try place.write("[[],[]]", to: "m.json")
    #expect(try place.run("round", "--matrix", "m.json", "--method", "vertex").exitCode == 0)
    try place.write(Self.worked, to: "m.csv")
    try place.write("1,0,0,1", to: "x.csv")
    let whole = try place.run(
      "round", "--matrix", "m.csv", "--point", "x.csv", "--method", "vertex", "--format", "json")
    #expect(whole.output.contains(#""rounded":["1","0","0","1"]"#))
  }

  @Test("Hostile files: nan, inf, wrong sizes, truncated, points outside of the cube")
  func hostile() throws {
    let place = try Workplace()
    try place.write(Self.worked, to: "good.csv")
    for (matrix, point, message) in [
      ("1,nan\n", nil, "line 1, field 2, number: found `nan`"),
      ("1,inf\n", nil, "line 1, field 2, number: found `inf`"),
      ("1,2\n3\n", nil, "line 2, number of fields: found 1, expected 2"),
      ("1,,2\n", nil, "line 1, field 2, number: found an empty field"),
      ("1,1/0\n", nil, "line 1, field 2, number: found `1/0`"), ("1,1e999999999\n", nil, "line 1, field 2"),
      (Self.worked, "1/2,1/2", "the point has 2 coordinates, a row of the matrix 4"),
      (Self.worked, "1/2,1/2,3/2,0", "coordinate 3 of the point is 3/2"),
      (Self.worked, "1/2,1/2,-1,0", "coordinate 3 of the point is -1"),
      (Self.worked, "1/2,nan,1,0", "line 1, field 2, number: found `nan`"),
      (Self.worked, "1,1\n1,1", "where a vector is needed"),
    ] as [(String, String?, String)] {
      try place.write(matrix, to: "m.csv")
      var arguments = ["round", "--matrix", "m.csv", "--method", "vertex"]
      if let point {
        try place.write(point, to: "x.csv")
        arguments += ["--point", "x.csv"]
      }
      let run = try place.run(arguments: arguments)
      #expect(run.exitCode == 3 && run.output.isEmpty && run.errors.contains(message), "\(matrix): \(run)")
    }
    for text in ["[[1, 0.5]]", "[[1, null]]", "[[1], [1, 2]]", "{\"a\": 1}", "[[1, \"x\"]]", "[[1, 2]"] {
      try place.write(text, to: "m.json")
      let run = try place.run("round", "--matrix", "m.json", "--method", "vertex")
      #expect(run.exitCode == 3 && run.errors.hasPrefix("Error: m.json: "), "\(text): \(run)")
    }
    try Data([0x93, 0x4e, 0x55]).write(to: place.path("m.npy"))
    #expect(try place.run("round", "--matrix", "m.npy", "--method", "vertex").exitCode == 3)
    try place.write("", to: "m.xlsx")
    #expect(try place.run("round", "--matrix", "m.xlsx", "--method", "vertex").errors.contains("is none of"))
    for arguments in [
      ["--method", "vertex"], ["--matrix", "good.csv", "--lp", "p.lp", "--method", "vertex"], ["--matrix", "good.csv"],
      ["--matrix", "good.csv", "--method", "magic"],
      ["--matrix", "good.csv", "--method", "vertex", "--back-end", "magic"],
      ["--matrix", "good.csv", "--method", "lovett-meka", "--threshold", "nan"],
    ] { #expect(try place.run(arguments: ["round"] + arguments).exitCode == 2, "\(arguments)") }
    let wide = String(repeating: "1,", count: 150) + "1\n"
    try place.write(wide, to: "m.csv")
    let exact = try place.run("round", "--matrix", "m.csv", "--method", "vertex", "--back-end", "glpk-exact")
    #expect(exact.exitCode == 3 && exact.errors.contains("151 coordinates; at most 150"), "\(exact)")
  }
}
