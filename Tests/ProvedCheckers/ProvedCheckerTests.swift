import Certificates
import Exact
import GrammarCompressionCheckers
import Splicing
import SplicingCheckers
import Testing

@Suite("What the proved checker is asked")
struct CheckerRequestTests {
  /// One of every kind, without a 0 where a denominator would not show.
  private static func certificates() throws -> [any ProvedCertificate] {
    let product = try ValidCertificates.innerProduct(3)
    var all: [any ProvedCertificate] = [
      try InnerProductProof(product.certificate, v: product.v, u: product.u), try ValidCertificates.vertex(5),
      try ValidCertificates.beckFiala(5),
    ]
    for index in 0..<8 {
      all.append(try ValidCertificates.linearProgram(index))
      if let certificate = try ValidCertificates.integerProgram(index) { all.append(certificate) }
    }
    return all + ValidCertificates.contradictions
  }

  @Test("A statement is recognised, and is not with any integer changed, missing or added")
  func statements() throws {
    for certificate in try Self.certificates() {
      let statement = try #require(certificate.checkerRequest).statement
      #expect(certificate.states(statement))
      #expect(!certificate.states(statement + [0]) && !certificate.states(statement.dropLast()))
      for index in statement.indices {
        for change: Integer in [1, -1] {
          var changed = statement
          changed[index] += change
          // Over another denominator zeros are the same zeros.
          if certificate.states(changed) { #expect(Self.isScaleOfZeros(statement, index), "\(statement) at \(index)") }
        }
      }
    }
  }

  /// Whether the integer is a denominator of nothing but zeros: 1 before or behind a 0, or before absent bounds.
  private static func isScaleOfZeros(_ statement: [Integer], _ index: Int) -> Bool {
    guard statement[index] == 1 else { return false }
    if statement[index - 1] == 0 { return true }
    let next = statement.dropFirst(index + 1)
    return next.prefix(2) == [0, 0] || next.prefix(3) == [1, 0, 0] || next.prefix(3) == [0, 1, 0]
      || next.prefix(4) == [1, 0, 1, 0]
  }

  @Test("Answers: the statement, or refused; anything else is an error")
  func answers() throws {
    #expect(try CheckerRequest.statement(in: "proved 1 -2 123456789012345678901234567890")?.count == 3)
    #expect(try CheckerRequest.statement(in: "proved") == [])
    #expect(try CheckerRequest.statement(in: "refused") == nil)
    for text in ["", "refused 1", "proved x", "proved 1 2 x", "yes", "Proved 1"] {
      #expect(throws: CheckerRequest.UnknownAnswer.self) { try CheckerRequest.statement(in: text) }
    }
  }
}

/// Runs only where the program was built, by `Proofs/Checkers/build`.
@Suite("The proved checker agrees with the checker in Swift", .enabled(if: ProvedProgram.exists))
struct ProvedCheckerTests {
  @Test("Linear programs: optimal, infeasible, unbounded, and forgeries of all")
  func linearPrograms() throws {
    let valid = try (0..<24).map(ValidCertificates.linearProgram) + ValidCertificates.contradictions
    let tried = try valid + valid.flatMap { try Forgeries.of($0) }
    try compareCheckers(
      tried.map { certificate in (certificate, isVerified { try certificate.verify() }) }, accepted: 100, refused: 1000)
  }

  @Test("Integer programs: points with bounds, infeasible ones, and forgeries of all")
  func integerPrograms() throws {
    let valid = try (0..<24).compactMap(ValidCertificates.integerProgram)
    let tried = try valid + valid.flatMap { try Forgeries.of($0) }
    try compareCheckers(
      tried.map { certificate in (certificate, isVerified { try certificate.verify() }) }, accepted: 100, refused: 1000)
  }

  @Test("Vertices and forgeries")
  func vertices() throws {
    let valid = try (0..<24).map(ValidCertificates.vertex)
    let tried = try valid + valid.flatMap { try Forgeries.of($0) }
    try compareCheckers(
      tried.map { certificate in (certificate, isVerified { try certificate.verify() }) }, accepted: 30, refused: 1000)
  }

  @Test("Roundings after Beck and Fiala, and forgeries")
  func beckFiala() throws {
    let valid = try (0..<24).map(ValidCertificates.beckFiala)
    let tried = try valid + valid.flatMap { try Forgeries.of($0) }
    try compareCheckers(
      tried.map { certificate in (certificate, isVerified { try certificate.verify() }) }, accepted: 100, refused: 500)
  }

