import Exact
import Formats
import Foundation

/// A line of a ledger: what was done to private records, and under which conditions.
///
///     {"event":"sampled-gaussian","sigma":"1.1","q":"256/60000","steps":14062,"sampling":"poisson"}
///     {"event":"gaussian","sigma":"10","steps":100}
///     {"split":"record-hash","parts":["supervised","reward"]}
///     {"event":"laplace","scale":"2","part":"reward"}
///
/// Numbers are strings, decimals or fractions, or integers, so that they are read exactly. A key that an event does not know is an error: it may
/// be a condition.
public enum LedgerLine: Sendable, Hashable {
  /// A mechanism, used `steps` times.
  case event(LedgerEvent)
  /// The records are split into these parts, each by itself; events may then name the part that they used.
  case split(parts: [String])
}

/// A mechanism that was used, on all records or on those of one part.
public struct LedgerEvent: Sendable, Hashable {
  /// What was done at one step.
  public var mechanism: Mechanism
  /// How many steps there were.
  public var steps: Int
  /// How often noise was added to something computed from the *same* Poisson sample at one step, at least 1.
  ///
  /// m adaptive Gaussian releases are one with σ/√m, and that is what the sampling hides; m · T steps with fresh samples would hide more.
  public var passes: Int
  /// The part of the records that it used; nil for all.
  public var part: String?

  /// An event.
  public init(_ mechanism: Mechanism, steps: Int = 1, passes: Int = 1, part: String? = nil) {
    (self.mechanism, self.steps, self.passes, self.part) = (mechanism, steps, passes, part)
  }
}

/// Why a ledger cannot be accounted for: the line, the field, what was found, and what would be right.
public struct LedgerError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The line, from 1.
  public var line: Int
  /// The field, if it is about one.
  public var field: String?
  /// What is wrong, and what would be right.
  public var reason: String

  public var description: String { "line \(line)\(field.map { ", \($0)" } ?? ""): \(reason)" }
}

/// The fields of a line, those that its kind knows.
struct LedgerFields: Decodable {
  let line: Result<LedgerLine, LedgerError>

  private enum Key: String, CodingKey, CaseIterable {
    case event, split, parts, sigma, q, scale, epsilon, delta, steps, passes, part, sampling, divisor, whitening
  }

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Key.self)
    do throws(Refusal) {
      line = .success(try Self.line(fields))
    } catch {
      switch error {
      case .ledger(let refusal):
        line = .failure(refusal)
        // The refusal comes first: other fields of the line are not unknown because nobody asked for them.
        for key in Key.allCases { _ = try? fields.decodeIfPresent(String.self, forKey: key) }
      case .decoding(let error): throw error
      }
    }
  }

  private enum Refusal: Error {
    case ledger(LedgerError)
    case decoding(any Error)
  }

  private static func refuse(_ field: Key, _ reason: String) -> Refusal {
    .ledger(LedgerError(line: 0, field: field.rawValue, reason: reason))
  }

  private static func value<T: Decodable>(
    _ fields: KeyedDecodingContainer<Key>, _ key: Key, as type: T.Type = T.self
  ) throws(Refusal) -> T {
    do { return try fields.decode(type, forKey: key) } catch { throw .decoding(error) }
  }

  private static func optional<T: Decodable>(
    _ fields: KeyedDecodingContainer<Key>, _ key: Key, as type: T.Type = T.self
  ) throws(Refusal) -> T? {
    do { return try fields.decodeIfPresent(type, forKey: key) } catch { throw .decoding(error) }
  }

  private static func line(_ fields: KeyedDecodingContainer<Key>) throws(Refusal) -> LedgerLine {
    if fields.contains(.split) {
      let split: String = try value(fields, .split)
      guard split == "record-hash" else {
        throw refuse(
          .split,
          "“\(split.prefix(40))”; expected record-hash. If a record's part depends on the others, as when a list is cut by position, "
            + "one more record changes several parts, and parts do not compose in parallel")
      }
      let parts: [String] = try value(fields, .parts)
      guard !parts.isEmpty, Set(parts).count == parts.count, !parts.contains("") else {
        throw refuse(.parts, "expected different names, at least one")
      }
      return .split(parts: parts)
    }
    let event: String = try value(fields, .event)
    let mechanism: Mechanism
    var passes = 1
    switch event {
    case "gaussian":
      mechanism = .gaussian(noiseMultiplier: try value(fields, .sigma))
      passes = try optional(fields, .passes) ?? 1
      try requireFixedScale(fields)
    case "sampled-gaussian":
      let sampling: String? = try optional(fields, .sampling)
      guard let sampling else {
        throw refuse(.sampling, "the field is missing; expected poisson, said explicitly as amplification rests on it")
      }
      guard sampling == "poisson" else {
        throw refuse(
          .sampling,
          "“\(sampling.prefix(40))”; expected poisson. Shuffled or fixed-size batches have no amplification that is accounted for here; "
            + "record the event as gaussian with steps = the passes over the data")
      }
      mechanism = .sampledGaussian(noiseMultiplier: try value(fields, .sigma), rate: try value(fields, .q))
      passes = try optional(fields, .passes) ?? 1
      try requireFixedScale(fields)
    case "laplace": mechanism = .laplace(scale: try value(fields, .scale))
    case "discrete-laplace": mechanism = .discreteLaplace(scale: try value(fields, .scale))
    case "approximate":
      mechanism = .approximate(epsilon: try value(fields, .epsilon), delta: try optional(fields, .delta) ?? 0)
    default:
      throw refuse(
        .event,
        "“\(event.prefix(40))”; expected gaussian, sampled-gaussian, laplace, discrete-laplace or approximate")
    }
    let steps: Int = try optional(fields, .steps) ?? 1
    guard 0...Resolution.mostCompositions ~= steps else { throw refuse(.steps, "\(steps); expected 0 to 2^30") }
    guard 1...Resolution.mostCompositions ~= passes else { throw refuse(.passes, "\(passes); expected 1 to 2^30") }
    do { _ = try mechanism.validated() } catch {
      guard case .parameter(let name, let found, let expected) = error, let field = Key(rawValue: name) else {
        throw refuse(.event, "\(error)")
      }
      throw refuse(field, "\(found); expected \(expected)")
    }
    return .event(LedgerEvent(mechanism, steps: steps, passes: passes, part: try optional(fields, .part)))
  }

  /// What is done to a batch must not depend on other records, but through the noisy sum.
  private static func requireFixedScale(_ fields: KeyedDecodingContainer<Key>) throws(Refusal) {
    if let divisor: String = try optional(fields, .divisor), divisor != "expected" {
      throw refuse(
        .divisor,
        "“\(divisor.prefix(40))”; expected “expected”, the public expected batch size. The realised size shows in the scale of the noise"
      )
    }
    if let whitening: String = try optional(fields, .whitening), whitening != "none" {
      throw refuse(
        .whitening,
        "“\(whitening.prefix(40))”; expected none. Statistics of the batch let one record change every other record's gradient, so that the "
          + "sensitivity is not the clipping bound")
    }
  }
}
