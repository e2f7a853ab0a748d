import Exact
import Formats
import Foundation
import FuzzedReading
import LinearProgramming
import LinearProgrammingCheckers

/// The readers of linear programs and of their certificates.
let readers: [FuzzedReader] = [
  FuzzedReader(
    "mps",
    text: { text in
      let program = try LinearProgram.reading(mps: text).program
      guard isShort(program), let written = try? program.mpsText(fractions: .slashed) else { return true }
      return try LinearProgram(parsingMPS: written) == program
    }),
  FuzzedReader(
    "lp",
    text: { text in
      let program = try LinearProgram.reading(lp: text).program
      guard isShort(program), let written = try? program.lpText(fractions: .slashed) else { return true }
      // Names and order may differ: what is written once stays.
      let back = try LinearProgram(parsingLP: written)
      return try back.lpText(fractions: .slashed)
        == LinearProgram(parsingLP: back.lpText(fractions: .slashed))
        .lpText(fractions: .slashed)
    }),
  FuzzedReader(
    "vipr",
    text: { text in
      let certificate = try VIPRCertificate(parsing: text)
      _ = try? certificate.verify()
      return try VIPRCertificate(parsing: certificate.text).text == certificate.text
    }),
  FuzzedReader("lp-certificate") { file in
    let certificate = try decodeStrictly(LinearProgramCertificate.self, from: file)
    _ = try? certificate.verify()
    return try decodeStrictly(LinearProgramCertificate.self, from: JSONEncoder().encode(certificate)) == certificate
  },
  FuzzedReader("ip-certificate") { file in
    let certificate = try decodeStrictly(IntegerProgramCertificate.self, from: file)
    _ = try? certificate.verify()
    return try decodeStrictly(IntegerProgramCertificate.self, from: JSONEncoder().encode(certificate)) == certificate
  },
]

/// Whether no number is so long that writing it takes its time: 1e99999999 is one in ten letters.
private func isShort(_ program: LinearProgram) -> Bool {
  func isShort(_ number: Rational) -> Bool { number.numerator.bitWidth + number.denominator.bitWidth < 10_000 }
  return program.variables.allSatisfy { variable in
    isShort(variable.cost) && (variable.bounds.lower.map(isShort) ?? true)
      && (variable.bounds.upper.map(isShort) ?? true)
  } && program.constraints.allSatisfy { $0.terms.allSatisfy { isShort($0.coefficient) } }
}
