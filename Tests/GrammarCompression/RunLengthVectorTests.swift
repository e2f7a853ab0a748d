import Exact
import GrammarCompression
import TestSupport
import Testing

@Suite(.claim("grammar.run-length-product"))
struct RunLengthVectorTests {
  typealias Vector = RunLengthVector<Integer>

  @Test func workedExample() throws {
    let a = try Vector(runs: [Run(value: 1, count: 3), Run(value: 0, count: 2), Run(value: 2, count: 3)])
    let b = Vector([0, 3, 3, 3, 3, 3, 1, 1])
    #expect(try a.product(with: b) == b.product(with: a))
    #expect(try a.product(with: b).value == 16)
    #expect(try a.product(with: b).steps == 5)
  }

  @Test func runsAreMaximal() throws {
    let runs = [(2, 0), (1, 2), (1, 1), (3, 0), (1, 4), (0, 1), (0, 0), (0, 2)].map {
      Run(value: Integer($0), count: $1)
    }
    let vector = try Vector(runs: runs)
    #expect(vector.runs == [Run(value: 1, count: 7), Run(value: 0, count: 3)])
    #expect(vector.count == 10)
    #expect(vector == Vector([1, 1, 1, 1, 1, 1, 1, 0, 0, 0]))
    #expect(throws: ProgramError.negativeRunLength(-1, index: 2)) {
      try Vector(runs: runs.prefix(2) + [Run(value: 5, count: -1)])
    }
    #expect(throws: ProgramError.runLengthOverflow(index: 2)) {
      try Vector(runs: runs.prefix(2) + [Run(value: 5, count: Int.max - 1)])
    }
    #expect(try Vector(runs: runs.prefix(2) + [Run(value: 5, count: Int.max - 2)]).count == Int.max)
  }

  @Test func randomVectors() throws {
    var stream = TestStream(7)
    var worst = Int.min
    for _ in 0..<rounds(300) {
      func entries(_ length: Int) -> [Integer] {
        var entries: [Integer] = []
        while entries.count < length {
          let run = Int.random(in: 1...6, using: &stream)
          entries += Array(repeating: Integer(Int.random(in: -2...2, using: &stream)), count: run)
        }
        return Array(entries.prefix(length))
      }
      let length = Int.random(in: 0...60, using: &stream)
      let (v, u) = (entries(length), entries(length))
      let (a, b) = (Vector(v), Vector(u))
      let product = try a.product(with: b)
      #expect(product.value == naiveProduct(v, u))
      #expect(product.steps <= max(0, a.runs.count + b.runs.count - 1))
      worst = max(worst, product.steps - max(0, a.runs.count + b.runs.count - 1))
      #expect(try a.expand() == v)
      let program = try StraightLineProgram(a)
      #expect(try program.expand() == v)
      #expect(Array(program) == v)
      #expect(Vector(program) == a)
      #expect(try program.product(with: StraightLineProgram(b)).value == product.value)
    }
    #expect(worst == 0, "the bound is attained")
  }

  @Test func degenerateVectors() throws {
    let empty = Vector([])
    #expect(try empty.product(with: empty).value == 0)
    #expect(try empty.product(with: empty).steps == 0)
    #expect(try StraightLineProgram(empty).isEmpty)
    #expect(throws: ProgramError.lengthMismatch(0, 1)) { try empty.product(with: Vector([1])) }
    let long = try Vector(runs: [Run(value: -4, count: Int.max)])
    #expect(try long.product(with: long).value == 16 * Integer(Int.max))
    #expect(throws: ProgramError.expansionTooLong(length: Int.max, limit: 1 << 28)) { try long.expand() }
    #expect(try StraightLineProgram(long).sum == -4 * Integer(Int.max))
    // A count that is no value of the entries' type.
    let small = try RunLengthVector<Int8>(runs: [Run(value: 0, count: 1000), Run(value: -1, count: 100)])
    #expect(try small.product(with: small).value == 100)
  }
}
