import Evidence
import Exact
import Foundation
import Randomness

extension Claim {
  /// Matrices of bits.
  static let bitMatrices = Claim(
    id: "exact.bit-matrices",
    title: "Packed matrices of bits are matrices of bits",
    sentences: [
      Sentence(
        """
        For lists of rows of bits, `BitMatrix` gives each bit, row and text, the weights, the numbers of common ones and of \
        differences, selections, transposes, equal rows and their multiplicities as their definitions say; bits beyond the last column \
        are 0.
        """,
        checks: ["rows"])
    ],
    source: .definition("rows of Boolean values"),
    checks: [
      Check(
        "rows", level: .certified,
        family: .random(
          "up to 8 rows of 0 to 4, 62 to 66 or 127 to 130 bits, some of them equal", quick: 80, deep: 4_000,
          draw: { _, stream in
            let columns = [0...4, 62...66, 127...130][stream.uniform(in: 0...2)]
            let width = stream.uniform(in: columns)
            var rows = (0..<stream.uniform(in: 0...5)).map { _ in
              String((0..<width).map { _ in stream.uniform(in: 0...1) == 0 ? "0" : "1" as Character })
            }
            for _ in 0..<3 where !rows.isEmpty { rows.append(rows[stream.uniform(in: 0...(rows.count - 1))]) }
            return BitRows(rows: rows, columns: width)
          }),
        subject: BitResults.calculate,
        mutants: [
          "a bit in the second word is set in the first": { input in
            var results = try BitResults.calculate(input)
            if input.columns > 64, let first = results.weights.first { results.weights[0] = first + 1 }
            return results
          },
          "the distance of rows of 64 bits forgets the last": { input in
            var results = try BitResults.calculate(input)
            if input.columns == 64, let first = input.rows.first, first.last == "1", let last = input.rows.last,
              last.last == "0"
            {
              results.distances[0][input.rows.count - 1] -= 1
            }
            return results
          },
          "the second copy of a row is its own first": { input in
            var results = try BitResults.calculate(input)
            for (i, row) in results.firstEqualRows.enumerated() where row != i { results.firstEqualRows[i] = i }
            return results
          },
        ], test: BitResults.areRight)
    ])
}

private struct BitRows: Codable, Sendable {
  var rows: [String]
  var columns: Int
}

private struct BitResults: Sendable {
  var texts: [String]
  var bits: [[Bool]]
  var weights: [Int]
  var common: [[Int]]
  var distances: [[Int]]
  var firstEqualRows: [Int]
  var copyNumbers: [Int]
  var multiplicity: Int
  var transposed: [String]
  var selected: [String]
  var flipped: [String]
  var description: String
  var isClean: Bool
  var isSame: Bool

  static let calculate: Algorithm<BitRows, BitResults> = { input in
    let matrix = try BitMatrix(input.rows, columns: input.columns)
    let all = Array(0..<matrix.rows)
    let reversed = matrix.selecting(rows: all.reversed()).appending(rows: matrix)
    // Each bit set to its opposite, one by one.
    var flipped = BitMatrix(rows: matrix.rows, columns: matrix.columns) { matrix[$0, $1] }
    let again = flipped == matrix
    for i in all { for j in 0..<matrix.columns { flipped[i, j] = !flipped[i, j] } }
    let coded = try JSONDecoder().decode(BitMatrix.self, from: JSONEncoder().encode(matrix))
    return BitResults(
      texts: matrix.rowTexts, bits: all.map { i in (0..<matrix.columns).map { matrix[i, $0] } },
      weights: all.map(matrix.weight(ofRow:)), common: all.map { i in all.map { matrix.commonOnes(i, matrix, $0) } },
      distances: all.map { i in all.map { matrix.distance(i, matrix, $0) } }, firstEqualRows: matrix.firstEqualRows,
      copyNumbers: matrix.copyNumbers, multiplicity: matrix.greatestMultiplicity,
      transposed: matrix.transposed().rowTexts,
      selected: reversed.rowTexts, flipped: flipped.rowTexts, description: matrix.description,
      isClean: matrix.columns % 64 == 0
        || all.allSatisfy { i in flipped.row(i).last.map { $0 >> UInt64(matrix.columns % 64) == 0 } ?? true },
      isSame: again && coded == matrix && matrix.wordsPerRow == (matrix.columns + 63) / 64
        && matrix.words.count == matrix.rows * matrix.wordsPerRow)
  }

  @Sendable static func areRight(_ calculate: Algorithm<BitRows, BitResults>, of input: BitRows) throws -> Verdict {
    let found = try calculate(input)
    let (texts, bits) = (input.rows, input.rows.map { $0.map { $0 == "1" } })
    func count(_ i: Int, _ j: Int, _ condition: (Bool, Bool) -> Bool) -> Int {
      zip(bits[i], bits[j]).count { condition($0, $1) }
    }
    let all = texts.indices
    let before = all.map { i in texts[..<i].count { $0 == texts[i] } }
    return .all(
      .equal(found.texts, texts, "the rows"), .equal(found.bits, bits, "the bits"),
      .equal(found.weights, bits.map { $0.count { $0 } }, "the weights"),
      .equal(found.common, all.map { i in all.map { count(i, $0) { $0 && $1 } } }, "the common ones"),
      .equal(found.distances, all.map { i in all.map { count(i, $0) { $0 != $1 } } }, "the distances"),
      .equal(found.firstEqualRows, all.map { texts.firstIndex(of: texts[$0]) ?? -1 }, "the first equal rows"),
      .equal(found.copyNumbers, before, "the equal rows before"),
      .equal(found.multiplicity, before.max().map { $0 + 1 } ?? 0, "the greatest multiplicity"),
      .equal(
        found.transposed, (0..<input.columns).map { j in String(bits.map { $0[j] ? "1" : "0" as Character }) },
        "the transpose"),
      .equal(found.selected, texts.reversed() + texts, "the rows reversed, and the rows"),
      .equal(found.flipped, bits.map { String($0.map { $0 ? "0" : "1" as Character }) }, "the opposite bits"),
      .equal(found.description, "[\(texts.joined(separator: ", "))]", "the description"),
      .require(found.isClean && found.isSame, "bits beyond the last column are set, or the matrix is not its own copy"))
  }
}
