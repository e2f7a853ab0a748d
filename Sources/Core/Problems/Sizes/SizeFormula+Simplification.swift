import Exact

// Sums and products are flat, with like terms collected: so the words of a formula into which others were put are as short as those
// of one that a person wrote.
extension SizeFormula {
  /// A formula of these parts; a constant if they are constants.
  static func folded(_ term: Term) -> SizeFormula {
    let formula = SizeFormula(term)
    guard formula.parts.allSatisfy({ if case .constant = $0.term { true } else { false } }),
      let value = try? formula.value(for: [:])
    else { return formula }
    return SizeFormula(value)
  }

  /// The simplified sum.
  static func sum(of terms: [SizeFormula]) -> SizeFormula {
    var (constant, collected) = (Integer(0), [(coefficient: Integer, factors: [SizeFormula])]())
    for term in terms.flatMap({ if case .sum(let terms) = $0.term { terms } else { [$0] } }) {
      let (coefficient, factors) = term.factored
      if factors.isEmpty {
        constant += coefficient
      } else if let like = collected.firstIndex(where: { areAlike($0.factors, factors) }) {
        collected[like].coefficient += coefficient
      } else {
        collected.append((coefficient, factors))
      }
    }
    collected.removeAll { $0.coefficient == 0 }
    // ⌈x/2⌉ + ⌊x/2⌋ = x.
    for (index, term) in collected.enumerated() {
      guard term.factors.count == 1, case .quotient(let half, 2, .up) = term.factors[0].term,
        let other = collected.firstIndex(where: {
          $0.coefficient == term.coefficient && $0.factors == [SizeFormula(.quotient(half, 2, .down))]
        })
      else { continue }
      let rest = collected.enumerated().filter { $0.offset != index && $0.offset != other }.map(\.element)
      return sum(
        of: rest.map { product(of: [SizeFormula($0.coefficient)] + $0.factors) }
          + [SizeFormula(term.coefficient) * half, SizeFormula(constant)])
    }
    let simplified =
      collected.map { product(of: [SizeFormula($0.coefficient)] + $0.factors) }
      + (constant == 0 ? [] : [SizeFormula(constant)])
    return simplified.count > 1 ? SizeFormula(.sum(simplified)) : simplified.first ?? 0
  }

  /// The simplified product.
  static func product(of factors: [SizeFormula]) -> SizeFormula {
    var (coefficient, others) = (Integer(1), [SizeFormula]())
    for factor in factors {
      let (constant, rest) = factor.factored
      coefficient *= constant
      others += rest
    }
    if coefficient == 0 || others.isEmpty { return SizeFormula(coefficient) }
    let simplified = (coefficient == 1 ? [] : [SizeFormula(coefficient)]) + others
    return simplified.count > 1 ? SizeFormula(.product(simplified)) : simplified[0]
  }

  /// The constant factor and the others; no others for a constant.
  var factored: (coefficient: Integer, factors: [SizeFormula]) {
    switch term {
    case .constant(let value): return (value, [])
    case .product(let factors):
      guard case .constant(let value) = factors[0].term else { return (1, factors) }
      return (value, Array(factors.dropFirst()))
    default: return (1, [self])
    }
  }

  /// Whether the factors are the same, in whatever order.
  private static func areAlike(_ some: [SizeFormula], _ others: [SizeFormula]) -> Bool {
    func counts(_ factors: [SizeFormula]) -> [SizeFormula: Int] {
      factors.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    }
    return some.count == others.count && (some == others || counts(some) == counts(others))
  }
}
