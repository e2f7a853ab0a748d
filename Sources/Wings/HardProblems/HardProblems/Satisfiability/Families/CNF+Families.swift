import Exact
import Problems
import Randomness

extension CNF {
  /// The families of formulas. Each stands in a file of its own.
  public static var families: [ProblemFamily<CNF>] {
    [
      randomFamily, pigeonholeFamily, parityFamily, pebblingFamily, tseitinFamily, tseitinGridFamily, colouringFamily,
      ramseyFamily, orderingFamily, subsetCardinalityFamily,
    ]
  }

  private static let randomFamily = ProblemFamily<CNF>(
    CNFFamily.random.rawValue, sizes: "v (12), clauses (40), w (3)", named: ["v", "clauses", "w"],
    predictedBytes: { sizes in
      let (clauses, width) = (Integer(sizes["clauses"] ?? 40), Integer(sizes["w"] ?? 3))
      return .formula(variables: Integer(sizes["v"] ?? 12), clauses: clauses, literals: clauses * width)
    },
    draw: { sizes, stream in
      let (v, clauses, width) = (sizes["v"] ?? 12, sizes["clauses"] ?? 40, sizes["w"] ?? 3)
      guard 0...1_000_000 ~= v, 0...10_000_000 ~= clauses, 0...v ~= width else {
        throw UnsuitableSizes("sat needs v in 0...1000000, clauses in 0...10000000 and w in 0...v")
      }
      var stream = stream.child("sat").child(CNFFamily.random.rawValue)
      return .init(
        try CNF.random(variables: v, clauses: clauses, width: width, using: &stream),
        ["v": v, "clauses": clauses, "w": width])
    })

  private static let pigeonholeFamily = ProblemFamily<CNF>(
    CNFFamily.pigeonhole.rawValue, sizes: "h (3, holes)", named: ["h"],
    predictedBytes: { sizes in
      let holes = Integer(sizes["h"] ?? 3)
      let pairs = holes * (holes + 1) * holes / 2
      return .formula(
        variables: holes * (holes + 1), clauses: holes + 1 + pairs, literals: holes * (holes + 1) + 2 * pairs)
    },
    draw: { sizes, _ in
      let holes = sizes["h"] ?? 3
      guard 0...200 ~= holes else { throw UnsuitableSizes("pigeonhole needs h in 0...200, not \(holes)") }
      return .init(.pigeonhole(holes: holes), ["h": holes])
    })

  private static let parityFamily = ProblemFamily<CNF>(
    CNFFamily.parity.rawValue, sizes: "n (6, summands)", named: ["n"],
    predictedBytes: { sizes in
      let count = Integer(sizes["n"] ?? 6)
      return .formula(variables: 2 * count, clauses: 4 * count, literals: 12 * count)
    },
    draw: { sizes, _ in
      let count = sizes["n"] ?? 6
      guard 1...1_000_000 ~= count else { throw UnsuitableSizes("parity needs n in 1...1000000, not \(count)") }
      return .init(.parity(of: count), ["n": count])
    })

  /// That of DIMACS files.
  public static var comment: String? { "c " }
}

extension PredictedBytes {
  /// What a formula takes, in DIMACS form and in memory; nil for numbers below 0, which no formula has.
  static func formula(variables: Integer, clauses: Integer, literals: Integer) -> PredictedBytes? {
    guard variables >= 0, clauses >= 0, literals >= 0 else { return nil }
    // A sign, the digits and a blank; an array of integers has a header and may be half empty.
    let digits = Integer(variables.description.count)
    return PredictedBytes(
      files: literals * (digits + 2) + 2 * clauses + 2 * digits + 60, value: 16 * literals + 48 * clauses)
  }
}
