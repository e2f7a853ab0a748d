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
  var points: [Rational]

  init(_ plan: LocalPlan, queries: Int, points: [Rational]) throws {
    pool = try jsonHash(plan.pool)
    (rows, slope, longSlots) = (plan.pool.count, plan.grid.slope, plan.grid.longSlots)
    (labelsPerInterval, seed) = (plan.labelsPerInterval, plan.seed)
    (self.queries, self.points) = (queries, points)
  }

  /// The plan of a file, over the pool of another.
  static func read(_ path: String, pool poolPath: String) throws -> (file: LocalPlanFile, plan: LocalPlan) {
    let data = try readFile(path)
    let file = try inFile(path) { () throws -> LocalPlanFile in
      do { return try decodeStrictly(LocalPlanFile.self, from: data) } catch {
        throw CommandError("\(path): no plan: \(reason(error))")
      }
    }
    guard file.kind == kind else { throw CommandError("\(path): the kind is “\(file.kind)”; expected “\(kind)”") }
    let pool = try readPool(poolPath)
    guard pool.count == file.rows, try jsonHash(pool) == file.pool else {
      throw CommandError("\(poolPath): another pool than that of \(path)")
    }
    guard 0...10_000_000 ~= file.queries else {
      throw CommandError("\(path): queries: found \(file.queries), expected 0 to 10000000")
    }
    if let point = file.points.first(where: { $0 < 0 || $0 > 1 }) {
      throw CommandError("\(path): points: found \(point), expected numbers from 0 to 1")
    }
    let plan = try inFile(path) {
      try LocalPlan(
        pool: pool, slope: file.slope, longSlots: file.longSlots, labelsPerInterval: file.labelsPerInterval,
        seed: file.seed)
    }
    return (file, plan)
  }

  /// The numbers of a pool: a file of one column.
  static func readPool(_ path: String) throws -> [Rational] {
    let table = try ExactTable(path: path, format: nil, NumberDialect())
    guard table.columns == 1 || table.rows == 0 else {
      throw CommandError("\(path): \(table.columns) columns; a pool has one, numbers from 0 to 1")
    }
    return table.values
  }
}

/// Labels that are known, by row of the pool, counted from 0: a file with the columns row (counted from 1), perhaps x, and label.
func readLabels(_ path: String, pool: [Rational]) throws -> [Int: Rational] {
  let table = try ExactTable(path: path, format: nil, NumberDialect())
  guard 2...3 ~= table.columns || table.rows == 0 else {
    throw CommandError("\(path): \(table.columns) columns; expected row, perhaps x, and label")
  }
  var labels: [Int: Rational] = [:]
  for (number, row) in table.rowValues.enumerated() {
    let place = "\(path): row \(number + 1)"
    guard row[0].isInteger, let found = row[0].numerator.asInt, 1...max(pool.count, 1) ~= found, found <= pool.count
    else {
      throw CommandError("\(place): found the row \(row[0]), expected one of the pool's, from 1 to \(pool.count)")
    }
    if row.count == 3, row[1] != pool[found - 1] {
      throw CommandError("\(place): x is \(row[1]), but row \(found) of the pool is \(pool[found - 1])")
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
func requireLabels(_ rows: [Int], in labels: [Int: Rational], _ path: String) throws {
  let missing = rows.filter { labels[$0] == nil }
  guard let first = missing.first else { return }
  throw CommandError(
    "\(path): \(missing.count) of \(rows.count) labels that are needed are missing, the first is that of row \(first + 1); "
      + "`local plan --known` asks for them")
}
