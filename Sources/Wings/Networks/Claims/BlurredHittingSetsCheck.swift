import Evidence
import Exact
import HardProblems
import HardProblemsClaims
import Networks
import NetworksReductions

extension Sentence {
  /// What a value with an error says of hitting sets.
  static let blurredHittingSets = Sentence(
    """
    A value with an error leaves a range of numbers of sets that meet all others: it says yes if that begins above 0, the number if it is one, \
    and how many bits are missing if it begins at 0 and goes on.
    """, topic: "values with errors", checks: ["hitting-sets"])
}

extension Check {
  /// What a value says that may be some halves away from the truth.
  static let blurredHittingSets = Check(
    "hitting-sets", level: .certified, family: randomVectors(quick: 40, upTo: 6),
    subject: meaningOfBlurred, mutants: blurredMutants,
    test: { interpret, vectors in
      let sets = try HittingSet(left: vectors.left, right: vectors.right)
      let (n, m) = (vectors.left.rows, vectors.right.rows)
      let truth = (0..<n).count { i in (0..<m).allSatisfy { vectors.left.commonOnes(i, vectors.right, $0) > 0 } }
      // In halves: the value, and its error.
      for (shift, error) in [(0, 0), (0, 1), (1, 1), (-1, 1), (1, 2), (-1, 2), (3, 4), (-3, 4), (0, 12)] {
        let value = Rational(2 * truth + shift) / 2
        let answer = LastLayerAnswer(value: value, error: Rational(error) / 2)
        let possible = (0...n).filter { (Rational($0) - value).magnitude <= Rational(error) / 2 && (m > 0 || $0 == n) }
        guard let least = possible.first, let greatest = possible.last else { continue }
        let found = try interpret((sets, answer))
        let words = "\(value) ± \(error)/2 is read as \(found)"
        if least == greatest {
          guard found == HittingSetAnswer(count: Integer(least)) else { return .fails(words) }
        } else if least > 0 {
          guard found.exists == true, found.count == nil, found.atLeast == Integer(least) else { return .fails(words) }
        } else {
          guard found.exists == nil, found.bitsMissing ?? 0 > 0 else { return .fails(words) }
        }
      }
      return .holds()
    })
}

private typealias Blurred = (sets: HittingSet, answer: LastLayerAnswer)

private let meaningOfBlurred: Algorithm<Blurred, HittingSetAnswer> = { blurred in
  try HittingSetToLastLayer().interpret(blurred.answer, for: blurred.sets)
}

private let blurredMutants: KeyValuePairs<String, Algorithm<Blurred, HittingSetAnswer>> = [
  "an error is taken for none": { blurred in
    let nearest = blurred.answer.value.map { Rational(($0 + Rational(1, 2)).floor()) }
    return try HittingSetToLastLayer().interpret(LastLayerAnswer(value: nearest), for: blurred.sets)
  },
  "a range of numbers says nothing": { blurred in
    let found = try meaningOfBlurred(blurred)
    return found.count == nil ? HittingSetAnswer(bitsMissing: 1) : found
  },
  "yes without a number": { blurred in
    var found = try meaningOfBlurred(blurred)
    found.atLeast = nil
    return found
  },
]
