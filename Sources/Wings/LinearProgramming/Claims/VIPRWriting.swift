import Evidence
import Exact
import Foundation
import LinearProgramming
import LinearProgrammingCheckers
import Randomness

extension Sentence {
  /// What is written in the VIPR format.
  static let viprWriting = Sentence(
    """
    The file that is written of a certificate that passes reads back as itself and passes; it states the same program under the same \
    names, or under x0, c0, ... where a name is empty or has a blank, the same point, the same bound and the same objective at the point, \
    without the objective's constant. No file is written of a ray, nor of a certificate of an integer program that does not pass.
    """, topic: "writing", checks: ["written", "written-as-solved"])
}

extension Check {
  /// What is written of the certificates that the other checks try, with texts that were read line by line.
  static let viprWritten = Check(
    "written", level: .certified,
    family: .listed(
      """
      \(WrittenCertificate.listed.count) certificates of linear and integer programs, valid and forged, and the texts of \
      \(WrittenCertificate.texts.count)
      """,
      quick: WrittenCertificate.listed),
    subject: written, mutants: writingMutants, test: { write, certificate in try certificate.judge(write) })

  /// What is written of integer programs as they are solved.
  static let viprWrittenAsSolved = Check(
    "written-as-solved", level: .certified,
    family: .random(
      "programs of up to 3 integers in boxes of up to 6, every third beside a real variable, and their relaxations",
      quick: 60, deep: 3_000, shrink: ProgramInstance.shrink,
      draw: { index, stream in ProgramInstance.drawnIntegers(index, &stream) }),
    subject: written, mutants: writingMutants,
    test: { write, instance in
      let program = try instance.program()
      let relaxed = WrittenCertificate(.linear(try program.solve().certificate))
      guard let certificate = try program.solveIntegers().certificate else { return .fails("nothing is proved") }
      return .all(try relaxed.judge(write), try WrittenCertificate(.integers(certificate)).judge(write))
    })
}

/// A certificate to be written, and how its program is named.
struct WrittenCertificate: Codable, Sendable {
  enum Proof: Codable, Sendable {
    case linear(LinearProgramCertificate)
    case integers(IntegerProgramCertificate)
  }

  var proof: Proof
  /// The name of the first column; nil if the file has names of its own.
  var firstName: String?
  /// The file, if it was read by a person.
  var text: String?

  init(_ proof: Proof, firstName: String? = nil, text: String? = nil) {
    (self.proof, self.firstName, self.text) = (proof, firstName, text)
  }

  var program: LinearProgramStatement {
    switch proof {
    case .linear(let certificate): certificate.program
    case .integers(let certificate): certificate.program
    }
  }

  var integers: [Int] {
    switch proof {
    case .linear: []
    case .integers(let certificate): certificate.integers
    }
  }

  private var subject: LinearProgramSubject {
    var subject = LinearProgramSubject(program, integers: integers)
    if let firstName, !subject.columnNames.isEmpty { subject.columnNames[0] = firstName }
    return subject
  }

  /// The file as it is written.
  var file: VIPRCertificate? {
    let names = firstName.map { _ in subject.viprNames }
    return switch proof {
    case .linear(let certificate): certificate.vipr(columnNames: names?.columns, rowNames: names?.rows)
    case .integers(let certificate): certificate.vipr(columnNames: names?.columns, rowNames: names?.rows)
    }
  }

  /// What is to be proved in the file, and its point, by what the certificate says; nil if nothing can be written of it.
  private var stated: (relation: VIPRCertificate.Relation, point: [Rational]?)? {
    let constant = program.objectiveConstant
    func range(_ value: Rational?, _ bound: Rational) -> VIPRCertificate.Relation {
      let (value, bound) = (value.map { $0 - constant }, bound - constant)
      return program.maximizes ? .range(lower: value, upper: bound) : .range(lower: bound, upper: value)
    }
    switch proof {
    case .linear(let certificate):
      switch certificate.evidence {
      case .optimal(let point, let value, _): return (range(value, value), point)
      case .infeasible, .contradictoryRow, .contradictoryColumn: return (.infeasible, nil)
      case .unbounded: return nil
      }
    case .integers(let certificate):
      guard (try? certificate.verify()) != nil else { return nil }
      switch certificate.evidence {
      case .incumbent(let point, let value, let bound, _): return (range(value, bound), point)
      case .cases(let point, let value, let bound?, _): return (range(value, bound), point)
      case .infeasible, .cases(_, _, nil, _): return (.infeasible, nil)
      case .unbounded: return nil
      }
    }
  }

