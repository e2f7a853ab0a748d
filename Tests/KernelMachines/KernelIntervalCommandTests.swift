import TestSupport
import Testing

@Suite("tightbound svm")
struct KernelIntervalCommandTests {
  /// 24 points of three coordinates that are not separable.
  private static let points = (0..<24).map { i in
    "\(i % 2 == 0 ? "+1" : "-1") 1:\(Double(i * 7 % 11) / 10) 2:\(Double(i * 5 % 13 - i % 2 * 4) / 10) 3:-\(i % 5).5\n"
  }.joined()

  @Test("An interval, and a certificate that stands alone and beside its data but beside no other data")
  func certificate() throws {
    let place = try Workplace()
    try place.write(Self.points, to: "data.libsvm")
    for options in [[], ["--no-bias"], ["--gamma", "0.125", "--cost", "10", "--width", "1e-20"]] {
      let run = try place.run(arguments: ["svm", "data.libsvm", "-o", "proof.json"] + options)
      #expect(run.exitCode == 0 && run.errors.isEmpty && run.output.contains("the optimum is between"), "\(run)")
      for further in [[], ["--instance", "data.libsvm"]] {
        let verified = try place.run(arguments: ["verify", "proof.json"] + further)
        #expect(verified.exitCode == 0 && verified.output.hasPrefix("verified: the optimum of"), "\(verified)")
        #expect(
          verified.output.contains("24 vectors with features up to 3, 12 with the label 1 and 12 with -1; SHA-256"))
        #expect(verified.output.contains(options.contains("--no-bias") ? "without bias" : "with bias"))
      }
      try place.write(Self.points.replacing("1:0.7", with: "1:0.70001"), to: "other.libsvm")
      let refused = try place.run("verify", "proof.json", "--instance", "other.libsvm")
      #expect(refused.exitCode == 1 && refused.errors.contains("another instance: vector"), "\(refused)")
      let forged = try place.read("proof.json").replacing("\"labels\":[1,-1,", with: "\"labels\":[-1,-1,")
      try place.write(forged, to: "forged.json")
      #expect(try place.run("verify", "forged.json").exitCode == 1)
      try place.write(try place.read("proof.json").replacing("\"bits\"", with: "\"bit\""), to: "misspelt.json")
      #expect(try place.run("verify", "misspelt.json").exitCode == 3)
    }
  }

  @Test("Programs read the same numbers; standard input, comments and labels of other kinds")
  func json() throws {
    let place = try Workplace()
    let run = try place.run("svm", "-", "--format", "json", input: "0 1:1 # far\r\n\n5 1:1\n")
    #expect(run.exitCode == 0 && run.errors == "notice: standard input: the label 5 is read as 1, 0 as -1\n", "\(run)")
    #expect(
      run.output.contains(#""bias":true,"cost":"1","features":1,"gamma":"1""#) && run.output.contains(#""points":2"#))
    #expect(run.output.contains(#""upper":"2.0000"#) && run.output.contains(#""lower":"1.9999"#), "\(run)")
    let text = try place.run("svm", "-", "-o", "-", input: "1 1:1\n-1 1:1\n")
    #expect(text.output.hasPrefix("{") && text.output.contains("svm-interval"))
    #expect(try place.run("verify", "-", input: text.output).exitCode == 0)
  }

  @Test("A solver's objective: of the optimum, above it, or of no coefficients")
  func objective() throws {
    let place = try Workplace()
    try place.write("1 1:1\n-1 1:1\n", to: "data.libsvm")
    func run(_ objective: String) throws -> CommandLineRun {
      try place.run("svm", "data.libsvm", "--objective", objective)
    }
    #expect(try run("-2.000000").output.contains("the objective -2.000000 is that of the optimum, to its last digit"))
    #expect(try run("-1.5").output.contains("the objective -1.5 is above that of the optimum by 0.4499"))
    #expect(try run("-2.00000009").output.contains("is that of the optimum to about 1.19"))
    #expect(try run("-1.99999991").output.contains("is that of the optimum to about 1.19"))
    #expect(try run("-2.0000005").exitCode == 3)
    let positive = try run("2")
    #expect(positive.exitCode == 0 && positive.errors.contains("the sign is taken off"))
    let impossible = try run("-2.1")
    #expect(impossible.exitCode == 3 && impossible.errors.contains("no coefficients have the objective -2.1"))
  }

  @Test("What cannot be done is refused with what would do")
  func refusals() throws {
    let place = try Workplace()
    try place.write(Self.points, to: "data.libsvm")
    for wrong in [
      "--gamma=0", "--gamma=-1", "--gamma=x", "--cost=0", "--width=0", "--objective=x",
    ] {
      let run = try place.run("svm", "data.libsvm", wrong)
      #expect(run.exitCode == 2 && run.errors.hasPrefix("Error: \(wrong.prefix { $0 != "=" })"), "\(wrong): \(run)")
    }
    let large = try place.run("svm", "data.libsvm", "--limit", "1k")
    #expect(large.exitCode == 3 && large.errors.contains("fewer vectors would do, or a higher --limit"), "\(large)")
    let own = try place.run("svm", "data.libsvm", "-o", "data.libsvm")
    #expect(own.exitCode == 3, "\(own)")
    #expect(try place.read("data.libsvm") == Self.points)
    let other = try place.run("solve", "svm", "data.libsvm")
    #expect(other.exitCode == 3 && other.errors.contains("are for `tightbound svm FILE`"), "\(other)")
    try place.write("1 1:1\n2\n3\n", to: "three.libsvm")
    let three = try place.run("svm", "three.libsvm")
    #expect(three.exitCode == 3 && three.errors.contains("three.libsvm: the labels 1, 2, 3 are more than two"))
  }
}
