// What solvers of satisfiability print, by the rules of the competitions:
//
//     c a comment
//     s SATISFIABLE
//     v 1 -2 3
//     v -4 0
//
// and counters of models `c s exact arb int 42`, or `s mc 42`. MiniSat's files, `SAT` and a line of literals, are read too.

import Exact
import Problems
import Text

extension CNF: SolverText {
  /// If assignments of some variables alone are counted, how many those are.
  public var notice: String? {
    shown.map {
      "counts are of assignments of the \($0.count) shown variables (c p show, c ind), not of all \(variables)"
    }
  }

  /// The answer as a solver prints it: a line `s`, the model in lines `v`, and the number of models, where it is known, as a comment.
  public func solverText(of answer: SatisfiabilityAnswer) -> String {
    var lines = [answer.exists.map { $0 ? "s SATISFIABLE" : "s UNSATISFIABLE" } ?? "s UNKNOWN"]
    if let count = answer.count { lines += ["c s type \(shown == nil ? "mc" : "pmc")", "c s exact arb int \(count)"] }
    if let model = answer.witness {
      var line = "v"
      for word in model.enumerated().map({ "\($1 ? "" : "-")\($0 + 1)" }) + ["0"] {
        if line.utf8.count + word.utf8.count > 77 {
          lines.append(line)
          line = "v"
        }
        line += " " + word
      }
      lines.append(line)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Reads what a solver printed. Variables that a model leaves out are false in it.
  ///
  /// - Throws: ``SolverOutputError`` for a model without its 0, for literals that are none or contradict each other, and for a text
  ///   that says nothing.
  /// - Complexity: O(length of the text + v).
  public func answer(solverText text: String) throws(SolverOutputError) -> SatisfiabilityAnswer {
    var answer = SatisfiabilityAnswer(bitsMissing: 0)
    answer.bitsMissing = nil
    var literals: [Int: Int] = [:]
    var (isOpen, isMiniSat, hasModel, number) = (false, false, false, 0)
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      number += 1
      var fields = line.split(whereSeparator: \.isWhitespace)
      guard let word = fields.first else { continue }
      func malformed(_ field: Substring, _ expected: String) -> SolverOutputError {
        .malformed(line: number, field: "output", found: field, expected: expected)
      }
      switch word {
      case "c":
        guard fields.count == 6, fields[1...4] == ["s", "exact", "arb", "int"] else { continue }
        try Self.set(&answer.count, to: fields[5], malformed)
        continue
      case "s" where fields.count == 3 && (fields[1] == "mc" || fields[1] == "pmc"):
        try Self.set(&answer.count, to: fields[2], malformed)
        continue
      case "s", "SAT", "UNSAT", "SATISFIABLE", "UNSATISFIABLE", "UNKNOWN", "INDET":
        let said = fields.count == 1 ? word : fields[fields.count - 1]
        guard fields.count <= 2, let outcome = Self.outcomes[String(said)] else {
          throw malformed(said, "SATISFIABLE, UNSATISFIABLE or UNKNOWN")
        }
        guard answer.exists == nil || answer.exists == outcome else { throw .two("outcomes") }
        if let outcome { answer.exists = outcome }
        isMiniSat = word == "SAT"
        continue
      case "v": fields.removeFirst()
      default: guard isMiniSat else { throw malformed(word, "a line that begins with c, s or v") }
      }
      guard !hasModel || isOpen else { throw .two("models") }
      (hasModel, isOpen) = (true, true)
      for (index, field) in fields.enumerated() {
        guard let literal = Int(field), literal.magnitude <= variables.magnitude else {
          throw malformed(field, "a literal in ±1…±\(variables), or 0 at the end")
        }
        if literal == 0 {
          guard index == fields.count - 1 else {
            throw malformed(fields[index + 1], "nothing after the 0 of the model")
          }
          isOpen = false
        } else {
          let variable = Int(literal.magnitude)
          guard literals[variable] == nil || literals[variable] == literal else {
            throw malformed(field, "\(-literal), which the model has too")
          }
          literals[variable] = literal
        }
      }
    }
    if isOpen { throw .unfinished }
    // A formula's header may name more variables than memory has room for.
    guard !hasModel || variables <= max(text.utf8.count, 1 << 20) else {
      throw .short(literals: literals.count, variables: variables)
    }
    if hasModel { answer.witness = (0..<variables).map { literals[$0 + 1] ?? -1 > 0 } }
    guard answer.exists != nil || answer.count != nil || hasModel else { throw .nothing }
    return answer
  }

  private static let outcomes: [String: Bool?] = [
    "SATISFIABLE": true, "SAT": true, "UNSATISFIABLE": false, "UNSAT": false, "UNKNOWN": nil, "INDET": nil,
  ]

  private static func set(
    _ count: inout Integer?, to word: Substring, _ malformed: (Substring, String) -> SolverOutputError
  ) throws(SolverOutputError) {
    guard let value = try? Integer(parsing: String(word)), value >= 0 else {
      throw malformed(word, "a number of models")
    }
    guard count == nil || count == value else { throw .two("numbers of models") }
    count = value
  }
}

/// What is wrong with what a solver of satisfiability printed.
public enum SolverOutputError: TextReadingError, Equatable, Sendable, CustomStringConvertible {
  /// The text at a line is not what such solvers print.
  case malformed(TextFault)
  /// It says two different things of this kind.
  case two(String)
  /// The model does not end with 0.
  case unfinished
  /// The model has this many literals, far fewer than the formula has variables.
  case short(literals: Int, variables: Int)
  /// It gives neither an outcome nor a model nor a number of models.
  case nothing

  public var description: String {
    switch self {
    case .malformed(let fault): fault.description
    case .two(let what): "the solver's output has two different \(what)"
    case .unfinished: "the model has no 0 at its end, as a file that was cut off"
    case .short(let literals, let variables):
      "the model has \(literals) literals, the formula \(variables) variables"
    case .nothing:
      "the solver's output decides nothing: it has no line s (UN)SATISFIABLE, no model and no number of models"
    }
  }
}
