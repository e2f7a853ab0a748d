import Exact

/// Two long vectors whose symbols meet without offset: the family on which the cost of the memoised product is known
/// exactly.
///
/// With Xᵢ = (2i+1, 2i+2)^(2ʰ) and Yⱼ = (−2j−1, −2j−2)^(2ʰ) for i, j = 0 ..< s and s = 2ᵗ, the vectors are
/// u = (X₀ X₁ … X₍ₛ₋₁₎)ˢ and v = Y₀ˢ Y₁ˢ … Y₍ₛ₋₁₎ˢ, so each Xᵢ meets each Yⱼ once. Their length is s²·2ʰ⁺¹, while their
/// sizes grow with s·h only: at large h the memoised product wins over expansion by a factor of about 2ʰ/h; at h = 0 it
/// loses by about 3.
///
/// The predictions are exact. They follow the conventions of `ProgramBuilder` and are checked to the unit.
public struct AlignedFamily: Sendable {
  /// u.
  public let u: StraightLineProgram<Integer>
  /// v.
  public let v: StraightLineProgram<Integer>
  /// The length of both vectors, s²·2ʰ⁺¹.
  public let length: Int
  /// The size of u, 4s − 1 + t + sh.
  public let sizeOfU: Int
  /// The size of v, 4s − 1 + st + sh.
  public let sizeOfV: Int
  /// ⟨u, v⟩ = −2ʰ·s²·(s² + (s+1)²).
  public let product: Integer
  /// The number of keys of the memoised product of u with v, 3s²(h+2) − 3.
  public let keys: Int

  /// The member of the family with s = `blocks` and h = `doublings`.
  ///
  /// - Precondition: `blocks` is a power of two, at most 2²⁰; `doublings` ≥ 0.
  /// - Throws: `ProgramError.lengthOverflow` if s²·2ʰ⁺¹ exceeds `Int.max`.
  /// - Complexity: O(s·(t + h)).
  public init(blocks s: Int, doublings h: Int) throws(ProgramError) {
    precondition(s >= 1 && s <= 1 << 20 && s & (s - 1) == 0, "the number of blocks must be a power of two, at most 2²⁰")
    precondition(h >= 0, "the number of doublings must not be negative")
    let t = s.trailingZeroBitCount
    guard 2 * t + h + 1 < Int.bitWidth - 1 else { throw .lengthOverflow(symbol: 4 * s - 1 + t + s * h - 1) }
    u = try Self.build { builder throws(ProgramError) in
      var blocks: [ProgramBuilder<Integer>.Symbol] = []
      for i in 0..<s {
        let pair = try builder.pair(builder.terminal(Integer(2 * i + 1)), builder.terminal(Integer(2 * i + 2)))
        blocks.append(try builder.power(pair, 1 << h))
      }
      return try builder.power(try builder.concatenation(blocks), s)
    }
    v = try Self.build { builder throws(ProgramError) in
      var blocks: [ProgramBuilder<Integer>.Symbol] = []
      for j in 0..<s {
        let pair = try builder.pair(builder.terminal(Integer(-2 * j - 1)), builder.terminal(Integer(-2 * j - 2)))
        blocks.append(try builder.power(try builder.power(pair, 1 << h), s))
      }
      return try builder.concatenation(blocks)
    }
    length = s * s << (h + 1)
    sizeOfU = 4 * s - 1 + t + s * h
    sizeOfV = 4 * s - 1 + s * t + s * h
    product = -Integer(s * s) * Integer(s * s + (s + 1) * (s + 1)) * Integer(1 << h)
    keys = 3 * s * s * (h + 2) - 3
  }

  private static func build(
    _ body: (inout ProgramBuilder<Integer>) throws(ProgramError) -> ProgramBuilder<Integer>.Symbol
  ) throws(ProgramError) -> StraightLineProgram<Integer> {
    var builder = ProgramBuilder<Integer>()
    let root = try body(&builder)
    return builder.program(root: root)
  }
}
