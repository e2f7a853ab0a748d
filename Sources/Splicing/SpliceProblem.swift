/// A text and the neighbours from whose segments it is to be spliced together.
///
///     let problem = SpliceProblem(target: ["a", "x", "c"], neighbours: [["a", "b", "c"], ["x"]])
///     let oracle = try SpliceOracle(problem)
///     oracle.cost            // 2
///     oracle.derivation()    // [(0,0,3,0,0), (1,0,1,1,2)]
///
/// Words are compared by `==`; they are interned once, so that everything after works on small integers. An empty neighbour
/// is legal, and so are equal ones: they change how many derivations there are, not how long the shortest is.
///
/// Definitions follow "Data-to-text Generation by Splicing Together Nearest Neighbors" (arXiv 2101.08248).
public struct SpliceProblem<Token: Hashable & Sendable>: Sendable {
  /// The text to be made.
  public let target: [Token]
  /// The texts to copy from.
  public let neighbours: [[Token]]
  package let interned: InternedProblem

  /// - Complexity: O(n + N) hashes for n words of the target and N of the neighbours.
  public init(target: [Token], neighbours: [[Token]]) {
    (self.target, self.neighbours) = (target, neighbours)
    var codes: [Token: Int32] = Dictionary(minimumCapacity: target.count)
    let targetCodes = target.map { token -> Int32 in
      if let code = codes[token] { return code }
      let code = Int32(codes.count)
      codes[token] = code
      return code
    }
    interned = InternedProblem(target: targetCodes, neighbours: neighbours) { codes[$0] }
  }

  /// The words of the target that occur in no neighbour, each once, in the order of the target.
  public var missingTokens: [Token] {
    var seen: Set<Token> = []
    return interned.missing.map { target[$0] }.filter { seen.insert($0).inserted }
  }
}

extension SpliceProblem where Token: Comparable {
  /// The problem with one more neighbour of a single word for each missing word, in sorted order, so that the target can be
  /// made.
  public func addingMissingTokens() -> SpliceProblem {
    SpliceProblem(target: target, neighbours: neighbours + missingTokens.sorted().map { [$0] })
  }
}

/// A problem in codes: equal words of the target have equal codes, and only places whose word occurs in the target are
/// kept, for no other place can leave a trace in it.
package struct InternedProblem: Sendable {
  /// The target's codes: 0, 1, ... in the order of first occurrence.
  package let target: [Int32]
  /// The number of words of each neighbour.
  package let lengths: [Int]
  /// Of each place kept its code, its index within the neighbour, and its neighbour; neighbour by neighbour, ascending.
  package let codes: [Int32]
  package let places: [Int32]
  package let hosts: [Int32]
  /// The positions of the target whose word occurs in no neighbour.
  package let missing: [Int]
  /// The number of pairs of a place and a position of the target with the same code.
  package let matchCount: Int

  init<Token>(target: [Int32], neighbours: [[Token]], code: (Token) -> Int32?) {
    self.target = target
    lengths = neighbours.map(\.count)
    var occurrences = [Int](repeating: 0, count: target.count)
    for code in target { occurrences[Int(code)] += 1 }
    var (codes, places, hosts): ([Int32], [Int32], [Int32]) = ([], [], [])
    var isPresent = [Bool](repeating: false, count: target.count)
    var matches = 0
    if !target.isEmpty {
      for (host, text) in neighbours.enumerated() {
        for (place, token) in text.enumerated() {
          guard let code = code(token) else { continue }
          codes.append(code)
          places.append(Int32(place))
          hosts.append(Int32(host))
          isPresent[Int(code)] = true
          matches += occurrences[Int(code)]
        }
      }
    }
    (self.codes, self.places, self.hosts) = (codes, places, hosts)
    missing = target.indices.filter { !isPresent[Int(target[$0])] }
    matchCount = matches
  }

  /// The codes of all words of each neighbour, nil for words that the target does not have.
  package var texts: [[Int32?]] {
    var texts = lengths.map { [Int32?](repeating: nil, count: $0) }
    for q in codes.indices { texts[Int(hosts[q])][Int(places[q])] = codes[q] }
    return texts
  }

  /// The index of the place that follows place `q` in the same neighbour without a word between them.
  func adjacent(_ q: Int) -> Int? {
    q + 1 < codes.count && hosts[q + 1] == hosts[q] && places[q + 1] == places[q] + 1 ? q + 1 : nil
  }
}

/// Which operations a derivation may have.
public enum SpliceMode: String, Codable, Sendable, CaseIterable {
  /// Insertions and replacements anywhere.
  case general
  /// Insertions anywhere, nothing is ever replaced.
  case insertOnly
  /// Insertions at the end of the canvas: a tiling of the target.
  case appendOnly
}

/// What keeps a problem from being solved.
public enum SpliceError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Its tables would not fit.
  case tooLarge(bytes: Int, limit: Int)
  /// The target is longer than the tables' entries can count.
  case targetTooLong(count: Int, limit: Int)
  /// A checker that takes exponential time was given too long a target.
  case tooLongToCheck(count: Int, limit: Int)
  /// A weight is negative, or there are weights for another number of neighbours.
  case badWeights(String)

  public var description: String {
    switch self {
    case .tooLarge(let bytes, let limit):
      "the tables need \(bytes) bytes, and the limit is \(limit); give fewer or shorter neighbours, or a larger limit"
    case .targetTooLong(let count, let limit): "the target has \(count) words, and at most \(limit) are allowed"
    case .tooLongToCheck(let count, let limit):
      "the target has \(count) words; this checker takes exponential time and accepts at most \(limit)"
    case .badWeights(let why): "\(why)"
    }
  }
}
