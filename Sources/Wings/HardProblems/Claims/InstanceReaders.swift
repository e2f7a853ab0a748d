import Evidence
import HardProblems
import HardProblemsReductions
import Randomness

extension Claim {
  /// Every reader of instances answers every text with a value or a typed error, and what it accepts it can write and read again.
  static let instanceReaders = readersTotal(
    id: "formats.instance-readers", of: "instances of hard problems", formats,
    mutants: [
      "an empty clause is taken for the end of the line": TextFormat.fault(in: "sat") { written in
        written.split(separator: "\n", omittingEmptySubsequences: false).filter { $0 != "0" }.joined(separator: "\n")
      },
      "the last vector of all zeros is lost": TextFormat.fault(in: "ov") { written in
        var lines = written.split(separator: "\n", omittingEmptySubsequences: false)
        if let last = lines.lastIndex(where: { !$0.isEmpty && $0.allSatisfy { $0 == "0" } }) { lines.remove(at: last) }
        return lines.joined(separator: "\n")
      },
    ])
}

private let formats: [TextFormat] = [
  TextFormat(
    name: "ksum",
    samples: { stream in
      try KSum.random(
        k: stream.uniform(in: 2...5), m: stream.uniform(in: 0...6), universe: stream.uniform(in: 6...99),
        using: &stream
      ).text
    },
    rewrite: { try KSum(parsing: $0).text }),
  TextFormat(
    name: "sat",
    samples: { stream in
      let variables = stream.uniform(in: 0...9)
      return try CNF.random(
        variables: variables, clauses: stream.uniform(in: 0...9), width: stream.uniform(in: 0...min(variables, 4)),
        using: &stream
      ).text
    },
    rewrite: { try CNF(parsing: $0).text }),
  TextFormat(
    name: "ov", samples: { try vectors(&$0).text }, rewrite: { try OrthogonalVectors(parsing: $0).text }),
  TextFormat(
    name: "bhcp", samples: { try OVToBHCP().reduce(try vectors(&$0)).text },
    rewrite: { try HammingClosePair(parsing: $0).text }),
]

private func vectors(_ stream: inout RandomStream) throws -> OrthogonalVectors {
  OrthogonalVectors.random(
    left: stream.uniform(in: 0...4), right: stream.uniform(in: 0...4), dimension: stream.uniform(in: 0...5),
    using: &stream)
}
