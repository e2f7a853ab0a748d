import Evidence
import Exact
import Foundation
import LinearProgrammingCheckers

extension Sentence {
  /// What is told of certificates besides that they pass.
  static let toldOfPrograms = Sentence(
    """
    Whether a certificate that passes proves an optimum, and whether it proves that there is no point, is told as its evidence says; a refusal \
    names what was found, and counts what people count from 1.
    """, topic: "what is told", checks: ["told", "words"])
}

extension Check {
  /// Whether certificates that pass are said to prove an optimum, or that there is no point, and by how many leaves.
  static let toldOfPrograms = Check(
    "told", level: .certified,
    family: .listed("\(certificates.count) certificates of linear and integer programs", quick: certificates),
    subject: told,
    mutants: [
      "every point is called optimal": { certificate in
        var told = try told(certificate)
        told.isOptimal = !told.isInfeasible
        return told
      },
      "whatever is no optimum is called infeasible": { certificate in
        var told = try told(certificate)
        told.isInfeasible = !told.isOptimal
        return told
      },
      "counts splits for leaves": { certificate in
        var told = try told(certificate)
        told.leaves -= min(told.leaves, 1)
        return told
      },
    ],
    test: { told, certificate in .equal(try told(certificate), certificate.expected, "what is told") })

  /// What refusals say, where the words depend on what was found.
  static let wordsOfPrograms = Check(
    "words", level: .certified,
    family: .listed("\(refusals.count) refusals", quick: Array(refusals.indices)),
    subject: { refusals[$0].error.description },
    mutants: [
      "says what is smaller by one": { index in
        String(
          refusals[index].error.description.map { "123456789".contains($0) ? "\($0.wholeNumberValue! - 1)".first! : $0 }
        )
      },
      "always says lower": { refusals[$0].error.description.replacing("an upper", with: "a lower") },
    ],
    test: { words, index in .equal(try words(index), refusals[index].words, "what is said") })
}

private struct Told: Equatable {
  var isOptimal = false
  var isInfeasible = false
  /// Of a proof by cases; 0 for others.
  var leaves = 0
}

private let certificates = WrittenCertificate.valid

private let told: Algorithm<WrittenCertificate, Told> = { certificate in
  switch certificate.proof {
  case .linear(let linear): return Told(isInfeasible: linear.provesInfeasibility)
  case .integers(let integers):
    var told = Told(isOptimal: integers.provesOptimality, isInfeasible: integers.provesInfeasibility)
    if case .cases(_, _, _, let tree) = integers.evidence { told.leaves = tree.leafCount }
    return told
  }
}

extension WrittenCertificate {
  fileprivate var expected: Told {
    switch proof {
    case .linear(let linear):
      switch linear.evidence {
      case .optimal, .unbounded: return Told()
      case .infeasible, .contradictoryRow, .contradictoryColumn: return Told(isInfeasible: true)
      }
    case .integers(let integers):
      switch integers.evidence {
      case .incumbent(_, let value, let bound, _): return Told(isOptimal: value == bound)
      case .infeasible: return Told(isInfeasible: true)
      case .unbounded: return Told()
      case .cases(_, let value, let bound, let tree):
        // A binary tree has one leaf more than it has splits.
        return Told(
          isOptimal: value != nil && value == bound, isInfeasible: value == nil && bound == nil,
          leaves: (tree.nodes.count + 1) / 2)
      }
    }
  }
}

private let refusals: [(error: any Error & CustomStringConvertible & Sendable, words: String)] =
  [
    (
      LinearProgramCertificateError.noBound("row 3", 2),
      "the multiplier 2 of row 3 needs a lower bound, which it lacks"
    ),
    (
      LinearProgramCertificateError.noBound("row 3", Rational(1, 2)),
      "the multiplier 1/2 of row 3 needs a lower bound, which it lacks"
    ),
    (
      LinearProgramCertificateError.noBound("column 1", -2),
      "the multiplier -2 of column 1 needs an upper bound, which it lacks"
    ),
    (LinearProgramMismatch.direction(maximizes: true), "the certificate's program maximizes"),
    (LinearProgramMismatch.direction(maximizes: false), "the certificate's program minimizes"),
    (LinearProgramMismatch.integrality("x", isInteger: true), "x must be an integer in the certificate only"),
    (
      LinearProgramMismatch.integrality("x", isInteger: false),
      "the certificate is about a relaxation, in which x need not be an integer"
    ),
    (
      LinearProgramMismatch.names(column: 0), "variable 1 has another name in the certificate, or is missing"
    ),
    (LinearProgramMismatch.constraint(number: 4), "constraint 5 of the certificate differs, or is missing"),
  ]
