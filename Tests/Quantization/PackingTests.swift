import Arrays
import Quantization
import Randomness
import Testing

@Suite("Packed codes")
struct PackingTests {
  @Test("Codes of every width and number come back; the words are as many as are needed", arguments: 1...8)
  func roundTrip(bits: Int) {
    var stream = RandomStream(seed: 2).child("packing").child(bits)
    for count in [0, 1, 2, 7, 31, 32, 33, 64, 100] {
      let codes = (0..<count).map { _ in UInt8(stream.uniform(in: 0...((1 << bits) - 1))) }
      let words = PackedCodes.pack(codes, bits: bits)
      #expect(words.count == (count * bits + 31) / 32)
      #expect(PackedCodes.unpack(words, bits: bits, count: count) == codes)
    }
    #expect(PackedCodes.pack([1, 1], bits: bits) == [UInt32(1 + 1 << bits)])
  }

  /// AutoGPTQ's packing of 3 bits, as it is written there: ten codes, one that straddles, ten, one that straddles, ten.
  private func packedInTens(_ codes: [UInt8]) -> [UInt32] {
    var words = [UInt32](repeating: 0, count: codes.count / 32 * 3)
    var (i, row) = (0, 0)
    while row < words.count {
      for j in i..<(i + 10) { words[row] |= UInt32(codes[j]) << UInt32(3 * (j - i)) }
      i += 10
      words[row] |= UInt32(codes[i]) << 30
      row += 1
      words[row] |= UInt32(codes[i] >> 2) & 1
      i += 1
      for j in i..<(i + 10) { words[row] |= UInt32(codes[j]) << UInt32(3 * (j - i) + 1) }
      i += 10
      words[row] |= UInt32(codes[i]) << 31
      row += 1
      words[row] |= UInt32(codes[i] >> 1) & 3
      i += 1
      for j in i..<(i + 10) { words[row] |= UInt32(codes[j]) << UInt32(3 * (j - i) + 2) }
      i += 10
      row += 1
    }
    return words
  }

  @Test("Three bits straddle words as in AutoGPTQ")
  func threeBits() {
    var stream = RandomStream(seed: 3).child("packing")
    let codes = (0..<96).map { _ in UInt8(stream.uniform(in: 0...7)) }
    #expect(PackedCodes.pack(codes, bits: 3) == packedInTens(codes))
  }

  private func matrix(bits: Int, rows: Int, columns: Int, group: Int?) throws -> QuantizedMatrix {
    var stream = RandomStream(seed: 4).child("layout").child(bits)
    let weights = DenseMatrix<Float>(rows: rows, columns: columns) { _, _ in Float(stream.uniform(in: -99...99)) / 64 }
    return try QuantizedMatrix.nearest(weights, grid: GridSpecification(bits: bits, group: group)).matrix
  }

  @Test("The GPTQ layout: what its readers compute is the matrix, and it comes back", arguments: [2, 3, 4, 8])
  func layout(bits: Int) throws {
    let matrix = try matrix(bits: bits, rows: 32, columns: 64, group: 16)
    let layout = try GPTQLayout(matrix)
    #expect(layout.groupIndex == (0..<64).map { Int32($0 / 16) })
    #expect(try layout.matrix(grid: matrix.grid) == matrix)
    let values = matrix.weights()
    for output in [0, 7, 31] {
      for input in 0..<64 {
        let group = Int(layout.groupIndex[input])
        // Bit by bit: code and zero from their places, the zero plus 1.
        func bit(_ words: [UInt32], _ place: Int, _ column: Int, _ width: Int) -> Int {
          Int(words[place / 32 * width + column] >> UInt32(place % 32) & 1)
        }
        let code = (0..<bits).reduce(0) { $0 + bit(layout.qweight, input * bits + $1, output, 32) << $1 }
        let zeroWords = Array(layout.qzeros[group * bits..<(group + 1) * bits])
        let zero = (0..<bits).reduce(0) { $0 + bit(zeroWords, output * bits + $1, 0, 1) << $1 } + 1
        #expect(layout.scales[group * 32 + output] * Float(code - zero) == values[output, input])
      }
    }
  }

  @Test("What the layout cannot hold is refused")
  func refusals() throws {
    #expect(throws: QuantizationError.layout("the GPTQ layout has 2, 3, 4 or 8 bits, not 5")) {
      try GPTQLayout(try matrix(bits: 5, rows: 32, columns: 32, group: nil))
    }
    #expect(
      throws: QuantizationError.layout(
        "30 inputs of 4 bits do not fill whole words of 32 bits, as the GPTQ layout needs")
    ) { try GPTQLayout(try matrix(bits: 4, rows: 32, columns: 30, group: nil)) }
    let positive = try QuantizedMatrix.nearest(
      DenseMatrix(rows: 8, columns: 8, repeating: 1), grid: GridSpecification(bits: 4)
    ).matrix
    #expect {
      try GPTQLayout(positive)
    } throws: { "\($0)".hasPrefix("the zero of row 0, group 0 is 0") }
    let parts = try matrix(bits: 4, rows: 8, columns: 8, group: 8)
    #expect(throws: QuantizationError.grid("the code 16 has more than 4 bits")) {
      try QuantizedMatrix(
        rows: 8, columns: 8, grid: parts.grid, codes: parts.codes.dropLast() + [16], scales: parts.scales,
        zeros: parts.zeros)
    }
    #expect(throws: QuantizationError.count("the list of scales", found: 7, expected: 8)) {
      try QuantizedMatrix(
        rows: 8, columns: 8, grid: parts.grid, codes: parts.codes, scales: parts.scales.dropLast(), zeros: parts.zeros)
    }
    #expect(throws: QuantizationError.grid("the scale 0.0 is not a finite number above 0")) {
      try QuantizedMatrix(
        rows: 8, columns: 8, grid: parts.grid, codes: parts.codes, scales: parts.scales.dropLast() + [0],
        zeros: parts.zeros)
    }
  }
}
