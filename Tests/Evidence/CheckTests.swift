import Evidence
import Exact
import Randomness
import Synchronization
import Testing

@Suite("Checks")
struct CheckTests {
  @Test("A right algorithm passes, on as many instances as the budget says")
  func holds() {
    for (budget, count) in [(Budget.quick, 50), (.deep, 200)] {
      let finding = squareCheck(square).run(Trial(budget: budget, stream: RandomStream(seed: 1)))
      guard case .holds(let instances, let margin) = finding else {
        Issue.record("\(finding)")
        continue
      }
      #expect(finding.holds && instances == count && margin == nil)
    }
  }

  @Test("A trial of every fourth instance has the same instances, with gaps, and ten of a small family")
  func steps() throws {
    func tried(_ count: Int, _ family: ([Int]) -> InstanceFamily<Int>, step: Int) throws -> [Int] {
      let seen = Mutex<[Int]>([])
      let check = Check(
        "x", level: .certified, family: family(Array(0..<count)), subject: square, mutants: squareMutants,
        test: { _, instance in
          seen.withLock { $0.append(instance) }
          return .holds()
        })
      guard case .holds(let instances, _) = check.run(Trial(stream: RandomStream(seed: 1), step: step)) else {
        return []
      }
      #expect(instances == seen.withLock(\.count))
      return seen.withLock(\.self)
    }
    let families: [@Sendable ([Int]) -> InstanceFamily<Int>] = [
      { all in .random("", quick: all.count, deep: 0) { index, stream in index << 8 | stream.uniform(in: 0...255) } },
      { all in .exhaustive("", count: { _ in all.count }, all: { _ in all }) },
      { all in .listed("", quick: all) },
    ]
    for family in families {
      for (count, expected) in [(1, 1), (9, 1), (10, 1), (20, 2), (39, 3), (40, 4), (41, 4), (400, 4)] {
        let all = try tried(count, family, step: 1)
        #expect(all.count == count)
        #expect(try tried(count, family, step: 4) == stride(from: 0, to: count, by: expected).map { all[$0] })
      }
    }
  }

  @Test("Every mutant is caught")
  func mutants() throws {
    let check = squareCheck(square)
    #expect(check.mutants.map(\.name) == ["wrong from seven", "doubles", "throws", "always 0"])
    for mutant in check.mutants {
      let finding = mutant.run(trial)
      #expect(!finding.holds)
      let counterexample = try #require(finding.counterexample, "\(mutant.name) passed")
      #expect(counterexample.check == "square" && counterexample.stream == "71/square")
      #expect(counterexample.version == tightboundVersion && counterexample.claim == nil)
    }
  }

  @Test("Shrinking finds the smallest instance")
  func shrinking() throws {
    let found = try #require(squareCheck(wrongFromSeven).run(trial).counterexample)
    #expect(found.instance == .integer(7))
    #expect(found.reason == "the square of 7 is 50, but should be 49")
    #expect(found.shrinkings > 0)
    let zero = try #require(squareCheck(throwing).run(trial).counterexample)
    #expect(zero.instance == .integer(0))
  }

  @Test("An algorithm that throws is wrong, and the reason is told")
  func throwingSubject() throws {
    let found = try #require(squareCheck(throwing).run(trial).counterexample)
    #expect(found.reason == "it threw: no squares today")
  }

  @Test("A test that throws fails as well")
  func throwingTest() {
    let check = Check(
      "x", level: .certified, family: numbers, subject: square, mutants: squareMutants,
      test: { _, _ in throw Refusal() })
    #expect(check.run(trial).counterexample?.reason == "it threw: no squares today")
  }

  @Test("The same trial finds the same; the instances depend on the stream alone")
  func deterministic() throws {
    let first = try #require(squareCheck(wrongFromSeven).run(trial).counterexample)
    let second = try #require(squareCheck(wrongFromSeven).run(trial).counterexample)
    #expect(try first.encoded() == second.encoded())
    // Instance i comes from child i, whatever was drawn before it.
    let greedy: InstanceFamily<Int> = .random(
      "greedy", quick: 3, deep: 3,
      draw: { index, stream in
        for _ in 0..<(100 * index) { _ = stream.next() }
        return stream.uniform(in: 0...999)
      })
    let drawn = Mutex<[Int]>([])
    let recording: Algorithm<Int, Int> = { n in
      drawn.withLock { list in list.append(n) }
      return n * n
    }
    #expect(squareCheck(recording, family: greedy).run(trial).holds)
    let expected: [Int] = (0..<3).map { index in
      var stream = trial.stream.child(index)
      for _ in 0..<(100 * index) { _ = stream.next() }
      return stream.uniform(in: 0...999)
    }
    #expect(drawn.withLock { list in list } == expected)
  }

