import Discrepancy
import DiscrepancyCheckers
import Exact
import GrammarCompression
import GrammarCompressionCheckers
import LinearProgramming
import LinearProgrammingCheckers
import Randomness
import Splicing
import Text

/// Valid certificates of every kind that the proved checker knows.
enum ValidCertificates {
  private static func stream(_ name: String, _ index: Int) -> RandomStream {
    RandomStream(seed: 41).child(name).child(index)
  }

  private static func number(_ width: Int, _ stream: inout RandomStream) -> Rational {
    Rational(Integer(stream.uniform(in: -width...width)), Integer(stream.uniform(in: 1...3)))
  }

  /// A small program in which every kind of bound occurs.
  private static func program(_ index: Int, domain: LinearProgram.Domain) throws -> LinearProgram {
    var stream = stream("program", index)
    func bounds(_ kinds: ClosedRange<Int>) -> Bounds {
      let value = number(4, &stream)
      switch stream.uniform(in: kinds) {
      case 0: return .between(value, value + number(5, &stream).magnitude)
      case 1: return .equal(value)
      case 2: return .atLeast(value)
      case 3: return .atMost(value)
      default: return .free
      }
    }
    var program = LinearProgram(index.isMultiple(of: 2) ? .minimize : .maximize, objectiveConstant: number(2, &stream))
    let n = stream.uniform(in: 1...3)
    for j in 0..<n {
      // Bounded variables that must be integers, a real one among them now and then.
      let isReal = domain == .reals || j == 2
      program.addVariable(
        bounds: bounds(domain == .integers ? 0...0 : 0...4), cost: number(3, &stream),
        domain: isReal ? .reals : .integers)
    }
    for _ in 0..<stream.uniform(in: 0...3) {
      let row = (0..<n).map { _ in stream.uniform(in: 0...2) == 0 ? 0 : number(3, &stream) }
      try program.addConstraint(variables: Array(0..<n), coefficients: row, bounds(0...3))
    }
    return program
  }

  static func linearProgram(_ index: Int) throws -> LinearProgramCertificate {
    try program(index, domain: .reals).solve().certificate
  }

  /// Nil for proofs by cases and rays, which the proved checker does not know.
  static func integerProgram(_ index: Int) throws -> IntegerProgramCertificate? {
    try program(index, domain: .integers).solveIntegers().certificate.flatMap { $0.isForProvedChecker ? $0 : nil }
  }

  /// Empty rows and columns, which presolving would hide.
  static let contradictions: [LinearProgramCertificate] = {
    let row = LinearProgramStatement.Row(
      columns: [0, 1, 0], coefficients: [1, Rational(1, 2), 3], interval: .init(lower: 2, upper: 1))
    let free = LinearProgramStatement.Interval(lower: nil, upper: nil)
    let empty = LinearProgramStatement.Interval(lower: Rational(1, 3), upper: Rational(1, 4))
    return [
      .init(
        program: .init(maximizes: true, objective: [1, 2], objectiveConstant: 3, columns: [free, free], rows: [row]),
        evidence: .contradictoryRow(0)),
      .init(
        program: .init(maximizes: false, objective: [1, 2], objectiveConstant: 0, columns: [free, empty], rows: []),
        evidence: .contradictoryColumn(1)),
    ]
  }()

  static func vertex(_ index: Int) throws -> VertexCertificate {
    var stream = stream("vertex", index)
    let (m, n) = (stream.uniform(in: 0...3), stream.uniform(in: 1...6))
    let rows = (0..<m).map { _ in (0..<n).map { _ in number(5, &stream) } }
    let point = (0..<n).map { _ in Rational(Integer(stream.uniform(in: 0...12)), 12) }
    return try VertexRounding(rows: Matrix(rows), point: point).vertex(.kernelWalk)
  }

  static func beckFiala(_ index: Int) throws -> BeckFialaCertificate {
    var stream = stream("beck-fiala", index)
    let n = stream.uniform(in: 1...6)
    let sets = (0..<stream.uniform(in: 0...4)).map { _ in (0..<n).filter { _ in stream.uniform(in: 0...1) == 0 } }
    let point = (0..<n).map { _ in Rational(Integer(stream.uniform(in: 0...12)), 12) }
    return try BeckFiala(SetSystem(sets, elementCount: n)).certificate(point)
  }

  static func innerProduct(_ index: Int) throws -> (certificate: InnerProductCertificate, v: String, u: String) {
    var stream = stream("inner-product", index)
    let length = stream.uniform(in: 0...24)
    func program() throws -> StraightLineProgram<Integer> {
      let entries = (0..<length).map { _ in Integer(stream.uniform(in: -1...2)) }
      if entries.isEmpty || stream.uniform(in: 0...1) == 0 { return try StraightLineProgram(repair: entries) }
      var builder = ProgramBuilder<Integer>()
      var letters: [ProgramBuilder<Integer>.Symbol] = []
      for entry in entries { letters.append(builder.terminal(entry)) }
      return builder.program(root: try builder.concatenation(letters))
    }
    let instance = try GrammarDot(v: program(), u: program())
    let files = instance.files
    return (try instance.certificate(hash: sha256), files["v.slp"] ?? "", files["u.slp"] ?? "")
  }

  /// A problem whose text can be made from at most four short neighbours.
  static func spliceProblem(_ index: Int) -> SpliceProblem<Int> {
    var stream = stream("splicing", index)
    func text(_ lengths: ClosedRange<Int>) -> [Int] {
      (0..<stream.uniform(in: lengths)).map { _ in stream.uniform(in: 0...2) }
    }
    let target = text(0...7)
    let neighbours = (0..<stream.uniform(in: 1...3)).map { _ in text(0...6) } + [[0, 1, 2]]
    return SpliceProblem(target: target, neighbours: neighbours)
  }
}
