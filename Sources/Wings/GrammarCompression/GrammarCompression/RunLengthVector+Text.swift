// The text form of a run-length vector:
//
//     p rle 3 8
//     c an entry, and how many times it stands there
//     1 3
//     0 2
//     2 3
//
// The header says how many runs follow and how many entries they have together.

extension RunLengthVector where Value: LosslessStringConvertible {
  /// The vector in text form, a line for each run.
  ///
  /// - Complexity: O(number of runs), but for the length of the entries.
  public var text: String {
    var text = "p rle \(runs.count) \(count)\n"
    for run in runs { text += "\(run.value) \(run.count)\n" }
    return text
  }

  /// Reads the text form. Empty runs are dropped, and equal neighbours joined.
  ///
  /// - Throws: `ProgramTextError`, with line and field.
  /// - Complexity: O(length of the text).
  public init(parsing text: String) throws(ProgramTextError) {
    var lines = TextFields(text)
    guard lines.next() else { throw .missing("the header `p rle RUNS LENGTH`") }
    guard lines.fields.count == 4, lines.fields[0] == "p", lines.fields[1] == "rle" else {
      throw lines.malformed("header", lines.fields.joined(separator: " "), "`p rle RUNS LENGTH`")
    }
    let runCount = try lines.count(2, "number of runs")
    let length = try lines.count(3, "length")
    let headerLine = lines.line

    var runs: [Run<Value>] = []
    var total = 0
    while lines.next() {
      guard runs.count < runCount else {
        throw lines.malformed("line", lines.fields.joined(separator: " "), "nothing after \(runCount) runs")
      }
      try lines.require(2, "`VALUE COUNT`")
      let run = Run(value: try lines.value(0, as: Value.self), count: try lines.count(1, "count"))
      let (sum, overflow) = total.addingReportingOverflow(run.count)
      if overflow { throw .unsound(line: lines.line, .runLengthOverflow(index: runs.count)) }
      total = sum
      runs.append(run)
    }
    guard runs.count == runCount else { throw .missing("run \(runs.count + 1) of \(runCount)") }
    guard total == length else {
      throw .malformed(
        line: headerLine, field: "length", found: String(length), expected: "\(total), the length of the runs together")
    }
    do { try self.init(runs: runs) } catch { throw .unsound(line: nil, error) }
  }
}
