import CZlib
import Foundation

/// Raw deflate streams (RFC 1951) and CRC-32, by zlib.
enum Deflate {
  /// No deflate stream expands a byte to more than this many: 258 bytes for two bits.
  static let maximalRatio = 1032

  /// zlib counts bytes in 32 bits.
  private static let chunk = 1 << 30

  static func checksum(_ data: Data) -> UInt32 {
    data.withUnsafeBytes { buffer in
      UInt32(truncatingIfNeeded: crc32_z(0, buffer.baseAddress?.assumingMemoryBound(to: UInt8.self), buffer.count))
    }
  }

  /// The bytes that `data` is the deflate stream of, if it is a whole stream of exactly `size` bytes and nothing
  /// follows.
  ///
  /// Never more than `size` bytes of memory are used for the output; a `size` beyond `maximalRatio` is refused before.
  static func inflated(_ data: Data, size: Int) -> Data? {
    guard size / maximalRatio <= data.count else { return nil }
    var stream = z_stream()
    guard inflateInit2_(&stream, -MAX_WBITS, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      return nil
    }
    defer { inflateEnd(&stream) }
    // One byte more, because zlib needs room to see that there is no more.
    var output = Data(count: size + 1)
    let isWhole = output.withUnsafeMutableBytes { output in
      data.withUnsafeBytes { input in
        run(&stream, input, output, { inflate($0, $1) }).map { $0 == (input.count, size) } ?? false
      }
    }
    guard isWhole else { return nil }
    output.removeLast()
    return output
  }

  /// The deflate stream of `data`, at zlib's default level.
  static func deflated(_ data: Data) -> Data? {
    var stream = z_stream()
    let status = deflateInit2_(
      &stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else { return nil }
    defer { deflateEnd(&stream) }
    // Stored blocks are the worst case: 5 bytes for each of at least 16,383 bytes; zlib's own bound counts in `uLong`.
    var output = Data(count: data.count + data.count / 1000 + 64)
    let produced: Int? = output.withUnsafeMutableBytes { output in
      data.withUnsafeBytes { input in
        run(&stream, input, output, { deflate($0, $1) }).flatMap { $0.consumed == input.count ? $0.produced : nil }
      }
    }
    return produced.map { output.prefix($0) }
  }

  /// Runs a stream to its end, in chunks; the numbers of bytes it took and gave, or nil if it failed or found no end.
  private static func run(
    _ stream: inout z_stream, _ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer,
    _ step: (UnsafeMutablePointer<z_stream>, Int32) -> Int32
  ) -> (consumed: Int, produced: Int)? {
    var (consumed, produced) = (0, 0)
    var none: UInt8 = 0
    return withUnsafeMutablePointer(to: &none) { none in
      while true {
        let available = min(chunk, input.count - consumed)
        let room = min(chunk, output.count - produced)
        stream.next_in =
          input.baseAddress.map {
            UnsafeMutablePointer(mutating: $0.assumingMemoryBound(to: UInt8.self) + consumed)
          } ?? none
        stream.avail_in = UInt32(available)
        stream.next_out = output.baseAddress.map { $0.assumingMemoryBound(to: UInt8.self) + produced } ?? none
        stream.avail_out = UInt32(room)
        let isLast = available == input.count - consumed
        let status = step(&stream, isLast ? Z_FINISH : Z_NO_FLUSH)
        let (took, gave) = (available - Int(stream.avail_in), room - Int(stream.avail_out))
        consumed += took
        produced += gave
        if status == Z_STREAM_END { return (consumed, produced) }
        // Z_BUF_ERROR with progress only says that a chunk is used up.
        guard status == Z_OK || status == Z_BUF_ERROR, took + gave > 0 else { return nil }
      }
    }
  }
}
