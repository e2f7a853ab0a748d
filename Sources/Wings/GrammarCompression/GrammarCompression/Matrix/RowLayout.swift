/// Where the symbols of each row lie in memory.
///
/// Rows are cut into chunks, and within a chunk the rows that have equally many symbols lie together, in ascending order. The
/// loop over the symbols of a row then takes the same number of steps many times, which processors predict; with rows in
/// their own order, its end was mispredicted in every row, and products took 1.8 times as long (100,000 rows of 4.5 symbols).
/// The place of a row in its chunk, 11 bits, is the price.
struct RowLayout: Equatable, Sendable {
  /// Rows of a chunk. The entries of a vector that belong to them stay in the first-level cache.
  static let chunkRows = 2048

  struct Chunk: Equatable, Sendable {
    var firstSymbol: Int
    var groups: Range<Int>
  }

  /// Rows with equally many symbols.
  struct Group: Equatable, Sendable {
    var symbolsPerRow: UInt32
    var rows: UInt32
  }

  let rows: Int
  let chunks: [Chunk]
  let groups: [Group]
  /// For each row in memory, its place in its chunk.
  let places: PackedArray

  /// The layout of rows that have the given numbers of symbols.
  init(_ rowLengths: [UInt32]) {
    var chunks: [Chunk] = []
    var groups: [Group] = []
    var places: [UInt32] = []
    places.reserveCapacity(rowLengths.count)
    var symbol = 0
    for first in stride(from: 0, to: rowLengths.count, by: Self.chunkRows) {
      let rows = first..<min(first + Self.chunkRows, rowLengths.count)
      let start = groups.count
      let firstSymbol = symbol
      for row in rows.sorted(by: { (rowLengths[$0], $0) < (rowLengths[$1], $1) }) {
        places.append(UInt32(row - first))
        symbol += Int(rowLengths[row])
        if groups.count > start, groups[groups.count - 1].symbolsPerRow == rowLengths[row] {
          groups[groups.count - 1].rows += 1
        } else {
          groups.append(Group(symbolsPerRow: rowLengths[row], rows: 1))
        }
      }
      chunks.append(Chunk(firstSymbol: firstSymbol, groups: start..<groups.count))
    }
    (rows, self.chunks, self.groups, self.places) = (rowLengths.count, chunks, groups, PackedArray(places))
  }

  /// The bytes that the layout takes.
  var byteCount: Int {
    places.bytes.count + groups.count * MemoryLayout<Group>.stride + chunks.count * MemoryLayout<Chunk>.stride
  }

  /// The number of symbols of each row.
  var rowLengths: [UInt32] {
    var lengths = [UInt32](repeating: 0, count: rows)
    enumerateRows { row, symbols in lengths[row] = UInt32(symbols.count) }
    return lengths
  }

  /// Symbols in the order of rows, from those in memory.
  func inOrderOfRows(_ symbols: [UInt32]) -> [UInt32] {
    var result = [UInt32](repeating: 0, count: symbols.count)
    let starts = rowStarts
    enumerateRows { row, range in
      for (offset, index) in range.enumerated() { result[starts[row] + offset] = symbols[index] }
    }
    return result
  }

  /// Symbols as they lie in memory, from those in the order of rows.
  func arranged(_ symbols: [UInt32]) -> [UInt32] {
    var result = [UInt32](repeating: 0, count: symbols.count)
    let starts = rowStarts
    enumerateRows { row, range in
      for (offset, index) in range.enumerated() { result[index] = symbols[starts[row] + offset] }
    }
    return result
  }

  private var rowStarts: [Int] {
    var starts: [Int] = []
    starts.reserveCapacity(rows)
    var start = 0
    for length in rowLengths {
      starts.append(start)
      start += Int(length)
    }
    return starts
  }

  private func enumerateRows(_ body: (_ row: Int, _ symbols: Range<Int>) -> Void) {
    let places = places.array
    for (index, chunk) in chunks.enumerated() {
      var place = index * Self.chunkRows
      var symbol = chunk.firstSymbol
      for group in groups[chunk.groups] {
        for _ in 0..<group.rows {
          let end = symbol + Int(group.symbolsPerRow)
          body(index * Self.chunkRows + Int(places[place]), symbol..<end)
          (symbol, place) = (end, place + 1)
        }
      }
    }
  }

  /// The given number of threads, or as many as there are chunks: the others would have nothing to do.
  func usefulThreads(_ threads: Int) -> Int { min(threads, max(1, chunks.count)) }

  /// Consecutive chunks for each of `count` threads, with about equally many rows and symbols.
  func parts(_ count: Int) -> [Range<Int>] {
    guard count > 1 else { return [chunks.indices] }
    let symbols = groups.reduce(0) { $0 + Int($1.symbolsPerRow) * Int($1.rows) }
    let work = chunks.enumerated().map { $1.firstSymbol + $0 * Self.chunkRows }
    var parts: [Range<Int>] = []
    var first = 0
    for part in 1...count {
      var end = first
      while end < chunks.count, part == count || work[end] * count < (symbols + rows) * part { end += 1 }
      parts.append(first..<end)
      first = end
    }
    return parts
  }
}