  @Test("Inner products, with entries changed, missing, repeated and out of order, and other grammars")
  func innerProducts() throws {
    var tried: [(certificate: any ProvedCertificate, isValid: Bool)] = []
    func add(_ certificate: InnerProductCertificate, v: String, u: String) {
      guard let proof = try? InnerProductProof(certificate, v: v, u: u) else { return }
      let hashes = certificate.hashes
      tried.append((proof, isVerified { try certificate.verify(v: (v, hashes.v), u: (u, hashes.u)) }))
    }
    for index in 0..<12 {
      let (certificate, v, u) = try ValidCertificates.innerProduct(index)
      func entries(_ change: (inout [InnerProductCertificate.Entry]) -> Void) {
        var entries = certificate.entries
        change(&entries)
        add(.init(hashes: certificate.hashes, entries: entries, value: certificate.value), v: v, u: u)
      }
      add(certificate, v: v, u: u)
      add(.init(hashes: certificate.hashes, entries: certificate.entries, value: certificate.value + 1), v: v, u: u)
      // Against itself the lengths agree, and little else.
      add(certificate, v: u, u: v)
      add(certificate, v: v, u: v)
      for number in certificate.entries.indices {
        let entry = certificate.entries[number]
        entries { $0.remove(at: number) }
        entries { $0.append(entry) }
        entries { $0.swapAt(number, 0) }
        for (x, y, offset, value) in [
          (1, 0, 0, 0), (-1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0), (0, 0, -1, 0), (0, 0, 0, 1), (1_000_000, 0, 0, 0),
          (0, 0, 1 << 40, 0),
        ] {
          entries {
            $0[number] = .init(
              x: entry.x + x, y: entry.y + y, offset: entry.offset + offset, value: entry.value + Integer(value))
          }
        }
      }
    }
    try compareCheckers(tried, accepted: 50, refused: 300)
  }

  @Test(
    "Splices: derivations with operations changed, missing, repeated and superfluous, and shorter ones that are claimed"
  )
  func splices() throws {
    var tried: [(certificate: any ProvedCertificate, isValid: Bool)] = []
    for index in 0..<40 {
      let problem = ValidCertificates.spliceProblem(index)
      let oracle = try SpliceOracle(problem)
      guard oracle.cost != nil else { continue }
      let valid = oracle.derivation()
      func add(_ operations: [SpliceOperation]) {
        for isShortest in [true, false] {
          let proof = SplicingProof(
            target: problem.target, neighbours: problem.neighbours,
            operations: operations.map { [$0.neighbour, $0.from, $0.to, $0.at, $0.upTo] }, isShortest: isShortest,
            leastCost: { oracle.cost(of: $0) })
          tried.append((proof, isVerified { try problem.verify(operations, isOptimal: isShortest) }))
        }
      }
      add(valid)
      // One operation more, which the first of the others overwrites, makes the same text.
      var longer = [SpliceOperation(neighbour: problem.neighbours.count - 1, from: 0, to: 1, at: 0, upTo: 0)] + valid
      if longer.count > 1 { longer[1].upTo += 1 }
      add(longer)
      add(Array(valid.dropLast()))
      add(Array(valid.reversed()))
      add(valid + valid.suffix(1))
      for number in valid.indices {
        for change in [
          \SpliceOperation.neighbour, \SpliceOperation.from, \SpliceOperation.to, \SpliceOperation.at,
          \SpliceOperation.upTo,
        ] {
          for step in [1, -1, 1_000_000_007] {
            var changed = valid
            changed[number][keyPath: change] += step
            add(changed)
          }
        }
      }
    }
    try compareCheckers(tried, accepted: 100, refused: 500)
  }

  @Test("A table that claims too much for a derivation of too many operations is refused")
  func costsThatLie() throws {
    // "ab" from "ab" takes one operation; two are said to be the fewest, by tables that say so.
    for (whole, parts) in [(2, 1), (2, 2), (1, 1), (3, 2), (0, 0)] {
      let proof = SplicingProof(
        target: ["a", "b"], neighbours: [["a", "b"], ["a"], ["b"]], operations: [[1, 0, 1, 0, 0], [2, 0, 1, 1, 1]],
        isShortest: true, leastCost: { $0.count == 2 ? whole : parts })
      #expect(try ProvedProgram.verdicts(on: [proof]) == [false])
    }
  }
}
