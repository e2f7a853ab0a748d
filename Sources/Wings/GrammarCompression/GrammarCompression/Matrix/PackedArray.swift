/// Numbers of `width` bits each, side by side in memory.
struct PackedArray: Equatable, Sendable {
  /// Bits of each number, 1 to 32; 0 only if there is no number, so that no few bytes stand for many numbers.
  let width: Int
  let count: Int
  /// The bits from the lowest of the first byte on, and eight bytes more, so that a whole word can be read anywhere.
  let bytes: [UInt8]

  /// The numbers, with as many bits each as the greatest needs.
  init(_ numbers: [UInt32]) {
    let width = numbers.isEmpty ? 0 : max(UInt32.bitWidth - (numbers.max() ?? 0).leadingZeroBitCount, 1)
    var bytes = [UInt8](repeating: 0, count: PackedArray.byteCount(numbers.count, width: width))
    for (index, number) in numbers.enumerated() {
      let bit = index * width
      var rest = UInt64(number) << UInt64(bit & 7)
      var byte = bit >> 3
      while rest != 0 {
        bytes[byte] |= UInt8(truncatingIfNeeded: rest)
        rest >>= 8
        byte += 1
      }
    }
    (self.width, self.count, self.bytes) = (width, numbers.count, bytes)
  }

  /// The array whose bytes are given; nil unless there are just as many as `count` numbers take.
  init?(count: Int, width: Int, bytes: [UInt8]) {
    guard (count == 0 ? 0 : 1)...32 ~= width, count >= 0, count < 1 << 40,
      bytes.count == PackedArray.byteCount(count, width: width)
    else {
      return nil
    }
    (self.width, self.count, self.bytes) = (width, count, bytes)
  }

  static func byteCount(_ count: Int, width: Int) -> Int { (count * width + 7) / 8 + 8 }

  subscript(index: Int) -> UInt32 {
    precondition(index >= 0 && index < count, "index \(index) is outside 0 ..< \(count)")
    return bytes.withUnsafeBytes { PackedReader($0, width)[index] }
  }
}

extension PackedArray {
  /// The numbers.
  var array: [UInt32] { (0..<count).map { self[$0] } }
}

/// Reads the numbers of a packed array from its bytes.
struct PackedReader {
  private let base: UnsafeRawPointer?
  private let width: Int
  private let mask: UInt64

  @inline(__always)
  init(_ bytes: UnsafeRawBufferPointer, _ width: Int) {
    (base, self.width, mask) = (bytes.baseAddress, width, (1 << UInt64(width)) &- 1)
  }

  @inline(__always)
  subscript(index: Int) -> UInt32 {
    let bit = index &* width
    guard let word = base?.loadUnaligned(fromByteOffset: bit &>> 3, as: UInt64.self) else { return 0 }
    return UInt32(truncatingIfNeeded: (UInt64(littleEndian: word) &>> UInt64(bit & 7)) & mask)
  }
}
