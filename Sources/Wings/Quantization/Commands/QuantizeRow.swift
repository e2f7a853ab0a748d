import ArgumentParser
import Console
import Exact
import Foundation
import Quantization

/// `tightbound quantize row`
struct QuantizeRow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "row", abstract: "Round rows of weights to integers, exactly, and compare methods.",
    discussion: """
      The Hessian H is a file as `round` reads it: .npy, .npz, .csv or .json; its entries are taken exactly. The loss of codes z is \
      (s z − w) H (s z − w)ᵀ. `closest` finds the least loss of all integer codes and writes a certificate of it, which `verify` \
      checks; 30 columns are its usual size. Exit codes: 0 rounded, 2 wrong usage, 3 could not run.
      """)

  @Option(help: "H, a symmetric positive definite matrix: a file, or `-` for CSV.")
  var hessian: String

  @Option(help: "w: a file with one row of weights.")
  var weights: String

  @Option(help: "s, the step of the grid: a number such as 1, 0.25 or 1/3.")
  var step: String = "1"

  @Option(help: "nearest, gptq, nearest-plane, reduced-nearest-plane or closest. Default: all, with their losses.")
  var method: Method?

  @Option(help: "The order of the columns in gptq and nearest-plane: natural, reversed, activation or least-pivot.")
  var order: Order = .natural

  @Option(help: "Of closest: how many nodes the tree may have.")
  var nodes: Int = 5_000_000

  @Option(name: .shortAndLong, help: "Of closest: write a certificate that `verify` checks.")
  var output: String?

  @OptionGroup var size: SizeLimit

  @Option(help: "How to print: text or json.")
  var format: OutputFormat = .text

  enum Method: String, ExpressibleByArgument, CaseIterable {
    case nearest, gptq, closest
    case nearestPlane = "nearest-plane"
    case reducedNearestPlane = "reduced-nearest-plane"
  }

  enum Order: String, ExpressibleByArgument, CaseIterable {
    case natural, reversed, activation
    case leastPivot = "least-pivot"

    var columns: ColumnOrder {
      switch self {
      case .natural: .natural
      case .reversed: .reversed
      case .activation: .activation
      case .leastPivot: .leastPivot
      }
    }
  }

  @OptionGroup var numbers: NumberOptions

  func validate() throws {
    if output != nil, let method, method != .closest {
      throw ValidationError("there are certificates of --method closest only")
    }
    if nodes < 1 { throw ValidationError("--nodes is at least 1") }
    guard let step = Rational(step), step > 0 else { throw ValidationError("--step is a number above 0") }
  }

  func run() throws {
    size.watch()
    let table = try ExactTable(path: weights, format: nil, numbers.dialect)
    guard let weights = table.vector else {
      throw CommandError("\(weights): a matrix of \(table.rows) rows, where a vector is needed")
    }
    let row = try RowRounding(
      hessian: Matrix(try ExactTable(path: hessian, format: nil, numbers.dialect).rowValues), weights: weights,
      grids: [RationalGrid(step: Rational(step) ?? 1)])
    var answers: [Answer] = []
    for method in method.map({ [$0] }) ?? [.nearest, .gptq, .reducedNearestPlane, .closest] {
      var answer = Answer(method: method.rawValue)
      switch method {
      case .nearest: answer.set(row.nearest())
      case .gptq: answer.set(try row.gptq(order.columns))
      case .nearestPlane: answer.set(try row.nearestPlane(order.columns))
      case .reducedNearestPlane: answer.set(try row.reducedNearestPlane())
      case .closest:
        let (rounded, certificate) = try row.closest(nodeLimit: nodes)
        answer.set(rounded)
        answer.nodes = certificate.widths.count / 2
        if let output {
          try writeFile(output, CertificateFile(kind: "closest-vector", certificate: certificate).text)
        }
      }
      answers.append(answer)
    }
    if output == "-" { return }
    if format == .json { return print(try json(answers, pretty: false)) }
    for answer in answers { print(answer.text) }
  }

  /// What a method gives: numbers are strings, "p" or "p/q".
  struct Answer: Encodable {
    var method: String
    var loss: Rational = 0
    var codes: [Integer] = []
    /// Of closest: the nodes of its tree.
    var nodes: Int?

    init(method: String) { self.method = method }

    mutating func set(_ row: RoundedRow) { (loss, codes) = (row.loss, row.codes) }

    var text: String {
      let about = loss.isInteger ? "" : " ≈ \(Double(loss))"
      return "\(method): loss \(loss)\(about)\(nodes.map { ", the least of all, proved with \($0) nodes" } ?? "")\n  "
        + codes.map(\.description).joined(separator: " ")
    }
  }
}
