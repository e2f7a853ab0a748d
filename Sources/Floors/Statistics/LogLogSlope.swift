import Exact

/// The least-squares slope of log₂ y on log₂ x for positive integers, as an enclosure: what claims about measured
/// exponents are decided with.
///
/// - Parameters:
///   - points: positive integers x and y; at least two different x.
///   - precision: bits of the enclosure's ends.
/// - Throws: ``StatisticsError`` when there are fewer than two different x, or a number is not positive.
public func logLogSlope(_ points: [(x: Integer, y: Integer)], precision: Int = 128) throws(StatisticsError) -> Enclosure
{
  for value in points.flatMap({ [$0.x, $0.y] }) where value <= 0 { throw .notPositive("\(value)") }
  guard Set(points.map(\.x)).count >= 2 else { throw .tooFewSizes }
  func mean(_ values: [Enclosure]) -> Enclosure {
    values.reduce(Enclosure(0, precision: precision), +) / Enclosure(values.count, precision: precision)
  }
  let x = points.map { Enclosure($0.x, precision: precision).log2() }
  let y = points.map { Enclosure($0.y, precision: precision).log2() }
  let (meanX, meanY) = (mean(x), mean(y))
  let deviations = x.map { $0 - meanX }
  let covariance = mean(zip(deviations, y).map { deviation, value in deviation * (value - meanY) })
  return covariance / mean(deviations.map { $0.power(2) })
}
