import Exact
import GrammarCompression
import TestSupport
import Testing

@Suite("Products by a chosen method", .claim("grammar.memoised-product", "grammar.run-length-product"))
struct ProductMethodTests {
  @Test("Every method gives the inner product, a true witness and its own number of steps")
  func againstDefinition() throws {
    var stream = TestStream(31)
    for round in 0..<rounds(150) {
      let length = Int.random(in: 1...80, using: &stream)
      let first = try randomProgram(length: length, values: [0, 1, -2, 0, 5], using: &stream)
      let second = try randomProgram(length: length, values: round % 2 == 0 ? [0, -1] : [3, 0, 7, -3], using: &stream)
      let (v, u) = (try first.expand(), try second.expand())
      let expected = naiveProduct(v, u)
      for method in ProductMethod.allCases {
        let product = try first.product(with: second, method: method)
        #expect(product.value == expected)
        if let witness = product.witness { #expect(v[witness] * u[witness] != 0) } else { #expect(expected == 0) }
        switch product.method {
        case .memoised: #expect(product.steps == (try first.product(with: second).keys))
        case .runs:
          let runs = try RunLengthVector(v).product(with: RunLengthVector(u))
          #expect(product.steps == runs.steps && runs.steps <= first.runSteps(with: second))
        case .blocked: #expect(product == (try first.product(with: second, method: .blocked)))
        case .automatic: Issue.record("automatic is no method of its own")
        }
        if product.steps > 0 {
          #expect(throws: ProgramError.self) {
            try first.product(with: second, method: product.method, budget: product.steps - 1)
          }
        }
        if method == .automatic { #expect(product.steps <= first.runSteps(with: second)) }
      }
      let words = try first.product(with: second, method: .runs)
      let ring = try first.mapped { Rational($0, 1) }.product(with: second.mapped { Rational($0, 1) }, method: .runs)
      #expect(ring.value == Rational(words.value, 1) && ring.steps == words.steps)
    }
  }

  @Test("The number of runs is that of the expansion; of words with letters, exhaustively")
  func runCounts() throws {
    for length in 0...6 {
      for word in words(over: [0, 1, -1], length: length) {
        #expect(try StraightLineProgram(repair: word).runCount == RunLengthVector(word).runs.count)
        #expect(try StraightLineProgram(sequitur: word).runCount == RunLengthVector(word).runs.count)
      }
    }
    let long = try StraightLineProgram<Integer>(repair: [1, 2]).power(Int.max / 2)
    #expect(long.runCount == Int.max - 1)
    #expect(long.runSteps(with: long) == Int.max - 1)
  }

  @Test("Keys are exact within the sample, and too high rather than too low beyond it")
  func estimates() throws {
    let family = try AlignedFamily(blocks: 8, doublings: 16)
    #expect(try family.u.estimatedKeys(with: family.v) == family.keys)
    #expect(try family.u.estimatedKeys(with: family.v, sample: family.keys) == family.keys)
    for sample in [64, 500, 3000] {
      let estimate = try family.u.estimatedKeys(with: family.v, sample: sample)
      #expect(estimate >= family.keys && estimate < 64 * family.keys)
    }
    #expect(try StraightLineProgram<Integer>().estimatedKeys(with: StraightLineProgram()) == 0)
    #expect(throws: ProgramError.lengthMismatch(0, family.v.count)) {
      try StraightLineProgram<Integer>().estimatedKeys(with: family.v)
    }
  }

  @Test("Noise is walked through by runs, what is repetitive goes by keys")
  func choice() throws {
    var stream = TestStream(32)
    let noise = try (0..<2).map { _ in
      try StraightLineProgram(repair: (0..<3000).map { _ in Integer(Int.random(in: 1...50, using: &stream)) })
    }
    let byRuns = try noise[0].product(with: noise[1], method: .automatic)
    #expect(byRuns.method == .runs)
    #expect(byRuns.value == naiveProduct(try noise[0].expand(), try noise[1].expand()))
    let family = try AlignedFamily(blocks: 8, doublings: 16)
    let byKeys = try family.u.product(with: family.v, method: .automatic)
    #expect(byKeys.method == .memoised && byKeys.steps == family.keys && byKeys.value == family.product)
  }

  @Test("What is over budget is refused before it is begun, with the estimate")
  func refusals() throws {
    let family = try AlignedFamily(blocks: 8, doublings: 16)
    #expect(throws: ProgramError.workExceedsBudget(estimated: 1 << 23, budget: 5000)) {
      try family.u.product(with: family.v, method: .runs, budget: 5000)
    }
    #expect(try family.u.product(with: family.v, method: .automatic, budget: family.keys).steps == family.keys)
    let estimate = try family.u.estimatedKeys(with: family.v, sample: 100)
    #expect(throws: ProgramError.workExceedsBudget(estimated: estimate, budget: 100)) {
      try family.u.product(with: family.v, method: .automatic, budget: 100)
    }
    #expect(throws: ProgramError.self) { try family.u.product(with: family.v, method: .automatic, budget: 0) }
    #expect(throws: ProgramError.budgetExceeded(keys: 100)) {
      try family.u.product(with: family.v, method: .memoised, budget: 100)
    }
    let empty = StraightLineProgram<Integer>()
    for method in ProductMethod.allCases {
      #expect(try empty.product(with: empty, method: method, budget: 0).value == 0)
      #expect(throws: ProgramError.lengthMismatch(0, family.v.count)) {
        try empty.product(with: family.v, method: method)
      }
    }
    #expect(
      ProgramError.workExceedsBudget(estimated: 7, budget: 5).description
        == "the product seems to need 7 steps, more than the budget of 5; raise the budget")
  }
}

