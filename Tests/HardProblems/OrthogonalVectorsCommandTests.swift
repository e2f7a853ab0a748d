import Foundation
import HardProblems
import TestSupport
import Testing

@Suite("tightbound solve and measure, for Orthogonal Vectors")
struct OrthogonalVectorsCommandTests {
  /// The first pair is (1, 0); ⟨000, b⟩ = 0 for all three, and ⟨100, 011⟩ = 0.
  private static let yes = "p ov 3 3 3\n111\n000\n100\n110\n011\n111\n"
  private static let no = "p ov 1 2 2\n11\n10\n01\n"

  @Test("Every algorithm answers yes with a witness and no", arguments: OrthogonalVectorsAlgorithm.allCases)
  func algorithms(algorithm: OrthogonalVectorsAlgorithm) throws {
    let place = try Workplace()
    try place.write(Self.yes, to: "yes.ov")
    try place.write(Self.no, to: "no.ov")
    let yes = try place.run("solve", "ov", "yes.ov", "--algorithm", algorithm.rawValue, "--format", "json")
    #expect(yes.exitCode == 10)
    let answer = try #require(yes.json as? [String: Any])
    #expect(answer["exists"] as? Bool == true)
    #expect(answer["count"] as? String == (algorithm == .lightFirst ? nil : "4"))
    let witness = try #require(answer["witness"] as? [String: Int])
    if algorithm == .lightFirst {
      #expect(witness["left"] == 1 || witness == ["left": 2, "right": 1])
    } else {
      #expect(witness == ["left": 1, "right": 0])
    }
    let no = try place.run("solve", "ov", "-", "--algorithm", algorithm.rawValue, input: Self.no)
    #expect(no.exitCode == 20 && no.output.hasPrefix("no\n"))
    // What auto chose is said beside the answer, not in it.
    #expect(no.errors.hasPrefix("algorithm: ") == (algorithm == .automatic))
  }

  @Test("auto is the default, the algorithms are listed, others refused")
  func list() throws {
    let place = try Workplace()
    try place.write(Self.yes, to: "yes.ov")
    let run = try place.run("solve", "ov", "yes.ov")
    #expect(run.exitCode == 10 && run.output.hasPrefix("yes\n{") && run.errors.isEmpty)
    let names = OrthogonalVectorsAlgorithm.allCases.map(\.rawValue)
    let help = try place.run("solve", "ov", "--help").output
    for name in names { #expect(help.contains("  \(name)"), "\(name)") }
    let unknown = try place.run("solve", "ov", "yes.ov", "--algorithm", "quick")
    #expect(unknown.exitCode == 2 && unknown.output.isEmpty)
    #expect(names.allSatisfy { unknown.errors.contains($0) } && unknown.errors.contains("“quick”; there are auto, "))
  }

  @Test("What an algorithm cannot take is refused with its limit")
  func limits() throws {
    let place = try Workplace()
    let ones = String(repeating: "1", count: 100)
    try place.write("p ov 1 1 100\n\(ones)\n\(ones)\n", to: "long.ov")
    for (algorithm, message) in [
      ("zeta", "dimension at most 26, not 100"), ("polynomial", "dimension at most 64, not 100"),
      ("sparse", "together there may be 16777216"),
    ] {
      let run = try place.run("solve", "ov", "long.ov", "--algorithm", algorithm)
      #expect(run.exitCode == 3 && run.output.isEmpty && run.errors.contains(message), "\(run)")
    }
    #expect(try place.run("solve", "ov", "long.ov").exitCode == 20)
  }

  @Test(
    "The slopes of what is counted",
    arguments: [("rows", "tests", 2...2), ("zeta", "additions", 0...1.1), ("branching", "steps", 1.2...1.8)])
  func slopes(algorithm: String, quantity: String, slope: ClosedRange<Double>) throws {
    let place = try Workplace()
    let measured = try place.run(
      "measure", "ov.\(algorithm)", "--sizes", "256,512,1024", "--series", "2", "--counts-only", "-o", "run.jsonl")
    #expect(measured.exitCode == 0 && measured.output == "wrote 6 measurements to run.jsonl\n", "\(measured)")
    let fits = try #require(try place.run("fit", "run.jsonl", "--format", "json").json as? [[String: Any]])
    #expect(fits.map { $0["quantity"] as? String } == [quantity, "pairs"])
    let found = try #require(fits[0]["slope"] as? Double)
    #expect(slope.lowerBound - 1e-9 <= found && found <= slope.upperBound + 1e-9)
    let refused = try place.run("measure", "ov.\(algorithm)", "--sizes", "2000000")
    #expect(refused.exitCode == 3 && refused.errors.contains("at most 2²⁰ vectors"))
  }
}
