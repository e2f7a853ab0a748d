import Exact
import SplicingCheckers
import Text

/// Why a derivation is not what it claims to be.
public enum VerificationError: Error, Equatable, Sendable, CustomStringConvertible {
  /// An operation cannot be carried out.
  case notReplayable(ReplayError)
  /// The text on the canvas differs from the target, first at this position.
  case wrongText(position: Int, found: String?, expected: String?)
  /// The claimed cost is not the number of operations.
  case wrongCost(claimed: Int, operations: Int)
  /// It is claimed to be shortest, and there is a shorter one.
  case notShortest(operations: Int, least: Int)
  /// It is claimed that every derivation needs more operations than are enough.
  case notNeeded(lower: Int, least: Int)
  /// The claimed number of shortest derivations is wrong.
  case wrongCount(claimed: Integer, count: Integer)
  /// The words that are said to occur in no neighbour are others than these.
  case wrongMissing([String])
  /// What it claims could not be found out.
  case undecided(SpliceError)

  public var description: String {
    switch self {
    case .notReplayable(let error): "\(error)"
    case .wrongText(let position, let found, let expected):
      "the operations make another text: word \(position) is \(found.map { "“\($0)”" } ?? "missing"), "
        + "and should be \(expected.map { "“\($0)”" } ?? "past the end")"
    case .wrongCost(let claimed, let operations):
      "the cost is said to be \(claimed), but there are \(operations) operations"
    case .notShortest(let operations, let least):
      "\(operations) operations are said to be the fewest, but \(least) are enough"
    case .notNeeded(let lower, let least):
      "every derivation is said to need \(lower) operations, but \(least) are enough"
    case .wrongCount(let claimed, let count):
      "there are said to be \(claimed) shortest derivations, but there are \(count)"
    case .wrongMissing(let words):
      words.isEmpty
        ? "words are said to occur in no neighbour, but all do"
        : "the words that occur in no neighbour are \(words.map { "“\($0)”" }.joined(separator: ", "))"
    case .undecided(let error): "could not be decided: \(error)"
    }
  }
}

extension SpliceProblem {
  /// Checks that operations make the target, and what is claimed of them besides.
  ///
  /// - Parameters:
  ///   - operations: a derivation.
  ///   - cost: the claimed number of operations.
  ///   - isOptimal: whether no derivation is claimed to be shorter.
  ///   - lower: the number of operations that every derivation is claimed to need. `TilingBound` decides where it can, else
  ///     the oracle.
  ///   - count: the claimed number of shortest derivations.
  ///   - memoryLimit: in bytes, for the tables that a claim takes.
  /// - Throws: ``VerificationError`` that says what is wrong first.
  /// - Complexity: that of ``replay(_:from:canvasLimit:)``; that of ``SpliceOracle`` where optimality is claimed; that of
  ///   ``SpliceCensus`` where a count is.
  public func verify(
    _ operations: [SpliceOperation], cost: Int? = nil, isOptimal: Bool = false, lower: Int? = nil,
    count: Integer? = nil, memoryLimit: Int = 1 << 30
  ) throws(VerificationError) {
    let text: [Token]
    do throws(ReplayError) { text = try replay(operations, from: neighbours) } catch { throw .notReplayable(error) }
    if text != target {
      let same = zip(text, target).prefix { $0 == $1 }.count
      throw .wrongText(
        position: same, found: same < text.count ? "\(text[same])" : nil,
        expected: same < target.count ? "\(target[same])" : nil)
    }
    if let cost, cost != operations.count { throw .wrongCost(claimed: cost, operations: operations.count) }
    if let lower, lower > operations.count { throw .notNeeded(lower: lower, least: operations.count) }
    if isOptimal || lower != nil {
      let needed = isOptimal ? operations.count : lower ?? 0
      // Without tables, which of a long text do not fit.
      if needed > TilingBound(target: target, neighbours: neighbours).operations {
        let least = try decided { () throws(SpliceError) in
          try SpliceOracle(self, memoryLimit: memoryLimit).cost ?? 0
        }
        if isOptimal, least != operations.count { throw .notShortest(operations: operations.count, least: least) }
        if needed > least { throw .notNeeded(lower: needed, least: least) }
      }
    }
    if let count {
      let found = try decided { () throws(SpliceError) in try SpliceCensus(self, memoryLimit: memoryLimit).count }
      if found != count { throw .wrongCount(claimed: count, count: found) }
    }
  }

  private func decided<Value>(_ solve: () throws(SpliceError) -> Value) throws(VerificationError) -> Value {
    do throws(SpliceError) { return try solve() } catch { throw .undecided(error) }
  }
}

extension SpliceDerivationRecord {
  /// Checks everything that the line claims of the problem: that its operations make the target, or that nothing can, and cost,
  /// optimality, count and missing words where they are given.
  ///
  /// - Throws: ``VerificationError`` that says what is wrong first.
  /// - Parameters:
  ///   - problem: the problem that the line belongs to.
  ///   - memoryLimit: in bytes, for the tables that a claim takes.
  /// - Complexity: that of `SpliceProblem.verify(_:cost:isOptimal:lower:count:memoryLimit:)`.
  public func verify(_ problem: SpliceProblem<TextToken>, memoryLimit: Int = 1 << 30) throws(VerificationError) {
    let absent = problem.missingTokens
    if let missing, missing != absent { throw .wrongMissing(absent.map(\.description)) }
    // Without cost and operations it says that there is no derivation, so none is shortest, and 0 is their number.
    if cost == nil, ops.isEmpty, optimal != true, !absent.isEmpty {
      if let count, !count.isZero { throw .wrongCount(claimed: count, count: 0) }
      return
    }
    try problem.verify(
      ops, cost: cost, isOptimal: optimal == true, lower: lower, count: count, memoryLimit: memoryLimit)
  }
}
