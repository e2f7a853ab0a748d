extension GrammarMatrix {
  /// What a compressed matrix consists of, and how many bytes each part takes.
  public struct Report: Codable, Hashable, Sendable, CustomStringConvertible {
    /// The shape.
    public var rows, columns: Int
    /// The numbers of different nonzero entries, of letters (an entry with its column), of rules R, and of symbols |C| that are
    /// left of the rows, the end of each row counted as one.
    public var values, letters, rules, sequence: Int
    /// Bytes of the different entries and letters, of the rules, and of the rows.
    public var alphabetBytes, ruleBytes, rowBytes: Int
    /// Bytes of the matrix as an array of doubles; `Int.max` if there are more.
    public var denseBytes: Int

    /// Bytes of all parts.
    public var bytes: Int { alphabetBytes + ruleBytes + rowBytes }

    /// `bytes` / `denseBytes`; 1 for a matrix without entries.
    public var ratio: Double { denseBytes == 0 ? 1 : Double(bytes) / Double(denseBytes) }

    public var description: String {
      let percent = (ratio * 10_000).rounded() / 100
      return """
        \(rows) × \(columns), \(values) different nonzero entries, \(letters) letters, R = \(rules), |C| = \(sequence)
        bytes: alphabet \(alphabetBytes), rules \(ruleBytes), rows \(rowBytes); together \(bytes), \(percent)% of dense
        """
    }
  }

  /// The sizes of the parts.
  ///
  /// - Complexity: O(1).
  public var report: Report {
    let (entries, overflow) = rows.multipliedReportingOverflow(by: 8 * columns)
    return Report(
      rows: rows, columns: columns, values: values.count, letters: letters.count, rules: ruleCount,
      sequence: sequenceCount, alphabetBytes: 8 * values.count + letters.byteCount, ruleBytes: symbols.byteCounts.rules,
      rowBytes: symbols.byteCounts.sequence + layout.byteCount + 8 * (columnOrder?.count ?? 0),
      denseBytes: overflow ? Int.max : entries)
  }
}
