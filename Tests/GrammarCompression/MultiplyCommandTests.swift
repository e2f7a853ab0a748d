import Foundation
import GrammarCompression
import Randomness
import TestSupport
import Testing

@Suite("Products with matrices, and several in a row")
struct MultiplyCommandTests {
  /// A matrix of small integers, row by row.
  private func entries(_ count: Int, _ name: String) -> [Double] {
    var stream = RandomStream(seed: 2).child(name)
    return (0..<count).map { _ in Double(stream.uniform(in: 0...3) * stream.uniform(in: 0...1)) }
  }

  private func dense(_ a: [Double], _ b: [Double], _ rows: Int, _ inner: Int, _ columns: Int) -> [Double] {
    var product = [Double](repeating: 0, count: rows * columns)
    for row in 0..<rows {
      for column in 0..<columns {
        for place in 0..<inner {
          product[row * columns + column] += a[row * inner + place] * b[place * columns + column]
        }
      }
    }
    return product
  }

  @Test("A matrix times a matrix is the textbook's, and so is the transposed one")
  func matrices() throws {
    let (a, b, c) = (entries(12 * 7, "a"), entries(7 * 5, "b"), entries(12 * 5, "c"))
    let matrix = try GrammarMatrix(rows: 12, columns: 7, entries: a)
    #expect(matrix.multiply(b, width: 5) == dense(a, b, 12, 7, 5))
    var turned: [Double] = []
    for column in 0..<7 { for row in 0..<12 { turned.append(a[row * 7 + column]) } }
    #expect(matrix.multiply(c, width: 5, transposed: true) == dense(turned, c, 7, 12, 5))
    #expect(matrix.multiply([], width: 0) == [])
    let place = try Workplace()
    func text(_ entries: [Double], _ width: Int) -> String {
      stride(from: 0, to: entries.count, by: width).map { start in
        entries[start..<start + width].map { "\($0)" }.joined(separator: ",") + "\n"
      }.joined()
    }
    try place.write(text(a, 7), to: "a.csv")
    try place.write(text(b, 5), to: "b.csv")
    #expect(try place.run("multiply", "a.csv", "b.csv").output == text(dense(a, b, 12, 7, 5), 5))
    try place.run("compress", "b.csv", "-o", "b.tbgm")
    #expect(try place.run("multiply", "a.csv", "b.tbgm").output == text(dense(a, b, 12, 7, 5), 5))
    let wrong = try place.run("multiply", "b.csv", "a.csv")
    #expect(wrong.exitCode == 3 && wrong.errors.contains("a.csv has 12 rows, but the matrix 5 columns"), "\(wrong)")
    #expect(try place.run("multiply", "a.csv", "b.csv", "--times", "2").exitCode == 2)
  }

  @Test("A table of one row or one column is a matrix where one is needed")
  func narrow() throws {
    let place = try Workplace()
    try place.write("1,0.5\n", to: "row.csv")
    try place.write("1\n0.5\n", to: "column.csv")
    try place.write("0.5\n", to: "one.csv")
    #expect(try place.run("multiply", "row.csv", "column.csv").output == "1.25\n")
    #expect(try place.run("multiply", "column.csv", "one.csv").output == "0.5\n0.25\n")
    #expect(try place.run("multiply", "row.csv", "one.csv", "--transposed").output == "0.5\n0.25\n")
    #expect(try place.run("multiply", "one.csv", "one.csv", "--times", "3").output == "0.0625\n")
    try place.write("1,2\n", to: "integers.csv")
    try place.run("compress", "integers.csv", "-o", "row.slp")
    let vector = try place.run("multiply", "row.slp", "column.csv")
    #expect(vector.exitCode == 3 && vector.errors.contains("a vector, where a matrix is needed"), "\(vector)")
    try place.write("", to: "empty.csv")
    #expect(try place.run("multiply", "empty.csv", "one.csv").exitCode == 3)
  }

  @Test("Standard input is not read for two inputs")
  func standardInputTwice() throws {
    for other in ["-", "/dev/stdin"] {
      let run = try Workplace().run(arguments: ["dot", "-", other], input: "abc")
      let isRefused = run.exitCode == 3 && run.errors.contains("read only once")
      // Where standard input is a file, the system gives it by its name from the beginning.
      #expect(isRefused || other != "-" && run.output.contains("28814"), "\(run)")
    }
  }

  @Test("Several products in a row are those one by one, with and without damping")
  func powers() throws {
    let matrix = try GrammarMatrix(rows: 6, columns: 6, entries: entries(36, "p"))
    var x = entries(6, "x")
    #expect(matrix.multiply(x, times: 0) == x)
    for _ in 0..<3 { x = matrix.multiply(x) }
    #expect(matrix.multiply(entries(6, "x"), times: 3) == x)
    var y = entries(6, "x")
    for _ in 0..<3 {
      let rest = y.reduce(0, +) / 12
      y = matrix.multiplyTransposed(y).map { $0 / 2 + rest }
    }
    let damped = matrix.multiply(entries(6, "x"), times: 3, damping: 0.5, transposed: true)
    #expect(zip(damped, y).allSatisfy { abs($0 - $1) <= 1e-12 * abs($1) })
  }

  @Test("PageRank of a small graph is its fixed point")
  func pageRank() throws {
    let place = try Workplace()
    // 1 links to 2 and 3, 2 to 3, 3 to 1, 4 to 3.
    try place.write("0,0,1,0\n0.5,0,0,0\n0.5,1,0,1\n0,0,0,0\n", to: "links.csv")
    try place.write("0.25\n0.25\n0.25\n0.25\n", to: "start.csv")
    let run = try place.run("multiply", "links.csv", "start.csv", "--times", "200", "--damping", "0.85")
    let rank = run.output.split(separator: "\n").compactMap { Double($0) }
    try #require(rank.count == 4, "\(run)")
    let expected: [Double] = [
      0.85 * rank[2], 0.425 * rank[0], 0.425 * rank[0] + 0.85 * rank[1] + 0.85 * rank[3], 0,
    ]
    for (found, linked) in zip(rank, expected) { #expect(abs(found - 0.0375 - linked) < 1e-12) }
    #expect(abs(rank.reduce(0, +) - 1) < 1e-12)
    try place.write("1,2\n", to: "wide.csv")
    try place.write("1\n2\n", to: "two.csv")
    let wide = try place.run("multiply", "wide.csv", "two.csv", "--times", "2", "--input-format", "csv")
    #expect(wide.exitCode == 3 && wide.errors.contains("need a square matrix"), "\(wide)")
    #expect(try place.run("multiply", "links.csv", "start.csv", "--damping", "1.5").exitCode == 2)
    #expect(try place.run("multiply", "links.csv", "start.csv", "--times", "0").exitCode == 2)
  }
}
