import Evidence
import Exact
import Foundation
import Randomness
import Testing

@Suite("Counterexamples as files")
struct CounterexampleTests {
  private func counterexample() throws -> Counterexample {
    var found = try #require(squareCheck(wrongFromSeven).run(trial).counterexample)
    found.claim = "arithmetic.squares"
    return found
  }

  @Test("Written, read and replayed, it shows the same violation")
  func replay() throws {
    let found = try counterexample()
    let read = try Counterexample(decoding: found.encoded())
    #expect(try read.encoded() == found.encoded())
    #expect(read.claim == "arithmetic.squares" && read.instance == found.instance)
    let again = try #require(try squareCheck(wrongFromSeven).replay(read).counterexample)
    #expect(again.reason == found.reason && again.instance == found.instance && again.check == found.check)
    #expect(again.stream == found.stream && again.shrinkings == found.shrinkings)
  }

  @Test("Once the algorithm is right, the replay holds")
  func repaired() throws {
    guard case .holds(instances: 1, margin: nil) = try squareCheck(square).replay(try counterexample()) else {
      Issue.record("the right algorithm fails on the stored instance")
      return
    }
    let broken = try squareCheck(throwing).replay(try counterexample())
    #expect(broken.counterexample?.reason == "it threw: no squares today")
  }

  @Test("An undecided replay stays undecided")
  func undecided() throws {
    let check = Check(
      "square", level: .certified, family: numbers, subject: square, mutants: squareMutants,
      test: { _, _ in .undecided("who knows") })
    #expect(try check.replay(try counterexample()).doubt == "who knows")
  }

  private struct Experiment: Codable, Sendable, Equatable {
    var seed: UInt64
    var weights: [Rational]
    var big: Integer
    var names: [String: Double]
    var maybe: Int?
  }

  @Test("Instances with words above Int.max, fractions and doubles are replayed to the bit")
  func faithful() throws {
    let instance = Experiment(
      seed: .max - 12345, weights: [Rational(1, 3)], big: -Integer(3).power(99),
      names: ["a": 0.1, "b": -0.0, "": 1e300])
    let family: InstanceFamily<Experiment> = .listed("one", quick: [instance])
    let check = Check(
      "experiment", level: .certified, family: family, subject: { (x: UInt64) in x }, mutants: ["0": { _ in 0 }],
      test: { subject, experiment in
        // It fails with the whole instance as its reason, so that nothing can change unseen.
        let names = experiment.names.sorted { a, b in a.key < b.key }.map { name, value in "\(name)=\(value)" }
        return .fails("\(try subject(experiment.seed)) \(experiment.weights) \(experiment.big) \(names)")
      })
    let found = try #require(check.run(trial).counterexample)
    let read = try Counterexample(decoding: found.encoded())
    let again = try #require(try check.replay(read).counterexample)
    #expect(again.reason == found.reason && found.reason.hasPrefix("18446744073709539270 [1/3] -"))
    #expect(found.reason.hasSuffix(#"["=1e+300", "a=0.1", "b=-0.0"]"#))
  }

  @Test("The file is sorted JSON with all that is needed to find it again")
  func file() throws {
    let text = String(decoding: try counterexample().encoded(), as: UTF8.self)
    #expect(text.hasSuffix("}\n"))
    #expect(text.contains("\"check\" : \"square\""))
    #expect(text.contains("\"instance\" : 7"))
    #expect(text.contains("\"stream\" : \"71/square\""))
    #expect(text.contains("\"version\" : \"\(tightboundVersion)\""))
  }

  @Test(
    "Rubbish is refused",
    arguments: [
      "", "{", "{}", "[]", "null", "7", "rubbish", "\u{0}",
      "{\"check\":\"square\"}",
      "{\"check\":7,\"instance\":7,\"reason\":\"r\",\"shrinkings\":0,\"stream\":\"s\",\"version\":\"v\"}",
      "{\"check\":\"c\",\"instance\":7,\"reason\":\"r\",\"shrinkings\":1e99,\"stream\":\"s\",\"version\":\"v\"}",
      "{\"check\":\"c\",\"instance\":1e999,\"reason\":\"r\",\"shrinkings\":0,\"stream\":\"s\",\"version\":\"v\"}",
      "{\"check\":\"c\",\"reason\":\"r\",\"shrinkings\":0,\"stream\":\"s\",\"version\":\"v\"}",
      "{\"check\":\"c\",\"instance\":7,\"claim\":3,\"reason\":\"r\",\"shrinkings\":0,\"stream\":\"s\",\"version\":\"v\"}",
      String(repeating: "{\"instance\":", count: 50_000),
    ])
  func hostile(text: String) {
    let error = #expect(throws: CounterexampleError.self, "\(text.prefix(60))") {
      try Counterexample(decoding: Data(text.utf8))
    }
    guard case .unreadable(let why) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(!why.isEmpty && error?.description.hasPrefix("not a counterexample file: ") == true)
  }

  @Test("A file cut off anywhere is refused, and so are bytes that are no text")
  func truncated() throws {
    let data = try counterexample().encoded()
    for length in 0..<(data.count - 2) {
      #expect(throws: CounterexampleError.self) { try Counterexample(decoding: data.prefix(length)) }
    }
    #expect(throws: CounterexampleError.self) { try Counterexample(decoding: Data([0xff, 0xfe, 0x80, 0x00])) }
  }

  @Test("A stored instance of another type is refused, with the check's name")
  func wrongInstance() throws {
    for instance in ["null", "true", "\"7\"", "7.5", "[7]", "{\"n\":7}", "9223372036854775808"] {
      let text =
        "{\"check\":\"square\",\"instance\":\(instance),\"reason\":\"r\",\"shrinkings\":0,\"stream\":\"s\",\"version\":\"v\"}"
      let read = try Counterexample(decoding: Data(text.utf8))
      let error = #expect(throws: CounterexampleError.self, "\(instance)") { try squareCheck(square).replay(read) }
      guard case .wrongInstance(check: "square", _) = error else {
        Issue.record("\(String(describing: error))")
        continue
      }
    }
  }
}
