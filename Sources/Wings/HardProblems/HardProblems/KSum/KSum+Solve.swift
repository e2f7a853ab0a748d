import Problems
import Randomness

extension KSum {
  /// Random, planted and no: see ``KSumFamily``.
  public static var families: [ProblemFamily<KSum>] {
    KSumFamily.allCases.map { family in
      ProblemFamily(family.rawValue, sizes: "k (3), m (16), U (m^⌈k/2⌉, the hard regime)", named: ["k", "m", "U"]) {
        sizes, stream in
        let k = sizes["k"] ?? 3
        let m = sizes["m"] ?? 16
        guard 2...1000 ~= k, 0...100_000_000 ~= m else {
          throw UnsuitableSizes("ksum needs k in 2...1000 and m in 0...100000000, not k = \(k), m = \(m)")
        }
        let universe = try sizes["U"] ?? KSum.hardUniverse(k: k, m: m)
        var stream = stream.child("ksum").child(family.rawValue)
        let instance = try KSum.random(family, k: k, m: m, universe: universe, using: &stream)
        return .init(instance, ["k": k, "m": m, "U": universe])
      }
    }
  }

  /// Meet in the middle, and trying all.
  public static var algorithms: [ProblemAlgorithm<KSum>] {
    [
      ProblemAlgorithm("meet-in-the-middle", choices: [.witness]) { instance, _ in Solved(instance.referenceAnswer()) },
      ProblemAlgorithm("try-all", choices: [.witness]) { instance, _ in
        Solved(KSumAnswer(solutions: instance.solutionCountByTryingAll, witness: instance.firstSolution))
      },
    ]
  }

  /// Yes or no, the number of solutions, and one of them where one is known.
  public static func text(of solved: Solved<KSumAnswer>) -> String? {
    let answer = solved.answer
    // A witness may be all that is known.
    let number = answer.solutions.map { ": \($0) \($0 == 1 ? "solution" : "solutions")" } ?? ""
    let witness = answer.witness.map { "\nwitness \($0.map(String.init).joined(separator: " "))" } ?? ""
    return (answer.isYes ? "yes\(number)" : "no") + witness
  }

  /// That of DIMACS files.
  public static var comment: String? { "c " }
}
