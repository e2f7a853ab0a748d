import Exact
import Formats
import Foundation
import HardProblems
import Problems

/// The optimal values on the three data sets, exact or with error bars.
public struct KernelValues: Codable, Hashable, Sendable {
  /// A number for each data set.
  public struct Triple: Codable, Hashable, Sendable {
    /// The numbers for A, for B, and for A ∪ B.
    public var a, b, ab: Rational
    /// The numbers for A, B and A ∪ B.
    public init(a: Rational, b: Rational, ab: Rational) { (self.a, self.b, self.ab) = (a, b, ab) }

    /// Numbers are written as fractions, so that `read` takes them for exact too.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(a.fraction, forKey: .a)
      try container.encode(b.fraction, forKey: .b)
      try container.encode(ab.fraction, forKey: .ab)
    }

    enum CodingKeys: String, CodingKey {
      case a = "A"
      case b = "B"
      case ab = "AB"
    }
  }

  /// The values.
  public var values: Triple
  /// How far each may be from the truth; nil for exact values.
  public var errors: Triple?
  /// The threshold of Δ that was printed beside them, where one was: it belongs to one instance.
  public var threshold: Rational?

  /// Values, with error bars or exact.
  public init(values: Triple, errors: Triple? = nil) { (self.values, self.errors) = (values, errors) }

  /// Δ = V(A ∪ B) − V(A) − V(B).
  public var delta: Rational { values.ab - values.a - values.b }

  /// How far Δ may be from the truth.
  public var deltaError: Rational { errors.map { $0.a + $0.b + $0.ab } ?? 0 }
}

// Decoded from values with or without error bars, or from intervals [least, greatest] as a sandwich has them; and from the Δ that
// `certify` prints beside them, which must be theirs.
extension KernelValues {
  private enum Key: String, CodingKey { case values, errors, delta, threshold }
  private enum Name: String, CodingKey {
    case a = "A"
    case b = "B"
    case ab = "AB"
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    try self.init(values: container)
    threshold = try container.decodeIfPresent(Rational.self, forKey: .threshold)
    guard container.contains(.delta) else { return }
    let stated: ClosedRange<Rational>
    if let number = try? container.decode(Rational.self, forKey: .delta) {
      stated = number...number
    } else {
      let ends = try container.decode([Rational].self, forKey: .delta)
      guard ends.count == 2, ends[0] <= ends[1] else {
        throw DecodingError.dataCorruptedError(
          forKey: .delta, in: container, debugDescription: "expected a number, or an interval [least, greatest]")
      }
      stated = ends[0]...ends[1]
    }
    guard stated.overlaps(delta - deltaError...delta + deltaError) else {
      throw DecodingError.dataCorruptedError(
        forKey: .delta, in: container,
        debugDescription: "it is not V(AB) − V(A) − V(B), which is \(Double(delta)) ± \(Double(deltaError))")
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(values, forKey: .values)
    try container.encodeIfPresent(errors, forKey: .errors)
    try container.encodeIfPresent(threshold?.fraction, forKey: .threshold)
  }

  private init(values container: KeyedDecodingContainer<Key>) throws {
    let intervals = try container.nestedContainer(keyedBy: Name.self, forKey: .values)
    guard (try? intervals.decode([Rational].self, forKey: .a)) != nil else {
      self.init(
        values: try container.decode(Triple.self, forKey: .values),
        errors: try container.decodeIfPresent(Triple.self, forKey: .errors))
      return
    }
    if container.contains(.errors) {
      throw DecodingError.dataCorruptedError(
        forKey: .errors, in: container, debugDescription: "expected none beside values that are intervals")
    }
    func interval(_ name: Name) throws -> (middle: Rational, radius: Rational) {
      let ends = try intervals.decode([Rational].self, forKey: name)
      guard ends.count == 2, ends[0] <= ends[1] else {
        throw DecodingError.dataCorruptedError(
          forKey: name, in: intervals, debugDescription: "expected a number, or an interval [least, greatest]")
      }
      return ((ends[0] + ends[1]) / 2, (ends[1] - ends[0]) / 2)
    }
    let (a, b, ab) = (try interval(.a), try interval(.b), try interval(.ab))
    self.init(
      values: Triple(a: a.middle, b: b.middle, ab: ab.middle), errors: Triple(a: a.radius, b: b.radius, ab: ab.radius))
  }
}

extension KernelInstance: Problem {
  /// The optimal values on the three data sets.
  public typealias Answer = KernelValues
  /// The name of the kind, such as `svm`.
  public static var name: String { Kind.name }

