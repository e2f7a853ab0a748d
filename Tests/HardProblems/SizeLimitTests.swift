import Exact
import Foundation
import HardProblems
import HardProblemsReductions
import Problems
import Randomness
import TestSupport
import Testing

@Suite("Sizes are told before the work")
struct SizeLimitTests {
  @Test("Predicted files are those that are written, within a fifth and never less")
  func predicted() throws {
    var stream = RandomStream(seed: 9)
    for variables in [4, 9, 14] {
      let formula = try CNF.random(variables: variables, clauses: 60, width: 3, using: &stream)
      for target in ["ov", "bhcp", "furthest-pair", "ov-mono", "subset-query"] {
        let route = try graph.route(named: "sat-to-\(target)")
        guard let predicted = route.predictedBytes(of: formula.size) else {
          Issue.record("nothing is predicted of \(target)")
          continue
        }
        let written = try route.run(on: formula).last?.target.files.values.reduce(0) { $0 + $1.utf8.count } ?? 0
        #expect(predicted.files >= Integer(written), "\(target)")
        // The header is 80 bytes at most.
        #expect(predicted.files * 10 <= Integer(written) * 12 + 800, "\(target)")
      }
    }
  }

  private var graph: ReductionGraph {
    ReductionGraph(
      problems: [CNF.self, OrthogonalVectors.self],
      reductions: [SatToOV(), OVToBHCP(), OVToFurthestPair(), OVToOVMono(), OVToSubsetQuery()])
  }

  @Test("What is beyond the limit is refused before anything is made, with what it would take")
  func refused() throws {
    let place = try Workplace()
    try place.run("generate", "sat", "--size", "v=44,clauses=200", "-o", "large.cnf")
    try place.run("generate", "sat", "--size", "v=20,clauses=40", "-o", "small.cnf")
    let clock = ContinuousClock()
    var run = try place.run("reduce", "sat-to-ov", "small.cnf", "-o", "out")
    #expect(run.exitCode == 0 && run.errors.isEmpty, "\(run)")
    let time = try clock.measure {
      run = try place.run("reduce", "sat-to-ov", "large.cnf", "-o", "large", "--limit", "1G")
    }
    #expect(run.exitCode == 3 && run.errors.contains("write up to 1.7 GB"), "\(run)")
    #expect(run.errors.contains("beyond the limit of 1.0 GB") && run.errors.contains("--limit would do"))
    #expect(time < .seconds(5) && !place.exists("large"))
    for (limit, code) in [("10", 3), ("1k", 3), ("100M", 0), ("0.1GB", 0), ("0", 2), ("-1", 2), ("x", 2), ("1e3", 2)]
      as [(String, Int32)]
    {
      let run = try place.run("reduce", "sat-to-ov", "small.cnf", "-o", "again", "--limit=\(limit)")
      #expect(run.exitCode == code, "\(limit): \(run)")
    }
    // Nothing is written, so that only what is held counts.
    #expect(try place.run("answer", "sat-to-ov", "small.cnf", "--limit", "1M").exitCode != 3)
    #expect(try place.run("answer", "sat-to-ov", "small.cnf", "--limit", "10k").exitCode == 3)
  }

  @Test("At the time limit a solver says that nothing is known")
  func time() throws {
    let place = try Workplace()
    try place.run("generate", "sat", "--size", "v=26,clauses=120", "-o", "f.cnf")
    let run = try place.run("solve", "sat", "f.cnf", "--time-limit", "0.2")
    #expect(run.exitCode == 4 && run.output == "undecided\n" && run.errors.contains("time limit"), "\(run)")
    #expect(try place.run("solve", "sat", "f.cnf", "--time-limit", "nan").exitCode == 2)
    try place.write("p cnf 1 1\n1 0\n", to: "f.cnf")
    #expect(try place.run("solve", "sat", "f.cnf", "--time-limit", "60").exitCode == 10)
  }
}