  @Test("A check of nothing has not passed")
  func vacuous() {
    let none: [InstanceFamily<Int>] = [
      .listed("none", quick: []), .random("none", quick: 0, deep: 9, draw: { _, _ in 1 }),
      .exhaustive("none", count: { _ in 0 }, all: { _ in [] }),
      .exhaustive("announced", count: { _ in 3 }, all: { _ in [] }),
      .exhaustive("too few", count: { _ in 3 }, all: { _ in [1, 2] }),
      .exhaustive("too many", count: { _ in 1 }, all: { _ in [1, 2] }),
    ]
    for family in none {
      let finding = squareCheck(square, family: family).run(trial)
      #expect(!finding.holds, "\(family.description)")
      #expect(finding.doubt?.contains("a check of nothing does not count") == true, "\(family.description)")
    }
    // A family that only has instances for the deep budget counts there.
    #expect(squareCheck(square, family: none[1]).run(Trial(budget: .deep, stream: RandomStream(seed: 1))).holds)
  }

  @Test("An instance that cannot be made leaves the check undecided")
  func unmade() {
    let family: InstanceFamily<Int> = .random(
      "broken", quick: 5, deep: 5,
      draw: { index, _ in
        if index == 3 { throw Refusal() }
        return index
      })
    let finding = squareCheck(square, family: family).run(trial)
    #expect(finding.doubt == "instance 3 could not be made: no squares today")
    // A failure before it is still a failure.
    #expect(squareCheck(throwing, family: family).run(trial).counterexample?.instance == .integer(0))
  }

  @Test("What arithmetic cannot decide has not passed")
  func undecided() {
    let check = Check(
      "x", level: .certified, family: numbers, subject: square, mutants: squareMutants,
      test: { _, n in n > 500 ? .undecided("too narrow at 500") : .holds() })
    let finding = check.run(trial)
    #expect(!finding.holds && finding.doubt == "too narrow at 500")
  }

  @Test("A failure on an instance that cannot be stored is no success")
  func unstorable() {
    let family: InstanceFamily<Double> = .listed("not a number", quick: [.nan])
    let check = Check(
      "x", level: .certified, family: family, subject: { (x: Double) in x }, mutants: ["0": { _ in 0 }],
      test: { _, _ in .fails("never equal") })
    let finding = check.run(trial)
    #expect(!finding.holds && finding.doubt?.contains("never equal") == true)
  }

  @Test("Shrinking that never ends is ended, and what it reports fails")
  func endlessShrinking() throws {
    let same: InstanceFamily<Int> = .random("same", quick: 1, deep: 1, shrink: { n in [n] }, draw: { _, _ in 9 })
    #expect(squareCheck(wrongFromSeven, family: same).run(trial).counterexample?.instance == .integer(9))
    let growing: InstanceFamily<Int> = .random("up", quick: 1, deep: 1, shrink: { n in [n + 1] }, draw: { _, _ in 9 })
    let grown = try #require(
      squareCheck({ n in n < 9 ? n * n : 0 }, family: growing).run(trial).counterexample?.instance)
    #expect(try grown.decoded(as: Int.self) > 9)
    let wide: InstanceFamily<Int> = .random(
      "wide", quick: 1, deep: 1, shrink: { _ in [Int](repeating: 1, count: 100_000) }, draw: { _, _ in 9 })
    let calls = Mutex(0)
    let counting: Algorithm<Int, Int> = { n in
      calls.withLock { count in count += 1 }
      return try wrongFromSeven(n)
    }
    #expect(squareCheck(counting, family: wide).run(trial).counterexample?.instance == .integer(9))
    #expect(calls.withLock { count in count } < 10_000)
  }

  @Test("Every instance of an exhaustive family is tried, and the first failure is reported as it is")
  func exhaustive() throws {
    let family: InstanceFamily<Int> = .exhaustive(
      "all n below 20 (deep 40)", count: { budget in budget == .quick ? 20 : 40 },
      all: { budget in Array(0..<(budget == .quick ? 20 : 40)) })
    guard case .holds(40, nil) = squareCheck(square, family: family).run(Trial(budget: .deep, stream: trial.stream))
    else {
      Issue.record("not all 40")
      return
    }
    let found = try #require(squareCheck(wrongFromSeven, family: family).run(trial).counterexample)
    #expect(found.instance == .integer(7) && found.shrinkings == 0)
  }

  @Test("Listed instances: the deep budget adds more")
  func listed() {
    let family: InstanceFamily<Int> = .listed("some", quick: [1, 2], deep: [3, 50])
    #expect(family.count(.quick) == 2 && family.count(.deep) == 4)
    #expect(squareCheck(wrongFromSeven, family: family).run(trial).holds)
    let deep = squareCheck(wrongFromSeven, family: family).run(Trial(budget: .deep, stream: trial.stream))
    #expect(deep.counterexample?.instance == .integer(50))
  }

  @Test("Progress counts the instances")
  func progress() {
    let told = Mutex<[Int]>([])
    let watched = Trial(stream: RandomStream(seed: 1)) { done, total in
      told.withLock { list in list.append(1000 * total + done) }
    }
    #expect(squareCheck(square).run(watched).holds)
    #expect(told.withLock { list in list } == (1...50).map { done in 50_000 + done })
  }

  @Test("A check without a mutant, or one that calls itself a proof, is a programmer's error")
  func preconditions() async {
    await #expect(processExitsWith: .failure) {
      _ = Check("x", level: .certified, family: numbers, subject: square, mutants: [:], test: isSquare)
    }
    await #expect(processExitsWith: .failure) { _ = squareCheck(square, level: .proved) }
  }
}

