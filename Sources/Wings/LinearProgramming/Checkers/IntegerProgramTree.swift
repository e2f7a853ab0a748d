import Exact

/// A proof about an integer program by cases: a binary tree of splits, and at each leaf a combination of inequalities that bounds the
/// objective, or that contradicts itself.
///
/// A *split* is an integer form π and an integer k: each point has π·x ≤ k or π·x ≥ k + 1, since π has whole coefficients in integer
/// columns only. The inequalities of a leaf are those of the program with the bounds of integer columns rounded inwards, the cuts, and what
/// the splits above the leaf assume. A *cut* is an inequality that both cases of a split of its own imply; Chvátal–Gomory, cover and
/// mixed-integer rounding cuts are of this form (Cook, Kannan and Schrijver, "Chvátal closures for mixed integer programming problems",
/// Math. Program. 47, 1990).
public struct IntegerProgramTree: Hashable, Codable, Sendable {
  /// Numbers with the indices of what they belong to; an index may occur more than once.
  public struct Terms: Hashable, Codable, Sendable {
    /// The indices, from 0.
    public var indices: [Int]
    /// A number for each of them.
    public var values: [Rational]

    /// Numbers at indices; that there are as many is for the checker to find out.
    public init(indices: [Int] = [], values: [Rational] = []) { (self.indices, self.values) = (indices, values) }
  }

  /// Either π·x ≤ k, the case *below*, or π·x ≥ k + 1, the case *above*.
  public struct Split: Hashable, Codable, Sendable {
    /// π by columns.
    public var form: Terms
    /// k.
    public var below: Integer

    /// A split; that π and its columns are integers is for the checker to find out.
    public init(form: Terms, below: Integer) { (self.form, self.below) = (form, below) }
  }

  /// Multipliers of inequalities. As in ``LinearProgramCertificate``, a multiplier above 0 stands for itself times a lower bound, one below
  /// 0 for itself times an upper bound.
  public struct Combination: Hashable, Codable, Sendable {
    /// How often the combination has the form that it is about; 0 for a contradiction, never less.
    public var scale: Rational
    /// Multipliers of rows.
    public var rows: Terms
    /// Multipliers of columns.
    public var columns: Terms
    /// Multipliers of cuts, none below 0.
    public var cuts: Terms
    /// Multipliers of the cases that the splits above assume, counted from the root; of a cut, its own case has the index 0.
    public var cases: Terms

    /// A combination; nothing is verified here.
    public init(
      scale: Rational, rows: Terms = Terms(), columns: Terms = Terms(), cuts: Terms = Terms(), cases: Terms = Terms()
    ) {
      (self.scale, self.rows, self.columns, self.cuts, self.cases) = (scale, rows, columns, cuts, cases)
    }
  }

  /// form · x ≥ least, which holds in both cases of the split.
  public struct Cut: Hashable, Codable, Sendable {
    /// The form by columns.
    public var form: Terms
    /// The least value of the form.
    public var least: Rational
    /// The split.
    public var split: Split
    /// Why it holds below.
    public var below: Combination
    /// Why it holds above.
    public var above: Combination

    /// A cut; nothing is verified here.
    public init(form: Terms, least: Rational, split: Split, below: Combination, above: Combination) {
      (self.form, self.least, self.split, self.below, self.above) = (form, least, split, below, above)
    }
  }

  /// A node of the tree.
  public enum Node: Hashable, Codable, Sendable {
    /// Two cases: first all nodes of the case below follow, then all of the case above.
    case split(Split)
    /// What the inequalities give here.
    case leaf(Combination)
  }

  /// The cuts; each may use those before it.
  public var cuts: [Cut]
  /// The nodes, from the root: each split before its two parts.
  public var nodes: [Node]

  /// A tree; nothing is verified here.
  public init(cuts: [Cut] = [], nodes: [Node]) { (self.cuts, self.nodes) = (cuts, nodes) }

  /// The number of leaves.
  public var leafCount: Int {
    nodes.reduce(0) { count, node in if case .leaf = node { count + 1 } else { count } }
  }
}
