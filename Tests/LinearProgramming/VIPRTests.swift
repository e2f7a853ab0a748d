import Exact
import Foundation
import LinearProgramming
import LinearProgrammingCheckers
import Testing

@Suite("VIPR files")
struct VIPRTests {
  static let programs: [(name: String, text: String)] = [
    ("optimal", FileTests.sample),
    ("minimum", "min\n obj: x + y\nst\n C1: 4 x + y >= 1\n C2: 4 x - y <= 2\nbounds\n x free\n y free\nend"),
    ("infeasible", "max\n x\nst\n a: x + y <= 1\n b: 2 x + 2 y >= 5\nend"),
    ("contradictory", "max\n x\nst\n a: x + y <= 1\nbounds\n 3 <= y <= 2\nend"),
    ("idle", "max\n 0 x\nst\n a: x <= 1\nend"),
  ]

  @Test("Every certificate is verified after writing and reading", arguments: programs.map(\.text))
  func roundTrip(text: String) throws {
    let program = try LinearProgram(parsingLP: text)
    let vipr = try #require(
      try program.solve().certificate.vipr(
        columnNames: program.variables.map(\.name), rowNames: program.constraints.map(\.name)))
    try vipr.verify()
    let again = try VIPRCertificate(parsing: vipr.text)
    #expect(again == vipr)
    try again.verify()
  }

  @Test("The format's own example of a linear program, as its specification writes it")
  func specification() throws {
    let text = """
      % min x + y subject to 4x + y >= 1, 4x - y <= 2; the optimum 0.25·C1 + 0.75·(−2·y ≤ …) is left to C3
      VER 1.0
      VAR 2
      x y
      INT 0
      OBJ min
      2  0 1  1 1
      CON 3 1
      B1 G -1/2  1  1 1
      C1 G 1  2  0 4  1 1
      C2 L 2  2  0 4  1 -1
      RTP range -1/8 1
      SOL 2
      feas 2  0 1  1 2
      opt 1  1 1
      DER 2
      C3 G -0.5  1  1 1   { lin 2  1 1/2  2 -1/2 } 4
      C4 G -1/8   OBJ     { lin 2  1 1/4  3 3/4 } 0
      """
    let certificate = try VIPRCertificate(parsing: text)
    try certificate.verify()
    #expect(certificate.derivations.count == 2 && certificate.boundCount == 1)
    func refuses(_ old: String, _ new: String) throws {
      #expect(throws: VIPRError.self, "\(old) → \(new)") {
        try VIPRCertificate(parsing: text.replacingOccurrences(of: old, with: new)).verify()
      }
    }
    try refuses("RTP range -1/8 1", "RTP range 0 1")
    try refuses("RTP range -1/8 1", "RTP range -1/8 1/2")
    try refuses("RTP range -1/8 1", "RTP infeas")
    try refuses("opt 1  1 1", "opt 1  1 -1")
    try refuses("feas 2  0 1  1 2", "feas 2  0 1  0 2")
    try refuses("feas 2  0 1  1 2", "feas 2  0 1  2 2")
    try refuses("2 -1/2 }", "2 1/2 }")
    try refuses("3 3/4 }", "4 3/4 }")
    try refuses("C3 G -0.5", "C3 G -0.4")
    try refuses("C4 G -1/8   OBJ", "C4 G -1/8 1 0 1")
    try refuses("{ lin 2  1 1/4  3 3/4 }", "{ asm }")
    try refuses("INT 0", "INT 1 2")
    try refuses("INT 0", "INT 2 0 0")
    try refuses("C4 G -1/8   OBJ     { lin 2  1 1/4  3 3/4 } 0", "C4 G -1/8   OBJ     { lin 2  1 1/4  3 3/4 } x")
    try refuses("2 -1/2 } 4", "2 -1/2 } 3")
    try refuses("CON 3 1", "CON 3 2")
    try refuses("VER 1.0", "VER 2.0")
    try refuses("VAR 2", "VAR 99999999999")
    try refuses("DER 2", "DER 3")
    try refuses("DER 2", "DER 1")
  }

  @Test("Cut short anywhere, a file is refused")
  func truncated() throws {
    let program = try LinearProgram(parsingLP: FileTests.sample)
    let text = try #require(try program.solve().certificate.vipr()).text
    for length in 0..<(text.count - 1) {
      #expect(throws: VIPRError.self) { try VIPRCertificate(parsing: String(text.prefix(length))) }
    }
  }

  @Test("Of unbounded programs the format cannot speak")
  func unbounded() throws {
    let program = try LinearProgram(parsingLP: "max\n x\nst\n a: x - y <= 1\nend")
    #expect(try program.solve().isUnbounded)
    #expect(try program.solve().certificate.vipr() == nil)
  }
}
