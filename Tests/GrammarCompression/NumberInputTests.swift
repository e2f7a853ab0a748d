import Foundation
import TestSupport
import Testing

/// What commands make of people's files of numbers.
@Suite("Vectors and matrices as people have them")
struct NumberInputTests {
  private func dot(_ place: Workplace, _ name: String, _ options: String...) throws -> String {
    let run = try place.run(arguments: ["dot", name, name] + options)
    return run.exitCode == 0 ? String(run.output.prefix { $0 != "\n" }) : "exit \(run.exitCode)"
  }

  @Test(
    "Integers beyond 2⁵³ are exact, and fractions and decimals refused",
    arguments: [
      ("9007199254740993\n1\n", "value 81129638414606699710187514626050"),
      ("-9007199254740993", "value 81129638414606699710187514626049"),
      ("1" + String(repeating: "0", count: 40) + "\n", "value 1" + String(repeating: "0", count: 80)),
      ("3,4\n", "value 25"),
      ("3.0;4e0\n", "value 25"), ("18446744073709551617,2", "value 340282366920938463500268095579187314693"),
      ("1/3\n2\n", "exit 3"),
      ("0.5\n2\n", "exit 3"), ("1e400\n", "value 1" + String(repeating: "0", count: 800)), ("nan\n1\n", "exit 3"),
    ])
  func exactVectors(text: String, value: String) throws {
    let place = try Workplace()
    try place.write(text, to: "v.csv")
    #expect(try dot(place, "v.csv") == value, "\(text)")
    try place.write(text, to: "v.data")
    #expect(try dot(place, "v.data", "--input-format", "csv") == value)
  }

