import Models
import Testing

@Suite("Convolution against its definition, and its derivatives against those of the definition")
struct ConvolutionTests {
  /// Groups, kernel, stride, padding, dilation, plane.
  static let settings: [(Int, PlaneExtent, PlaneExtent, PlaneExtent, PlaneExtent, PlaneExtent)] = [
    (1, .init(3), .init(1), .init(1), .init(1), .init(height: 5, width: 4)),
    (2, .init(height: 2, width: 3), .init(height: 2, width: 3), .init(height: 0, width: 2), .init(1), .init(7)),
    (4, .init(3), .init(2), .init(2), .init(height: 2, width: 1), .init(height: 6, width: 5)),
    // A signal; a kernel of one point; a kernel as large as the plane; padding beyond the plane, so that some places see zeros alone.
    (
      2, .init(height: 1, width: 4), .init(height: 1, width: 2), .init(height: 0, width: 3), .init(1),
      .init(height: 1, width: 9)
    ),
    (1, .init(1), .init(3), .init(0), .init(1), .init(4)),
    (1, .init(4), .init(1), .init(0), .init(1), .init(4)),
    (1, .init(2), .init(5), .init(7), .init(3), .init(height: 2, width: 1)),
  ]

  private typealias Setting = (Int, PlaneExtent, PlaneExtent, PlaneExtent, PlaneExtent, PlaneExtent)

  private func layer<Scalar: NetworkScalar>(_ s: Setting, _ dice: inout Dice, _ type: Scalar.Type) -> Convolution<
    Scalar
  > {
    Convolution(
      weight: dice.tensor([8, 4 / s.0, s.1.height, s.1.width]), bias: dice.tensor([8]), groups: s.0, stride: s.2,
      padding: s.3, dilation: s.4)
  }

  /// Calls `body` for each product of the definition: places of the output, the weight and the input in their tensors.
  private func products(_ s: Setting, examples: Int, output: PlaneExtent, _ body: (Int, Int, Int) -> Void) {
    let (groups, kernel, stride, padding, dilation, plane) = s
    for example in 0..<examples {
      for o in 0..<8 {
        for c in 0..<4 / groups {
          for i in 0..<output.height {
            for j in 0..<output.width {
              for k in 0..<kernel.height {
                for l in 0..<kernel.width {
                  let row = i * stride.height + k * dilation.height - padding.height
                  let column = j * stride.width + l * dilation.width - padding.width
                  guard (0..<plane.height).contains(row), (0..<plane.width).contains(column) else { continue }
                  let channel = o / (8 / groups) * (4 / groups) + c
                  body(
                    ((example * 8 + o) * output.height + i) * output.width + j,
                    ((o * (4 / groups) + c) * kernel.height + k) * kernel.width + l,
                    ((example * 4 + channel) * plane.height + row) * plane.width + column)
                }
              }
            }
          }
        }
      }
    }
  }

  @Test("By the definition, in both precisions", arguments: settings.indices)
  func definition(_ index: Int) {
    let s = Self.settings[index]
    var dice = Dice(state: UInt64(index))
    let convolution = layer(s, &dice, Double.self)
    let plane = s.5
    let x: Tensor<Double> = dice.tensor([3, 4, plane.height, plane.width])
    let y = convolution(x)
    let output = convolution.output(of: plane)
    #expect(y.shape == [3, 8, output.height, output.width])
    let dy: Tensor<Double> = dice.tensor(y.shape)
    // All of it is linear in each of its arguments, so derivatives are sums over the same products.
    var expected = [Double](repeating: 0, count: y.elements.count)
    var (dw, dx) = (
      [Double](repeating: 0, count: convolution.weight.elements.count), [Double](repeating: 0, count: x.elements.count)
    )
    var db = [Double](repeating: 0, count: 8)
    let positions = output.height * output.width
    for place in expected.indices {
      expected[place] = convolution.bias?.elements[place / positions % 8] ?? 0
      db[place / positions % 8] += dy.elements[place]
    }
    products(s, examples: 3, output: output) { y, w, place in
      expected[y] += convolution.weight.elements[w] * x.elements[place]
      dw[w] += dy.elements[y] * x.elements[place]
      dx[place] += dy.elements[y] * convolution.weight.elements[w]
    }
    func distance(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { max($0, abs($1.0 - $1.1)) } }
    #expect(distance(y.elements, expected) < 1e-13)
    var gradient = convolution.zeros
    #expect(distance(convolution.backward(dy, at: x, into: &gradient).elements, dx) < 1e-13)
    #expect(distance(gradient.weight.elements, dw) < 1e-12)
    #expect(distance(gradient.bias?.elements ?? [], db) < 1e-13)
    let single = Convolution<Float>(
      weight: convolution.weight.converted(), bias: convolution.bias?.converted(), groups: s.0, stride: s.2,
      padding: s.3,
      dilation: s.4)
    var singleGradient = single.zeros
    let singleX = single.backward(dy.converted(), at: x.converted(), into: &singleGradient)
    #expect(distance(single(x.converted()).elements.map { Double($0) }, expected) < 1e-5)
    #expect(distance(singleX.elements.map { Double($0) }, dx) < 1e-5)
    #expect(distance(singleGradient.weight.elements.map { Double($0) }, dw) < 3e-5)
  }

