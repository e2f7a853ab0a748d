import Exact

/// A family of subsets of 0..<n.
///
/// **Invariant.** Every set lists existing elements, each once, in ascending order.
public struct SetSystem: Sendable, Hashable {
  /// n, the number of elements.
  public let elementCount: Int
  /// The sets.
  public let sets: [[Int]]

  /// The given subsets of 0..<elementCount.
  ///
  /// - Throws: ``DiscrepancyError`` for an element that does not exist or is named twice in a set.
  public init(_ sets: [[Int]], elementCount: Int) throws(DiscrepancyError) {
    guard elementCount >= 0 else { throw .parameter("elementCount", expected: "a number of at least 0") }
    for (index, set) in sets.enumerated() {
      var previous: Int?
      for element in set.sorted() {
        guard 0..<elementCount ~= element else { throw .unknownElement(element, set: index, count: elementCount) }
        if element == previous { throw .repeatedElement(element, set: index) }
        previous = element
      }
    }
    self.elementCount = elementCount
    self.sets = sets.map { $0.sorted() }
  }

  /// t, the largest number of sets that an element lies in; 0 if all sets are empty.
  public var degree: Int {
    var degrees = [Int](repeating: 0, count: elementCount)
    for set in sets {
      for element in set { degrees[element] += 1 }
    }
    return degrees.max() ?? 0
  }

  /// The lines of the projective plane over the field of p elements: p² + p + 1 points, as many lines, p + 1 points on each
  /// line and p + 1 lines through each point.
  ///
  /// - Throws: ``DiscrepancyError`` if p is not a prime, or is greater than 97.
  public static func projectivePlane(order p: Int) throws(DiscrepancyError) -> SetSystem {
    guard 2...97 ~= p, !(2..<p).contains(where: { p % $0 == 0 }) else {
      throw .parameter("order", expected: "a prime from 2 to 97")
    }
    // Points and lines alike are vectors other than 0 up to a factor: the first entry other than 0 is 1.
    var points: [[Int]] = [[0, 0, 1]]
    for z in 0..<p { points.append([0, 1, z]) }
    for y in 0..<p { for z in 0..<p { points.append([1, y, z]) } }
    let lines = points.map { line in
      points.indices.filter { k in (0..<3).reduce(0) { $0 + line[$1] * points[k][$1] } % p == 0 }
    }
    return try SetSystem(lines, elementCount: points.count)
  }

  /// Σ_{j ∈ S} of the vector's entries, for every set S.
  ///
  /// - Complexity: O(total size of the sets).
  public func sums(_ vector: [Rational]) -> [Rational] {
    sets.map { set in set.reduce(0) { $0 + vector[$1] } }
  }
}
