import Foundation

func logarithm(_ x: Double) -> Double { log(x) }
func exponential(_ x: Double) -> Double { exp(x) }

/// Adam with the decay of weights apart from the gradient: moments of the gradient decide the step of each weight. Kingma, Ba
/// (arXiv 1412.6980); Loshchilov, Hutter: *Decoupled Weight Decay Regularization* (arXiv 1711.05101).
///
/// ```swift
/// var optimizer = AdamW<Float>(decay: 0.01)
/// optimizer.step(&model, gradient: gradient, rate: schedule.rate(step))
/// ```
public struct AdamW<Scalar: NetworkScalar>: Sendable {
  /// How slowly the mean of the gradient, and of its square, forget.
  public let beta1, beta2: Double
  /// What keeps divisors from 0.
  public let epsilon: Double
  /// A weight w loses rate · decay · w in each step.
  public let decay: Double
  /// The number of steps so far.
  public private(set) var steps = 0
  /// The mean of the gradient and of its square, by parameter, without their corrections; empty before the first step.
  public private(set) var first: [Tensor<Scalar>] = [], second: [Tensor<Scalar>] = []

  /// An optimizer that has made no step.
  ///
  /// - Precondition: 0 ≤ betas < 1, epsilon > 0.
  public init(beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8, decay: Double = 0) {
    precondition(0 <= beta1 && beta1 < 1 && 0 <= beta2 && beta2 < 1 && epsilon > 0, "betas below 1, epsilon above 0")
    (self.beta1, self.beta2, self.epsilon, self.decay) = (beta1, beta2, epsilon, decay)
  }

  /// Goes on from what another optimizer of the same numbers was after so many steps.
  ///
  /// - Parameters:
  ///   - steps: how many steps there were, at least 1.
  ///   - first: the means of the gradient, of the shapes of the parameters.
  ///   - second: those of its square, none below 0.
  /// - Precondition: as many of one as of the other, of the same shapes.
  public mutating func restore(steps: Int, first: [Tensor<Scalar>], second: [Tensor<Scalar>]) {
    precondition(steps >= 1 && first.map(\.shape) == second.map(\.shape), "two moments for each parameter")
    (self.steps, self.first, self.second) = (steps, first, second)
  }

  /// One step against the gradient, with this step size.
  ///
  /// - Precondition: the same module, or one of the same parameters, at every step; the gradient has its shapes.
  /// - Complexity: O(number of parameters).
  public mutating func step<M: Module<Scalar>>(_ module: inout M, gradient: M, rate: Double) {
    let gradients = gradient.parameters
    if steps == 0 {
      first = gradients.map { Tensor(repeating: 0, shape: $0.value.shape) }
      second = first
    }
    precondition(first.count == gradients.count, "the parameters are those of the first step")
    steps += 1
    let numbers = AdamWStep<Scalar>(
      rate: Scalar(rate), beta1: Scalar(beta1), beta2: Scalar(beta2),
      correction1: Scalar(1 - pow(beta1, Double(steps))), correction2: Scalar(1 - pow(beta2, Double(steps))),
      epsilon: Scalar(epsilon), decay: Scalar(decay))
    var index = 0
    module.visitParameters("") { name, value in
      precondition(gradients[index].value.shape == value.shape, "\(name): the gradient has another shape")
      let count = value.elements.count
      value.withUnsafeMutablePointer { w in
        gradients[index].value.withUnsafePointer { g in
          first[index].withUnsafeMutablePointer { m in
            second[index].withUnsafeMutablePointer { Scalar.adamW(count, numbers, g, m, $0, w) }
          }
        }
      }
      index += 1
    }
  }
}

/// How large the steps are: linear from 0 in the warm-up, then along half a cosine to `floor` at the last step.
public struct CosineSchedule: Hashable, Sendable {
  /// The largest step size.
  public let peak: Double
  /// The step size at the end.
  public let floor: Double
  /// The number of steps of the warm-up, and of all.
  public let warmup, steps: Int

  /// A schedule.
  ///
  /// - Precondition: 0 ≤ warm-up ≤ steps.
  public init(peak: Double, floor: Double = 0, warmup: Int = 0, steps: Int) {
    precondition(0 <= warmup && warmup <= steps, "a warm-up of \(warmup) in \(steps) steps")
    (self.peak, self.floor, self.warmup, self.steps) = (peak, floor, warmup, steps)
  }

  /// The step size of a step, counted from 0; after the last one, `floor`.
  public func rate(_ step: Int) -> Double {
    if step < warmup { return peak * Double(step + 1) / Double(warmup) }
    if step >= steps { return floor }
    let part = Double(step - warmup) / Double(steps - warmup)
    return floor + (peak - floor) * (1 + cos(.pi * part)) / 2
  }
}
