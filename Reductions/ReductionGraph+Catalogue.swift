import HardProblems

extension ReductionGraph {
  /// Every problem and every reduction that Tightbound has.
  public static let catalogue = ReductionGraph(
    problems: [KSum.self, GrammarDot.self],
    reductions: [KSumToGrammarDot()])
}
