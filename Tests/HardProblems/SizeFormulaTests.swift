import Exact
import HardProblemsReductions
import Problems
import Randomness
import Testing

@Suite("Sizes as formulas: values and words of one tree, and their composition")
struct SizeFormulaTests {
  private let m = SizeFormula.parameter("m")
  private let n = SizeFormula.parameter("n_A")
  private let v = SizeFormula.parameter("v")
  private let universe = SizeFormula.parameter("U")

  @Test("Words")
  func words() {
    let b = SizeFormula.parameter("n_B")
    let clauses = SizeFormula.parameter("clauses")
    func expect(_ formula: SizeFormula, _ words: String) { #expect(formula.description == words) }
    expect(2 * universe * m, "2Um")
    expect(n + b, "n_A + n_B")
    expect(2 * (n + b), "2(n_A + n_B)")
    expect(n * b, "n_A n_B")
    expect(2 * n, "2n_A")
    expect(3 * clauses + 2 * v, "3 clauses + 2v")
    expect(clauses * m, "clauses m")
    expect(.powerOfTwo(v.dividedRoundingUp(by: 2)), "2^⌈v/2⌉")
    expect(.powerOfTwo(v + 1), "2^(v + 1)")
    expect(.powerOfTwo(v), "2^v")
    expect(4 * .powerOfTwo(v), "4 · 2^v")
    expect(.powerOfTwo(v) * m, "2^v · m")
    expect(3 * m * m - m, "3m² − m")
    expect(-1 * m, "−m")
    expect(-3 * m + 1, "−3m + 1")
    expect((m + 1) * (m + 1), "(m + 1)²")
    expect(m.roundedUpPower(Rational(1, 2)), "⌈√m⌉")
    expect((2 * m).roundedUpPower(Rational(2, 3)), "⌈(2m)^(2/3)⌉")
    expect((m + 1).dividedRoundingDown(by: 2 * v), "⌊(m + 1)/(2v)⌋")
    expect(m.logarithmRoundedUp, "⌈log₂ m⌉")
    expect(m.logarithmRoundedDown, "⌊log₂ m⌋")
    expect((m + n).bitCount, "‖m + n_A‖")
    expect(.greatest(m, 1), "max(m, 1)")
    expect(.least(m, 7), "min(m, 7)")
    expect(.parameter("m12") * m, "m₁₂m")
    expect(universe * (m - 3), "U(m − 3)")
    expect(2 * (m + 1).named("g"), "2(m + 1)")
    expect(.quantity("G", meaning: "guesses") * n, "G n_A")
    expect(-2, "−2")
  }

  @Test("What is simplified")
  func simplified() {
    func expect(_ one: SizeFormula, _ other: SizeFormula) { #expect(one == other) }
    expect(m + m, 2 * m)
    expect(m - m, 0)
    expect(1 * m, m)
    expect(0 * m, 0)
    expect(m + 0, m)
    expect(universe * m + m * universe, 2 * universe * m)
    expect((m + 1) + (2 + m), 2 * m + 3)
    expect(SizeFormula.powerOfTwo(v).logarithmRoundedUp, v)
    expect(SizeFormula.powerOfTwo(v).logarithmRoundedDown, v)
    expect(.powerOfTwo(10), 1024)
    expect(SizeFormula(9).bitCount, 4)
    expect(.least(3, 5), 3)
    expect(m.roundedUpPower(1), m)
    expect(m.roundedUpPower(0), 1)
    expect(m.dividedRoundingUp(by: 1), m)
    let (up, down) = (v.dividedRoundingUp(by: 2), v.dividedRoundingDown(by: 2))
    expect(up + down, v)
    expect(3 * down + 3 * up + 1, 3 * v + 1)
    #expect(up + up != v)
    #expect(2 * up + down != v)
    #expect(v.dividedRoundingUp(by: 3) + v.dividedRoundingDown(by: 3) != v)
    expect(m.named("g"), m)
    expect((m + 1).named("g").unabbreviated, m + 1)
    #expect((m + 1).named("g") != m + 1)
  }

  @Test("Values, beside plain arithmetic on machine integers")
  func values() throws {
    var stream = RandomStream(seed: 131)
    for _ in 0..<50 {
      let (x, y, z) = (stream.uniform(in: 0...40), stream.uniform(in: 1...9), stream.uniform(in: 0...8))
      let size: SizeParameters = ["m": Integer(x), "v": Integer(y), "U": Integer(z)]
      func logarithm(_ x: Int) -> (down: Int, up: Int) {
        ((0...40).last { 1 << $0 <= max(x, 1) } ?? 0, (0...40).first { 1 << $0 >= x } ?? 0)
      }
      func expect(_ formula: SizeFormula, _ value: Int) throws {
        #expect(try formula.value(for: size) == Integer(value), "\(formula) for \(size)")
        #expect(try formula.unabbreviated.value(for: size) == Integer(value))
      }
      try expect(2 * m + 3 * v - universe - 5, 2 * x + 3 * y - z - 5)
      try expect((m + 1) * (m - v) * m, (x + 1) * (x - y) * x)
      try expect(m.dividedRoundingUp(by: v), x / y + (x % y == 0 ? 0 : 1))
      try expect(m.dividedRoundingDown(by: v), x / y)
      try expect(.powerOfTwo(universe), 1 << z)
      try expect(.greatest(m, v), max(x, y))
      try expect(.least(m, v), min(x, y))
      try expect(m.logarithmRoundedDown, logarithm(x).down)
      try expect(m.logarithmRoundedUp, logarithm(x).up)
      try expect(m.bitCount, x == 0 ? 0 : logarithm(x).down + 1)
      try expect((m - 100).logarithmRoundedUp, 0)
      try expect(m.roundedUpPower(Rational(1, 2)), (0...x).first { $0 * $0 >= x } ?? 0)
      try expect(m.roundedUpPower(Rational(2, 3)), (0...x).first { $0 * $0 * $0 >= x * x } ?? 0)
      try expect((m + v).named("g") * universe, (x + y) * z)
      try expect(.quantity("U", meaning: "U"), z)
    }
    let far = Integer(10).power(40)
    #expect(try (m * m + 1).value(for: ["m": far]) == far * far + 1)
    #expect(try m.roundedUpPower(Rational(1, 2)).value(for: ["m": far * far + 1]) == far + 1)
  }

  @Test("What has no value is a typed error, with the formula")
  func refusals() {
    func expect(_ formula: SizeFormula, _ error: SizeFormulaError) {
      #expect(throws: error) { try formula.value(for: ["m": 3, "v": 0, "n_A": Integer(Int.max) * 8]) }
    }
    expect(m + universe, .missingParameter("U"))
    expect(m.dividedRoundingUp(by: v), .undefined("⌈m/v⌉"))
    expect(.powerOfTwo(-1 * m), .undefined("2^(−m)"))
    expect((v - 1).bitCount, .undefined("‖v − 1‖"))
    expect((v - 1).roundedUpPower(Rational(1, 2)), .undefined("⌈√(v − 1)⌉"))
    expect(.powerOfTwo(n), .tooLarge("2^n_A"))
    let limit = SizeFormula.mostBits
    #expect(throws: SizeFormulaError.tooLarge("2^v")) {
      try SizeFormula.powerOfTwo(v).value(for: ["v": Integer(limit + 1)])
    }
    #expect(SizeFormulaError.missingParameter("U").description == "the size parameter U is missing")
  }

  @Test("Promises in words: what is unchanged first, abbreviations last and told apart")
  func promises() {
    let root = m.roundedUpPower(Rational(1, 2)).named("g")
    let capacity = m.dividedRoundingUp(by: root).named("s")
    let guesses = SizeFormula.quantity("G", meaning: "the number of guesses")
    #expect(
      [PromisedSize("D", .equal, 2 * root * capacity * universe), .unchanged("U"), .unchanged("m")].words
        == "U and m as in the source, D = 2gsU; g = ⌈√m⌉, s = ⌈m/g⌉")
    #expect([PromisedSize.unchanged("t")].words == "t as in the source")
    #expect([PromisedSize("n", .atMost, guesses * n)].words == "n ≤ G n_A; G = the number of guesses")
    let clash = (m + 1).named("m") * (v + 1).named("m")
    #expect([PromisedSize("n", .equal, clash)].words == "n = m′m′′; m′ = m + 1, m′′ = v + 1")
    #expect(PromisedSize("D", .atMost, capacity).description == "D ≤ ⌈m/⌈√m⌉⌉")
  }

