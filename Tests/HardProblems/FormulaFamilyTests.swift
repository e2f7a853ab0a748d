import Exact
import Foundation
import HardProblems
import Problems
import Randomness
import TestSupport
import Testing

@Suite("Families of formulas")
struct FormulaFamilyTests {
  private func draw(_ name: String, _ sizes: [String: Int] = [:], seed: UInt64 = 1) throws -> CNF {
    let family = try #require(CNF.families.first { $0.name == name })
    return try family.draw(Sizes(sizes), RandomStream(seed: seed)).instance
  }

  // What CNFgen 0.9.6 prints, clause by clause.
  @Test("Small formulas as CNFgen has them")
  func worked() throws {
    // peb pyramid 2
    #expect(
      try draw("pebbling", ["h": 2])
        == CNF(variables: 6, clauses: [[1], [2], [3], [-1, -2, 4], [-2, -3, 5], [-4, -5, 6], [-6]]))
    // op 3
    #expect(
      try draw("ordering", ["n": 3]).clauses.map(Set.init)
        == [
          [3, 5], [1, 6], [2, 4], [-1, -4, 2], [-2, -6, 1], [-3, -2, 4], [-4, -5, 3], [-5, -1, 6], [-6, -3, 5],
          [-1, -3],
          [-2, -5], [-4, -6],
        ])
    // tseitin first complete 4
    let complete = try SimpleGraph(vertices: 4, edges: [(1, 2), (1, 3), (1, 4), (2, 3), (2, 4), (3, 4)])
    #expect(
      Set(CNF.tseitin(complete).clauses.map(Set.init))
        == [
          [1, 2, 3], [1, -2, -3], [-1, 2, -3], [-1, -2, 3], [1, 4, -5], [1, -4, 5], [-1, 4, 5], [-1, -4, -5],
          [2, 4, -6], [2, -4, 6], [-2, 4, 6], [-2, -4, -6], [3, 5, -6], [3, -5, 6], [-3, 5, 6], [-3, -5, -6],
        ])
    // ram 3 3 4
    #expect(
      try draw("ramsey", ["n": 4]).clauses
        == [
          [1, 2, 4], [1, 3, 5], [2, 3, 6], [4, 5, 6], [-1, -2, -4], [-1, -3, -5], [-2, -3, -6], [-4, -5, -6],
        ])
    // kcolor 2 complete 3
    let triangle = try SimpleGraph(vertices: 3, edges: [(2, 1), (3, 1), (2, 3)])
    #expect(
      CNF.colouring(triangle, colours: 2).clauses
        == [
          [1, 2], [3, 4], [5, 6], [-1, -2], [-3, -4], [-5, -6], [-1, -3], [-2, -4], [-1, -5], [-2, -6], [-3, -5],
          [-4, -6],
        ])
    // subsetcard of 2 and 2 vertices with 4 edges
    #expect(CNF.subsetCardinality([[0, 1], [0, 1]], right: 2).clauses == [[1, 2], [3, 4], [-1, -3], [-2, -4]])
  }

  @Test(
    "Numbers of models that are known",
    arguments: [
      ("pebbling", ["h": 0], 0), ("pebbling", ["h": 4], 0), ("tseitin", ["n": 5], 0), ("tseitin", ["n": 8, "d": 3], 0),
      ("tseitin", ["n": 5, "charge": 0], 64), ("tseitin-grid", ["rows": 3, "columns": 4], 0),
      ("tseitin-grid", ["rows": 3, "columns": 4, "charge": 0], 64), ("tseitin-grid", ["rows": 1, "columns": 1], 0),
      // Of R(3, 3) = 6: the pentagons.
      ("ramsey", ["n": 5], 12), ("ramsey", ["n": 6], 0), ("ramsey", ["s": 2, "k": 4, "n": 4], 0),
      ("ramsey", ["s": 2, "k": 4, "n": 3], 1), ("ramsey", ["s": 1, "k": 5, "n": 1], 0), ("ramsey", ["n": 0], 1),
      ("ordering", ["n": 0], 1), ("ordering", ["n": 1], 0), ("ordering", ["n": 4], 0),
      ("ordering", ["n": 5, "total": 1], 0),
      // Total orders whose least element is the last one.
      ("ordering", ["n": 4, "total": 1, "plant": 1], 6), ("ordering", ["n": 1, "plant": 1], 1),
      ("subset-cardinality", ["n": 5], 0), ("subset-cardinality", ["n": 6, "d": 2], 0),
      // Two true edges of four at each vertex of K₄,₄: 0/1 matrices of order 4 with sums 2.
      ("subset-cardinality", ["n": 4, "extra": 0], 90), ("colouring", ["n": 5, "edges": 10, "k": 4], 0),
      ("colouring", ["n": 4, "edges": 6, "k": 4], 24), ("colouring", ["n": 6, "edges": 0, "k": 2], 64),
      ("colouring", ["n": 3, "edges": 1, "k": 0], 0), ("colouring", ["n": 0, "edges": 0], 1),
    ] as [(String, [String: Int], Int)])
  func models(family: String, sizes: [String: Int], models: Int) throws {
    for seed in 1...2 as ClosedRange<UInt64> {
      #expect(try draw(family, sizes, seed: seed).referenceAnswer().count == Integer(models))
    }
  }

  @Test("Colourings of a cycle: (k − 1)^n + (−1)^n (k − 1)", arguments: 3...6)
  func cycles(n: Int) throws {
    let cycle = try SimpleGraph(vertices: n, edges: (1...n).map { ($0, $0 % n + 1) })
    for k in 1...4 {
      let count = (0..<n).reduce(1) { product, _ in product * (k - 1) } + (n % 2 == 0 ? k - 1 : 1 - k)
      #expect(try CNF.colouring(cycle, colours: k).referenceAnswer().count == Integer(count))
    }
  }

  @Test("Random graphs have the sizes that were asked for, and depend on the seed alone")
  func graphs() throws {
    for (n, degree) in [(1, 0), (2, 1), (5, 4), (6, 4), (9, 4), (10, 3), (26, 24), (100, 6), (0, 0)] {
      var stream = RandomStream(seed: UInt64(n))
      let graph = SimpleGraph.random(vertices: n, degree: degree, using: &stream)
      #expect(graph.vertices == n && graph.incidence.allSatisfy { $0.count == degree })
      var again = RandomStream(seed: UInt64(n))
      #expect(graph == SimpleGraph.random(vertices: n, degree: degree, using: &again))
    }
    // Every graph of 4 vertices and 2 edges comes up, about as often as any other.
    var counts: [SimpleGraph: Int] = [:]
    var stream = RandomStream(seed: 5)
    for _ in 0..<1500 { counts[.random(vertices: 4, edges: 2, using: &stream), default: 0] += 1 }
    #expect(counts.count == 15 && counts.values.allSatisfy { 50...160 ~= $0 })
    for (n, edges) in [(0, 0), (1, 0), (5, 10), (5, 9), (40, 100)] {
      #expect(SimpleGraph.random(vertices: n, edges: edges, using: &stream).edges.count == edges)
    }
  }

  @Test("What is predicted of a formula's file is never less than it takes, and at most twice as much")
  func predicted() throws {
    let cases: [(String, [String: Int])] = [
      ("random", ["v": 50, "clauses": 300]), ("pigeonhole", ["h": 9]), ("parity", ["n": 200]), ("pebbling", ["h": 25]),
      ("tseitin", ["n": 60]), ("tseitin", ["n": 20, "d": 7]), ("tseitin-grid", ["rows": 9, "columns": 12]),
      ("colouring", ["n": 60, "edges": 200, "k": 5]), ("ramsey", ["s": 4, "k": 5, "n": 12]), ("ordering", ["n": 15]),
      ("ordering", ["n": 12, "total": 1]), ("subset-cardinality", ["n": 40]),
      ("subset-cardinality", ["n": 12, "d": 8]),
    ]
    for (name, sizes) in cases {
      let family = try #require(CNF.families.first { $0.name == name })
      let predicted = try #require(family.predictedBytes(Sizes(sizes)))
      let written = Integer(try draw(name, sizes).text.utf8.count)
      #expect(predicted.files >= written && predicted.files <= 2 * written + 200, "\(name): \(predicted), \(written)")
    }
    for family in CNF.families { #expect(family.predictedBytes(Sizes()) != nil) }
  }

  @Test(
    "Sizes that there are not are refused in words",
    arguments: [
      ("pebbling", ["h": -1]), ("pebbling", ["h": .max]), ("tseitin", ["n": 5, "d": 3]), ("tseitin", ["n": 4]),
      ("tseitin", ["d": 0]), ("tseitin", ["charge": 2]), ("tseitin", ["n": .max]), ("tseitin-grid", ["rows": 0]),
      ("tseitin-grid", ["rows": 1_000_000, "columns": 1_000_000]), ("colouring", ["n": -1]),
      ("colouring", ["n": 4, "edges": 7]),
      ("colouring", ["k": -1]), ("colouring", ["k": .max]), ("ramsey", ["s": 0]), ("ramsey", ["n": .min]),
      ("ordering", ["n": 3000]), ("ordering", ["total": 2]), ("subset-cardinality", ["d": 3]),
      ("subset-cardinality", ["n": 4]), ("subset-cardinality", ["n": .max]),
    ] as [(String, [String: Int])])
  func refused(family: String, sizes: [String: Int]) throws {
    _ = CNF.families.first { $0.name == family }?.predictedBytes(Sizes(sizes))
    #expect(throws: UnsuitableSizes.self) { try draw(family, sizes) }
  }

  @Test("Graphs are read, and refused with the place")
  func reader() throws {
    let graph = try SimpleGraph(parsing: "c x\np edge 4 3\ne 1 2\ne 2 1\ne 4 3\n")
    #expect(try graph == SimpleGraph(vertices: 4, edges: [(1, 2), (3, 4)]))
    #expect(try SimpleGraph(parsing: "p col 0 0\r\n").vertices == 0)
    for (text, words) in [
      ("", "header"), ("p cnf 1 0", "line 1"), ("p edge 2 1\n", "edge 1 of 1"), ("p edge 2 1\ne 1 3\n", "line 2"),
      ("p edge 2 1\ne 1 1\n", "two different"), ("p edge 2 0\ne 1 2\n", "nothing after"), ("p edge -1 0", "header"),
      ("p edge 99999999999 0\n", "at most"), ("p edge 2 1\ne 1\n", "line 2"), ("e 1 2\n", "line 1"),
    ] {
      do {
        _ = try SimpleGraph(parsing: text)
        Issue.record("read \(text)")
      } catch { #expect(error.description.contains(words), "\(text): \(error)") }
    }
    #expect(throws: SimpleGraphError.loop(2)) { try SimpleGraph(vertices: 3, edges: [(2, 2)]) }
    #expect(throws: SimpleGraphError.noVertex(4, vertices: 3)) { try SimpleGraph(vertices: 3, edges: [(2, 4)]) }
    #expect(throws: SimpleGraphError.negativeVertices(-1)) { try SimpleGraph(vertices: -1, edges: []) }
  }

  @Test("From a graph of the user's to a colouring; sizes are told and limits kept")
  func command() throws {
    let place = try Workplace()
    try place.write("p edge 3 3\ne 1 2\ne 2 3\ne 3 1\n", to: "g.col")
    let made = try place.run(
      "generate", "sat", "--family", "colouring", "--from", "g.col", "--size", "k=3", "-o", "g.cnf")
    #expect(made.exitCode == 0, "\(made)")
    #expect(try place.read("g.cnf").contains("--from g.col --size k=3 (SHA-256 "))
    #expect(try place.run("solve", "sat", "g.cnf").output.contains("\"count\":\"6\""))
    for (arguments, code, words) in [
      (["--family", "ordering", "--from", "g.col"], 2, "leave out --from"),
      (["--family", "colouring", "--from", "g.col", "--size", "n=3"], 2, "no size “n”"),
      (["--family", "colouring", "--from", "g.cnf"], 3, "g.cnf: line 2"),
      (["--family", "ordering", "--size", "n=300", "--limit", "100M"], 3, "beyond the limit of 100 MB"),
      (["--family", "ramsey", "--size", "s=9,k=9,n=60"], 3, "beyond the"),
      (["--family", "colouring", "--from", "g.col", "--size", "k=3", "--limit", "100"], 3, "beyond the limit"),
    ] as [([String], Int32, String)] {
      let run = try place.run(arguments: ["generate", "sat", "-o", "x.cnf"] + arguments)
      #expect(run.exitCode == code && run.errors.contains(words) && !place.exists("x.cnf"), "\(run)")
    }
    let small = try place.run(
      "generate", "sat", "--family", "ordering", "--size", "n=20", "--limit", "2M", "-o", "x.cnf")
    #expect(small.exitCode == 0 && place.exists("x.cnf"), "\(small)")
  }
}
