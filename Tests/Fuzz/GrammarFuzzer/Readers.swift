import Exact
import Foundation
import FuzzedReading
import GrammarCompression

/// The readers of compressed vectors and matrices.
let readers: [FuzzedReader] = [
  FuzzedReader("tbgv") { file in
    let program = try StraightLineProgram<Integer>(decoding: sealed(file))
    return try StraightLineProgram<Integer>(decoding: program.container) == program
  },
  FuzzedReader("tbgm") { file in
    let matrix = try GrammarMatrix(decoding: sealed(file))
    return try GrammarMatrix(decoding: matrix.container) == matrix
  },
  FuzzedReader(
    "slp",
    text: { text in
      let program = try StraightLineProgram<Integer>(parsing: text)
      return try StraightLineProgram<Integer>(parsing: program.text) == program
    }),
]

/// A container whose last eight bytes are its checksum: the fuzzer cannot guess it, and a stranger can.
private func sealed(_ file: Data) -> [UInt8] {
  guard file.count >= 8 else { return Array(file) }
  let body = Array(file.dropLast(8))
  let checksum = body.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  return body + (0..<8).map { UInt8(truncatingIfNeeded: checksum >> (8 * UInt64($0))) }
}
