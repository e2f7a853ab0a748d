import Models

/// Numbers of a batch, with the rows that belong to each example.
public struct BatchRows<Scalar: ClippingScalar>: Sendable {
  /// Rows of numbers; of pictures [examples, channels, height, width].
  public let values: Tensor<Scalar>
  /// The rows of each example.
  public let rows: ExampleRows

  /// These rows.
  ///
  /// - Precondition: the tensor has as many rows as the examples.
  public init(_ values: Tensor<Scalar>, rows: ExampleRows) {
    precondition(values.rows == rows.rows, "\(values.rows) rows, expected \(rows.rows)")
    (self.values, self.rows) = (values, rows)
  }

  /// A row for each example, or pictures: what the first extent counts.
  public init(_ values: Tensor<Scalar>) {
    let examples = values.shape[0]
    self.init(values, rows: ExampleRows(examples: examples, each: examples == 0 ? 0 : values.rows / examples))
  }
}

/// What a backward pass tells a layer.
public struct BackwardPass<Scalar: ClippingScalar> {
  /// What stands before the names of the layer's parameters, its last point included.
  public let path: String
  /// Whether the derivatives by what the layer was given are wanted.
  public let wantsInput: Bool
  /// The names of the parameters that are trained, of the whole network.
  public let trained: Set<String>
  /// To be called once for each use of trained parameters.
  public let visit: (any ParameterUse<Scalar>) throws -> Void

  /// A pass.
  public init(
    path: String, wantsInput: Bool, trained: Set<String>,
    visit: @escaping (any ParameterUse<Scalar>) throws -> Void
  ) {
    (self.path, self.wantsInput, self.trained, self.visit) = (path, wantsInput, trained, visit)
  }

  /// The whole name of a parameter, or nil if it is not trained.
  public func trained(_ name: String) -> String? { trained.contains(path + name) ? path + name : nil }

  /// The same for a layer within this one.
  public func inner(_ name: String, wantsInput: Bool? = nil) -> BackwardPass {
    BackwardPass(
      path: path + name + ".", wantsInput: wantsInput ?? self.wantsInput, trained: trained, visit: visit)
  }
}

/// A layer that keeps examples apart: what comes out for an example depends on that example alone.
///
/// A conforming type says where its parameters are used; an engine does the rest. Layers that mix examples, such as batch normalisation,
/// have no gradient of a single example; ``mixesExamples`` tells, and ``LayerChain/requireIsolation(_:)`` finds out.
public protocol PerExampleLayer<Scalar>: Module where Scalar: ClippingScalar {
  /// The way back: derivatives of the summed loss by what the layer was given, from those by what it gave.
  typealias Backward = (_ dy: Tensor<Scalar>, _ pass: BackwardPass<Scalar>) throws -> Tensor<Scalar>?

  /// Whether rows of one example can change those of another.
  var mixesExamples: Bool { get }

  /// What comes out, and the way back.
  ///
  /// - Throws: ``LayerError`` if the layer cannot be given this.
  func forward(_ x: BatchRows<Scalar>) throws -> (BatchRows<Scalar>, Backward)
}

extension PerExampleLayer {
  /// Most layers do not.
  public var mixesExamples: Bool { false }
}

/// Why a network cannot be trained with the gradients of single examples, or not be run.
public enum LayerError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What comes out for an example depends on others.
  case mixesExamples(layer: String)
  /// A layer was given something else.
  case input(layer: String, found: String, expected: String)
  /// A pass met a parameter that no group of the plan has, or none.
  case parameter(String)

  /// What is wrong, in a sentence.
  public var description: String {
    switch self {
    case .mixesExamples(let layer):
      "\(layer) mixes the examples of a batch, so no example has a gradient of its own; expected one that keeps them apart"
    case .input(let layer, let found, let expected): "\(layer) was given \(found); expected \(expected)"
    case .parameter(let name): "\(name) is used by the network, but is none of its parameters"
    }
  }
}