  @Test("Composition: equalities are put in, bounds only where the formula does not fall, the rest is left out")
  func composition() throws {
    let (first, second) = (Composable<A, B>(), Composable<B, A>())
    func composed(_ one: [PromisedSize], _ other: [PromisedSize]) -> [PromisedSize] {
      let (first, second) = (Composable<A, B>(promises: one), Composable<B, A>(promises: other))
      return [first as any Reduction, second].promises
    }
    let inner = [
      PromisedSize("x", .equal, 2 * m), PromisedSize("y", .atMost, .powerOfTwo(m)),
      PromisedSize("g", .equal, .quantity("G", meaning: "guesses")),
    ]
    let (x, y) = (SizeFormula.parameter("x"), SizeFormula.parameter("y"))
    #expect(
      composed(
        inner,
        [
          PromisedSize("a", .equal, x + 1), PromisedSize("b", .atMost, x - 1), PromisedSize("c", .equal, y * x),
          PromisedSize("d", .equal, y.logarithmRoundedUp), PromisedSize("e", .equal, 10 - y),
          PromisedSize("f", .equal, x.dividedRoundingUp(by: y)), PromisedSize("h", .equal, (x - 1) * y),
          PromisedSize("i", .equal, y * (y - 1)), PromisedSize("j", .equal, .parameter("g") + 1),
          PromisedSize("k", .equal, .parameter("z")), PromisedSize("l", .equal, .quantity("H", meaning: "halves")),
          PromisedSize("n", .equal, 7), PromisedSize("o", .equal, .greatest(y, 3) - 3),
        ]
      ).map(\.description) == [
        "a = 2m + 1", "b ≤ 2m − 1", "c ≤ 2 · 2^m · m", "d ≤ m", "j = G + 1", "n = 7", "o ≤ max(2^m, 3) − 3",
      ])
    #expect(first.promises.isEmpty && [second as any Reduction].promises.isEmpty)
    let none: [any Reduction] = []
    #expect(none.promises.isEmpty)
  }

  @Test("From SAT to close pairs: the bounds on copies make one on the dimension")
  func satisfiability() {
    let route: [any Reduction] = [SatToOV(), OVToBHCP()]
    #expect(
      route.promises.words == "n_A = 2^⌈v/2⌉, n_B = 2^⌊v/2⌋, d ≤ 3 clauses + 2v, t ≤ clauses + v + 1, m ≤ clauses + v")
    #expect(
      SatToOV().overhead == "n_A = 2^⌈v/2⌉, n_B = 2^⌊v/2⌋, d = clauses, m_A ≤ 2^⌈v/2⌉, m_B ≤ 2^⌊v/2⌋")
    #expect(
      OVToBHCP().overhead
        == "n_A and n_B as in the source, d = 3d + 2τ, t = d + τ + 1, m = d + τ; τ = ⌈log₂ m_A⌉ + ⌈log₂ m_B⌉")
  }
}

/// Problems and a reduction for the sake of promises alone.
private struct A: Problem {
  static let name = "a"
  static let fileNames = ["a"]
  var size: SizeParameters { [:] }
  var files: [String: String] { [:] }
  init(files: [String: String]) {}
  func referenceAnswer() -> Bool { true }
  func verify(_ answer: Bool) -> Bool { answer }
}

private struct B: Problem {
  static let name = "b"
  static let fileNames = ["b"]
  var size: SizeParameters { [:] }
  var files: [String: String] { [:] }
  init(files: [String: String]) {}
  func referenceAnswer() -> Bool { true }
  func verify(_ answer: Bool) -> Bool { answer }
}

private struct Composable<Source: Problem, Target: Problem>: Reduction where Source.Answer == Target.Answer {
  var promises: [PromisedSize] = []
  func reduce(_ source: Source) throws -> Target { try Target(files: [:]) }
  func interpret(_ answer: Target.Answer, for source: Source) -> Source.Answer { answer }
}
