import Testing
import Text

@Suite("SHA-256")
struct DigestTests {
  @Test("The examples of FIPS 180-2 and its empty message")
  func vectors() {
    #expect(sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(sha256("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    #expect(
      sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")
        == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
    #expect(
      sha256(repeatElement(UInt8(ascii: "a"), count: 1_000_000))
        == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  @Test("Text is hashed as UTF-8, bytes as they are")
  func bytes() {
    #expect(sha256("é") == sha256([0xc3, 0xa9] as [UInt8]))
    #expect(sha256("e\u{301}") != sha256("é"))
    #expect(Set((0..<130).map { length in sha256([UInt8](repeating: 0, count: length)) }).count == 130)
  }
}
