import Exact
import GrammarCompression
import Randomness
import Testing

@Suite("A matrix given by a program of its rows")
struct RowMajorProgramTests {
  /// A program of `length` entries whose rules are joined at random places, so that rows may end within any symbol.
  static func randomProgram(length: Int, using stream: inout RandomStream) throws -> StraightLineProgram<Integer> {
    guard length > 0 else { return StraightLineProgram() }
    var builder = ProgramBuilder<Integer>()
    var pool = [-1, 0, 3].map { builder.terminal($0) }
    for _ in 0..<stream.uniform(in: 0...10) {
      let (first, second) = (
        pool[stream.uniform(in: 0...pool.count - 1)], pool[stream.uniform(in: 0...pool.count - 1)]
      )
      if builder.length(of: first) + builder.length(of: second) <= length {
        pool.append(try builder.pair(first, second))
      }
    }
    var (pieces, rest): ([ProgramBuilder<Integer>.Symbol], Int) = ([], length)
    while rest > 0 {
      let fitting = pool.filter { builder.length(of: $0) <= rest }
      pieces.append(fitting[stream.uniform(in: 0...fitting.count - 1)])
      rest -= builder.length(of: pieces[pieces.count - 1])
    }
    while pieces.count > 1 {
      let place = stream.uniform(in: 0...pieces.count - 2)
      pieces[place] = try builder.pair(pieces[place], pieces[place + 1])
      pieces.remove(at: place + 1)
    }
    return builder.program(root: pieces[0])
  }

  @Test("Every row is that of the expansion, for random grammars and all shapes; it has few symbols of its own")
  func rows() throws {
    for index in 0..<100 {
      var stream = RandomStream(seed: 91).child(index)
      let length = [0, 1, 2, 6, 7, 12, 24, 36, 60][index % 9]
      let program = try Self.randomProgram(length: length, using: &stream)
      let entries = try program.expand()
      for rows in 1...max(length, 1) where length % rows == 0 {
        let matrix = try RowMajorProgram(program, rows: rows, columns: length / rows)
        var expanded: [Integer] = []
        for row in 0..<rows {
          let program = try matrix.row(row)
          #expect(program.size <= matrix.entries.size + 2 * matrix.entries.height)
          expanded += try program.expand()
        }
        #expect(expanded == entries, "\(rows) rows of \(length) entries")
      }
    }
  }

  @Test("A row of a caterpillar, of an exponentially long matrix, and of one without columns")
  func borders() throws {
    for leansLeft in [true, false] {
      var builder = ProgramBuilder<Integer>()
      var spine = builder.terminal(0)
      for index in 1..<3_000 {
        let leaf = builder.terminal(Integer(index % 7))
        spine = leansLeft ? try builder.pair(spine, leaf) : try builder.pair(leaf, spine)
      }
      let program = builder.program(root: spine)
      let (entries, matrix) = (try program.expand(), try RowMajorProgram(program, rows: 3, columns: 1_000))
      for row in 0..<3 { #expect(try matrix.row(row).expand() == Array(entries[row * 1_000..<(row + 1) * 1_000])) }
    }
    var builder = ProgramBuilder<Integer>()
    let zeros = try builder.power(builder.terminal(0), 1 << 40)
    let long = builder.program(
      root: try builder.concatenation([zeros, builder.terminal(1), zeros, builder.terminal(2)]))
    let matrix = try RowMajorProgram(long, rows: 2, columns: (1 << 40) + 1)
    for row in 0..<2 {
      let program = try matrix.row(row)
      #expect(program.count == (1 << 40) + 1 && program.sum == Integer(row + 1) && program[1 << 40] == Integer(row + 1))
    }
    #expect(try RowMajorProgram(StraightLineProgram(), rows: 3, columns: 0).row(2) == StraightLineProgram())
  }

  @Test("A shape that is not that of the program is refused, whatever overflows")
  func shapes() throws {
    let program = try program([1, 2, 3, 4, 5, 6])
    for (rows, columns) in [(2, 3), (3, 2), (1, 6), (6, 1)] {
      #expect(try RowMajorProgram(program, rows: rows, columns: columns).rows == rows)
    }
    let half = 1 << 32
    for (rows, columns) in [
      (2, 2), (0, 6), (-2, -3), (-1, -6), (6, 0), (Int.max, 2), (Int.min, -1), (half + 2, half + 3), (half, half),
    ] {
      #expect(throws: GrammarMatrixError.wrongLength(6, rows: rows, columns: columns)) {
        try RowMajorProgram(program, rows: rows, columns: columns)
      }
    }
    // 2³² · 2³² = 0 where a product wraps around.
    #expect(throws: GrammarMatrixError.wrongLength(0, rows: half, columns: half)) {
      try RowMajorProgram(StraightLineProgram(), rows: half, columns: half)
    }
    #expect(
      GrammarMatrixError.wrongLength(6, rows: 2, columns: 2).description
        == "the program has 6 entries, which is not 2 rows of 2")
  }
}
