import Console
import Exact
import Foundation
import GrammarCompression
import GrammarCompressionReductions
import HardProblems
import Problems
import TestSupport
import Testing
import tightbound

/// The problems and reductions of all wings.
let catalogueGraph = ReductionGraph(problems: wings.flatMap(\.problems), reductions: wings.flatMap(\.reductions))

/// Is ⟨v, u⟩ at least 1? A problem whose name is hard to cut out of that of a route.
private struct Positive: Problem {
  static let name = "to-be-or-not-to-be"
  static let fileNames = ["v.slp", "u.slp"]
  var dot: GrammarDot
  var size: SizeParameters { ["N": Integer(dot.v.count)] }
  var files: [String: String] { dot.files }

  init(_ dot: GrammarDot) { self.dot = dot }
  init(files: [String: String]) throws { dot = try GrammarDot(files: files) }
  func referenceAnswer() throws -> GrammarDotAnswer { try dot.referenceAnswer() }
  func verify(_ answer: GrammarDotAnswer) throws -> Bool { try dot.verify(answer) }
}

/// Pads by one entry, and breaks its promise if told to.
private struct Padding: Reduction {
  var promised = 1
  func reduce(_ source: GrammarDot) throws -> Positive { Positive(try source.padded(by: 1)) }
  func interpret(_ answer: GrammarDotAnswer, for source: GrammarDot) throws -> GrammarDotAnswer { answer }
  var promises: [PromisedSize] {
    [PromisedSize("N", .equal, .parameter("N") + SizeFormula(Integer(promised)))]
  }
}

@Suite("Reductions as a graph")
struct ReductionGraphTests {
  static let catalogue = catalogueGraph

  @Test("The catalogue has the way from ksum to grammar-dot, and names are unique")
  func catalogue() throws {
    let route = try Self.catalogue.route(named: "ksum-to-grammar-dot")
    #expect(route.map(\.name) == ["ksum-to-grammar-dot"])
    #expect(route.map(\.sourceName) == ["ksum"] && route.map(\.targetName) == ["grammar-dot"])
    #expect(Self.catalogue.problem(named: "ksum") is KSum.Type)
    #expect(Self.catalogue.problem(named: "grammar-dot") is GrammarDot.Type)
    #expect(Self.catalogue.problem(named: "ksums") == nil)
    #expect(Set(Self.catalogue.problems.map { $0.name }).count == Self.catalogue.problems.count)
    #expect(Set(Self.catalogue.reductions.map(\.name)).count == Self.catalogue.reductions.count)
    for reduction in Self.catalogue.reductions {
      #expect(Self.catalogue.problem(named: reduction.sourceName) != nil)
      #expect(Self.catalogue.problem(named: reduction.targetName) != nil)
      #expect(!reduction.overhead.isEmpty)
    }
  }

  @Test(
    "What is no route is refused, and the reductions there are are named",
    arguments: [
      "", "-to-", "ksum", "grammar-dot-to-ksum", "ksum-to-ksum", "ksum-to-", "ov-to-sat", "ksum-to-grammar-dots",
    ])
  func unknown(name: String) {
    let known = Self.catalogue.reductions.map(\.name)
    #expect(known.contains("ksum-to-grammar-dot") && known.contains("hitting-set-to-last-layer"))
    let error = ReductionGraphError.noRoute(name, known: known)
    #expect(throws: error) { try Self.catalogue.route(named: name) }
    #expect(known.allSatisfy { error.description.contains($0) })
  }

  @Test("A route of two steps is found, keeps the promises of each, and maps a witness all the way back")
  func composite() throws {
    let graph = ReductionGraph(
      problems: [KSum.self, GrammarDot.self, Positive.self], reductions: [Padding(), KSumToGrammarDot()])
    let route = try graph.route(named: "ksum-to-to-be-or-not-to-be")
    #expect(route.map(\.name) == ["ksum-to-grammar-dot", "grammar-dot-to-to-be-or-not-to-be"])
    let source = try KSum(sets: [[1, 3], [2, 4], [3, 5, 7]], universe: 8)
    let steps = try route.run(on: source)
    #expect(steps.count == 2 && steps.allSatisfy(\.keepsPromises))
    #expect(steps[0].promises[0] == SizePromise("N", .equal, 32))
    #expect(steps[1].promises == [SizePromise("N", .equal, 33)])
    #expect(steps[1].target.size == ["N": 33])
    let meaning = try steps.interpret(answer: Data(#"{"value": "4", "position": 20}"#.utf8))
    #expect(
      try JSONDecoder().decode(KSumAnswer.self, from: meaning) == KSumAnswer(solutions: 4, witness: [3, 2, 5]))
    #expect(throws: AnswerError.self) {
      try steps.interpret(answer: Data(#"{"value": "4", "position": 21}"#.utf8))
    }
    let broken = try [KSumToGrammarDot(), Padding(promised: 2)].run(on: source)
    #expect(broken.map(\.keepsPromises) == [true, false])
  }

  @Test("An instance of another problem, and an answer that is none, are refused")
  func wrongTypes() throws {
    let route = try Self.catalogue.route(named: "ksum-to-grammar-dot")
    #expect(throws: ReductionGraphError.wrongProblem(expected: "ksum", found: "grammar-dot")) {
      try route.run(on: try GrammarDot(v: StraightLineProgram(repair: [1]), u: StraightLineProgram(repair: [1])))
    }
    let steps = try route.run(on: try KSum(sets: [[1], [1], [2]], universe: 2))
    for answer in [
      "", "[]", #"{"value": 1, "value": 1}"#, #"{"values": 1}"#, #"{"value": 1.5}"#, #"{"value": "x"}"#,
      #"{"value": 1, "position": "0"}"#,
    ] {
      let error = #expect(throws: ReductionGraphError.self) { try steps.interpret(answer: Data(answer.utf8)) }
      guard case .malformedAnswer(problem: "grammar-dot", _)? = error else {
        Issue.record("\(answer): \(String(describing: error))")
        continue
      }
    }
  }

  @Test("Choices of one name take the same kind of value, so that a command line can be read before its verb runs")
  func choices() {
    House.open(wings)
    for choices in [Reduce.allChoices, Solve.allChoices] {
      #expect(!choices.isEmpty)
      for (_, same) in Dictionary(grouping: choices, by: \.name) {
        #expect(Set(same.map(\.value)).count == 1 && Set(same.map(\.key)).count == 1, "--\(same[0].name)")
      }
    }
  }
}
