/// A vector given by its runs of equal entries.
///
/// ```swift
/// let a = try RunLengthVector<Integer>(runs: [.init(value: 1, count: 3), .init(value: 0, count: 2), .init(value: 2, count: 3)])
/// let b = RunLengthVector<Integer>([0, 3, 3, 3, 3, 3, 1, 1])
/// try a.product(with: b).value   // 16, in 5 steps
/// ```
///
/// **Invariant.** Runs are maximal: none is empty, and neighbours differ. So equal vectors are equal values.
public struct RunLengthVector<Value: SignedNumeric & Hashable & Sendable>: Hashable, Sendable {
  /// The runs from left to right.
  public let runs: [Run<Value>]
  /// The number of entries.
  public let count: Int

  /// The vector that the given runs make up; empty runs are dropped, and equal neighbours joined.
  ///
  /// - Throws: `ProgramError.negativeRunLength` or `ProgramError.runLengthOverflow`, with the index of the run.
  /// - Complexity: O(number of runs).
  public init(runs: some Sequence<Run<Value>>) throws(ProgramError) {
    var canonical: [Run<Value>] = []
    var total = 0
    for (index, run) in runs.enumerated() {
      if run.count < 0 { throw .negativeRunLength(run.count, index: index) }
      let (sum, overflow) = total.addingReportingOverflow(run.count)
      if overflow { throw .runLengthOverflow(index: index) }
      total = sum
      if run.count == 0 { continue }
      if let last = canonical.last, last.value == run.value {
        canonical[canonical.count - 1].count += run.count
      } else {
        canonical.append(run)
      }
    }
    self.runs = canonical
    self.count = total
  }

  /// The vector with the given entries.
  ///
  /// - Complexity: O(N).
  public init(_ entries: some Sequence<Value>) {
    var canonical: [Run<Value>] = []
    var total = 0
    for entry in entries {
      total += 1
      if let last = canonical.last, last.value == entry {
        canonical[canonical.count - 1].count += 1
      } else {
        canonical.append(Run(value: entry, count: 1))
      }
    }
    self.runs = canonical
    self.count = total
  }

  /// The vector that `program` expands to.
  ///
  /// - Complexity: O(min(N, expanded symbols)).
  public init(_ program: StraightLineProgram<Value>) {
    runs = Array(program.runs)
    count = program.count
  }

  /// The entries, one after the other, if there are not too many.
  ///
  /// - Parameter limit: The greatest length that is acceptable.
  /// - Throws: `ProgramError.expansionTooLong`.
  /// - Complexity: O(N).
  public func expand(limit: Int = 1 << 28) throws(ProgramError) -> [Value] {
    guard count <= limit else { throw .expansionTooLong(length: count, limit: limit) }
    var entries: [Value] = []
    entries.reserveCapacity(count)
    for run in runs { entries.append(contentsOf: repeatElement(run.value, count: run.count)) }
    return entries
  }
}

extension RunLengthVector {
  /// The inner product of two run-length vectors, and what it took.
  public struct Product: Hashable, Sendable {
    /// ⟨a, b⟩.
    public let value: Value
    /// The number of pairs of overlapping runs; at most r₁ + r₂ − 1 for r₁ and r₂ runs, 0 for empty vectors.
    public let steps: Int
  }

  /// The inner product with `other`, by walking along both.
  ///
  /// - Throws: `ProgramError.lengthMismatch`.
  /// - Complexity: O(r₁ + r₂), at most r₁ + r₂ − 1 steps.
  public func product(with other: Self) throws(ProgramError) -> Product {
    guard count == other.count else { throw .lengthMismatch(count, other.count) }
    var value = Value.zero
    var steps = 0
    for (first, second, count) in OverlappingRuns(runs.makeIterator(), other.runs.makeIterator()) {
      value += (first * second).multiplied(by: count)
      steps += 1
    }
    return Product(value: value, steps: steps)
  }
}

extension Numeric {
  /// `count` times the value, also where `count` itself is not a value of the type.
  func multiplied(by count: Int) -> Self {
    if let factor = Self(exactly: count) { return self * factor }
    var (square, total, rest) = (self, Self.zero, count)
    while rest > 0 {
      if rest & 1 == 1 { total += square }
      rest >>= 1
      if rest > 0 { square += square }
    }
    return total
  }
}

extension StraightLineProgram {
  /// The vector with the given runs: powers of terminals, joined level by level.
  ///
  /// - Throws: `ProgramError.tooManySymbols` beyond 2³² − 1 symbols.
  /// - Complexity: O(r · log N) for r runs.
  public init(_ vector: RunLengthVector<Value>) throws(ProgramError) {
    var builder = ProgramBuilder<Value>()
    var pieces: [ProgramBuilder<Value>.Symbol] = []
    for run in vector.runs { pieces.append(try builder.power(builder.terminal(run.value), run.count)) }
    self = pieces.isEmpty ? Self() : builder.program(root: try builder.concatenation(pieces))
  }
}