  @Test("Derivatives against differences", arguments: [0, 2])
  func differences(_ index: Int) {
    let s = Self.settings[index]
    var dice = Dice(state: 20)
    let x: Tensor<Double> = dice.tensor([2, 4, s.5.height, s.5.width])
    var convolution = layer(s, &dice, Double.self)
    for bias in [true, false] {
      if !bias { convolution.bias = nil }
      let w: Tensor<Double> = dice.tensor(convolution(x).shape)
      GradientTests().check(convolution, input: x) {
        zip($0($1).elements, w.elements).reduce(0) { $0 + $1.0 * $1.1 }
      } _: {
        $0.backward(w, at: $1, into: &$2)
      }
    }
  }

  @Test("A batch's gradient is the sum of those of its examples; patches are what a linear layer would be given")
  func examples() {
    let s = Self.settings[1]
    var dice = Dice(state: 30)
    let convolution = layer(s, &dice, Double.self)
    let size = 4 * s.5.height * s.5.width
    let x: Tensor<Double> = dice.tensor([3, 4, s.5.height, s.5.width])
    let y = convolution(x)
    let dy: Tensor<Double> = dice.tensor(y.shape)
    let (whole, parts) = (y.elements.count / 3, convolution.zeros)
    var (all, sum) = (parts, parts)
    let dx = convolution.backward(dy, at: x, into: &all)
    for example in 0..<3 {
      let one = Tensor(Array(x.elements[example * size..<(example + 1) * size]), shape: [1] + x.shape.dropFirst())
      let last = Tensor(Array(dy.elements[example * whole..<(example + 1) * whole]), shape: [1] + y.shape.dropFirst())
      let part = convolution.backward(last, at: one, into: &sum)
      #expect(part.elements == Array(dx.elements[example * size..<(example + 1) * size]))
      let patches = convolution.patches(of: x, example: example)
      let rows = patches.rows / 2
      for group in 0..<2 {
        let weights = convolution.weight.reshaped([8, rows]).rows(group * 4..<(group + 1) * 4)
        let linear = Linear(
          weight: weights, bias: convolution.bias.map { Tensor(Array($0.elements[group * 4..<(group + 1) * 4])) })
        let rowwise = linear(patches.rows(group * rows..<(group + 1) * rows).transposed).transposed
        let start = example * whole + group * whole / 2
        let worst = zip(rowwise.elements, y.elements[start..<start + whole / 2]).map { abs($0 - $1) }.max() ?? 1
        #expect(worst < 1e-13)
      }
    }
    let worst = zip(all.weight.elements, sum.weight.elements).map { abs($0 - $1) }.max() ?? 1
    #expect(worst < 1e-12)
  }

  @Test("An example by hand, and no examples at all")
  func byHand() {
    let difference = Convolution<Float>(weight: Tensor([1, 0, 0, -1], shape: [1, 1, 2, 2]))
    #expect(
      difference(Tensor((1...9).map { Float($0) }, shape: [1, 1, 3, 3]))
        == Tensor([-4, -4, -4, -4], shape: [1, 1, 2, 2]))
    let none = Tensor<Float>([], shape: [0, 1, 3, 3])
    #expect(difference(none).shape == [0, 1, 2, 2])
    var gradient = difference.zeros
    #expect(difference.backward(difference(none), at: none, into: &gradient) == none)
    #expect(gradient.weight == difference.zeros.weight)
  }

  @Test("What has no meaning ends the process, as a mistake of the program")
  func preconditions() async {
    await #expect(processExitsWith: .failure) {
      _ = Convolution<Float>(weight: Tensor(repeating: 1, shape: [3, 1, 2, 2]), groups: 2)
    }
    await #expect(processExitsWith: .failure) {
      _ = Convolution<Float>(weight: Tensor(repeating: 1, shape: [1, 1, 3, 3]))(
        Tensor(repeating: 1, shape: [1, 1, 2, 9]))
    }
    await #expect(processExitsWith: .failure) {
      _ = Convolution<Float>(weight: Tensor(repeating: 1, shape: [1, 1, 3, 3]), stride: PlaneExtent(0))
    }
  }
}