@Suite("Verdicts and margins")
struct VerdictTests {
  private func margin(_ measured: Int, _ bound: Int) -> Margin {
    Margin(quantity: "q", measured: Rational(measured), bound: Rational(bound))
  }

  private func tightest(_ verdicts: Verdict...) -> Margin? {
    var result: Verdict = .holds()
    for verdict in verdicts { result = .all(result, verdict) }
    if case .holds(let margin) = result { return margin } else { return nil }
  }

  private func reason(_ verdict: Verdict) -> String? { if case .fails(let why) = verdict { why } else { nil } }

  @Test("The tighter margin wins: the larger share of its bound, then the larger bound")
  func tighter() {
    let pairs: [(Margin, Margin)] = [
      (margin(3, 4), margin(2, 3)), (margin(4, 4), margin(99, 100)), (margin(100, 100), margin(1, 1)),
      (margin(1, 2), margin(0, 5)), (margin(50, 100), margin(1, 2)),
    ]
    for (tight, loose) in pairs {
      #expect(tightest(.holds(margin: tight), .holds(margin: loose)) == tight)
      #expect(tightest(.holds(margin: loose), .holds(margin: tight)) == tight)
      #expect(tightest(.holds(margin: tight), .holds()) == tight)
      #expect(tightest(.holds(), .holds(margin: tight)) == tight)
    }
    #expect(tightest(.holds(), .holds()) == nil)
    #expect(margin(3, 4).tightness == Rational(3, 4) && margin(0, 0).tightness == 1)
    #expect(margin(1, 3).description == "q reached 1 of 3 (33.3%)")
  }

  @Test("A check reports the tightest margin it saw")
  func reported() {
    let family: InstanceFamily<Int> = .listed("some", quick: [5, 9, 2, 7])
    let check = Check(
      "x", level: .certified, family: family, subject: square, mutants: squareMutants,
      test: { algorithm, n in .atMost(Rational(try algorithm(n)), Rational(100 - n), "square") })
    guard case .holds(4, let margin) = check.run(trial) else {
      Issue.record("it does not hold")
      return
    }
    #expect(margin == Margin(quantity: "square", measured: 81, bound: 91))
  }

  @Test("Bounds, equalities and conditions")
  func verdicts() {
    #expect(tightest(.atMost(3, 3, "x")) == Margin(quantity: "x", measured: 3, bound: 3))
    #expect(reason(.atMost(Rational(7, 2), 3, "x")) == "x is 7/2, more than the bound 3")
    #expect(reason(.equal(1, 2, "x")) == "x is 1, but should be 2")
    #expect(reason(.equal([1], [1], "x")) == nil)
    #expect(reason(.require(false, "so")) == "so")
    #expect(reason(.require(true, "so")) == nil)
  }

  @Test("Of several verdicts the first that does not hold counts")
  func all() {
    #expect(reason(.all(.holds(), .fails("a"), .undecided("b"))) == "a")
    #expect(reason(.all(.holds(), .undecided("b"), .fails("a"))) == nil)
    if case .undecided(let why) = Verdict.all(.holds(), .undecided("b"), .fails("a")) {
      #expect(why == "b")
    } else {
      Issue.record("undecided was overruled")
    }
    #expect(tightest(.all()) == nil)
  }
}
