import Foundation
import Models
import Testing

@Suite("Derivatives in double precision against differences")
struct GradientTests {
  /// Holds the derivative of a loss by every parameter, and by an input, against central differences.
  func check<M: Module<Double>>(
    _ module: M, input: Tensor<Double>, _ loss: (M, Tensor<Double>) -> Double,
    _ backward: (M, Tensor<Double>, inout M) -> Tensor<Double>?, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    var gradient = module.zeros
    let dx = backward(module, input, &gradient)
    let step = 1e-5
    var worst = 0.0
    func compare(_ derivative: Double, _ difference: Double) {
      worst = max(worst, abs(derivative - difference) / max(1, abs(difference)))
    }
    for (index, parameter) in gradient.parameters.enumerated() {
      for place in parameter.value.elements.indices {
        func moved(by distance: Double) -> Double {
          var (copy, current) = (module, 0)
          copy.visitParameters("") { _, value in
            if current == index {
              var elements = value.elements
              elements[place] += distance
              value = Tensor(elements, shape: value.shape)
            }
            current += 1
          }
          return loss(copy, input)
        }
        compare(parameter.value.elements[place], (moved(by: step) - moved(by: -step)) / (2 * step))
      }
    }
    if let dx {
      for place in input.elements.indices {
        func moved(by distance: Double) -> Double {
          var elements = input.elements
          elements[place] += distance
          return loss(module, Tensor(elements, shape: input.shape))
        }
        compare(dx.elements[place], (moved(by: step) - moved(by: -step)) / (2 * step))
      }
    }
    #expect(worst < 1e-8, sourceLocation: sourceLocation)
    #expect(!gradient.parameters.isEmpty, sourceLocation: sourceLocation)
  }

  /// Σ weights · y: a loss whose derivative by y is `weights`.
  private func dot(_ y: Tensor<Double>, _ weights: Tensor<Double>) -> Double {
    zip(y.elements, weights.elements).reduce(0) { $0 + $1.0 * $1.1 }
  }

  @Test("Linear layers, with and without bias, and normalisations")
  func layers() {
    var dice = Dice(state: 1)
    let (x, w): (Tensor<Double>, Tensor<Double>) = (dice.tensor([3, 4]), dice.tensor([3, 5]))
    for layer in [
      Linear<Double>(weight: dice.tensor([5, 4]), bias: dice.tensor([5])), Linear(weight: dice.tensor([5, 4])),
    ] {
      check(layer, input: x) {
        dot($0($1), w)
      } _: {
        $0.backward(w, at: $1, into: &$2)
      }
    }
    let v: Tensor<Double> = dice.tensor([3, 4])
    check(LayerNorm(weight: dice.tensor([4]), bias: dice.tensor([4])), input: x) {
      dot($0($1), v)
    } _: {
      $0.backward(v, $0.forward($1).1, into: &$2)
    }
    check(RMSNorm(weight: dice.tensor([4])), input: x) {
      dot($0($1), v)
    } _: {
      $0.backward(v, $0.forward($1).1, into: &$2)
    }
    check(Embedding(weight: dice.tensor([5, 4])), input: x) { module, _ in
      dot(module([4, 0, 4]), v)
    } _: { module, _, gradient in
      module.backward(v, at: [4, 0, 4], into: &gradient)
      return nil
    }
  }

  @Test("Activations", arguments: Activation.allCases)
  func activations(_ activation: Activation) {
    var dice = Dice(state: 2)
    let layers: [Linear<Double>] = [dice.linear(4, 6), dice.linear(6, 5), dice.linear(5, 3)]
    let (x, w): (Tensor<Double>, Tensor<Double>) = (dice.tensor([7, 4], scale: 2), dice.tensor([7, 3]))
    check(Perceptron(layers: layers, activation: activation), input: x) {
      dot($0($1), w)
    } _: {
      $0.backward(w, $0.forward($1).1, into: &$2)
    }
  }

  @Test(
    "In single precision functions are right to a few units of the last place of 1, or of x",
    arguments: Activation.allCases)
  func single(_ activation: Activation) {
    let x = (-2_000...2_000).map { Double($0) / 100 }
    let exact = activation(Tensor(x)).elements
    let floats = activation(Tensor(x.map { Float($0) })).elements
    let slopes = activation.backward(Tensor(repeating: 1, shape: [x.count]), at: Tensor(x)).elements
    let floatSlopes = activation.backward(Tensor(repeating: 1, shape: [x.count]), at: Tensor(x.map { Float($0) }))
      .elements
    let wrong = x.indices.filter { index in
      let unit = 0x1p-24 * max(1, abs(x[index]))
      return abs(Double(floats[index]) - exact[index]) > 4 * unit
        || abs(Double(floatSlopes[index]) - slopes[index]) > 8 * unit
    }
    #expect(wrong.isEmpty, "at \(wrong.map { x[$0] })")
  }

