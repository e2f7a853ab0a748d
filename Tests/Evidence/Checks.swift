import Evidence
import Exact
import Randomness

// A small world to test checks in: the square of n, and algorithms that get it wrong.

struct Refusal: Error, CustomStringConvertible {
  var description: String { "no squares today" }
}

let square: Algorithm<Int, Int> = { n in n * n }

/// Right below 7, and from there on too large by one.
let wrongFromSeven: Algorithm<Int, Int> = { n in n < 7 ? n * n : n * n + 1 }

let throwing: Algorithm<Int, Int> = { _ in throw Refusal() }

let squareMutants: KeyValuePairs<String, Algorithm<Int, Int>> = [
  "wrong from seven": wrongFromSeven, "doubles": { n in n + n }, "throws": throwing, "always 0": { _ in 0 },
]

@Sendable func isSquare(_ algorithm: Algorithm<Int, Int>, _ n: Int) throws -> Verdict {
  let sum: Int = (0..<n).reduce(0) { total, i in total + 2 * i + 1 }
  return .equal(try algorithm(n), sum, "the square of \(n)")
}

let numbers: InstanceFamily<Int> = .random(
  "random n below 1000", quick: 50, deep: 200,
  shrink: { n in n == 0 ? [] : [n / 2, n - 1] },
  draw: { _, stream in stream.uniform(in: 0...999) })

func squareCheck(
  _ subject: @escaping Algorithm<Int, Int>, family: InstanceFamily<Int> = numbers, level: EvidenceLevel = .certified
) -> Check {
  Check("square", level: level, family: family, subject: subject, mutants: squareMutants, test: isSquare)
}

let trial = Trial(stream: RandomStream(seed: 71).child("square"))

extension Finding {
  /// The counterexample of a violation.
  var counterexample: Counterexample? { if case .violated(let counterexample) = self { counterexample } else { nil } }

  /// Why it is undecided.
  var doubt: String? { if case .undecided(let why) = self { why } else { nil } }
}
