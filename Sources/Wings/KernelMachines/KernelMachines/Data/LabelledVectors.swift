import Exact

/// Vectors of rational coordinates, each with a label 1 or −1: data of a user's own, from which a support vector machine learns.
///
/// ```swift
/// let data = try LabelledVectors(contentsOfLIBSVM: Data("+1 1:0.5\n-1 1:-.5\n".utf8))
/// data.squaredDistance(0, 1)      // 1, exactly
/// ```
///
/// Vectors may be equal, with equal labels or different ones. Only coordinates that are not 0 are kept, so that the largest index costs
/// nothing.
public struct LabelledVectors: Hashable, Sendable {
  /// A coordinate that is not 0.
  public struct Coordinate: Hashable, Sendable {
    /// Which one, from 1.
    public let index: Int
    /// Its value.
    public let value: Rational

    /// A coordinate.
    public init(_ index: Int, _ value: Rational) { (self.index, self.value) = (index, value) }
  }

  /// A label for each vector, 1 or −1.
  public let labels: [Int]
  /// The coordinates of each vector, by ascending index.
  public let rows: [[Coordinate]]
  /// What became of labels of a file that were not 1 and −1, in a sentence; nil for nothing.
  public internal(set) var notice: String?
  /// The coordinates as integers over the common denominator.
  private let numerators: [[Integer]]
  private let denominator: Integer
  /// ‖x‖² of each vector, times the square of the denominator.
  private let squares: [Integer]

  /// The number of vectors.
  public var count: Int { labels.count }

  /// The most bits that the common denominator, or a coordinate over it, may have; a double's need 2100.
  public static let greatestBitWidth = 1 << 13

  /// - Parameters:
  ///   - labels: A label for each vector.
  ///   - rows: The coordinates of each vector; zeros are left out.
  /// - Throws: ``KernelError/labelCount(_:points:)``, `.labelOutOfRange`; ``LabelledVectorsError``.
  /// - Precondition: indices ascend from 1.
  /// - Complexity: O(n) operations on integers, for n coordinates.
  public init(labels: [Int], rows: [[Coordinate]]) throws {
    guard labels.count == rows.count else { throw KernelError.labelCount(labels.count, points: rows.count) }
    if let point = labels.indices.first(where: { labels[$0] != 1 && labels[$0] != -1 }) {
      throw KernelError.labelOutOfRange(labels[point], point: point)
    }
    self.labels = labels
    self.rows = rows.map { row in row.filter { !$0.value.isZero } }
    var denominator: Integer = 1
    for (number, row) in rows.enumerated() {
      precondition(zip([0] + row.map(\.index), row.map(\.index)).allSatisfy { $0 < $1 }, "indices do not ascend from 1")
      for coordinate in row {
        let own = coordinate.value.denominator
        denominator *= own / Integer.gcd(denominator, own)
        guard max(denominator.bitWidth, coordinate.value.numerator.bitWidth) <= Self.greatestBitWidth else {
          throw LabelledVectorsError.tooLong(vector: number + 1, index: coordinate.index)
        }
      }
    }
    self.denominator = denominator
    numerators = self.rows.map { row in row.map { $0.value.numerator * (denominator / $0.value.denominator) } }
    squares = numerators.map { $0.reduce(into: Integer.zero) { $0.addProduct($1, $1) } }
  }

  /// The largest index of a coordinate that is not 0; 0 if all vectors are.
  public var features: Int { rows.reduce(0) { max($0, $1.last?.index ?? 0) } }

  /// The number of coordinates that are not 0.
  public var entries: Int { rows.reduce(0) { $0 + $1.count } }

  /// ‖xᵢ − xⱼ‖², exactly.
  ///
  /// - Complexity: O(the coordinates of both that are not 0).
  public func squaredDistance(_ i: Int, _ j: Int) -> Rational {
    var product = Integer.zero
    var (l, r) = (0, 0)
    while l < rows[i].count, r < rows[j].count {
      let (a, b) = (rows[i][l].index, rows[j][r].index)
      if a == b { product.addProduct(numerators[i][l], numerators[j][r]) }
      if a <= b { l += 1 }
      if b <= a { r += 1 }
    }
    return Rational(squares[i] + squares[j] - 2 * product, denominator * denominator)
  }

  /// Each vector as `index:value` with spaces between, fractions in lowest terms.
  public var texts: [String] {
    rows.map { row in row.map { "\($0.index):\($0.value)" }.joined(separator: " ") }
  }

  /// A line `label index:value …` for each vector, of which the SHA-256 names the data.
  public var text: String {
    zip(labels, texts).map { $1.isEmpty ? "\($0)\n" : "\($0) \($1)\n" }.joined()
  }
}

/// Why a file is not two classes of vectors.
public enum LabelledVectorsError: Error, Equatable, Sendable, CustomStringConvertible {
  /// There are more than two labels.
  case labels([Rational])
  /// A coordinate, or the common denominator up to it, has too many digits.
  case tooLong(vector: Int, index: Int)

  public var description: String {
    switch self {
    case .labels(let labels):
      "the labels \(labels.map(\.shortText).joined(separator: ", ")) are more than two; a support vector machine tells two classes apart"
    case .tooLong(let vector, let index):
      "coordinate \(index) of vector \(vector) has too many digits, or too many in common with others: fractions over one denominator may "
        + "have \(LabelledVectors.greatestBitWidth) bits"
    }
  }
}

extension Rational {
  /// The number, cut off where it has many digits, as 1e-9999 has.
  var shortText: String { description.count <= 40 ? description : "\(description.prefix(40))…" }
}
