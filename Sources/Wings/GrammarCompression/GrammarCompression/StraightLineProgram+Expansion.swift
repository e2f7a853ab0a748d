/// Equal neighbouring entries of a vector.
public struct Run<Value> {
  /// The entry.
  public var value: Value
  /// How many of them there are.
  public var count: Int

  /// `count` entries `value`.
  public init(value: Value, count: Int) {
    self.value = value
    self.count = count
  }
}

extension Run: Equatable where Value: Equatable {}
extension Run: Hashable where Value: Hashable {}
extension Run: Sendable where Value: Sendable {}

extension StraightLineProgram {
  /// The maximal runs of equal entries, from left to right, computed as they are asked for.
  ///
  /// A symbol that repeats one value is passed in one step, however long it is.
  public struct Runs: Sequence, IteratorProtocol, Sendable {
    private let program: StraightLineProgram
    private var stack: [UInt32]
    private var pending: Run<UInt32>?

    fileprivate init(_ program: StraightLineProgram) {
      self.program = program
      self.stack = program.isEmpty ? [] : [UInt32(program.size - 1)]
    }

    /// The next run.
    ///
    /// - Complexity: O(height) at worst; all runs together cost O(min(N, expanded symbols)).
    public mutating func next() -> Run<Value>? {
      while let symbol = stack.popLast() {
        let index = Int(symbol)
        let terminal = program.repeated[index]
        if terminal == StraightLineProgram.none {
          stack.append(program.right[index])
          stack.append(program.left[index])
        } else if let run = pending, run.value != terminal {
          pending = Run(value: terminal, count: program.lengths[index])
          return Run(value: program.terminals[Int(run.value)], count: run.count)
        } else {
          // The sum is at most the length of the vector.
          pending = Run(value: terminal, count: (pending?.count ?? 0) + program.lengths[index])
        }
      }
      guard let last = pending else { return nil }
      pending = nil
      return Run(value: program.terminals[Int(last.value)], count: last.count)
    }
  }

  /// The maximal runs of equal entries, from left to right, computed as they are asked for.
  public var runs: Runs { Runs(self) }

  /// The entries, one after the other, if there are not too many.
  ///
  /// - Parameter limit: The greatest length that is acceptable; 2²⁸ unless told otherwise, so that a vector of 10¹⁸
  ///   entries is refused and does not exhaust the memory.
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

extension StraightLineProgram {
  /// Where an entry comes first; `count` if it is none.
  ///
  /// - Complexity: O(expanded symbols before it).
  public func firstIndex(of value: Value) -> Int {
    var position = 0
    for run in runs {
      if run.value == value { break }
      position += run.count
    }
    return position
  }
}

extension StraightLineProgram: Sequence {
  /// The entries from left to right, computed as they are asked for.
  public struct Iterator: IteratorProtocol, Sendable {
    private var runs: Runs
    private var run: Run<Value>?

    fileprivate init(_ program: StraightLineProgram) { self.runs = program.runs }

    /// The next entry.
    ///
    /// - Complexity: O(1) amortised, O(height) at worst.
    public mutating func next() -> Value? {
      if run == nil || run?.count == 0 { run = runs.next() }
      run?.count -= 1
      return run?.value
    }
  }

  /// A walk of the derivation from left to right.
  public func makeIterator() -> Iterator { Iterator(self) }
}
