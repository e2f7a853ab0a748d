import Evidence
import Exact
import GrammarCompressionReductions
import HardProblems
import Problems

extension Claim {
  /// What the reductions of k-SUM take.
  static let kSumChoices = Claim(
    id: "ksum.choices", title: "The reductions of k-SUM make what is chosen, and refuse the rest",
    sentences: [.kSumChoices],
    source: .grammarPaper("the reductions; their choices are derived"), checks: [.kSumChoices])
}

extension Sentence {
  /// What the reductions of k-SUM make of choices.
  static let kSumChoices = Sentence(
    """
    The reductions to grammars make the instance with the exponent $\\gamma$ from 0 to 1, of a denominator up to 1000, or the number of groups, \
    at least 1, that is chosen; other numbers, and instances with another $k$ than is asked for, are refused. Their sizes are as promised.
    """, topic: "choices", checks: ["choices"])
}

extension Check {
  /// Every choice of the reductions of k-SUM.
  static let kSumChoices = Check(
    "choices", level: .certified, family: .kSum(k: [3, 3, 4], sets: 5, quick: 40, deep: 3_000),
    subject: { try $0.outcomes() },
    mutants: choiceMutants,
    test: { outcomes, instance in
      let (found, expected) = (try outcomes(ChosenKSum(instance: instance)), try expectedOutcomes(instance))
      for (words, outcome) in expected.sorted(by: { $0.key < $1.key }) where found[words] != outcome {
        return .fails("\(words): \(found[words] ?? "nothing"), but should be \(outcome)")
      }
      return .holds()
    })
}

private let choiceMutants: KeyValuePairs<String, Algorithm<ChosenKSum, [String: String]>> = [
  "γ is left to be none": { try $0.outcomes(without: "gamma") },
  "groups are left to be as many as usual": { try $0.outcomes(without: "groups") },
  "any k will do": { try $0.outcomes(without: "k") },
]

/// The words of one option with which each reduction is tried.
private let words: [(name: String, word: String)] =
  ["0", "1/3", "1", "1/1000", "-1/2", "3/2", "1/1001", "x"].map { ("gamma", $0) }
  + ["1", "2", "7", "0", "-1", "x"].map { ("groups", $0) } + ["3", "4"].map { ("k", $0) }

private struct ChosenKSum: Sendable {
  var instance: KSum

  /// The files of each reduction's instance by the option, or "refused"; "broken" if a promise is.
  func outcomes(without left: String? = nil) throws -> [String: String] {
    var outcomes: [String: String] = [:]
    for (name, word) in words {
      outcomes["dot \(name) \(word)"] = outcome(KSumToGrammarDot(), name, name == left ? nil : word)
      outcomes["vector \(name) \(word)"] = outcome(KSumToGrammarMatrixVector(), name, name == left ? nil : word)
      outcomes["product \(name) \(word)"] = outcome(KSumToGrammarMatrixProduct(), name, name == left ? nil : word)
    }
    return outcomes.filter { $0.value != "no choice" }
  }

  private func outcome<R: Reduction>(_ usual: R, _ name: String, _ word: String?) -> String where R.Source == KSum {
    guard let choice = R.choices.first(where: { $0.name == name }) else { return "no choice" }
    do {
      var choices = Choices()
      if let word { try choices.choose(choice, word) }
      return try described(usual.choosing(choices), instance)
    } catch { return "refused" }
  }
}

private func described<R: Reduction>(_ reduction: R, _ instance: KSum) throws -> String where R.Source == KSum {
  let target = try reduction.reduce(instance)
  for promise in try reduction.promisedSize(of: instance.size) where !promise.isKept(by: target.size) {
    return "broken: \(promise), but \(target.size)"
  }
  return target.files.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value)" }.joined(separator: "\n")
}

/// The same by what the reductions are made with.
private func expectedOutcomes(_ instance: KSum) throws -> [String: String] {
  func tried(_ body: () throws -> String) -> String { (try? body()) ?? "refused" }
  var outcomes: [String: String] = [:]
  for (name, word) in words {
    switch name {
    case "gamma":
      let gamma = try? Rational(parsing: word)
      outcomes["dot gamma \(word)"] = tried {
        guard let gamma, gamma >= 0, gamma <= 1, gamma.denominator <= 1000 else { return "refused" }
        return try described(KSumToGrammarDot(gamma: gamma), instance)
      }
    case "groups":
      let isAllowed = (Int(word) ?? 0) >= 1
      outcomes["vector groups \(word)"] = tried {
        try isAllowed ? described(KSumToGrammarMatrixVector(groups: Int(word)), instance) : "refused"
      }
      outcomes["product groups \(word)"] = tried {
        try isAllowed ? described(KSumToGrammarMatrixProduct(groups: Int(word)), instance) : "refused"
      }
    default:
      let isRight = word == "\(instance.k)"
      outcomes["dot k \(word)"] = tried { try isRight ? described(KSumToGrammarDot(), instance) : "refused" }
      outcomes["vector k \(word)"] = tried {
        try isRight ? described(KSumToGrammarMatrixVector(), instance) : "refused"
      }
      outcomes["product k \(word)"] = tried {
        try isRight ? described(KSumToGrammarMatrixProduct(), instance) : "refused"
      }
    }
  }
  return outcomes
}
