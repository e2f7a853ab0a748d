import CNettle

/// The ChaCha permutation of D. J. Bernstein ("ChaCha, a variant of Salsa20", 2008; RFC 8439), on sixteen 32-bit words, as
/// nettle computes it.
///
/// With 20 rounds it is the one of RFC 8439, and the test vectors there pin it. Streams use 20 rounds as well: a seeded
/// experiment is never limited by its random bits, and nobody has to ask whether 8 would do.
package struct ChaCha: Sendable {
  /// The constants, the key, and the four words of counter and nonce.
  private let state: SIMD16<UInt32>

  /// The 256-bit key as eight little-endian words, and the last four words: counter and nonce, or HChaCha's input.
  package init(key: SIMD8<UInt32>, input: SIMD4<UInt32>) {
    state = SIMD16(
      lowHalf: SIMD8(0x6170_7865, 0x3320_646e, 0x7962_2d32, 0x6b20_6574, key[0], key[1], key[2], key[3]),
      highHalf: SIMD8(key[4], key[5], key[6], key[7], input[0], input[1], input[2], input[3]))
  }

  /// The 64-byte block of ChaCha20, as little-endian words.
  package var block: SIMD16<UInt32> {
    // Nettle's context is the state. It writes the bytes of the block combined with those of a text, here zeros.
    var context = unsafeBitCast(state, to: chacha_ctx.self)
    var words = SIMD16<UInt32>()
    withUnsafeMutableBytes(of: &words) { bytes in
      let text = bytes.assumingMemoryBound(to: UInt8.self).baseAddress
      nettle_chacha_crypt(&context, 64, text, text)
    }
    #if _endian(big)
      for index in words.indices { words[index] = UInt32(littleEndian: words[index]) }
    #endif
    return words
  }

  /// HChaCha20 (draft-irtf-cfrg-xchacha-03): a 256-bit key from a key and 128 bits of input.
  package var derivedKey: SIMD8<UInt32> {
    // Without the addition of the state that ends a block.
    let words = block &- state
    return SIMD8(lowHalf: words.lowHalf.lowHalf, highHalf: words.highHalf.highHalf)
  }
}
