import Problems
import Randomness

extension OrthogonalVectors {
  /// Random, planted, no, sparse and the worst ones: see ``OrthogonalVectorsFamily``.
  public static var families: [ProblemFamily<OrthogonalVectors>] { drawnFamilies { $0 } }

  /// The families of instances that are made from two lists of vectors.
  static func drawnFamilies<Instance: Problem>(
    _ make: @escaping @Sendable (OrthogonalVectors) throws -> Instance
  ) -> [ProblemFamily<Instance>] {
    OrthogonalVectorsFamily.allCases.map { family in
      let (text, names) = family.sizes
      return ProblemFamily(family.rawValue, sizes: text, named: names) { sizes, stream in
        let (vectors, drawn) = try family.draw(sizes, stream.child("ov").child(family.rawValue))
        return .init(try make(vectors), drawn)
      }
    }
  }

  /// All algorithms, the one that chooses among them first: see ``OrthogonalVectorsAlgorithm``.
  public static var algorithms: [ProblemAlgorithm<OrthogonalVectors>] {
    OrthogonalVectorsAlgorithm.allCases.sorted { $0 == .automatic && $1 != .automatic }.map { algorithm in
      ProblemAlgorithm(algorithm.rawValue, algorithm.summary, choices: [.witness]) { instance, _ in
        Solved(
          try instance.orthogonalPairs(by: algorithm),
          notice: algorithm == .automatic ? "algorithm: \(instance.fastestAlgorithm.rawValue)" : nil)
      }
    }
  }

  /// That of DIMACS files.
  public static var comment: String? { "c " }
}

extension OrthogonalVectorsFamily {
  fileprivate var sizes: (text: String, names: [String]) {
    switch self {
    case .worstNo, .worstYes: ("k (4): n = 2^k", ["k"])
    case .sparse: ("n (16) or nA and nB, d (12), w (3, ones of a vector)", ["n", "nA", "nB", "d", "w"])
    case .planted:
      (
        "n (16) or nA and nB, d (12), p (50, the percentage of ones), c (1, planted pairs)",
        ["n", "nA", "nB", "d", "p", "c"]
      )
    case .random, .no:
      ("n (16) or nA and nB, d (12), p (50, the percentage of ones)", ["n", "nA", "nB", "d", "p"])
    }
  }

  fileprivate func draw(
    _ sizes: Sizes, _ stream: RandomStream
  ) throws -> (OrthogonalVectors, KeyValuePairs<String, Int>) {
    var stream = stream
    if self == .worstNo || self == .worstYes {
      let k = sizes["k"] ?? 4
      guard 0...20 ~= k else { throw UnsuitableSizes("the worst families need k in 0...20, not \(k)") }
      return (.worst(k: k, orthogonalPair: self == .worstYes), ["k": k])
    }
    let n = sizes["n"] ?? 16
    let (left, right, d) = (sizes["nA"] ?? n, sizes["nB"] ?? n, sizes["d"] ?? 12)
    let (percent, weight, planted) = (sizes["p"] ?? 50, sizes["w"] ?? 3, sizes["c"] ?? 1)
    let limits = 0...10_000_000
    guard limits ~= left, limits ~= right, limits ~= d, 0...100 ~= percent, self != .sparse || 0...d ~= weight,
      self != .planted || 0...min(left, right) ~= planted
    else { throw UnsuitableSizes("ov needs nA, nB and d in 0...10000000, p in 0...100, w ≤ d, c ≤ nA and nB") }
    // The draws of `random` come first in every family, also where they are replaced.
    let drawn = OrthogonalVectors.random(left: left, right: right, dimension: d, percent: percent, using: &stream)
    switch self {
    case .sparse:
      return (
        .sparse(left: left, right: right, dimension: d, weight: weight, using: &stream),
        ["nA": left, "nB": right, "d": d, "w": weight]
      )
    case .no: return (try drawn.repaired(using: &stream), ["nA": left, "nB": right, "d": d, "p": percent])
    case .planted:
      return (
        try drawn.repaired(using: &stream).plantedExactly(planted, using: &stream),
        ["nA": left, "nB": right, "d": d, "p": percent, "c": planted]
      )
    default: return (drawn, ["nA": left, "nB": right, "d": d, "p": percent])
    }
  }
}
