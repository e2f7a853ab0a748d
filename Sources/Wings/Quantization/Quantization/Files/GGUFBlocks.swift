import Formats
import Foundation

extension QuantizedMatrix {
  /// The matrix as GGUF stores it: Q4_0 for 4 bits and Q8_0 for 8, in blocks of 32 columns with a scale; each has exactly these weights.
  ///
  /// - Throws: ``QuantizationError/layout(_:)`` for other bits, other groups, rows that are not whole blocks, and a zero that is not in the
  ///   middle, which the formats cannot hold.
  /// - Complexity: O(number of weights).
  public func ggufBlocks() throws(QuantizationError) -> (type: GGUFWriter.ElementType, bytes: Data) {
    guard [4, 8].contains(grid.bits), grid.group == 32, columns % 32 == 0 else {
      throw .layout(
        "GGUF has 4 or 8 bits in groups of 32 columns; here are \(grid.bits) bits in groups of \(grid.group ?? columns), "
          + "\(columns) columns")
    }
    if let place = zeros.firstIndex(where: { $0 != 1 << (grid.bits - 1) }) {
      throw .layout(
        "the zero of row \(place / groups), group \(place % groups) is \(zeros[place]); GGUF's blocks have \(1 << (grid.bits - 1))"
      )
    }
    var bytes = Data(capacity: rows * columns * grid.bits / 8 + 2 * rows * groups)
    for block in 0..<(rows * groups) {
      let part = codes[32 * block..<32 * (block + 1)]
      bytes.append(SafetensorsElementType.float16.bytes(of: [scales[block]]))
      if grid.bits == 8 {
        bytes.append(contentsOf: part.map { $0 &- 128 })
      } else {
        // The first half of the block in the low bits, the second one above.
        let start = part.startIndex
        bytes.append(contentsOf: (0..<16).map { part[start + $0] | part[start + 16 + $0] << 4 })
      }
    }
    return (grid.bits == 8 ? .blocks8 : .blocks4, bytes)
  }
}
