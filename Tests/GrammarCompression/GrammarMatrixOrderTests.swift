import GrammarCompression
import Randomness
import Testing

/// Matrices of more rows than one chunk of the layout has, and matrices whose columns are compressed in another order.
@Suite("Layout and column order of compressed matrices")
struct GrammarMatrixOrderTests {
  /// Rows of every length, also without entries: rows that are neighbours lie apart in memory.
  static func tall(rows: Int, columns: Int, seed: Int) -> [Double] {
    var stream = RandomStream(seed: 31).child(seed)
    let kinds = (0..<20).map { _ in (0..<columns).map { _ in Double(max(0, stream.uniform(in: -2...2))) } }
    return (0..<rows).flatMap { row in
      row % 7 == 3 ? Array(repeating: 0, count: columns) : kinds[stream.uniform(in: 0...19)]
    }
  }

  static func products(
    _ entries: [Double], rows: Int, columns: Int, x: [Double], y: [Double]
  ) -> (right: [Double], left: [Double]) {
    var (right, left) = ([Double](repeating: 0, count: rows), [Double](repeating: 0, count: columns))
    for row in 0..<rows {
      for column in 0..<columns {
        right[row] += entries[row * columns + column] * x[column]
        left[column] += entries[row * columns + column] * y[row]
      }
    }
    return (right, left)
  }

  @Test("Products over several chunks are those of the definition to the bit", arguments: [2047, 2048, 2049, 5000])
  func chunks(rows: Int) throws {
    let columns = 6
    let entries = Self.tall(rows: rows, columns: columns, seed: rows)
    let x = (0..<columns).map { Double($0 * $0 - 7) }
    let y = (0..<rows).map { Double($0 % 101 - 50) }
    let expected = Self.products(entries, rows: rows, columns: columns, x: x, y: y)
    let matrix = try GrammarMatrix(rows: rows, columns: columns, entries: entries)
    #expect(try matrix.expand() == entries)
    for encoding in GrammarMatrix.Encoding.allCases {
      let matrix = matrix.encoded(as: encoding)
      for threads in [1, 2, 3, 8] {
        #expect(matrix.multiply(x, threads: threads) == expected.right)
        #expect(matrix.multiplyTransposed(y, threads: threads) == expected.left)
      }
      #expect(try GrammarMatrix(decoding: matrix.container) == matrix)
    }
    let (rules, sequence) = try matrix.repairFiles()
    let read = try GrammarMatrix(repairRules: rules, sequence: sequence, values: matrix.values, columns: columns)
    #expect(try read.repairFiles() == (rules, sequence))
    #expect(try read.expand() == entries)
  }

  @Test("With rounding, M x is the same for all encodings and threads, and Mᵀ y in every run")
  func rounding() throws {
    let (rows, columns) = (4500, 5)
    let entries = Self.tall(rows: rows, columns: columns, seed: 1).map { $0 * 0.1 }
    let matrix = try GrammarMatrix(rows: rows, columns: columns, entries: entries)
    let x = (0..<columns).map { 1 / Double($0 + 3) }
    let y = (0..<rows).map { 1 / Double($0 + 7) }
    let right = matrix.multiply(x)
    let expected = Self.products(entries, rows: rows, columns: columns, x: x, y: y)
    #expect(zip(right, expected.right).allSatisfy { abs($0 - $1) < 1e-14 })
    for threads in [2, 3] {
      #expect(matrix.encoded(as: .packed).multiply(x, threads: threads) == right)
      let left = matrix.multiplyTransposed(y, threads: threads)
      #expect(zip(left, expected.left).allSatisfy { abs($0 - $1) < 1e-12 })
      #expect(matrix.encoded(as: .packed).multiplyTransposed(y, threads: threads) == left)
    }
  }

  /// Six groups of four columns that determine each other, dealt out in turn, so that relatives are six apart.
  static let dealt: [Double] = {
    var stream = RandomStream(seed: 32)
    let codes = (0..<6).map { _ in (0..<8).map { _ in (0..<4).map { _ in Double(stream.uniform(in: 0...9)) } } }
    var entries: [Double] = []
    for _ in 0..<400 {
      let levels = (0..<6).map { _ in stream.uniform(in: 0...7) }
      for column in 0..<24 { entries.append(codes[column % 6][levels[column % 6]][column / 6]) }
    }
    return entries
  }()

