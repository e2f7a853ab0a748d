import Exact

/// A proof that a point was rounded as Beck and Fiala promise: each set's sum changes by less than t, the largest number of sets
/// that an element lies in.
public struct BeckFialaCertificate: Hashable, Codable, Sendable {
  /// The sets, each a list of elements.
  public var sets: [[Int]]
  /// x, a number from 0 to 1 for every element.
  public var point: [Rational]
  /// z, 0 or 1 for every element.
  public var rounded: [Int]

  /// A certificate; nothing is verified here.
  public init(sets: [[Int]], point: [Rational], rounded: [Int]) {
    (self.sets, self.point, self.rounded) = (sets, point, rounded)
  }

  /// Returns t and the largest change of a set's sum, if the change is less than t, or 0 for t = 0.
  ///
  /// - Throws: ``BeckFialaCertificateError``, naming the first thing that does not hold.
  /// - Complexity: O(total size of the sets) operations on rationals.
  @discardableResult
  public func verify() throws(BeckFialaCertificateError) -> (degree: Int, largestChange: Rational) {
    guard rounded.count == point.count else {
      throw .shape("\(rounded.count) rounded coordinates for a point of \(point.count)")
    }
    for (index, value) in point.enumerated() where value < 0 || value > 1 { throw .outside(index, value: value) }
    for (index, value) in rounded.enumerated() where value != 0 && value != 1 { throw .notRounded(index, value: value) }
    var degrees = [Int](repeating: 0, count: point.count)
    var largest: Rational = 0
    for (number, set) in sets.enumerated() {
      var sum: Rational = 0
      var seen: Set<Int> = []
      for element in set {
        guard point.indices.contains(element), seen.insert(element).inserted else {
          throw .shape("set \(number) names \(element), which is no element or was named before")
        }
        degrees[element] += 1
        sum += point[element] - Rational(rounded[element])
      }
      largest = max(largest, sum.magnitude)
    }
    let degree = degrees.max() ?? 0
    guard largest < Rational(degree) || largest.isZero else { throw .tooFar(change: largest, degree: degree) }
    return (degree, largest)
  }
}

/// Why a rounding is not what Beck and Fiala promise.
public enum BeckFialaCertificateError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Numbers of coordinates differ, or a set names an element that does not exist, or names it twice.
  case shape(String)
  /// The coordinate of the point is not between 0 and 1.
  case outside(Int, value: Rational)
  /// The coordinate is neither 0 nor 1 after rounding.
  case notRounded(Int, value: Int)
  /// A set's sum changes by t or more.
  case tooFar(change: Rational, degree: Int)

  public var description: String {
    switch self {
    case .shape(let why): why
    case .outside(let index, let value): "coordinate \(index) is \(value), which is not between 0 and 1"
    case .notRounded(let index, let value): "coordinate \(index) was rounded to \(value), which is neither 0 nor 1"
    case .tooFar(let change, let degree): "a sum changes by \(change), not by less than t = \(degree)"
    }
  }
}
