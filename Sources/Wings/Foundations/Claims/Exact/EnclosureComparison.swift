import Evidence
import Exact

extension Claim {
  /// What enclosures say of the numbers in them.
  static let enclosureComparison = Claim(
    id: "exact.enclosure-comparison",
    title: "A comparison of enclosures is decided if and only if it holds for all points, or for none",
    sentences: [
      Sentence(
        """
        For enclosures $X$ and $Y$, or a rational number for $Y$, `isLess`, `isLessOrEqual`, `isGreater`, `isGreaterOrEqual` and \
        `isEqual` are `.yes` if the relation holds for all $x \\in X$, $y \\in Y$, `.no` if it holds for none, and else \
        `.undecided`.
        """,
        checks: ["pairs"]),
      Sentence(
        "`contains`, `intersects`, `intersection` and `isPoint` are those of sets of numbers.", checks: ["pairs"]),
      Sentence("`!`, `&&` and `||` of a `Certainty` are Kleene's strong logic.", checks: ["logic"]),
      Sentence(
        """
        `decide` asks at the precisions $s, 2s, 4s, \\dots$ and at the limit, until the answer is not `.undecided`, and returns that \
        answer.
        """,
        checks: ["precisions"]),
    ],
    source: Source(
      paper: "Introduction to Interval Analysis (Moore, Kearfott and Cloud, SIAM 2009)",
      theorem: "order of intervals; Kleene's logic; by definition"),
    checks: [
      Check(
        "pairs", level: .exhaustive,
        family: .exhaustive(
          "all pairs of intervals with bounds −1, 0, 1, 2 or infinite, which have every order of bounds",
          count: { _ in intervals.count * intervals.count },
          all: { _ in intervals.flatMap { a in intervals.map { [a, $0] } } }),
        subject: relations,
        mutants: [
          "intervals that touch are ordered": { input in
            var found = try relations(input)
            if input.0.upper != nil, input.0.upper == input.1.lower, !input.0.isPoint { found.less = .yes }
            return found
          },
          "≤ of two equal points is undecided": { input in
            var found = try relations(input)
            if input.0.isPoint, found.equal == .yes { found.lessOrEqual = .undecided }
            return found
          },
          "equal bounds make equal numbers": { input in
            var found = try relations(input)
            if input.0.lower == input.1.lower, input.0.upper == input.1.upper { found.equal = .yes }
            return found
          },
          "half-lines to different sides do not meet": { input in
            var found = try relations(input)
            if !input.0.hasLowerBound, !input.1.hasUpperBound, input.0.hasUpperBound, input.1.hasLowerBound {
              (found.intersects, found.intersection) = (false, nil)
            }
            return found
          },
          "an interval does not contain its upper bound": { input in
            var found = try relations(input)
            if input.0.upper != nil, input.0.upper == input.1.lower, input.1.isPoint { found.containsPoint = false }
            return found
          },
        ], test: areOfSets),
      Check(
        "logic", level: .exhaustive,
        family: .exhaustive(
          "all pairs of yes, no and undecided", count: { _ in 9 },
          all: { _ in Certainty.allCases.flatMap { a in Certainty.allCases.map { [a, $0] } } }),
        subject: { (a: Certainty, b: Certainty) in [!a, a && b, a || b] },
        mutants: [
          "undecided and no is undecided": { input in
            let (a, b) = input
            return [!a, a == .undecided ? a : a && b, a || b]
          },
          "undecided or yes is undecided": { input in
            let (a, b) = input
            return [!a, a && b, a == .undecided ? a : a || b]
          },
          "not undecided is yes": { input in
            let (a, b) = input
            return [a == .yes ? .no : .yes, a && b, a || b]
          },
        ],
        test: { logic, values in
          // no < undecided < yes: and is the least, or is the greatest.
          let order: [Certainty] = [.no, .undecided, .yes]
          guard values.count == 2, let i = order.firstIndex(of: values[0]), let j = order.firstIndex(of: values[1])
          else {
            return .fails("a pair of \(values.count)")
          }
          let decided = values[0] == .undecided ? values[0].isDecided == false : values[0].isDecided
          return .all(
            .equal(
              try logic((values[0], values[1])), [order[2 - i], order[min(i, j)], order[max(i, j)]], "not, and, or"),
            .require(decided, "\(values[0]) is decided, or is not"),
            .equal([Certainty(true), Certainty(false)], [.yes, .no], "the certainties of true and false"))
        }),
      Check(
        "precisions", level: .exhaustive,
        family: .exhaustive(
          "all first precisions from 2 to 9, limits from there to 40, and answers after 1 to 6 questions",
          count: { _ in searches.count }, all: { _ in searches }),
        subject: askPrecisions,
        mutants: [
          "leaves the limit out unless doubling meets it": { search in
            var (asked, precision) = ([Int](), search.start)
            while precision <= search.limit {
              asked.append(precision)
              if asked.count == search.decidedAfter { return (asked, .no) }
              precision *= 2
            }
            return (asked, .undecided)
          },
          "asks once more after the answer": { search in
            var (asked, precision) = ([Int](), search.start)
            while true {
              asked.append(precision)
              if asked.count == search.decidedAfter + 1 { return (asked, .no) }
              if precision == search.limit { return (asked, asked.count == search.decidedAfter ? .no : .undecided) }
              precision = min(2 * precision, search.limit)
            }
          },
        ],
        test: { ask, search in
          var expected = [search.start]
          while expected[expected.count - 1] < search.limit, expected.count < search.decidedAfter {
            expected.append(min(2 * expected[expected.count - 1], search.limit))
          }
          let (asked, answer) = try ask(search)
          return .all(
            .equal(asked, expected, "the precisions"),
            .equal(answer, expected.count == search.decidedAfter ? .no : .undecided, "the answer"))
        }),
    ])
}

