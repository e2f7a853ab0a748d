import Exact
import MessagePassing
import Models

/// What one rank has of a training over several.
///
///     let all = RankShare.alone                                      // one process
///     let some = RankShare.examples(of: world)                       // the whole model, and some of the examples
///     let part = try RankShare.groups(of: plan, parameters, world)   // some of the groups, and all examples
///
/// Either way the trained model has the same bits for every number of ranks, if noise comes from a seed and the ranks' processors are of one kind.
public struct RankShare: Sendable {
  /// The ranks.
  public let world: Communicator
  /// The groups whose parameters this rank has, sums, and adds noise to; nil if it has all, and shares the examples.
  public let groups: Range<Int>?
  /// Names and shapes of the whole model's parameters, and the rank of each; empty if all ranks have the whole model.
  let owners: [(name: String, shape: [Int], rank: Int)]

  /// One process, which has everything.
  public static let alone = RankShare.examples(of: .alone)

  /// Each rank has the whole model, and its part of each sample; integers are added over the ranks.
  public static func examples(of world: Communicator) -> RankShare {
    RankShare(world: world, groups: nil, owners: [])
  }

  /// Each rank has some consecutive groups: it clips and noises what it has, and tells nobody a norm.
  ///
  /// - Parameters:
  ///   - plan: of the whole model.
  ///   - parameters: names and shapes of the whole model's, in its order; each is in a group.
  ///   - world: the ranks.
  /// - Throws: ``RankShareError`` if there are more ranks than groups, or a parameter is in no group.
  public static func groups(
    of plan: ClippingPlan, _ parameters: [(name: String, shape: [Int])], _ world: Communicator
  ) throws(RankShareError) -> RankShare {
    guard world.size <= plan.count else { throw .ranks(world.size, groups: plan.count) }
    func groups(_ rank: Int) -> Range<Int> {
      (rank * plan.count / world.size)..<((rank + 1) * plan.count / world.size)
    }
    var owners: [(name: String, shape: [Int], rank: Int)] = []
    for (name, shape) in parameters {
      guard let group = plan.group(of: name) else { throw .noGroup(name) }
      owners.append((name, shape, (0..<world.size).first { groups($0).contains(group) } ?? 0))
    }
    return RankShare(world: world, groups: groups(world.rank), owners: owners)
  }

  /// Whether this is the rank that samples, writes and reports.
  public var isFirst: Bool { world.rank == 0 }

  /// The groups of a plan that this rank has.
  func groups(of plan: ClippingPlan) -> Range<Int> { groups ?? plan.groups.indices }

  /// Whether this rank draws the noise of its groups. Of ranks that share the examples one does, whose numbers carry it into the sum.
  var addsNoise: Bool { groups != nil || isFirst }

  /// The first rank's numbers, on all ranks.
  func agreed(_ numbers: () throws -> [Int]) throws -> [Int] {
    guard world.size > 1 else { return try numbers() }
    var list = isFirst ? try numbers().map(Int64.init) : []
    var count = [Int64(list.count)]
    try world.broadcast(&count, from: 0)
    if !isFirst { list = Array(repeating: 0, count: Int(count[0])) }
    try world.broadcast(&list, from: 0)
    return list.map(Int.init)
  }

  /// This rank's part of a sample.
  func part(of sample: [Int]) -> [Int] {
    guard groups == nil, world.size > 1 else { return sample }
    return stride(from: world.rank, to: sample.count, by: world.size).map { sample[$0] }
  }

  /// Adds integers over the ranks, where they share the examples.
  func sumExamples(_ integers: inout [Int64]) throws(CommunicatorError) {
    if groups == nil, world.size > 1 { try world.sum(&integers) }
  }

  /// Tells the first rank a tensor for each parameter, in the whole model's order; all ranks call it.
  ///
  /// - Parameters:
  ///   - own: those of the parameters that this rank has.
  ///   - visit: is called on the first rank only. No more than one tensor of another rank is in memory.
  func gather(
    _ own: [(name: String, value: Tensor<Float>)], _ visit: (String, Tensor<Float>) throws -> Void
  ) throws {
    guard groups != nil else {
      if isFirst { for (name, value) in own { try visit(name, value) } }
      return
    }
    for (name, shape, rank) in owners {
      if rank == world.rank {
        guard let value = own.first(where: { $0.name == name })?.value else { throw RankShareError.noGroup(name) }
        if isFirst { try visit(name, value) } else { try world.send(value.elements, to: 0) }
      } else if isFirst {
        try visit(name, Tensor(try world.receive(shape.reduce(1, *), from: rank), shape: shape))
      }
    }
  }
}

/// Why ranks cannot share a training.
public enum RankShareError: Error, Hashable, Sendable, CustomStringConvertible {
  /// More ranks than groups.
  case ranks(Int, groups: Int)
  /// Nobody would have a parameter.
  case noGroup(String)
  /// A group is not made of whole layers, one after the other.
  case notLayers(group: String)

  public var description: String {
    switch self {
    case .ranks(let ranks, let groups):
      "there are \(ranks) ranks; expected at most \(groups), one for each group, or ranks that share the examples"
    case .noGroup(let name): "no rank has \(name); expected a group of it"
    case .notLayers(let group):
      "\(group) is not made of whole layers, one after the other; expected groups per layer or per device"
    }
  }
}
