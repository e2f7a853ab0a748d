import Exact
import Formats
import Foundation

/// What was done to private records, line by line, and what it costs.
///
///     var ledger = Ledger()
///     try ledger.append(LedgerEvent(.sampledGaussian(noiseMultiplier: Rational(11, 10), rate: Rational(256, 60_000)), steps: 14_062))
///     try ledger.epsilon(delta: Rational(1, 100_000)).upper
///
/// Events compose one after the other. After a split of the records, events that name a part compose in parallel with those of other parts: a
/// record is in one part only, so the whole costs what the dearest part costs, together with the events on all records. That takes a split
/// in which each record's part depends on that record alone.
///
/// A ledger knows what it is told. That gradients are clipped, samples are drawn as said, and the noise is what it is called, is up to the code
/// that writes it.
public struct Ledger: Sendable, Hashable {
  /// The events, in the order in which they happened.
  public private(set) var events: [LedgerEvent] = []
  /// The parts into which the records are split; empty if they are not.
  public private(set) var parts: [String] = []

  /// An empty ledger.
  public init() {}

  /// Adds an event.
  ///
  /// - Throws: ``AccountingError`` for parameters out of range, passes of anything but Gaussian noise, and parts that do not exist.
  public mutating func append(_ event: LedgerEvent) throws(AccountingError) {
    _ = try event.mechanism.validated()
    guard 0...Resolution.mostCompositions ~= event.steps else {
      throw .parameter(name: "steps", found: "\(event.steps)", expected: "0 to 2^30")
    }
    guard 1...Resolution.mostCompositions ~= event.passes else {
      throw .parameter(name: "passes", found: "\(event.passes)", expected: "1 to 2^30")
    }
    if event.passes > 1 {
      switch event.mechanism {
      case .gaussian, .sampledGaussian: break
      default: throw .parameter(name: "passes", found: "\(event.passes)", expected: "1 for noise that is not Gaussian")
      }
    }
    if let part = event.part, !parts.contains(part) {
      throw .parameter(
        name: "part", found: "“\(part.prefix(40))”",
        expected: parts.isEmpty ? "a split of the records before it" : "one of \(parts.joined(separator: ", "))")
    }
    events.append(event)
  }

  /// Splits the records into parts such that each record's part depends on that record alone, by a hash under a public key or a coin of its own.
  ///
  /// - Throws: ``AccountingError`` if the records are split already.
  public mutating func split(into names: [String]) throws(AccountingError) {
    guard parts.isEmpty else {
      throw .parameter(name: "split", found: "a second split", expected: "one: the parts of two splits overlap")
    }
    parts = names
  }

