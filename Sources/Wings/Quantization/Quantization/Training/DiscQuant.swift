import Arrays
import Models
import Randomness

/// Rounding by training: a point of the box of all roundings moves against the gradient of a loss, and of a linear term that drives each
/// weight to an end, until almost every weight is at one. Chee et al.: *DiscQuant* (arXiv 2501.06417).
///
/// A step changes x by Adam with the gradient −c + clamp(ρ · ∂L/∂x / Δ², ±C), where c = 2y − 1, y is where the weights lie, and Δ² is 12 times the
/// mean square of the errors of rounding to the nearest. With ρ = 0 it is rounding to the nearest.
///
/// ```swift
/// let result = try DiscQuant(grid: grid).fit(network, layers: names) { network, step in
///   // The loss on the texts of this step, and its derivative.
/// }
/// ```
public struct DiscQuant: Sendable {
  /// The grids.
  public var grid: GridSpecification
  /// How many steps.
  public var steps: Int
  /// The largest step size of Adam; after a warm-up it falls along half a cosine.
  public var rate: Double
  /// ρ, how much the loss counts.
  public var weight: Float
  /// C, how much the loss may count for a single weight.
  public var clamp: Float
  /// Where the point begins.
  public var start: Start
  /// Of the random beginning.
  public var seed: UInt64

  /// Where the point begins.
  public enum Start: String, Sendable, CaseIterable {
    /// At a random point of the box.
    case uniform
    /// At the weights.
    case weights
  }

  /// Training with these numbers; the usual ones are those of the authors, fewer steps aside.
  ///
  /// - Precondition: the numbers are finite, steps and rate positive, weight and clamp not negative.
  public init(
    grid: GridSpecification, steps: Int = 600, rate: Double = 0.05, weight: Float = 200, clamp: Float = 1,
    start: Start = .uniform, seed: UInt64 = 1
  ) {
    precondition(
      steps > 0 && rate > 0 && rate.isFinite && weight >= 0 && weight.isFinite && clamp >= 0 && clamp.isFinite)
    (self.grid, self.steps, self.rate, self.weight) = (grid, steps, rate, weight)
    (self.clamp, self.start, self.seed) = (clamp, start, seed)
  }

  /// A layer that was rounded.
  public struct Layer: Sendable {
    /// Its name in the module.
    public let name: String
    /// Its weights.
    public let matrix: QuantizedMatrix
    /// What became of them.
    public let report: LayerReport
    /// The share of weights with a choice that training left between a hundredth and 99 hundredths; they are rounded to the nearer end.
    public let undecided: Double
  }

  /// Where a training stands after some steps: what it goes on from after it was ended, to the same bits.
  public struct State: Sendable {
    /// How many steps have been done, at least 1.
    public let steps: Int
    /// Of each layer the point of its box, and the two moments of Adam; all outputs × inputs.
    public let points, first, second: [Tensor<Float>]

    /// A state; nil if the numbers of layers or their shapes differ, or there was no step.
    public init?(steps: Int, points: [Tensor<Float>], first: [Tensor<Float>], second: [Tensor<Float>]) {
      guard steps >= 1, points.map(\.shape) == first.map(\.shape), first.map(\.shape) == second.map(\.shape) else {
        return nil
      }
      (self.steps, self.points, self.first, self.second) = (steps, points, first, second)
    }
  }

  /// When training tells its state, and what it goes on from.
  public struct Journal {
    /// Where an earlier training was ended; nil to begin.
    public var state: State?
    /// After how many steps the state is told, again and again.
    public var interval: Int
    /// Told the state.
    public var keep: (State) throws -> Void

    /// A journal.
    ///
    /// - Precondition: the interval is positive.
    public init(from state: State? = nil, every interval: Int, keep: @escaping (State) throws -> Void) {
      precondition(interval > 0, "a state is told after a number of steps")
      (self.state, self.interval, self.keep) = (state, interval, keep)
    }
  }

