/// An integer of any size.
///
/// ```swift
/// var factorial: Integer = 1
/// for k in 1...30 { factorial *= Integer(k) }
/// print(factorial)                       // 265252859812191058636308480000000
/// print(factorial.trailingZeroBitCount)  // 26
/// ```
///
/// A value that fits a machine word is stored inline and costs what an `Int` costs; a larger one is one heap block,
/// copied on write, worked on by GMP's assembly kernels. Values may be shared freely between threads.
///
/// **Invariant.** The form is canonical: a value has a heap block if and only if it does not fit `Int`, and the block's
/// top limb in use is not zero. Equality and hashing rest on this.
///
/// The largest magnitude is 2^(64·(2³¹ − 2)) − 1; an operation whose result exceeds it, or the memory there is, traps.
/// Running times depend on the values: nothing here is fit to handle secrets.
public struct Integer: @unchecked Sendable {
  // Sendable: a buffer is immutable while it is shared; see `IntegerLimbs`.

  /// The value itself if `limbs` is nil; otherwise the number of limbs in use, negative for a negative value.
  @usableFromInline
  var word: Int

  /// The magnitude of a value that does not fit a word.
  @usableFromInline
  var limbs: IntegerLimbs?

  @inlinable @inline(__always)
  init(word: Int) {
    self.word = word
    self.limbs = nil
  }

  @inlinable @inline(__always)
  init(word: Int, limbs: IntegerLimbs) {
    self.word = word
    self.limbs = limbs
  }
}

extension Integer {
  /// Whether the value is 0.
  ///
  /// - Complexity: O(1).
  @inlinable
  public var isZero: Bool { word == 0 }  // A limb count is never 0.

  /// Whether the value is 1.
  ///
  /// - Complexity: O(1).
  @inlinable
  public var isOne: Bool { word == 1 && limbs == nil }

  /// Whether the value is less than 0.
  ///
  /// - Complexity: O(1).
  @inlinable
  public var isNegative: Bool { word < 0 }

  /// −1, 0 or 1: the sign of the value.
  ///
  /// - Complexity: O(1).
  @inlinable
  public func signum() -> Int { word.signum() }

  /// The value if it fits a machine word, otherwise nil.
  ///
  /// - Complexity: O(1).
  @inlinable
  public var asInt: Int? { limbs == nil ? word : nil }

  /// Whether the value is a multiple of 2.
  ///
  /// - Complexity: O(1).
  @inlinable
  public var isEven: Bool { lowBit == 0 }

  /// Whether the value is not a multiple of 2.
  ///
  /// - Complexity: O(1).
  @inlinable
  public var isOdd: Bool { lowBit == 1 }

  @inlinable
  var lowBit: UInt { (limbs == nil ? UInt(bitPattern: word) : lowLimb) & 1 }

  @usableFromInline
  var lowLimb: UInt { withMagnitude { pointer, count in count == 0 ? 0 : pointer[0] } }

  /// The number of bits of |self|: the least n with |self| < 2ⁿ, so 0 for 0, 1 for ±1, 64 for `Integer(Int.min)`.
  ///
  /// - Complexity: O(1).
  public var bitWidth: Int {
    withMagnitude { pointer, count in count == 0 ? 0 : 64 * count - pointer[count - 1].leadingZeroBitCount }
  }

  /// The exponent of the largest power of two that divides the value; 0 for the value 0.
  ///
  /// - Complexity: O(*n*) in the number of limbs.
  public var trailingZeroBitCount: Int {
    withMagnitude { pointer, count in
      var index = 0
      while index < count {
        if pointer[index] != 0 { return 64 * index + pointer[index].trailingZeroBitCount }
        index += 1
      }
      return 0
    }
  }
}
