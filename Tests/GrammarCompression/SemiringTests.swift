import Exact
import GrammarCompression
import Sequences
import TestSupport
import Testing

/// Words of letters, with concatenation for the product and sets of words for the elements: multiplication does not
/// commute, so that a swapped factor shows.
private struct Languages: Semiring {
  var zero: Set<String> { [] }
  func sum(_ first: Set<String>, _ second: Set<String>) -> Set<String> { first.union(second) }
  func product(_ first: Set<String>, _ second: Set<String>) -> Set<String> {
    Set(first.flatMap { one in second.map { one + $0 } })
  }
}

private func expected<S: Semiring>(
  _ first: [Integer], _ second: [Integer], _ semiring: S, _ element: (Integer) -> S.Element
) -> S.Element {
  zip(first, second).reduce(semiring.zero) {
    semiring.sum($0, semiring.product(element($1.0), element($1.1)))
  }
}

/// The product in a semiring by the grammar and by runs, against the definition.
private func check<S: Semiring>(
  _ first: StraightLineProgram<Integer>, _ second: StraightLineProgram<Integer>, in semiring: S,
  _ element: (Integer) -> S.Element
) throws {
  let (v, u) = (try first.expand(), try second.expand())
  let expected = expected(v, u, semiring, element)
  let product = try first.product(with: second, in: semiring, element: element)
  #expect(product.value == expected)
  #expect(product.steps <= 2 * (first.height + second.height + 1) * v.count)
  let runs = try RunLengthVector(v).product(with: RunLengthVector(u), in: semiring, element: element)
  #expect(runs.value == expected)
  #expect(runs.steps == (try RunLengthVector(v).product(with: RunLengthVector(u)).steps))
  if product.steps > 0 {
    #expect(throws: ProgramError.budgetExceeded(keys: product.steps - 1)) {
      try first.product(with: second, in: semiring, budget: product.steps - 1, element: element)
    }
  }
}

private func checkAll(_ first: StraightLineProgram<Integer>, _ second: StraightLineProgram<Integer>) throws {
  for modulus in [1, 2, 6, 97, Int.max] {
    let modulo = IntegersModulo(modulus)
    try check(first, second, in: modulo) { modulo.element($0) }
    let exact = try first.product(with: second).value
    #expect(
      try first.product(with: second, in: modulo) { modulo.element($0) }.value == modulo.element(exact))
  }
  try check(first, second, in: BooleanSemiring()) { $0 != 0 }
  try check(first, second, in: TropicalSemiring<Integer>()) { $0 == 0 ? nil : $0 }
  try check(first, second, in: TropicalSemiring<Integer>()) { $0 }
  try check(first, second, in: Languages()) { $0 == 0 ? [] : ["\($0)", "x"] }
}

@Suite("Products in semirings", .claim("grammar.memoised-product", "grammar.run-length-product"))
struct SemiringTests {
  @Test("Residues, truth values, minima and languages, on random grammars")
  func randomGrammars() throws {
    var stream = TestStream(21)
    for round in 0..<rounds(60) {
      let length = Int.random(in: 1...(round % 10 == 0 ? 120 : 40), using: &stream)
      try checkAll(
        try randomProgram(length: length, values: [0, 1, -2, 0, 5, 96], using: &stream),
        try randomProgram(length: length, values: round % 2 == 0 ? [0, -1] : [3, 0, 7, -3], using: &stream))
    }
  }

  @Test("Every pair of words of length 3 over three letters")
  func everyPairOfShortWords() throws {
    let programs = try words(over: [0, 1, -1], length: 3).map { try folded($0) }
    for first in programs {
      for second in programs {
        let modulo = IntegersModulo(3)
        try check(first, second, in: modulo) { modulo.element($0) }
        try check(first, second, in: TropicalSemiring<Integer>()) { $0 == 0 ? nil : $0 }
        try check(first, second, in: Languages()) { $0 == 0 ? [] : ["\($0)", "x"] }
      }
    }
  }