private struct PrecisionSearch: Codable, Sendable {
  var start: Int
  var limit: Int
  var decidedAfter: Int
}

private let askPrecisions: Algorithm<PrecisionSearch, ([Int], Certainty)> = { search in
  var asked: [Int] = []
  let answer = decide(startingAt: search.start, upTo: search.limit) { precision in
    asked.append(precision)
    return asked.count == search.decidedAfter ? .no : .undecided
  }
  return (asked, answer)
}

private let searches = (2...9).flatMap { start in
  (start...40).flatMap { limit in (1...6).map { PrecisionSearch(start: start, limit: limit, decidedAfter: $0) } }
}

private let intervals: [EnclosureSample] = {
  let ends: [Rational] = [-1, 0, 1, 2]
  let finite = ends.flatMap { lower in
    ends.filter { $0 >= lower }.map { EnclosureSample(lower: lower, upper: $0, precision: 8) }
  }
  return finite + ends.map { EnclosureSample(lower: nil, upper: $0, precision: 8) }
    + ends.map { EnclosureSample(lower: $0, upper: nil, precision: 8) }
    + [EnclosureSample(lower: nil, upper: nil, precision: 8)]
}()

/// What is said of two enclosures.
private struct Relations: Sendable {
  var less: Certainty
  var lessOrEqual: Certainty
  var greater: Certainty
  var greaterOrEqual: Certainty
  var equal: Certainty
  var contains: Bool
  var intersects: Bool
  var intersection: ExactInterval?
  var isPoint: Bool
  /// The same with the lower bound of the second as a number; nil if that is infinite.
  var withNumber: [Certainty]?
  var containsPoint: Bool?
}

private let relations: Algorithm<(Enclosure, Enclosure), Relations> = { input in
  let (x, y) = input
  return Relations(
    less: x.isLess(than: y), lessOrEqual: x.isLessOrEqual(to: y), greater: x.isGreater(than: y),
    greaterOrEqual: x.isGreaterOrEqual(to: y), equal: x.isEqual(to: y), contains: x.contains(y),
    intersects: x.intersects(y), intersection: x.intersection(y).map { ExactInterval($0) }, isPoint: x.isPoint,
    withNumber: y.lower.map {
      [
        x.isLess(than: $0), x.isLessOrEqual(to: $0), x.isGreater(than: $0), x.isGreaterOrEqual(to: $0),
        x.isEqual(to: $0),
      ]
    },
    containsPoint: y.lower.map { x.contains($0) })
}

@Sendable private func areOfSets(
  _ relations: Algorithm<(Enclosure, Enclosure), Relations>, of pair: [EnclosureSample]
) throws -> Verdict {
  guard pair.count == 2 else { return .fails("a pair of \(pair.count)") }
  let (x, y) = (pair[0].enclosure, pair[1].enclosure)
  // Halves from −3 to 4 have a point before, at, between and behind all bounds, and two of each where two are needed.
  let line = (-6...8).map { Rational(Integer($0), 2) }
  func points(_ sample: EnclosureSample) -> [Rational] {
    line.filter { point in sample.lower.map { $0 <= point } ?? true && sample.upper.map { point <= $0 } ?? true }
  }
  let (a, b) = (points(pair[0]), points(pair[1]))
  func certainty(_ others: [Rational], _ holds: (Rational, Rational) -> Bool) -> Certainty {
    let all = a.flatMap { s in others.map { holds(s, $0) } }
    return all.allSatisfy { $0 } ? .yes : all.contains(true) ? .undecided : .no
  }
  let found = try relations((x, y))
  let common = a.filter(b.contains)
  let isBounded = (pair[0].lower ?? pair[1].lower, pair[0].upper ?? pair[1].upper)
  let meet =
    common.isEmpty
    ? nil
    : ExactInterval(
      lower: isBounded.0 == nil ? .minusInfinity : .finite(common[0]),
      upper: isBounded.1 == nil ? .plusInfinity : .finite(common[common.count - 1]))
  return .all(
    .equal(found.less, certainty(b, <), "less"), .equal(found.lessOrEqual, certainty(b, <=), "at most"),
    .equal(found.greater, certainty(b, >), "greater"), .equal(found.greaterOrEqual, certainty(b, >=), "at least"),
    .equal(found.equal, certainty(b, ==), "equal"), .equal(found.contains, b.allSatisfy(a.contains), "contains"),
    .equal(found.intersects, !common.isEmpty, "intersects"), .equal(found.intersection, meet, "the intersection"),
    .equal(found.isPoint, a.count == 1, "is a point"),
    .equal(
      found.withNumber,
      pair[1].lower.map { c in
        [certainty([c], <), certainty([c], <=), certainty([c], >), certainty([c], >=), certainty([c], ==)]
      }, "less, at most, greater, at least, equal to its lower bound"),
    .equal(found.containsPoint, pair[1].lower.map(a.contains), "contains its lower bound"),
    .equal([x.hasLowerBound, x.hasUpperBound], [pair[0].lower != nil, pair[0].upper != nil], "has bounds"))
}