  /// Reads a ledger of JSON Lines; empty lines are skipped.
  ///
  /// - Throws: ``LedgerError`` at the first line that cannot be accounted for.
  /// - Complexity: O(length of the text).
  public init(parsing text: Data) throws(LedgerError) {
    for (index, line) in text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
      if line.allSatisfy({ $0 == 32 || $0 == 13 || $0 == 9 }) { continue }
      let number = index + 1
      let fields: LedgerFields
      do { fields = try StrictJSON.decode(LedgerFields.self, from: Data(line)) } catch {
        throw LedgerError(line: number, field: nil, reason: "\(error)")
      }
      do throws(AccountingError) {
        switch fields.line {
        case .success(.event(let event)): try append(event)
        case .success(.split(let parts)): try split(into: parts)
        case .failure: break
        }
      } catch {
        guard case .parameter(let name, let found, let expected) = error else {
          throw LedgerError(line: number, field: nil, reason: "\(error)")
        }
        throw LedgerError(line: number, field: name, reason: "\(found); expected \(expected)")
      }
      if case .failure(var refusal) = fields.line {
        refusal.line = number
        throw refusal
      }
    }
  }

  /// The ledger as JSON Lines, which ``init(parsing:)`` reads.
  public var text: String {
    var lines = events.map(\.json)
    if !parts.isEmpty {
      let names = parts.map { $0.jsonText }.joined(separator: ",")
      lines.insert("{\"split\":\"record-hash\",\"parts\":[\(names)]}", at: 0)
    }
    return lines.map { $0 + "\n" }.joined()
  }

  /// The mechanisms that a record of the part meets, or a record of no part, with σ/√m of m passes rounded in a direction.
  private func mechanisms(_ part: String?, roundedUp: Bool) -> [Repeated] {
    events.filter { $0.part == nil || $0.part == part }.map { event in
      Repeated(event.merged(roundedUp: roundedUp), times: event.steps)
    }
  }

  /// What is asked about: the least ε at this δ, over all records.
  ///
  /// - Throws: ``AccountingError``.
  /// - Complexity: a ``PrivacyCurve`` for each part.
  public func epsilon(delta: Rational) throws(AccountingError) -> CertifiedInterval {
    var all = CertifiedInterval(lower: 0, upper: 0)
    for part in parts.isEmpty ? [nil] : parts.map(Optional.some) {
      let (below, above) = (mechanisms(part, roundedUp: false), mechanisms(part, roundedUp: true))
      var interval = try Self.epsilon(below, delta)
      // Less noise is an upper bound only, more noise a lower one.
      if above != below { interval.lower = try Self.epsilon(above, delta).lower }
      all.lower = Self.greater(all.lower, interval.lower)
      all.upper = Self.greater(all.upper, interval.upper)
    }
    return all
  }

  private static func epsilon(_ mechanisms: [Repeated], _ delta: Rational) throws(AccountingError) -> CertifiedInterval
  {
    if let exact = try? GaussianComposition(of: mechanisms) { return exact.epsilon(delta: delta) }
    return try PrivacyCurve(of: mechanisms, delta: delta).epsilon(delta: delta)
  }

  private static func greater(_ a: Rational?, _ b: Rational?) -> Rational? {
    guard let a, let b else { return nil }
    return max(a, b)
  }
}

extension LedgerEvent {
  /// The mechanism of one step with all its passes.
  func merged(roundedUp: Bool) -> Mechanism {
    guard passes > 1 else { return mechanism }
    /// σ/√m to 64 bits.
    func smaller(_ sigma: Rational) -> Rational {
      let squared = sigma * sigma / Rational(passes)
      let shift = 2 * (64 + max(0, squared.denominator.bitWidth - squared.numerator.bitWidth))
      let scaled = squared * Rational(Integer(1) << shift)
      let root = scaled.floor().squareRoot()
      let isExact = scaled.isInteger && root * root == scaled.numerator
      return Rational(isExact || !roundedUp ? root : root + 1, Integer(1) << (shift / 2))
    }
    switch mechanism {
    case .gaussian(let sigma): return .gaussian(noiseMultiplier: smaller(sigma))
    case .sampledGaussian(let sigma, let rate): return .sampledGaussian(noiseMultiplier: smaller(sigma), rate: rate)
    default: return mechanism
    }
  }

  /// The event as a line of a ledger.
  public var json: String {
    var fields: [String]
    switch mechanism {
    case .gaussian(let sigma): fields = ["\"event\":\"gaussian\"", "\"sigma\":\"\(sigma)\""]
    case .sampledGaussian(let sigma, let rate):
      fields = [
        "\"event\":\"sampled-gaussian\"", "\"sigma\":\"\(sigma)\"", "\"q\":\"\(rate)\"", "\"sampling\":\"poisson\"",
      ]
    case .laplace(let scale): fields = ["\"event\":\"laplace\"", "\"scale\":\"\(scale)\""]
    case .discreteLaplace(let scale): fields = ["\"event\":\"discrete-laplace\"", "\"scale\":\"\(scale)\""]
    case .approximate(let epsilon, let delta):
      fields = ["\"event\":\"approximate\"", "\"epsilon\":\"\(epsilon)\"", "\"delta\":\"\(delta)\""]
    }
    fields.append("\"steps\":\(steps)")
    if passes > 1 { fields.append("\"passes\":\(passes)") }
    if let part { fields.append("\"part\":\(part.jsonText)") }
    return "{\(fields.joined(separator: ","))}"
  }
}

extension String {
  /// The text as a JSON string.
  fileprivate var jsonText: String {
    (try? JSONEncoder().encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
  }
}
