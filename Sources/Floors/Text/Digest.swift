import CNettle

/// SHA-256 of the bytes, in lower-case hexadecimal: what `sha256sum` prints.
///
/// Files carry it to name what they were made from.
public func sha256(_ bytes: some Sequence<UInt8>) -> String {
  var context = sha256_ctx()
  nettle_sha256_init(&context)
  let bytes = Array(bytes)
  nettle_sha256_update(&context, bytes.count, bytes)
  var digest = [UInt8](repeating: 0, count: 32)
  nettle_sha256_digest(&context, digest.count, &digest)
  let digits = Array("0123456789abcdef")
  return String(digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
}

/// SHA-256 of the text's UTF-8 bytes.
public func sha256(_ text: String) -> String { sha256(text.utf8) }
