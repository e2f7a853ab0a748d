import Exact
import Foundation
import HardProblems
import HardProblemsReductions
import Networks
import NetworksReductions
import Problems
import Randomness
import TestSupport
import Testing

#if DEBUG
  private let instancesOfEachKind = 25
#else
  private let instancesOfEachKind = 500
#endif

@Suite("From Orthogonal Vectors to networks, and to other problems on vectors")
struct NetworkTests {
  private static let gadget = try? OrthogonalVectors(
    left: BitMatrix(["101", "110"]), right: BitMatrix(["010", "111"]))

  /// Every instance of two vectors on a side of dimension 2, then random ones, yes and no in turn, and degenerate ones.
  private func instances(_ name: String) throws -> [OrthogonalVectors] {
    var all = try (0..<256).map { bits in
      let rows = (0..<4).map { row in (0..<2).map { bits >> (2 * row + $0) & 1 == 1 } }
      return try OrthogonalVectors(
        left: BitMatrix(rows: 2, columns: 2) { rows[$0][$1] },
        right: BitMatrix(rows: 2, columns: 2) { rows[$0 + 2][$1] }
      )
    }
    var stream = RandomStream(seed: 51).child(name)
    for index in 0..<2 * instancesOfEachKind {
      let drawn = try OrthogonalVectors.random(
        left: stream.uniform(in: 1...5), right: stream.uniform(in: 1...5), dimension: stream.uniform(in: 1...6),
        percent: 60, using: &stream
      ).repaired(using: &stream)
      all.append(index % 2 == 0 ? drawn.planted(1, using: &stream) : drawn)
      #expect(all.last?.referenceAnswer().exists == (index % 2 == 0))
    }
    for (n, m, d) in [(0, 0, 0), (0, 2, 3), (2, 0, 3), (2, 3, 0), (1, 1, 1)] {
      all.append(try OrthogonalVectors(left: BitMatrix(rows: n, columns: d), right: BitMatrix(rows: m, columns: d)))
    }
    return all
  }

