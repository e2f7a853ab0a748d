import ArgumentParser
import Exact
import Foundation
import Privacy

/// How ε or δ is computed.
enum AccountingMethod: String, ExpressibleByArgument, CaseIterable {
  case pld, prv, rdp, classical, zcdp, gaussian, all

  /// What the method gives, in a few words.
  var words: String {
    switch self {
    case .pld: "exact integers, certified both ways"
    case .prv: "Fourier transforms in double precision, an estimate"
    case .rdp: "Rényi divergences at integer orders, certified above"
    case .classical: "the moments accountant of 2016, certified above"
    case .zcdp: "zero-concentrated privacy, certified above"
    case .gaussian: "the exact formula without sampling, certified both ways"
    case .all: "all of them"
    }
  }
}

/// What one method says of ε.
struct MethodAnswer {
  let method: AccountingMethod
  /// The ends that are certified, as decimals; "Infinity" for no bound.
  var lower: String?
  var upper: String?
  /// An estimate without a bound.
  var estimate: String?
  /// The Rényi order that gave it.
  var order: Int?
  /// Why there is no answer.
  var refusal: String?
  /// The processor time of the fastest run.
  var seconds = Double.infinity

  /// ε of these mechanisms by a method other than `all`, worked out so many times.
  init(_ method: AccountingMethod, of mechanisms: [Repeated], delta: Rational, runs: Int) {
    self.method = method
    for _ in 0..<runs {
      let start = clock()
      answer(mechanisms, delta)
      seconds = min(seconds, Double(clock() - start) / Double(CLOCKS_PER_SEC))
    }
  }

  private mutating func answer(_ mechanisms: [Repeated], _ delta: Rational) {
    do {
      switch method {
      case .pld, .all:
        set(try PrivacyCurve(of: mechanisms, delta: delta).epsilon(delta: delta))
      case .gaussian: set(try GaussianComposition(of: mechanisms).epsilon(delta: delta))
      case .prv:
        let value = try FloatingCurve(of: mechanisms).epsilon(delta: Double(delta))
        estimate = value.isFinite ? String(format: "%.9f", value) : "Infinity"
      case .rdp, .classical:
        let found = try RenyiComposition(of: mechanisms).epsilon(
          delta: delta, conversion: method == .rdp ? .tight : .classical)
        upper = found.map { $0.upper.decimal(roundedUp: true) } ?? "Infinity"
        order = found?.order
      case .zcdp:
        let found = try ConcentratedComposition(of: mechanisms).epsilon(delta: delta)
        upper = found?.decimal(roundedUp: true) ?? "Infinity"
      }
    } catch { refusal = "\(error)" }
  }

  private mutating func set(_ interval: CertifiedInterval) {
    lower = interval.lower?.decimal(roundedUp: false) ?? "Infinity"
    upper = interval.upper?.decimal(roundedUp: true) ?? "Infinity"
  }

  /// The members of a JSON object. Numbers are decimals, rounded outward; infinity is a string, as JSON has no such number.
  func jsonMembers(withTime: Bool) -> String {
    func number(_ text: String) -> String { text == "Infinity" ? "\"Infinity\"" : text }
    var members = ["\"method\":\"\(method.rawValue)\""]
    if let refusal { return members[0] + ",\"refused\":\(quoted(refusal))" }
    if let estimate {
      members.append("\"epsilon\":{\"estimate\":\(number(estimate))}")
    } else {
      let ends = [lower.map { "\"lower\":\(number($0))" }, upper.map { "\"upper\":\(number($0))" }].compactMap { $0 }
      members.append("\"epsilon\":{\(ends.joined(separator: ","))}")
    }
    if let order { members.append("\"order\":\(order)") }
    if withTime { members.append("\"seconds\":\(String(format: "%.6f", seconds))") }
    return members.joined(separator: ",")
  }

  /// A line for people.
  func text(withTime: Bool) -> String {
    let value: String
    if let refusal {
      value = "refused: \(refusal)"
    } else if let estimate {
      value = "about \(estimate)"
    } else if let lower, let upper {
      value = "from \(lower) to \(upper)"
    } else {
      value = "at most \(upper ?? "")" + (order.map { ", order \($0)" } ?? "")
    }
    let time = withTime ? String(format: ", %.2f ms", seconds * 1000) : ""
    return method.rawValue.padding(toLength: 10, withPad: " ", startingAt: 0) + value + time
  }
}

/// Text as a JSON string.
func quoted(_ text: String) -> String {
  let encoded = try? JSONEncoder().encode(text)
  return encoded.map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
}
