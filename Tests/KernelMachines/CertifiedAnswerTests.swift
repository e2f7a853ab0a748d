import Foundation
import TestSupport
import Testing

@Suite("tightbound answer with certificates of kernel machines")
struct CertifiedAnswerTests {
  @Test(
    "What a verified certificate proves is mapped back to the formula",
    arguments: [
      ["sat-to-ridge"], ["sat-to-svm"], ["sat-to-svm", "--kind", "sandwich"],
      ["sat-to-svm-soft", "--algorithm", "reference"],
    ])
  func certified(arguments: [String]) throws {
    let place = try Workplace()
    try place.write("p cnf 4 3\n1 2 -3 0\n-1 3 4 0\n-2 -4 3 0\n", to: "yes.cnf")
    try place.write("p cnf 2 4\n1 2 0\n-1 2 0\n1 -2 0\n-1 -2 0\n", to: "no.cnf")
    for (file, code) in [("yes.cnf", 10), ("no.cnf", 20)] as [(String, Int32)] {
      let run = try place.run(
        arguments: ["answer", arguments[0], file, "--format", "json", "--certify"] + arguments.dropFirst())
      #expect(run.exitCode == code && run.errors.contains("a certificate that was verified: "), "\(run)")
      #expect((run.json as? [String: Any])?["exists"] as? Bool == (code == 10))
    }
    #expect(try place.names() == ["no.cnf", "yes.cnf"])
    // Certified unless it is declined.
    let usual = try place.run(arguments: ["answer", arguments[0], "yes.cnf"])
    #expect(usual.exitCode == 10 && usual.errors.contains("a certificate that was verified: "), "\(usual)")
    let believed = try place.run(arguments: ["answer", arguments[0], "yes.cnf", "--no-certify"])
    #expect(believed.exitCode == 10 && believed.errors.contains(" alone"), "\(believed)")
    let series = try place.run("answer", "sat-to-svm", "yes.cnf", "--certify", "--kind", "series")
    #expect(series.exitCode == 2 && series.errors.contains("proves no answer"), "\(series)")
    let kept = try place.run("answer", "sat-to-svm", "yes.cnf", "--certify", "-o", "kept")
    #expect(kept.exitCode == 10, "\(kept)")
    #expect(try place.run("verify", "kept/certificate.json").exitCode == 0)
  }

  @Test("Kernels are left out on request and where they would be too large, and answers are mapped back all the same")
  func withoutKernel() throws {
    let place = try Workplace()
    try place.write("p cnf 10 3\n1 2 -3 0\n-1 3 4 0\n-2 -4 6 0\n", to: "f.cnf")
    let large = try place.run("reduce", "sat-to-svm", "f.cnf", "-o", "large", "--limit", "300k")
    #expect(large.exitCode == 3 && large.errors.contains("--without-kernel would do"), "\(large)")
    #expect(!place.exists("large"))
    let small = try place.run("reduce", "sat-to-svm", "f.cnf", "-o", "small", "--limit", "300k", "--without-kernel")
    #expect(small.exitCode == 0, "\(small)")
    #expect(
      try place.names(in: "small") == ["A.libsvm", "AB.libsvm", "B.libsvm", "instance.json", "provenance.json"])
    let solved = try place.run("solve", "svm", "small", "--format", "json")
    #expect(solved.exitCode == 0, "\(solved)")
    #expect(try place.run("interpret", "small", "--answer", solved.output).exitCode == 10)
    #expect(try place.run("certify", "small").exitCode == 0)
    #expect(try place.run("verify", "small/certificate.json").exitCode == 0)
  }

  @Test("At the time limit the bounds stand that were certified by then")
  func timeLimit() throws {
    let place = try Workplace()
    try place.run("generate", "svm", "--size", "n=60,d=40", "-o", "svm")
    let run = try place.run("certify", "svm", "--time-limit", "0.4")
    #expect(run.exitCode == 4 || run.exitCode == 0, "\(run)")
    if run.exitCode == 4, run.errors.contains("bounds in place of values") {
      #expect(try place.run("verify", "svm/certificate.json").exitCode == 0)
    }
  }
}