  @Test("Entries with one image are one constant, and images that are zero are skipped")
  func mergedImages() throws {
    let first = try folded((1...64).map { Integer($0) })
    let second = try folded((1...64).map { Integer(-$0) })
    let supports = try first.product(with: second, in: BooleanSemiring()) { $0 != 0 }
    #expect(supports.value && supports.steps == 1)
    let modulo = IntegersModulo(1)
    #expect(try first.product(with: second, in: modulo) { modulo.element($0) }.steps == 0)
    let empty = StraightLineProgram<Integer>()
    #expect(try empty.product(with: empty, in: BooleanSemiring()) { _ in true }.value == false)
    #expect(throws: ProgramError.lengthMismatch(64, 0)) {
      try first.product(with: empty, in: BooleanSemiring()) { _ in true }
    }
    #expect(throws: ProgramError.lengthMismatch(1, 0)) {
      try RunLengthVector<Integer>([1]).product(with: RunLengthVector([]), in: BooleanSemiring()) { _ in true }
    }
  }

  @Test("Residues of words, whatever the modulus")
  func residues() {
    for modulus in [1, 2, 3, 10, 1 << 32, (1 << 61) - 1, Int.max] {
      let modulo = IntegersModulo(modulus)
      for first in [0, 1, -1, 5, Int.max, Int.min, Int.max - 1] {
        let exact =
          Integer(first) - Integer(modulus)
          * Integer(first).floorQuotientAndRemainder(
            dividingBy: Integer(modulus)
          ).quotient
        #expect(Integer(modulo.element(first)) == exact)
        for second in [0, 2, -3, Int.max] {
          let (a, b) = (modulo.element(first), modulo.element(second))
          #expect(modulo.sum(a, b) == modulo.element(Integer(first) + Integer(second)))
          #expect(modulo.product(a, b) == modulo.element(Integer(first) * Integer(second)))
          #expect(modulo.sum(of: a, count: 1000) == modulo.element(Integer(first) * 1000))
        }
      }
    }
    // By doubling, and directly.
    #expect(Languages().sum(of: ["a"], count: 7) == ["a"] && Languages().sum(of: ["a"], count: 0) == [])
    #expect(TropicalSemiring<Int>().sum(of: 4, count: 3) == 4 && TropicalSemiring<Int>().sum(of: 4, count: 0) == nil)
    #expect(!BooleanSemiring().sum(of: true, count: 0) && BooleanSemiring().sum(of: true, count: 9))
  }

  @Test("2⁶² entries: residues of what no word holds, and a minimum")
  func long() throws {
    var builder = ProgramBuilder<Integer>()
    let pair = try builder.pair(builder.terminal(-3), builder.terminal(1_000_000_007))
    let v = builder.program(root: try builder.power(pair, 1 << 61))
    let modulo = IntegersModulo((1 << 61) - 1)
    let product = try v.product(with: v, in: modulo) { modulo.element($0) }
    #expect(product.value == modulo.element(v.squaredNorm) && product.steps < 200)
    #expect(try v.product(with: v, in: TropicalSemiring<Integer>()) { $0 }.value == -6)
  }
}

@Suite("Doubles by their bits", .claim("grammar.expansion"))
struct BitPatternDoubleTests {
  let samples: [Double] = [
    0.0, -0.0, 1.5, .nan, -.nan, Double(nan: 7, signaling: false), .infinity, -.infinity, .leastNonzeroMagnitude,
    .greatestFiniteMagnitude, -1.5, 0.1,
  ]

  @Test("Every construction gives back every bit")
  func roundTrip() throws {
    var stream = TestStream(22)
    for _ in 0..<20 {
      let entries = (0..<60).compactMap { _ in samples.randomElement(using: &stream) }
      for construction in ProgramConstruction.allCases {
        let program = try StraightLineProgram(entries.map { BitPatternDouble($0) }, using: construction)
        #expect(try program.expand().map(\.value.bitPattern) == entries.map(\.bitPattern))
        let again = try StraightLineProgram<BitPatternDouble>(parsing: program.text)
        #expect(again == program)
        #expect(program.terminalCount == Set(entries.map(\.bitPattern)).count)
      }
    }
  }

  @Test("−0 is another entry than 0, but a zero; products and norms see that")
  func zeros() throws {
    let program = try StraightLineProgram(repair: [0.0, -0.0, 2, -0.0, -0.0].map { BitPatternDouble($0) })
    #expect(program.terminalCount == 3 && program.nonzeroCount == 1)
    #expect(program.firstNonzero(in: 0..<5) == 2 && program.firstNonzero(in: 3..<5) == nil)
    let other = try StraightLineProgram(
      repair: [Double.nan, .infinity, 3, .nan, .infinity].map { BitPatternDouble($0) })
    let product = try program.product(with: other)
    #expect(product.value.value == 6 && product.witness == 2)
    #expect(try program.product(withDense: other.expand()).value == 6)
    let zeros = try StraightLineProgram(repair: [-0.0, -0.0].map { BitPatternDouble($0) })
    #expect(try zeros.product(with: zeros).keys == 0)
  }

  @Test("The order is total and agrees with equality")
  func order() {
    let ordered: [Double] = [
      -.nan, -.infinity, -.greatestFiniteMagnitude, -1, -.leastNonzeroMagnitude, -0.0, 0.0, .leastNonzeroMagnitude, 1,
      .infinity, .nan, Double(nan: 7, signaling: false),
    ]
    for (i, first) in ordered.enumerated() {
      for (j, second) in ordered.enumerated() {
        #expect((BitPatternDouble(first) == BitPatternDouble(second)) == (i == j))
        #expect((BitPatternDouble(first) < BitPatternDouble(second)) == (i < j))
      }
    }
    #expect(BitPatternDouble("bits:zz") == nil && BitPatternDouble("1,5") == nil && BitPatternDouble("") == nil)
    #expect(BitPatternDouble("-0.0")?.value.sign == .minus)
  }
}
