import Foundation
import TestSupport
import Testing

@Suite("tightbound answer with certificates of inner products")
struct InnerProductAnswerTests {
  @Test("The target and its certificate are kept on request, and stand by themselves")
  func kept() throws {
    let place = try Workplace()
    try place.write("p ksum 3 32\n1 2 9 10\n3 4 20 21\n5 6 30 31\n", to: "in.ksum")
    let run = try place.run("answer", "ksum-to-grammar-dot", "in.ksum", "-o", "kept")
    #expect(run.exitCode == 10 && run.errors.contains("⟨v, u⟩ = 6"), "\(run)")
    #expect(try place.run("verify", "kept/certificate.txt").exitCode == 0)
    #expect(try place.run("interpret", "kept", "--answer", "{\"value\":\"6\"}").exitCode == 10)
    let padded = ["answer", "ksum-to-grammar-dot", "in.ksum", "--gamma", "1/3", "--algorithm", "memoised"]
    let believed = try place.run(arguments: padded + ["--no-certify"])
    #expect(believed.exitCode == 10 && believed.errors.contains("memoised"), "\(believed)")
    // Solved and certified, and both agree.
    let both = try place.run(arguments: padded)
    #expect(both.exitCode == 10 && both.errors.contains("a certificate that was verified: "), "\(both)")
  }
}
