import CZlib
import Foundation

/// Files that gzip wrote (RFC 1952): one member after another, each with a checksum.
///
/// ```swift
/// if Gzip.isMember(data) { data = try Gzip.expanded(data, limit: 1 << 32) }
/// ```
public enum Gzip {
  /// Whether the bytes begin as a gzip file does: 1f 8b 08.
  public static func isMember(_ data: Data) -> Bool { data.starts(with: [0x1f, 0x8b, 0x08]) }

  /// The bytes that were compressed, of all members.
  ///
  /// - Parameters:
  ///   - data: The file.
  ///   - limit: The most bytes that there may be: a small file can stand for a thousand times its size.
  /// - Throws: `FormatError` `.tooLarge` beyond the limit, `.truncated` or `.corrupt` where the stream ends early, is damaged or has bytes
  ///   after its last member that are not zeros.
  /// - Complexity: O(n) for n bytes of output, with at most 2 n bytes of memory.
  public static func expanded(_ data: Data, limit: Int) throws(FormatError) -> Data {
    var stream = GzipStream(limit: limit)
    let output = try stream.expanded(data)
    try stream.finish()
    return output
  }
}

/// Expands a gzip file piece by piece.
public struct GzipStream: ~Copyable {
  private let stream: UnsafeMutablePointer<z_stream>
  private let limit: Int
  private var produced = 0
  private var consumed = 0
  private var isReady = false
  /// Whether the last member that began has ended.
  private var isComplete = false
  /// Whether only zeros may follow, with which some tapes and tools fill up.
  private var isPadding = false

  /// A stream that gives at most `limit` bytes.
  public init(limit: Int) {
    self.limit = limit
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    // 16 more than the window's bits: a gzip header and nothing else.
    isReady = inflateInit2_(stream, MAX_WBITS + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
  }

  deinit {
    if isReady { inflateEnd(stream) }
    stream.deinitialize(count: 1)
    stream.deallocate()
  }

  /// What the next bytes of the file stand for.
  ///
  /// - Throws: `FormatError` as ``Gzip/expanded(_:limit:)`` does.
  /// - Complexity: O(n) for n bytes of input and output.
  public mutating func expanded(_ data: Data) throws(FormatError) -> Data {
    guard isReady else {
      throw FormatError(.tooLarge, .whole, "gzip stream", found: "no memory", expected: "memory for a window of 32 KiB")
    }
    var input = [UInt8](data)
    var output = Data()
    var room = [UInt8](repeating: 0, count: max(1 << 14, min(input.count * 4, 1 << 20)))
    var offset = 0
    while offset < input.count {
      if isComplete {
        if isPadding || input[offset] == 0 {
          isPadding = true
          guard input[offset...].allSatisfy({ $0 == 0 }) else {
            throw failure(.malformed, at: offset, "bytes after the last member", "another member, or the end")
          }
          consumed += input.count - offset
          return output
        }
        guard inflateReset(stream) == Z_OK else {
          throw failure(.corrupt, at: offset, "a stream in disorder", "another member")
        }
        isComplete = false
      }
      let (status, took, gave) = input.withUnsafeMutableBufferPointer { input in
        room.withUnsafeMutableBufferPointer { room in
          let available = min(input.count - offset, 1 << 30)
          stream.pointee.next_in = input.baseAddress.map { $0 + offset }
          stream.pointee.avail_in = UInt32(available)
          stream.pointee.next_out = room.baseAddress
          stream.pointee.avail_out = UInt32(room.count)
          let status = inflate(stream, Z_NO_FLUSH)
          return (status, available - Int(stream.pointee.avail_in), room.count - Int(stream.pointee.avail_out))
        }
      }
      offset += took
      produced += gave
      guard produced <= limit else {
        throw FormatError(
          .tooLarge, .byte(consumed + offset), "gzip stream", found: "more than \(limit) bytes",
          expected: "at most \(limit) bytes, for which there is memory")
      }
      output.append(contentsOf: room[..<gave])
      switch status {
      case Z_STREAM_END: isComplete = true
      case Z_OK where took + gave > 0, Z_BUF_ERROR where took + gave > 0: break
      default:
        throw failure(.corrupt, at: offset, "a damaged member", "a gzip stream with the right checksum and length")
      }
    }
    consumed += offset
    return output
  }

  /// Sees that the last member was whole.
  public func finish() throws(FormatError) {
    if !isComplete { throw failure(.truncated, at: 0, "the end of the file", "the rest of the member") }
  }

  private func failure(_ reason: FormatError.Reason, at offset: Int, _ found: String, _ expected: String) -> FormatError
  {
    FormatError(reason, .byte(consumed + offset), "gzip stream", found: found, expected: expected)
  }
}
