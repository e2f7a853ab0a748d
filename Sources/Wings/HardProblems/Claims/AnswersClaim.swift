import Evidence
import Exact
import HardProblems
import Problems

extension Claim {
  /// What an answer may say of itself.
  static let answersExamined = Claim(
    id: "reading.answers",
    title:
      "An answer that contradicts itself, its witness or the number of all candidates is refused, and a witness means yes",
    sentences: [
      Sentence(
        """
        An answer has fields that may be missing: whether there is a solution, how many, how many at least, a witness, and how many bits \
        are missing to tell. It is accepted if and only if it says something and some number $s$ from 0 to the number $M$ of all \
        candidates agrees with every field: $s > 0$ as is said, $s$ the number, $s$ at least the other number, which is no less than 0; \
        $s > 0$ with a witness that is a solution, and no $s$ with another; and with bits missing, one or more, both an $s = 0$ and an \
        $s > 0$ do. Yes is read if all such $s$ are above 0, no if $s = 0$ is the only one.
        """, checks: ["fields"])
    ],
    source: Source(paper: "Tightbound", theorem: "answers of decision problems; derived"),
    checks: [
      Check(
        "fields", level: .exhaustive,
        family: .exhaustive(
          "all answers with numbers from −1 to M + 1, M = 1, 2, 3, witnesses that are solutions and that are none",
          count: { _ in (1...3).reduce(0) { $0 + 3 * ($1 + 4) * ($1 + 4) * 3 * 3 } }, all: { _ in Claimed.all }),
        subject: { (claimed: Claimed) in try read(claimed) },
        mutants: [
          "a witness is believed": { claimed in
            var claimed = claimed
            if claimed.witness == false { claimed.witness = true }
            return try read(claimed)
          },
          "there may be one solution more than candidates": { claimed in
            var claimed = claimed
            claimed.most += 1
            return try read(claimed)
          },
          "the number overrules the word": { claimed in
            var claimed = claimed
            if claimed.count != nil { claimed.exists = nil }
            return try read(claimed)
          },
          "at least is looked at where the number is missing": { claimed in
            var claimed = claimed
            if claimed.count != nil { claimed.atLeast = nil }
            return try read(claimed)
          },
          "a witness says nothing by itself": { claimed in
            var claimed = claimed
            if claimed.count == nil, claimed.exists == nil, claimed.atLeast == nil { claimed.witness = nil }
            return try read(claimed)
          },
          "missing bits beside an answer": { claimed in
            var claimed = claimed
            if claimed.exists != nil, claimed.bitsMissing == 1 { claimed.bitsMissing = nil }
            return try read(claimed)
          },
        ],
        test: { read, claimed in .equal(try read(claimed), claimed.meaning, "what \(claimed) means") })
    ])
}

/// What an answer means.
private enum Meaning: Sendable { case yes, no, undecided, refused }

/// An answer about M candidates.
private struct Claimed: Codable, Sendable {
  var most: Int
  var exists: Bool?
  var count: Int?
  var atLeast: Int?
  /// Whether the witness is a solution; nil for none.
  var witness: Bool?
  var bitsMissing: Int?

  static var all: [Claimed] {
    var all: [Claimed] = []
    for most in 1...3 {
      let numbers: [Int?] = [nil] + (-1...most + 1).map { $0 }
      for exists in [nil, false, true] as [Bool?] {
        for count in numbers {
          for atLeast in numbers {
            for witness in [nil, false, true] as [Bool?] {
              for bits in [nil, 0, 1] as [Int?] {
                all.append(
                  Claimed(
                    most: most, exists: exists, count: count, atLeast: atLeast, witness: witness, bitsMissing: bits))
              }
            }
          }
        }
      }
    }
    return all
  }

  /// By trying all numbers of solutions.
  var meaning: Meaning {
    guard exists != nil || count != nil || atLeast ?? 0 > 0 || witness != nil || bitsMissing != nil,
      atLeast ?? 0 >= 0, bitsMissing ?? 1 >= 1
    else { return .refused }
    let numbers = (0...most).filter { s in
      (exists.map { $0 == (s > 0) } ?? true) && (count.map { $0 == s } ?? true) && (atLeast.map { s >= $0 } ?? true)
        && (witness.map { $0 && s > 0 } ?? true)
    }
    let (canBeNo, canBeYes) = (numbers.contains(0), numbers.contains { $0 > 0 })
    if bitsMissing != nil { return canBeNo && canBeYes ? .undecided : .refused }
    return canBeYes ? canBeNo ? .undecided : .yes : canBeNo ? .no : .refused
  }
}

private func read(_ claimed: Claimed) throws -> Meaning {
  var answer = CountedAnswer<Bool>(bitsMissing: 1)
  (answer.exists, answer.count, answer.atLeast) = (
    claimed.exists, claimed.count.map { Integer($0) }, claimed.atLeast.map { Integer($0) }
  )
  (answer.witness, answer.bitsMissing) = (claimed.witness, claimed.bitsMissing)
  do throws(AnswerError) {
    switch try answer.examined(most: Integer(claimed.most), isSolution: { $0 }).exists {
    case true?: return .yes
    case false?: return .no
    case nil: return .undecided
    }
  } catch { return .refused }
}