  /// The numbers of points of the three data sets, their dimension, t, and the bits of accuracy that are needed.
  public var size: SizeParameters {
    let copies = task == .svmBias ? 2 : 1
    return [
      "n_A": Integer(copies * pairs.left.rows), "n_B": Integer(copies * pairs.right.rows),
      "N": Integer(copies * (pairs.left.rows + pairs.right.rows)),
      "d": Integer(pairs.dimension + copies - 1), "t": Integer(pairs.threshold), "bits": Integer(requiredBits),
    ]
  }

  /// The exact values.
  ///
  /// - Complexity: That of `exactValue(of:base:)` on N points.
  public func referenceAnswer() throws -> KernelValues {
    KernelValues(
      values: KernelValues.Triple(
        a: try left.exactValue(of: task, base: base).value, b: try right.exactValue(of: task, base: base).value,
        ab: try union.exactValue(of: task, base: base).value))
  }

  /// Whether the exact values lie within the error bars.
  public func verify(_ answer: KernelValues) throws -> Bool {
    let truth = try referenceAnswer().values
    let errors = answer.errors ?? KernelValues.Triple(a: 0, b: 0, ab: 0)
    return (truth.a - answer.values.a).magnitude <= errors.a && (truth.b - answer.values.b).magnitude <= errors.b
      && (truth.ab - answer.values.ab).magnitude <= errors.ab
  }

  /// The values are possible for an instance of this size, base and task, and a threshold beside them is that of this instance.
  ///
  /// - Throws: ``KernelInstanceError``.
  public func examined(_ values: KernelValues) throws(KernelInstanceError) -> KernelValues {
    if let threshold = values.threshold, threshold != decisionThreshold {
      throw .inconsistentValues("threshold", threshold, expected: decisionThreshold)
    }
    try range.requirePossible(values)
    return values
  }

  /// The kind of a certificate.
  public static var remarks: Set<String> { ["kind"] }

  /// What values say: yes, with the number of close pairs where only one number agrees with them; no; or how many bits are
  /// missing to tell.
  ///
  /// - Throws: ``KernelInstanceError`` for values that no instance of this size, base and task has: see ``KernelRange``.
  public func reading(of values: KernelValues) throws(KernelInstanceError) -> PairAnswer {
    let values = try examined(values)
    let (delta, error) = (values.delta, values.deltaError)
    guard (delta - decisionThreshold).magnitude > error else {
      // Three errors of an eighth of the unit always decide.
      let excess = error / (unit * Rational(3, 8))
      return PairAnswer(bitsMissing: Swift.max(excess.ceiling().bitWidth, 1))
    }
    guard delta > decisionThreshold else { return PairAnswer(exists: false) }
    var answer = PairAnswer(exists: true)
    if pairs.leastDistance == pairs.threshold - 1 { answer.count = count(from: delta - error, to: delta + error) }
    return answer
  }

  /// The one number c of close pairs for which S = (c + others) q^(t−1), others ≤ n_A n_B q^g, fits Δ/c between the bounds.
  private func count(from lower: Rational, to upper: Rational) -> Integer? {
    let noise = Rational(Integer(pairs.left.rows) * Integer(pairs.right.rows), 1) * base.q.power(gap)
    let (low, high) =
      isExactSum
      ? (lower / unit, upper / unit)
      : (lower / unit * (1 - rhoBound), upper / unit / ((1 - rhoBound) * (1 - rhoBound)))
    let all = Integer(pairs.left.rows) * Integer(pairs.right.rows)
    let (least, greatest) = ((low - noise).ceiling(), Swift.min(high.floor(), all))
    return Swift.max(least, 1) == greatest ? greatest : nil
  }

  /// By n_A, n_B and d: vectors twice, as numbers of the coordinates that are 1 and in the sidecar, and the kernel's values if they are
  /// written.
  public static func predictedBytes(of size: SizeParameters) -> PredictedBytes? {
    predictedBytes(of: size, kernels: true)
  }

  /// The same, with the values of the kernel or without.
  public static func predictedBytes(of size: SizeParameters, kernels: Bool) -> PredictedBytes? {
    guard let left = size["n_A"], let right = size["n_B"], let dimension = size["d"] else { return nil }
    let count = left + right
    func digits(_ number: Integer) -> Integer { Integer("\(number)".utf8.count) }
    // " j:1", and a kernel's value of up to 23 characters.
    var files = 2 * count * (4 + dimension * (digits(dimension) + 3)) + count * (dimension + 16) + 1000
    if kernels {
      files += (left * left + right * right + count * count) * (digits(count) + 25) + 2 * count * 16
    }
    return PredictedBytes(files: files, value: count * (dimension / 8 + 64))
  }