  @Test("A path cover finds columns that belong together, and halves the grammar", arguments: [1, 3, 16])
  func pathCover(neighbours: Int) throws {
    let given = try GrammarMatrix(rows: 400, columns: 24, entries: Self.dealt)
    let covered = try GrammarMatrix(
      rows: 400, columns: 24, entries: Self.dealt, columnOrder: .pathCover(neighbours: neighbours))
    let order = try #require(covered.columnOrder)
    #expect(order.sorted() == Array(0..<24))
    // Of 23 neighbours at most 5 can be of different groups if each group is together.
    if neighbours > 1 { #expect(zip(order, order.dropFirst()).count { $0 % 6 != $1 % 6 } == 5) }
    let sizes = [given, covered].map { 2 * $0.ruleCount + $0.sequenceCount }
    #expect(sizes[1] * 2 < sizes[0])
    #expect(try covered.expand() == Self.dealt)
  }

  @Test("Products, containers and files do not mind the order of columns")
  func everyOrder() throws {
    var stream = RandomStream(seed: 33)
    let x = (0..<24).map { _ in Double(stream.uniform(in: -99...99)) }
    let y = (0..<400).map { _ in Double(stream.uniform(in: -99...99)) }
    let expected = Self.products(Self.dealt, rows: 400, columns: 24, x: x, y: y)
    let orders: [GrammarMatrix.ColumnOrder] = [
      .asGiven, .pathCover(), .permutation(Array((0..<24).reversed())), .permutation(stream.shuffled(24)),
    ]
    for order in orders {
      let matrix = try GrammarMatrix(
        rows: 400, columns: 24, entries: Self.dealt, encoding: .packed, columnOrder: order)
      #expect(matrix.multiply(x) == expected.right)
      #expect(matrix.multiplyTransposed(y, threads: 2) == expected.left)
      #expect(try GrammarMatrix(decoding: matrix.container) == matrix)
      // In irepair's files the columns are those that were compressed.
      let (rules, sequence) = try matrix.repairFiles()
      let read = try GrammarMatrix(repairRules: rules, sequence: sequence, values: matrix.values, columns: 24)
      let places = matrix.columnOrder ?? Array(0..<24)
      #expect(read.multiply(places.map { x[$0] }) == expected.right)
      #expect(read.ruleCount == matrix.ruleCount)
    }
  }

  @Test("Orders that are no permutation are refused, and orders of empty matrices are not")
  func refusals() throws {
    func compress(_ order: [Int], columns: Int) throws -> GrammarMatrix {
      try GrammarMatrix(rows: 0, columns: columns, entries: [], columnOrder: .permutation(order))
    }
    #expect(throws: GrammarMatrixDefect.badColumnOrder(2)) { try compress([0, 1, 0], columns: 3) }
    #expect(throws: GrammarMatrixDefect.badColumnOrder(0)) { try compress([3, 1, 0], columns: 3) }
    #expect(throws: GrammarMatrixDefect.badColumnOrder(1)) { try compress([0, -1, 1], columns: 3) }
    #expect(throws: GrammarMatrixDefect.wrongCount("columns in the order", 2, expected: 3)) {
      try compress([0, 1], columns: 3)
    }
    for (rows, columns) in [(0, 0), (4, 0), (0, 3), (4, 3)] {
      let matrix = try GrammarMatrix(
        rows: rows, columns: columns, entries: Array(repeating: 0, count: rows * columns), columnOrder: .pathCover())
      #expect(matrix.columnOrder == Array(0..<columns))
      #expect(try GrammarMatrix(decoding: matrix.container) == matrix)
    }
  }
}

extension RandomStream {
  fileprivate mutating func shuffled(_ count: Int) -> [Int] {
    var order = Array(0..<count)
    for index in stride(from: count - 1, to: 0, by: -1) { order.swapAt(index, uniform(in: 0...index)) }
    return order
  }
}

