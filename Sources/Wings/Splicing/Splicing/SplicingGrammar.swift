import Exact
import Sequences

/// The least weight of a parse, and the number of parses that have it.
public struct LeastWeightCount: Hashable, Sendable {
  /// nil for no parse.
  public var value: Int?
  /// The number of lightest parses; 0 for no parse.
  public var count: Integer
}

/// Least weights and the number of parses that have them, added and multiplied.
public struct LeastWeightCounts: WeightSemiring {
  /// The semiring of least weights with counts.
  public init() {}

  /// No parse: an infinite weight.
  public var zero: LeastWeightCount { LeastWeightCount(value: nil, count: 0) }

  /// One parse of the given weight.
  public func element(weight: Int) -> LeastWeightCount { LeastWeightCount(value: weight, count: 1) }

  /// The smaller weight; the counts are added if both are equal.
  public func sum(_ first: LeastWeightCount, _ second: LeastWeightCount) -> LeastWeightCount {
    guard let x = first.value else { return second }
    guard let y = second.value else { return first }
    return x == y ? LeastWeightCount(value: x, count: first.count + second.count) : x < y ? first : second
  }

  /// The two weights added and the counts multiplied; no parse if either is none.
  public func product(_ first: LeastWeightCount, _ second: LeastWeightCount) -> LeastWeightCount {
    guard let x = first.value, let y = second.value else { return zero }
    return LeastWeightCount(value: x + y, count: first.count * second.count)
  }
}

/// The weighted context-free grammar whose lightest parses are the shortest derivations: the theorem's statement, written out
/// for small problems.
///
/// For a neighbour ν of T words, with X[k,l] deriving the segment ν[k..<l], C[s] "a gap, then the rest of the neighbour from
/// exactly s", and R[l] "the rest from exactly l":
///
///     1  S → ν[k..<l]          0  S → S S           1  S → X[k,l] C[s]   s ≥ l
///     0  C[s] → S R[s]         0  R[l] → ν[l..<r]   0  R[l] → X[l,r] C[s] s ≥ r      0  X[k,l] → ν[k..<l]
///
/// **Theorem.** The least number of operations that make a nonempty text is the least weight of a parse of it from S
/// ("Data-to-text Generation by Splicing Together Nearest Neighbors", arXiv 2101.08248). The unambiguous form replaces
/// S → S S by F → T F | T, so that counting parses counts derivations.
public struct SplicingGrammar<Token: Hashable & Sendable>: Sendable {
  /// How sequences of operations are derived.
  public enum Form: Sendable {
    /// S → S S, as published.
    case published
    /// F → T F | T: each derivation has one parse.
    case unambiguous
  }

  struct SegmentRule: Sendable {
    var left: Int
    var neighbour: Int
    var range: Range<Int>
    var weight: Int
  }
  struct PairRule: Sendable {
    var left, first, second: Int
    var weight: Int
  }

  private let neighbours: [[Token]]
  private(set) var segmentRules: [SegmentRule] = []
  private(set) var pairRules: [PairRule] = []
  private var symbolCount = 0

  /// The number of rules, 1 + Σ (3 T(T+1)/2 + T(T²−1)/3 + T − 1) in the published form with replacement, for neighbours of T
  /// words.
  public var ruleCount: Int { segmentRules.count + pairRules.count }

  /// - Parameters:
  ///   - neighbours: the texts that trees copy from.
  ///   - mode: `.general`; `.insertOnly` demands s = l; `.appendOnly` has no gaps.
  ///   - form: whether forests and trees are told apart.
  /// - Complexity: O(Σ T³).
  public init(neighbours: [[Token]], mode: SpliceMode = .general, form: Form = .published) {
    self.neighbours = neighbours
    // F is symbol 0; in the published form T is the same symbol.
    let (forest, tree) = (0, form == .published ? 0 : 1)
    symbolCount = tree + 1
    pairRules.append(PairRule(left: forest, first: tree, second: forest, weight: 0))
    // What a tree derives a forest derives too.
    let operations = form == .published ? [forest] : [forest, tree]
    for (m, text) in neighbours.enumerated() where !text.isEmpty {
      let count = text.count
      let base = symbolCount
      func gap(_ s: Int) -> Int { base + s }
      func rest(_ l: Int) -> Int { base + count + l }
      func segment(_ k: Int, _ l: Int) -> Int { base + 2 * count + k * (count + 1) + l }
      symbolCount += 2 * count + count * (count + 1)
      func lastStart(_ l: Int) -> Int {
        switch mode {
        case .general: count - 1
        case .insertOnly: min(l, count - 1)
        case .appendOnly: -1
        }
      }
      for k in 0..<count {
        for l in (k + 1)...count {
          for symbol in operations {
            segmentRules.append(SegmentRule(left: symbol, neighbour: m, range: k..<l, weight: 1))
          }
          segmentRules.append(SegmentRule(left: segment(k, l), neighbour: m, range: k..<l, weight: 0))
          segmentRules.append(SegmentRule(left: rest(k), neighbour: m, range: k..<l, weight: 0))
          guard l <= lastStart(l) else { continue }
          for s in l...lastStart(l) {
            for symbol in operations {
              pairRules.append(PairRule(left: symbol, first: segment(k, l), second: gap(s), weight: 1))
            }
            pairRules.append(PairRule(left: rest(k), first: segment(k, l), second: gap(s), weight: 0))
          }
        }
        if k > 0 { pairRules.append(PairRule(left: gap(k), first: forest, second: rest(k), weight: 0)) }
      }
    }
  }

  /// The sum over all parses of the text of the product of their rules' weights; zero for the empty text, which has no parse.
  ///
  /// - Complexity: O(n² N² + rules · n³): the algorithm of Cocke, Younger and Kasami. For small problems.
  public func parse<Weights: WeightSemiring>(_ text: [Token], in weights: Weights) -> Weights.Element {
    let n = text.count
    guard n > 0 else { return weights.zero }
    var chart = [Weights.Element](repeating: weights.zero, count: (n + 1) * (n + 1) * symbolCount)
    func cell(_ i: Int, _ j: Int) -> Int { (i * (n + 1) + j) * symbolCount }
    for width in 1...n {
      for i in 0...(n - width) {
        let (j, here) = (i + width, cell(i, i + width))
        func add(_ element: Weights.Element, to symbol: Int) {
          chart[here + symbol] = weights.sum(chart[here + symbol], element)
        }
        for rule in segmentRules where rule.range.count == width {
          if text[i..<j].elementsEqual(neighbours[rule.neighbour][rule.range]) {
            add(weights.element(weight: rule.weight), to: rule.left)
          }
        }
        for k in (i + 1)..<max(j, i + 1) {
          for rule in pairRules where chart[cell(i, k) + rule.first] != weights.zero {
            let parts = weights.product(chart[cell(i, k) + rule.first], chart[cell(k, j) + rule.second])
            add(weights.product(parts, weights.element(weight: rule.weight)), to: rule.left)
          }
        }
      }
    }
    return chart[cell(0, n)]
  }
}
