import Foundation

/// How much an attention map of any model looks like the two patterns that solve LEGO.
///
///     let score = try AttentionScore(map: rows, tokens: ["m", "=", "val", "1", ",", …])
///
/// *Association*: attention to other positions that hold the same token. *Local*: attention to near positions. Measured as mass, and as
/// the reverse divergence from the two fixed maps that heads are trained to imitate in the experiments of arXiv 2206.04301.
public struct AttentionScore: Sendable, Hashable, Codable {
  /// The mean mass on other positions with the same token, over positions whose token occurs elsewhere; nil if none does.
  public let association: Double?
  /// The mean mass on positions at most 2 away.
  public let locality: Double
  /// The mean of KL(map ‖ association map) over positions, in nats; rows are smoothed by 10⁻³ and normalised.
  public let associationDivergence: Double
  /// The mean of KL(map ‖ local map) over positions, in nats; rows are smoothed by 10⁻³ and normalised.
  public let localDivergence: Double

  /// The score of a map.
  ///
  /// - Parameters:
  ///   - map: row p is where position p attends to: numbers of at least 0 that sum to 1 within 10⁻³.
  ///   - tokens: the token of each position.
  /// - Throws: ``AttentionScoreError`` that names the row.
  /// - Complexity: O(positions²).
  public init(map: [[Double]], tokens: [String]) throws(AttentionScoreError) {
    guard !tokens.isEmpty else { throw .empty }
    guard map.count == tokens.count else { throw .rows(map.count, expected: tokens.count) }
    for (p, row) in map.enumerated() {
      guard row.count == tokens.count else { throw .columns(row.count, row: p, expected: tokens.count) }
      guard row.allSatisfy({ $0 >= 0 && $0.isFinite }), abs(row.reduce(0, +) - 1) <= 1e-3 else {
        throw .notDistribution(row: p)
      }
    }
    var (associated, associatedRows, local) = (0.0, 0, 0.0)
    var (divergences, localDivergences) = (0.0, 0.0)
    for (p, row) in map.enumerated() {
      let same = tokens.indices.filter { $0 != p && tokens[$0] == tokens[p] }
      if !same.isEmpty {
        associated += same.reduce(0) { $0 + row[$1] }
        associatedRows += 1
      }
      local += row[max(0, p - 2)...min(p + 2, row.count - 1)].reduce(0, +)
      divergences += Self.divergence(row, Self.associationRow(p, tokens))
      localDivergences += Self.divergence(row, Self.localRow(p, count: row.count))
    }
    association = associatedRows == 0 ? nil : associated / Double(associatedRows)
    locality = local / Double(tokens.count)
    associationDivergence = divergences / Double(tokens.count)
    localDivergence = localDivergences / Double(tokens.count)
  }

  /// Uniform over the other positions with the same token; all 0 if there is none.
  public static func associationRow(_ p: Int, _ tokens: [String]) -> [Double] {
    let same = tokens.indices.filter { $0 != p && tokens[$0] == tokens[p] }
    var row = [Double](repeating: 0, count: tokens.count)
    for q in same { row[q] = 1 / Double(same.count) }
    return row
  }

  /// The band with weights (1, 2, 4, 2, 1)/10 around p, cut off at the ends.
  public static func localRow(_ p: Int, count: Int) -> [Double] {
    var row = [Double](repeating: 0, count: count)
    for (offset, weight) in zip(-2...2, [1.0, 2, 4, 2, 1]) where 0..<count ~= p + offset {
      row[p + offset] = weight / 10
    }
    return row
  }

  private static func divergence(_ row: [Double], _ target: [Double]) -> Double {
    func smoothed(_ row: [Double]) -> [Double] {
      let sum = row.reduce(0, +) + 1e-3 * Double(row.count)
      return row.map { ($0 + 1e-3) / sum }
    }
    return zip(smoothed(row), smoothed(target)).reduce(0) { $0 + $1.0 * log($1.0 / $1.1) }
  }
}

/// Why a table is no attention map. Rows count from 0 here, and from 1 in the description.
public enum AttentionScoreError: Error, Equatable, Sendable, CustomStringConvertible {
  /// No position.
  case empty
  /// The map has too many or too few rows.
  case rows(Int, expected: Int)
  /// A row has too many or too few columns.
  case columns(Int, row: Int, expected: Int)
  /// A row has a negative number, or does not sum to 1.
  case notDistribution(row: Int)

  public var description: String {
    switch self {
    case .empty: "an attention map has at least one position"
    case .rows(let count, let expected): "the map has \(count) rows; expected \(expected), one for each token"
    case .columns(let count, let row, let expected): "row \(row + 1) has \(count) columns; expected \(expected)"
    case .notDistribution(let row): "row \(row + 1) is no distribution: its numbers must be at least 0 and sum to 1"
    }
  }
}
