import Models

/// Parameters whose gradients are clipped together: one norm, one threshold.
///
///     let groups = try ParameterGroup.groups(of: perceptron, by: .perLayer)
///     groups[0].parameters      // ["layers.0.weight", "layers.0.bias"]
///     groups[0].dimension       // 784 · 512 + 512
///
/// Parameters that no group names are frozen: nothing about their gradients is released.
public struct ParameterGroup: Sendable, Hashable, Codable {
  /// What it is called, such as `layers.0`.
  public let name: String
  /// The parameters, by their names in the model, in the model's order.
  public let parameters: [String]
  /// d: how many numbers they have together.
  public let dimension: Int

  /// A group of these parameters.
  public init(name: String, parameters: [String], dimension: Int) {
    (self.name, self.parameters, self.dimension) = (name, parameters, dimension)
  }
}

/// How the parameters of a model are cut into groups.
public enum ParameterGrouping: Sendable, Hashable {
  /// One group of all.
  case flat
  /// A group for each layer: names that agree up to their last point, so weight and bias are together.
  case perLayer
  /// A group for each tensor.
  case perParameter
  /// A group for each block: names that agree up to their first number, such as `encoder.layer.3`; without a number, up to the first point.
  case perBlock
  /// A group for each device: the parameters that it hosts. A name stands for itself and for all that begin with it and a point.
  case perDevice([[String]])
}

extension ParameterGroup {
  /// Cuts the parameters of a model into groups, in the order in which the model names them; groups are ordered by their first parameter, those of
  /// devices as the devices are.
  ///
  /// - Parameters:
  ///   - model: whose parameters they are.
  ///   - grouping: what belongs together.
  ///   - isTrained: whether the parameter of this name is trained; others are in no group.
  /// - Throws: ``ClippingPlanError`` if nothing is trained, or if a parameter is on no device or on two.
  /// - Complexity: O(number of parameters · number of devices' names).
  public static func groups(
    of model: some Module, by grouping: ParameterGrouping, training isTrained: (String) -> Bool = { _ in true }
  ) throws(ClippingPlanError) -> [ParameterGroup] {
    try groups(
      ofParameters: model.parameters.map { ($0.name, $0.value.elements.count) }, by: grouping, training: isTrained)
  }

  /// The same for parameters of which only names and sizes are known: of a model that is on several ranks.
  ///
  /// - Throws: ``ClippingPlanError``.
  public static func groups(
    ofParameters parameters: [(name: String, count: Int)], by grouping: ParameterGrouping,
    training isTrained: (String) -> Bool = { _ in true }
  ) throws(ClippingPlanError) -> [ParameterGroup] {
    var names: [String] = []
    var members: [String: [String]] = [:]
    var dimensions: [String: Int] = [:]
    func add(_ name: String, _ count: Int, to group: String) {
      if members[group] == nil { names.append(group) }
      members[group, default: []].append(name)
      dimensions[group, default: 0] += count
    }
    for (name, count) in parameters where isTrained(name) {
      switch grouping {
      case .flat: add(name, count, to: "all")
      case .perLayer: add(name, count, to: layer(name))
      case .perParameter: add(name, count, to: name)
      case .perBlock: add(name, count, to: block(name))
      case .perDevice(let devices):
        let hosts = devices.indices.filter { device in
          devices[device].contains { name == $0 || name.hasPrefix($0 + ".") }
        }
        guard hosts.count == 1 else { throw .devices(parameter: name, count: hosts.count) }
        add(name, count, to: "device.\(hosts[0])")
      }
    }
    if case .perDevice(let devices) = grouping {
      names = devices.indices.map { "device.\($0)" }
      if let idle = names.first(where: { members[$0] == nil }) { throw .emptyGroup(idle) }
    }
    guard !names.isEmpty else { throw .noParameters }
    return names.map { ParameterGroup(name: $0, parameters: members[$0] ?? [], dimension: dimensions[$0] ?? 0) }
  }

  private static func layer(_ name: String) -> String {
    name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
  }

  private static func block(_ name: String) -> String {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    let number = parts.firstIndex { !$0.isEmpty && $0.allSatisfy(\.isNumber) } ?? 0
    return parts[...number].joined(separator: ".")
  }
}

/// Why there is no such clipping plan.
public enum ClippingPlanError: Error, Hashable, Sendable, CustomStringConvertible {
  /// There is no group.
  case noParameters
  /// A group has no parameters.
  case emptyGroup(String)
  /// A parameter is in two groups.
  case twice(parameter: String)
  /// A parameter is hosted by no device, or by several.
  case devices(parameter: String, count: Int)
  /// There are not as many thresholds as groups.
  case thresholdCount(found: Int, groups: Int)
  /// A threshold is not positive, or has too many digits.
  case threshold(group: String, found: String)
  /// The grid of exact clipping is out of its range.
  case grid(Int)
  /// The stabilising summand of automatic clipping is out of its range.
  case stabilizer(String)
  /// A group names a parameter that the model does not have, or a wrong number of elements.
  case otherModel(group: String, reason: String)

  public var description: String {
    switch self {
    case .noParameters: "no parameter is trained; expected at least one"
    case .emptyGroup(let group): "\(group) has no parameters; expected at least one"
    case .twice(let parameter): "\(parameter) is in two groups; expected one"
    case .devices(let parameter, let count): "\(parameter) is on \(count) devices; expected 1"
    case .thresholdCount(let found, let groups):
      "there are \(found) thresholds; expected one for each of \(groups) groups"
    case .threshold(let group, let found):
      "the threshold of \(group) is \(found); expected a number from 2^-64 to 2^64 of at most 256 bits"
    case .grid(let found): "the grid is \(found); expected 2 to 2^30 steps to the threshold"
    case .stabilizer(let found): "the stabilizer is \(found); expected a number above 0, at most 1"
    case .otherModel(let group, let reason): "\(group) is of another model: \(reason)"
    }
  }
}
