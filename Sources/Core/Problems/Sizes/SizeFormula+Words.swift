import Exact

extension SizeFormula: CustomStringConvertible {
  /// The formula as one writes it, such as `2Um` or `2^⌈v/2⌉`, without abbreviations. `[PromisedSize].words` uses them.
  public var description: String {
    let whole = unabbreviated
    return SizeWords([whole]).text(of: whole)
  }
}

/// How formulas that stand together are written.
struct SizeWords {
  /// The abbreviations that occur, each after those in its definition, and what stands for each.
  private(set) var abbreviations: [(formula: SizeFormula, label: String)] = []

  /// Words of these formulas: abbreviations of the same name but with different definitions, and those that are called like a
  /// parameter, are told apart by primes.
  init(_ formulas: [SizeFormula]) {
    var taken = Set(formulas.flatMap(\.parameters))
    for formula in formulas {
      formula.visit { part in
        guard let name = part.abbreviation, !abbreviations.contains(where: { $0.formula == part }) else { return }
        var label = name
        while !taken.insert(label).inserted { label += "′" }
        abbreviations.append((part, label))
      }
    }
  }

  /// `g = ⌈√m⌉` for each abbreviation.
  var definitions: [String] {
    abbreviations.map { part, label in
      switch part.term {
      case .quantity(_, let meaning): "\(label) = \(meaning)"
      case .named(_, let definition): "\(label) = \(text(of: definition))"
      default: label
      }
    }
  }

  /// The formula as it is written by itself.
  func text(of formula: SizeFormula) -> String {
    switch formula.term {
    case .constant(let value): value < 0 ? "−\(-value)" : "\(value)"
    case .parameter(let name): Self.subscripted(name)
    case .quantity, .named: abbreviations.first { $0.formula == formula }.map { Self.subscripted($0.label) } ?? "?"
    case .sum(let terms):
      terms.dropFirst().reduce(text(of: terms[0])) { sum, term in
        let text = text(of: term)
        return text.hasPrefix("−") ? "\(sum) − \(text.dropFirst())" : "\(sum) + \(text)"
      }
    case .product: product(formula)
    case .powerOfTwo(let exponent): "2^\(atom(exponent))"
    case .root(let part, let gamma):
      gamma == Rational(1, 2) ? "⌈√\(atom(part))⌉" : "⌈\(atom(part))^(\(gamma))⌉"
    case .quotient(let dividend, let divisor, let rounding):
      rounded("\(factor(dividend))/\(atom(divisor))", rounding)
    case .logarithm(let part, let rounding): rounded("log₂ \(factor(part))", rounding)
    case .bitCount(let part): "‖\(text(of: part))‖"
    case .greatest(let parts): "max(\(parts.map(text).joined(separator: ", ")))"
    case .least(let parts): "min(\(parts.map(text).joined(separator: ", ")))"
    }
  }

  private func rounded(_ text: String, _ rounding: SizeFormula.Rounding) -> String {
    rounding == .up ? "⌈\(text)⌉" : "⌊\(text)⌋"
  }

  /// The formula as a factor: a sum in parentheses.
  private func factor(_ formula: SizeFormula) -> String {
    if case .sum = formula.term { "(\(text(of: formula)))" } else { text(of: formula) }
  }

  /// The formula as what is raised to a power: sums, products and powers in parentheses.
  private func atom(_ formula: SizeFormula) -> String {
    switch formula.term {
    case .sum, .product, .powerOfTwo: "(\(text(of: formula)))"
    default: text(of: formula)
    }
  }

  /// `3g²`, `2Um`, `n_A n_B`, `3 clauses`, `4 · 2^v`.
  private func product(_ formula: SizeFormula) -> String {
    let (coefficient, factors) = formula.factored
    var powers: [(base: SizeFormula, exponent: Int)] = []
    for factor in factors {
      if let index = powers.firstIndex(where: { $0.base == factor }) {
        powers[index].exponent += 1
      } else {
        powers.append((factor, 1))
      }
    }
    let texts = powers.map { $0.exponent == 1 ? factor($0.base) : atom($0.base) + Self.superscript($0.exponent) }
    let sign = coefficient == 1 ? "" : coefficient == -1 ? "−" : text(of: SizeFormula(coefficient))
    let separated = zip([sign] + texts, texts).map { Self.separator(between: $0, and: $1) + $1 }
    return sign + separated.joined()
  }

  /// Factors touch if nobody can take them for one name or one number.
  private static func separator(between left: String, and right: String) -> String {
    guard let last = left.last, left != "−" else { return "" }
    if right.first?.isNumber == true { return " · " }
    // What follows 2^v would be read as a part of the exponent.
    if let caret = left.lastIndex(of: "^"),
      left[caret...].allSatisfy({ $0 == "^" || $0 == "_" || $0.isLetter || $0.isNumber })
    {
      return " · "
    }
    if right.prefix(while: \.isLetter).count > 1 { return " " }
    if last.isNumber && !left.contains(where: \.isLetter) { return "" }
    let leftName = left.reversed().prefix { $0.isLetter || $0 == "_" }
    return leftName.count > 1 || (last.isLetter && right.dropFirst().first == "_") ? " " : ""
  }

  /// `m1` as m₁.
  private static func subscripted(_ name: String) -> String {
    let digits = name.reversed().prefix { $0.isASCII && $0.isNumber }.reversed()
    guard digits.count < name.count else { return name }
    return name.dropLast(digits.count) + String(digits.map { digit("₀₁₂₃₄₅₆₇₈₉", $0) })
  }

  private static func superscript(_ exponent: Int) -> String { String("\(exponent)".map { digit("⁰¹²³⁴⁵⁶⁷⁸⁹", $0) }) }

  private static func digit(_ digits: String, _ digit: Character) -> Character {
    Array(digits)[digit.wholeNumberValue ?? 0]
  }
}

extension SizeFormula {
  /// The name of an abbreviation; nil for other formulas.
  var abbreviation: String? {
    switch term {
    case .named(let name, _), .quantity(let name, _): name
    default: nil
    }
  }
}
