/// How columns of different units are made comparable before distances are taken: a choice of the user's, on which every cost
/// depends.
public enum Scaling: String, Sendable, Hashable, CaseIterable {
  /// As they are.
  case none
  /// To the interval from 0 to 1.
  case minmax
  /// To mean 0 and standard deviation 1 (of all n rows).
  case zscore
  /// By the median and the distance of the quartiles, which outliers do not move.
  case robust

  /// Scales a table, column by column.
  ///
  /// - Parameters:
  ///   - values: The numbers, row by row.
  ///   - columns: The names of the columns.
  /// - Throws: ``FairClusteringError/notFinite(row:column:value:)``; ``FairClusteringError/constantColumn(_:)`` if a column has no
  ///   spread; of `robust`, ``FairClusteringError/equalQuartiles(_:)`` if at least the middle half of its numbers are equal.
  /// - Complexity: O(n d), of `robust` O(n d log n).
  public func scaled(_ values: [Double], columns: [String]) throws(FairClusteringError) -> [Double] {
    let width = columns.count
    guard width > 0 else { return values }
    if let bad = values.firstIndex(where: { !$0.isFinite }) {
      throw .notFinite(row: bad / width + 1, column: columns[bad % width], value: "\(values[bad])")
    }
    guard self != .none, !values.isEmpty else { return values }
    var scaled = values
    for (column, name) in columns.enumerated() {
      // Halves, so that the difference of the ends is finite.
      let numbers = stride(from: column, to: values.count, by: width).map { values[$0] / 2 }
      let (origin, unit) = originAndUnit(numbers)
      guard unit > 0, unit.isFinite else {
        throw numbers.allSatisfy({ $0 == numbers[0] }) ? .constantColumn(name) : .equalQuartiles(name)
      }
      for (row, number) in numbers.enumerated() { scaled[row * width + column] = (number - origin) / unit }
    }
    return scaled
  }

  private func originAndUnit(_ numbers: [Double]) -> (Double, Double) {
    let (low, high) = (numbers.min() ?? 0, numbers.max() ?? 0)
    switch self {
    case .none: return (0, 0.5)
    case .minmax: return (low, high - low)
    case .zscore:
      guard high > low else { return (low, 0) }
      // In units of the range, in which nothing overflows.
      let shares = numbers.map { ($0 - low) / (high - low) }
      let mean = shares.reduce(0, +) / Double(shares.count)
      let variance = shares.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(shares.count)
      return (low + mean * (high - low), variance.squareRoot() * (high - low))
    case .robust:
      let sorted = numbers.sorted()
      func quantile(_ share: Double) -> Double {
        let place = share * Double(sorted.count - 1)
        let below = Int(place)
        let above = min(below + 1, sorted.count - 1)
        return sorted[below] + (sorted[above] - sorted[below]) * (place - Double(below))
      }
      return (quantile(0.5), quantile(0.75) - quantile(0.25))
    }
  }
}
