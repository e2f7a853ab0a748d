import Evidence
import Exact
import Models
import PrivateTraining
import Randomness

extension Claim {
  /// Sums of clipped gradients.
  static let engineSums = Claim(
    id: "private-training.engine-sums",
    title: "Four ways to the sum of clipped gradients give the sum of clipped gradients",
    sentences: [
      Sentence(
        """
        On networks of two linear layers of small integers with max(x, 0) between and half the squared distance as loss, each mode of `GradientEngine` \
        (instantiate, ghost, book-keeping, fused), with one group or a group for each layer, gives $\\sum_b \\min(1, C_k / \\lVert g_b^{(k)} \\rVert)\\, g_b^{(k)}$ for \
        the gradients $g_b$ of the examples' own losses: coordinate by coordinate up to $2^{-40}$ times the sum of the absolute values of the terms.
        """,
        checks: ["sums"])
    ],
    source: Source(
      paper: "Exploring the Limits of Differentially Private Deep Learning with Group-wise Clipping",
      arXiv: "2212.01539", theorem: "derived"),
    checks: [
      Check(
        "sums", level: .certified,
        family: .random(
          "2 to 4 examples of up to 3 rows, up to 3 columns, integers up to 3; every mode and grouping in turn",
          quick: 64,
          deep: 3_000, draw: NetworkInstance.drawn),
        subject: sumsOf,
        mutants: [
          "the derivative that is passed down is the clipped one": { $0.handmade(.clippedPropagation) },
          "the loss is a mean over the batch": { $0.handmade(.meanLoss) },
          "the sum is clipped": { $0.handmade(.clippedSum) },
          "each row is clipped": { $0.handmade(.clippedRows) },
          "a layer's norm is that of the whole": { $0.handmade(.wholeNorm) },
        ], test: areClippedSums)
    ])
}

private let sumsOf: Algorithm<NetworkInstance, [Double]> = { instance in
  let batch = instance.batch
  let engine = GradientEngine<Perceptron<Double>>(instance.mode, exampleCount: instance.lengths.count) { _ in batch }
  let sums = try engine.clippedSums(
    of: Array(instance.lengths.indices), at: instance.model, plan: try instance.plan())
  return sums.gradient.parameters.flatMap(\.value.elements)
}

@Sendable private func areClippedSums(
  _ subject: Algorithm<NetworkInstance, [Double]>, _ instance: NetworkInstance
) throws -> Verdict {
  let found = try subject(instance)
  let gradients = instance.gradients
  guard found.count == gradients[0].count else { return .fails("\(found.count) numbers") }
  var sums = found.map { _ in (value: Rational(0), size: Rational(0)) }
  for gradient in gradients {
    for places in instance.groups {
      let squared = Integer(places.reduce(0) { $0 + gradient[$1] * gradient[$1] })
      let bound = Rational(Integer(instance.bound))
      // The root is rounded down by less than 2⁻⁶⁰.
      let root = Rational((squared << 120).squareRoot(), Integer(1) << 60)
      let factor = Rational(squared) <= bound * bound ? 1 : bound / root
      for place in places where gradient[place] != 0 {
        let term = factor * Rational(Integer(gradient[place]))
        sums[place].value = sums[place].value + term
        sums[place].size = sums[place].size + (term < 0 ? -term : term)
      }
    }
  }
  for (place, sum) in sums.enumerated() {
    guard let number = Rational(exactly: found[place]) else { return .fails("[\(place)] is \(found[place])") }
    let difference = number < sum.value ? sum.value - number : number - sum.value
    guard difference <= sum.size * Rational(1, Integer(1) << 40) else {
      return .fails("[\(place)] is \(found[place]), but the sum of clipped gradients has \(Double(sum.value))")
    }
  }
  return .holds()
}

private struct NetworkInstance: Codable, Sendable {
  enum Flaw { case clippedPropagation, meanLoss, clippedSum, clippedRows, wholeNorm }

  var mode: ClippingMode
  var isLayerwise: Bool
  var lengths: [Int]
  var x, targets: [[Int]]
  var first, second: [[Int]]
  var bias: [Int]
  /// C of each group.
  var bound: Int

  static func drawn(_ index: Int, _ stream: inout RandomStream) -> NetworkInstance {
    let lengths = (0..<stream.uniform(in: 2...4)).map { _ in stream.uniform(in: 1...3) }
    let (inputs, hidden, outputs) = (stream.uniform(in: 1...3), stream.uniform(in: 2...3), stream.uniform(in: 1...2))
    func matrix(_ rows: Int, _ columns: Int) -> [[Int]] {
      (0..<rows).map { _ in (0..<columns).map { _ in stream.uniform(in: -3...3) } }
    }
    let count = lengths.reduce(0, +)
    let (x, targets) = (matrix(count, inputs), matrix(count, outputs))
    let (first, second, bias) = (matrix(hidden, inputs), matrix(outputs, hidden), matrix(1, hidden)[0])
    let modes = ClippingMode.allCases
    return NetworkInstance(
      mode: modes[index % modes.count], isLayerwise: index / modes.count % 2 == 0, lengths: lengths, x: x,
      targets: targets, first: first, second: second, bias: bias, bound: stream.uniform(in: 1...40))
  }

