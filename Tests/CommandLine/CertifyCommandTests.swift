import Foundation
import TestSupport
import Testing

@Suite("tightbound certify and verify, for kernel machines")
struct CertifyCommandTests {
  /// A = {101, 110}, B = {010, 111}: one orthogonal pair.
  private static let vectors = "p ov 2 2 3\n101\n110\n010\n111\n"

  private func prepared(_ target: String) throws -> Workplace {
    let place = try Workplace()
    try place.write(Self.vectors, to: "in.ov")
    #expect(try place.run("reduce", "ov-to-\(target)", "in.ov", "--base", "1/8", "-o", "out").exitCode == 0)
    return place
  }

  @Test(
    "The exact values of the worked example, in the order of the contract",
    arguments: [
      (
        "svm", ["4096/4097", "4096/4097", "264599989987311616/132200887468453433"],
        "1076488836445167616/541627035958253715001", "1/1024"
      ),
      ("svm-soft", ["12287/16384", "12287/16384", "6293025/4194304"], "2081/4194304", "1/4096"),
      (
        "ridge", ["4096/8193", "4096/8193", "75586082573984588890112/75557789399198953107329"],
        "307363770417912921448448/619044968547637022808346497", "1/4096"
      ),
      ("pca", ["4097/2048", "4097/2048", "2099745/524288"], "2081/524288", "1/512"),
    ])
  func exact(target: String, values: [String], delta: String, threshold: String) throws {
    let place = try prepared(target)
    let run = try place.run("certify", "out", "--kind", "exact", "--format", "json")
    #expect(run.exitCode == 0)
    #expect(
      run.output
        == #"{"kind":"exact","values":{"A":"\#(values[0])","B":"\#(values[1])","AB":"\#(values[2])"},"#
        + #""delta":"\#(delta)","threshold":"\#(threshold)"}"# + "\n")
    let verified = try place.run("verify", "out/certificate.json")
    #expect(verified.exitCode == 0 && verified.output.hasPrefix("verified: Δ is "))
    // What is printed is read back as it stands.
    #expect(try place.run("interpret", "out", "--answer", "-", input: run.output).exitCode == 10)
    #expect(try place.run("read", "out", "--values", values.joined(separator: ",")).exitCode == 10)
  }

  @Test("The base of the contract, 1/32: threshold and values of worst instances are exact fractions")
  func smallBase() throws {
    let place = try Workplace()
    try place.run("generate", "ov", "--family", "worst-no", "--size", "k=2", "-o", "worst.ov")
    for (base, delta) in [("1/8", "16384/2284875775"), ("1/16", "262144/4467169624575")] {
      // q = 1/8 is 1/(2n).
      let reduced = try place.run("reduce", "ov-to-svm", "worst.ov", "--base", base, "-o", "out")
      #expect(reduced.exitCode == 0, "\(reduced)")
      let run = try place.run("certify", "out", "--kind", "exact", "--format", "json")
      #expect(run.output.contains("\"delta\":\"\(delta)\""), "\(run)")
    }
    try place.write(Self.vectors, to: "in.ov")
    try place.run("reduce", "ov-to-svm", "in.ov", "--base", "1/32", "-o", "out")
    let run = try place.run("certify", "out", "--kind", "exact", "--format", "json")
    #expect(run.output.hasSuffix("\"threshold\":\"1/65536\"}\n"), "\(run)")
  }

  @Test("A series holds for every base, tells the pairs, and is verified")
  func series() throws {
    let place = try prepared("svm")
    let run = try place.run("certify", "out", "--kind", "series", "--format", "json")
    #expect(run.exitCode == 0)
    #expect(
      run.output
        == #"{"kind":"series","order":5,"doubledValues":{"A":["2","0","0","0","-2"],"B":["2","0","0","0","-2"],"#
        + #""AB":["4","0","0","2","-4"]},"doubledDelta":["0","0","0","2","0"],"closest":{"distance":3,"pairs":"1"}}"#
        + "\n")
    let verified = try place.run("verify", "out/certificate.json")
    #expect(
      verified.exitCode == 0
        && verified.output.hasPrefix(
          """
          verified: the least distance is 3, of 1 pair: yes, a vector of A and one of B differ in fewer than 4 places
          instance: the support vector machine with hard margin, without bias, with the kernel q^H, for every small q, on 2 vectors \
          of A (label 1) and 2 of B (label -1) of 9 coordinates, of which no pair differs in fewer than 3 places; is there a pair \
          that differs in fewer than 4?
          """),
      "\(verified)")
    let text = try place.run("certify", "out", "--kind", "series")
    #expect(text.output.hasPrefix("2Δ = 2 q^3 + …: 1 pair at the least distance 3\n"))
    // Another term, another instance, no certificate.
    let proof = try place.read("out/certificate.json")
    try place.write(proof.replacing("\"2\"", with: "\"3\""), to: "out/forged.json")
    #expect(try place.run("verify", "out/forged.json").exitCode == 1)
    try place.write(proof.replacing("101000101", with: "101000110"), to: "out/forged.json")
    let other = try place.run("verify", "out/forged.json")
    #expect(other.exitCode == 1 && other.errors.contains("another instance: the vectors of A differ"), "\(other)")
    try place.write("{\"kind\":\"series\"}", to: "out/forged.json")
    #expect(try place.run("verify", "out/forged.json").exitCode == 3)
    let pca = try prepared("pca")
    let refused = try pca.run("certify", "out", "--kind", "series")
    #expect(refused.exitCode != 0 && refused.errors.contains("no certificate of the kind “series”; there are exact"))
  }
}
