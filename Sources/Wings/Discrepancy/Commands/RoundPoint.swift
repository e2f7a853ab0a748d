import ArgumentParser
import Console
import Discrepancy
import Exact
import Foundation
import LinearProgramming
import LinearProgrammingCommands
import Randomness

/// `tightbound round`
struct RoundPoint: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "round", abstract: "Round a point of the cube so that the rows of a matrix change little.",
    discussion: """
      vertex keeps M x exactly and leaves at most rank(M) coordinates fractional. beck-fiala rounds all coordinates and changes \
      each sum by less than the largest number of sets (rows of 0 and 1) that an element lies in. gram-schmidt-walk and \
      lovett-meka round at random, from --seed. \
      Matrices are .npy, .npz, .csv with decimals or p/q, .mtx, .svm, or .json with rows of integers and strings "p/q"; rows of M are \
      functionals, columns are coordinates. With --lp the rows are the constraints' forms, without their bounds, and the costs \
      of a vertex are the objective, if there is one. Exit codes: 0 rounded, 2 wrong usage, 3 could not run.
      """)

  @Option(help: "The matrix M: a file, or `-` for CSV.")
  var matrix: String?

  @Option(help: "Instead of a matrix a linear program with variables from 0 to 1: .mps or .lp.")
  var lp: String?

  @Option(help: "The format of --matrix or --lp, where its name does not tell: csv, npy, ..., mps or lp.")
  var inputFormat: InputFormat?

  @Option(help: "The point x in [0,1]ⁿ, a row, a column or a list. Default: 1/2 everywhere.")
  var point: String?

  @OptionGroup var options: NumberOptions

  @Option(help: "vertex, beck-fiala, gram-schmidt-walk or lovett-meka.")
  var method: Method

  @Option(
    help: """
      How vertex works: simplex, kernel-walk, glpk-exact (n ≤ 150) or column-blocks (large n). Default: simplex, and column-blocks for \
      more than \(RoundingProblem.largestCountForSimplex) fractional coordinates without costs.
      """)
  var backEnd: VertexRounding.Method?

  @Option(help: "The seed of methods that work at random.")
  var seed: UInt64 = 1

  @Flag(
    help: """
      Of gram-schmidt-walk: balance all combinations of the rows alike, whatever units they are in. Without it the walk balances the \
      rows in the units given, the longest first. Covariates in units of their own want it; rows that are comparable sums do not.
      """)
  var whiten = false

  @Option(
    help: """
      Of gram-schmidt-walk: how independent coordinates are, from 0 (balance alone) to below 1 (nearly a coin for each): the φ of the \
      design for experiments.
      """)
  var robustness: Double = 0

  @Flag(
    help: """
      Of gram-schmidt-walk: keep the number of ones, which then differs by less than 1 from the sum of the point: groups of the same \
      size for a point of 1/2.
      """)
  var balanced = false

  @Option(help: "Of gram-schmidt-walk: draw so many signs, and tell their mean and how far they change the rows.")
  var samples: Int?

  @OptionGroup var time: TimeLimit

  @OptionGroup var size: SizeLimit

  @Option(help: "Of lovett-meka: how far a row may change before the walk keeps it, in units of the row's length.")
  var threshold: Double = 1

  @Option(name: .shortAndLong, help: "Of vertex and beck-fiala: write a certificate that `verify` checks.")
  var output: String?

  @Option(help: "How to print: text or json.")
  var format: OutputFormat = .text

  enum Method: String, ExpressibleByArgument, CaseIterable {
    case vertex
    case beckFiala = "beck-fiala"
    case gramSchmidtWalk = "gram-schmidt-walk"
    case lovettMeka = "lovett-meka"
  }

  func validate() throws {
    if (matrix == nil) == (lp == nil) { throw ValidationError("say either --matrix or --lp") }
    if output != nil, method != .vertex, method != .beckFiala {
      throw ValidationError("there are certificates of vertex and beck-fiala only")
    }
    if method != .gramSchmidtWalk, whiten || robustness != 0 || balanced || samples != nil {
      throw ValidationError("--whiten, --robustness, --balanced and --samples are of gram-schmidt-walk")
    }
    if !(0..<1 ~= robustness) { throw ValidationError("--robustness is at least 0 and below 1, not \(robustness)") }
    if let samples, !(1...1_000_000 ~= samples) { throw ValidationError("--samples is 1 to 1000000, not \(samples)") }
    if !threshold.isFinite || threshold < 0 { throw ValidationError("--threshold is a number of at least 0") }
  }

  func run() throws {
    if let output { try requireOutput(output, ["json"], holds: "a certificate") }
    size.watch()
    let problem = try RoundingProblem(matrix: matrix, lp: lp, inputFormat, point: point, options.dialect)
    try size.require(holding: predictedBytes(problem), instead: robustness > 0 ? "--robustness 0" : nil)
    // Several walks are counted.
    let clock = time.start(samples == nil ? "rounding" : nil) {
      StandardError.write("the time limit was reached; nothing is rounded")
    }
    if let samples {
      let answer = try SampledDesign(samples, of: sampler(problem), problem, seed: seed, using: stream)
      clock.stop()
      return print(try format == .json ? json(answer, pretty: false) : answer.text)
    }
    var answer = RoundingAnswer(method: method.rawValue)
    switch method {
    case .vertex:
      let rounding = try problem.vertexRounding()
      let backEnd = backEnd ?? problem.backEnd
      let certificate = try rounding.vertex(backEnd)
      answer.backEnd = backEnd.rawValue
      answer.set(certificate.vertex, of: problem)
      if let output { try writeFile(output, CertificateFile(kind: "vertex", certificate: certificate).text) }
    case .beckFiala:
      let algorithm = BeckFiala(try problem.setSystem())
      let certificate = try algorithm.certificate(problem.point)
      answer.degree = algorithm.system.degree
      answer.set(certificate.rounded.map { Rational($0) }, of: problem)
      if let output { try writeFile(output, CertificateFile(kind: "beck-fiala", certificate: certificate).text) }
    case .gramSchmidtWalk, .lovettMeka:
      let signs = try method == .gramSchmidtWalk ? gramSchmidtSigns(problem) : lovettMekaSigns(problem)
      answer.seed = seed
      answer.set(signs.map { $0 > 0 ? 1 : 0 }, of: problem)
    }
    clock.stop()
    if output != "-" { print(try format == .json ? json(answer, pretty: false) : answer.text) }
  }

  /// The most bytes of memory that the numbers and the method take.
  private func predictedBytes(_ problem: RoundingProblem) -> Integer {
    let (rows, count) = (problem.rows.count, problem.point.count)
    let numbers = RoundingProblem.predictedBytes(rows: rows, count: count)
    guard method == .gramSchmidtWalk else { return numbers }
    return numbers
      + Integer(GramSchmidtSampler.predictedBytes(count: count, dimension: rows, isLifted: robustness > 0))
  }

  private var stream: RandomStream { RandomStream(seed: seed).child("round").child(method.rawValue) }

  private func gramSchmidtSigns(_ problem: RoundingProblem) throws -> [Int] {
    var stream = stream
    return try sampler(problem).sample(from: problem.start, using: &stream)
  }

  /// The walk in the units given, or whitened, with the robustness that was asked for.
  private func sampler(_ problem: RoundingProblem) throws -> GramSchmidtSampler {
    let rows = try problem.doubles()
    var columns = problem.point.indices.map { j in rows.map { $0[j] } }
    if whiten { columns = try GramSchmidtSampler.whitened(columns) }
    return try GramSchmidtSampler(design: columns, robustness: robustness, isBalanced: balanced)
  }

  private func lovettMekaSigns(_ problem: RoundingProblem) throws -> [Int] {
    let rows = try problem.doubles()
    var stream = stream
    return try LovettMeka(vectors: rows, thresholds: rows.map { _ in threshold }, count: problem.point.count)
      .colouring(from: problem.start, using: &stream)
  }
}

