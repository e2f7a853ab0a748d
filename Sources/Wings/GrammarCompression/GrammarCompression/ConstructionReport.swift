import Foundation

/// What a construction made of a sequence, and what is promised of it.
///
/// ```swift
/// print(try ConstructionReport(of: "abracadabra".unicodeScalars.map { Int($0.value) }, using: .lz77))
/// // lz77: N = 11, 5 different entries, n = 12 (bound 33.7), height 4, 8 factors
/// ```
public struct ConstructionReport: Codable, Hashable, Sendable {
  /// How the grammar was found.
  public let construction: ProgramConstruction
  /// The number of entries N.
  public let count: Int
  /// The number of different entries d.
  public let distinct: Int
  /// The number of symbols n, terminals included.
  public let size: Int
  /// The height of the grammar.
  public let height: Int
  /// The number z of LZ77 factors, LZ78 phrases or runs; of rules for RePair and Sequitur.
  public let parts: Int
  /// What `size` is at most; nil for RePair and Sequitur, which promise nothing in these terms.
  ///
  /// - LZ78: d + 2z − 1, because a phrase is one pair at most, and folding z phrases takes z − 1.
  /// - Run lengths: d + Σ (⌊log₂ k⌋ + popcount(k) − 1) + z − 1 for runs of k entries each.
  /// - LZ77: d + z · log₂ N + 1. The order z · log N is Rytter's theorem; the constant 1 is measured, not proved.
  public let sizeBound: Double?

  /// Finds a grammar for `entries`, and reports on it.
  ///
  /// - Throws: `ProgramError.tooManySymbols`.
  /// - Complexity: See `ProgramConstruction`.
  public init<Value: SignedNumeric & Hashable & Sendable>(
    of entries: some Collection<Value>, using construction: ProgramConstruction
  ) throws(ProgramError) {
    let program: StraightLineProgram<Value>
    var bound: Double?
    switch construction {
    case .repair:
      let grammar = try RePair(entries)
      program = try StraightLineProgram(grammar)
      parts = grammar.rules.count
    case .sequitur:
      let grammar = try Sequitur(entries)
      program = try StraightLineProgram(grammar)
      parts = grammar.rules.count
    case .lz78:
      var builder = ProgramBuilder<Value>()
      let phrases = try StraightLineProgram.phrases(entries, &builder)
      program = phrases.isEmpty ? StraightLineProgram() : builder.program(root: try builder.concatenation(phrases))
      parts = phrases.count
      bound = Double(2 * parts - 1)
    case .lz77:
      let factors = lempelZivFactors(entries)
      program = try StraightLineProgram(lz77: factors)
      parts = factors.count
      bound = Double(parts) * log2(Double(Swift.max(program.count, 1))) + 1
    case .runLength:
      let vector = RunLengthVector(entries)
      program = try StraightLineProgram(vector)
      parts = vector.runs.count
      let powers = vector.runs.reduce(0) {
        $0 + ($1.count.bitWidth - 1 - $1.count.leadingZeroBitCount) + $1.count.nonzeroBitCount - 1
      }
      bound = Double(powers + parts - 1)
    }
    self.construction = construction
    count = program.count
    distinct = program.terminalCount
    size = program.size
    height = program.height
    sizeBound = program.isEmpty ? bound.map { _ in 0 } : bound.map { $0 + Double(program.terminalCount) }
  }
}

extension ConstructionReport: CustomStringConvertible {
  public var description: String {
    let name =
      switch construction {
      case .repair, .sequitur: "rules"
      case .lz77: "factors"
      case .lz78: "phrases"
      case .runLength: "runs"
      }
    let bound = sizeBound.map { String(format: " (bound %.1f)", $0) } ?? ""
    return "\(construction.rawValue): N = \(count), \(distinct) different entries, n = \(size)\(bound), "
      + "height \(height), \(parts) \(name)"
  }
}
