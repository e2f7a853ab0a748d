import Exact

/// The entries of a vector as bytes, one after the other, in memory that does not grow with their number.
///
/// ```swift
/// let expansion = try ByteExpansion(program)                     // entries are bytes
/// let text = ByteExpansion(program) { Array("\($0)\n".utf8) }    // each entry is some bytes
/// try text.forEachChunk { bytes in try file.write(contentsOf: Data(bytes)) }
/// ```
///
/// Symbols of few bytes are expanded once, and copied from then on. Longer ones are copied from where they were expanded last, as long
/// as that is among the last 2²⁴ bytes: of a text that repeats, most is copied in long pieces.
public struct ByteExpansion: Sendable {
  /// Symbols of at most this many bytes are kept expanded.
  private static let shortest = 64
  /// All that is kept expanded has at most this many bytes.
  private static let poolLimit = 1 << 25
  /// A chunk has at most this many bytes.
  public static let chunkSize = 1 << 20
  /// The chunks that are remembered.
  private static let chunkCount = 16

  /// How many bytes there are; `Int.max` if there are more than that.
  public var byteCount: Int { sizes.last ?? 0 }

  private let program: StraightLineProgram<Integer>
  /// The bytes of the terminals, one after the other.
  private let units: [UInt8]
  /// Where each terminal's bytes begin, and behind the last one's their end.
  private let unitStarts: [Int]
  /// How many bytes each symbol has, at most `Int.max`.
  private let sizes: [Int]
  /// Where each symbol's bytes begin in the pool; −1 for one that is not kept.
  private let offsets: [Int32]
  private let pool: [UInt8]

  /// Prepares the expansion of a vector of bytes.
  ///
  /// - Throws: ``NotAByte`` with the first entry that is none.
  /// - Complexity: O(n); O(N) to find the first entry that is no byte.
  public init(_ program: StraightLineProgram<Integer>) throws(NotAByte) {
    for value in program.terminals where UInt8(exactly: value) == nil {
      throw NotAByte(index: program.firstIndex(of: value), value: value)
    }
    self.init(program) { UInt8(exactly: $0).map { [$0] } ?? [] }
  }

  /// Prepares the expansion of a vector whose entries are some bytes each.
  ///
  /// - Parameters:
  ///   - program: The vector.
  ///   - encoding: The bytes of an entry, at least one.
  /// - Complexity: O(n), and the encoding of the different entries.
  public init(_ program: StraightLineProgram<Integer>, encoding: (Integer) -> [UInt8]) {
    self.program = program
    var (units, unitStarts, sizes): ([UInt8], [Int], [Int]) = ([], [0], [])
    sizes.reserveCapacity(program.size)
    for value in program.terminals {
      units += encoding(value)
      sizes.append(units.count - (unitStarts.last ?? 0))
      unitStarts.append(units.count)
    }
    for symbol in sizes.count..<max(program.size, sizes.count) {
      let (sum, overflow) = sizes[Int(program.left[symbol])].addingReportingOverflow(sizes[Int(program.right[symbol])])
      sizes.append(overflow ? .max : sum)
    }
    var offsets: [Int32] = []
    offsets.reserveCapacity(program.size)
    let pool = [UInt8](unsafeUninitializedCapacity: Self.poolSize(of: sizes)) { pool, filled in
      for symbol in 0..<program.size {
        let size = sizes[symbol]
        // A child that came when the pool was full is not there.
        guard size <= Self.shortest, filled + size <= pool.count,
          symbol < program.terminals.count
            || offsets[Int(program.left[symbol])] >= 0 && offsets[Int(program.right[symbol])] >= 0
        else {
          offsets.append(-1)
          continue
        }
        offsets.append(Int32(filled))
        if symbol < program.terminals.count {
          for byte in units[unitStarts[symbol]..<unitStarts[symbol + 1]] {
            pool[filled] = byte
            filled += 1
          }
        } else {
          for child in [Int(program.left[symbol]), Int(program.right[symbol])] {
            let first = Int(offsets[child])
            if let base = pool.baseAddress { (base + filled).initialize(from: base + first, count: sizes[child]) }
            filled += sizes[child]
          }
        }
      }
    }
    (self.units, self.unitStarts, self.sizes) = (units, unitStarts, sizes)
    (self.offsets, self.pool) = (offsets, pool)
  }

  /// The most bytes of memory that the expansion takes, and to read the program: what is kept expanded, what is remembered, and 100 for each
  /// symbol. 827,215 symbols of 100 MB took 76 MB.
  public var predictedBytes: Integer {
    Integer(min(Self.chunkSize * Self.chunkCount, byteCount) + pool.count) + 100 * Integer(program.size) + 4_000_000
  }

  /// How many bytes all that is short enough has, at most ``poolLimit``.
  private static func poolSize(of sizes: [Int]) -> Int {
    min(sizes.reduce(0) { $1 <= shortest ? $0 + $1 : $0 }, poolLimit)
  }

