import Models

/// Which optimizer takes the noisy gradients; what it does with them costs no privacy.
public enum PrivateOptimization: Sendable, Hashable {
  /// w ← w − rate · v with v ← momentum · v + g.
  case sgd(momentum: Double)
  /// Adam (arXiv 1412.6980) with moments of the noisy gradients.
  case adam(beta1: Double, beta2: Double, epsilon: Double)

  /// Adam with the usual numbers.
  public static let adam = PrivateOptimization.adam(beta1: 0.9, beta2: 0.999, epsilon: 1e-8)

  /// Whether the numbers are in their ranges.
  public var isValid: Bool {
    switch self {
    case .sgd(let momentum): 0 <= momentum && momentum < 1
    case .adam(let beta1, let beta2, let epsilon):
      0 <= beta1 && beta1 < 1 && 0 <= beta2 && beta2 < 1 && epsilon > 0 && epsilon.isFinite
    }
  }

  /// Words that tell it from others, for checkpoints.
  var description: String {
    switch self {
    case .sgd(let momentum): "sgd \(momentum)"
    case .adam(let beta1, let beta2, let epsilon): "adam \(beta1) \(beta2) \(epsilon)"
    }
  }
}

/// An optimizer with its state.
struct PrivateOptimizer<Model: Module>: Sendable where Model.Scalar == Float {
  let kind: PrivateOptimization
  private var velocity: [Tensor<Float>] = []
  private var adam: AdamW<Float>

  init(_ kind: PrivateOptimization) {
    self.kind = kind
    if case .adam(let beta1, let beta2, let epsilon) = kind {
      adam = AdamW(beta1: beta1, beta2: beta2, epsilon: epsilon)
    } else {
      adam = AdamW()
    }
  }

  mutating func step(_ model: inout Model, gradient: Model, rate: Double) {
    guard case .sgd(let momentum) = kind else { return adam.step(&model, gradient: gradient, rate: rate) }
    let gradients = gradient.parameters
    if velocity.isEmpty { velocity = gradients.map { Tensor(repeating: 0, shape: $0.value.shape) } }
    var index = 0
    model.visitParameters("") { _, value in
      let g = gradients[index].value.elements
      for i in g.indices {
        let v = Float(momentum) * velocity[index].elements[i] + g[i]
        velocity[index].elements[i] = v
        value.elements[i] -= Float(rate) * v
      }
      index += 1
    }
  }

  /// The tensors that it remembers; empty before the first step.
  var state: [(name: String, values: [Tensor<Float>])] {
    if case .sgd = kind { return velocity.isEmpty ? [] : [("velocity", velocity)] }
    return adam.steps == 0 ? [] : [("first", adam.first), ("second", adam.second)]
  }

  /// The names of what it remembers after a step.
  var stateNames: [String] { if case .sgd = kind { ["velocity"] } else { ["first", "second"] } }

  /// Goes on from what another one remembered after so many steps.
  mutating func restore(steps: Int, _ state: [[Tensor<Float>]]) {
    if case .sgd = kind { velocity = state[0] } else { adam.restore(steps: steps, first: state[0], second: state[1]) }
  }
}
