import Exact
import GrammarCompression
import Problems

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
  /// - Throws: ``PolarisationError`` when the sum cannot be right: a wrong length, a wrong total, or a norm that would make
  ///   the product larger than |v|·|u|. Another wrong sum is not noticed; `verify` notices, but expands.
  /// - Complexity: O(n) in the sizes of the three programs.
  public func interpret(_ answer: GrammarAdditionAnswer, for source: GrammarDot) throws -> GrammarDotAnswer {
    let sum = answer.sum
    guard sum.count == source.v.count else { throw PolarisationError.wrongLength(sum.count, expected: source.v.count) }
    guard sum.sum == source.v.sum + source.u.sum else { throw PolarisationError.wrongTotal }
    let (v, u) = (source.v.squaredNorm, source.u.squaredNorm)
    // x² and x are equally even or odd, and so are, with the totals, the norms: 2 divides the difference.
    let product = (sum.squaredNorm - v - u) / 2
    guard product * product <= v * u else { throw PolarisationError.impossibleNorm(sum.squaredNorm) }
    return GrammarDotAnswer(value: product, position: nil)
  }

  /// N, n_v and n_u exactly.
  public var promises: [PromisedSize] { ["N", "n_v", "n_u"].map(PromisedSize.unchanged) }
}

/// Why a program cannot be the sum of the two vectors.
public enum PolarisationError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The program does not expand to as many entries as the vectors have.
  case wrongLength(Int, expected: Int)
  /// The entries do not add up to those of both vectors.
  case wrongTotal
  /// By Cauchy and Schwarz no sum of the two vectors has this squared norm.
  case impossibleNorm(Integer)

  public var description: String {
    switch self {
    case .wrongLength(let found, let expected): "the sum has \(found) entries, but the vectors have \(expected)"
    case .wrongTotal: "the entries of the sum do not add up to those of the vectors together"
    case .impossibleNorm(let norm): "no sum of the two vectors has the squared norm \(norm), so the answer is wrong"
    }
  }
}