  /// Hands out all bytes, in chunks that are valid during the call alone.
  ///
  /// - Throws: what `body` throws.
  /// - Complexity: O(N / 64 + symbols that are passed) copies at worst; memory for 2²⁴ bytes, 8 bytes for each symbol, and the height.
  public func forEachChunk(_ body: (UnsafeRawBufferPointer) throws -> Void) throws {
    guard let root = program.root else { return }
    let capacity = Self.chunkSize * Self.chunkCount
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: min(capacity, max(byteCount, 1)), alignment: 16)
    defer { memory.deallocate() }
    guard let base = memory.baseAddress else { return }
    var ring = Ring(base: base, capacity: capacity)
    // Where each symbol's bytes began last.
    var places = [Int](repeating: -1, count: program.size)
    // Each symbol is looked up at a place of its own: checks of bounds took a third of the time.
    try program.left.withUnsafeBufferPointer { left in
      try program.right.withUnsafeBufferPointer { right in
        try sizes.withUnsafeBufferPointer { sizes in
          try offsets.withUnsafeBufferPointer { offsets in
            try pool.withUnsafeBytes { pool in
              try places.withUnsafeMutableBufferPointer { places in
                // The symbol at hand, and those that come after it.
                var stack: [UInt32] = []
                var symbol = root
                while true {
                  let (size, offset) = (sizes[symbol], Int(offsets[symbol]))
                  if offset >= 0, let source = pool.baseAddress {
                    try ring.append(source + offset, size, body)
                  } else if places[symbol] >= 0, ring.end - places[symbol] + size <= capacity {
                    let place = places[symbol]
                    places[symbol] = ring.end
                    try ring.repeatBytes(at: place, size, body)
                  } else if program.repeated[symbol] != StraightLineProgram<Integer>.none {
                    try repeatUnit(Int(program.repeated[symbol]), program.lengths[symbol], &ring, body)
                  } else {
                    places[symbol] = ring.end
                    stack.append(right[symbol])
                    symbol = Int(left[symbol])
                    continue
                  }
                  guard let next = stack.popLast() else { break }
                  symbol = Int(next)
                }
              }
            }
          }
        }
      }
    }
    try ring.handOut(body)
  }

  /// Writes a terminal's bytes so many times.
  private func repeatUnit(
    _ terminal: Int, _ count: Int, _ ring: inout Ring, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    let unit = units[unitStarts[terminal]..<unitStarts[terminal + 1]]
    guard !unit.isEmpty else { return }
    let most = min(count, max(4096 / unit.count, 1))
    let block = (0..<most).flatMap { _ in unit }
    var rest = count
    while rest > 0 {
      let copies = min(rest, most)
      try block.withUnsafeBytes { block in
        if let source = block.baseAddress { try ring.append(source, copies * unit.count, body) }
      }
      rest -= copies
    }
  }

  /// The last bytes that were written, of which whole chunks are handed out.
  private struct Ring {
    let base: UnsafeMutableRawPointer
    /// A multiple of the chunk's size.
    let capacity: Int
    /// How many bytes have been written.
    private(set) var end = 0
    /// Where `end` is in the ring, and where the chunk that is handed out next begins.
    private var (position, chunk) = (0, 0)

    init(base: UnsafeMutableRawPointer, capacity: Int) { (self.base, self.capacity) = (base, capacity) }

    /// Writes bytes that are elsewhere.
    @inline(__always)
    mutating func append(
      _ source: UnsafeRawPointer, _ count: Int, _ body: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
      if position + count < chunk + ByteExpansion.chunkSize {
        (base + position).copyMemory(from: source, byteCount: count)
        position += count
        end += count
      } else {
        try appendAcross(source, count, body)
      }
    }

    /// Writes bytes that fill a chunk, or several.
    private mutating func appendAcross(
      _ source: UnsafeRawPointer, _ count: Int, _ body: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
      var (source, rest) = (source, count)
      while rest > 0 {
        let part = min(rest, chunk + ByteExpansion.chunkSize - position)
        (base + position).copyMemory(from: source, byteCount: part)
        position += part
        end += part
        source += part
        rest -= part
        if position == chunk + ByteExpansion.chunkSize { try handOut(body) }
      }
    }

    /// Writes bytes again that were written at a place that is still in the ring.
    mutating func repeatBytes(
      at place: Int, _ count: Int, _ body: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
      var (from, rest) = (place % capacity, count)
      while rest > 0 {
        let part = min(rest, capacity - from)
        try append(base + from, part, body)
        from = 0
        rest -= part
      }
    }

    /// Hands out what has been written and was not handed out.
    mutating func handOut(_ body: (UnsafeRawBufferPointer) throws -> Void) throws {
      if position > chunk { try body(UnsafeRawBufferPointer(start: base + chunk, count: position - chunk)) }
      if position == capacity { position = 0 }
      chunk = position
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