  private func tensor(_ matrix: [[Int]]) -> Tensor<Double> {
    Tensor(matrix.flatMap { $0.map(Double.init) }, shape: [matrix.count, matrix[0].count])
  }

  var model: Perceptron<Double> {
    Perceptron(layers: [
      Linear(weight: tensor(first), bias: Tensor(bias.map(Double.init))), Linear(weight: tensor(second)),
    ])
  }

  var examples: [Range<Int>] {
    lengths.reduce(into: [0..<0]) { $0.append($0[$0.count - 1].upperBound..<$0[$0.count - 1].upperBound + $1) }
      .dropFirst().map(\.self)
  }

  var batch: LabelledRows<Double> {
    LabelledRows(BatchRows(tensor(x), rows: ExampleRows(examples)), targets: .values(tensor(targets)))
  }

  /// The places of each group's numbers among all: first weights, bias, second weights.
  var groups: [Range<Int>] {
    let (lower, all) = (first.count * first[0].count + bias.count, second.count * second[0].count)
    return isLayerwise ? [0..<lower, lower..<lower + all] : [0..<lower + all]
  }

  func plan() throws -> ClippingPlan {
    let groups = try ParameterGroup.groups(of: model, by: isLayerwise ? .perLayer : .flat)
    return try ClippingPlan(groups: groups, thresholds: groups.map { _ in Rational(Integer(bound)) })
  }

  /// The gradient of each example in integers.
  var gradients: [[Int]] { examples.map { rows in sum(rows.map { row($0) }) } }

  private func sum(_ list: [[Int]]) -> [Int] {
    list.dropFirst().reduce(list[0]) { total, next in zip(total, next).map { $0 + $1 } }
  }

  /// What a row adds to its example's gradient.
  private func row(_ row: Int) -> [Int] {
    let (dy, hidden) = derivative(row)
    return lower(row, dy, hidden) + dy.flatMap { d in hidden.map { d * max($0, 0) } }
  }

  /// The derivatives by the outputs, and the sums of the hidden layer.
  private func derivative(_ row: Int) -> (dy: [Int], hidden: [Int]) {
    let hidden = zip(first, bias).map { weights, offset in
      zip(weights, x[row]).reduce(offset) { $0 + $1.0 * $1.1 }
    }
    let dy = zip(second, targets[row]).map { weights, target in
      zip(weights, hidden).reduce(-target) { $0 + $1.0 * max($1.1, 0) }
    }
    return (dy, hidden)
  }

  /// By the first weights and the bias.
  private func lower(_ row: Int, _ dy: [Int], _ hidden: [Int]) -> [Int] {
    let back = hidden.indices.map { unit in
      hidden[unit] > 0 ? zip(second, dy).reduce(0) { $0 + $1.0[unit] * $1.1 } : 0
    }
    return back.flatMap { d in x[row].map { d * $0 } } + back
  }

  private func clipped(_ vector: [Double]) -> [Double] {
    let norm = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return norm <= Double(bound) ? vector : vector.map { $0 * Double(bound) / norm }
  }

  private func clippedByGroup(_ vector: [Double]) -> [Double] { groups.flatMap { clipped(Array(vector[$0])) } }

  private func total(_ list: [[Double]]) -> [Double] {
    list.dropFirst().reduce(list[0]) { total, next in zip(total, next).map { $0 + $1 } }
  }

  /// The sums as somebody might write them who has not thought of something.
  func handmade(_ flaw: Flaw) -> [Double] {
    let own = gradients.map { $0.map(Double.init) }
    switch flaw {
    case .meanLoss:
      let count = Double(own.count)
      return total(own.map { clippedByGroup($0.map { $0 / count }) })
    case .clippedSum: return clippedByGroup(total(own))
    case .clippedRows: return total(x.indices.map { clippedByGroup(row($0).map(Double.init)) })
    case .wholeNorm: return total(own.map { clipped($0) })
    case .clippedPropagation:
      guard isLayerwise else { return total(own.map(clippedByGroup)) }
      return total(
        own.map { gradient in
          let upper = Array(gradient[groups[1]])
          let norm = upper.reduce(0) { $0 + $1 * $1 }.squareRoot()
          let factor = norm <= Double(bound) ? 1 : Double(bound) / norm
          return clipped(gradient[groups[0]].map { $0 * factor }) + clipped(upper)
        })
    }
  }
}
