/// A quantized matrix as AutoGPTQ and its readers lay it out: the tensors `qweight`, `qzeros`, `scales` and `g_idx` of a layer.
///
/// Codes are packed along the inputs, so that `qweight` has inputs · bits / 32 rows and a column for each output; `qzeros` holds the zeros
/// less 1, packed along the outputs; `scales` has a row for each group. A weight is scale · (code − (zero − 1 + 1)). With 3 bits a
/// code may straddle words, as in AutoGPTQ's own packing.
///
/// Source: AutoGPTQ, `qlinear_cuda_old.py` (pack and forward).
public struct GPTQLayout: Hashable, Sendable {
  /// The number of inputs, columns of the matrix.
  public let inputs: Int
  /// The number of outputs, rows of the matrix.
  public let outputs: Int
  /// inputs · bits / 32 × outputs.
  public let qweight: [UInt32]
  /// Groups × outputs · bits / 32.
  public let qzeros: [UInt32]
  /// Groups × outputs.
  public let scales: [Float]
  /// The group of each input.
  public let groupIndex: [Int32]

  /// What a file has; ``matrix(grid:)`` sees whether it goes together.
  public init(
    inputs: Int, outputs: Int, qweight: [UInt32], qzeros: [UInt32], scales: [Float], groupIndex: [Int32]
  ) {
    (self.inputs, self.outputs, self.qweight, self.qzeros, self.scales) = (inputs, outputs, qweight, qzeros, scales)
    self.groupIndex = groupIndex
  }

  /// Lays a matrix out.
  ///
  /// - Throws: ``QuantizationError/layout(_:)`` if there are not 2, 3, 4 or 8 bits, inputs or outputs do not fill whole words, or a zero
  ///   is 0, of which the layout cannot hold the predecessor.
  /// - Complexity: O(inputs · outputs).
  public init(_ matrix: QuantizedMatrix) throws(QuantizationError) {
    let (bits, inputs, outputs, groups) = (matrix.grid.bits, matrix.columns, matrix.rows, matrix.groups)
    guard [2, 3, 4, 8].contains(bits) else { throw .layout("the GPTQ layout has 2, 3, 4 or 8 bits, not \(bits)") }
    for (what, count) in [("inputs", inputs), ("outputs", outputs)] where count * bits % 32 != 0 {
      throw .layout("\(count) \(what) of \(bits) bits do not fill whole words of 32 bits, as the GPTQ layout needs")
    }
    if let place = matrix.zeros.firstIndex(of: 0) {
      throw .layout(
        "the zero of row \(place / groups), group \(place % groups) is 0, whose predecessor the GPTQ layout cannot hold; "
          + "the weights of this group have one sign")
    }
    let words = inputs * bits / 32
    var qweight = [UInt32](repeating: 0, count: words * outputs)
    for output in 0..<outputs {
      let packed = PackedCodes.pack(matrix.codes[output * inputs..<(output + 1) * inputs], bits: bits)
      for (place, word) in packed.enumerated() { qweight[place * outputs + output] = word }
    }
    var (qzeros, scales): ([UInt32], [Float]) = ([], [])
    for group in 0..<groups {
      qzeros += PackedCodes.pack((0..<outputs).map { matrix.zeros[$0 * groups + group] - 1 }, bits: bits)
      scales += (0..<outputs).map { matrix.scales[$0 * groups + group] }
    }
    (self.inputs, self.outputs, self.qweight, self.qzeros, self.scales) = (inputs, outputs, qweight, qzeros, scales)
    groupIndex = (0..<inputs).map { Int32(matrix.grid.group(of: $0)) }
  }

  /// The matrix that was laid out.
  ///
  /// - Parameter grid: its grids.
  /// - Throws: ``QuantizationError`` if they do not go with the tensors.
  /// - Complexity: O(inputs · outputs).
  public func matrix(grid: GridSpecification) throws(QuantizationError) -> QuantizedMatrix {
    let (bits, groups) = (grid.bits, grid.groupCount(columns: inputs))
    guard qweight.count == inputs * bits / 32 * outputs else {
      throw .count("qweight", found: qweight.count, expected: inputs * bits / 32 * outputs)
    }
    guard qzeros.count == groups * (outputs * bits / 32) else {
      throw .count("qzeros", found: qzeros.count, expected: groups * (outputs * bits / 32))
    }
    guard scales.count == groups * outputs else {
      throw .count("scales", found: scales.count, expected: groups * outputs)
    }
    guard groupIndex == (0..<inputs).map({ Int32(grid.group(of: $0)) }) else {
      throw .layout("g_idx is not that of groups of \(grid.group ?? inputs) inputs that follow each other")
    }
    guard inputs * bits % 32 == 0, outputs * bits % 32 == 0 else {
      throw .layout("\(inputs) inputs and \(outputs) outputs of \(bits) bits do not fill whole words")
    }
    let words = inputs * bits / 32
    var codes: [UInt8] = []
    for output in 0..<outputs {
      codes += PackedCodes.unpack((0..<words).map { qweight[$0 * outputs + output] }, bits: bits, count: inputs)
    }
    let zeroWords = outputs * bits / 32
    var zeros = [UInt8](repeating: 0, count: groups * outputs)
    var ownScales = [Float](repeating: 0, count: groups * outputs)
    for group in 0..<groups {
      let unpacked = PackedCodes.unpack(
        qzeros[group * zeroWords..<(group + 1) * zeroWords], bits: bits, count: outputs)
      for output in 0..<outputs {
        guard unpacked[output] < 255 else {
          throw .layout("the zero of output \(output), group \(group) is 256, which has more than 8 bits")
        }
        zeros[output * groups + group] = unpacked[output] + 1
        ownScales[output * groups + group] = scales[group * outputs + output]
      }
    }
    return try QuantizedMatrix(
      rows: outputs, columns: inputs, grid: grid, codes: codes, scales: ownScales, zeros: zeros)
  }
}
