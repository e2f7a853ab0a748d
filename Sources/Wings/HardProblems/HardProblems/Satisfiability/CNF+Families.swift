import Problems
import Randomness

extension CNF {
  /// Random, pigeonhole and parity: see ``CNFFamily``.
  public static var families: [ProblemFamily<CNF>] {
    [
      ProblemFamily(
        CNFFamily.random.rawValue, sizes: "v (12), clauses (40), w (3)", named: ["v", "clauses", "w"]
      ) { sizes, stream in
        let (v, clauses, width) = (sizes["v"] ?? 12, sizes["clauses"] ?? 40, sizes["w"] ?? 3)
        guard 0...1_000_000 ~= v, 0...10_000_000 ~= clauses, 0...v ~= width else {
          throw UnsuitableSizes("sat needs v in 0...1000000, clauses in 0...10000000 and w in 0...v")
        }
        var stream = stream.child("sat").child(CNFFamily.random.rawValue)
        return .init(
          try CNF.random(variables: v, clauses: clauses, width: width, using: &stream),
          ["v": v, "clauses": clauses, "w": width])
      },
      ProblemFamily(CNFFamily.pigeonhole.rawValue, sizes: "h (3, holes)", named: ["h"]) { sizes, _ in
        let holes = sizes["h"] ?? 3
        guard 0...200 ~= holes else { throw UnsuitableSizes("pigeonhole needs h in 0...200, not \(holes)") }
        return .init(.pigeonhole(holes: holes), ["h": holes])
      },
      ProblemFamily(CNFFamily.parity.rawValue, sizes: "n (6, summands)", named: ["n"]) { sizes, _ in
        let count = sizes["n"] ?? 6
        guard 1...1_000_000 ~= count else { throw UnsuitableSizes("parity needs n in 1...1000000, not \(count)") }
        return .init(.parity(of: count), ["n": count])
      },
    ]
  }

  /// That of DIMACS files.
  public static var comment: String? { "c " }
}
