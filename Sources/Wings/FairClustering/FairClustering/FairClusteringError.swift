/// What is wrong with points, a balance or a number of clusters.
public enum FairClusteringError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Not of the form p:q.
  case noBalance(String)
  /// There are no points.
  case noPoints
  /// Numbers of coordinates, colours and points do not fit.
  case shape(String)
  /// A coordinate is NaN or infinite: the row and column, from 1.
  case notFinite(row: Int, column: String, value: String)
  /// The coordinates of a column are beyond what can be squared: more than 10^150.
  case tooFar(column: String, value: String)
  /// Two different numbers of a column are nearer than 10^-150, beyond what can be squared.
  case tooNear(column: String, value: String, other: String)
  /// A column has the same number in each row, and cannot be scaled.
  case constantColumn(String)
  /// The quartiles of a column are equal, and it cannot be scaled by their distance.
  case equalQuartiles(String)
  /// A value is missing: the row and column, from 1; of a word, for which no number can stand.
  case missing(row: Int, column: String, isWord: Bool)
  /// A column that is named is not there, or no column is left.
  case column(String)
  /// Neither two groups nor one that is set against the rest.
  case groups(String)
  /// No partition has the balance. With the counts, and the best balance that one has; nil if a group is missing.
  case infeasible(counts: ColourCounts, wanted: Balance, best: Balance?)
  /// A number of clusters below 1.
  case noClusters(Int)
  /// More clusters than fairlets.
  case tooManyClusters(Int, fairlets: Int)
  /// A method does not take this balance or so many points.
  case unsuitable(String)
  /// A result that does not verify: an error of this library.
  case broken(String)
  /// Not enough memory.
  case memory(String)

  public var description: String {
    switch self {
    case .noBalance(let text):
      "the balance is \(text); expected p:q with whole numbers from 1 to \(Balance.largestShare), such as 1:2"
    case .noPoints: "there are no points"
    case .shape(let why): why
    case .notFinite(let row, let column, let value):
      "row \(row), column \(column) is \(value); expected a finite number"
    case .tooFar(let column, let value):
      "column \(column) has the number \(value); distances are computed for numbers up to 1e150: scale the column"
    case .tooNear(let column, let value, let other):
      "column \(column) has the numbers \(value) and \(other); distances are computed for numbers that are equal or at least 1e-150 apart: "
        + "scale the column"
    case .equalQuartiles(let column):
      "the quartiles of column \(column) are equal, so that their distance scales nothing; take zscore or minmax, or leave the column out"
    case .missing(let row, let column, let isWord):
      "row \(row), column \(column): the value is missing; "
        + (isWord
          ? "no number stands for a group or a label: leave such rows out with --missing drop"
          : "say what a missing value means with --missing")
    case .constantColumn(let column):
      "column \(column) has the same number in every row and cannot be scaled; leave it out, or do not scale"
    case .column(let why): why
    case .groups(let why): why
    case .infeasible(let counts, let wanted, let best):
      "no clustering has balance \(wanted): there are \(counts.reds) and \(counts.blues) points of the two groups, "
        + "so at least \(wanted.fewest(with: max(counts.reds, counts.blues))) of the smaller one are needed; "
        + (best.map { "the best balance that exists is \($0)" }
          ?? "with one group missing there is none for any balance")
    case .noClusters(let k): "\(k) clusters; expected at least 1"
    case .tooManyClusters(let k, let fairlets):
      "\(k) clusters of \(fairlets) fairlets; expected at most as many clusters as fairlets"
    case .unsuitable(let why): why
    case .broken(let why): "the result does not verify, which is an error of the program: \(why)"
    case .memory(let what): "not enough memory for \(what)"
    }
  }
}
