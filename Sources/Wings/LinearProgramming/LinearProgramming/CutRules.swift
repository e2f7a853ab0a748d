import Exact

/// Which cuts branch and bound looks for, and what it then proposes to prove.
///
/// It is a value, so that a claim can look for one kind alone, and put a wrong proposal in the place of a right one: what is not proved is not
/// added, so a fault here shows in the bound that is reached.
package struct CutRules: Sendable {
  /// Where a cut comes from.
  package enum Family: String, Sendable, Codable, CaseIterable {
    /// A set of variables of a row that cannot all be 1.
    case cover
    /// The mixed-integer rounding of a row or of a sum of rows.
    case rounding
    /// The mixed-integer rounding of a row of the tableau.
    case tableau
  }

  /// The kinds that are looked for.
  package var families = Set(Family.allCases)
  /// What is rounded in the place of a combination that was found.
  package var combination: @Sendable (RowCombination) -> RowCombination = { $0 }
  /// What is proved in the place of a cut that was proposed.
  package var proposal: @Sendable (ProposedCut) -> ProposedCut = { $0 }

  /// All kinds, as they are found.
  package init() {}
}
