import Exact
import GrammarCompression
import HardProblems

/// The inner product → a program of the sum (polarisation): 2⟨v, u⟩ = |v + u|² − |v|² − |u|².
///
/// The squared norm of a vector takes time linear in its program, so whoever adds two compressed vectors in time
/// O(n^(2−ε)) multiplies them in that time.
///
/// Source: "Impossibility Results for Grammar-Compressed Linear Algebra" (arXiv 2010.14181); the corollary is derived.
public struct GrammarDotToGrammarAddition: Reduction {
  /// The reduction; it leaves no choice.
  public init() {}

  /// The same two vectors.
  public func reduce(_ source: GrammarDot) throws -> GrammarAddition { try GrammarAddition(v: source.v, u: source.u) }

  /// The inner product that the sum implies. No position is known.
  ///
  /// - Throws: ``PolarisationError`` when the sum cannot be right: a wrong length or a wrong total. (Another wrong
  ///   sum gives a wrong product; `GrammarAddition.verify` tells.)
  /// - Complexity: O(n) in the sizes of the three programs.
  public func interpret(_ answer: GrammarAdditionAnswer, for source: GrammarDot) throws -> GrammarDotAnswer {
    let sum = answer.sum
    guard sum.count == source.v.count else { throw PolarisationError.wrongLength(sum.count, expected: source.v.count) }
    guard sum.sum == source.v.sum + source.u.sum else { throw PolarisationError.wrongTotal }
    // Even, because x² ≡ x modulo 2 and the totals agree.
    let twice = sum.squaredNorm - source.v.squaredNorm - source.u.squaredNorm
    return GrammarDotAnswer(value: twice / 2, position: nil)
  }

  public var overhead: String { "none: N, n_v and n_u stay" }

  /// Each parameter as it is: the instance does not change.
  public func promisedSize(of source: SizeParameters) throws -> [SizePromise] {
    source.entries.map { SizePromise($0.name, .equal, $0.value) }
  }
}

/// Why a program cannot be the sum of the two vectors.
public enum PolarisationError: Error, Equatable, Sendable, CustomStringConvertible {
  case wrongLength(Int, expected: Int)
  case wrongTotal

  public var description: String {
    switch self {
    case .wrongLength(let found, let expected): "the sum has \(found) entries, but the vectors have \(expected)"
    case .wrongTotal: "the entries of the sum do not add up to those of the vectors together"
    }
  }
}
