import Exact
import Foundation
import HardProblems
import Problems
import Testing

/// A problem whose instances are one number, for the graph's sake: is it positive?
private protocol Number: Problem where Answer == Bool {
  var value: Int { get }
  init(value: Int)
}

extension Number {
  var size: SizeParameters { ["value": Integer(value)] }
  func referenceAnswer() -> Bool { value > 0 }
  func verify(_ answer: Bool) -> Bool { answer == (value > 0) }
  static var fileNames: [String] { ["number"] }
  var files: [String: String] { ["number": "\(value)"] }
  init(files: [String: String]) throws {
    guard let text = files["number"], let value = Int(text) else { throw Unreadable() }
    self.init(value: value)
  }
}

private struct Unreadable: Error {}

private struct A: Number {
  var value: Int
  static var name: String { "a" }
}

private struct B: Number {
  var value: Int
  static var name: String { "b" }
}

/// A name with the separator in it.
private struct HowTo: Number {
  var value: Int
  static var name: String { "how-to-b" }
}

private struct D: Number {
  var value: Int
  static var name: String { "d" }
}

private struct E: Number {
  var value: Int
  static var name: String { "e" }
}

/// Multiplies by a positive factor; promises the product, or one that is too small.
private struct Times<Source: Number, Target: Number>: Reduction {
  var factor: Int
  var promised: Int

  init(_ factor: Int, promising promised: Int? = nil) { (self.factor, self.promised) = (factor, promised ?? factor) }

  func reduce(_ source: Source) -> Target { Target(value: source.value * factor) }
  func interpret(_ answer: Bool, for source: Source) -> Bool { answer }
  var promises: [PromisedSize] {
    [PromisedSize("value", .equal, SizeFormula(Integer(promised)) * .parameter("value"))]
  }
}

@Suite("Reductions as a graph")
struct ReductionGraphTests {
  private static let graph = ReductionGraph(
    problems: [A.self, B.self, HowTo.self, D.self],
    reductions: [Times<A, B>(2), Times<B, HowTo>(3), Times<A, HowTo>(5), Times<HowTo, D>(7), Times<B, A>(1)])

  private func route(_ name: String) throws -> [String] { try Self.graph.route(named: name).map(\.name) }

  @Test("A reduction's own name; a shortest route; names with the separator in them")
  func routes() throws {
    #expect(try route("a-to-b") == ["a-to-b"])
    #expect(try route("a-to-how-to-b") == ["a-to-how-to-b"])
    #expect(try route("a-to-d") == ["a-to-how-to-b", "how-to-b-to-d"])
    #expect(try route("b-to-d") == ["b-to-how-to-b", "how-to-b-to-d"])
    #expect(try route("how-to-b-to-d") == ["how-to-b-to-d"])
    // Around a cycle and back.
    #expect(try route("a-to-a") == ["a-to-b", "b-to-a"])
  }

  @Test("The shortest route wins over one that was listed in a tempting order")
  func shortest() throws {
    let long: [any Reduction] = [Times<A, HowTo>(1), Times<HowTo, E>(1), Times<E, D>(1)]
    let short: [any Reduction] = [Times<A, B>(1), Times<B, D>(1)]
    for reductions in [long + short, short + long, [short[0]] + long + [short[1]], long.reversed() + short.reversed()] {
      let graph = ReductionGraph(problems: [], reductions: reductions)
      #expect(try graph.route(named: "a-to-d").map(\.name) == ["a-to-b", "b-to-d"])
    }
  }

  @Test("A route that does not exist is refused, with what there is")
  func noRoutes() {
    let known = Self.graph.reductions.map(\.name)
    for name in ["d-to-a", "a-to-z", "", "-to-", "a", "a-to-", "-to-a", "d-to-d", "a-to-b-to-d", "A-to-B", "a-to-b "] {
      let error = #expect(throws: ReductionGraphError.self, "\(name)") { try route(name) }
      #expect(error == .noRoute(name, known: known))
      #expect(error?.description.contains("how-to-b-to-d") == true)
    }
    let empty = ReductionGraph(problems: [], reductions: [])
    #expect(throws: ReductionGraphError.noRoute("a-to-b", known: [])) { try empty.route(named: "a-to-b") }
  }

  @Test("Problems by name")
  func problems() {
    #expect(Self.graph.problem(named: "how-to-b") is HowTo.Type)
    #expect(Self.graph.problem(named: "c") == nil)
    #expect(ReductionGraph(problems: [KSum.self], reductions: []).problem(named: "ksum") is KSum.Type)
  }

  @Test("A route runs step by step, keeps its promises, and maps answers back")
  func running() throws {
    let steps = try Self.graph.route(named: "a-to-d").run(on: A(value: 2))
    #expect(steps.count == 2)
    #expect((steps.first?.target as? HowTo)?.value == 10)
    #expect((steps.last?.target as? D)?.value == 70)
    #expect(steps.map(\.keepsPromises) == [true, true])
    #expect(try steps.interpret(answer: Data("true".utf8)) == Data("true".utf8))
    #expect(throws: ReductionGraphError.self) { try steps.interpret(answer: Data("maybe".utf8)) }
    let error = #expect(throws: ReductionGraphError.self) { try steps.interpret(answer: Data("7".utf8)) }
    guard case .malformedAnswer("d", _) = error else {
      Issue.record("\(String(describing: error)) does not name the problem")
      return
    }
    let none: [any Reduction] = []
    #expect(try none.run(on: A(value: 2)).isEmpty)
  }

  @Test("An instance of another problem is refused")
  func wrongProblem() throws {
    let route = try Self.graph.route(named: "a-to-d")
    #expect(throws: ReductionGraphError.wrongProblem(expected: "a", found: "d")) { try route.run(on: D(value: 1)) }
    // The same when reductions that do not fit are put in a row.
    let mismatched: [any Reduction] = [Times<A, B>(1), Times<A, B>(1)]
    #expect(throws: ReductionGraphError.wrongProblem(expected: "a", found: "b")) { try mismatched.run(on: A(value: 1)) }
  }

  @Test("A broken promise is seen")
  func promises() throws {
    let broken: [any Reduction] = [Times<A, B>(3, promising: 2)]
    #expect(try broken.run(on: A(value: 5)).map(\.keepsPromises) == [false])
    let size: SizeParameters = ["n": 5]
    #expect(SizePromise("n", .equal, 5).isKept(by: size))
    #expect(!SizePromise("n", .equal, 6).isKept(by: size))
    #expect(SizePromise("n", .atMost, 5).isKept(by: size))
    #expect(SizePromise("n", .atMost, 6).isKept(by: size))
    #expect(!SizePromise("n", .atMost, 4).isKept(by: size))
    #expect(!SizePromise("N", .atMost, 100).isKept(by: size))
    #expect(SizePromise("n", .atMost, 4).description == "n ≤ 4")
  }
}
