import Exact
import Foundation
import HardProblems
import Problems

/// A question about a network whose hidden layer tells orthogonal vectors, on labels that are all 1: what ``LastLayer`` and
/// ``BatchGradient`` share, which is their files and how they are coded.
public protocol NetworkInstance<Units>: Problem, Codable {
  /// What the hidden units may be.
  associatedtype Units: Hashable, Sendable, Codable

  /// The points and the hidden units.
  var vectors: OrthogonalVectors { get }
  /// ℓ.
  var loss: MarginLoss { get }
  /// The hidden units.
  var units: Units { get }
  /// R of sigmoid units: their steepness is 2 ln R; nil of rectified ones.
  var odds: Rational? { get }
  /// Values above and below it mean different answers.
  var decisionThreshold: Rational { get }
  /// An error that always decides.
  var sufficientError: Rational { get }
  /// The bits of relative accuracy that are needed.
  var requiredBits: Int { get }

  /// - Throws: ``NetworkError`` for a loss and units that there is not.
  init(vectors: OrthogonalVectors, loss: MarginLoss, units: Units) throws(NetworkError)
}

/// The file that holds the whole instance; points, weights and outputs are written for solvers.
let networkSidecar = "instance.json"

extension NetworkInstance {
  /// The sidecar `instance.json`.
  public static var fileNames: [String] { [networkSidecar] }

  /// Reads the sidecar, and refuses files beside it that are not those it describes.
  public init(files: [String: String]) throws {
    let content = try NetworkSidecar<Units>(files: files, file: networkSidecar, problem: Self.name)
    try self.init(vectors: content.vectors, loss: content.loss, units: content.units)
    try content.requireConsistent(self.files, with: files)
  }

  /// These files, and a sidecar with all that is needed to make them again and to read a solver's values.
  func files(beside files: [String: String]) -> [String: String] {
    files.merging([networkSidecar: NetworkSidecar(self).text]) { first, _ in first }
  }
}

/// All that is needed to make the files of a network again and to read answers.
private struct NetworkSidecar<Units: Codable>: Codable {
  var problem: String
  var loss: MarginLoss
  var units: Units
  var vectors: OrthogonalVectors
  /// R of sigmoid units: their steepness is 2 ln R.
  var odds: Rational?
  /// Values above and below it mean different answers.
  var threshold: Rational
  /// An error that always decides.
  var sufficientError: Rational
  /// The bits of relative accuracy that are needed.
  var requiredBits: Int

  var text: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(self) else { return "" }
    return String(decoding: data, as: UTF8.self) + "\n"
  }

  init(_ instance: some NetworkInstance<Units>) {
    (problem, loss, units) = (type(of: instance).name, instance.loss, instance.units)
    (vectors, odds, threshold) = (instance.vectors, instance.odds, instance.decisionThreshold)
    (sufficientError, requiredBits) = (instance.sufficientError, instance.requiredBits)
  }

  init(files: [String: String], file: String, problem: String) throws(NetworkError) {
    guard let text = files[file] else { throw .missing(file) }
    do { self = try JSONDecoder().decode(Self.self, from: Data(text.utf8)) } catch {
      throw .malformed(file: file, "\(error)")
    }
    guard self.problem == problem else {
      throw .malformed(file: file, "an instance of \(self.problem), expected one of \(problem)")
    }
  }

  func requireConsistent(_ expected: [String: String], with files: [String: String]) throws(NetworkError) {
    for (name, text) in expected.sorted(by: { $0.key < $1.key }) where files[name].map({ $0 != text }) == true {
      throw .inconsistent(file: name)
    }
  }
}

private enum NetworkKey: String, CodingKey { case vectors, loss, units }

// Coded as vectors, loss and units; decoding validates like the initialiser.
extension NetworkInstance {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: NetworkKey.self)
    let vectors = try container.decode(OrthogonalVectors.self, forKey: .vectors)
    let loss = try container.decode(MarginLoss.self, forKey: .loss)
    let units = try container.decode(Units.self, forKey: .units)
    do throws(NetworkError) { try self.init(vectors: vectors, loss: loss, units: units) } catch {
      throw DecodingError.dataCorruptedError(forKey: .units, in: container, debugDescription: error.description)
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: NetworkKey.self)
    try container.encode(vectors, forKey: .vectors)
    try container.encode(loss, forKey: .loss)
    try container.encode(units, forKey: .units)
  }
}
