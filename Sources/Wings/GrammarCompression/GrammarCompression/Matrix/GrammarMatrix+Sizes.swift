import Exact

extension GrammarMatrix {
  /// The most bytes of memory that compressing a matrix takes: 200 for each entry that is not 0. A million different entries took 170 MB, and
  /// five different ones in their places 64 MB.
  ///
  /// - Parameter nonzeros: How many entries are not 0.
  public static func predictedBytes(nonzeros: Int) -> Integer { 200 * Integer(nonzeros) + 4_000_000 }

  /// How many entries are not 0.
  ///
  /// - Complexity: O(size of the grammar).
  public var nonzeroCount: Int {
    let (rules, sequence, _) = grammar
    var counts = [Int](repeating: 1, count: letters.count)
    for rule in 0..<rules.count / 2 { counts.append(counts[Int(rules[2 * rule])] + counts[Int(rules[2 * rule + 1])]) }
    return sequence.reduce(0) { $0 + counts[Int($1)] }
  }

  /// The most bytes that all entries take, zeros among them.
  ///
  /// - Parameter bytesPerEntry: Of an element in an array; nil of text, in which a zero has 2 bytes and any other number at most 26.
  /// - Returns: What a file of them takes, and what is held while it is made.
  /// - Complexity: O(size of the grammar).
  public func predictedExpansion(bytesPerEntry: Int?) -> (written: Integer, held: Integer) {
    let entries = Integer(rows) * Integer(columns)
    let nonzeros = Integer(nonzeroCount)
    // To read the matrix takes memory too.
    let own = 32 * nonzeros + 4_000_000
    if let bytesPerEntry { return (entries * Integer(bytesPerEntry) + 192, entries * 32 + own) }
    let written = 2 * entries + 24 * nonzeros
    return (written, 8 * entries + 3 * written + own)
  }
}
