/// What an inner product needs of its arithmetic: an addition and a multiplication, but no subtraction.
///
/// ```swift
/// // The cheapest way over any one stop: min over i of vᵢ + uᵢ.
/// let best = try v.product(with: u, in: TropicalSemiring<Integer>()) { $0 }
/// ```
///
/// **Laws.** `sum` is associative and commutative with neutral element `zero`; `product` distributes over `sum` on both
/// sides, and is `zero` if a factor is. The products of compressed vectors rest on them; they do not need `product` to be
/// commutative, nor a one.
public protocol Semiring<Element>: Sendable {
  /// What is added and multiplied.
  associatedtype Element: Hashable & Sendable

  /// The sum of nothing.
  var zero: Element { get }

  /// The sum of two elements.
  func sum(_ first: Element, _ second: Element) -> Element

  /// The product of two elements.
  func product(_ first: Element, _ second: Element) -> Element

  /// The sum of `count` copies of `element`; `zero` for none.
  ///
  /// - Precondition: `count` ≥ 0.
  func sum(of element: Element, count: Int) -> Element
}

extension Semiring {
  /// The sum of `count` copies of `element`, by doubling; `zero` for none.
  ///
  /// - Precondition: `count` ≥ 0.
  /// - Complexity: O(log `count`) sums.
  @inlinable
  public func sum(of element: Element, count: Int) -> Element {
    precondition(count >= 0, "there cannot be \(count) copies")
    var (square, total, rest) = (element, zero, count)
    while rest > 0 {
      if rest & 1 == 1 { total = sum(total, square) }
      rest >>= 1
      if rest > 0 { square = sum(square, square) }
    }
    return total
  }
}

/// The integers modulo m, as words 0 ..< m.
public struct IntegersModulo: Semiring, Hashable {
  /// m.
  public let modulus: UInt

  /// The integers modulo `modulus`.
  ///
  /// - Precondition: `modulus` ≥ 1.
  @inlinable
  public init(_ modulus: Int) {
    precondition(modulus >= 1, "a modulus is at least 1, not \(modulus)")
    self.modulus = UInt(modulus)
  }

  /// 0.
  @inlinable public var zero: UInt { 0 }

  /// The sum modulo m; both elements are less than m.
  @inlinable @inline(__always)
  public func sum(_ first: UInt, _ second: UInt) -> UInt {
    // Below 2 · 2⁶³, so that nothing overflows.
    let sum = first + second
    return sum >= modulus ? sum - modulus : sum
  }

  /// The product modulo m; both elements are less than m.
  @inlinable @inline(__always)
  public func product(_ first: UInt, _ second: UInt) -> UInt {
    let (high, low) = first.multipliedFullWidth(by: second)
    return modulus.dividingFullWidth((high, low)).remainder
  }

  /// `count` · `element` modulo m, in one multiplication.
  ///
  /// - Precondition: `count` ≥ 0.
  @inlinable
  public func sum(of element: UInt, count: Int) -> UInt {
    precondition(count >= 0, "there cannot be \(count) copies")
    return product(element, UInt(count) % modulus)
  }
}

/// False and true, with *or* for the sum and *and* for the product.
///
/// The product of two vectors says whether any position is true in both.
public struct BooleanSemiring: Semiring, Hashable {
  /// The semiring of truth values.
  @inlinable public init() {}

  /// False.
  @inlinable public var zero: Bool { false }
  /// Whether either is true.
  @inlinable
  public func sum(_ first: Bool, _ second: Bool) -> Bool { first || second }
  /// Whether both are true.
  @inlinable
  public func product(_ first: Bool, _ second: Bool) -> Bool { first && second }
  /// Whether there is a copy, and it is true.
  ///
  /// - Precondition: `count` ≥ 0.
  @inlinable
  public func sum(of element: Bool, count: Int) -> Bool {
    precondition(count >= 0, "there cannot be \(count) copies")
    return element && count > 0
  }
}

/// Numbers and infinity, nil, with the minimum for the sum and + for the product.
///
/// The product of two vectors is the least vᵢ + uᵢ over all positions i where both are finite; nil if none exists.
public struct TropicalSemiring<Value: Comparable & AdditiveArithmetic & Hashable & Sendable>: Semiring, Hashable {
  /// The semiring of minimum and plus.
  @inlinable public init() {}

  /// nil, which is infinity.
  @inlinable public var zero: Value? { nil }

  /// The smaller of the two.
  @inlinable
  public func sum(_ first: Value?, _ second: Value?) -> Value? {
    guard let first else { return second }
    guard let second else { return first }
    return Swift.min(first, second)
  }

  /// The two added; infinity if either is.
  @inlinable
  public func product(_ first: Value?, _ second: Value?) -> Value? {
    guard let first, let second else { return nil }
    return first + second
  }

  /// The least of `count` copies: the element itself, or infinity for none.
  ///
  /// - Precondition: `count` ≥ 0.
  @inlinable
  public func sum(of element: Value?, count: Int) -> Value? {
    precondition(count >= 0, "there cannot be \(count) copies")
    return count > 0 ? element : nil
  }
}

/// A semiring in which the rules of a weighted grammar have elements: alternatives are added, what goes together is multiplied.
public protocol WeightSemiring<Element>: Semiring {
  /// What a rule of the given weight counts for.
  func element(weight: Int) -> Element
}

/// The least weight of a parse; nil for no parse.
extension TropicalSemiring: WeightSemiring where Value == Int {
  /// The weight itself.
  @inlinable
  public func element(weight: Int) -> Int? { weight }
}