extension VertexRounding.Method: ExpressibleByArgument {}

/// A matrix, a point, and perhaps costs.
struct RoundingProblem {
  var rows: [[Rational]]
  var point: [Rational]
  var costs: [Rational]?

  init(matrix: String?, lp: String?, _ format: InputFormat?, point: String?, _ options: NumberDialect) throws {
    var count: Int?
    rows = []
    if let matrix {
      let table = try ExactTable(path: matrix, format: format, options)
      rows = table.rowValues
      // Text without rows has no columns that anybody knows of.
      count = table.rows == 0 && table.columns == 0 ? nil : table.columns
    }
    if let lp {
      let lpFormat = format.flatMap { LinearProgramFormat(rawValue: $0.rawValue) }
      if format != nil, lpFormat == nil { throw ValidationError("--input-format of --lp is mps or lp") }
      let program = try readLinearProgram(lp, lpFormat)
      for variable in program.variables where variable.bounds != .unit {
        throw CommandError("\(lp): the variable \(variable.name) does not have the bounds 0 and 1")
      }
      count = program.variables.count
      rows = program.constraints.map { constraint in
        var row = [Rational](repeating: 0, count: program.variables.count)
        for term in constraint.terms { row[term.variable] = term.coefficient }
        return row
      }
      if program.variables.contains(where: { !$0.cost.isZero }) {
        costs = program.variables.map { program.direction == .minimize ? $0.cost : -$0.cost }
      }
    }
    self.point =
      try point.map { path in
        let table = try ExactTable(path: path, format: nil, NumberDialect())
        guard let vector = table.vector else {
          throw CommandError("\(path): a matrix of \(table.rows) rows, where a vector is needed")
        }
        return vector
      } ?? [Rational](repeating: Rational(1, 2), count: count ?? 0)
    if let count, self.point.count != count {
      throw CommandError("the point has \(self.point.count) coordinates, a row of the matrix \(count)")
    }
    for (index, value) in self.point.enumerated() where value < 0 || value > 1 {
      throw CommandError("coordinate \(index + 1) of the point is \(value); expected a number from 0 to 1")
    }
  }

