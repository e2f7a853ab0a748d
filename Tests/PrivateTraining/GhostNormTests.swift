import Models
import PrivateTraining
import TestSupport
import Testing

@Suite("Norms without gradients", .claim("private-training.ghost-norms"))
struct GhostNormTests {
  private func linear(_ a: [[Double]], _ g: [[Double]]) -> LinearUse<Double> {
    LinearUse(
      x: Tensor(a.flatMap(\.self), shape: [a.count, a[0].count]),
      dy: Tensor(g.flatMap(\.self), shape: [g.count, g[0].count]), weight: "w", bias: "b",
      rows: ExampleRows(examples: 1, each: a.count))
  }

  @Test("Worked examples")
  func workedExamples() {
    let two = linear([[1, -2], [-3, 3]], [[0, 3], [0, -1]])
    #expect(two.gradient(of: 0, shapes: [[2, 2], [2]]).map(\.elements) == [[0, 0, 6, -9], [0, 2]])
    let one = linear([[1, -2]], [[-3, 3]])
    #expect(one.gradient(of: 0, shapes: [[2, 2], [2]])[0].elements == [-3, 6, 3, -6])
    let three = linear([[-1, -3], [0, 3], [3, 0]], [[1], [-1], [2]])
    #expect(three.gradient(of: 0, shapes: [[1, 2], [1]])[0].elements == [5, -6])
    for method in NormMethod.allCases {
      #expect(two.squaredNorms(by: method) == [[117], [4]])
      #expect(one.squaredNorms(by: method) == [[90], [18]])
      #expect(three.squaredNorms(by: method) == [[61], [4]])
    }
    // With a column of ones: one group of weights and bias.
    #expect(5 * 9 + 2 * 9 * 3 + 18 == 117 && 6 * 9 + 2 * 8 * 3 + 19 == 121)
  }

  /// Every use of parameters of a backward pass, with what it is.
  private func uses(_ layers: LayerCase) throws -> [any ParameterUse<Double>] {
    var list: [any ParameterUse<Double>] = []
    let (_, tape) = try layers.network.losses(layers.batch)
    try layers.network.backward(tape, factors: nil, trained: Set(layers.network.parameters.map(\.name))) {
      list.append($0)
    }
    return list
  }

  private func check(_ use: some ParameterUse<Double>, _ shapes: [String: [Int]], isExact: Bool, _ name: String) throws
  {
    let own = use.parameters.compactMap { shapes[$0] }
    try #require(own.count == use.parameters.count)
    let gradients = (0..<use.examples).map { use.gradient(of: $0, shapes: own) }
    for method in NormMethod.allCases {
      for (index, norms) in use.squaredNorms(by: method).enumerated() {
        for (example, norm) in norms.enumerated() {
          let explicit = gradients[example][index].elements.reduce(0) { $0 + $1 * $1 }
          let parameter = use.parameters[index]
          if isExact {
            #expect(norm == explicit, "\(name), \(parameter), \(method), example \(example)")
          } else {
            #expect(abs(norm - explicit) <= 1e-9 * explicit, "\(name), \(parameter), \(method), example \(example)")
          }
        }
      }
    }
    // The sum with factors is the sum of gradients, each times its factor.
    let factors = (0..<use.examples).map { [1, 0, 0.5, -2][$0 % 4] }
    var (sums, expected) = (
      own.map { Tensor<Double>(repeating: 1, shape: $0) }, own.map { [Double](repeating: 1, count: $0.reduce(1, *)) }
    )
    use.addSum(factors: own.map { _ in factors }, to: &sums)
    for (example, factor) in factors.enumerated() {
      for index in own.indices {
        for place in expected[index].indices {
          expected[index][place] += factor * gradients[example][index].elements[place]
        }
      }
    }
    for index in own.indices {
      for (found, right) in zip(sums[index].elements, expected[index]) {
        #expect(isExact ? found == right : abs(found - right) <= 1e-10 * max(1, abs(right)), "\(name), sum")
      }
    }
  }

  @Test("Ghost norms are those of the gradients: integers exactly, doubles to 1e-9", arguments: [true, false])
  func layers(isInteger: Bool) throws {
    for layers in try LayerCase.all(isInteger: isInteger) {
      var shapes: [String: [Int]] = [:]
      for (name, value) in layers.network.parameters { shapes[name] = value.shape }
      var told: [String] = []
      for use in try uses(layers) {
        told += use.parameters
        try check(use, shapes, isExact: isInteger && layers.isExact, layers.name)
      }
      #expect(told.sorted() == layers.network.parameters.map(\.name).sorted(), "\(layers.name): each parameter once")
    }
  }

