import ArgumentParser
import Console
import Evidence
import Exact
import Foundation
import GrammarCompression
import GrammarCompressionReductions
import HardProblems
import Randomness
import Text

/// `tightbound demo`
struct Demo: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "The main job in two minutes on real input: compress, multiply, reduce, solve, check, measure, plot.")

  @Option(
    help: "The text to compress. Default: Debian's package status, a real repetitive text on every Debian machine.")
  var text: String?

  @Option(name: .shortAndLong, help: "The folder for what the demo makes.")
  var output: String = "tightbound-demo"

  @Option(help: "The seed of all random choices.")
  var seed: UInt64 = 1

  /// Real texts, the first that exists is taken.
  private static let texts = ["/var/lib/dpkg/status", "/usr/share/common-licenses/GPL-3", "LICENSE"]

  func run() throws {
    try makeFolder(output)
    try compress()
    try reduceAndSolve()
    try checkClaims()
    try measure()
    print("\nEverything is in \(output). Next: tightbound list, tightbound --help, and notebooks-md/.")
  }

  private func heading(_ title: String) {
    print("\n── \(title) " + String(repeating: "─", count: max(0, 72 - title.count)))
  }

  private func milliseconds<T>(_ body: () throws -> T) rethrows -> (T, String) {
    let start = ContinuousClock.now
    let result = try body()
    return (result, String(format: "%.2f ms", start.duration(to: .now).seconds * 1000))
  }

  private func compress() throws {
    guard let path = text ?? Self.texts.first(where: { FileManager.default.isReadableFile(atPath: $0) }) else {
      throw CommandError("none of \(Self.texts.joined(separator: ", ")) can be read; name a text with --text")
    }
    heading("A real text as a vector, and arithmetic on its compressed form")
    let bytes = try readFile(path).prefix(1 << 20)
    let vector = bytes.map { Integer(Int($0)) }
    // Counting lines is an inner product: the text's newlines against ones.
    let newlines = bytes.map { Integer($0 == 10 ? 1 : 0) }
    let (v, building) = try milliseconds { try StraightLineProgram(repair: vector) }
    let lines = try StraightLineProgram(repair: newlines)
    print(
      "\(path): N = \(v.count) bytes; RePair: n = \(v.size) symbols (\(percent(v.size, v.count)) of N) in \(building)")

    let ((sum, norm), queries) = milliseconds { (v.sum, v.squaredNorm) }
    print("sum \(sum) and squared norm \(norm) in \(queries), without expanding")

    var ones = ProgramBuilder<Integer>()
    let one = ones.terminal(1)
    let allOnes = ones.program(root: v.isEmpty ? nil : try ones.power(one, v.count))
    let (count, counting) = try milliseconds { try lines.product(with: allOnes) }
    print("lines: ⟨newlines, ones⟩ = \(count.value) with \(count.keys) keys in \(counting)")

    let (product, multiplying) = try milliseconds { try v.product(with: lines) }
    let expected = zip(vector, newlines).reduce(Integer(0)) { $0 + $1.0 * $1.1 }
    print("⟨text, newlines⟩ = \(product.value) with \(product.keys) keys in \(multiplying) (both compressed)")
    guard product.value == expected, product.value == 10 * count.value else {
      throw CommandError("the product of the expansions is \(expected), not \(product.value)")
    }
    print("checked against the expansions: \(expected), which is 10 (the newline's code) times \(count.value)")
  }

  private func percent(_ part: Int, _ whole: Int) -> String {
    whole == 0 ? "0%" : String(format: "%.1f%%", 100 * Double(part) / Double(whole))
  }

  private func reduceAndSolve() throws {
    heading("A hard instance: 3SUM as the inner product of two tiny grammars")
    var stream = RandomStream(seed: seed).child("demo")
    let m = 128
    let instance = try KSum.random(.planted, k: 3, m: m, universe: m * m, using: &stream)
    let target = try KSumToGrammarDot().reduce(instance)
    try writeFile(output + "/three-sum.ksum", instance.text)
    for (name, text) in target.files.sorted(by: { $0.key < $1.key }) { try writeFile(output + "/" + name, text) }
    print("3SUM with m = \(m), U = m²  →  vectors with \(target.size)")
    let (product, time) = try milliseconds { try target.product() }
    print("⟨v, u⟩ = \(product.value) with \(product.keys) keys in \(time)")
    let answer = try KSumToGrammarDot().interpret(
      GrammarDotAnswer(value: product.value, position: product.witness), for: instance)
    let reference = instance.referenceAnswer()
    print(
      "which means \(product.value) solutions, one of them \(answer.witness ?? []); meet in the middle says \(reference.solutions ?? 0)"
    )
    guard answer.solutions == reference.solutions, instance.verify(answer) else {
      throw CommandError("the reduction and meet in the middle disagree")
    }
    let certificate = try target.certificate(hash: sha256)
    try writeFile(output + "/certificate.txt", certificate.text)
    let (_, checking) = try milliseconds {
      try certificate.verify(v: (target.v.text, sha256(target.v.text)), u: (target.u.text, sha256(target.u.text)))
    }
    print("a certificate with \(certificate.entries.count) entries, verified by independent code in \(checking)")
  }

  private func checkClaims() throws {
    heading("The claims, each checked exactly, with mutants that must be caught")
    let check = try CheckClaims.parse(["--seed", String(seed), "--output", output])
    try check.run()
  }

  private func measure() throws {
    heading("Runtime against theory: the keys of the product on 3SUM instances")
    guard let workload = House.catalogue.workload("grammar.dot-3sum") else { return }
    let progress = Progress("measuring \(workload.id)")
    let record = try workload.measure(sizes: workload.sizes, series: 8, seed: seed) { progress.update($0, of: $1) }
    progress.finish()
    try writeFile(output + "/run.jsonl", try record.encoded())
    let fit = try FitRun.parse([output + "/run.jsonl"])
    try fit.run()
    let plot = try Gnuplot(record, quantity: "keys", theory: nil)
    print(try plot.render(.terminal))
    try writeFile(output + "/keys.svg", try plot.render(.svg))
    print("the same plot as SVG: \(output)/keys.svg")
  }
}
