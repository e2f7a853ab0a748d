import Evidence
import Randomness
import Reasoning

/// An instance, in its text, and how often the loop is applied.
struct ChainTrial: Codable, Sendable {
  var text: String
  var loops: Int

  func instance() throws -> LegoInstance { try LegoInstance(text, format: .named) }

  /// A chain, tree or forest of 1 to `longest` clauses; one in four has clauses that lead to a cycle or an undefined variable.
  static func random(
    _ index: Int, groups: [String], longest: Int, _ stream: inout RandomStream
  ) throws -> ChainTrial {
    let group = try FiniteGroup.named(groups[index % groups.count])
    let length = stream.uniform(in: 1...longest)
    let task = try LegoTask(
      group: group, lengths: length...length,
      breakers: LegoTask.Breakers(
        distractor: stream.uniform(in: 0...2), dangling: stream.uniform(in: 0...1),
        isTree: stream.uniform(in: 0...3) == 0))
    var clauses = task.sample(using: &stream).instance.clauses
    if stream.uniform(in: 0...3) == 0 {
      // A parent that is any letter: perhaps undefined, perhaps a descendant.
      let slot = stream.uniform(in: 0...(clauses.count - 1))
      let parent = LegoVariable(index: stream.uniform(in: 0...(LegoVariable.count - 1)))
      clauses[slot] = LegoClause(clauses[slot].variable, clauses[slot].operation, parent)
    }
    let instance = try LegoInstance(group: group, clauses: clauses)
    // As many loops as doubling needs, and one more.
    let net = LegoTransformer(.doubling, group: group, maximumClauses: clauses.count)
    return ChainTrial(text: try instance.text(.named), loops: net.loops(forLength: clauses.count) + 1)
  }

  /// The same without one of the clauses, or with fewer loops.
  static func shrink(_ trial: ChainTrial) -> [ChainTrial] {
    guard let instance = try? trial.instance() else { return [] }
    var smaller: [ChainTrial] = []
    for slot in instance.clauses.indices where instance.clauses.count > 1 {
      var clauses = instance.clauses
      clauses.remove(at: slot)
      if let rest = try? LegoInstance(group: instance.group, clauses: clauses), let text = try? rest.text(.named) {
        smaller.append(ChainTrial(text: text, loops: trial.loops))
      }
    }
    if trial.loops > 0 { smaller.append(ChainTrial(text: trial.text, loops: trial.loops - 1)) }
    return smaller
  }
}

/// The network for an instance, which a mutant may break.
func network(
  _ construction: LegoTransformer.Construction, for instance: LegoInstance,
  _ fault: (inout LegoTransformer) throws -> Void = { _ in }
) throws -> LegoTransformer {
  var net = LegoTransformer(
    construction, group: instance.group, maximumClauses: max(1, instance.clauses.count))
  try fault(&net)
  return net
}

/// Faults that a tired person would make in the weights.
enum NetworkFault {
  /// Multiplies on the wrong side.
  static func wrongSide(_ net: inout LegoTransformer) throws {
    let group = net.group
    let table = (0..<group.order).map { a in (0..<group.order).map { group.product($0, a) } }
    let opposite = try FiniteGroup(name: group.name, elements: group.elements, table: table)
    net.network = LegoTransformer(net.construction, group: opposite, maximumClauses: net.maximumClauses).network
  }

  /// A variable on the right of a clause is a key as well.
  static func secondOccurrence(_ net: inout LegoTransformer) {
    for index in net.network.layers[0].units.indices where net.network.layers[0].units[index].bias == -1 {
      net.network.layers[0].units[index].inputs.removeLast()
      net.network.layers[0].units[index].bias = 0
    }
  }

  /// The upper threshold of the products is one too high.
  static func lateThreshold(_ net: inout LegoTransformer) {
    for index in net.network.loop.units.indices where net.network.loop.units[index].bias == -11 {
      net.network.loop.units[index].bias = -12
    }
  }

  /// What a clause knew before is not taken away.
  static func keepsOldState(_ net: inout LegoTransformer) {
    net.network.loop.units.removeAll { $0.bias == 0 }
  }

  /// The head looks for clauses with the same parent instead of the parent's clause.
  static func attendsToSiblings(_ net: inout LegoTransformer) {
    net.network.loop.heads[0].key = net.network.loop.heads[0].query
  }
}
