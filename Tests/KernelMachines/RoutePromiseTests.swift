import Exact
import HardProblems
import HardProblemsReductions
import KernelMachines
import KernelMachinesReductions
import Problems
import Randomness
import Testing

@Suite("What a whole route promises, beside what it measures")
struct RoutePromiseTests {
  private static let route: [any Reduction] = [SatToOV(), OVToBHCP(), BHCPToKernelMachine<SVM>(task: .svm)]

  @Test("From SAT to an SVM: the words, and sizes of random formulas")
  func satisfiability() throws {
    let promises = Self.route.promises
    #expect(
      promises.words == """
        n_A = 2^⌈v/2⌉, n_B = 2^⌊v/2⌋, N = 2^⌈v/2⌉ + 2^⌊v/2⌋, d ≤ 3 clauses + 2v, t ≤ clauses + v + 1
        """)
    var stream = RandomStream(seed: 135)
    for index in 0..<8 {
      let v = 2 + index % 4
      let formula = try CNF.random(variables: v, clauses: stream.uniform(in: 0...6), width: 2, using: &stream)
      let target = try #require(try Self.route.run(on: formula).last?.target)
      for promise in try promises.promises(for: formula.size) {
        #expect(promise.isKept(by: target.size), "\(formula): \(promise), \(target.size)")
      }
    }
    // Without clauses all vectors are equal, and the bounds are attained.
    let empty = try CNF(variables: 4, clauses: [])
    let target = try #require(try Self.route.run(on: empty).last?.target)
    for promise in try promises.promises(for: empty.size) { #expect(target.size[promise.parameter] == promise.value) }
  }

  @Test("A bias doubles the points and adds a coordinate")
  func bias() throws {
    #expect(
      BHCPToKernelMachine<SVM>(task: .svm).overhead == "n_A, n_B, d and t as in the source, N = n_A + n_B")
    let reduction = BHCPToKernelMachine<SVMWithBias>(task: .svmBias)
    #expect(reduction.overhead == "t as in the source, n_A = 2n_A, n_B = 2n_B, N = 2(n_A + n_B), d = d + 1")
    let size: SizeParameters = ["n_A": 5, "n_B": 7, "d": 11, "t": 3]
    #expect(try reduction.promisedSize(of: size).map(\.value) == [10, 14, 24, 12, 3])
    #expect(try BHCPToKernelMachine<SVM>(task: .svm).promisedSize(of: size).map(\.value) == [5, 7, 12, 11, 3])
  }
}