/// Bytes by somebody who repairs the checksum, and grammars of a RePair that is not ours.
@Suite("Forged compressed matrices")
struct GrammarMatrixForgeryTests {
  static func withChecksum(_ body: [UInt8]) -> [UInt8] {
    let sum = body.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    return body + (0..<8).map { UInt8(truncatingIfNeeded: sum >> (8 * $0)) }
  }

  @Test(
    "Forged containers are refused, or are a matrix that multiplies as its expansion does",
    arguments: GrammarMatrix.Encoding.allCases, [GrammarMatrix.ColumnOrder.asGiven, .permutation([3, 1, 0, 2])])
  func forgedContainers(encoding: GrammarMatrix.Encoding, order: GrammarMatrix.ColumnOrder) throws {
    let original = try GrammarMatrix(
      rows: 3, columns: 4, entries: [1, 2, 0, 3, 1, 2, 0, 3, 0, 2, 0, -1], encoding: encoding, columnOrder: order)
    let body = Array(original.container.dropLast(8))
    #expect(Self.withChecksum(body) == original.container)
    var accepted = 0
    for index in body.indices {
      for change: UInt8 in [1, 2, 4, 8, 16, 32, 64, 128, 255] {
        var forged = body
        forged[index] ^= change
        guard let matrix = try? GrammarMatrix(decoding: Self.withChecksum(forged)) else { continue }
        accepted += 1
        guard let entries = try? matrix.expand(limit: 1 << 16) else { continue }
        let x = (0..<matrix.columns).map { Double($0 % 3) }
        let expected = (0..<matrix.rows).map { row in
          (0..<matrix.columns).reduce(0.0) { $0 + entries[row * matrix.columns + $1] * x[$1] }
        }
        #expect(
          matrix.multiply(x).elementsEqual(expected) { $0 == $1 || $1.isNaN || abs($0 - $1) <= abs($1) * 1e-9 })
        #expect(try GrammarMatrix(decoding: matrix.container) == matrix)
      }
      #expect(throws: GrammarMatrixDefect.self) {
        try GrammarMatrix(decoding: Self.withChecksum(Array(body.prefix(index))))
      }
    }
    // Other bits of a value, at least, are another matrix.
    #expect(accepted > 100)
  }

  func read(rules: [UInt32], sequence: [UInt32]) throws -> GrammarMatrix {
    func bytes(_ numbers: [UInt32]) -> [UInt8] {
      numbers.flatMap { number in (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) } }
    }
    return try GrammarMatrix(
      repairRules: bytes(rules), sequence: bytes(sequence), values: [2, 3], columns: 3)
  }

  /// irepair's alphabet ends with the greatest letter that occurs; here 5, though 6 is possible.
  @Test("A grammar of irepair whose alphabet ends early")
  func smallAlphabet() throws {
    let matrix = try read(rules: [6, 1, 5], sequence: [6, 3, 0, 0, 6, 0])
    #expect(try matrix.expand() == [2, 3, 2, 0, 0, 0, 2, 3, 0])
    #expect(try matrix.repairFiles().rules.first == 6)
    #expect(throws: GrammarMatrixDefect.self) { try read(rules: [8, 1, 5], sequence: [8, 0]) }
    #expect(throws: GrammarMatrixDefect.self) { try read(rules: [0, 1, 5], sequence: [0]) }
  }

  @Test("A RePair that lets row ends into rules is found out")
  func rowEndsInRules() throws {
    let text: [UInt32] = [1, 5, 0, 1, 5, 0, 1, 5, 0]
    let plain = try RePair(text)
    func number(_ symbol: UInt32) -> UInt32 {
      symbol < plain.alphabet.count ? plain.alphabet[Int(symbol)] : symbol - UInt32(plain.alphabet.count) + 6
    }
    let rules = plain.rules.flatMap { [number($0.left), number($0.right)] }
    #expect(rules.contains(0))
    let error = #expect(throws: GrammarMatrixDefect.self) {
      try read(rules: [6] + rules, sequence: plain.sequence.map(number))
    }
    guard case .badRule = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }
}
