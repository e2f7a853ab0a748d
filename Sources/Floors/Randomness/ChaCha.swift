/// The ChaCha permutation of D. J. Bernstein ("ChaCha, a variant of Salsa20", 2008; RFC 8439), on sixteen 32-bit words.
///
/// With 20 rounds it is the one of RFC 8439, and the test vectors there pin it. Streams use 20 rounds as well: a seeded
/// experiment is never limited by its random bits, and nobody has to ask whether 8 would do.
package struct ChaCha: Sendable {
  /// The constants, the key, and the four words of counter and nonce.
  private var state: SIMD16<UInt32>

  /// The 256-bit key as eight little-endian words, and the last four words: counter and nonce, or HChaCha's input.
  package init(key: SIMD8<UInt32>, input: SIMD4<UInt32>) {
    state = SIMD16(
      lowHalf: SIMD8(0x6170_7865, 0x3320_646e, 0x7962_2d32, 0x6b20_6574, key[0], key[1], key[2], key[3]),
      highHalf: SIMD8(key[4], key[5], key[6], key[7], input[0], input[1], input[2], input[3]))
  }

  /// The state after 20 rounds, without the final addition.
  private var permuted: SIMD16<UInt32> {
    // A row of the 4×4 state is a vector, so that a quarter round works on all four columns.
    var (a, b) = (state.lowHalf.lowHalf, state.lowHalf.highHalf)
    var (c, d) = (state.highHalf.lowHalf, state.highHalf.highHalf)
    for _ in 0..<10 {
      Self.quarterRounds(&a, &b, &c, &d)
      // The diagonals become columns and go back.
      b = SIMD4(b[1], b[2], b[3], b[0])
      c = SIMD4(c[2], c[3], c[0], c[1])
      d = SIMD4(d[3], d[0], d[1], d[2])
      Self.quarterRounds(&a, &b, &c, &d)
      b = SIMD4(b[3], b[0], b[1], b[2])
      c = SIMD4(c[2], c[3], c[0], c[1])
      d = SIMD4(d[1], d[2], d[3], d[0])
    }
    return SIMD16(lowHalf: SIMD8(lowHalf: a, highHalf: b), highHalf: SIMD8(lowHalf: c, highHalf: d))
  }

  @inline(__always)
  private static func quarterRounds(
    _ a: inout SIMD4<UInt32>, _ b: inout SIMD4<UInt32>, _ c: inout SIMD4<UInt32>, _ d: inout SIMD4<UInt32>
  ) {
    a &+= b
    d ^= a
    d = d &<< 16 | d &>> 16
    c &+= d
    b ^= c
    b = b &<< 12 | b &>> 20
    a &+= b
    d ^= a
    d = d &<< 8 | d &>> 24
    c &+= d
    b ^= c
    b = b &<< 7 | b &>> 25
  }

  /// The 64-byte block of ChaCha20, as little-endian words.
  package var block: SIMD16<UInt32> { permuted &+ state }

  /// HChaCha20 (draft-irtf-cfrg-xchacha-03): a 256-bit key from a key and 128 bits of input.
  package var derivedKey: SIMD8<UInt32> {
    let words = permuted
    return SIMD8(lowHalf: words.lowHalf.lowHalf, highHalf: words.highHalf.highHalf)
  }
}
