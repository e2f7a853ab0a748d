import Exact
import Foundation
import FuzzedReading
import GrammarCompression
import GrammarCompressionCheckers

/// The readers of compressed vectors and matrices, and of certificates about them.
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
  FuzzedReader("repair") { file in
    // How many numbers the rules are, these, and the sequence behind them.
    guard let count = file.first else { return true }
    let (rules, sequence) = (file.dropFirst().prefix(4 * Int(count)), file.dropFirst(1 + 4 * Int(count)))
    let program = try StraightLineProgram<Integer>(repairRules: Array(rules), sequence: Array(sequence))
    let files = try program.repairFiles()
    // Other symbols may be numbered otherwise once; then they stay.
    let back = try StraightLineProgram<Integer>(repairRules: files.rules, sequence: files.sequence)
    let again = try back.repairFiles()
    return back.count == program.count && again.rules == files.rules && again.sequence == files.sequence
  },
  FuzzedReader(
    "rle",
    text: { text in
      let vector = try RunLengthVector<Integer>(parsing: text)
      return try RunLengthVector<Integer>(parsing: vector.text) == vector
    }),
  FuzzedReader(
    "rlslp",
    text: { text in
      let program = try RunLengthProgram<Integer>(parsing: text)
      return try RunLengthProgram<Integer>(parsing: program.text) == program
    }),
  FuzzedReader(
    "dot-certificate",
    text: { text in
      // Two grammars, and a certificate of their product behind them.
      let parts = text.split(separator: "\0", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 3 else { return true }
      let certificate = try InnerProductCertificate(parsing: parts[2])
      // The hashes are those that it names: the fuzzer cannot guess them, and a stranger can compute them.
      let hashes = certificate.hashes
      _ = try? certificate.verify(v: (parts[0], hashes.v), u: (parts[1], hashes.u))
      return try InnerProductCertificate(parsing: certificate.text) == certificate
    }),
]

/// A container whose last eight bytes are its checksum: the fuzzer cannot guess it, and a stranger can.
private func sealed(_ file: Data) -> [UInt8] {
  guard file.count >= 8 else { return Array(file) }
  let body = Array(file.dropLast(8))
  let checksum = body.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  return body + (0..<8).map { UInt8(truncatingIfNeeded: checksum >> (8 * UInt64($0))) }
}
