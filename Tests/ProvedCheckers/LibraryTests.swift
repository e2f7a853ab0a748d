import Certificates
import DiscrepancyCheckers
import Exact
import Foundation
import GrammarCompressionCheckers
import LinearProgrammingCheckers
import Splicing
import SplicingCheckers
import Testing

/// The forgeries that the claims on certificates try, put to both checkers.
@Suite("The two checkers agree on the library of forgeries", .enabled(if: ProvedProgram.exists))
struct LibraryTests {
  /// What cannot be read is put to no checker.
  private func decoded<Certificate: Decodable>(_ texts: [String], as type: Certificate.Type) -> [Certificate] {
    texts.compactMap { try? JSONDecoder().decode(type, from: Data($0.utf8)) }
  }

  private struct ProgramFile: Decodable { let text: String }

  @Test("Linear programs")
  func linearPrograms() throws {
    let files = try LibraryOfForgeries.files(of: "certificates.linear-programs", as: ProgramFile.self)
    let tried = decoded(files.map(\.text), as: LinearProgramCertificate.self)
    try compareCheckers(
      tried.map { certificate in (certificate, isVerified { try certificate.verify() }) }, accepted: 5, refused: 30)
  }

  @Test("Integer programs, but for proofs by cases and rays, which the proved checker does not know")
  func integerPrograms() throws {
    let files = try LibraryOfForgeries.files(of: "certificates.integer-programs", as: ProgramFile.self)
    let tried = decoded(files.map(\.text), as: IntegerProgramCertificate.self).filter(\.isForProvedChecker)
    try compareCheckers(
      tried.map { certificate in (certificate, isVerified { try certificate.verify() }) }, accepted: 5, refused: 30)
  }

  @Test("Vertices")
  func vertices() throws {
    let texts = try LibraryOfForgeries.files(of: "certificates.vertices", as: String.self)
    let tried = decoded(texts, as: VertexCertificate.self)
    try compareCheckers(
      tried.map { certificate in (certificate, isVerified { try certificate.verify() }) }, accepted: 5, refused: 30)
  }

  @Test("Roundings after Beck and Fiala")
  func beckFiala() throws {
    let texts = try LibraryOfForgeries.files(of: "certificates.beck-fiala", as: String.self)
    let tried = decoded(texts, as: BeckFialaCertificate.self)
    try compareCheckers(
      tried.map { certificate in (certificate, isVerified { try certificate.verify() }) }, accepted: 5, refused: 30)
  }

  @Test("Derivations by splicing, but for what they claim of counts and missing words")
  func derivations() throws {
    struct File: Decodable {
      let problem: SpliceProblemRecord
      let text: String
    }
    var tried: [(certificate: any ProvedCertificate, isValid: Bool)] = []
    for file in try LibraryOfForgeries.files(of: "certificates.derivations", as: File.self) {
      guard let line = decoded([file.text], as: SpliceDerivationRecord.self).first else { continue }
      let (problem, isShortest) = (file.problem.problem(), line.optimal == true)
      let oracle = try SpliceOracle(problem)
      let proof = SplicingProof(
        target: problem.target, neighbours: problem.neighbours,
        operations: line.ops.map { [$0.neighbour, $0.from, $0.to, $0.at, $0.upTo] }, isShortest: isShortest,
        leastCost: { oracle.cost(of: $0) })
      tried.append((proof, isVerified { try problem.verify(line.ops, isOptimal: isShortest) }))
    }
    try compareCheckers(tried, accepted: 5, refused: 30)
  }

  @Test("Inner products")
  func innerProducts() throws {
    struct File: Decodable { let proof, v, u: String }
    var tried: [(certificate: any ProvedCertificate, isValid: Bool)] = []
    for file in try LibraryOfForgeries.files(of: "certificates.inner-products", as: File.self) {
      guard let certificate = try? InnerProductCertificate(parsing: file.proof),
        let proof = try? InnerProductProof(certificate, v: file.v, u: file.u)
      else { continue }
      let hashes = certificate.hashes
      tried.append((proof, isVerified { try certificate.verify(v: (file.v, hashes.v), u: (file.u, hashes.u)) }))
    }
    try compareCheckers(tried, accepted: 5, refused: 30)
  }
}
