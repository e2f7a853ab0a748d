import Exact
import Foundation
import Privacy
import Randomness
import Testing

@Suite("Ledgers")
struct LedgerTests {
  private static let delta = Rational(1, 100_000)

  private func ledger(_ text: String) throws -> Ledger { try Ledger(parsing: Data(text.utf8)) }

  @Test("Reads what it writes")
  func roundTrip() throws {
    let text = """
      {"event":"gaussian","sigma":"10","steps":100}

      {"event":"sampled-gaussian","sigma":"1.1","q":"256/60000","steps":5,"sampling":"poisson","passes":4,"divisor":"expected","whitening":"none"}
      {"event":"laplace","scale":2}
      {"event":"discrete-laplace","scale":"5/2","steps":0}
      {"event":"approximate","epsilon":"1","delta":"1e-6"}
      """
    let read = try ledger(text)
    #expect(read.events.count == 5 && read.events[1].passes == 4 && read.events[0].steps == 100)
    #expect(try Ledger(parsing: Data(read.text.utf8)) == read)
    let split = try ledger(
      "{\"split\":\"record-hash\",\"parts\":[\"a\",\"b\"]}\n{\"event\":\"gaussian\",\"sigma\":\"1\",\"part\":\"b\"}\n")
    #expect(split.parts == ["a", "b"] && split.events[0].part == "b")
    #expect(try Ledger(parsing: Data(split.text.utf8)) == split)
    #expect(try ledger("").epsilon(delta: Self.delta) == CertifiedInterval(lower: 0, upper: 0))
  }

