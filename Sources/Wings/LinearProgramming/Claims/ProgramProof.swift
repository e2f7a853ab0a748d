import Evidence
import Exact
import Foundation
import LinearProgrammingCheckers

/// A certificate's file, and the program that it has to be about, where it is compared with one.
struct ProgramProof: Codable, Sendable {
  var text: String
  var subject: LinearProgramSubject?

  init(text: String, subject: LinearProgramSubject? = nil) { (self.text, self.subject) = (text, subject) }

  init(_ certificate: some Encodable, subject: LinearProgramSubject? = nil) {
    self.init(text: jsonText(certificate), subject: subject)
  }

  /// Its bytes.
  var data: Data { Data(text.utf8) }
}

extension TriedFile where File == ProgramProof {
  /// A file that one line of the checker stops, with its words.
  init(_ name: String, _ file: ProgramProof, stopped error: any Error) {
    self.init(name: name, file: file, expectation: .refused("\(error)"))
  }

  /// A certificate that one line of the checker stops, with its words.
  init(
    _ name: String, _ certificate: some Encodable, about subject: LinearProgramSubject? = nil,
    _ error: LinearProgramCertificateError
  ) {
    self.init(name, ProgramProof(certificate, subject: subject), stopped: error)
  }

  /// Every change of every field of the certificates in the files, each tried for anything false.
  static func changes(of files: [ProgramProof], called what: String) -> ForgedFiles<ProgramProof> {
    let values = files.map { try? JSONDecoder().decode(JSONValue.self, from: $0.data) }
    let forgeries = files.indices.flatMap { index in
      let others = (1...2).compactMap { values[(index + $0) % values.count] }
      return (values[index]?.forgeries(others: others) ?? []).map { (file: index, change: $0) }
    }
    return ForgedFiles(forgeries) { index, change in
      TriedFile(
        name: "\(what) \(index + 1), \(change.name)",
        file: ProgramProof(text: jsonText(change.value), subject: files[index].subject), expectation: .nothingFalse)
    }
  }

  /// Certificates of the same kind, each compared with the program of each other one.
  static func exchanged(_ files: [ProgramProof], called what: String) -> ForgedFiles<ProgramProof> {
    let pairs = files.indices.flatMap { index in
      files.indices.filter { $0 != index }.map { (certificate: index, program: $0) }
    }
    return ForgedFiles(pairs) { index, other in
      TriedFile(
        name: "\(what) \(index + 1) about the program of \(other + 1)",
        file: ProgramProof(text: files[index].text, subject: files[other].subject), expectation: .nothingFalse)
    }
  }
}

extension LinearProgramSubject {
  /// A program with the names x0, x1, ... and r0, r1, ...
  init(_ program: LinearProgramStatement, integers: [Int] = []) {
    self.init(
      program: program, integers: integers, columnNames: program.columns.indices.map { "x\($0)" },
      rowNames: program.rows.indices.map { "r\($0)" })
  }
}

extension LinearProgramStatement {
  /// A program by its parts: `[0: 1, 2: -3]` is a form, and intervals are pairs of bounds, nil for none.
  init(
    _ direction: Direction, _ objective: [Rational], plus constant: Rational = 0, columns: [Interval],
    rows: [(form: KeyValuePairs<Int, Rational>, interval: Interval)] = []
  ) {
    self.init(
      maximizes: direction == .max, objective: objective, objectiveConstant: constant, columns: columns,
      rows: rows.map { Row(columns: $0.form.map(\.key), coefficients: $0.form.map(\.value), interval: $0.interval) })
  }

  enum Direction { case min, max }
}

extension LinearProgramStatement.Interval {
  static let free = Self(lower: nil, upper: nil)
  static func atLeast(_ lower: Rational) -> Self { Self(lower: lower, upper: nil) }
  static func atMost(_ upper: Rational) -> Self { Self(lower: nil, upper: upper) }
  static func from(_ lower: Rational, to upper: Rational) -> Self { Self(lower: lower, upper: upper) }
}
