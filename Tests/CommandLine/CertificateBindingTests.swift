import Foundation
import TestSupport
import Testing
import Text

@Suite("Certificates name what they are about")
struct CertificateBindingTests {
  /// Two orthogonal pairs among nine.
  private static let vectors = "p ov 3 3 4\n1100\n0110\n1011\n0011\n1111\n0100\n"
  /// No orthogonal pair.
  private static let none = "p ov 2 2 3\n110\n011\n111\n010\n"
  private static let machines = ["svm", "svm-bias", "svm-soft", "ridge", "pca"]

  /// Folders of instances of a machine, with their certificates.
  private func place(_ target: String, kind: String = "exact", _ variants: [(String, [String])]) throws -> Workplace {
    let place = try Workplace()
    try place.write(Self.vectors, to: "in.ov")
    for (folder, options) in variants {
      let reduced = try place.run(arguments: ["reduce", "ov-to-\(target)", "in.ov", "-o", folder] + options)
      #expect(reduced.exitCode == 0, "\(reduced)")
      #expect(try place.run("certify", folder, "--kind", kind).exitCode == 0)
    }
    return place
  }

  private func expectRefused(_ run: CommandLineRun, _ why: String, code: Int32 = 1) {
    #expect(run.exitCode == code && run.output.isEmpty && run.errors.contains(why), "\(run)")
  }

  @Test("A certificate of one base is none of another", arguments: machines)
  func bases(target: String) throws {
    let place = try place(target, [("one", ["--base", "1/64"]), ("two", ["--base", "1/32"])])
    #expect(try place.run("verify", "one/certificate.json").exitCode == 0)
    expectRefused(
      try place.run("verify", "one/certificate.json", "--instance", "two"),
      "another instance: its base is 1/64, that of the instance 1/32")
    // Moved into the other folder it is compared with what stands there.
    try place.write(try place.read("one/certificate.json"), to: "two/certificate.json")
    expectRefused(try place.run("verify", "two/certificate.json"), "its base is 1/64")
    #expect(try place.run("verify", "two/certificate.json", "--instance", "one").exitCode == 0)
  }

  @Test("Nor of another box, another λ, another machine, other vectors or another threshold")
  func parameters() throws {
    var place = try place(
      "svm-soft", [("half", ["--box", "1/2"]), ("two", ["--box", "2"]), ("three", ["--box", "3"])])
    for (certificate, instance) in [("half", "two"), ("two", "three"), ("three", "half")] {
      expectRefused(
        try place.run("verify", "\(certificate)/certificate.json", "--instance", instance),
        "the instance about the support vector")
    }
    place = try self.place("ridge", [("one", ["--lambda", "1"]), ("two", ["--lambda", "2"])])
    expectRefused(
      try place.run("verify", "one/certificate.json", "--instance", "two"),
      "it is about kernel ridge regression, λ = 1, the instance about kernel ridge regression, λ = 2")
    try place.run("reduce", "ov-to-svm", "in.ov", "-o", "svm")
    try place.run("reduce", "ov-to-pca", "in.ov", "-o", "pca")
    try place.run("certify", "svm", "--kind", "sandwich")
    expectRefused(
      try place.run("verify", "svm/certificate.json", "--instance", "pca"),
      "its machine is svm, that of the instance pca")
    try place.write(Self.none, to: "none.ov")
    try place.run("reduce", "ov-to-svm", "none.ov", "--base", "1/32", "-o", "none")
    try place.run("reduce", "ov-to-svm", "in.ov", "--base", "1/32", "-o", "svm")
    try place.run("certify", "svm")
    expectRefused(try place.run("verify", "svm/certificate.json", "--instance", "none"), "the vectors of A differ")
    let pairs = "2 2 6 T\n111000\n010100\n000111\n001001\n"
    for t in ["3", "4"] {
      try place.write("p bhcp " + pairs.replacing("T", with: t), to: "t\(t).bhcp")
      #expect(try place.run("reduce", "bhcp-to-svm", "t\(t).bhcp", "--base", "1/64", "-o", "t\(t)").exitCode == 0)
      #expect(try place.run("certify", "t\(t)").exitCode == 0)
      #expect(try place.run("verify", "t\(t)/certificate.json").exitCode == 0)
    }
    expectRefused(
      try place.run("verify", "t3/certificate.json", "--instance", "t4"),
      "its threshold is 3, that of the instance 4")
  }