  @Test("Every kind of use, on random integers")
  func integers() throws {
    var source = TensorSource("uses", isInteger: true)
    for _ in 0..<10 {
      let rows = source.rows()
      let (d, p, v) = (source.size(1...7), source.size(2...7), source.size(2...6))
      let x = source.tensor([rows.rows, d])
      let dy = source.tensor([rows.rows, p])
      let symbols = source.symbols(rows.rows, below: v)
      let shapes = ["w": [p, d], "b": [p], "q": [1, d], "k": [p - 1, d], "e": [v, d], "g": [p], "o": [p]]
      try check(
        LinearUse(x: x, dy: dy, weight: "w", bias: "b", rows: rows), shapes, isExact: true, "linear")
      try check(
        LinearUse(
          x: x, dy: dy,
          outputs: [LinearUse.Output(weight: "q", columns: 0..<1), LinearUse.Output(weight: "k", columns: 1..<p)],
          rows: rows), shapes, isExact: true, "fused outputs")
      let again = LinearUse(
        x: source.tensor([rows.rows, d]), dy: source.tensor([rows.rows, p]), weight: "w", rows: rows)
      try check(
        LinearUse(joining: [LinearUse(x: x, dy: dy, weight: "w", rows: rows), again]), shapes, isExact: true, "shared")
      let embedding = EmbeddingUse(name: "e", symbols: symbols, padding: 0, dy: x, rows: rows)
      try check(embedding, shapes, isExact: true, "embedding")
      let head = LinearUse(
        x: source.tensor([rows.rows, d]), dy: source.tensor([rows.rows, v]), weight: "e", rows: rows)
      try check(TiedUse(embedding: embedding, head: head), shapes, isExact: true, "tied")
      try check(
        GainUse(gain: "g", offset: "o", normal: source.tensor([rows.rows, p]), dy: dy, rows: rows), shapes,
        isExact: true, "gain")
    }
  }

  @Test("An embedding's norm is ⟨[same symbol], G Gᵀ⟩, and that of places Σ ‖g‖²")
  func embeddings() {
    var source = TensorSource("embeddings", isInteger: true)
    let rows = ExampleRows(examples: 3, each: 5)
    let dy = source.tensor([15, 4])
    func product(_ t: Int, _ s: Int) -> Double { (0..<4).reduce(0) { $0 + dy[t, $1] * dy[s, $1] } }
    let symbols = source.symbols(15, below: 3)
    let norms = EmbeddingUse(name: "e", symbols: symbols, padding: 1, dy: dy, rows: rows).squaredNorms(by: .ghost)[0]
    let places = EmbeddingUse(name: "p", symbols: (0..<15).map { $0 % 5 }, dy: dy, rows: rows).squaredNorms(by: .ghost)[
      0]
    for (example, range) in rows.ranges.enumerated() {
      var (sum, squares) = (0.0, 0.0)
      for t in range {
        squares += product(t, t)
        for s in range where symbols[t] == symbols[s] && symbols[t] != 1 { sum += product(t, s) }
      }
      #expect(norms[example] == sum && places[example] == squares)
    }
  }

  @Test("Where products cancel, the gradient is computed")
  func cancellation() {
    // Two rows that nearly cancel: the Gram matrices have entries of 10¹⁶, the gradient is 1 · 10⁻⁴.
    let use = LinearUse<Float>(
      x: Tensor([4096, 1, 4096, 1.0001], shape: [2, 2]), dy: Tensor([1, -1], shape: [2, 1]), weight: "w",
      rows: ExampleRows(examples: 1, each: 2))
    let explicit = use.gradient(of: 0, shapes: [[1, 2]])[0].squares
    #expect(explicit > 0 && use.squaredNorms(by: .ghost)[0][0] == explicit)
  }

  @Test("Numbers whose squares single precision cannot hold have a norm too", arguments: [1e-30, 1e25] as [Float])
  func extremes(_ size: Float) {
    let use = LinearUse<Float>(
      x: Tensor([size, 0, 1 / size, 3], shape: [2, 2]), dy: Tensor([1 / size, size], shape: [2, 1]), weight: "w",
      bias: "b", rows: ExampleRows(examples: 2))
    let norms = use.squaredNorms(by: .ghost)
    #expect(abs(norms[0][0] - 1) < 1e-6 && abs(norms[1][1] / (Double(size) * Double(size)) - 1) < 1e-6)
    #expect(abs(norms[0][1] / (1 + 9 * Double(size) * Double(size)) - 1) < 1e-6)
  }
}
