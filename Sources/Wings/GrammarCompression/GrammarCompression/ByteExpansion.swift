import Exact

/// The entries of a vector of bytes, one after the other, in memory that does not grow with their number.
///
/// ```swift
/// let expansion = try ByteExpansion(program)
/// try expansion.forEachChunk { bytes in try file.write(contentsOf: Data(bytes)) }
/// ```
///
/// Symbols of few entries are expanded once, and copied from then on.
public struct ByteExpansion: Sendable {
  /// Symbols of at most this many entries are kept expanded.
  private static let shortest = 64
  /// All that is kept expanded has at most this many bytes.
  private static let poolLimit = 1 << 25
  /// A chunk has at most this many bytes.
  public static let chunkSize = 1 << 20

  private let program: StraightLineProgram<Integer>
  /// The entries of the terminals.
  private let bytes: [UInt8]
  /// Where each symbol's entries begin in the pool; −1 for one that is not kept.
  private let offsets: [Int32]
  private let pool: [UInt8]

  /// Prepares the expansion.
  ///
  /// - Throws: ``NotAByte`` with the first entry that is none.
  /// - Complexity: O(n); O(N) to find the first entry that is no byte.
  public init(_ program: StraightLineProgram<Integer>) throws(NotAByte) {
    self.program = program
    var bytes: [UInt8] = []
    for value in program.terminals {
      guard let byte = UInt8(exactly: value) else {
        var position = 0
        for run in program.runs {
          if run.value == value { break }
          position += run.count
        }
        throw NotAByte(index: position, value: value)
      }
      bytes.append(byte)
    }
    var offsets: [Int32] = []
    offsets.reserveCapacity(program.size)
    let pool = [UInt8](unsafeUninitializedCapacity: Self.poolSize(of: program)) { pool, filled in
      for symbol in 0..<program.size {
        let length = program.lengths[symbol]
        // A child that came when the pool was full is not there.
        guard length <= Self.shortest, filled + length <= pool.count,
          symbol < bytes.count || offsets[Int(program.left[symbol])] >= 0 && offsets[Int(program.right[symbol])] >= 0
        else {
          offsets.append(-1)
          continue
        }
        offsets.append(Int32(filled))
        if symbol < bytes.count {
          pool[filled] = bytes[symbol]
          filled += 1
        } else {
          for child in [Int(program.left[symbol]), Int(program.right[symbol])] {
            let first = Int(offsets[child])
            if let base = pool.baseAddress {
              (base + filled).initialize(from: base + first, count: program.lengths[child])
            }
            filled += program.lengths[child]
          }
        }
      }
    }
    (self.bytes, self.offsets, self.pool) = (bytes, offsets, pool)
  }

  /// How many bytes all that is short enough has, at most ``poolLimit``.
  private static func poolSize(of program: StraightLineProgram<Integer>) -> Int {
    min(program.lengths.reduce(0) { $1 <= shortest ? $0 + $1 : $0 }, poolLimit)
  }

  /// Hands out all entries, in chunks that are valid during the call alone.
  ///
  /// - Throws: what `body` throws.
  /// - Complexity: O(N / 64 + symbols that are passed) copies; memory for a chunk and the height.
  public func forEachChunk(_ body: (UnsafeRawBufferPointer) throws -> Void) throws {
    guard let root = program.root else { return }
    // Each symbol is looked up at a place of its own: checks of bounds took a third of the time.
    try program.left.withUnsafeBufferPointer { left in
      try program.right.withUnsafeBufferPointer { right in
        try program.lengths.withUnsafeBufferPointer { lengths in
          try offsets.withUnsafeBufferPointer { offsets in
            try pool.withUnsafeBytes { pool in
              try forEachChunk(root: root, left, right, lengths, offsets, pool, body)
            }
          }
        }
      }
    }
  }

  private func forEachChunk(
    root: Int, _ left: UnsafeBufferPointer<UInt32>, _ right: UnsafeBufferPointer<UInt32>,
    _ lengths: UnsafeBufferPointer<Int>, _ offsets: UnsafeBufferPointer<Int32>, _ pool: UnsafeRawBufferPointer,
    _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    let size = Self.chunkSize
    try withUnsafeTemporaryAllocation(byteCount: size, alignment: 16) { chunk in
      guard let target = chunk.baseAddress, let source = pool.baseAddress else { return }
      var filled = 0
      // The symbol at hand, and those that come after it.
      var stack: [UInt32] = []
      var symbol = root
      while true {
        let offset = Int(offsets[symbol])
        if offset >= 0 {
          let length = lengths[symbol]
          if filled + length > size {
            try body(UnsafeRawBufferPointer(start: target, count: filled))
            filled = 0
          }
          (target + filled).copyMemory(from: source + offset, byteCount: length)
          filled += length
        } else if program.repeated[symbol] != StraightLineProgram<Integer>.none {
          let byte = bytes[Int(program.repeated[symbol])]
          var rest = lengths[symbol]
          while rest > 0 {
            let length = min(rest, size - filled)
            (target + filled).initializeMemory(as: UInt8.self, repeating: byte, count: length)
            filled += length
            rest -= length
            if filled == size {
              try body(UnsafeRawBufferPointer(start: target, count: filled))
              filled = 0
            }
          }
        } else {
          stack.append(right[symbol])
          symbol = Int(left[symbol])
          continue
        }
        guard let next = stack.popLast() else { break }
        symbol = Int(next)
      }
      if filled > 0 { try body(UnsafeRawBufferPointer(start: target, count: filled)) }
    }
  }
}

/// An entry of a vector is no byte.
public struct NotAByte: Error, Equatable, Sendable, CustomStringConvertible {
  /// Its index, from 0.
  public let index: Int
  /// The entry.
  public let value: Integer

  public var description: String { "entry \(index) is \(value), which is no byte" }
}
