import Foundation
import TestSupport
import Testing

/// Where `Proofs/Checkers/build` puts the proved checker.
private let program =
  ProcessInfo.processInfo.environment["TIGHTBOUND_VERIFY"]
  ?? URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent().appendingPathComponent("Proofs/Checkers/.build/tightbound-verify").path

private let agrees = "\nthe checker proved in Coq accepts this very statement too\n"

@Suite("tightbound verify --proved", .enabled(if: FileManager.default.isExecutableFile(atPath: program)))
struct ProvedCheckerCommandTests {
  private static let environment = ["TIGHTBOUND_VERIFY": program]

  @Test(
    "Linear and integer programs of every outcome, and what was changed in them",
    arguments: [
      "max\n obj: 3 x + 2 y + 1/2\nst\n a: x + y <= 4\n b: x + 3 y <= 6.5\nend\n",
      "max\n x\nst\n a: x + y <= 1\n b: 2 x + 2 y >= 5\nend\n", "max\n x\nst\n a: x - y <= 1\nend\n",
      "max\n x + y\nst\n c: 2 x + 2 y <= 7\ngeneral\n x y\nend\n",
    ])
  func programs(text: String) throws {
    let place = try Workplace()
    try place.write(text, to: "in.lp")
    try place.run("lp", "solve", "in.lp", "-o", "proof.json")
    let expected = try place.run("verify", "proof.json").output
    for verb in [["verify", "proof.json", "--proved"], ["lp", "verify", "--proved", "proof.json"]] {
      let run = try place.run(arguments: verb, environment: Self.environment)
      #expect(run.exitCode == 0 && run.output == expected.dropLast() + agrees, "\(run)")
    }
    let bound = try place.run(
      arguments: ["lp", "verify", "--proved", "proof.json", "--program", "in.lp"], environment: Self.environment)
    #expect(bound.exitCode == 0 && bound.output.hasSuffix(agrees), "\(bound)")
    // Both refuse: then it is a certificate that proves nothing, and no disagreement.
    for (old, new) in [(":\"4\"", ":\"5\""), ("\"-1\"", "\"-2\""), ("\"1\"", "\"2\"")] {
      let changed = try place.read("proof.json").replacing(old, with: new)
      try place.write(changed, to: "changed.json")
      let alone = try place.run("verify", "changed.json")
      let both = try place.run(arguments: ["verify", "--proved", "changed.json"], environment: Self.environment)
      #expect(both.exitCode == alone.exitCode && both.errors == alone.errors, "\(both)")
    }
  }

  @Test("Inner products, bound to their files; kinds without a proved checker say so")
  func others() throws {
    let place = try Workplace()
    try place.run("generate", "grammar-dot", "--size", "s=2,h=1", "-o", "dot")
    try place.run("certify", "dot")
    let run = try place.run(arguments: ["verify", "--proved", "dot/certificate.txt"], environment: Self.environment)
    #expect(run.exitCode == 0 && run.output.hasPrefix("verified: ") && run.output.hasSuffix(agrees), "\(run)")
    try place.write("max\n x\nst\n a: x <= 1\nend\n", to: "in.lp")
    try place.run("lp", "solve", "in.lp", "-o", "proof.vipr")
    let vipr = try place.run(arguments: ["verify", "--proved", "proof.vipr"], environment: Self.environment)
    #expect(vipr.exitCode == 3 && vipr.errors.contains("there is no proved checker for this kind"), "\(vipr)")
  }

  @Test("Derivations by splicing: each line that both checkers accept says so")
  func splices() throws {
    let place = try Workplace()
    try place.write(
      #"{"id":"a","target":["a","x","c"],"#
        + #""neighbours":[{"tokens":["a","b","c"]},{"tokens":["x"]}]}"# + "\n", to: "problems.jsonl")
    try place.run("splice", "oracle", "problems.jsonl", "-o", "derivations.jsonl")
    let run = try place.run(
      arguments: ["splice", "verify", "problems.jsonl", "derivations.jsonl", "--proved"], environment: Self.environment)
    #expect(run.exitCode == 0 && run.output.contains(#""proved":true"#), "\(run)")
  }

  @Test("A program that answers otherwise is not believed")
  func impostors() throws {
    let place = try Workplace()
    try place.write("max\n x\nst\n a: x <= 1\nend\n", to: "in.lp")
    try place.run("lp", "solve", "in.lp", "-o", "proof.json")
    for (script, message) in [
      ("echo refused", "THE CHECKERS DISAGREE"), ("echo proved 1 2 3", "another statement"),
      ("echo yes", "found “yes”"),
      ("exit 2", "did not answer"), ("true", "did not answer"), ("echo refused; exit 2", "did not answer"),
      ("echo refused; kill -9 $$", "did not answer"), ("printf refused", "did not answer"),
    ] {
      try place.write("#!/bin/sh\n\(script)\n", to: "impostor")
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: place.path("impostor").path)
      let run = try place.run(
        arguments: ["verify", "--proved", "proof.json"], environment: ["TIGHTBOUND_VERIFY": place.path("impostor").path]
      )
      #expect(run.exitCode == 3 && run.output.isEmpty && run.errors.contains(message), "\(script): \(run)")
    }
    let none = try place.run(
      arguments: ["verify", "--proved", "proof.json"], environment: ["TIGHTBOUND_VERIFY": place.path("none").path])
    #expect(none.exitCode == 3 && none.errors.contains("which is no program"), "\(none)")
  }
}
