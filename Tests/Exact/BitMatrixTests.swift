import Exact
import Foundation
import Testing

@Suite("Matrices of bits")
struct BitMatrixTests {
  @Test("Rows are read, measured and written")
  func rows() throws {
    let bits = try BitMatrix(["101", "110", "101"])
    #expect(bits.rows == 3 && bits.columns == 3 && bits.wordsPerRow == 1)
    #expect(bits[0, 0] && !bits[0, 1] && bits[0, 2])
    #expect(bits.rowTexts == ["101", "110", "101"])
    #expect(bits.description == "[101, 110, 101]")
    #expect(bits.weight(ofRow: 1) == 2)
    #expect(bits.commonOnes(0, bits, 1) == 1)
    #expect(bits.distance(0, bits, 1) == 2)
    #expect(bits.firstEqualRows == [0, 1, 0])
    #expect(bits.copyNumbers == [0, 0, 1] && bits.greatestMultiplicity == 2)
    #expect(BitMatrix(rows: 0, columns: 3).greatestMultiplicity == 0)
    #expect(bits.selecting(rows: [1, 0]).rowTexts == ["110", "101"])
    #expect(bits.appending(rows: try BitMatrix(["000"])).rowTexts == ["101", "110", "101", "000"])
  }

  @Test("Every width agrees with plain arrays", arguments: [0, 1, 2, 63, 64, 65, 127, 128, 129, 200])
  func widths(columns: Int) throws {
    var generator = SplitMix(seed: UInt64(columns))
    let plain = (0..<9).map { _ in (0..<columns).map { _ in generator.next() & 1 == 1 } }
    let bits = BitMatrix(rows: 9, columns: columns) { plain[$0][$1] }
    #expect(bits.wordsPerRow == (columns + 63) / 64)
    for i in 0..<9 {
      #expect(bits.weight(ofRow: i) == plain[i].count { $0 })
      #expect(bits.text(ofRow: i) == plain[i].map { $0 ? "1" : "0" }.joined())
      for j in 0..<9 {
        #expect(bits.commonOnes(i, bits, j) == zip(plain[i], plain[j]).count { $0 && $1 })
        #expect(bits.distance(i, bits, j) == zip(plain[i], plain[j]).count { $0 != $1 })
      }
    }
    #expect(bits.transposed().transposed() == bits || columns == 0)
    #expect(try BitMatrix(bits.rowTexts, columns: columns) == bits)
    #expect(try JSONDecoder().decode(BitMatrix.self, from: JSONEncoder().encode(bits)) == bits)
    guard columns > 0 else { return }
    var changed = bits
    changed[3, columns - 1].toggle()
    #expect(changed != bits)
    changed[3, columns - 1].toggle()
    #expect(changed == bits)
  }

  @Test("Bad rows are named")
  func errors() {
    #expect(throws: BitMatrixError.raggedRow(row: 1, count: 1, expected: 2)) { try BitMatrix(["10", "1"]) }
    #expect(throws: BitMatrixError.notABit(row: 0, column: 1)) { try BitMatrix(["1x"]) }
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(BitMatrix.self, from: Data(#"{"columns":-1,"rows":[]}"#.utf8))
    }
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(BitMatrix.self, from: Data(#"{"columns":2,"rows":["10","2"]}"#.utf8))
    }
  }
}
