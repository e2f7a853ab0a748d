import Exact
import LinearProgrammingCheckers

/// The MPS format, read and written plainly, after its definition: tables of rows, columns, right-hand sides, ranges and bounds.
package enum PlainMPS {
  /// What it can be made to get wrong.
  package enum Fault {
    /// The second pair of a line is left out.
    case losesSecondPairs
    /// A negative range of an equation is taken for a positive one.
    case forgetsTheSignOfRanges
    /// The range of a row of type L reaches upwards.
    case takesRangesUpwards
    /// The right-hand side of the objective is the constant itself.
    case doesNotNegateTheConstant
    /// An upper bound sets the lower one to minus infinity.
    case forgetsTheLowerBound
    /// Columns after the last marker are integers too.
    case passesTheLastMarker
    /// The name of the set, where it is left out, is taken from the pairs.
    case takesTheFirstNameForASet
    /// The last line before the end is not read.
    case losesTheLastLine
    /// Right-hand sides, ranges and bounds of further sets are taken too.
    case readsAllSets
    /// Integer columns without bounds have no upper one.
    case leavesMarkedIntegersUnbounded
    /// A bound of 1e20 or more is a number.
    case takesLargeBoundsForFiniteOnes
    /// The objective's name is not looked at.
    case takesTheFirstFreeRowForTheObjective
  }

  private struct Unreadable: Error {}

  /// From here on a bound is infinite.
  private static let infinity = Rational(Integer(10).power(20))

  /// A number, with E or D before its exponent; infinity is the least infinite number.
  private static func number(_ text: String) throws -> Rational {
    let word = text.lowercased().drop { "+-".contains($0) }
    if word == "inf" || word == "infinity" { return text.hasPrefix("-") ? -infinity : infinity }
    guard let value = PlainNumber.value(text.replacing("d", with: "e").replacing("D", with: "e")) else {
      throw Unreadable()
    }
    return value
  }

  /// The program in a text that obeys the free format; other texts are refused or misread.
  package static func read(_ text: String, fault: Fault? = nil) throws -> LinearProgramSubject {
    var (section, maximizes, isMarked) = ("", false, false)
    var objectiveName: String?
    var rows: [(name: String, kind: String)] = []
    var columns: [String] = []
    var entries: [String: [String: Rational]] = [:]
    var (rights, ranges): ([String: Rational], [String: Rational]) = ([:], [:])
    var bounds: [String: LinearProgramStatement.Interval] = [:]
    var (integers, marked): (Set<String>, Set<String>) = ([], [])
    /// Of RHS, RANGES and BOUNDS: the first set that is named.
    var sets: [String: String] = [:]
    func isUsed(_ set: String) -> Bool {
      if sets[section] == nil { sets[section] = set }
      return sets[section] == set || fault == .readsAllSets
    }
    func pairs(_ words: [String]) throws -> [(String, Rational)] {
      var words = words
      if words.count % 2 == 1 || fault == .takesTheFirstNameForASet {
        let set = words.removeFirst()
        if section != "COLUMNS", !isUsed(set) { return [] }
      }
      var pairs: [(String, Rational)] = []
      while words.count >= 2 {
        pairs.append((words[0], try number(words[1])))
        words.removeFirst(2)
      }
      return fault == .losesSecondPairs ? Array(pairs.prefix(1)) : pairs
    }
    var lines = text.split(separator: "\n").map(String.init)
    if fault == .losesTheLastLine { lines.remove(at: lines.count - 2) }
    for line in lines where !line.hasPrefix("*") {
      var words = line.split { $0 == " " || $0 == "\t" }.map(String.init)
      guard let first = words.first else { continue }
      // No name begins as a comment does.
      if let comment = words.dropFirst().firstIndex(where: { $0.hasPrefix("$") || $0.hasPrefix("*") }) {
        words.removeSubrange(comment...)
      }
      if line.hasPrefix(first), section == "OBJSENSE", first.hasPrefix("MAX") || first.hasPrefix("MIN") {
        maximizes = first.hasPrefix("MAX")
        continue
      }
      if line.hasPrefix(first) {
        section = first.uppercased()
        if section == "OBJSENSE", words.count == 2 { maximizes = words[1].hasPrefix("MAX") }
        if section == "OBJNAME", words.count == 2 { objectiveName = words[1] }
        continue
      }
      switch section {
      case "OBJSENSE": maximizes = first.hasPrefix("MAX")
      case "OBJNAME": objectiveName = first
      case "ROWS": rows.append((words[1], first.uppercased()))
      case "COLUMNS" where words.count == 3 && words[1] == "'MARKER'":
        isMarked = words[2] == "'INTORG'" || fault == .passesTheLastMarker
      case "COLUMNS":
        if !columns.contains(first) { columns.append(first) }
        if isMarked {
          integers.insert(first)
          marked.insert(first)
        }
        for (row, value) in try pairs(words) { entries[first, default: [:]][row] = value }
      case "RHS": for (row, value) in try pairs(words) { rights[row] = value }
      case "RANGES": for (row, value) in try pairs(words) { ranges[row] = value }
      case "BOUNDS":
        let takesNumber = ["UP", "LO", "FX", "UI", "LI"].contains(first)
        let value = takesNumber ? try number(words[words.count - 1]) : 0
        let place = takesNumber ? words.count - 2 : words.count >= 3 ? 2 : 1
        let name = words[place]
        if place == 2, !isUsed(words[1]) { continue }
        if ["UI", "LI", "BV"].contains(first) { integers.insert(name) }
        marked.remove(name)
        var interval = bounds[name] ?? .atLeast(0)
        switch first {
        case "UP", "UI":
          interval.upper = value
          if fault == .forgetsTheLowerBound { interval.lower = nil }
        case "LO", "LI": interval.lower = value
        case "FX": (interval.lower, interval.upper) = (value, value)
        case "FR": interval = .free
        case "MI": interval.lower = nil
        case "PL": interval.upper = nil
        case "BV": interval = .from(0, to: 1)
        default: throw Unreadable()
        }
        bounds[name] = interval
      default: break
      }
    }
    // Integers of which no bound is stated.
    if fault != .leavesMarkedIntegersUnbounded { for name in marked { bounds[name] = .from(0, to: 1) } }
    func finite(_ interval: LinearProgramStatement.Interval) -> LinearProgramStatement.Interval {
      if fault == .takesLargeBoundsForFiniteOnes { return interval }
      return LinearProgramStatement.Interval(
        lower: interval.lower.flatMap { $0 <= -infinity ? nil : $0 },
        upper: interval.upper.flatMap { $0 >= infinity ? nil : $0 })
    }
    let firstFree = rows.first { $0.kind == "N" }?.name
    guard let objective = fault == .takesTheFirstFreeRowForTheObjective ? firstFree : objectiveName ?? firstFree else {
      throw Unreadable()
    }
    func interval(_ row: (name: String, kind: String)) -> LinearProgramStatement.Interval {
      let right = rights[row.name] ?? 0
      guard let range = ranges[row.name] else {
        switch row.kind {
        case "L": return .atMost(right)
        case "G": return .atLeast(right)
        case "E": return .from(right, to: right)
        default: return .free
        }
      }
      let width = range.magnitude
      if width >= infinity {
        return row.kind == "L" || row.kind == "E" && range < 0 ? .atMost(right) : .atLeast(right)
      }
      switch row.kind {
      case "L": return fault == .takesRangesUpwards ? .from(right, to: right + width) : .from(right - width, to: right)
      case "E" where range < 0 && fault != .forgetsTheSignOfRanges: return .from(right - width, to: right)
      default: return .from(right, to: right + width)
      }
    }
    func entry(_ column: String, _ row: String) -> Rational { entries[column]?[row] ?? 0 }
    var statement = LinearProgramStatement(
      maximizes ? .max : .min, columns.map { entry($0, objective) },
      plus: (rights[objective] ?? 0) * (fault == .doesNotNegateTheConstant ? 1 : -1),
      columns: columns.map { finite(bounds[$0] ?? .atLeast(0)) })
    let constraints = rows.filter { $0.name != objective }
    statement.rows = constraints.map { row in
      .init(dense: columns.map { entry($0, row.name) }, finite(interval(row)))
    }
    return LinearProgramSubject(
      program: statement, integers: columns.indices.filter { integers.contains(columns[$0]) }, columnNames: columns,
      rowNames: constraints.map(\.name))
  }
}
