import Models

/// Some consecutive layers of a perceptron: what one rank has of it.
public struct PerceptronStage: Module {
  /// The layers that are here.
  public internal(set) var layers: [Linear<Float>]
  /// The number of the first one in the whole perceptron.
  public let first: Int
  /// Whether the last layer of the perceptron is here.
  public let isEnd: Bool
  /// The function behind each layer but the last of the perceptron.
  public let activation: Activation

  /// These layers.
  ///
  /// - Precondition: at least one.
  public init(layers: [Linear<Float>], first: Int, isEnd: Bool, activation: Activation) {
    precondition(!layers.isEmpty, "a stage has a layer")
    (self.layers, self.first, self.isEnd, self.activation) = (layers, first, isEnd, activation)
  }

  /// Names and values of the parameters, in place: named as in the whole perceptron; see `Module`.
  public mutating func visitParameters(
    _ path: String, _ body: (String, inout Tensor<Float>) throws -> Void
  ) rethrows {
    for index in layers.indices { try layers[index].visitParameters("\(path)layers.\(first + index).", body) }
  }

  /// The layers of each group of a plan, if the groups are made of whole layers, one after the other.
  ///
  /// - Throws: ``RankShareError/notLayers(group:)``.
  public static func layers(of plan: ClippingPlan, count: Int) throws(RankShareError) -> [Range<Int>] {
    var (found, next): ([Range<Int>], Int) = ([], 0)
    for (k, group) in plan.groups.enumerated() {
      let start = next
      while next < count, plan.group(of: "layers.\(next).weight") == k, plan.group(of: "layers.\(next).bias") == k {
        next += 1
      }
      guard group.parameters.count == 2 * (next - start), next > start else { throw .notLayers(group: group.name) }
      found.append(start..<next)
    }
    guard next == count else { throw .noGroup("layers.\(next).weight") }
    return found
  }
}
