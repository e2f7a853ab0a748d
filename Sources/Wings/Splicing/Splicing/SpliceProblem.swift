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
  /// The problem in codes, which the algorithms work on.
  @usableFromInline package let interned: InternedProblem

  /// - Complexity: O(n + N) hashes for n words of the target and N of the neighbours.
  @inlinable  // Hashing is most of the time; specialised for the type of word it takes a quarter of it.
  public init(target: [Token], neighbours: [[Token]]) {
    (self.target, self.neighbours) = (target, neighbours)
    var codes: [Token: Int32] = Dictionary(minimumCapacity: target.count)
    var targetCodes: [Int32] = []
    targetCodes.reserveCapacity(target.count)
    for token in target {
      let next = Int32(codes.count)
      let code = codes[token, default: next]
      if code == next { codes[token] = next }
      targetCodes.append(code)
    }
    var textCodes: [Int32] = []
    textCodes.reserveCapacity(neighbours.reduce(0) { $0 + $1.count })
    for text in neighbours { for token in text { textCodes.append(codes[token] ?? -1) } }
    interned = InternedProblem(target: targetCodes, lengths: neighbours.map(\.count), textCodes: textCodes)
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
@usableFromInline
package struct InternedProblem: Sendable {
  /// The target's codes: 0, 1, ... in the order of first occurrence.
  package let target: [Int32]
  /// The number of words of each neighbour.
  package let lengths: [Int]
  /// Of each place kept its code, its index within the neighbour, and its neighbour; neighbour by neighbour, ascending.
  package let codes: [Int32]
  /// The index within its neighbour of each place kept.
  package let places: [Int32]
  /// The neighbour of each place kept.
  package let hosts: [Int32]
  /// The positions of the target whose word occurs in no neighbour.
  package let missing: [Int]
  /// The number of pairs of a place and a position of the target with the same code.
  package let matchCount: Int

  /// - Parameter textCodes: the codes of all words of all neighbours, −1 for those that the target does not have.
  @usableFromInline
  init(target: [Int32], lengths: [Int], textCodes: [Int32]) {
    self.target = target
    self.lengths = lengths
    var occurrences = [Int](repeating: 0, count: target.count)
    for code in target { occurrences[Int(code)] += 1 }
    var (codes, places, hosts): ([Int32], [Int32], [Int32]) = ([], [], [])
    let kept = textCodes.count { $0 >= 0 }
    codes.reserveCapacity(kept)
    places.reserveCapacity(kept)
    hosts.reserveCapacity(kept)
    var isPresent = [Bool](repeating: false, count: target.count)
    var (matches, start) = (0, 0)
    for (host, length) in lengths.enumerated() {
      for place in 0..<length {
        let code = textCodes[start + place]
        guard code >= 0 else { continue }
        codes.append(code)
        places.append(Int32(place))
        hosts.append(Int32(host))
        isPresent[Int(code)] = true
        matches += occurrences[Int(code)]
      }
      start += length
    }
    (self.codes, self.places, self.hosts) = (codes, places, hosts)
    missing = target.indices.filter { !isPresent[Int(target[$0])] }
    matchCount = matches
  }

  /// The problem of a piece of the target from some places of the neighbours; codes stay as they are.
  ///
  /// - Precondition: all words of the piece occur in these places.
  /// - Complexity: O(places).
  init(_ whole: InternedProblem, piece: Range<Int>, keeping isKept: (_ place: Int) -> Bool) {
    target = Array(whole.target[piece])
    lengths = whole.lengths
    var occurrences = [Int](repeating: 0, count: whole.target.count)
    for code in target { occurrences[Int(code)] += 1 }
    var (codes, places, hosts): ([Int32], [Int32], [Int32]) = ([], [], [])
    var matches = 0
    for q in whole.codes.indices {
      let found = occurrences[Int(whole.codes[q])]
      guard found > 0, isKept(q) else { continue }
      matches += found
      codes.append(whole.codes[q])
      places.append(whole.places[q])
      hosts.append(whole.hosts[q])
    }
    (self.codes, self.places, self.hosts) = (codes, places, hosts)
    missing = []
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