  /// The sidecar `instance.json`, which holds the whole instance; the data sets are written for solvers.
  public static var fileNames: [String] { [sidecar] }

  private static var sidecar: String { "instance.json" }

  /// The data sets as LIBSVM reads them, sparse (`.libsvm`) and with their kernel (`.kernel`), and a sidecar with all that is
  /// needed to read solvers' values.
  public var files: [String: String] {
    var files: [String: String] = [:]
    for (name, set) in [("A", try? left), ("B", try? right), ("AB", try? union)] {
      guard let set else { continue }
      files[name + ".libsvm"] = LIBSVM.sparse(labels: set.labels) { point in
        (0..<set.points.columns).filter { set.points[point, $0] }
      }
      guard hasKernelFiles else { continue }
      let gram = GramMatrix(set.points, base: base)
      let kernels = gram.numerators.map { Double(Rational($0, gram.scale)) }
      files[name + ".kernel"] = LIBSVM.precomputed(labels: set.labels) { kernels[gram.distance($0, $1)] }
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let content = Sidecar(
      problem: Self.name, task: task, base: base, pairs: pairs, threshold: decisionThreshold, unit: unit,
      requiredBits: requiredBits, gamma: -Foundation.log(Double(base.q)))
    if let data = try? encoder.encode(content) { files[Self.sidecar] = String(decoding: data, as: UTF8.self) + "\n" }
    return files
  }

  /// Reads the sidecar, and refuses data sets beside it that are not those it describes.
  public init(files: [String: String]) throws {
    guard let text = files[Self.sidecar] else { throw KernelInstanceError.missing(Self.sidecar) }
    if text.drop(while: \.isWhitespace).first != "{" {
      throw KernelInstanceError.malformed(
        file: Self.sidecar, "not JSON; data of your own in LIBSVM's form are for `tightbound svm FILE`")
    }
    let sidecar: Sidecar
    do { sidecar = try JSONDecoder().decode(Sidecar.self, from: Data(text.utf8)) } catch {
      throw KernelInstanceError.malformed(file: Self.sidecar, "\(error)")
    }
    guard sidecar.problem == Self.name, Kind.includes(sidecar.task) else {
      throw KernelInstanceError.malformed(
        file: Self.sidecar, "an instance of \(sidecar.problem), expected one of \(Self.name)")
    }
    // Kernels that were left out are not missing; beside nothing but the sidecar nothing was left out.
    let hasKernels = files.keys.contains { $0.hasSuffix(".kernel") } || !files.keys.contains { $0.hasSuffix(".libsvm") }
    try self.init(sidecar.pairs, base: sidecar.base, task: sidecar.task, hasKernelFiles: hasKernels)
    // Kernels are made only to be compared.
    guard files.keys.contains(where: { $0.hasSuffix(".kernel") || $0.hasSuffix(".libsvm") }) else { return }
    let expected = self.files
    for (name, text) in expected.sorted(by: { $0.key < $1.key }) where files[name].map({ $0 != text }) == true {
      throw KernelInstanceError.inconsistent(file: name)
    }
  }

  private struct Sidecar: Codable {
    var problem: String
    var task: KernelTask
    var base: KernelBase
    var pairs: HammingClosePair
    /// Δ above it means yes.
    var threshold: Rational
    /// What a close pair adds to Δ.
    var unit: Rational
    /// The bits of relative accuracy that every value needs.
    var requiredBits: Int
    /// γ of the Gaussian kernel exp(−γ‖x − x'‖²) that this is, rounded.
    var gamma: Double
  }
}

// Coded as pairs, base and task; decoding validates like the initialiser.
extension KernelInstance: Codable {
  private enum Key: String, CodingKey { case pairs, base, task }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let task = try container.decode(KernelTask.self, forKey: .task)
    guard Kind.includes(task) else {
      throw DecodingError.dataCorruptedError(
        forKey: .task, in: container, debugDescription: "\(task) is no task of \(Kind.name)")
    }
    try self.init(
      try container.decode(HammingClosePair.self, forKey: .pairs),
      base: try container.decode(KernelBase.self, forKey: .base),
      task: task)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(pairs, forKey: .pairs)
    try container.encode(base, forKey: .base)
    try container.encode(task, forKey: .task)
  }
}