  /// Rounds the weights of linear layers of a module.
  ///
  /// - Parameters:
  ///   - model: the module, with its weights.
  ///   - names: of the layers to round; others stay.
  ///   - hessians: of some layers' inputs, for the search of ranges.
  ///   - loss: of a module that has rounded or partly rounded weights, in a step: its value, and its derivative by the parameters.
  ///   - journal: for trainings that may be ended; then `loss` must depend on the module and the step alone.
  ///   - progress: told the number of steps done, and the loss of the last one.
  /// - Precondition: the journal's state is one of the same layers, of no more steps than these.
  /// - Throws: ``LayerError`` with the name of a layer, `.notFinite` for a derivative that is no number; what `loss` and the journal throw.
  /// - Complexity: `steps` times the loss and O(number of weights).
  public func fit<M: Module<Float>>(
    _ model: M, layers names: [String], hessians: [String: DenseMatrix<Double>] = [:],
    journal: Journal? = nil, progress: (Int, Float) -> Void = { _, _ in },
    loss: (M, Int) throws -> (value: Float, gradient: M)
  ) throws -> (layers: [Layer], model: M) {
    var (model, boxes) = (model, [RoundingBox]())
    for name in names {
      guard let weight = model.weight(of: name) else { preconditionFailure("there is no layer \(name)") }
      let matrix = DenseMatrix(rows: weight.rows, columns: weight.columns, entries: weight.elements)
      do { boxes.append(try RoundingBox(matrix, grid: grid, hessian: hessians[name])) } catch {
        throw LayerError(name: name, error: error)
      }
    }
    let scale = weight / max(meanSquare(boxes), .leastNormalMagnitude)
    var point = Point(boxes, start, RandomStream(seed: seed).child("discquant"))
    var slope = Point(values: point.values)
    var optimizer = AdamW<Float>()
    let schedule = CosineSchedule(peak: rate, warmup: min(128, steps / 8), steps: steps)
    if let state = journal?.state {
      precondition(
        state.points.map(\.shape) == point.values.map(\.shape) && state.steps <= steps, "a state of another training")
      point.values = state.points
      optimizer.restore(steps: state.steps, first: state.first, second: state.second)
    }
    for step in (journal?.state?.steps ?? 0)..<steps {
      place(point, in: &model, names, boxes)
      let (value, gradient) = try loss(model, step)
      for (index, box) in boxes.enumerated() {
        let derivative = gradient.weight(of: names[index])?.elements ?? []
        guard fill(&slope.values[index], derivative, box, scale) else {
          throw LayerError(name: names[index], error: .notFinite("the derivative of the loss", row: 0, column: 0))
        }
      }
      optimizer.step(&point, gradient: slope, rate: schedule.rate(step))
      for index in boxes.indices { clampToBox(&point.values[index]) }
      if let journal, (step + 1) % journal.interval == 0, step + 1 < steps,
        let state = State(
          steps: step + 1, points: point.values, first: optimizer.first, second: optimizer.second)
      {
        try journal.keep(state)
      }
      progress(step + 1, value)
    }
    var layers: [Layer] = []
    for (index, box) in boxes.enumerated() {
      let x = point.values[index].elements
      let free = box.step.indices.filter { box.step[$0] > 0 }
      let undecided = free.count { x[$0] > 0.01 && x[$0] < 0.99 }
      let matrix = box.corner { x[$0] >= 0.5 }
      _ = model.setWeight(
        Tensor(matrix.weights().entries, shape: [matrix.rows, matrix.columns]), of: names[index])
      layers.append(
        Layer(
          name: names[index], matrix: matrix, report: box.report(method: "discquant"),
          undecided: Double(undecided) / Double(max(1, free.count))))
    }
    return (layers, model)
  }

  /// 12 times the mean square of rounding to the nearest, the mean over the layers.
  private func meanSquare(_ boxes: [RoundingBox]) -> Float {
    let means = boxes.map { box in
      let sum = box.step.indices.reduce(0.0) { sum, index in
        let error = Double(box.step[index] * min(box.place[index], 1 - box.place[index]))
        return sum + error * error
      }
      return 12 * sum / Double(max(1, box.step.count))
    }
    return Float(means.reduce(0, +) / Double(max(1, boxes.count)))
  }

  private func place(_ point: Point, in model: inout some Module<Float>, _ names: [String], _ boxes: [RoundingBox]) {
    for (index, box) in boxes.enumerated() {
      let weights = box.weights(at: point.values[index].elements)
      _ = model.setWeight(Tensor(weights, shape: point.values[index].shape), of: names[index])
    }
  }

  /// The slope of the objective by x. False if the derivative is not finite.
  private func fill(_ slope: inout Tensor<Float>, _ derivative: [Float], _ box: RoundingBox, _ scale: Float) -> Bool {
    guard derivative.count == box.step.count else { return false }
    var isFinite = true
    let bound = clamp
    slope.elements.withUnsafeMutableBufferPointer { slope in
      derivative.withUnsafeBufferPointer { derivative in
        box.step.withUnsafeBufferPointer { step in
          box.place.withUnsafeBufferPointer { place in
            for index in slope.indices {
              let pull = scale * derivative[index] * step[index]
              if !pull.isFinite { isFinite = false }
              slope[index] = 1 - 2 * place[index] + min(max(pull, -bound), bound)
            }
          }
        }
      }
    }
    return isFinite
  }

  private func clampToBox(_ x: inout Tensor<Float>) {
    x.elements.withUnsafeMutableBufferPointer { x in
      for index in x.indices { x[index] = min(max(x[index], 0), 1) }
    }
  }
}

/// A point of the boxes of several layers, as what AdamW steps with.
private struct Point: Module {
  var values: [Tensor<Float>]

  init(values: [Tensor<Float>]) { self.values = values }

  init(_ boxes: [RoundingBox], _ start: DiscQuant.Start, _ stream: RandomStream) {
    var stream = stream
    values = boxes.map { box in
      let x =
        switch start {
        case .weights: box.place
        case .uniform: box.place.map { _ in Float(stream.next() >> 40) * 0x1p-24 }
        }
      return Tensor(x, shape: [box.lower.rows, box.lower.columns])
    }
  }

  mutating func visitParameters(_ path: String, _ body: (String, inout Tensor<Float>) throws -> Void) rethrows {
    for index in values.indices { try body("\(path)\(index)", &values[index]) }
  }
}