  @Test(
    "What cannot be accounted for is refused, with the line, the field and the reason",
    arguments: [
      (
        "{\"event\":\"sampled-gaussian\",\"sigma\":\"1\",\"q\":\"1/2\",\"sampling\":\"shuffled\"}", "sampling",
        "expected poisson"
      ),
      ("{\"event\":\"sampled-gaussian\",\"sigma\":\"1\",\"q\":\"1/2\"}", "sampling", "is missing"),
      ("{\"event\":\"gaussian\",\"sigma\":\"1\",\"divisor\":\"realised\"}", "divisor", "realised size"),
      ("{\"event\":\"gaussian\",\"sigma\":\"1\",\"whitening\":\"batch\"}", "whitening", "expected none"),
      ("{\"split\":\"index\",\"parts\":[\"a\"]}", "split", "expected record-hash"),
      ("{\"split\":\"record-hash\",\"parts\":[\"a\",\"a\"]}", "parts", "different names"),
      ("{\"event\":\"gaussian\",\"sigma\":\"1\",\"part\":\"c\"}", "part", "a split of the records before it"),
      ("{\"event\":\"exponential\",\"sigma\":\"1\"}", "event", "expected gaussian"),
      ("{\"event\":\"gaussian\",\"sigma\":\"-1\"}", "sigma", "expected 0, or a number"),
      ("{\"event\":\"sampled-gaussian\",\"sigma\":\"1\",\"q\":\"2\",\"sampling\":\"poisson\"}", "q", "from 0 to 1"),
      ("{\"event\":\"gaussian\",\"sigma\":\"1\",\"steps\":-1}", "steps", "0 to 2^30"),
      ("{\"event\":\"gaussian\",\"sigma\":\"1\",\"steps\":2000000000}", "steps", "0 to 2^30"),
      ("{\"event\":\"gaussian\",\"sigma\":\"1\",\"passes\":0}", "passes", "1 to 2^30"),
      ("{\"event\":\"approximate\",\"epsilon\":\"1\",\"delta\":\"3/2\"}", "delta", "from 0 to 1"),
    ])
  func refusals(line: String, field: String, reason: String) throws {
    let error = #expect(throws: LedgerError.self) { try ledger("{\"event\":\"laplace\",\"scale\":\"1\"}\n" + line) }
    #expect(
      error?.line == 2 && error?.field == field && error?.reason.contains(reason) == true,
      "\(String(describing: error))")
  }

  @Test(
    "Malformed lines are errors: no JSON, unknown and repeated keys, numbers that are not exact",
    arguments: [
      "nonsense", "{", "[]", "null", "{}", "{\"event\":\"gaussian\"}", "{\"event\":\"gaussian\",\"sigma\":1.5}",
      "{\"event\":\"gaussian\",\"sigma\":\"nan\"}", "{\"event\":\"gaussian\",\"sigma\":\"1\",\"sigma\":\"2\"}",
      "{\"event\":\"gaussian\",\"sigma\":\"1\",\"clip\":\"1\"}",
      "{\"event\":\"laplace\",\"scale\":\"1\",\"q\":\"1/2\"}",
      "{\"event\":\"laplace\",\"scale\":\"1\",\"passes\":2}", "{\"event\":\"gaussian\",\"sigma\":\"1/0\"}",
      "{\"event\":\"gaussian\",\"sigma\":\"1e999999999\"}", "{\"event\":\"gaussian\",\"sigma\":\"1\",\"steps\":\"3\"}",
      "{\"event\":\"gaussian\",\"sigma\":\"1\",\"steps\":1e3}", "\u{FEFF}{\"event\":\"gaussian\",\"sigma\":\"1\"}",
    ])
  func malformed(line: String) {
    let error = #expect(throws: LedgerError.self) { try ledger(line) }
    #expect(error?.line == 1)
  }

  @Test("Passes over one Poisson batch: σ/√m inside the sampling, more than m·T steps of their own")
  func passes() throws {
    let (sigma, q) = (Rational(6), Rational(4096, 12_500))
    func upper(_ events: [LedgerEvent]) throws -> Rational {
      var ledger = Ledger()
      for event in events { try ledger.append(event) }
      return try ledger.epsilon(delta: Rational(1, 1000)).upper ?? 0
    }
    let mechanism = Mechanism.sampledGaussian(noiseMultiplier: sigma, rate: q)
    let four = try upper([LedgerEvent(mechanism, steps: 4, passes: 4)])
    let half = try upper([LedgerEvent(.sampledGaussian(noiseMultiplier: 3, rate: q), steps: 4)])
    let separate = try upper([LedgerEvent(mechanism, steps: 16)])
    #expect(four == half && four > separate)
    // An irrational σ/√m: the interval is not empty.
    var ledger = Ledger()
    try ledger.append(LedgerEvent(mechanism, steps: 2, passes: 2))
    let interval = try ledger.epsilon(delta: Rational(1, 1000))
    #expect((interval.lower ?? 9) < (interval.upper ?? 0))
  }

  @Test("Parts compose in parallel: the dearest counts, with what all records met")
  func parallel() throws {
    var ledger = Ledger()
    try ledger.split(into: ["a", "b"])
    try ledger.append(LedgerEvent(.gaussian(noiseMultiplier: 4), part: "a"))
    try ledger.append(LedgerEvent(.gaussian(noiseMultiplier: 3), part: "b"))
    let dearest = try GaussianComposition(of: [Repeated(.gaussian(noiseMultiplier: 3), times: 1)]).epsilon(
      delta: Self.delta)
    #expect(try ledger.epsilon(delta: Self.delta) == dearest)
    try ledger.append(LedgerEvent(.gaussian(noiseMultiplier: 5)))
    let both = try GaussianComposition(of: [
      Repeated(.gaussian(noiseMultiplier: 3), times: 1), Repeated(.gaussian(noiseMultiplier: 5), times: 1),
    ]).epsilon(delta: Self.delta)
    #expect(try ledger.epsilon(delta: Self.delta) == both)
    #expect(throws: AccountingError.self) { try ledger.split(into: ["c"]) }
    #expect(throws: AccountingError.self) { try ledger.append(LedgerEvent(.gaussian(noiseMultiplier: 1), part: "c")) }
    #expect(throws: AccountingError.self) { try ledger.append(LedgerEvent(.laplace(scale: 1), passes: 2)) }
  }

  /// 10⁶ lines if the tests are optimised.
  private static let fuzzed: Int = {
    #if DEBUG
      2_000
    #else
      1_000_000
    #endif
  }()

  @Test("Mutated lines never stop the program")
  func fuzz() {
    var stream = RandomStream(seed: 5).child("ledger")
    let seeds = [
      "{\"event\":\"sampled-gaussian\",\"sigma\":\"1.1\",\"q\":\"256/60000\",\"steps\":14062,\"sampling\":\"poisson\"}",
      "{\"split\":\"record-hash\",\"parts\":[\"a\",\"b\"]}",
      "{\"event\":\"approximate\",\"epsilon\":\"1\",\"delta\":\"1e-6\",\"passes\":1}",
    ].map { Array($0.utf8) }
    let alphabet = Array("\"\\{}[]:,0123456789.-/eE \n\u{0}ué".utf8)
    var accepted = 0
    for _ in 0..<Self.fuzzed {
      var line = seeds[stream.uniform(in: 0...2)]
      for _ in 0...stream.uniform(in: 0...3) {
        let place = stream.uniform(in: 0...(line.count - 1))
        switch stream.uniform(in: 0...3) {
        case 0: line.remove(at: place)
        case 1: line.insert(alphabet[stream.uniform(in: 0...(alphabet.count - 1))], at: place)
        case 2: line[place] = UInt8(truncatingIfNeeded: stream.next())
        default: line.swapAt(place, stream.uniform(in: 0...(line.count - 1)))
        }
        if line.isEmpty { line = [123] }
      }
      if let ledger = try? Ledger(parsing: Data(line)) {
        accepted += 1
        if (try? Ledger(parsing: Data(ledger.text.utf8))) != ledger {
          Issue.record("\(String(decoding: line, as: UTF8.self))")
        }
      }
    }
    #expect(accepted > 0 && accepted < Self.fuzzed)
  }
}
