import Foundation
import TestSupport
import Testing

@Suite("tightbound dp")
struct PrivacyCommandTests {
  @Test("epsilon: methods side by side, exact numbers, outward decimals")
  func epsilon() throws {
    let place = try Workplace()
    let run = try place.run(
      "dp", "epsilon", "--sigma", "10", "--steps", "100", "--delta", "1e-5", "--method", "gaussian", "--format", "json")
    #expect(run.exitCode == 0)
    #expect(
      run.output
        == "{\"method\":\"gaussian\",\"epsilon\":{\"lower\":4.377178095,\"upper\":4.377178096},\"sigma\":\"10\",\"q\":\"1\",\"steps\":100,\"delta\":\"1/100000\"}\n"
    )
    let all = try place.run(
      "dp", "epsilon", "--sigma", "2", "--q", "1/10", "--steps", "3", "--delta", "1/1000", "--method", "all")
    #expect(all.exitCode == 0 && all.output.contains("pld       from ") && all.output.contains("zcdp      refused: "))
    #expect(all.output.contains("rdp       at most ") && all.output.contains("prv       about "))
    let json = try place.run(
      "dp", "epsilon", "--sigma", "2", "--q", "1/10", "--steps", "3", "--delta", "1/1000", "--method", "all",
      "--format", "json")
    #expect(((json.json as? [String: Any])?["methods"] as? [Any])?.count == 6)
    let limits = try place.run("dp", "epsilon", "--sigma", "0", "--delta", "1e-5", "--format", "json")
    #expect(limits.exitCode == 0 && limits.output.contains("\"upper\":\"Infinity\""), "\(limits)")
    // Without noise a record shows with probability 1 − (1 − q)^T, and otherwise not at all.
    let silent = ["dp", "epsilon", "--sigma", "0", "--q", "1/2", "--steps", "3", "--delta"]
    #expect(try place.run(arguments: silent + ["7/8"]).output == "pld       from 0 to 0\n")
    #expect(try place.run(arguments: silent + ["0.874"]).output == "pld       from Infinity to Infinity\n")
    #expect(
      try place.run("dp", "delta", "--sigma", "0", "--q", "1/2", "--steps", "3", "--epsilon", "2").output
        == "delta from 8.75e-1 to 8.75e-1\n")
    #expect(
      try place.run("dp", "delta", "--sigma", "0", "--epsilon", "2").output == "delta from 1e0 to 1e0\n")
    #expect(
      try place.run("dp", "epsilon", "--sigma", "1", "--steps", "0", "--delta", "1e-5").output
        == "pld       from 0 to 0\n")
  }

  @Test(
    "Wrong usage exits with 2, and says what would be right",
    arguments: [
      ["--sigma", "nan", "--delta", "1e-5"], ["--sigma", "-1", "--delta", "1e-5"],
      ["--sigma", "1", "--q", "3/2", "--delta", "1e-5"],
      ["--sigma", "1", "--q", "-1", "--delta", "1e-5"], ["--sigma", "1", "--steps", "-3", "--delta", "1e-5"],
      ["--sigma", "1", "--delta", "-1"], ["--sigma", "1"], ["--sigma", "1", "--delta", "1e-5", "--method", "magic"],
      ["--sigma", "inf", "--delta", "1e-5"],
    ])
  func wrongUsage(arguments: [String]) throws {
    let run = try Workplace().run(arguments: ["dp", "epsilon"] + arguments)
    #expect(run.exitCode == 2 && run.output.isEmpty && !run.errors.isEmpty)
  }

  @Test("Too many steps, and noise too small, are refused")
  func tooLarge() throws {
    let place = try Workplace()
    let many = try place.run("dp", "epsilon", "--sigma", "1", "--q", "1/2", "--steps", "99999999999", "--delta", "1e-5")
    #expect(many.exitCode == 3 && many.errors.contains("2^30"))
    let small = try place.run("dp", "epsilon", "--sigma", "1e-5", "--q", "1/2", "--delta", "1e-5")
    #expect(small.exitCode == 3 && small.errors.contains("losses reach"), "\(small)")
  }

  @Test("delta and calibrate without sampling")
  func deltaAndCalibrate() throws {
    let place = try Workplace()
    let delta = try place.run("dp", "delta", "--sigma", "1", "--epsilon", "1")
    #expect(delta.output == "delta from 1.269367e-1 to 1.269368e-1\n")
    // Far out only an upper bound is told, and at once.
    for (sigma, epsilon) in [("2", "1e30"), ("1e12", "1")] {
      let far = try place.run("dp", "delta", "--sigma", sigma, "--epsilon", epsilon)
      #expect(far.exitCode == 0 && far.output.hasPrefix("delta from 0 to ") && far.output.contains("e-48"), "\(far)")
    }
    #expect(
      try place.run("dp", "audit", "--attack-laplace", "1", "--trials", "9223372036854775807").exitCode == 2)
    let sigma = try place.run(
      "dp", "calibrate", "--epsilon", "4.3771780957", "--delta", "1e-5", "--steps", "100", "--digits", "3")
    #expect(sigma.exitCode == 0 && sigma.output.hasPrefix("sigma 10: epsilon from "), "\(sigma)")
    #expect(try place.run("dp", "calibrate", "--epsilon", "0", "--delta", "1e-5").exitCode == 2)
  }

  @Test("compose reads a ledger, and refuses with the line")
  func compose() throws {
    let place = try Workplace()
    try place.write("{\"event\":\"gaussian\",\"sigma\":\"10\",\"steps\":100}\n", to: "l.jsonl")
    let run = try place.run("dp", "compose", "l.jsonl", "--delta", "1e-5")
    #expect(run.output == "1 events, 100 steps: epsilon from 4.377178095 to 4.377178096\n")
    try place.write(
      "{\"event\":\"sampled-gaussian\",\"sigma\":\"1\",\"q\":\"1/2\",\"sampling\":\"shuffled\"}\n", to: "l.jsonl")
    let refused = try place.run("dp", "compose", "l.jsonl", "--delta", "1e-5")
    #expect(refused.exitCode == 3 && refused.errors.contains("line 1, sampling") && refused.errors.contains("l.jsonl"))
  }

  @Test("sample and audit")
  func sampleAndAudit() throws {
    let place = try Workplace()
    let one = try place.run("dp", "sample", "--variance", "25/4", "--count", "20", "--insecure-seed", "1")
    let again = try place.run("dp", "sample", "--variance", "25/4", "--count", "20", "--insecure-seed", "1")
    #expect(one.exitCode == 0 && one.output == again.output && one.errors.contains("protects nothing"))
    #expect(one.output.split(separator: "\n").count == 20)
    #expect(try place.run("dp", "sample", "--scale", "2", "--count", "3").output.split(separator: "\n").count == 3)
    #expect(try place.run("dp", "sample", "--variance", "0").exitCode == 2)
    #expect(try place.run("dp", "sample").exitCode == 2)
    let audit = try place.run("dp", "audit", "--canaries", "1000", "--guesses", "100", "--correct", "100")
    #expect(audit.output.hasPrefix("epsilon is at least 3.49296"), "\(audit)")
    #expect(try place.run("dp", "audit", "--canaries", "10", "--correct", "11").exitCode == 2)
    let attack = try place.run("dp", "audit", "--attack-laplace", "1", "--trials", "200")
    #expect(attack.exitCode == 0 && attack.output.contains(" of 200 outputs around 0 cannot come from 1"))
  }
}
