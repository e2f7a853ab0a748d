import CPrivateTraining

/// The sum of one group's clipped gradients, as integers on a grid: the same in any order, on any number of ranks.
struct IntegerGroupSum {
  /// Grid steps to the threshold: no example's integers have a greater norm.
  let grid: Int
  /// C, not above its true value.
  let threshold: Double
  /// Σ over the examples so far.
  private(set) var sums: [Int64]
  /// How many examples had a gradient that is not finite; they add nothing.
  private(set) var refused = 0
  /// The gradient of the example at hand.
  private var gradient: [Float]
  private var integers: [Int32]

  init(dimension: Int, grid: Int, threshold: Double) {
    (self.grid, self.threshold) = (grid, threshold)
    sums = Array(repeating: 0, count: dimension)
    gradient = Array(repeating: 0, count: dimension)
    integers = Array(repeating: 0, count: dimension)
  }

  /// Forgets the examples.
  mutating func reset() {
    for index in sums.indices { sums[index] = 0 }
    refused = 0
  }

  /// Writes a linear layer's part of the gradient of the example at hand, weights before biases.
  mutating func setLinear(at offset: Int, dy: [Float], x: [Float]) {
    let count = dy.count * x.count
    gradient.withUnsafeMutableBufferPointer { gradient in
      guard let start = gradient.baseAddress else { return }
      private_training_row_outer(dy.count, x.count, dy, x, start + offset)
      for (index, value) in dy.enumerated() { start[offset + count + index] = value }
    }
  }

  /// Clips the gradient at hand to the threshold, rounds it to the grid, clips the integers exactly, and adds them.
  mutating func addExample() {
    var lanes = [Double](repeating: 0, count: 8)
    private_training_float_squares(gradient.count, gradient, &lanes)
    let norm = lanes.reduce(0, +).squareRoot()
    guard norm.isFinite else {
      refused += 1
      return
    }
    let factor = ClipRule.exact(steps: grid).factor(norm: norm, threshold: threshold)
    private_training_quantize(gradient.count, gradient, factor * Double(grid) / threshold, &integers)
    ExactClip.clip(&integers, bound: grid)
    private_training_add(integers.count, integers, &sums)
  }

  /// Replaces the sums by what other ranks made of them, or by what noise did.
  mutating func change(_ body: (inout [Int64]) throws -> Void) rethrows { try body(&sums) }
}
