import Foundation
import Synchronization

/// Runs the faults of one module, several at a time, and keeps what comes of them.
struct Campaign: Sendable {
  let bench: Bench
  let faults: [Fault]
  let jobs: Int

  /// Runs every claim once without faults: for all modules that share the build.
  func profileClaims() throws -> [Exercise] {
    let claims = try bench.claims()
    guard !claims.isEmpty else { throw MutationError("the claims cannot be listed") }
    return try profile(claims, areTests: false)
  }

  /// Runs every test of the module once without faults.
  func profileTests() throws -> [Exercise] {
    let tests = try bench.tests()
    guard !tests.isEmpty else { throw MutationError("there is no test in \(bench.module.tests)") }
    return try profile(tests, areTests: true)
  }

  /// Claims must hold; tests that do not pass are named and left out.
  private func profile(_ names: [String], areTests: Bool) throws -> [Exercise] {
    let outcomes = try concurrently(names.count) { index in
      Result { try bench.profile(names[index], isTest: areTests) }
    }
    // Tests that run the command line, which the copy does not have, fail for no fault.
    var exercises: [Exercise] = []
    for outcome in outcomes {
      switch outcome {
      case .success(let exercise): exercises.append(exercise)
      case .failure(let error) where areTests: note("left out: \("\(error)".prefix { $0 != "\n" })")
      case .failure(let error): throw error
      }
    }
    guard !exercises.isEmpty else { throw MutationError("all of \(names.count) exercises fail without a fault") }
    return exercises
  }

  /// Runs the faults that have no verdict yet.
  func run(claims: [Exercise], tests: [Exercise], results: Results) throws -> Results {
    let open = faults.filter { results.verdicts[$0.key] == nil }
    let shared = Mutex((results: results, done: 0, asked: [String: Int](), noticed: [String: Int]()))
    _ = try concurrently(open.count) { index in
      let fault = open[index]
      let reachedBy = (claims + tests).count { $0.reached.contains(fault.number) }
      var verdict = Verdict(fault: fault, reachedBy: reachedBy)
      // First the check that costs the least for what it is likely to notice, by what it did notice of what it was asked.
      let (asked, noticed) = shared.withLock { ($0.asked, $0.noticed) }
      func cost(_ claim: Exercise) -> Double {
        (claim.seconds + 0.02) * Double(asked[claim.name, default: 0] + 2) / Double(noticed[claim.name, default: 0] + 1)
      }
      let order = claims.filter { $0.reached.contains(fault.number) }.sorted { cost($0) < cost($1) }
      var counted: [String] = []
      for claim in order where verdict.check == nil {
        counted.append(claim.name)
        verdict.check = try bench.noticed(fault.number, by: claim)
      }
      if verdict.check == nil { verdict.tests = try bench.noticed(fault.number, byTests: tests) }
      try shared.withLock { state in
        try state.results.append(verdict)
        for name in counted { state.asked[name, default: 0] += 1 }
        if verdict.check != nil, let last = counted.last { state.noticed[last, default: 0] += 1 }
        state.done += 1
        note(
          "\(bench.module.name) \(state.done)/\(open.count)  \(verdict.isNoticed ? "noticed " : "SURVIVED") \(fault.summary)"
        )
      }
    }
    return shared.withLock { $0.results }
  }

  /// The values for 0..<count, as many at a time as there are jobs; the first error ends all.
  private func concurrently<T: Sendable>(_ count: Int, _ body: @Sendable (Int) throws -> T) throws -> [T] {
    let state = Mutex((next: 0, values: [T?](repeating: nil, count: count), failure: (any Error)?.none))
    DispatchQueue.concurrentPerform(iterations: jobs) { _ in
      while true {
        let index = state.withLock { state in
          defer { state.next += 1 }
          return state.failure == nil ? state.next : count
        }
        guard index < count else { return }
        do {
          let value = try body(index)
          state.withLock { $0.values[index] = value }
        } catch {
          state.withLock { $0.failure = $0.failure ?? error }
        }
      }
    }
    return try state.withLock { state in
      if let failure = state.failure { throw failure }
      return state.values.compactMap { $0 }
    }
  }
}