  private func compare<R: Reduction>(_ reduction: R, countsPairs: Bool = true) throws
  where R.Source == OrthogonalVectors, R.Target: Equatable {
    for vectors in try instances(reduction.name) {
      let (target, truth) = (try reduction.reduce(vectors), vectors.referenceAnswer())
      let answer = try target.referenceAnswer()
      #expect(try target.verify(answer))
      let meaning = try reduction.interpret(answer, for: vectors)
      #expect(meaning.exists == truth.exists, "\(vectors) \(answer)")
      #expect(vectors.verify(meaning), "\(vectors) \(meaning)")
      #expect((meaning.witness != nil) == (truth.exists == true))
      if countsPairs { #expect(meaning.count == truth.count) }
      for promise in try reduction.promisedSize(of: vectors.size) { #expect(promise.isKept(by: target.size)) }
      #expect(try R.Target(files: target.files) == target)
      #expect(try JSONDecoder().decode(R.Target.self, from: JSONEncoder().encode(target)) == target)
      #expect(R.Target.fileNames.allSatisfy { target.files[$0] != nil })
    }
    #expect(throws: SizeFormulaError.missingParameter("n_A")) { try reduction.promisedSize(of: ["d": 1]) }
  }

  @Test("Furthest pairs", .claim("ov.furthest-pair"))
  func furthestPairs() throws { try compare(OVToFurthestPair()) }

  @Test("One list of vectors", .claim("ov.one-list"))
  func oneList() throws { try compare(OVToOVMono()) }

  @Test("Subsets, there and back", .claim("ov.subset-query"))
  func subsets() throws {
    try compare(OVToSubsetQuery())
    for vectors in try instances("back") {
      let query = try OVToSubsetQuery().reduce(vectors)
      #expect(try SubsetQueryToOV().reduce(query) == vectors)
      let meaning = try SubsetQueryToOV().interpret(vectors.referenceAnswer(), for: query)
      #expect(meaning == query.referenceAnswer() && query.verify(meaning))
      for promise in try SubsetQueryToOV().promisedSize(of: query.size) { #expect(promise.isKept(by: vectors.size)) }
    }
  }

  @Test("The last layer, for every loss", .claim("network.last-layer"), arguments: MarginLoss.allCases)
  func lastLayer(loss: MarginLoss) throws { try compare(OVToLastLayer(loss: loss), countsPairs: false) }

  @Test(
    "The last layer with sigmoid units", .claim("network.sigmoid-layer"), arguments: [1, 2, Rational(7, 3)])
  func sigmoidLayer(bound: Rational) throws {
    try compare(OVToLastLayer(units: .sigmoid(bound: bound)), countsPairs: false)
  }

  @Test("Gradients, for every loss", .claim("network.gradient"), arguments: MarginLoss.allCases)
  func gradients(loss: MarginLoss) throws { try compare(OVToGradient(loss: loss)) }

  @Test("Gradients with sigmoid units", .claim("network.gradient"), arguments: [1, 3])
  func sigmoidGradients(kappa: Int) throws { try compare(OVToGradient(units: .sigmoid(kappa: kappa))) }

  @Test("Hitting sets are counted by the hinge loss", .claim("network.last-layer"))
  func hittingSets() throws {
    var all = try instances("hitting sets").map { try HittingSet(left: $0.left, right: $0.right) }
    // Vectors of few ones, until there are as many without a set that meets all.
    var stream = RandomStream(seed: 52)
    var (yes, no) = (0, 0)
    while yes < instancesOfEachKind || no < instancesOfEachKind {
      let drawn = OrthogonalVectors.random(
        left: stream.uniform(in: 1...3), right: stream.uniform(in: 1...4), dimension: stream.uniform(in: 2...6),
        percent: 45, using: &stream)
      let sets = try HittingSet(left: drawn.left, right: drawn.right)
      if sets.referenceAnswer().exists == true { yes += 1 } else { no += 1 }
      all.append(sets)
    }
    for sets in all {
      let layer = try HittingSetToLastLayer().reduce(sets)
      let (value, truth) = (try layer.referenceAnswer(), sets.referenceAnswer())
      let meaning = try HittingSetToLastLayer().interpret(value, for: sets)
      #expect(meaning.exists == truth.exists && meaning.count == truth.count)
      for promise in try HittingSetToLastLayer().promisedSize(of: sets.size) {
        #expect(promise.isKept(by: layer.size))
      }
      // Half a set of error leaves two numbers.
      let blurred = try HittingSetToLastLayer().interpret(
        LastLayerAnswer(value: value.value, error: 1), for: sets)
      #expect(blurred.exists == nil || blurred.exists == truth.exists)
      #expect(blurred.atLeast ?? 0 <= truth.count ?? 0)
    }
  }

  @Test("A value or gradient whose errors are large is undecided, and the bits that are missing are said")
  func undecided() throws {
    let vectors = try #require(Self.gadget)
    let layer = try LastLayer(vectors: vectors, loss: .hinge)
    #expect(try layer.reading(of: LastLayerAnswer(value: 1, error: 1)) == PairAnswer(bitsMissing: 4))
    #expect(try layer.reading(of: LastLayerAnswer(value: 1, error: 1000)).bitsMissing == 13)
    // What a solver ends with lies a little above the optimum.
    let error = Rational(1, 1000)
    #expect(try layer.reading(of: LastLayerAnswer(value: Rational(10_001, 10_000), error: error)).exists == true)
    #expect(try layer.reading(of: LastLayerAnswer(value: Rational(19_999, 10_000), error: error)).exists == false)
    #expect(try layer.reading(of: LastLayerAnswer(value: Rational(3, 2), error: Rational(1, 2))).exists == nil)
    // A point with a partner is a witness, whatever the value tells; without a value it is all that is known.
    for answer in [LastLayerAnswer(value: nil, point: 0), LastLayerAnswer(value: 1, error: 2, point: 0)] {
      #expect(try layer.reading(of: answer).witness == VectorPair(0, 0))
      #expect(try layer.reading(of: answer).exists == true)
    }
    let gradient = try BatchGradient(vectors: vectors, loss: .hinge)
    let wide = try gradient.reading(of: GradientAnswer(gradient: [-1, 0], errors: [1]))
    #expect(wide == PairAnswer(bitsMissing: 3))
    // One unit that is known well is enough to decide, but not to count.
    let one = try gradient.reading(of: GradientAnswer(gradient: [-1, 0], errors: [0, 2]))
    #expect(one.exists == true && one.count == nil && one.atLeast == 1 && one.witness == VectorPair(0, 0))
  }

  @Test("False answers are not interpreted")
  func falseAnswers() throws {
    let vectors = try #require(Self.gadget)
    let layer = try LastLayer(vectors: vectors, loss: .hinge)
    #expect(throws: NetworkError.noPartnerOfPoint(1)) { try layer.reading(of: LastLayerAnswer(value: 1, point: 1)) }
    #expect(throws: NetworkError.noPartnerOfPoint(-1)) { try layer.reading(of: LastLayerAnswer(value: 1, point: -1)) }
    #expect(throws: NetworkError.negativeError) { try layer.reading(of: LastLayerAnswer(value: 1, error: -1)) }
    #expect(throws: NetworkError.pointWithoutPartners(0)) { try layer.reading(of: LastLayerAnswer(value: 2, point: 0)) }
    // No integer from 0 to 2, no multiple of ln 2, between n/2 and (n − 1)/2, and between what sigmoid units give.
    for (value, error) in [
      (Rational(3, 2), Rational(1, 3)), (-1, 0), (3, Rational(1, 2)), (Rational(10_001, 10_000), 0),
    ] {
      #expect(throws: NetworkError.impossibleLoss(value, error: error, expected: "an integer from 0 to 2")) {
        try layer.reading(of: LastLayerAnswer(value: value, error: error))
      }
    }
    for (loss, units, value) in [
      (.logistic, .rectified, 1), (.logistic, .rectified, Rational(3, 2)), (.squared, .rectified, Rational(3, 4)),
      (.squared, .rectified, Rational(11, 10)), (.hinge, .sigmoid(bound: 2), Rational(3, 2)),
      (.hinge, .sigmoid(bound: 2), Rational(21, 10)), (.hinge, .sigmoid(bound: 2), Rational(-1, 10)),
    ] as [(MarginLoss, LastLayer.Units, Rational)] {
      let other = try LastLayer(vectors: vectors, loss: loss, units: units)
      #expect(throws: NetworkError.self, "\(loss) \(units) \(value)") {
        try other.reading(of: LastLayerAnswer(value: value, error: Rational(1, 100)))
      }
    }
    let gradient = try BatchGradient(vectors: vectors, loss: .hinge)
    for (answer, error) in [
      (GradientAnswer(gradient: [-1]), NetworkError.gradientLength(1, units: 2)),
      (GradientAnswer(gradient: [-1, 0], errors: [0, 0, 0]), .gradientLength(3, units: 2)),
      (GradientAnswer(gradient: [-1, 0], errors: [-1]), .negativeError),
      (GradientAnswer(gradient: [1, 0]), .positiveCoordinate(unit: 0, 1)),
      (GradientAnswer(gradient: [0, -1]), .noPartner(unit: 1)),
      (
        GradientAnswer(gradient: [-1, -3], errors: [Rational(1, 2)]),
        .impossibleCoordinate(unit: 1, -3, error: Rational(1, 2), expected: "a multiple of 1 from -2 to 0")
      ),
      (
        GradientAnswer(gradient: [Rational(-3, 2), 0], errors: [Rational(1, 4)]),
        .impossibleCoordinate(unit: 0, Rational(-3, 2), error: Rational(1, 4), expected: "a multiple of 1 from -2 to 0")
      ),
    ] {
      #expect(throws: error) { try gradient.reading(of: answer) }
    }
    #expect(throws: VectorReductionError.distanceTooLarge(7, limit: 6)) {
      try OVToFurthestPair().interpret(FurthestPairAnswer(distance: 7), for: vectors)
    }
    #expect(throws: VectorReductionError.notOrthogonal(VectorPair(1, 1))) {
      try OVToFurthestPair().interpret(FurthestPairAnswer(distance: 6, witness: VectorPair(1, 1)), for: vectors)
    }
    for (pair, error) in [
      (VectorPair(0, 1), VectorReductionError.notAcross(VectorPair(0, 1), left: 2, right: 2)),
      (VectorPair(2, 3), .notAcross(VectorPair(2, 3), left: 2, right: 2)),
      (VectorPair(0, 4), .notAcross(VectorPair(0, 4), left: 2, right: 2)),
      (VectorPair(1, 3), .notOrthogonal(VectorPair(1, 3))),
    ] {
      #expect(throws: error) { try OVToOVMono().interpret(PairAnswer(count: 1, witness: pair), for: vectors) }
    }
    #expect(throws: VectorReductionError.notOrthogonal(VectorPair(1, 0))) {
      try OVToSubsetQuery().interpret(PairAnswer(count: 1, witness: VectorPair(1, 0)), for: vectors)
    }
    let query = try OVToSubsetQuery().reduce(vectors)
    #expect(throws: VectorReductionError.notContained(VectorPair(1, 0))) {
      try SubsetQueryToOV().interpret(PairAnswer(count: 1, witness: VectorPair(1, 0)), for: query)
    }
  }

  @Test("What is outside the domain, and files that were changed, are refused")
  func refusals() throws {
    let vectors = try #require(Self.gadget)
    #expect(throws: NetworkError.lossWithoutBound(.logistic)) {
      try OVToLastLayer(loss: .logistic, units: .sigmoid(bound: 2)).reduce(vectors)
    }
    #expect(throws: NetworkError.boundTooSmall(Rational(1, 2))) {
      try OVToLastLayer(units: .sigmoid(bound: Rational(1, 2))).reduce(vectors)
    }
    #expect(throws: NetworkError.exponentOutOfRange(0)) { try OVToGradient(units: .sigmoid(kappa: 0)).reduce(vectors) }
    let layer = try LastLayer(vectors: vectors, loss: .squared)
    for name in ["points.csv", "points.libsvm", "hidden.csv", "layer.csv", "layer.libsvm", "instance.json"] {
      var files = layer.files
      let text = try #require(files[name])
      files[name] = name == "instance.json" ? text.replacing("\"squared\"", with: "\"hinge\"") : text + "1\n"
      #expect(throws: name == "instance.json" ? NetworkError.inconsistent(file: name) : .inconsistent(file: name)) {
        try LastLayer(files: files)
      }
    }
    #expect(throws: NetworkError.missing("instance.json")) { try LastLayer(files: [:]) }
    #expect(throws: NetworkError.self) { try BatchGradient(files: layer.files) }
    #expect(throws: NetworkError.self) { try LastLayer(files: ["instance.json": "{}"]) }
  }

  @Test("The files are what solvers read: points, weights and outputs of the worked example")
  func worked() throws {
    let vectors = try #require(Self.gadget)
    let files = try LastLayer(vectors: vectors, loss: .hinge).files
    #expect(files["points.csv"] == "1,0,1,1\n1,1,0,1\n")
    #expect(files["points.libsvm"] == "+1 1:1 3:1 4:1\n+1 1:1 2:1 4:1\n")
    #expect(files["hidden.csv"] == "0,-1,0,1\n-1,-1,-1,1\n")
    #expect(files["layer.csv"] == "1,0\n0,0\n")
    #expect(files["layer.libsvm"] == "+1 1:1\n+1\n")
    let smooth = try BatchGradient(vectors: vectors, loss: .hinge, units: .sigmoid(kappa: 1))
    // s = 2 ln 5.
    let weights = try #require(smooth.files["hidden.csv"]?.split(separator: "\n").map { $0.split(separator: ",") })
    #expect(weights[0][0] == "0" && abs((Double(weights[0][1]) ?? 0) + 2 * log(5.0)) < 1e-12)
    #expect(abs((Double(weights[0][3]) ?? 0) - log(5.0)) < 1e-12)
    #expect(smooth.files["layer.csv"] == nil)
    // s = 2 ln(3^1001 + 1), whose odds no Double holds.
    let three = try OrthogonalVectors(left: BitMatrix(["101", "110", "111"]), right: vectors.right)
    let steep = try BatchGradient(vectors: three, loss: .hinge, units: .sigmoid(kappa: 1000))
    let last = try #require(steep.files["hidden.csv"]?.split(separator: "\n").first?.split(separator: ",").last)
    #expect(abs((Double(last) ?? 0) - 1001 * log(3.0)) < 1e-9)
    #expect(try steep.reading(of: steep.referenceAnswer()).count == 1)
  }
}
