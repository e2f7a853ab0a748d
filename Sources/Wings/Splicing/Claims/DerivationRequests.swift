import Evidence
import Exact
import SplicingCheckers

// The statement: kind 5, the text and its neighbours as numbers of words, the operations, whether it is claimed that none is shorter. Evidence:
// where it is, the least costs of all pieces of the text.

extension Check {
  /// What is asked about derivations.
  static let derivationRequests: Check = Check.requests(
    derivationExamples, line: derivationLine,
    mutants: [
      "forgets that a derivation is shortest": writing({ $0.costs = nil }, by: derivationLine),
      "numbers words as they sort": writing(
        { asked in
          let words = Set(asked.target).sorted(by: >)
          asked.target = asked.target.map { word in words.firstIndex(of: word).map { "\($0)" } ?? word }
        }, by: derivationLine),
    ])

  /// What is taken for an answer about derivations.
  static let derivationStatements: Check = Check.statements(
    of: derivationExamples, others: [], states: { $0.asked.certificate.states($0.statement) })
}

private let derivationLine: Algorithm<AskedDerivation, String?> = { $0.certificate.checkerRequest?.line }

/// Words, and operations as the five numbers that tell them; least costs by where a piece begins and how long it is, where it is claimed that
/// no derivation is shorter.
private struct AskedDerivation: Codable, Sendable {
  var target: [String]
  var neighbours: [[String]]
  var operations: [[Int]]
  var costs: [[Int?]]?

  var certificate: SplicingProof {
    SplicingProof(
      target: target, neighbours: neighbours, operations: operations, isShortest: costs != nil,
      leastCost: { costs?[$0.lowerBound][$0.count - 1] })
  }
}

private let derivationExamples: [AskedExample<AskedDerivation>] = [
  AskedExample(
    "a shortest derivation",
    AskedDerivation(
      target: ["a", "b", "a", "c"], neighbours: [["b", "a", "c"], ["a"]],
      operations: [[0, 0, 3, 0, 0], [1, 0, 1, 0, 0]],
      costs: [[1, 2, 2, 2], [1, 1, 1], [1, 1], [nil]]),
    statement: "5 4 0 1 0 2 2 3 1 0 2 1 0 2 0 0 3 0 0 1 0 1 0 0 1",
    evidence: "5 5 -1 1 2 2 2 5 -1 -1 1 1 1 5 -1 -1 -1 1 1 5 -1 -1 -1 -1 -1 5 -1 -1 -1 -1 -1"),
  AskedExample(
    "a derivation",
    AskedDerivation(target: ["a"], neighbours: [["b", "a"]], operations: [[0, 1, 2, 0, 0]], costs: nil),
    statement: "5 1 0 1 2 1 0 1 0 1 2 0 0 0", evidence: "0"),
]
