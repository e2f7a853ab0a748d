import Randomness
import Testing

@Suite("ChaCha and streams")
struct ChaChaTests {
  /// The key 00 01 … 1f as little-endian words.
  static let key = SIMD8<UInt32>(
    0x0302_0100, 0x0706_0504, 0x0b0a_0908, 0x0f0e_0d0c, 0x1312_1110, 0x1716_1514, 0x1b1a_1918, 0x1f1e_1d1c)

  @Test("RFC 8439, section 2.3.2: the ChaCha20 block function")
  func block() {
    let block = ChaCha(key: Self.key, input: SIMD4(1, 0x0900_0000, 0x4a00_0000, 0)).block
    let expected: [UInt32] = [
      0xe4e7_f110, 0x1559_3bd1, 0x1fdd_0f50, 0xc471_20a3, 0xc7f4_d1c7, 0x0368_c033, 0x9aaa_2204, 0x4e6c_d4c3,
      0x4664_82d2, 0x09aa_9f07, 0x05d7_c214, 0xa202_8bd9, 0xd19c_12b5, 0xb94e_16de, 0xe883_d0cb, 0x4e3c_50a2,
    ]
    #expect((0..<16).map { block[$0] } == expected)
  }

  @Test("draft-irtf-cfrg-xchacha-03, section 2.2.1: HChaCha20")
  func derivedKey() {
    let derived = ChaCha(
      key: Self.key, input: SIMD4(0x0900_0000, 0x4a00_0000, 0x0000_0000, 0x2759_4131)
    ).derivedKey
    let expected: [UInt32] = [
      0x423b_4182, 0xfe7b_b227, 0x5042_0ed3, 0x737d_878a, 0xd5e4_f9a0, 0x53a8_748a, 0x13c4_2ec1, 0xdcec_d326,
    ]
    #expect((0..<8).map { derived[$0] } == expected)
  }

  // The golden words were computed by an independent implementation in Python (HChaCha20 written from the draft, keystream
  // from OpenSSL's ChaCha20).
  @Test("A seed and a path name the same words for ever")
  func golden() {
    var root = RandomStream(seed: 42)
    #expect((0..<3).map { _ in root.next() } == [0x02ed_af8a_1da9_d9e8, 0xdc58_18e8_85eb_b17f, 0xe72b_7b49_0c80_631b])
    var child = RandomStream(seed: 42).child("three-sum").child(17)
    #expect(
      (0..<10).map { _ in child.next() } == [
        0xe71b_5490_cb01_9376, 0x2ccb_fc74_0259_fac5, 0x6036_6ced_38d8_e132, 0x1668_9404_657e_78c6,
        0x7893_f8c4_028c_2e38,
        0x0598_8b2e_7d85_c890, 0x964e_fb72_c215_d7e5, 0xba2d_fbe6_7118_5e61, 0xa7bd_e025_c454_0b5b,
        0xbd28_4829_8bb9_bb69,
      ])
    var empty = RandomStream(seed: 42).child("")
    #expect(empty.next() == 0x08bc_53d8_f8cf_87c8)
    var long = RandomStream(seed: 42).child("a name longer than one block of sixteen bytes")
    #expect(long.next() == 0x2add_3b92_a70e_34b7)
  }

  @Test("A child does not depend on what was drawn from its parent")
  func independence() {
    let fresh = RandomStream(seed: 5)
    var drawn = fresh
    for _ in 0..<1000 { _ = drawn.next() }
    var (a, b) = (fresh.child("x"), drawn.child("x"))
    #expect((0..<20).map { _ in a.next() } == (0..<20).map { _ in b.next() })
  }

  @Test("Different names give different streams, however they are split")
  func names() {
    let root = RandomStream(seed: 5)
    let streams = [
      root, root.child("ab"), root.child("a").child("b"), root.child("a/b"), root.child("a%2Fb"), root.child("b"),
      root.child(""), root.child("").child(""), root.child("ab\u{0}"), root.child(1), root.child(-1),
      RandomStream(seed: 6), RandomStream(seed: 6).child("ab"), RandomStream(seed: 5 << 32),
    ]
    let first = streams.map { stream in
      var stream = stream
      return stream.next()
    }
    #expect(Set(first).count == streams.count)
    #expect(Set(streams.map(\.description)).count == streams.count)
    #expect(root.child("a/b").child("50%").description == "5/a%2Fb/50%25")
  }
}