  /// The most bytes of memory that the numbers take, and rounding to a vertex with them: 160 for each, which is two exact numbers and what is
  /// read. A million doubles took 105 MB, and decimals 130 bytes each.
  static func predictedBytes(rows: Int, count: Int) -> Integer {
    160 * Integer(rows + 1) * Integer(count) + 4_000_000
  }

  /// With 64 rows, 2,000 coordinates take 5 s by simplex and 1 s in blocks of columns.
  static let largestCountForSimplex = 1_000

  /// How a vertex is found unless told otherwise. Costs that were given want the least, which the simplex method alone finds.
  var backEnd: VertexRounding.Method {
    costs == nil && point.count { !$0.isInteger } > Self.largestCountForSimplex ? .columnBlocks : .simplex
  }

  func vertexRounding() throws -> VertexRounding {
    try VertexRounding(rows: rows.isEmpty ? Matrix<Rational>([]) : Matrix(rows), point: point, costs: costs)
  }

  func setSystem() throws -> SetSystem {
    let sets = try rows.enumerated().map { number, row in
      if let other = row.first(where: { $0 != 0 && $0 != 1 }) {
        throw CommandError("row \(number + 1) has the entry \(other); beck-fiala takes sets, rows of 0 and 1")
      }
      return row.indices.filter { row[$0] == 1 }
    }
    return try SetSystem(sets, elementCount: point.count)
  }

  /// The matrix in doubles.
  func doubles() throws -> [[Double]] {
    let doubles = rows.map { $0.map { Double($0) } }
    for (i, row) in doubles.enumerated() {
      if let j = row.firstIndex(where: { !$0.isFinite }) {
        throw CommandError("row \(i + 1), column \(j + 1) is beyond doubles, with which this method works")
      }
    }
    return doubles
  }

  /// The point in [−1,1]ⁿ.
  var start: [Double] { point.map { Double(2 * $0 - 1) } }

  /// M (z − x).
  func changes(_ rounded: [Rational]) -> [Rational] {
    let change = zip(rounded, point).map { $0 - $1 }
    return rows.map { ScaledProgram.dot($0, change) }
  }
}

/// What `round` prints: numbers are strings, "p" or "p/q".
struct RoundingAnswer: Encodable {
  var method: String
  var backEnd: String?
  var seed: UInt64?
  /// Of beck-fiala: t.
  var degree: Int?
  var rounded: [Rational] = []
  /// How many coordinates are neither 0 nor 1.
  var fractional = 0
  /// The largest |M (z − x)| of a row.
  var largestChange: Rational = 0
  /// The same once the fractional coordinates have been rounded to the nearest integer, where there are any.
  var largestChangeOfNearest: Rational?

  init(method: String) { self.method = method }

  mutating func set(_ rounded: [Rational], of problem: RoundingProblem) {
    self.rounded = rounded
    fractional = rounded.count { !$0.isInteger }
    largestChange = problem.changes(rounded).map(\.magnitude).max() ?? 0
    if fractional > 0 {
      let nearest = rounded.map { $0 < Rational(1, 2) ? Rational(0) : $0.isInteger ? $0 : 1 }
      largestChangeOfNearest = problem.changes(nearest).map(\.magnitude).max() ?? 0
    }
  }

  /// For people.
  var text: String {
    var lines = [
      "\(fractional) of \(rounded.count) coordinates fractional; the largest change of a row is \(largestChange)"
    ]
    if let degree { lines[0] += ", less than t = \(degree)" }
    if let largestChangeOfNearest {
      lines[0] += ", and \(largestChangeOfNearest) after rounding to the nearest integer"
    }
    lines.append(rounded.map(\.description).joined(separator: " "))
    return lines.joined(separator: "\n")
  }
}
