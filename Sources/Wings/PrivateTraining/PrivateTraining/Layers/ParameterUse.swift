import Models

/// How the norm of an example's gradient is found.
public enum NormMethod: String, Hashable, Sendable, CaseIterable {
  /// From products of rows with each other, without the gradient.
  case ghost
  /// The gradient is computed, in memory that the next example reuses.
  case instantiated
}

/// What a backward pass knows where it comes by parameters: enough for the gradient of each example, and for its norm without the gradient.
///
/// It holds what a layer was given and the derivatives of the *summed* loss by what it gave; both are shared with the pass, not copied.
/// An engine asks for norms, then for one sum in which each example has its factor. A use may be of several parameters; a parameter
/// has one use in a pass, and a layer that runs twice joins its uses.
///
/// Whoever adds a kind of layer writes one of these, or describes it by those that are there: LoRA and adapters are two
/// ``LinearUse`` each.
public protocol ParameterUse<Scalar>: Sendable {
  /// The numbers it computes with.
  associatedtype Scalar: ClippingScalar
  /// The names of the parameters.
  var parameters: [String] { get }
  /// The number of examples.
  var examples: Int { get }
  /// What the norms of all examples cost by each method.
  var costs: NormCosts { get }

  /// The squared norm of each example's gradient by each parameter: [parameter][example]; not finite where the gradient is not.
  func squaredNorms(by method: NormMethod) -> [[Double]]

  /// Adds the gradient of one example, times a factor, to what is given: a tensor for each parameter, of its shape.
  ///
  /// - Precondition: if the factor is 0 nothing is added, even if the gradient is not finite.
  func addGradient(of example: Int, times factor: Scalar, to sums: inout [Tensor<Scalar>])

  /// Adds the gradients of all examples, each times its factor, to what is given: a tensor for each parameter, of its shape.
  ///
  /// - Parameters:
  ///   - factors: [parameter][example]; an example of factor 0 adds nothing, even if it is not finite.
  ///   - sums: a tensor for each parameter, of its shape.
  func addSum(factors: [[Scalar]], to sums: inout [Tensor<Scalar>])

  /// Adds the gradients of all examples, as training without privacy does.
  ///
  /// - Parameter sums: a tensor for each parameter, of its shape.
  func addTotal(to sums: inout [Tensor<Scalar>])
}

/// Work on the norms of a batch, in operations (a multiplication or an addition), and the numbers of all gradients.
public struct NormCosts: Hashable, Sendable {
  /// Operations of the method ``NormMethod/ghost``.
  public var ghost = 0.0
  /// Operations of the method ``NormMethod/instantiated``.
  public var instantiated = 0.0
  /// How many numbers it writes.
  public var written = 0.0

  /// Costs; 0 where norms are had in passing.
  public init(ghost: Double = 0, instantiated: Double = 0, written: Double = 0) {
    (self.ghost, self.instantiated, self.written) = (ghost, instantiated, written)
  }
}

extension ParameterUse {
  /// Adds the gradients of all examples.
  public func addTotal(to sums: inout [Tensor<Scalar>]) {
    addSum(factors: parameters.map { _ in Array(repeating: 1, count: examples) }, to: &sums)
  }

  /// Adds the gradients of all examples, each times a factor that depends on its norm, and writes each of them once.
  ///
  /// - Parameters:
  ///   - factor: that of an example, given its number and the squared norm by all parameters together.
  ///   - sums: a tensor for each parameter, of its shape.
  package func addInstantiated(factor: (Int, Double) -> Scalar, to sums: inout [Tensor<Scalar>]) {
    var gradients = sums.map { Tensor<Scalar>(repeating: 0, shape: $0.shape) }
    for example in 0..<examples {
      for index in gradients.indices { gradients[index].clear() }
      addGradient(of: example, times: 1, to: &gradients)
      let factor = factor(example, gradients.reduce(0) { $0 + $1.squares })
      guard factor != 0 else { continue }
      for index in gradients.indices { sums[index].add(gradients[index], times: factor) }
    }
  }

  /// The gradient of one example by each parameter.
  ///
  /// - Parameters:
  ///   - example: from 0 on.
  ///   - shapes: the shapes of the parameters.
  public func gradient(of example: Int, shapes: [[Int]]) -> [Tensor<Scalar>] {
    var sums = shapes.map { Tensor<Scalar>(repeating: 0, shape: $0) }
    addGradient(of: example, times: 1, to: &sums)
    return sums
  }
}

/// Where products of sums cancel to less than this share of what bounds them, a ghost norm is not trusted, and the gradient is computed.
///
/// The bound is ‖A‖² ‖G‖², to which rounding is relative; so a ghost norm has a relative error of 2¹⁰ roundings at most.
let trustedShare = 0x1p-10

extension Tensor where Scalar: ClippingScalar {
  /// Σ x² of the elements.
  public var squares: Double { withUnsafePointer { Scalar.squares(elements.count, $0) } }

  /// Sets all elements to 0.
  mutating func clear() {
    let bytes = elements.count * MemoryLayout<Scalar>.stride
    withUnsafeMutablePointer {
      _ = UnsafeMutableRawPointer($0).initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
    }
  }

  /// Adds another tensor of as many elements, times a factor.
  mutating func add(_ other: Tensor, times factor: Scalar) {
    precondition(elements.count == other.elements.count, "tensors of different sizes are added")
    let count = elements.count
    withUnsafeMutablePointer { y in other.withUnsafePointer { Scalar.add(count, factor, $0, y) } }
  }
}

/// The sum of the diagonal of an n × n matrix.
func trace<Scalar: ClippingScalar>(_ matrix: UnsafePointer<Scalar>, _ n: Int) -> Double {
  var sum = 0.0
  for index in 0..<n { sum += Double(matrix[index * n + index]) }
  return sum
}
