extension StraightLineProgram {
  /// The inner product with a vector that is written out.
  ///
  /// Zeros are skipped however many there are, and a run of equal entries costs one multiplication.
  ///
  /// - Parameter dense: `count` entries.
  /// - Throws: `ProgramError.lengthMismatch`.
  /// - Complexity: O(N) additions at most, O(number of runs) multiplications; O(`height`) memory.
  public func product(withDense dense: [Value]) throws(ProgramError) -> Value {
    guard dense.count == count else { throw .lengthMismatch(count, dense.count) }
    var total = Value.zero
    var position = 0
    for run in runs {
      if !run.value.isZero {
        if run.count == 1 {
          total += run.value * dense[position]
        } else {
          total += run.value * dense[position..<position + run.count].reduce(.zero, +)
        }
      }
      position += run.count
    }
    return total
  }
}
