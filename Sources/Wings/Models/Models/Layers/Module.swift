/// A layer, or layers put together: a value whose parameters have names.
///
/// The gradient of a module is a module of the same type, whose parameters are the derivatives: `zeros` of the module, to which
/// `backward` adds. So gradients of single examples are kept apart by keeping values apart.
public protocol Module<Scalar>: Sendable {
  /// The numbers it computes with.
  associatedtype Scalar: NetworkScalar

  /// Calls `body` with the name and the value of each parameter, always in the same order, in place.
  ///
  /// - Parameters:
  ///   - path: what stands before each name, its last point included.
  ///   - body: may replace the value by another of the same shape.
  mutating func visitParameters(
    _ path: String, _ body: (String, inout Tensor<Scalar>) throws -> Void) rethrows

  /// Calls `body` with the name of each linear layer and the layer, always in the same order, in place.
  mutating func visitLinears(
    _ path: String, _ body: (String, inout Linear<Scalar>) throws -> Void) rethrows
}

extension Module {
  /// A module without linear layers.
  public mutating func visitLinears(
    _ path: String, _ body: (String, inout Linear<Scalar>) throws -> Void
  ) rethrows {}

  /// Names and values of all parameters.
  ///
  /// - Complexity: O(number of parameters that have names); no elements are copied.
  public var parameters: [(name: String, value: Tensor<Scalar>)] {
    var list: [(name: String, value: Tensor<Scalar>)] = []
    var copy = self
    copy.visitParameters("") { name, value in list.append((name, value)) }
    return list
  }

  /// The number of numbers that can be trained.
  public var parameterCount: Int { parameters.reduce(0) { $0 + $1.value.elements.count } }

  /// The same module with all parameters 0: where gradients are collected.
  public var zeros: Self {
    var copy = self
    copy.visitParameters("") { _, value in value = Tensor(repeating: 0, shape: value.shape) }
    return copy
  }

  /// Names and shapes (output width, input width) of the linear layers, in the order in which they are used.
  public var linearLayers: [(name: String, shape: [Int])] {
    var list: [(name: String, shape: [Int])] = []
    var copy = self
    copy.visitLinears("") { name, linear in list.append((name, linear.weight.shape)) }
    return list
  }

  /// The weights of a linear layer, a row for each output; nil if there is none of this name.
  public func weight(of name: String) -> Tensor<Scalar>? {
    var found: Tensor<Scalar>?
    var copy = self
    copy.visitLinears("") { if $0 == name { found = $1.weight } }
    return found
  }

  /// Replaces the weights of a linear layer. False if there is none of this name.
  ///
  /// - Precondition: the shape is that of the weights that were there.
  public mutating func setWeight(_ weight: Tensor<Scalar>, of name: String) -> Bool {
    var isFound = false
    visitLinears("") { other, linear in
      guard other == name else { return }
      precondition(linear.weight.shape == weight.shape, "weights of \(name) have the shape \(linear.weight.shape)")
      linear.weight = weight
      isFound = true
    }
    return isFound
  }

  /// The same module, whose linear layers tell what they are given, each time: their name, and a row for each token.
  ///
  /// This is how calibration data are collected: the copy is run on them.
  public func observingInputs(_ observer: @escaping @Sendable (String, Tensor<Scalar>) -> Void) -> Self {
    var copy = self
    copy.visitLinears("") { name, linear in linear.observer = { observer(name, $0) } }
    return copy
  }
}