  @Test("Attention of every kind", arguments: [(2, 2, false, nil), (4, 2, true, nil), (2, 1, true, 2 as Int?)])
  func attention(_ heads: Int, _ keyHeads: Int, _ isCausal: Bool, _ window: Int?) {
    var dice = Dice(state: 3)
    let attention = Attention<Double>(
      heads: heads, keyHeads: keyHeads, headWidth: 3, isCausal: isCausal, window: window)
    let sequences = [0..<4, 4..<4, 4..<5]
    // The three inputs as one matrix, made by a linear layer of the same rows.
    let (width, keyWidth) = (heads * 3, keyHeads * 3)
    let layer: Linear<Double> = dice.linear(4, width + 2 * keyWidth)
    let (x, w): (Tensor<Double>, Tensor<Double>) = (dice.tensor([5, 4]), dice.tensor([5, width]))
    func parts(_ y: Tensor<Double>) -> (Tensor<Double>, Tensor<Double>, Tensor<Double>) {
      (
        y.columnRange(0..<width), y.columnRange(width..<(width + keyWidth)),
        y.columnRange((width + keyWidth)..<(width + 2 * keyWidth))
      )
    }
    func loss(_ layer: Linear<Double>, _ x: Tensor<Double>) -> Double {
      let (q, k, v) = parts(layer(x))
      return dot(attention(q: q, k: k, v: v, sequences: sequences), w)
    }
    check(layer, input: x, loss) { layer, x, gradient in
      let (q, k, v) = parts(layer(x))
      let (y, kept) = attention.forward(q: q, k: k, v: v, sequences: sequences)
      #expect(y == attention(q: q, k: k, v: v, sequences: sequences))
      let d = attention.backward(w, kept)
      var rows: [Double] = []
      for row in 0..<5 { for part in [d.q, d.k, d.v] { rows += part.rows(row..<(row + 1)).elements } }
      return layer.backward(Tensor(rows, shape: [5, width + 2 * keyWidth]), at: x, into: &gradient)
    }
  }

  @Test("Recurrent units, two steps")
  func recurrent() {
    var dice = Dice(state: 4)
    let (x, w): (Tensor<Double>, Tensor<Double>) = (dice.tensor([2, 3]), dice.tensor([2, 4]))
    let start: Tensor<Double> = dice.tensor([2, 4])
    check(GRUCell(input: dice.linear(3, 12), recurrent: dice.linear(4, 12)), input: x) { cell, x in
      dot(cell(x, cell(x, start)), w)
    } _: { cell, x, gradient in
      let (h, first) = cell.forward(x, start)
      let (_, second) = cell.forward(x, h)
      let last = cell.backward(w, second, into: &gradient)
      return last.x + cell.backward(last.h, first, into: &gradient).x
    }
    let memory: Tensor<Double> = dice.tensor([2, 4])
    let u: Tensor<Double> = dice.tensor([2, 4])
    check(LSTMCell(input: dice.linear(3, 16), recurrent: dice.linear(4, 16)), input: x) { cell, x in
      let state = cell(x, cell(x, .init(h: start, c: memory)))
      return dot(state.h, w) + dot(state.c, u)
    } _: { cell, x, gradient in
      let (state, first) = cell.forward(x, .init(h: start, c: memory))
      let (_, second) = cell.forward(x, state)
      let last = cell.backward(.init(h: w, c: u), second, into: &gradient)
      return last.x + cell.backward(last.state, first, into: &gradient).x
    }
  }

  @Test("The whole encoder with its pooling")
  func encoder() throws {
    let model = try SmallModel.bert()
    let encoder = try BertEncoder<Double>(ModelFolder(model.path))
    var dice = Dice(state: 6)
    let w: Tensor<Double> = dice.tensor([2, 8])
    let texts = [[2, 4, 9, 3], [2, 5, 3]]
    check(encoder, input: w) { encoder, _ in
      let (rows, sequences) = encoder(texts)
      return dot(MeanPooling()(rows, sequences: sequences), w)
    } _: { encoder, _, gradient in
      let (rows, sequences, kept) = encoder.forward(texts)
      let (_, pooled) = MeanPooling().forward(rows, sequences: sequences)
      encoder.backward(MeanPooling().backward(w, pooled), kept, into: &gradient)
      return nil
    }
  }

  @Test("Losses")
  func losses() {
    var dice = Dice(state: 7)
    let layer: Linear<Double> = dice.linear(4, 3)
    let (x, teacher): (Tensor<Double>, Tensor<Double>) = (dice.tensor([5, 4]), dice.tensor([5, 3]))
    let labels = [0, 2, 1, 1, 0]
    check(layer, input: x) {
      Loss.crossEntropy($0($1), labels: labels).value
    } _: {
      $0.backward(Loss.crossEntropy($0($1), labels: labels).gradient, at: $1, into: &$2)
    }
    check(layer, input: x) {
      Loss.divergence($0($1), from: teacher).value
    } _: {
      $0.backward(Loss.divergence($0($1), from: teacher).gradient, at: $1, into: &$2)
    }
    check(layer, input: x) {
      Loss.squaredDistance($0($1), to: teacher).value
    } _: {
      $0.backward(Loss.squaredDistance($0($1), to: teacher).gradient, at: $1, into: &$2)
    }
    let zero = Tensor<Double>(repeating: 0, shape: [1, 4])
    #expect(abs(Loss.crossEntropy(zero, labels: [2]).value - 1.386_294_361_119_890_6) < 1e-15)
    #expect(Loss.divergence(teacher, from: teacher).value == 0)
  }
}
