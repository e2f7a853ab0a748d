import Console
import Exact
import Formats
import Foundation
import LocalLearning

/// The plan as a file: what was decided before any label was bought.
struct LocalPlanFile: Codable {
  static let kind = "local-plan"

  var kind = LocalPlanFile.kind
  /// SHA-256 of the pool's numbers.
  var pool: String
  var rows: Int
  var slope: Rational
  var longSlots: Int
  var labelsPerInterval: Int
  var seed: UInt64
  /// At how many random rows the error is measured.
  var queries: Int
  /// Where else h is to be known.
  var points: [Coordinates]

  /// The hash of a pool: of numbers, or of lists of coordinates.
  static func hash(_ pool: [[Rational]]) throws -> String { try jsonHash(pool.map(Coordinates.init)) }

  /// The plan of a file, over the pool of another.
  static func read(_ path: String, pool poolPath: String) throws -> (file: LocalPlanFile, plan: OpenedPlan) {
    let data = try readFile(path)
    let file = try inFile(path) { () throws -> LocalPlanFile in
      do { return try decodeStrictly(LocalPlanFile.self, from: data) } catch {
        throw CommandError("\(path): no plan: \(reason(error))")
      }
    }
    guard file.kind == kind else { throw CommandError("\(path): the kind is “\(file.kind)”; expected “\(kind)”") }
    let pool = try readPool(poolPath)
    guard pool.count == file.rows, try hash(pool) == file.pool else {
      throw CommandError("\(poolPath): another pool than that of \(path)")
    }
    guard 0...10_000_000 ~= file.queries else {
      throw CommandError("\(path): queries: found \(file.queries), expected 0 to 10000000")
    }
    let plan = try inFile(path) {
      let plan = try OpenedPlan(
        pool: pool, slope: file.slope, longSlots: file.longSlots, labels: file.labelsPerInterval, seed: file.seed)
      try plan.check(file.points)
      return plan
    }
    return (file, plan)
  }

  /// The points of a pool: a file of one column, or of a column for each coordinate.
  static func readPool(_ path: String, most: Int = LocalPlanInSpace.mostDimensions) throws -> [[Rational]] {
    let table = try ExactTable(path: path, format: nil, NumberDialect())
    return try table.rows(as: [["x"]] + (2...max(most, 2)).map(axes), in: path).rows
  }

  /// The names of coordinates: x, or x1, x2, …
  static func axes(_ dimension: Int) -> [String] { dimension == 1 ? ["x"] : (1...dimension).map { "x\($0)" } }

  /// Writes rows to label, as CSV.
  static func writeAsked(_ rows: [Int], of pool: [[Rational]], to path: String) throws {
    let header = (["row"] + axes(pool.first?.count ?? 1)).joined(separator: ",")
    try writeFile(
      path, ([header] + rows.map { "\($0 + 1),\(Coordinates(pool[$0]))" }).joined(separator: "\n") + "\n")
  }
}

/// Labels that are known, by row of the pool, counted from 0: a file with the columns row (counted from 1), perhaps x, and label.
func readLabels(_ path: String, pool: [[Rational]]) throws -> [Int: Rational] {
  let table = try ExactTable(path: path, format: nil, NumberDialect())
  let axes = LocalPlanFile.axes(pool.first?.count ?? 1)
  let (layout, rows) = try table.rows(as: [["row", "label"], ["row"] + axes + ["label"]], in: path)
  var labels: [Int: Rational] = [:]
  for (number, row) in rows.enumerated() {
    let place = "\(path): row \(number + 1)"
    guard row[0].isInteger, let found = row[0].numerator.asInt, 1...max(pool.count, 1) ~= found, found <= pool.count
    else {
      throw CommandError("\(place): found the row \(row[0]), expected one of the pool's, from 1 to \(pool.count)")
    }
    let point = Array(row.dropFirst().dropLast())
    if layout.count > 2, point != pool[found - 1] {
      throw CommandError(
        "\(place): x is \(Coordinates(point)), but row \(found) of the pool is \(Coordinates(pool[found - 1]))")
    }
    guard let label = row.last, label >= 0, label <= 1 else {
      throw CommandError("\(place): found the label \(row[row.count - 1]), expected a number from 0 to 1")
    }
    if let other = labels[found - 1], other != label {
      throw CommandError("\(place): the label of row \(found) is \(label), but was \(other) before")
    }
    labels[found - 1] = label
  }
  return labels
}

/// Refuses labels that are not enough.
func requireLabels(_ rows: [Int], in labels: [Int: Rational], _ path: String, ask: String) throws {
  let missing = rows.filter { labels[$0] == nil }
  guard let first = missing.first else { return }
  throw CommandError(
    "\(path): \(missing.count) of \(rows.count) labels that are needed are missing, the first is that of row \(first + 1); "
      + "`\(ask)` asks for them")
}
