/// A Hadamard matrix of order 2ᵏ or 12 · 2ᵏ times a diagonal of signs: it spreads each weight over all, so that none stands out before
/// rounding (incoherence processing, QuIP#, arXiv 2402.04396).
///
/// ```swift
/// let transform = try HadamardTransform(signs: [1, -1, -1, 1])
/// transform.apply([1, 0, 0, 0])        // [1, 1, 1, 1]: without the factor 1/√n
/// ```
///
/// The matrix is A = K S with K Kᵀ = n I, so A Aᵀ = Aᵀ A = n I. Nothing but sums and differences is computed, so integers stay
/// integers. The orders include the widths of many encoders: 384 = 12 · 32, 768 = 12 · 64, 1536 = 12 · 128.
public struct HadamardTransform: Sendable, Hashable {
  /// S: each 1 or −1.
  public let signs: [Int8]

  /// The order n.
  public var order: Int { signs.count }

  /// Whether there is a matrix of this order here.
  public static func has(order: Int) -> Bool {
    guard order > 0 else { return false }
    let odd = order >> order.trailingZeroBitCount
    return odd == 1 || (odd == 3 && order % 4 == 0)
  }

  /// The transform with these signs.
  ///
  /// - Throws: ``QuantizationError/layout(_:)`` for an order that is none of 2ᵏ and 12 · 2ᵏ, and signs other than 1 and −1.
  public init(signs: [Int8]) throws(QuantizationError) {
    guard Self.has(order: signs.count) else {
      throw .layout("no Hadamard matrix of order \(signs.count) is known here; expected 2ᵏ or 12 · 2ᵏ")
    }
    guard signs.allSatisfy({ $0 == 1 || $0 == -1 }) else { throw .layout("a sign is neither 1 nor −1") }
    self.signs = signs
  }

  /// K S x.
  ///
  /// - Precondition: x has n entries.
  /// - Complexity: O(n log n) additions.
  public func apply<Number: AdditiveArithmetic>(_ vector: [Number]) -> [Number] {
    precondition(vector.count == order, "found \(vector.count) entries, expected \(order)")
    return Self.spread(zip(vector, signs).map { $1 < 0 ? .zero - $0 : $0 }, isTransposed: false)
  }

  /// S Kᵀ x, which is n times the inverse.
  ///
  /// - Precondition: x has n entries.
  /// - Complexity: O(n log n) additions.
  public func applyTransposed<Number: AdditiveArithmetic>(_ vector: [Number]) -> [Number] {
    precondition(vector.count == order, "found \(vector.count) entries, expected \(order)")
    return zip(Self.spread(vector, isTransposed: true), signs).map { $1 < 0 ? .zero - $0 : $0 }
  }

  /// K x: Sylvester's matrix within blocks, which is symmetric, and Paley's across them.
  private static func spread<Number: AdditiveArithmetic>(_ vector: [Number], isTransposed: Bool) -> [Number] {
    var values = vector
    let n = values.count
    let block = n.trailingZeroBitCount >= 2 && n % 3 == 0 ? n / 12 : n
    var width = 1
    while width < block {
      for start in stride(from: 0, to: n, by: 2 * width) {
        for i in start..<(start + width) {
          (values[i], values[i + width]) = (values[i] + values[i + width], values[i] - values[i + width])
        }
      }
      width *= 2
    }
    guard block < n else { return values }
    var result = values
    for place in 0..<block {
      for i in 0..<12 {
        var sum = Number.zero
        for j in 0..<12 {
          let value = values[j * block + place]
          if (isTransposed ? paley(j, i) : paley(i, j)) > 0 { sum += value } else { sum -= value }
        }
        result[i * block + place] = sum
      }
    }
    return result
  }

  /// Paley's matrix of order 12, from the squares modulo 11.
  private static func paley(_ i: Int, _ j: Int) -> Int {
    if i == j || i == 0 { return 1 }
    if j == 0 { return -1 }
    return [1, 3, 4, 5, 9].contains((j - i + 11) % 11) ? 1 : -1
  }
}
