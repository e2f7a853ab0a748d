import Exact

extension GrammarDot {
  /// The same inner product between programs with `count` more symbols each: both vectors get `count` zeros at the
  /// end, appended one at a time, so that every zero costs a rule.
  ///
  /// This is how the lower bound is carried from its own n ≈ N^(1/3) to any larger n = N^γ. Exactly `count` symbols are
  /// added to a program in which 0 occurs, or which is empty; one more, the terminal itself, where it does not.
  /// - Throws: a `ProgramError` when the length overflows.
  /// - Complexity: O(n + count).
  public func padded(by count: Int) throws -> GrammarDot {
    try GrammarDot(v: Self.padded(v, by: count), u: Self.padded(u, by: count))
  }

  private static func padded(
    _ program: StraightLineProgram<Integer>, by count: Int
  ) throws -> StraightLineProgram<Integer> {
    guard count > 0 else { return program }
    var builder = ProgramBuilder<Integer>()
    var root = try builder.insert(program)
    let zero = builder.terminal(0)
    for _ in 0..<count { root = try root.map { try builder.pair($0, zero) } ?? zero }
    return builder.program(root: root)
  }
}
