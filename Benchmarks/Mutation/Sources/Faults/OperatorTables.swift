/// What stands in an operator's stead. An operator that is in no table gets no fault.
enum OperatorTables {
  static let arithmetic: [String: [String]] = [
    "+": ["-"], "-": ["+"], "*": ["+"], "/": ["*"], "%": ["/"],
    "&+": ["&-"], "&-": ["&+"], "&*": ["&+"],
    "<<": [">>"], ">>": ["<<"], "&<<": ["&>>"], "&>>": ["&<<"],
    "&": ["|"], "|": ["&"], "^": ["|"],
    "+=": ["-="], "-=": ["+="], "*=": ["+="], "/=": ["*="], "%=": ["/="],
    "&+=": ["&-="], "&-=": ["&+="], "&*=": ["&+="], "<<=": [">>="], ">>=": ["<<="],
    "&<<=": ["&>>="], "&>>=": ["&<<="], "&=": ["|="], "|=": ["&="], "^=": ["|="],
  ]

  static let comparison: [String: [String]] = [
    "<": ["<=", ">="], "<=": ["<", ">"], ">": [">=", "<="], ">=": [">", "<"],
    "==": ["!="], "!=": ["=="], "===": ["!=="], "!==": ["==="],
  ]

  static let logical: [String: [String]] = ["&&": ["||"], "||": ["&&"]]

  /// Directions of rounding, ends and extremes. Each is mistaken for the other.
  static let direction: [String: String] = {
    let pairs = [
      ("MPFR_RNDD", "MPFR_RNDU"), ("up", "down"), ("floor", "ceil"), ("min", "max"), ("first", "last"),
      ("lowerBound", "upperBound"), ("lower", "upper"), ("prefix", "suffix"), ("minimum", "maximum"),
      ("dropFirst", "dropLast"), ("left", "right"), ("numerator", "denominator"),
    ]
    var table: [String: String] = [:]
    for (one, other) in pairs { (table[one], table[other]) = (other, one) }
    return table
  }()

  /// Calls in which no fault is planted: what they check is not to happen, or what they do is not seen.
  static let silentCalls: Set<String> = [
    "precondition", "preconditionFailure", "assert", "assertionFailure", "fatalError",
    "reserveCapacity", "withExtendedLifetime",
  ]
}
