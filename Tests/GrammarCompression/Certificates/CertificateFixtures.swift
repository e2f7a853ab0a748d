import Exact
import GrammarCompression
import GrammarCompressionCheckers
import Randomness
import Text

/// Two programs, and the certificate of their product.
struct Certified {
  let instance: GrammarDot
  let certificate: InnerProductCertificate

  init(_ instance: GrammarDot) throws {
    self.instance = instance
    certificate = try instance.certificate(hash: sha256)
  }

  init(_ v: [Integer], _ u: [Integer]) throws {
    try self.init(GrammarDot(v: StraightLineProgram(repair: v), u: StraightLineProgram(repair: u)))
  }

  /// Random vectors of up to `longest` entries, compressed, folded, or leaning to one side.
  static func random(_ longest: Int, values: ClosedRange<Int> = -2...2, _ stream: inout RandomStream) throws
    -> Certified
  {
    let length = stream.uniform(in: 0...longest)
    func program() throws -> StraightLineProgram<Integer> {
      let entries = (0..<length).map { _ in Integer(stream.uniform(in: values)) }
      let shape = stream.uniform(in: 0...2)
      if shape == 0 || entries.isEmpty { return try StraightLineProgram(repair: entries) }
      var builder = ProgramBuilder<Integer>()
      var letters: [ProgramBuilder<Integer>.Symbol] = []
      for entry in entries { letters.append(builder.terminal(entry)) }
      if shape == 1 { return builder.program(root: try builder.concatenation(letters)) }
      var spine = letters[0]
      for letter in letters.dropFirst() { spine = try builder.pair(spine, letter) }
      return builder.program(root: spine)
    }
    return try Certified(GrammarDot(v: program(), u: program()))
  }

  /// ⟨v, u⟩ by definition.
  func product() throws -> Integer {
    zip(try instance.v.expand(), try instance.u.expand()).reduce(0) { $0 + $1.0 * $1.1 }
  }
}

/// Checks the text of a certificate against the texts of two grammars, as `tightbound verify` does.
func verify(_ proof: String, v: String, u: String) throws(CertificateError) -> Integer {
  let parsed = try InnerProductCertificate(parsing: proof)
  try parsed.verify(v: (v, sha256(v)), u: (u, sha256(u)))
  return parsed.value
}

/// A certificate of the given lines about the given grammars, with their hashes.
func proof(_ v: String, _ u: String, entries: [String], value: String) -> String {
  (["p inner-product-certificate \(entries.count)", "v \(sha256(v))", "u \(sha256(u))"]
    + entries.map { "entry \($0)" } + ["value \(value)\n"]).joined(separator: "\n")
}
