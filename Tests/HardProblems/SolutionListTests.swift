import Exact
import Foundation
import HardProblems
import Problems
import Randomness
import TestSupport
import Testing

@Suite("Lists of all solutions")
struct SolutionListTests {
  private func all<Instance: SolutionList>(_ instance: Instance) throws -> [Instance.Solution] {
    var found: [Instance.Solution] = []
    try instance.forEachSolution { solution in
      found.append(solution)
      return true
    }
    return found
  }

  /// Models by trying all assignments, in the order of the reference solver.
  private func models(_ formula: CNF) -> [[Bool]] {
    let all = Array(1..<formula.variables + 1)
    let first = formula.shown ?? all
    let order = first + all.filter { !first.contains($0) }
    var found: [[Bool]] = []
    var seen: Set<[Bool]> = []
    for number in 0..<(1 << order.count) {
      var assignment = [Bool](repeating: false, count: order.count)
      for (place, variable) in order.enumerated() {
        assignment[variable - 1] = number >> (order.count - 1 - place) & 1 == 1
      }
      if formula.isModel(assignment), seen.insert(first.map { assignment[$0 - 1] }).inserted {
        found.append(assignment)
      }
    }
    return found
  }

  @Test("Every formula of up to two variables and three clauses of up to two literals")
  func exhaustive() throws {
    for v in 0...2 {
      let literals = (1..<v + 1).flatMap { [$0, -$0] }
      let clauses = [[]] + literals.map { [$0] } + literals.flatMap { a in literals.map { [a, $0] } }
      for one in clauses {
        for two in clauses {
          let formula = try CNF(variables: v, clauses: [one, two])
          #expect(try all(formula) == models(formula))
          if v == 2, one.count == 2, two.count == 2 {
            for three in clauses {
              for shown in [nil, [2], []] as [[Int]?] {
                let formula = try CNF(variables: v, clauses: [one, two, three], shown: shown)
                #expect(try all(formula) == models(formula))
              }
            }
          }
        }
      }
    }
  }