  func judge(_ write: Algorithm<WrittenCertificate, VIPRCertificate?>) throws -> Verdict {
    guard let stated else { return .require(try write(self) == nil, "a file is written of what proves nothing") }
    guard let file = try write(self) else { return .fails("nothing is written") }
    if let text, text != file.text { return .equal(file.text, text, "the file") }
    let again = try VIPRCertificate(parsing: file.text)
    if again != file { return .fails("the file does not read back as itself") }
    do { try again.verify() } catch { return .fails("the file does not pass: \(error)") }
    if let fault = fault(in: again) { return .fails(fault) }
    let points = stated.point.map { point in
      [point.indices.filter { !point[$0].isZero }.map { VIPRCertificate.Term($0, point[$0]) }]
    }
    if again.solutions != points ?? [] { return .fails("the solutions are \(again.solutions)") }
    if again.derivations.contains(where: { $0.combination.contains { $0.value.isZero } }) {
      return .fails("a constraint is multiplied by 0")
    }
    return .require(again.relation == stated.relation, "\(again.relation) is to be proved, not \(stated.relation)")
  }

  /// The first thing in which the file's program is another, found without the code that writes it.
  private func fault(in file: VIPRCertificate) -> String? {
    guard let own = try? ProgramOracle(program, integers: integers), let found = try? ProgramOracle(file) else {
      return "the program is none"
    }
    if found.maximizes != own.maximizes || found.objective != own.objective { return "the objective is another one" }
    if Set(found.inequalities) != Set(own.inequalities) { return "the constraints are others" }
    if found.integers != own.integers { return "the integers are \(found.integers)" }
    func sides(_ intervals: [LinearProgramStatement.Interval]) -> [[String]] {
      intervals.map { interval in
        switch (interval.lower, interval.upper) {
        case (nil, nil): []
        case (_?, nil): ["_lower"]
        case (nil, _?): ["_upper"]
        case (let lower?, let upper?): lower == upper ? [""] : ["_lower", "_upper"]
        }
      }
    }
    let isPlain = firstName.map { !$0.isEmpty && !$0.contains(" ") } ?? false
    let columns = program.columns.indices.map { $0 == 0 && isPlain ? firstName! : "x\($0)" }
    let rows = program.rows.indices.map { isPlain && !columns.isEmpty ? "r\($0)" : "c\($0)" }
    let bounds = zip(columns, sides(program.columns)).flatMap { name, ends in ends.map { "bound_" + name + $0 } }
    let others = zip(rows, sides(program.rows.map(\.interval))).flatMap { name, ends in ends.map { name + $0 } }
    if file.variables != columns { return "the variables are \(file.variables)" }
    if file.constraints.map(\.name) != bounds + others { return "the constraints are \(file.constraints.map(\.name))" }
    return file.boundCount == bounds.count ? nil : "\(file.boundCount) constraints are said to be bounds"
  }
}

private let written: Algorithm<WrittenCertificate, VIPRCertificate?> = { $0.file }

private func changing(
  _ change: @escaping @Sendable (inout VIPRCertificate) -> Void
) -> Algorithm<WrittenCertificate, VIPRCertificate?> {
  { certificate in
    guard var file = certificate.file else { return nil }
    change(&file)
    return file
  }
}

