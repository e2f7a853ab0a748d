import Exact
import HardProblems
import Problems

extension BatchGradient: Problem {
  /// A coordinate of the gradient for each hidden unit.
  public typealias Answer = GradientAnswer
  /// `gradient`.
  public static var name: String { "gradient" }

  /// n, the number of points; m, that of hidden units; d, the dimension of points with their constant input.
  public var size: SizeParameters {
    ["n": Integer(pointCount), "m": Integer(unitCount), "d": Integer(vectors.dimension + 1)]
  }

  /// The gradient, exactly: ℓ′(0) times the sums of the hidden outputs.
  ///
  /// - Complexity: O(n m d / 64), and as many additions of rationals with sigmoid units.
  public func referenceAnswer() -> GradientAnswer {
    let layer = layer
    return GradientAnswer(
      gradient: (0..<unitCount).map { j in
        loss.slopeAtZero * (0..<pointCount).reduce(Rational.zero) { $0 + layer.output($1, j) }
      })
  }

  /// Whether every coordinate lies within its error bar.
  public func verify(_ answer: GradientAnswer) -> Bool {
    let errors = answer.errors ?? [0]
    guard answer.gradient.count == unitCount, errors.count == 1 || errors.count == unitCount else { return false }
    return zip(answer.gradient, referenceAnswer().gradient).enumerated().allSatisfy { unit, pair in
      (pair.0 - pair.1).magnitude <= (errors.count == 1 ? errors[0] : errors[unit])
    }
  }

  /// Every coordinate is one that some number of partners gives.
  ///
  /// - Throws: ``NetworkError``.
  public func examined(_ answer: GradientAnswer) throws(NetworkError) -> GradientAnswer {
    _ = try partners(of: answer)
    return answer
  }

  /// The sidecar `instance.json`, which holds the whole instance; points and weights are written for solvers.
  public static var fileNames: [String] { [sidecar] }

  static var sidecar: String { "instance.json" }

  /// The points and the hidden weights, and a sidecar with all that is needed to read a gradient. The hidden outputs are not
  /// written: to compute with them is the problem.
  public var files: [String: String] {
    let content = NetworkSidecar(
      problem: Self.name, loss: loss, units: units, vectors: vectors, odds: layer.odds, threshold: decisionThreshold,
      sufficientError: sufficientError, requiredBits: requiredBits)
    return layer.inputFiles.merging([Self.sidecar: content.text]) { first, _ in first }
  }

  /// Reads the sidecar, and refuses files beside it that are not those it describes.
  public init(files: [String: String]) throws {
    let content = try NetworkSidecar<Units>(files: files, file: Self.sidecar, problem: Self.name)
    try self.init(vectors: content.vectors, loss: content.loss, units: content.units)
    try content.requireConsistent(self.files, with: files)
  }
}

// Coded as vectors, loss and units; decoding validates like the initialiser.
extension BatchGradient: Codable {
  private enum Key: String, CodingKey { case vectors, loss, units }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let vectors = try container.decode(OrthogonalVectors.self, forKey: .vectors)
    let loss = try container.decode(MarginLoss.self, forKey: .loss)
    let units = try container.decode(Units.self, forKey: .units)
    do throws(NetworkError) { try self.init(vectors: vectors, loss: loss, units: units) } catch {
      throw DecodingError.dataCorruptedError(forKey: .units, in: container, debugDescription: error.description)
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(vectors, forKey: .vectors)
    try container.encode(loss, forKey: .loss)
    try container.encode(units, forKey: .units)
  }
}