  @Test("An instance that was edited, or is not there, is none to compare with")
  func editedInstances() throws {
    let place = try place("ridge", [("out", ["--base", "1/64"])])
    let (sidecar, data) = (try place.read("out/instance.json"), try place.read("out/AB.libsvm"))
    for (name, original, changes) in [
      (
        "instance.json", sidecar,
        [
          ("1/64", "1/32"), ("\"lambda\" : \"1\"", "\"lambda\" : \"2\""), ("\"threshold\" : \"", "\"threshold\" : \"1"),
          ("\"requiredBits\" : ", "\"requiredBits\" : 1"), ("\"ridge\"", "\"pca\""),
        ]
      ), ("AB.libsvm", data, [("+1", "-1"), (" 1:1", ""), ("-1", "+1")]),
    ] {
      for (old, new) in changes {
        let edited = original.replacing(old, with: new, maxReplacements: 1)
        #expect(edited != original, "\(old)")
        try place.write(edited, to: "out/\(name)")
        let run = try place.run("verify", "out/certificate.json")
        #expect(run.exitCode != 0 && run.output.isEmpty, "\(old): \(run)")
        #expect(try place.run("verify", "out/certificate.json", "--instance", "out").exitCode != 0, "\(old)")
      }
      try FileManager.default.removeItem(at: place.path("out/\(name)"))
      expectRefused(try place.run("verify", "out/certificate.json"), "has no file \(name)", code: 3)
      expectRefused(
        try place.run("verify", "out/certificate.json", "--instance", "out"), "has no file \(name)", code: 3)
      try place.write(original, to: "out/\(name)")
    }
    #expect(try place.run("verify", "out/certificate.json").exitCode == 0)
  }