private let writingMutants: KeyValuePairs<String, Algorithm<WrittenCertificate, VIPRCertificate?>> = [
  "the constant of the objective stays in the range": { certificate in
    guard var file = certificate.file else { return nil }
    if case .range(let lower, let upper) = file.relation {
      let constant = certificate.program.objectiveConstant
      file.relation = .range(lower: lower.map { $0 + constant }, upper: upper.map { $0 + constant })
    }
    return file
  },
  "the bound is left out": changing { file in
    if case .range(let lower, let upper) = file.relation {
      file.relation = file.maximizes ? .range(lower: lower, upper: nil) : .range(lower: nil, upper: upper)
    }
  },
  "derived constraints are not rounded": changing { file in
    for index in file.derivations.indices {
      if case .rounded(let terms) = file.derivations[index].reason { file.derivations[index].reason = .linear(terms) }
    }
  },
  "cases are not discharged": changing { file in
    if case .unsplit = file.derivations.last?.reason { file.derivations.removeLast() }
  },
  "nothing is said to be a bound": changing { $0.boundCount = 0 },
  "the first bound is forgotten": changing { file in
    if !file.constraints.isEmpty { file.constraints.removeFirst() }
  },
  "multipliers that are 0 are written": changing { file in
    guard let first = file.derivations.indices.first, case .linear(let terms) = file.derivations[first].reason,
      let other = file.constraints.indices.first(where: { index in !terms.contains { $0.index == index } })
    else { return }
    file.derivations[first].reason = .linear(terms + [.init(other, 0)])
  },
  "the point loses its last coordinate": changing { file in
    for index in file.solutions.indices where !file.solutions[index].isEmpty { file.solutions[index].removeLast() }
  },
]

// The certificates.

extension WrittenCertificate {
  /// The certificates that the claims about linear and integer programs accept.
  static var valid: [WrittenCertificate] {
    (linear.map { .linear($0) } + integers.map { .integers($0) }).map { Self($0) }
  }

  private static let linear: [LinearProgramCertificate] = decoded(validLinearProofs)
  private static let integers: [IntegerProgramCertificate] = decoded(validIntegerProofs)

  private static func decoded<Certificate: Decodable>(_ proofs: [ProgramProof]) -> [Certificate] {
    proofs.compactMap { try? JSONDecoder().decode(Certificate.self, from: $0.data) }
  }

  /// Certificates with names, those that are accepted, and forged ones.
  fileprivate static var listed: [WrittenCertificate] {
    let forged: [IntegerProgramCertificate] = decoded(treeForgeries.map(\.file))
    let some = linear.prefix(2).map { Proof.linear($0) } + integers.prefix(2).map { Proof.integers($0) }
    let named = ["y", "", "a b"].flatMap { name in some.map { WrittenCertificate($0, firstName: name) } }
    return texts + named + valid + forged.map { WrittenCertificate(.integers($0)) }
  }

  fileprivate static let texts = [
    WrittenCertificate(
      .linear(LinearProgramFiles.goodMaximum),
      text: """
        VER 1.0
        VAR 2
        x0
        x1
        INT 0
        OBJ max
        2 0 3 1 2
        CON 6 3
        bound_x0_lower G 0  1 0 1
        bound_x0_upper L 3  1 0 1
        bound_x1_lower G 0  1 1 1
        c0_upper L 4  2 0 1 1 1
        c1_lower G -5  2 0 1 1 3
        c1_upper L 10  2 0 1 1 3
        RTP range 11 11
        SOL 1
        solution1 2 0 3 1 1
        DER 1
        optimum L 11  OBJ  { lin 2 1 1 3 2 } -1

        """),
    WrittenCertificate(
      .linear(LinearProgramFiles.goodContradiction),
      text: """
        VER 1.0
        VAR 2
        x0
        x1
        INT 0
        OBJ max
        1 0 1
        CON 4 2
        bound_x0_lower G 0  OBJ
        bound_x1_lower G 0  1 1 1
        c0_upper L 1  2 0 1 1 1
        c1_lower G 5  2 0 2 1 2
        RTP infeas
        SOL 0
        DER 1
        absurdity G 3  0  { lin 2 2 -2 3 1 } -1

        """),
    // A cut −x ≥ −3, by cases at 3.
    WrittenCertificate(
      .integers(cutProof),
      text: """
        VER 1.0
        VAR 1
        x0
        INT 1
        0
        OBJ max
        1 0 1
        CON 2 1
        bound_x0_lower G 0  OBJ
        c0_upper L 7  1 0 2
        RTP range 3 3
        SOL 1
        solution1 1 0 3
        DER 6
        D2 L 3  OBJ  { asm } -1
        D3 G 4  OBJ  { asm } -1
        D4 G -3  1 0 -1  { lin 1 2 -1 } -1
        D5 G -3  1 0 -1  { lin 2 1 -1 3 2 } -1
        D6 G -3  1 0 -1  { uns 4 2 5 3 } -1
        D7 L 3  OBJ  { lin 1 6 -1 } -1

        """),
  ]
}
