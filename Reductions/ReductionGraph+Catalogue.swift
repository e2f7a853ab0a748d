import Exact
import HardProblems

extension ReductionGraph {
  /// Every problem and every reduction that Tightbound has, with the choices that some of them leave.
  public static func catalogue(_ options: ReductionOptions = ReductionOptions()) -> ReductionGraph {
    ReductionGraph(
      problems: [
        KSum.self, GrammarDot.self, GrammarMatrixVector.self, GrammarMatrixProduct.self, GrammarAddition.self,
        CNF.self, OrthogonalVectors.self, HammingClosePair.self,
      ],
      reductions: [
        KSumToGrammarDot(gamma: options.gamma), KSumToGrammarMatrixVector(groups: options.groups),
        KSumToGrammarMatrixProduct(groups: options.groups), GrammarDotToGrammarAddition(),
        SatToOV(), OVToBHCP(),
      ])
  }

  /// The same with the usual choices.
  public static let catalogue = catalogue()
}

/// The choices that some reductions leave.
public struct ReductionOptions: Codable, Equatable, Sendable {
  /// The exponent of padding in `ksum-to-grammar-dot`.
  public var gamma: Rational?
  /// The number of groups in the reductions from 3SUM to products of matrices.
  public var groups: Int?

  /// The choices; nil for the usual one.
  public init(gamma: Rational? = nil, groups: Int? = nil) { (self.gamma, self.groups) = (gamma, groups) }
}