  @Test("Random formulas, and those with shown variables: the models, their order and their number")
  func random() throws {
    var stream = RandomStream(seed: 77)
    for _ in 0..<300 {
      let v = stream.uniform(in: 1...9)
      let drawn = try CNF.random(
        variables: v, clauses: stream.uniform(in: 0...25), width: stream.uniform(in: 1...min(3, v)), using: &stream)
      for shown in [nil, stream.sample(stream.uniform(in: 0...v), from: v).map { $0 + 1 }] {
        let formula = try CNF(variables: v, clauses: drawn.clauses, shown: shown)
        let found = try all(formula)
        #expect(found == models(formula))
        #expect(
          try formula.referenceAnswer() == SatisfiabilityAnswer(count: Integer(found.count), witness: found.first))
      }
    }
  }

  @Test("Families: numbers that are known, beyond what the reference solver takes")
  func large() throws {
    #expect(try all(CNF.parity(of: 8)).count == 128)
    // As many as Glucose lists of CNFgen's formula.
    #expect(try all(CNF.ramsey(independent: 3, clique: 4, vertices: 8)).count == 17640)
    #expect(try all(CNF.pebbling(height: 300)).isEmpty)
    // A chain of implications of 20000 variables.
    let chain = try CNF(variables: 20_000, clauses: (1..<20_000).map { [-$0, $0 + 1] })
    var count = 0
    try chain.forEachSolution { model in
      #expect(chain.isModel(model))
      count += 1
      return count < 5
    }
    #expect(count == 5)
    let huge = try CNF(variables: CNF.mostVariablesToList + 1, clauses: [])
    #expect(throws: CNFError.tooManyVariablesToList(huge.variables)) { try huge.forEachSolution { _ in true } }
  }

  @Test("Vectors and sums: as many as are counted, each a solution, none twice")
  func others() throws {
    func check<Instance: SolutionList>(_ instance: Instance, _ count: Integer?) throws
    where Instance.Solution: Hashable {
      let found = try all(instance)
      #expect(Integer(found.count) == count && Set(found).count == found.count)
      for solution in found { _ = try instance.examined(Instance.answer(solution)) }
      #expect(try instance.verify(Instance.answer(count: Integer(found.count), isComplete: true)))
      var stopped = 0
      try instance.forEachSolution { _ in
        stopped += 1
        return stopped < 2
      }
      #expect(stopped == min(found.count, 2))
    }
    for seed in 1...20 as ClosedRange<UInt64> {
      var stream = RandomStream(seed: seed)
      let vectors = OrthogonalVectors.random(
        left: stream.uniform(in: 0...9), right: stream.uniform(in: 0...9), dimension: 5, percent: 40, using: &stream)
      try check(vectors, vectors.referenceAnswer().count)
      let near = try HammingClosePair(left: vectors.left, right: vectors.right, threshold: 2)
      try check(near, near.referenceAnswer().count)
      let subsets = try SubsetQuery(left: vectors.left, right: vectors.right)
      try check(subsets, subsets.referenceAnswer().count)
      let hitting = try HittingSet(left: vectors.left, right: vectors.right)
      try check(hitting, hitting.referenceAnswer().count)
      let one = MonochromaticOrthogonalVectors(vectors: vectors.left)
      try check(one, one.referenceAnswer().count)
      let k = stream.uniform(in: 2...4)
      let sums = try KSum.random(.random, k: k, m: 6, universe: 20, using: &stream)
      try check(sums, sums.solutionCountByTryingAll)
    }
  }

  @Test("On the command line: text, JSON that evaluate takes, --most, the time limit")
  func command() throws {
    let place = try Workplace()
    try place.write("p cnf 3 2\n1 2 0\n-1 3 0\n", to: "f.cnf")
    let text = try place.run("solve", "sat", "f.cnf", "--all")
    #expect(text.exitCode == 10 && text.output == "-1 2 -3 0\n-1 2 3 0\n1 -2 3 0\n1 2 3 0\n4 solutions\n", "\(text)")
    let json = try place.run("solve", "sat", "f.cnf", "--all", "--most", "2", "--format", "json")
    let lines = json.output.split(separator: "\n").map(String.init)
    #expect(json.exitCode == 10 && lines.count == 3 && lines.last?.contains("\"atLeast\":\"2\"") == true, "\(json)")
    for line in lines { #expect(try place.run("evaluate", "sat", "f.cnf", "--answer", line).exitCode == 0) }
    #expect(try place.run("solve", "sat", "f.cnf", "--all", "--most", "4").output.hasSuffix("\n4 solutions\n"))
    #expect(try place.run("solve", "sat", "f.cnf", "--all", "--most", "3").output.hasSuffix("\nat least 3 solutions\n"))
    try place.write("c ind 1 0\np cnf 3 2\n1 2 0\n-1 3 0\n", to: "shown.cnf")
    #expect(try place.run("solve", "sat", "shown.cnf", "--all").output == "-1 2 -3 0\n1 -2 3 0\n2 solutions\n")
    try place.write("p cnf 1 2\n1 0\n-1 0\n", to: "no.cnf")
    let no = try place.run("solve", "sat", "no.cnf", "--all")
    #expect(no.exitCode == 20 && no.output == "0 solutions\n")
    try place.write("p ksum 3 32\n1 2 9 10\n3 4 20 21\n5 6 30 31\n", to: "in.ksum")
    #expect(try place.run("solve", "ksum", "in.ksum", "--all").output.hasPrefix("1 4 5\n2 3 5\n2 4 6\n9 21 30\n"))
    // A pigeonhole formula that no search without learning ends.
    try place.run("generate", "sat", "--family", "pigeonhole", "--size", "h=14", "-o", "hard.cnf")
    let limited = try place.run("solve", "sat", "hard.cnf", "--all", "--time-limit", "0.5")
    #expect(limited.exitCode == 4 && limited.output == "at least 0 solutions\n", "\(limited)")
    try place.write("p cnf 200 0\n", to: "free.cnf")
    let free = try place.run("solve", "sat", "free.cnf", "--all", "--time-limit", "0.5", "--format", "json")
    #expect(free.exitCode == 4 && free.output.split(separator: "\n").last?.contains("atLeast") == true)
    for arguments in [
      ["--most", "2"], ["--all", "--most", "0"], ["--all", "--algorithm", "reference"],
      ["--all", "--format", "solver"],
      ["--all", "--witness"],
    ] {
      #expect(try place.run(arguments: ["solve", "sat", "f.cnf"] + arguments).exitCode == 2, "\(arguments)")
    }
    let none = try place.run("solve", "sat", "f.cnf", "--all", "--most", "0")
    #expect(none.errors.contains("--most is at least 1"), "\(none)")
    try place.write("p furthest-pair 1 1 2\n10\n01\n", to: "far")
    #expect(try place.run("solve", "furthest-pair", "far", "--all").errors.contains("cannot be listed"))
  }

  @Test("evaluate keeps limits of time and memory")
  func limits() throws {
    let place = try Workplace()
    // 2^26 assignments take longer than the limit, optimised too.
    try place.write("p cnf 26 2\n1 2 0\n-1 3 0\n", to: "many.cnf")
    let late = try place.run("evaluate", "sat", "many.cnf", "--answer", "{\"count\":\"0\"}", "--time-limit", "0.02")
    #expect(late.exitCode == 4 && late.output == "undecided\n" && late.errors.contains("time limit"), "\(late)")
    try place.write("p ksum 3 32\n1 2 9 10\n3 4 20 21\n5 6 30 31\n", to: "in.ksum")
    let answer = ["evaluate", "ksum", "in.ksum", "--answer", "{\"solutions\":\"6\"}", "--limit"]
    let refused = try place.run(arguments: answer + ["159"])
    #expect(refused.exitCode == 3 && refused.errors.contains("a solution alone"), "\(refused)")
    #expect(try place.run(arguments: answer + ["160"]).exitCode == 0)
    let witness = try place.run("evaluate", "ksum", "in.ksum", "--answer", "{\"witness\":[1,4,5]}", "--limit", "1")
    #expect(witness.exitCode == 0, "\(witness)")
  }
}
