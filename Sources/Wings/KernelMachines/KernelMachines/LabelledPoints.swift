import Exact

/// 0/1 vectors, all different, each with a label 1 or −1: what a kernel machine learns from.
public struct LabelledPoints: Hashable, Sendable {
  /// The points.
  public let points: BitMatrix
  /// A label for each, 1 or −1.
  public let labels: [Int]

  /// The number of points.
  public var count: Int { labels.count }

  /// - Throws: ``KernelError/labelCount(_:points:)``, `.labelOutOfRange` or `.equalPoints`.
  /// - Complexity: O(count · dimension / 64), expected.
  public init(points: BitMatrix, labels: [Int]) throws(KernelError) {
    guard labels.count == points.rows else { throw .labelCount(labels.count, points: points.rows) }
    if let point = labels.indices.first(where: { labels[$0] != 1 && labels[$0] != -1 }) {
      throw .labelOutOfRange(labels[point], point: point)
    }
    let first = points.firstEqualRows
    if let copy = first.indices.first(where: { first[$0] != $0 }) { throw .equalPoints(first[copy], copy) }
    (self.points, self.labels) = (points, labels)
  }

  /// The points of two classes: first those with label 1, then those with label −1.
  ///
  /// - Throws: ``KernelError/equalPoints(_:_:)``.
  public init(positive: BitMatrix, negative: BitMatrix) throws(KernelError) {
    try self.init(
      points: positive.appending(rows: negative),
      labels: Array(repeating: 1, count: positive.rows) + Array(repeating: -1, count: negative.rows))
  }

  /// The mirrored double: each point x twice, as (x, 0^s) with its label and as (x, 1^s) with the other one.
  ///
  /// By symmetry the optimal bias of a support vector machine is 0 on it, and its value is 2/(1 − q^s) times that of the
  /// points themselves without a bias.
  ///
  /// - Precondition: s ≥ 1.
  public func mirrored(columns s: Int = 1) -> LabelledPoints {
    precondition(s >= 1, "a mirror needs a column")
    let (count, dimension) = (count, points.columns)
    let doubled = BitMatrix(rows: 2 * count, columns: dimension + s) { i, j in
      j < dimension ? points[i % max(count, 1), j] : i >= count
    }
    return LabelledPoints(trusted: doubled, labels + labels.map { -$0 })
  }

  private init(trusted points: BitMatrix, _ labels: [Int]) { (self.points, self.labels) = (points, labels) }
}

extension LabelledPoints: Codable {
  private enum Key: String, CodingKey { case points, labels }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let points = try container.decode(BitMatrix.self, forKey: .points)
    let labels = try container.decode([Int].self, forKey: .labels)
    do throws(KernelError) { try self.init(points: points, labels: labels) } catch {
      throw DecodingError.dataCorruptedError(forKey: .labels, in: container, debugDescription: error.description)
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(points, forKey: .points)
    try container.encode(labels, forKey: .labels)
  }
}
