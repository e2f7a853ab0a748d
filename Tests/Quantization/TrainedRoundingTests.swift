import Arrays
import Formats
import Foundation
import Models
import Quantization
import Randomness
import TestSupport
import Testing

@Suite("Rounding by training and by chance")
struct TrainedRoundingTests {
  private func matrix(_ rows: Int, _ columns: Int, seed: UInt64) -> DenseMatrix<Float> {
    var (stream, gaussian) = (RandomStream(seed: seed), GaussianSource())
    return DenseMatrix(rows: rows, columns: columns) { _, _ in Float(gaussian.next(&stream)) }
  }

  @Test("The box: places between neighbours, by hand; the nearest corner is rounding to the nearest")
  func box() throws {
    // DiscQuant's grid of 2 bits for 1.5: the step 1, values −2 to 1; 1.5 is clipped.
    let grid = try GridSpecification(bits: 2)
    let box = try RoundingBox(DenseMatrix(rows: 1, columns: 4, entries: [1.5, -1.5, 0.25, -1]), grid: grid)
    #expect(box.down == [1, -2, 0, -1] && box.step == [0, 1, 1, 1] && box.place == [0.5, 0.5, 0.25, 0])
    #expect(box.weights(at: [0.5, 0.5, 0.25, 0]) == [1, -1.5, 0.25, -1])
    #expect(box.corner { $0 == 1 }.weights().entries == [1, -1, 0, -1])
    let weights = matrix(16, 40, seed: 3)
    for bits in [2, 3, 8] {
      for style in GridSpecification.Style.allCases {
        let grid = try GridSpecification(bits: bits, group: 16, style: style, range: .searched)
        let box = try RoundingBox(weights, grid: grid)
        #expect(try box.corner { box.place[$0] >= 0.5 } == QuantizedMatrix.nearest(weights, grid: grid).matrix)
        #expect(box.place.allSatisfy { $0 >= 0 && $0 < 1 })
        for (index, weight) in box.weights(at: box.place).enumerated() where box.step[index] > 0 {
          #expect(abs(weight - weights.entries[index]) < 1e-5)
        }
      }
    }
    #expect(throws: QuantizationError.self) {
      try RoundingBox(DenseMatrix(rows: 1, columns: 1, entries: [.nan]), grid: grid)
    }
  }

  @Test("By chance: each weight at one of its two neighbours, and their mean is the weight")
  func stochastic() throws {
    let weights = matrix(8, 32, seed: 5)
    let grid = try GridSpecification(bits: 3, group: 32)
    let box = try RoundingBox(weights, grid: grid)
    var stream = RandomStream(seed: 11)
    var sums = [Double](repeating: 0, count: 256)
    let draws = 400
    for _ in 0..<draws {
      let values = box.stochastic(weights, &stream).matrix.weights().entries
      #expect(
        values.indices.allSatisfy { index in
          let above = values[index] - box.down[index]
          return above == 0 || abs(above - box.step[index]) < 1e-6
        })
      for index in sums.indices { sums[index] += Double(values[index]) }
    }
    // A mean is within 6 standard deviations, of at most half a step each, but once in 10⁶ tests of 256 weights.
    for index in sums.indices where box.step[index] > 0 {
      let bound = 6 * 0.5 * Double(box.step[index]) / Double(draws).squareRoot()
      #expect(abs(sums[index] / Double(draws) - Double(weights.entries[index])) < bound + 1e-5)
    }
    var (one, other) = (RandomStream(seed: 4), RandomStream(seed: 4))
    #expect(box.stochastic(weights, &one).matrix == box.stochastic(weights, &other).matrix)
  }

  @Test("Without the loss training is rounding to the nearest; with a loss of outputs it loses less")
  func training() throws {
    var stream = RandomStream(seed: 2)
    let network = Perceptron<Float>(widths: [24, 16, 8], using: &stream)
    let inputs = Tensor(matrix(64, 24, seed: 6).entries, shape: [64, 24])
    let target = network(inputs)
    let grid = try GridSpecification(bits: 2, group: 8)
    let names = network.linearLayers.map(\.name)
    func loss(_ model: Perceptron<Float>, _ step: Int) -> (value: Float, gradient: Perceptron<Float>) {
      let (y, kept) = model.forward(inputs)
      var gradient = model.zeros
      let (value, slope) = Loss.squaredDistance(y, to: target)
      _ = model.backward(slope, kept, into: &gradient)
      return (value, gradient)
    }
    func distance(_ model: Perceptron<Float>) -> Float { Loss.squaredDistance(model(inputs), to: target).value }
    let plain = try DiscQuant(grid: grid, steps: 200, weight: 0).fit(network, layers: names, loss: loss)
    for layer in plain.layers {
      let weight = try #require(network.weight(of: layer.name))
      let weights = DenseMatrix(rows: weight.rows, columns: weight.columns, entries: weight.elements)
      let (found, nearest) = (layer.matrix, try QuantizedMatrix.nearest(weights, grid: grid).matrix)
      let box = try RoundingBox(weights, grid: grid)
      // Where both ends are all but equally near the pull is all but none.
      for index in found.codes.indices where abs(box.place[index] - 0.5) > 0.1 {
        #expect(found.codes[index] == nearest.codes[index])
      }
    }
    let training = DiscQuant(grid: grid, steps: 300, weight: 1)
    let trained = try training.fit(network, layers: names, loss: loss)
    #expect(distance(trained.model) < 0.7 * distance(plain.model))
    #expect(trained.layers.map(\.name) == names && trained.layers.allSatisfy { $0.undecided < 0.4 })
    #expect(throws: LayerError.self) {
      try DiscQuant(grid: grid, steps: 3).fit(network, layers: names) { model, step in
        var (value, gradient) = loss(model, step)
        gradient.layers[1].weight = gradient.layers[1].weight.map { $0 / 0 }
        return (value, gradient)
      }
    }
  }

  /// Three classes around centres, 90 rows.
  private func table() -> String {
    var (stream, gaussian) = (RandomStream(seed: 8), GaussianSource())
    return (0..<90).map { row in
      let label = row % 3
      return (0..<6).map { String($0 % 3 == label ? 2 + gaussian.next(&stream) : gaussian.next(&stream)) }
        .joined(separator: ",") + ",\(label)\n"
    }.joined()
  }

  @Test("A table of perceptrons: all methods, the same numbers again, and wrong tables")
  func perceptrons() throws {
    let place = try Workplace()
    try place.write(table(), to: "t.csv")
    func run(_ options: String...) throws -> CommandLineRun {
      try place.run(
        arguments: [
          "quantize", "perceptron", "t.csv", "--hidden", "8", "--seeds", "2", "--epochs", "8", "--steps", "40",
          "--gradients", "4",
          "--group", "4",
        ] + options)
    }
    let all = try run("--methods", "rtn,gptq,discquant,stochastic,vertex", "--format", "json")
    let report = try #require(all.json as? [String: Any], "\(all)")
    let rows = try #require(report["rows"] as? [[String: Any]])
    #expect(
      rows.compactMap { $0["method"] as? String } == ["float", "rtn", "gptq", "discquant", "stochastic", "vertex"])
    #expect(rows.first?["divergence"] as? Double ?? 1 < 1e-6 && rows[1]["gain"] as? Double == 0)
    #expect(try run("--methods", "rtn,gptq,discquant,stochastic,vertex", "--format", "json").output == all.output)
    #expect(try run("--methods", "awq").exitCode == 2)
    try place.write("1,2,0\n", to: "t.csv")
    #expect(try run().exitCode == 3)
    try place.write(String(repeating: "1,2,0.5\n", count: 40), to: "t.csv")
    let classes = try run()
    #expect(classes.exitCode == 3 && classes.errors.contains("row 1: the class is 0.5"), "\(classes)")
  }
}
