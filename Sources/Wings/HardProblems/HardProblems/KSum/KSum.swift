import Exact
import Text

/// An instance of k-SUM: sets A₁, …, A_k of integers in 1...U; are there aᵢ ∈ Aᵢ with a₁ + … + a_(k−1) = a_k?
///
///     let instance = try KSum(sets: [[1, 3], [2, 4], [3, 5, 7]], universe: 8)
///     instance.solutionCount          // 4
///     instance.firstSolution          // [1, 2, 3]
///
/// Meet in the middle solves it in time O(m^⌈k/2⌉). The 3SUM conjecture says that for k = 3 no exponent below 2 is
/// possible; the Strong kSUM assumption says the same of ⌈k/2⌉ even for U = O(m^⌈k/2⌉).
///
/// The sets are sets: repeated elements count once, and they are kept in ascending order.
public struct KSum: Hashable, Sendable {
  /// A₁, …, A_k, each strictly ascending.
  public let sets: [[Int]]
  /// U: every element lies in 1...U.
  public let universe: Int

  /// The number of sets.
  public var k: Int { sets.count }

  /// An instance, with repeated elements dropped.
  /// - Throws: ``KSumError`` when there are fewer than two sets, U is not positive or so large that k·U overflows, or
  ///   an element lies outside 1...U.
  public init(sets: [[Int]], universe: Int) throws(KSumError) {
    guard sets.count >= 2 else { throw .tooFewSets(sets.count) }
    guard universe >= 1 else { throw .universeNotPositive(universe) }
    guard !universe.multipliedReportingOverflow(by: sets.count).overflow else {
      throw .universeTooLarge(universe, sets: sets.count)
    }
    for (index, set) in sets.enumerated() {
      if let element = set.first(where: { !(1...universe).contains($0) }) {
        throw .elementOutOfRange(element, set: index + 1, universe: universe)
      }
    }
    self.sets = sets.map { set in
      var distinct: [Int] = []
      for element in set.sorted() where distinct.last != element { distinct.append(element) }
      return distinct
    }
    self.universe = universe
  }

  /// Whether the tuple takes one element from each set and a₁ + … + a_(k−1) = a_k.
  public func isSolution(_ tuple: [Int]) -> Bool {
    tuple.count == k && zip(tuple, sets).allSatisfy { element, set in set.contains(element) }
      && tuple.dropLast().reduce(0, +) == tuple.last
  }
}

/// What can be wrong with an instance of k-SUM.
public enum KSumError: TextReadingError, Equatable, Sendable, CustomStringConvertible {
  /// There are fewer than two sets.
  case tooFewSets(Int)
  /// U is less than 1.
  case universeNotPositive(Int)
  /// k · U does not fit an `Int`.
  case universeTooLarge(Int, sets: Int)
  /// The element of the set, counted from 1, is not one of 1...U.
  case elementOutOfRange(Int, set: Int, universe: Int)
  /// The text at a line is not what the format has there.
  case malformed(TextFault)
  /// A part that the format needs is missing.
  case missing(String)
  /// A random instance of the wanted kind does not exist, or was not found.
  case noSuchInstance(String)

  public var description: String {
    switch self {
    case .tooFewSets(let count): "k-SUM needs at least two sets, not \(count)"
    case .universeNotPositive(let universe): "the universe U must be at least 1, not \(universe)"
    case .universeTooLarge(let universe, let sets):
      "the universe U = \(universe) is too large: sums of \(sets) elements must fit in 64 bits"
    case .elementOutOfRange(let element, let set, let universe):
      "the element \(element) of set \(set) lies outside 1...\(universe)"
    case .malformed(let fault): fault.description
    case .missing(let what): "the file ends too early: \(what) is missing"
    case .noSuchInstance(let why): why
    }
  }
}

// Coded as the two fields; decoding validates like the initialiser.
extension KSum: Codable {
  private enum Key: String, CodingKey { case sets, universe }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let sets = try container.decode([[Int]].self, forKey: .sets)
    let universe = try container.decode(Int.self, forKey: .universe)
    do {
      try self.init(sets: sets, universe: universe)
    } catch {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: error.description, underlyingError: error))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(sets, forKey: .sets)
    try container.encode(universe, forKey: .universe)
  }
}
