import Console
import Exact
import Foundation
import GrammarCompression
import GrammarCompressionReductions
import HardProblems
import HardProblemsReductions
import KernelMachines
import Networks
import Problems
import Randomness
import Testing
import tightbound

#if DEBUG
  private let instancesOfEach = 6
#else
  private let instancesOfEach = 60
#endif

/// Every reduction of the catalogue: true answers are read right, and contradictions to them refused.
@Suite("Answers of every target: true ones are read, false ones refused")
struct AnswerRefusalTests {
  static let reductions = catalogueGraph.reductions.map(\.name)
  /// What solvers answer by numbers that are rounded.
  static let valued = ["svm", "svm-bias", "svm-soft", "ridge", "pca", "last-layer", "gradient"]

  /// What an answer means, as JSON; what it says of the question.
  private func meaning(_ answer: String, _ steps: [ReductionStep]) throws -> [String: Any] {
    let data = try steps.interpret(answer: Data(answer.utf8))
    return try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  private func decision(_ meaning: [String: Any]) -> Bool? {
    if let exists = meaning["exists"] as? Bool { return exists }
    if let solutions = meaning["solutions"] as? String { return solutions != "0" }
    return meaning["witness"] == nil ? nil : true
  }

  @Test("True answers mean what is true; whole fields and false ones are refused", arguments: reductions)
  func perturbed(name: String) throws {
    let route = try catalogueGraph.route(named: name)
    var stream = RandomStream(seed: 61).child(name)
    for index in 0..<instancesOfEach {
      let source = try instance(of: route[0].sourceName, index, &stream)
      let steps = try route.run(on: source)
      let target = try #require(steps.last?.target)
      let answer = try target.referenceJSON()
      let truth = try source.referenceJSON()
      let (found, expected) = (try meaning(answer, steps), try object(truth))
      #expect(decision(found) == decision(expected), "\(answer) means \(found), not \(truth)")
      if let value = expected["value"] as? String { #expect(found["value"] as? String == value) }
      for (what, wrong) in try contradictions(to: answer, of: target, isYes: decision(expected)) {
        #expect(throws: (any Error).self, "\(what): \(wrong) of \(name), where \(answer) is true") {
          try steps.interpret(answer: Data(wrong.utf8))
        }
      }
    }
  }

  @Test(
    "Values that solvers print, rounded to some digits, are read right or as undecided",
    arguments: catalogueGraph.reductions.filter { valued.contains($0.targetName) }.map(\.name))
  func rounded(name: String) throws {
    let route = try catalogueGraph.route(named: name)
    var stream = RandomStream(seed: 62).child(name)
    var decided = 0
    for index in 0..<instancesOfEach {
      let source = try instance(of: route[0].sourceName, index, &stream)
      let steps = try route.run(on: source)
      let answer = try object(try #require(steps.last).target.referenceJSON())
      let truth = decision(try object(source.referenceJSON()))
      for digits in [0, 1, 3, 6, 12, 40] {
        var rounded: [String: Any] = [:]
        // Values, and in their errors half a unit of the last digit.
        func round(_ value: Any) throws -> (value: Any, error: Any) {
          if let list = value as? [Any] {
            let parts = try list.map(round)
            return (parts.map { $0.value }, parts.map { $0.error })
          }
          if let fields = value as? [String: Any] {
            let parts = try fields.mapValues(round)
            return (parts.mapValues { $0.value }, parts.mapValues { $0.error })
          }
          let number = try Rational(parsing: try #require(value as? String))
          let text = decimal(number, digits)
          let printed = try PrintedValue(parsing: text)
          #expect((printed.value - number).magnitude <= printed.error)
          return (printed.value.fraction, printed.error.fraction)
        }
        for (field, error) in [("values", "errors"), ("value", "error"), ("gradient", "errors")] {
          guard let value = answer[field] else { continue }
          (rounded[field], rounded[error]) = try round(value)
        }
        let said = decision(try meaning(text(rounded), steps))
        #expect(said == nil || said == truth, "\(rounded) to \(digits) digits is read as \(String(describing: said))")
        if said != nil { decided += 1 }
      }
    }
    #expect(decided > 0)
  }

  /// A decimal with so many digits after the point, without zeros at its end as `%g` prints.
  private func decimal(_ number: Rational, _ digits: Int) -> String {
    let scale = Integer(10).power(digits)
    let scaled = (number.magnitude * Rational(scale) + Rational(1, 2)).floor()
    var text = scaled.description
    text = String(repeating: "0", count: max(0, digits + 1 - text.count)) + text
    if digits > 0 {
      text.insert(".", at: text.index(text.endIndex, offsetBy: -digits))
      while text.last == "0" { text.removeLast() }
      if text.last == "." { text.removeLast() }
    }
    return (number.isNegative ? "-" : "") + text
  }

  private func instance(of problem: String, _ index: Int, _ stream: inout RandomStream) throws -> any Problem {
    func vectors() throws -> OrthogonalVectors {
      let drawn = try OrthogonalVectors.random(
        left: stream.uniform(in: 1...4), right: stream.uniform(in: 1...4), dimension: stream.uniform(in: 2...5),
        percent: 60, using: &stream
      ).repaired(using: &stream)
      return index % 2 == 0 ? drawn.planted(1, using: &stream) : drawn
    }
    switch problem {
    case "ov": return try vectors()
    case "bhcp": return try OVToBHCP().reduce(vectors())
    case "subset-query": return try OVToSubsetQuery().reduce(vectors())
    case "hitting-set":
      let drawn = try vectors()
      return try HittingSet(left: drawn.left, right: drawn.right)
    case "sat":
      return try CNF.random(variables: 5, clauses: index % 2 == 0 ? 6 : 40, width: 2, using: &stream)
    case "ksum": return try KSum.random(index % 2 == 0 ? .planted : .no, k: 3, m: 5, universe: 40, using: &stream)
    case "grammar-dot":
      let sets = try KSum.random(index % 2 == 0 ? .planted : .no, k: 3, m: 4, universe: 20, using: &stream)
      return try KSumToGrammarDot().reduce(sets)
    default:
      Issue.record("there are no instances of \(problem) here; add some")
      return try vectors()
    }
  }

  private func object(_ text: String) throws -> [String: Any] {
    try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  private func text(_ object: [String: Any]) throws -> String {
    String(decoding: try JSONSerialization.data(withJSONObject: object, options: .sortedKeys), as: UTF8.self)
  }

  /// What cannot be an answer where this one is true: by the form alone, and by the fields that are there.
  private func contradictions(
    to answer: String, of target: any Problem, isYes: Bool?
  ) throws -> [(what: String, answer: String)] {
    let truth = try object(answer)
    var wrong: [(String, String)] = [
      ("nothing", "{}"), ("no object", "[]"), ("an unknown field", String(answer.dropLast()) + #","surprise":1}"#),
      ("an unknown field that is null", String(answer.dropLast()) + #","surprise":null}"#),
      ("something after it", answer + "1"),
    ]
    func with(_ what: String, _ changes: [String: Any]) throws {
      wrong.append((what, try text(truth.merging(changes) { $1 })))
    }
    func without(_ what: String, _ fields: [String], _ changes: [String: Any]) throws {
      wrong.append((what, try text(truth.filter { !fields.contains($0.key) }.merging(changes) { $1 })))
    }
    for key in truth.keys.sorted() {
      let value = String(
        decoding: try JSONSerialization.data(
          withJSONObject: truth[key] ?? 0, options: [.fragmentsAllowed, .sortedKeys]), as: UTF8.self)
      wrong.append(("\(key) twice", String(answer.dropLast()) + ",\"\(key)\":\(value)}"))
      for other in (key == "exists" ? [1.5, ["x": 1]] : [true, 1.5, ["x": 1]]) as [Any] {
        try with("\(key) of another type", [key: other])
      }
      if var inner = truth[key] as? [String: Any] {
        inner["surprise"] = 1
        try with("an unknown field in \(key)", [key: inner])
      }
    }
    let pair = ["left": 0, "right": 1_000_000]
    switch target {
    case is OrthogonalVectors, is HammingClosePair, is SubsetQuery, is MonochromaticOrthogonalVectors:
      try with("the other answer", ["exists": isYes != true])
      try with("a number below 0", ["count": "-1"])
      try with("more than all", ["count": "\(Integer(10).power(30))"])
      try with("more at least than all", ["atLeast": "\(Integer(10).power(30))"])
      try without("0 and yes", ["witness"], ["count": 0, "exists": true])
      try without("1 and no", ["witness"], ["count": 1, "exists": false])
      try without("at least 1 and no", ["witness", "count"], ["atLeast": 1, "exists": false])
      try without("a witness that is none", ["count", "exists"], ["witness": pair])
      try with("undecided too", ["bitsMissing": 3])
      if isYes == true { try without("no, with a witness", ["count"], ["exists": false]) }
    case is FurthestPair:
      try with("further than can be", ["distance": 1_000_000])
      try with("a distance below 0", ["distance": -2])
      try with("a distance of the other parity", ["distance": (truth["distance"] as? Int ?? 0) - 1])
      try with("a distance that is not the witness's", ["distance": (truth["distance"] as? Int ?? 0) - 2])
      try with("none at the greatest distance", ["count": 0])
      try with("more than all", ["count": "1000000"])
      try with("a witness out of range", ["witness": pair])
      try without("no distance", ["distance", "witness"], [:])
    case is GrammarDot:
      try with("below 0", ["value": "-1"])
      try with("beyond |v| |u|", ["value": "\(Integer(10).power(30))"])
      try with("a position that is none", ["position": 1_000_000_000, "value": 1])
      try without("0 with a position", [], ["position": truth["position"] ?? 0, "value": 0])
    case is GrammarMatrixVector:
      let count = (truth["values"] as? [Any])?.count ?? 0
      if count > 0 { try with("a row too few", ["values": Array(repeating: "0", count: count - 1)]) }
      try with("a row too many", ["values": Array(repeating: "0", count: count + 1)])
      if count > 0 { try with("below 0", ["values": Array(repeating: "-1", count: count)]) }
      if count > 0 {
        try with("beyond the norms", ["values": Array(repeating: "\(Integer(10).power(30))", count: count)])
      }
      try with("a place that is none", ["position": ["row": 1_000_000, "column": 0]])
    case is GrammarMatrixProduct:
      let count = (truth["values"] as? [Any])?.count ?? 0
      try with("a row too many", ["values": Array(repeating: Array(repeating: "0", count: count), count: count + 1)])
      if count > 0 {
        try with(
          "beyond the norms",
          ["values": Array(repeating: Array(repeating: "\(Integer(10).power(30))", count: count), count: count)])
      }
      try with("a place that is none", ["position": ["row": 1_000_000, "inner": 0, "column": 0]])
    case is GrammarAddition:
      for sum in [[], [1], [1, 2, 3]] as [[Integer]] {
        try with("another sum", ["sum": StraightLineProgram(repair: sum).text])
      }
    case let layer as LastLayer:
      let n = layer.pointCount
      try with("below 0", ["value": "-1/1000"])
      try with("more than all points cost", ["value": "\(n + 1)"])
      try with("between two optima", ["value": "\(2 * n - 1)/2", "error": "1/8"])
      try with("a negative error", ["error": "-1"])
      try with("a point out of range", ["point": n])
      if truth["point"] != nil { try with("a point that has a partner, and a value for none", ["value": "\(n)"]) }
    case let gradient as BatchGradient:
      let (m, n) = (gradient.unitCount, gradient.pointCount)
      try with("a coordinate too few", ["gradient": Array(repeating: "0", count: m - 1)])
      try with("above 0", ["gradient": Array(repeating: "1", count: m)])
      try with("more than all points", ["gradient": Array(repeating: "-\(n + 1)", count: m)])
      try with("between two numbers of partners", ["gradient": Array(repeating: "-1/4", count: m)])
      try with("a negative error", ["errors": ["-1"]])
    case is any KernelMachineInstance:
      let values = try #require(truth["values"] as? [String: String])
      func changed(_ what: String, _ key: String, _ change: (Rational) -> Rational, errors: String? = nil) throws {
        var other = values
        other[key] = change(try Rational(parsing: try #require(values[key]))).fraction
        let bars = errors.map { error in ["errors": ["A": error, "B": error, "AB": error]] } ?? [:]
        try with(what, (["values": other] as [String: Any]).merging(bars) { $1 })
      }
      for key in ["A", "B", "AB"] {
        try changed("another sign of \(key)", key, { -$0 })
        try changed("twice \(key)", key, { 2 * $0 })
        try changed("\(key) a half larger, with an error of a hundredth", key, { $0 * Rational(3, 2) }, errors: "1/100")
      }
      let sum = try Rational(parsing: values["A"] ?? "") + Rational(parsing: values["B"] ?? "")
      try changed("AB below A + B", "AB", { _ in sum - Rational(1, 1_000_000) })
      try changed("AB equal to A + B", "AB", { _ in sum })
      try with("a negative error", ["errors": ["A": "0", "B": "-1", "AB": "0"]])
      try with("a Δ that is not theirs", ["delta": "1/3"])
      try with("the threshold of another instance", ["threshold": "1/3"])
      try with("a value missing", ["values": ["A": "1", "B": "1"]])
    default: Issue.record("\(type(of: target).name) has no contradictions here; add some")
    }
    return wrong
  }
}

private protocol KernelMachineInstance {}
extension KernelInstance: KernelMachineInstance {}

extension Problem {
  /// The reference solver's answer as JSON.
  fileprivate func referenceJSON() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(referenceAnswer()), as: UTF8.self)
  }
}