  @Test("Alone it proves what it holds, and says which instance that is", arguments: machines)
  func alone(target: String) throws {
    let place = try place(target, [("out", [])])
    try place.run("reduce", "ov-to-bhcp", "in.ov", "-o", "pairs")
    let pairs = try place.read("pairs/instance.bhcp").split(separator: "\n").filter { !$0.hasPrefix("c") }
    let hash = sha256(pairs.joined(separator: "\n") + "\n")
    try place.write(try place.read("out/certificate.json"), to: "moved.json")
    let (beside, alone) = (
      try place.run("verify", "out/certificate.json"), try place.run("verify", "moved.json")
    )
    #expect(beside.exitCode == 0 && beside.output.contains("compared with "), "\(beside)")
    #expect(alone.exitCode == 0 && alone.output.contains("compared with no other file"), "\(alone)")
    for run in [beside, alone] {
      #expect(
        run.output.hasPrefix("verified: Δ is ") && run.output.contains(": yes, a vector of A and one of B differ in"),
        "\(run)")
      #expect(run.output.contains("\nvectors: SHA-256 \(hash)"), "\(run)")
      #expect(
        run.output.contains("q = 1/") && run.output.contains("is there a pair that differs in fewer than "), "\(run)")
    }
    let piped = try place.run("verify", "-", input: try place.read("moved.json"))
    #expect(piped.output == alone.output)
  }

  @Test("Files of older versions are verified beside their instance, and alone the threshold is missing")
  func olderVersions() throws {
    for kind in ["exact", "series"] {
      let place = try place("svm-bias", kind: kind, [("out", [])])
      let data = Data(try place.read("out/certificate.json").utf8)
      var fields = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
      #expect(fields.removeValue(forKey: "threshold") != nil && fields.removeValue(forKey: "leastDistance") != nil)
      let certificate = String(decoding: try JSONSerialization.data(withJSONObject: fields), as: UTF8.self)
      try place.write(certificate, to: "out/certificate.json")
      try place.write(certificate, to: "moved.json")
      #expect(try place.run("verify", "out/certificate.json").exitCode == 0)
      expectRefused(
        try place.run("verify", "moved.json"), "does not hold its threshold, which older versions left out")
      #expect(try place.run("verify", "moved.json", "--instance", "out").exitCode == 0)
    }
  }

  @Test("With a base that does not decide, true sums prove values, and no answer")
  func largeBase() throws {
    let place = try Workplace()
    try place.write("p bhcp 1 2 4 2\n0000\n1100\n0011\n", to: "no.bhcp")
    #expect(try place.run("reduce", "bhcp-to-pca", "no.bhcp", "--base", "1/16", "-o", "out").exitCode == 0)
    #expect(try place.run("certify", "out").exitCode == 0)
    #expect(
      try place.run("verify", "out/certificate.json").output.contains(
        ": no, all vectors of A and B differ in at least 2"))
    // The sums for q = 1/2: A has 1, B 2 + 2/16, and with both 3 + 4/4 + 2/16.
    let forged = """
      {"kind": "exact", "task": "pca", "base": "1/2", "threshold": 2, "leastDistance": 0,
       "A": {"points": ["0000"], "labels": [1], "numerators": [], "denominator": 1, "lower": "1", "upper": "1"},
       "B": {"points": ["1100", "0011"], "labels": [-1, -1], "numerators": [], "denominator": 1, "lower": "17/8", "upper": "17/8"},
       "AB": {"points": ["0000", "1100", "0011"], "labels": [1, -1, -1], "numerators": [], "denominator": 1, "lower": "33/8",
              "upper": "33/8"}}
      """
    try place.write(forged, to: "out/certificate.json")
    try place.write(forged, to: "moved.json")
    expectRefused(try place.run("verify", "out/certificate.json"), "its base is 1/2, that of the instance 1/16")
    let alone = try place.run("verify", "moved.json")
    #expect(
      alone.exitCode == 0 && alone.output.contains("does not follow") && !alone.output.contains("yes"), "\(alone)")
  }

  @Test("A series says of which machine it is: another word is refused, and so are labels that cancel")
  func seriesWords() throws {
    let place = try place("svm-bias", kind: "series", [("out", [])])
    let proof = try place.read("out/certificate.json")
    let changed = proof.replacing("svm-bias", with: "svm")
    #expect(changed != proof)
    try place.write(changed, to: "out/certificate.json")
    try place.write(changed, to: "moved.json")
    expectRefused(try place.run("verify", "out/certificate.json"), "data set A: its labels are not 1")
    expectRefused(try place.run("verify", "moved.json"), "data set A: its labels are not 1")
    // Of B one vector has the label of A: the two pairs at the distance 1 cancel.
    let mixed = """
      {"kind": "series", "task": "svm", "order": 2, "threshold": 2, "leastDistance": 0,
       "A": {"points": ["000"], "labels": [1], "coefficients": [["1", "0"]], "doubled": ["1", "0"]},
       "B": {"points": ["100", "001"], "labels": [1, -1], "coefficients": [["1", "0"], ["1", "0"]], "doubled": ["2", "0"]},
       "AB": {"points": ["000", "100", "001"], "labels": [1, 1, -1],
              "coefficients": [["1", "0"], ["1", "-1"], ["1", "1"]], "doubled": ["3", "0"]}}
      """
    try place.write(mixed, to: "mixed.json")
    expectRefused(try place.run("verify", "mixed.json"), "data set B: its labels are not 1 on the vectors of A and -1")
    try place.write("+1\n", to: "A.libsvm")
    expectRefused(try place.run("verify", "mixed.json"), "has no file instance.json", code: 3)
  }

  @Test("Keys that stand twice, or mean nothing, are refused: readers differ on them")
  func keys() throws {
    let place = try place("pca", [("out", [])])
    let proof = try place.read("out/certificate.json")
    for (extra, why) in [
      ("\"task\": \"svm\"", "“task” stands there twice"), ("\"note\": 1", "“note” has no meaning here"),
    ] {
      try place.write(proof.replacing("{", with: "{ \(extra),", maxReplacements: 1), to: "out/certificate.json")
      expectRefused(try place.run("verify", "out/certificate.json"), why, code: 3)
    }
  }

  @Test("A grammar whose header lies is refused by solve and by verify")
  func lyingHeaders() throws {
    let place = try Workplace()
    for (header, why) in [
      ("p slp 3 2", "the header says 3 rules"), ("p slp 2 3", "the header says 3 entries"),
      ("p slp 2 -2", "expected `p slp SIZE LENGTH`"),
    ] {
      let grammar = "\(header)\n0 = 5\n1 0 0\nroot 1\n"
      for name in ["v.slp", "u.slp"] { try place.write(grammar, to: name) }
      let hash = sha256(grammar)
      try place.write("p inner-product-certificate 1\nv \(hash)\nu \(hash)\nentry 1 1 0 50\nvalue 50\n", to: "proof")
      expectRefused(try place.run("verify", "proof"), why)
      let solved = try place.run("solve", "grammar-dot", ".")
      #expect(solved.exitCode == 3 && solved.output.isEmpty, "\(solved)")
    }
  }

  @Test("The gap of distances has the parity of the weights: a base for the wrong one is refused")
  func parity() throws {
    let place = try Workplace()
    // All weights are even and so are all distances; t − 1 = 3 is odd, so that far pairs are one place away from t − 1, not two.
    try place.write(
      "p bhcp 4 4 8 4\n11000000\n10100000\n10010000\n01010000\n00001100\n00001010\n00001001\n00000101\n",
      to: "in.bhcp")
    for target in Self.machines {
      let refused = try place.run("reduce", "bhcp-to-\(target)", "in.bhcp", "--base", "1/8", "-o", "out")
      #expect(refused.exitCode == 3 && refused.errors.contains("the base q = 1/8 is too large"), "\(refused)")
      #expect(!place.exists("out"))
    }
    #expect(try place.run("reduce", "bhcp-to-pca", "in.bhcp", "--base", "1/64", "-o", "small").exitCode == 0)
    #expect(try place.run("certify", "small").exitCode == 0)
    #expect(try place.run("verify", "small/certificate.json").output.contains(": no, "))
    // With t = 5 the gap is 2, and 1/8 will do.
    try place.write(try place.read("in.bhcp").replacing("4 4 8 4", with: "4 4 8 5"), to: "five.bhcp")
    #expect(try place.run("reduce", "bhcp-to-pca", "five.bhcp", "--base", "1/8", "-o", "five").exitCode == 0)
    #expect(try place.run("certify", "five").exitCode == 0)
    #expect(try place.run("verify", "five/certificate.json").output.contains(": yes, "))
  }
}
