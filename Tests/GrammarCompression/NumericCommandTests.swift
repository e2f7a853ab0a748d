import Foundation
import TestSupport
import Testing

@Suite("tightbound inspect, compress, expand, dot and multiply")
struct NumericCommandTests {
  @Test("A file is compressed, looked at, multiplied and expanded byte for byte")
  func bytes() throws {
    let place = try Workplace()
    let text = String(repeating: "the quick brown fox jumps over the lazy dog\n", count: 400)
    try place.write(text, to: "text")
    for method in ["repair", "lz78", "lz77", "run-length"] {
      let compressed = try place.run("compress", "text", "--using", method, "-o", "v.slp")
      #expect(compressed.exitCode == 0 && compressed.output.hasPrefix("N = 17600, n = "), "\(compressed)")
      let expanded = try place.run("expand", "v.slp", "--bytes")
      #expect(expanded.exitCode == 0 && expanded.output == text)
      let norm = text.utf8.reduce(0) { $0 + Int($1) * Int($1) }
      let product = try place.run("dot", "v.slp", "text", "--format", "json")
      #expect(product.exitCode == 0 && product.output.hasPrefix("{\"value\":\"\(norm)\",\"keys\":"), "\(product)")
      for way in ["runs", "blocked", "automatic"] {
        let product = try place.run("dot", "v.slp", "v.slp", "--method", way, "--format", "json")
        #expect(product.exitCode == 0 && product.output.hasPrefix("{\"value\":\"\(norm)\",\"steps\":"), "\(product)")
        #expect(
          try place.run("dot", "v.slp", "v.slp", "--method", way, "--budget", "1").exitCode == 3 || way == "automatic")
      }
    }
    // Block by block the same bytes come back, from a pipe too.
    let blocks = try place.run("compress", "-", "--block", "1000", "-o", "v.slp", input: text)
    #expect(blocks.exitCode == 0 && blocks.output.hasPrefix("N = 17600, n = "), "\(blocks)")
    #expect(try place.run("expand", "v.slp", "--bytes").output == text)
    #expect(try place.run("compress", "text", "--block", "0", "-o", "w.slp").exitCode == 2)
    #expect(try place.run("compress", ".", "-o", "w.slp").errors.contains("cannot read .: Is a directory"))
    let look = try place.run("inspect", "text")
    #expect(look.exitCode == 0 && look.output.contains("N = 17600, 28 different entries"), "\(look)")
    #expect(look.output.contains("advice: compress --using repair"))
    #expect(try place.run("inspect", "v.slp", "--format", "json").json != nil)
  }

  @Test("Run-length vectors are multiplied run by run")
  func runs() throws {
    let place = try Workplace()
    try place.write("p rle 3 8\n1 3\n0 2\n2 3\n", to: "a.rle")
    try place.write("p rle 3 8\n0 1\n3 5\n1 2\n", to: "b.rle")
    let product = try place.run("dot", "a.rle", "b.rle", "--format", "json")
    #expect(product.exitCode == 0 && product.output == "{\"value\":\"16\",\"steps\":5}\n")
    #expect(try place.run("expand", "a.rle").output == "1\n1\n1\n0\n0\n2\n2\n2\n")
  }

  @Test("A matrix goes from CSV and Matrix Market through both products and back")
  func matrices() throws {
    let place = try Workplace()
    let csv = String(repeating: "5,0,8\n0,0,0\n5,1,8\n", count: 20)
    try place.write(csv, to: "m.csv")
    try place.write("1,1,1\n", to: "x.csv")
    for encoding in ["words", "packed"] {
      let compressed = try place.run("compress", "m.csv", "--encoding", encoding, "-o", "m.tbgm")
      #expect(compressed.exitCode == 0 && compressed.output.hasPrefix("60 × 3, 3 different"), "\(compressed)")
      #expect(try place.run("expand", "m.tbgm", "-o", "back.csv").exitCode == 0)
      #expect(try place.run("compress", "back.csv", "--encoding", encoding, "-o", "again.tbgm").exitCode == 0)
      for matrix in ["m.tbgm", "again.tbgm", "m.csv"] {
        let right = try place.run("multiply", matrix, "x.csv", "--threads", "2")
        #expect(right.exitCode == 0 && right.output == String(repeating: "13.0\n0.0\n14.0\n", count: 20), "\(right)")
      }
    }
    try place.write((0..<60).map { "\($0)\n" }.joined(), to: "y.csv")
    let left = try place.run("multiply", "m.tbgm", "y.csv", "--transposed")
    // Rows 0, 3, …, 57 and 2, 5, …, 59 add up to 570 and 610.
    #expect(left.exitCode == 0 && left.output == "5900.0\n610.0\n9440.0\n", "\(left)")

    try place.write("%%MatrixMarket matrix coordinate real general\n2 3 2\n1 3 8\n2 1 5\n", to: "m.mtx")
    #expect(try place.run("multiply", "m.mtx", "x.csv").output == "8.0\n5.0\n")
    #expect(try place.run("expand", "m.tbgm", "-o", "m.npy").exitCode == 0)
    #expect(try place.run("multiply", "m.npy", "x.csv").output.hasPrefix("13.0\n0.0\n14.0\n"))
    #expect(try place.run("inspect", "m.csv").output.contains("advice: compress"))
  }

  @Test("A vector of 2^60 entries is asked, multiplied, and refused to be expanded")
  func long() throws {
    let place = try Workplace()
    var text = "p slp 61 1152921504606846976\n0 = 3\n"
    for symbol in 1...60 { text += "\(symbol) \(symbol - 1) \(symbol - 1)\n" }
    try place.write(text + "root 60\n", to: "v.slp")
    let product = try place.run("dot", "v.slp", "v.slp", "--format", "json")
    #expect(product.output == "{\"value\":\"10376293541461622784\",\"keys\":1}\n", "\(product)")
    #expect(try place.run("inspect", "v.slp").output.contains("squared norm 10376293541461622784"))
    let refused = try place.run("expand", "v.slp", "-o", "v.txt")
    #expect(refused.exitCode == 3 && refused.errors.contains("write up to 2.3 EB"), "\(refused)")
    #expect(try !place.names(in: ".").contains("v.txt"))
  }

  @Test("What does not fit together is refused, and the file named")
  func refusals() throws {
    let place = try Workplace()
    try place.write("1,2\n3,4\n", to: "m.csv")
    try place.write("1,2,3\n", to: "x.csv")
    try place.write("1.5,2\n", to: "fraction.csv")
    try place.write("1,x\n", to: "broken.csv")
    try place.write("TBGM not really", to: "broken.tbgm")
    for (arguments, code, message) in [
      (["multiply", "m.csv", "x.csv"], 3, "x.csv has 3 entries, but the matrix 2 columns"),
      (["multiply", "x.csv", "m.csv"], 3, "m.csv has 2 rows, but the matrix 3 columns"),
      (["multiply", "m.csv", "m.csv", "--times", "2"], 2, "--times and --damping are for a vector"),
      (["multiply", "m.csv", "x.csv", "--threads", "0"], 2, "--threads is 1 to 1024"),
      (["dot", "m.csv", "m.csv"], 3, "m.csv: a matrix, where a vector is needed"),
      (["dot", "fraction.csv", "fraction.csv"], 3, "entry 0 is 3/2"),
      (["inspect", "broken.csv"], 3, "broken.csv: "),
      (["inspect", "broken.tbgm"], 3, "broken.tbgm: the file's magic"),
      (["inspect", "missing.npy"], 3, "missing.npy"),
      (["expand", "m.csv"], 3, "m.csv is not compressed"),
      (["compress", "m.csv"], 2, "--output"),
    ] as [([String], Int32, String)] {
      let run = try place.run(arguments: arguments)
      #expect(run.exitCode == code && run.errors.contains(message), "\(run)")
    }
    #expect(try place.names(in: ".") == ["broken.csv", "broken.tbgm", "fraction.csv", "m.csv", "x.csv"])
  }
}
