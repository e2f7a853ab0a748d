import Exact
import Problems

extension Choice {
  /// Of the memoised product.
  static let budget = Choice("budget", "give up after this many keys", value: .integer)
}

extension GrammarDot {
  /// The aligned family, on which the memoised product needs the most keys.
  public static var families: [ProblemFamily<GrammarDot>] {
    [
      ProblemFamily("aligned", sizes: "s (16, a power of two), h (16)", named: ["s", "h"]) { sizes, _ in
        let (s, h) = (sizes["s"] ?? 16, sizes["h"] ?? 16)
        guard s >= 1, s <= 1 << 16, s & (s - 1) == 0, 0...40 ~= h else {
          throw UnsuitableSizes("the aligned family needs s a power of two up to 65536 and h in 0...40")
        }
        let aligned = try AlignedFamily(blocks: s, doublings: h)
        return .init(try GrammarDot(v: aligned.v, u: aligned.u), ["s": s, "h": h])
      }
    ]
  }

  /// The memoised product, and expanding.
  public static var algorithms: [ProblemAlgorithm<GrammarDot>] {
    [
      ProblemAlgorithm("memoised", "prints also the number of keys of the memo", choices: [.budget, .witness]) {
        instance, choices in
        let product = try instance.product(budget: choices.integer(.budget))
        return Solved(
          GrammarDotAnswer(value: product.value, position: choices.flag(.witness) ? product.witness : nil),
          remarks: ["keys": product.keys])
      },
      ProblemAlgorithm("expand", choices: [.witness]) { instance, choices in
        let answer = try instance.referenceAnswer()
        return Solved(
          GrammarDotAnswer(value: answer.value, position: choices.flag(.witness) ? answer.position : nil),
          remarks: ["keys": nil])
      },
    ]
  }

  /// Value, keys and position, each in a line; an answer that was mapped back from elsewhere has no keys, and stays JSON.
  public static func text(of solved: Solved<GrammarDotAnswer>) -> String? {
    guard !solved.remarks.isEmpty else { return nil }
    let fields: [(String, String?)] = [
      ("value", solved.answer.value.map(String.init)),
      ("keys", solved.remarks.first { $0.name == "keys" }?.value.map { String($0) }),
      ("position", solved.answer.position.map(String.init)),
    ]
    return fields.compactMap { name, value in value.map { "\(name) \($0)" } }.joined(separator: "\n")
  }

  /// Value, keys and position, in this order.
  public static func json(of solved: Solved<GrammarDotAnswer>) -> String? {
    let fields: [(String, String?)] = [
      ("value", solved.answer.value.map { "\"\($0)\"" }),
      ("keys", solved.remarks.first { $0.name == "keys" }.map { $0.value.map { String($0) } ?? "null" }),
      ("position", solved.answer.position.map { String($0) }),
    ]
    return "{" + fields.compactMap { name, value in value.map { "\"\(name)\":\($0)" } }.joined(separator: ",") + "}"
  }
}

extension GrammarMatrixVector {
  /// The memoised product of each row, and expanding.
  public static var algorithms: [ProblemAlgorithm<GrammarMatrixVector>] {
    [
      ProblemAlgorithm("memoised", "prints also the number of keys of the memo", choices: [.budget]) {
        instance, choices in
        let (answer, keys) = try instance.product(budget: choices.integer(.budget))
        return Solved(answer, remarks: ["keys": keys])
      },
      ProblemAlgorithm("expand") { instance, _ in Solved(try instance.referenceAnswer()) },
    ]
  }
}

extension GrammarMatrixProduct {
  /// The memoised products of rows and columns, and expanding.
  public static var algorithms: [ProblemAlgorithm<GrammarMatrixProduct>] {
    [
      ProblemAlgorithm("memoised", "prints also the number of keys of the memo", choices: [.budget]) {
        instance, choices in
        let (answer, keys) = try instance.product(budget: choices.integer(.budget))
        return Solved(answer, remarks: ["keys": keys])
      },
      ProblemAlgorithm("expand") { instance, _ in Solved(try instance.referenceAnswer()) },
    ]
  }
}

extension GrammarAddition {
  /// Expands both vectors and compresses their sum.
  public static var algorithms: [ProblemAlgorithm<GrammarAddition>] {
    [
      ProblemAlgorithm("expand", "expands both vectors and compresses their sum") { instance, _ in
        Solved(try instance.referenceAnswer())
      }
    ]
  }
}
