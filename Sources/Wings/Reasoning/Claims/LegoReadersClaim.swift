import Evidence
import Exact
import Randomness
import Reasoning

extension Claim {
  /// Texts of instances.
  static let legoReaders = Claim.readersTotal(
    id: "reasoning.readers-total", of: "instances of LEGO",
    [
      TextFormat(
        name: "LEGO", samples: { stream in try sample(["Z2", "D3", "Q8"], &stream).text(.named) },
        rewrite: { try LegoInstance($0, format: .named).text(.named) }),
      TextFormat(
        name: "LEGO of the public data", samples: { stream in try sample(["Z2"], &stream).text(.bertZ2) },
        rewrite: { try LegoInstance($0, format: .bertZ2).text(.bertZ2) }),
    ],
    mutants: [
      "a clause is lost": TextFormat.fault(in: "LEGO") { text in
        text.split(separator: ";").count > 1 ? String(text.prefix { $0 != ";" }) : text
      },
      "values of root clauses are turned": TextFormat.fault(in: "LEGO of the public data") { text in
        text.replacing("val 1", with: "val 0")
      },
    ])
}

private func sample(_ groups: [String], _ stream: inout RandomStream) throws -> LegoInstance {
  let group = try FiniteGroup.named(groups[stream.uniform(in: 0...(groups.count - 1))])
  return try LegoTask(group: group, lengths: 1...8, breakers: .init(distractor: stream.uniform(in: 0...2)))
    .sample(using: &stream).instance
}
