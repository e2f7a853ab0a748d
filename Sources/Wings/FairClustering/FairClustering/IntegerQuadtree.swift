import CFairClustering
import Randomness

/// Points on an integer grid of cubes, and the tree of nested cells around them.
///
/// Coordinates are integers from 0 to 2ᵐ − 1, shifted by a number of that range in each dimension; the root cell has side 2ᵐ⁺¹,
/// and the cell of level l that a point lies in is (x + shift) >> (m + 1 − l). The tree distance of two points is twice the side
/// of the smallest cell that has both, 0 if they are equal. It is more than twice the largest difference of their coordinates,
/// and on average over the shifts at most 4 (m + 1) times the sum of the differences (derived, after arXiv 1902.03519).
///
/// Cells with all points in one cell below are left out, so the tree has at most 2n cells.
public struct IntegerQuadtree: Sendable {
  /// m: coordinates have this many bits.
  public let bits: Int
  /// The points' places along the tree: the points of a cell stand side by side, equal points by colour.
  public let order: [Int32]
  /// The cells; those below one are linked.
  let cells: [fair_cell]
  /// The number of the root cell.
  let root: Int

  /// No tree has more bits.
  public static let largestBits = 31

  /// The tree of points on the grid.
  ///
  /// - Parameters:
  ///   - grid: The coordinates, point by point, each below 2ᵐ.
  ///   - bits: m, from 1 to ``largestBits``.
  ///   - shift: What is added to each coordinate, below 2ᵐ; as many numbers as a point has coordinates.
  ///   - colours: 0 or 1 for each point.
  /// - Throws: ``FairClusteringError/memory(_:)``, or ``FairClusteringError/shape(_:)`` if the numbers do not fit.
  /// - Complexity: O(n d m / 8): a radix sort along the Morton curve, of as many 64-bit words as tell points apart, and a pass.
  public init(grid: [UInt32], bits: Int, shift: [UInt32], colours: [UInt8]) throws(FairClusteringError) {
    let (n, d) = (colours.count, shift.count)
    guard 1...Self.largestBits ~= bits, d > 0, grid.count == n * d, n > 0 else {
      throw .shape("\(grid.count) coordinates of \(bits) bits for \(n) points of \(d)")
    }
    let limit = UInt32(1) << UInt32(bits)
    guard grid.allSatisfy({ $0 < limit }), shift.allSatisfy({ $0 < limit }), colours.allSatisfy({ $0 < 2 }) else {
      throw .shape("a coordinate or a shift is not below 2^\(bits), or a colour is neither 0 nor 1")
    }
    var moved = grid
    moved.withUnsafeMutableBufferPointer { moved in
      var at = 0
      for _ in 0..<n {
        for k in 0..<d {
          moved[at] &+= shift[k]
          at += 1
        }
      }
    }
    var common = [UInt8](repeating: 0, count: n)
    var order = [Int32](repeating: 0, count: n)
    let levels = Int32(bits + 1)
    guard fair_sort(moved, n, d, levels, colours, &order, &common) == 0 else { throw .memory("sorting \(n) points") }
    var used = 0
    var root = -1
    cells = [fair_cell](unsafeUninitializedCapacity: 2 * n) { cells, count in
      root = fair_tree(n, levels, order, common, colours, cells.baseAddress, &used)
      count = root < 0 ? 0 : used
    }
    guard root >= 0 else { throw .memory("a tree of \(n) points") }
    (self.bits, self.order, self.root) = (bits, order, root)
  }

  /// The tree of points that are put on a grid by one common factor, so that cells are cubes, with a random shift.
  ///
  /// - Parameters:
  ///   - points: The points.
  ///   - bits: m; the grid is 2ᵐ wide in the dimension in which the points spread most.
  ///   - stream: Where the shift comes from.
  /// - Throws: ``FairClusteringError/memory(_:)``.
  public init(_ points: ColoredPoints, bits: Int = 24, using stream: inout RandomStream) throws(FairClusteringError) {
    let limit = UInt64(1) << UInt64(bits)
    let shift = (0..<points.dimension).map { _ in UInt32(stream.uniform(below: limit)) }
    try self.init(grid: Self.grid(points, bits: bits), bits: bits, shift: shift, colours: points.colours)
  }

  /// The points on the grid of 2ᵐ steps in the dimension in which they spread most.
  static func grid(_ points: ColoredPoints, bits: Int) -> [UInt32] {
    let (n, d) = (points.count, points.dimension)
    var low = Array(points[0])
    var high = low
    var at = 0
    points.coordinates.withUnsafeBufferPointer { x in
      for _ in 0..<n {
        for k in 0..<d {
          low[k] = min(low[k], x[at])
          high[k] = max(high[k], x[at])
          at += 1
        }
      }
    }
    let width = zip(low, high).map { $1 - $0 }.max() ?? 0
    // All points are equal, or so near that no double tells the step between them.
    let scale = width > 0 ? Double(1 << bits) / width : 0
    let last = Double((1 << bits) - 1)
    return [UInt32](unsafeUninitializedCapacity: n * d) { grid, count in
      points.coordinates.withUnsafeBufferPointer { x in
        var at = 0
        for _ in 0..<n {
          for k in 0..<d {
            // Not x · scale alone: where the width is tiny the scale is infinite, and 0 · ∞ is none.
            let steps = scale.isFinite ? (x[at] - low[k]) * scale : (x[at] - low[k]) / width * Double(1 << bits)
            grid[at] = UInt32(max(0, min(last, steps)))
            at += 1
          }
        }
      }
      count = n * d
    }
  }

  /// The tree distance of points at a cell: twice its side; 0 at a leaf, whose points are equal.
  func distance(at cell: Int) -> UInt64 {
    let level = Int(cells[cell].level)
    return level > bits ? 0 : 2 << UInt64(bits + 1 - level)
  }

  /// The least tree cost of a decomposition into pairs of both colours, which has to have equally many of both: Σ over the
  /// tree's edges of (side above − side below) · |reds − blues| below, the side of a leaf counted as 0.
  ///
  /// It bounds every perfect matching between the colours from below on the tree metric (derived).
  ///
  /// - Complexity: O(n).
  public var pairBound: UInt64 {
    var sum: UInt64 = 0
    for number in cells.indices {
      var child = Int(cells[number].child)
      while child >= 0 {
        let (above, below) = (distance(at: number) / 2, distance(at: child) / 2)
        let imbalance = abs(Int(cells[child].count.0) - Int(cells[child].count.1))
        sum += (above - below) * UInt64(imbalance)
        child = Int(cells[child].sibling)
      }
    }
    return sum
  }

  /// The tree distance of two points, by a walk from the root. For tests and small sets.
  ///
  /// - Complexity: O(n).
  public func distance(_ a: Int, _ b: Int) -> UInt64 {
    guard let x = order.firstIndex(of: Int32(a)), let y = order.firstIndex(of: Int32(b)) else { return 0 }
    var cell = root
    while true {
      var child = Int(cells[cell].child)
      while child >= 0, !(cells[child].low <= x && x < cells[child].high) { child = Int(cells[child].sibling) }
      guard child >= 0, cells[child].low <= y, y < cells[child].high else { return distance(at: cell) }
      cell = child
    }
  }
}
