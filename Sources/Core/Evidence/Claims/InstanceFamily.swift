import Randomness

/// The instances on which a check tries its statement, and how to make one of them smaller.
public struct InstanceFamily<Instance: Sendable>: Sendable {
  /// Which instances, in words and numbers.
  public var description: String { describe() }
  let describe: @Sendable () -> String
  /// How many instances there are for a budget.
  public let count: @Sendable (Budget) -> Int
  /// Every so many of the instances for a budget, from the first on, in a fixed order, all random choices from the stream; an error
  /// where one could not be made. The others are not made.
  let instances: @Sendable (Budget, RandomStream, _ step: Int) -> AnySequence<Result<Instance, any Error>>
  /// Smaller instances to try in place of one that fails, the boldest first. Each must be simpler in a well-founded
  /// sense, or shrinking stops only at its step limit.
  let shrink: @Sendable (Instance) -> [Instance]

  /// Random instances: number `i` is drawn from the stream's child `i`, so that any one of them can be made again
  /// without the others.
  public static func random(
    _ description: String, quick: Int, deep: Int,
    shrink: @escaping @Sendable (Instance) -> [Instance] = { _ in [] },
    draw: @escaping @Sendable (_ index: Int, _ stream: inout RandomStream) throws -> Instance
  ) -> InstanceFamily {
    let count: @Sendable (Budget) -> Int = { $0 == .quick ? quick : deep }
    return InstanceFamily(
      describe: { description }, count: count,
      instances: { budget, stream, step in
        AnySequence(
          stride(from: 0, to: count(budget), by: step).lazy.map { index in
            var child = stream.child(index)
            return Result { try draw(index, &child) }
          })
      },
      shrink: shrink)
  }

  /// Every instance up to a size that depends on the budget, smallest first.
  ///
  /// Nothing is shrunk: the first failure is already a smallest one.
  public static func exhaustive(
    _ description: String, count: @escaping @Sendable (Budget) -> Int,
    all: @escaping @Sendable (Budget) -> [Instance]
  ) -> InstanceFamily {
    InstanceFamily(
      describe: { description }, count: count,
      instances: { budget, _, step in AnySequence(all(budget).every(step).lazy.map { .success($0) }) },
      shrink: { _ in [] })
  }

  /// The listed instances, for every budget. Description and list are made when they are asked for.
  public static func listed(
    _ description: @autoclosure @escaping @Sendable () -> String,
    quick: @autoclosure @escaping @Sendable () -> [Instance]
  ) -> InstanceFamily { listed(description(), quick: quick(), deep: EmptyCollection()) }

  /// The listed instances; the deep budget adds more. Description and lists are made when they are asked for.
  public static func listed<More: Collection<Instance> & SendableMetatype>(
    _ description: @autoclosure @escaping @Sendable () -> String,
    quick: @autoclosure @escaping @Sendable () -> [Instance],
    deep more: @autoclosure @escaping @Sendable () -> More
  ) -> InstanceFamily {
    InstanceFamily(
      describe: description, count: { $0 == .quick ? quick().count : quick().count + more().count },
      instances: { budget, _, step in
        AnySequence((budget == .quick ? quick() : quick() + more()).every(step).lazy.map { .success($0) })
      },
      shrink: { _ in [] })
  }
}

extension Array {
  /// Every so many of the elements, from the first on.
  fileprivate func every(_ step: Int) -> [Element] {
    step == 1 ? self : stride(from: 0, to: count, by: step).map { self[$0] }
  }
}
