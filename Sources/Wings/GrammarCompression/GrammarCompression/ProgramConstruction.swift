/// A way to find a grammar for a sequence.
public enum ProgramConstruction: String, CaseIterable, Codable, Hashable, Sendable {
  /// Pairs by falling frequency (`RePair`): usually the smallest grammar; may be high.
  case repair
  /// A rule for each LZ78 phrase: one pass, and in constant time for each entry; at least √N symbols.
  case lz78
  /// The LZ77 factors as slices of a balanced grammar: at most about z log₂ N symbols for z factors, and height O(log N).
  case lz77
  /// Entry by entry, a rule for what occurs twice (`Sequitur`): one pass; may be high.
  case sequitur
  /// A power for each run of equal entries.
  case runLength = "run-length"
}

extension StraightLineProgram {
  /// The vector with the given entries, its grammar found in the given way.
  ///
  /// - Parameters:
  ///   - entries: What to compress.
  ///   - construction: How.
  ///   - progress: Told now and then about which part of the work is done, from 0 to 1, where that can be known (RePair).
  /// - Throws: `ProgramError.tooManySymbols`.
  /// - Complexity: See `ProgramConstruction`.
  public init(
    _ entries: some Collection<Value>, using construction: ProgramConstruction, progress: (Double) -> Void = { _ in }
  ) throws(ProgramError) {
    switch construction {
    case .repair: try self.init(repair: entries, progress: progress)
    case .lz78: try self.init(lz78: entries)
    case .lz77: try self.init(lz77: entries)
    case .sequitur: try self.init(sequitur: entries)
    case .runLength: try self.init(RunLengthVector(entries))
    }
  }
}