@Suite("Equality of expansions")
struct ExpansionEqualityTests {
  @Test("Grammars of one word agree, whatever the construction")
  func sameWord() throws {
    var stream = TestStream(33)
    for round in 0..<rounds(60) {
      let word = (0..<Int.random(in: 0...100, using: &stream)).map { _ in
        Integer(Int.random(in: 0...(1 + round % 3), using: &stream))
      }
      let programs = try ProgramConstruction.allCases.map { try StraightLineProgram(word, using: $0) }
      for first in programs {
        for second in programs { #expect(first.expandsLike(second, using: &stream)) }
      }
      // One entry changed, two swapped, or one missing.
      guard let place = word.indices.randomElement(using: &stream) else { continue }
      var changed = word
      changed[place] += 1
      var swapped = word
      swapped.swapAt(place, word.count / 2)
      for other in [changed, swapped, Array(word.dropLast())] {
        #expect(programs[0].expandsLike(try StraightLineProgram(sequitur: other), using: &stream) == (other == word))
      }
    }
  }

  @Test("Two short words agree exactly if they are equal")
  func exhaustive() throws {
    var stream = TestStream(34)
    let programs = try (0...4).flatMap { length in
      try words(over: [0, 1, -1], length: length).map { ($0, try folded($0)) }
    }
    for (word, program) in programs {
      let other = try StraightLineProgram(lz78: word)
      for (second, folded) in programs.prefix(150) {
        #expect(other.expandsLike(folded, using: &stream) == (word == second))
      }
      #expect(other.expandsLike(program, using: &stream))
    }
  }

  @Test("2⁶² entries: the order of squaring does not matter, one entry in the middle does")
  func long() throws {
    var stream = TestStream(35)
    let block = try StraightLineProgram<Integer>(repair: [1, 2, 2])
    let first = try block.power(1 << 60).concatenated(with: block)
    let second = try block.concatenated(with: block.power(1 << 60))
    #expect(first != second && first.expandsLike(second, using: &stream))
    let third = try block.power(1 << 59).concatenated(with: StraightLineProgram(repair: [1, 2, 1]))
      .concatenated(with: block.power(1 << 59))
    #expect(third.count == first.count && !first.expandsLike(third, using: &stream))
  }
}

@Suite("Reports of constructions", .claim("grammar.constructions"))
struct ConstructionReportTests {
  private func word(_ text: String) -> [Int] { text.unicodeScalars.map { Int($0.value) } }

  @Test("abracadabra and eight equal letters")
  func workedExamples() throws {
    let abracadabra = word("abracadabra")
    let lz77 = try ConstructionReport(of: abracadabra, using: .lz77)
    #expect(lz77.parts == 8 && lz77.size == 12 && lz77.height == 4)
    #expect(lz77.description == "lz77: N = 11, 5 different entries, n = 12 (bound 33.7), height 4, 8 factors")
    #expect(try ConstructionReport(of: abracadabra, using: .lz78).parts == 7)
    #expect(try ConstructionReport(of: word("aaaaaaaa"), using: .lz78).parts == 4)
    let equal = try ConstructionReport(of: word("aaaaaaaa"), using: .lz77)
    #expect(equal.parts == 4 && equal.size == 4 && equal.height == 3)
    let runs = try ConstructionReport(of: word("aaaaaaaa"), using: .runLength)
    #expect(runs.parts == 1 && runs.size == 4 && runs.sizeBound == 4)
    let sequitur = try ConstructionReport(of: abracadabra, using: .sequitur)
    #expect(sequitur.parts == 1 && sequitur.sizeBound == nil)
  }

  @Test("Sizes keep their bounds, on every short word and on random ones")
  func bounds() throws {
    var stream = TestStream(36)
    var all = (0...8).flatMap { words(over: [0, 1], length: $0) }
    for round in 0..<rounds(60) {
      let period = (0..<Int.random(in: 1...20, using: &stream)).map { _ in
        Integer(Int.random(in: 0...(round % 5), using: &stream))
      }
      all.append(
        (0..<Int.random(in: 1...400, using: &stream)).map {
          Int.random(in: 0...15, using: &stream) == 0 ? 3 : period[$0 % period.count]
        })
    }
    for word in all {
      for construction in ProgramConstruction.allCases {
        let report = try ConstructionReport(of: word, using: construction)
        let program = try StraightLineProgram(word, using: construction)
        #expect(report.size == program.size && report.height == program.height && report.count == word.count)
        if let bound = report.sizeBound { #expect(Double(report.size) <= bound) }
      }
    }
  }
}
