import ArgumentParser
import Console
import Exact
import Foundation
import Privacy

/// `tightbound dp plot`
struct PlotVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plot", abstract: "Draw δ(ε) as an SVG: the certified interval as a band.",
    discussion: """
      The band is what exact integers certify for δ from 1/10 down to --least; one curve is computed, as fine as the least δ needs. With \
      --rdp the bound by Rényi divergences is drawn beside it.
      """)

  @OptionGroup var mechanisms: PrivacyVerbs.Mechanisms

  @Option(help: "The least δ, from 1e-40 to 1/100.")
  var least: ExactNumber?

  @Flag(help: "Draw the bound by Rényi divergences too.")
  var rdp = false

  @Option(name: .shortAndLong, help: "The SVG file to write; `-` is standard output.")
  var output: String

  func run() throws {
    let least = least?.value ?? Rational(1, 10_000_000_000)
    guard least >= Rational(1, Integer(10).power(40)), least <= Rational(1, 100) else {
      throw ValidationError("--least is \(least); expected a number from 1e-40 to 1/100")
    }
    let repeated = try mechanisms.repeated()
    let curve = try PrivacyCurve(of: [repeated], delta: least)
    let renyi = rdp ? try RenyiComposition(of: [repeated]) : nil
    let lowest = log10(Double(least))
    var rows: [CurvePicture.Row] = []
    for step in 0...40 {
      let exponent = -1 + (lowest + 1) * Double(step) / 40
      guard let delta = Rational(exactly: pow(10, exponent)) else { continue }
      let interval = curve.epsilon(delta: delta)
      guard let lower = interval.lower, let upper = interval.upper else {
        throw CommandError("ε is infinite at δ = \(Double(delta)), so there is no curve to draw")
      }
      // The bound by divergences is drawn at every fourth δ.
      let bound = step % 4 == 0 ? renyi?.epsilon(delta: delta)?.upper : nil
      rows.append(
        CurvePicture.Row(
          exponent: exponent, lower: Double(lower), upper: Double(upper), renyi: bound.map { Double($0) }))
    }
    let sampling = mechanisms.q.map { ", q = \(Double($0.value))" } ?? ""
    let title = "σ = \(Double(mechanisms.sigma.value))\(sampling), \(mechanisms.steps) steps"
    try writeFile(output, CurvePicture(title: title, rows: rows).svg)
    if output != "-" { print("wrote \(output)") }
  }
}
