import HardProblems

extension ReductionGraph {
  /// Every problem and every reduction that Tightbound has.
  public static let catalogue = ReductionGraph(
    problems: [KSum.self, GrammarDot.self, GrammarMatrixVector.self, GrammarMatrixProduct.self, GrammarAddition.self],
    reductions: [
      KSumToGrammarDot(), KSumToGrammarMatrixVector(), KSumToGrammarMatrixProduct(), GrammarDotToGrammarAddition(),
    ])
}
