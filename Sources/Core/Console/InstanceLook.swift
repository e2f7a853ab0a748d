import Exact
import Problems

/// What `inspect` says of an instance: its sizes, what solving it costs, and what it reduces to.
struct InstanceLook: Encodable, CustomStringConvertible {
  private struct Size: Encodable { let name, relation, value: String }

  /// A problem to which it reduces, by a shortest route.
  private struct Target: Encodable {
    let problem: String
    let route: [String]
    let sizes: [Size]
    let fileBytes, memoryBytes: String?
    let operations, unit: String?
  }

  private let problem: String
  private let sizes: [Size]
  private let algorithm: String?
  private let operations, unit: String?
  private let reducesTo: [Target]

  /// A look at an instance of a problem of the graph.
  init<Instance: Problem>(_ instance: Instance, in graph: ReductionGraph) {
    problem = Instance.name
    let size = instance.size
    sizes = size.entries.map { Size(name: $0.name, relation: "=", value: "\($0.value)") }
    algorithm = Instance.algorithms.first?.name
    let own = Instance.predictedOperations(of: size)
    (operations, unit) = (own.map { "\($0.count)" }, own?.unit)
    var targets: [Target] = []
    for target in graph.problems where target.name != Instance.name {
      guard let route = graph.route(from: Instance.name, to: target.name) else { continue }
      targets.append(Self.look(at: target, by: route, for: size))
    }
    reducesTo = targets
  }

  private static func look(at target: any Problem.Type, by route: [any Reduction], for size: SizeParameters) -> Target {
    let promises = route.promises(ofTargetFor: size)
    let bytes = route.predictedBytes(of: size)
    var promised: SizeParameters = [:]
    for promise in promises ?? [] { promised.append(promise.parameter, promise.value) }
    let operations = target.predictedOperations(of: promised)
    return Target(
      problem: target.name, route: route.map { $0.name },
      sizes: (promises ?? []).map { Size(name: $0.parameter, relation: $0.relation.rawValue, value: "\($0.value)") },
      fileBytes: bytes.map { "\($0.files)" }, memoryBytes: bytes.map { "\($0.value)" },
      operations: operations.map { "\($0.count)" }, unit: operations?.unit)
  }

  var description: String {
    var lines = ["an instance of \(problem): " + Self.words(sizes)]
    if let algorithm {
      lines.append(
        "solve \(problem): \(algorithm), " + (Self.cost(operations, unit) ?? "whose cost these sizes do not tell"))
    }
    for target in reducesTo {
      let sizes = target.sizes.isEmpty ? "sizes that the route does not promise" : Self.words(target.sizes)
      lines.append("reduces to \(target.problem) by \(target.route.joined(separator: ", ")): \(sizes)")
      let bytes = target.fileBytes.map { "files up to \(Self.bytes($0)) beside provenance.json" }
      let memory = target.memoryBytes.map { "memory up to \(Self.bytes($0))" }
      let costs = [bytes, memory, Self.cost(target.operations, target.unit).map { "then " + $0 }].compactMap { $0 }
      if !costs.isEmpty { lines.append("  " + costs.joined(separator: ", ")) }
    }
    if reducesTo.isEmpty { lines.append("reduces to no other problem") }
    return lines.joined(separator: "\n")
  }

  private static func words(_ sizes: [Size]) -> String {
    sizes.map { "\($0.name) \($0.relation) \(short($0.value))" }.joined(separator: ", ")
  }

  private static func cost(_ operations: String?, _ unit: String?) -> String? {
    guard let operations, let unit else { return nil }
    return "up to \(short(operations)) \(unit)"
  }

  private static func bytes(_ digits: String) -> String {
    (try? Integer(parsing: digits)).map { ByteCount($0).text } ?? digits
  }

  /// Numbers that nobody reads digit by digit as a power of ten, rounded down.
  private static func short(_ digits: String) -> String {
    digits.count <= 18
      ? digits
      : "10^\(digits.count - 1)"
        + (digits.dropFirst().allSatisfy { $0 == "0" } && digits.first == "1" ? "" : " and more")
  }
}
