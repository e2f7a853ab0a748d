import ArgumentParser
import Console
import Exact
import Foundation
import Privacy
import Randomness

/// `tightbound dp sample`
struct SampleVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sample", abstract: "Draw exact noise, one integer a line.",
    discussion: """
      The law is exactly P[X = x] ∝ e^(-x²/(2·variance)) or e^(-|x|/scale). Words come from the system's secure source; with \
      --insecure-seed they can be repeated by anybody, which protects nothing. How long a draw takes depends on what is drawn.
      """)

  @Option(help: "The variance parameter σ² of discrete Gaussian noise.")
  var variance: ExactNumber?

  @Option(help: "The scale of discrete Laplace noise.")
  var scale: ExactNumber?

  @Option(help: "How many draws.")
  var count: Int = 1

  @Option(help: "For tests: a seed instead of the secure source.")
  var insecureSeed: UInt64?

  func validate() throws {
    if (variance == nil) == (scale == nil) { throw ValidationError("say either --variance or --scale") }
    if count < 0 { throw ValidationError("--count is \(count); expected at least 0") }
  }

  func run() throws {
    if let insecureSeed {
      StandardError.write("warning: with --insecure-seed the noise can be repeated, and protects nothing")
      var stream = RandomStream(seed: insecureSeed).child("dp").child("sample")
      return try draw(&stream)
    }
    var words = SecureWords()
    try draw(&words)
  }

  private func draw(_ generator: inout some RandomNumberGenerator) throws {
    do {
      if let scale {
        let law = try DiscreteLaplace(scale: scale.value)
        try write { law.next(using: &generator).description }
      } else if let variance {
        // A table pays for itself from some thousands of draws on.
        if count >= 1000, variance.value <= Rational(TabulatedDiscreteGaussian.largestVariance) {
          let law = try TabulatedDiscreteGaussian(variance: variance.value)
          try write { String(law.next(using: &generator)) }
        } else {
          let law = try DiscreteGaussian(variance: variance.value)
          try write { law.next(using: &generator).description }
        }
      }
    } catch let error as SamplingError { throw ValidationError("\(error)") }
  }

  private func write(_ next: () -> String) throws {
    var block = ""
    for _ in 0..<count {
      block += next() + "\n"
      if block.utf8.count > 1 << 16 {
        try writeFile("-", block)
        block = ""
      }
    }
    try writeFile("-", block)
  }
}