  @Test("A number on each line of a .txt is a vector, words are bytes, and both can be said")
  func texts() throws {
    let place = try Workplace()
    try place.write("1\n2\n3\n", to: "v.txt")
    #expect(try dot(place, "v.txt") == "value 14")
    #expect(try place.run("dot", "v.txt", "v.txt").errors.contains("--input-format bytes"))
    #expect(
      try dot(place, "v.txt", "--input-format", "bytes")
        == "value \([49, 10, 50, 10, 51, 10].reduce(0) { $0 + $1 * $1 })")
    try place.write("one\n", to: "w.txt")
    #expect(try dot(place, "w.txt") == "value \("one\n".utf8.reduce(0) { $0 + Int($1) * Int($1) })")
    // A word behind numbers is found too, and blocks are of bytes whose text is words.
    let late = String(repeating: "7\n", count: 200_000) + "end\n"
    try place.write(late, to: "late.txt")
    #expect(try dot(place, "late.txt") == "value \(late.utf8.reduce(0) { $0 + Int($1) * Int($1) })")
    let text = (0..<2000).map { "word \($0 * $0)\n" }.joined()
    try place.write(text, to: "t.txt")
    #expect(try place.run("compress", "t.txt", "--block", "4096", "-o", "t.tbgv").exitCode == 0)
    #expect(try place.run("expand", "t.tbgv", "--bytes", "-o", "t.back").exitCode == 0 && place.read("t.back") == text)
    #expect(try place.run("compress", "t.txt", "--block", "1048576", "-o", "u.tbgv").exitCode == 0)
    #expect(try Data(contentsOf: place.path("t.tbgv")) != Data(contentsOf: place.path("u.tbgv")))
    try place.write("1 2\n", to: "pair.txt")
    #expect(try dot(place, "pair.txt") == "value \("1 2\n".utf8.reduce(0) { $0 + Int($1) * Int($1) })")
    // What expand writes comes back.
    #expect(try place.run("compress", "v.txt", "-o", "v.slp").exitCode == 0)
    #expect(try place.run("expand", "v.slp", "-o", "back.txt").exitCode == 0 && place.read("back.txt") == "1\n2\n3\n")
    #expect(
      try place.run("dot", "v.txt", "-", "--input-format", "txt", input: "1\n1\n1\n").output.hasPrefix("value 6\n"))
  }

  @Test("CSV: header, delimiter, decimal mark, missing values; nothing is lost without a word")
  func csv() throws {
    let place = try Workplace()
    for text in ["NA,1\n2,3\n4,5\n", "?,1\n2,3\n", "\"1,234\",5\n1,2\n", ",1\n2,3\n", "a,7\n1,2\n"] {
      try place.write(text, to: "m.csv")
      let run = try place.run("compress", "m.csv", "-o", "m.tbgm")
      #expect(run.exitCode == 3 && run.errors.contains("line 1, field 1") && !place.exists("m.tbgm"), "\(run)")
    }
    try place.write("a,b\n1,2\n3,4\n", to: "m.csv")
    let named = try place.run("compress", "m.csv", "-o", "m.tbgm")
    #expect(
      named.output.hasPrefix("2 × 2")
        && named.errors.contains("the first line is taken as a header (a, b); --no-header"))
    let told = try place.run("compress", "m.csv", "--header", "-o", "m.tbgm")
    #expect(told.exitCode == 0 && told.errors.isEmpty)
    #expect(try place.run("compress", "m.csv", "--no-header", "-o", "m.tbgm").exitCode == 3)
    try place.write("1,5;NA\n2;3\n4;\n5;6\n", to: "m.csv")
    let dropped = try place.run("compress", "m.csv", "--decimal", "comma", "--missing", "drop", "-o", "m.tbgm")
    #expect(
      dropped.output.hasPrefix("2 × 2")
        && dropped.errors.contains("2 rows with missing values are left out, the first in line 1"))
    #expect(
      try place.run("compress", "m.csv", "--decimal", "comma", "--missing", "7", "-o", "m.tbgm").output.hasPrefix(
        "4 × 2"))
    #expect(try place.run("expand", "m.tbgm").output == "1.5,7.0\n2.0,3.0\n4.0,7.0\n5.0,6.0\n")
    try place.write("1 2\n3 4\n", to: "m.csv")
    #expect(try place.run("compress", "m.csv", "--delimiter", "blanks", "-o", "m.tbgm").output.hasPrefix("2 × 2"))
    try place.write("9007199254740993,1\n2,3\n", to: "m.csv")
    #expect(try place.run("compress", "m.csv", "-o", "m.tbgm").errors.contains("an integer that is exactly a double"))
    try place.write("-0.0,1\n2,-0\n", to: "m.csv")
    #expect(
      try place.run("compress", "m.csv", "-o", "m.tbgm").errors.contains("row 1, column 1 is -0.0 and becomes 0"))
    #expect(try place.run("expand", "m.tbgm").output == "0.0,1.0\n2.0,0.0\n")
    try place.write("-0.0\n2\n", to: "m.csv")
    #expect(try place.run("compress", "m.csv", "-o", "v.slp").errors.contains("entry 0 is -0.0 and becomes 0"))
  }

  @Test("Arrays: vectors of floats, unsigned words, sparse matrices of SciPy, LIBSVM, and the type on the way out")
  func arrays() throws {
    let place = try Workplace()
    try place.write("2,0.5\n0,1\n", to: "m.csv")
    try place.write("0.5\n0.25\n", to: "x.txt")
    #expect(try place.run("multiply", "m.csv", "x.txt", "-o", "y.npy").exitCode == 0)
    #expect(try place.run("multiply", "m.csv", "y.npy").output == "2.375\n0.25\n")
    #expect(try place.run("multiply", "m.csv", "-", "--input-format", "txt", input: "1\n1\n").output == "2.5\n1.0\n")
    try place.write("18446744073709551615\n7\n", to: "big.csv")
    #expect(try place.run("compress", "big.csv", "-o", "big.slp").exitCode == 0)
    #expect(try place.run("expand", "big.slp", "-o", "big.npy").exitCode == 0)
    #expect(try dot(place, "big.npy") == "value 340282366920938463426481119284349108274")
    try place.write("1\n200\n", to: "small.csv")
    #expect(try place.run("compress", "small.csv", "-o", "small.slp").exitCode == 0)
    for (type, bytes) in [("u1", 2), ("i2", 4), ("f4", 8), ("f8", 16)] {
      #expect(try place.run("expand", "small.slp", "--dtype", type, "-o", "t.npy").exitCode == 0, "\(type)")
      #expect(try Data(contentsOf: place.path("t.npy")).count == 128 + bytes)
      #expect(try dot(place, "t.npy") == "value 40001")
    }
    let narrow = try place.run("expand", "small.slp", "--dtype", "i1", "-o", "n.npy")
    #expect(narrow.exitCode == 3 && narrow.errors.contains("200") && !place.exists("n.npy"))
    try place.write("1 1:2 3:4 # c\n-1 2:.5\n", to: "d.svm")
    let svm = try place.run("compress", "d.svm", "-o", "d.tbgm")
    #expect(svm.output.hasPrefix("2 × 3") && svm.errors.contains("labels"))
    #expect(try place.run("expand", "d.tbgm").output == "2.0,0.0,4.0\n0.0,0.5,0.0\n")
  }

  @Test("Sizes that a file states and no machine has are refused, not allocated")
  func hugeSizes() throws {
    let place = try Workplace()
    for sizes in ["4294967296 4294967296 1", "9223372036854775807 1 1", "1 9223372036854775807 1", "3000000000000 2 1"]
    {
      try place.write("%%MatrixMarket matrix coordinate real general\n\(sizes)\n1 1 1.0\n", to: "m.mtx")
      for verb in [["inspect", "m.mtx"], ["compress", "m.mtx", "-o", "m.tbgm"], ["multiply", "m.mtx", "m.mtx"]] {
        let run = try place.run(arguments: verb)
        #expect(run.exitCode == 3 && run.errors.contains("memory"), "\(run)")
      }
    }
  }

  @Test("Gzip, pipes and named pipes are read as the files that they are")
  func gzipAndPipes() throws {
    let place = try Workplace()
    try place.write(String(repeating: "3\n4\n", count: 1000), to: "v.txt")
    try shell("gzip -k v.txt; printf '1,2\\n3,4\\n' | gzip > m.csv.gz; mkfifo pipe.csv", in: place)
    #expect(try dot(place, "v.txt.gz") == "value 25000")
    #expect(try place.run("dot", "v.txt.gz", "v.txt").errors.contains("v.txt.gz is read as gzip"))
    #expect(try place.run("compress", "m.csv.gz", "-o", "m.tbgm").output.hasPrefix("2 × 2"))
    let gzipped = try Data(contentsOf: place.path("v.txt.gz")).reduce(0) { $0 + Int($1) * Int($1) }
    #expect(try dot(place, "v.txt.gz", "--input-format", "bytes") == "value \(gzipped)")
    #expect(try place.run("compress", "v.txt.gz", "--block", "100", "-o", "v.slp").output.hasPrefix("N = 2000"))
    let tool = try Workplace.executable().path
    #expect(
      try shell("(cat m.csv.gz > pipe.csv &) ; '\(tool)' compress pipe.csv -o p.tbgm", in: place).hasPrefix("2 × 2"))
    #expect(
      try shell(
        "printf '5\\n' | '\(tool)' dot /dev/stdin v5.csv --input-format csv", in: place, files: ["v5.csv": "2\n"]
      ).hasPrefix("value 10"))
    #expect(
      try shell("printf '5\\n6\\n' | '\(tool)' compress /dev/stdin --input-format bytes -o s.slp", in: place).hasPrefix(
        "N = 4"))
    try shell("head -c 40 v.txt.gz > cut.txt.gz", in: place)
    #expect(try place.run("dot", "cut.txt.gz", "v.txt").errors.contains("gzip stream: found the end of the file"))
  }

  @Test("An output whose name says otherwise is refused, and so is one that is the input")
  func outputs() throws {
    let place = try Workplace()
    try place.write("1,2\n3,4\n", to: "m.csv")
    try place.write("1\n2\n", to: "v.csv")
    for arguments in [
      ["compress", "m.csv", "-o", "out.slp"], ["compress", "v.csv", "-o", "out.tbgm"],
      ["compress", "m.csv", "-o", "out.json"],
      ["multiply", "m.csv", "v.csv", "-o", "out.slp"], ["multiply", "m.csv", "v.csv", "-o", "out.npz"],
    ] {
      let run = try place.run(arguments: arguments)
      #expect(
        run.exitCode == 3 && run.errors.contains("is to hold") && !place.exists(arguments[arguments.count - 1]),
        "\(run)")
    }
    try shell("cp m.csv same; ln same link; ln -s same soft; cp v.csv v", in: place)
    let before = try place.read("same")
    for output in ["same", "link", "soft", "./same"] {
      let run = try place.run("compress", "same", "--input-format", "csv", "-o", output)
      #expect(run.exitCode == 3 && run.errors.contains("does not overwrite what it reads"), "\(run)")
    }
    #expect(try place.read("same") == before)
    #expect(try place.run("multiply", "m.csv", "v", "--input-format", "csv", "-o", "v").exitCode == 3)
  }

  /// What a line of the shell prints.
  @discardableResult
  private func shell(_ line: String, in place: Workplace, files: [String: String] = [:]) throws -> String {
    for (name, text) in files { try place.write(text, to: name) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", line]
    process.currentDirectoryURL = place.folder
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }
}
