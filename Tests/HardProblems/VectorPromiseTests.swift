import Exact
import HardProblems
import HardProblemsReductions
import Problems
import Randomness
import Testing

/// What the reductions between vectors promise, beside the same sizes written out on integers.
@Suite("Promised sizes of vectors: formulas beside plain arithmetic")
struct VectorPromiseTests {
  @Test("SAT, orthogonal vectors, one list, furthest pairs, subset queries and close pairs")
  func formulas() throws {
    var stream = RandomStream(seed: 134)
    for _ in 0..<40 {
      let (a, b, d) = (stream.uniform(in: 0...90), stream.uniform(in: 0...90), stream.uniform(in: 0...70))
      let (copiesA, copiesB) = (stream.uniform(in: 0...9), stream.uniform(in: 0...9))
      let size: SizeParameters = [
        "n_A": Integer(a), "n_B": Integer(b), "d": Integer(d), "m_A": Integer(copiesA), "m_B": Integer(copiesB),
      ]
      func expect(_ reduction: any Reduction, _ promised: [(String, Int)], _ size: SizeParameters) throws {
        let promises = try reduction.promisedSize(of: size)
        for (name, value) in promised {
          #expect(promises.contains(SizePromise(name, .equal, Integer(value))), "\(reduction.name) \(size) \(promises)")
        }
        #expect(promises.count { $0.relation == .equal } == promised.count)
      }
      func tag(_ copies: Int) -> Int { [0, 0, 1, 2, 2, 3, 3, 3, 3, 4][copies] }
      let tags = tag(copiesA) + tag(copiesB)
      try expect(
        OVToBHCP(), [("n_A", a), ("n_B", b), ("d", 3 * d + 2 * tags), ("t", d + 1 + tags), ("m", d + tags)], size)
      try expect(OVToOVMono(), [("n", a + b), ("d", d + 2)], size)
      try expect(OVToFurthestPair(), [("n_A", a), ("n_B", b), ("d", 3 * d)], size)
      try expect(OVToSubsetQuery(), [("n_A", a), ("n_B", b), ("d", d)], size)
      try expect(SubsetQueryToOV(), [("n_A", a), ("n_B", b), ("d", d)], size)
      let v = stream.uniform(in: 0...48)
      try expect(
        SatToOV(), [("n_A", 1 << ((v + 1) / 2)), ("n_B", 1 << (v / 2)), ("d", d)],
        ["v": Integer(v), "clauses": Integer(d)])
    }
    // Three blocks of 4 coordinates: guesses (z₁, z₂) with z₁ + z₂ < 3, and ⌈log₂ 6⌉ = 3.
    #expect(
      try BHCPToOV(blocks: 3).promisedSize(of: ["n_A": 5, "n_B": 7, "d": 12, "t": 3, "m": 2]) == [
        SizePromise("n_A", .equal, 30), SizePromise("n_B", .equal, 42), SizePromise("d", .equal, 3 * 16 + 6),
      ])
  }

  @Test("Bounds on copies: a formula without clauses attains that of SAT; sets keep that of subset queries")
  func copies() throws {
    for v in 0...5 {
      let formula = try CNF(variables: v, clauses: [])
      let (size, target) = (try SatToOV().promisedSize(of: formula.size), try SatToOV().reduce(formula).size)
      for promise in size { #expect(target[promise.parameter] == promise.value) }
    }
    let query = try SubsetQuery(left: BitMatrix(["10", "10", "10"]), right: BitMatrix(["01", "11"]))
    let target = try SubsetQueryToOV().reduce(query).size
    #expect(target["m_A"] == 3 && target["m_B"] == 1)
    #expect(try SubsetQueryToOV().promisedSize(of: query.size).allSatisfy { $0.isKept(by: target) })
  }
}
