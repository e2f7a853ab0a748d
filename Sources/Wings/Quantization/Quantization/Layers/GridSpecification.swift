import CQuantization

/// The grids of a matrix of weights: how many bits, and how many columns share a scale.
///
/// ```swift
/// let grid = try GridSpecification(bits: 3, group: 64)
/// grid.bitsPerWeight(columns: 384)       // 3.25
/// ```
///
/// A weight is scale · (code − zero), the code from 0 to 2ᵇ − 1. Scales are numbers of half precision.
public struct GridSpecification: Hashable, Sendable, Codable {
  /// Where the zero of a grid is.
  public enum Style: String, Hashable, Sendable, Codable, CaseIterable {
    /// In the middle, 2ᵇ⁻¹, so that it need not be stored: DiscQuant's grid, see ``RationalGrid/symmetric(bits:weights:)``. Weights of
    /// one sign get an asymmetric grid all the same.
    case symmetric
    /// Where the weights want it, see ``RationalGrid/asymmetric(bits:weights:)``.
    case asymmetric
  }

  /// How wide a grid is.
  public enum Range: String, Hashable, Sendable, Codable, CaseIterable {
    /// So that no weight is clipped, but for the top of a symmetric grid.
    case full
    /// Of 47 ranges from 0.34 to 1.26 times that, the one with the least squared error of rounding to the nearest, each weight counted
    /// by the diagonal of its Hessian, where there is one.
    case searched
  }

  /// b, from 2 to 8.
  public let bits: Int
  /// How many columns share a scale; nil for all of a row. A last group may be shorter.
  public let group: Int?
  /// Where the zero is.
  public let style: Style
  /// How wide grids are.
  public let range: Range

  /// Grids of this kind.
  ///
  /// - Throws: ``QuantizationError/grid(_:)`` for bits outside of 2 to 8 and a group without columns.
  public init(bits: Int, group: Int? = nil, style: Style = .symmetric, range: Range = .full) throws(QuantizationError) {
    guard (2...8).contains(bits) else { throw .grid("a grid of \(bits) bits; expected 2 to 8") }
    if let group, group < 1 { throw .grid("groups of \(group) columns; expected at least 1") }
    (self.bits, self.group, self.style, self.range) = (bits, group, style, range)
  }

  /// How many groups a row of so many columns has.
  public func groupCount(columns: Int) -> Int {
    guard let group, columns > 0 else { return 1 }
    return (columns - 1) / group + 1
  }

  /// The group of a column.
  public func group(of column: Int) -> Int { group.map { column / $0 } ?? 0 }

  /// The columns of a group.
  public func columns(of index: Int, in columns: Int) -> Swift.Range<Int> {
    guard let group else { return 0..<columns }
    return index * group..<min(columns, (index + 1) * group)
  }

  /// What a weight takes: its code, and its share of the scale of 16 bits and of the zero, where that is not in the middle.
  public func bitsPerWeight(columns: Int) -> Double {
    guard columns > 0 else { return Double(bits) }
    let shared = groupCount(columns: columns) * (16 + (style == .asymmetric ? bits : 0))
    return Double(bits) + Double(shared) / Double(columns)
  }

  /// The same for the loops in C.
  var fitting: quantization_grid {
    quantization_grid(bits: Int32(bits), symmetric: style == .symmetric ? 1 : 0, searched: range == .searched ? 1 : 0)
  }
}
