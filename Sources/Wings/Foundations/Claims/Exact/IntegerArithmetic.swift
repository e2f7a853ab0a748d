import Evidence
import Exact
import Randomness

extension Source {
  /// Of statements about the package's own numbers.
  static func definition(_ what: String) -> Source {
    Source(paper: "Tightbound, exact arithmetic", theorem: "by definition; decided against \(what)")
  }
}

extension Claim {
  /// The integers are a ring with division.
  static let integerArithmetic = Claim(
    id: "exact.integer-arithmetic",
    title: "Sums, products, quotients and the order of integers are what school teaches",
    sentences: [
      Sentence(
        """
        For all integers $a$ and $b$, `a + b`, `a - b` and `a * b` are the sum, the difference and the product; and for \
        $b \\ne 0$, `a / b` and `a % b` are the $q$ and $r$ with $a = q b + r$, $|r| < |b|$ and $r$ of the sign of $a$ or 0, \
        as are the two results of `quotientAndRemainder`; those of `floorQuotientAndRemainder` have $r$ of the sign of $b$ or 0.
        """,
        topic: "the operations", checks: ["small", "borders", "long"]),
      Sentence(
        """
        `+=`, `-=`, `*=`, `addProduct` and `subtractProduct` change the value to what these operations give, and no copy of it.
        """,
        topic: "in place", checks: ["in-place"]),
      Sentence(
        "`<`, `<=`, `>`, `>=` and `==` are the order of the integers, and equal integers have equal hash values.",
        topic: "the order", checks: ["order"]),
      Sentence(
        "Every result has one form: no zero limb on top, and a machine word wherever it fits one.",
        topic: "the form", checks: ["borders", "long", "in-place"]),
    ],
    source: .definition("schoolbook arithmetic to base 2³²"),
    checks: [
      Check(
        "small", level: .exhaustive,
        family: .exhaustive(
          "all pairs of −40...40 (deep: −200...200)",
          count: { $0 == .quick ? 81 * 81 : 401 * 401 },
          all: { budget in
            let range = budget == .quick ? -40...40 : -200...200
            return range.flatMap { a in range.map { IntegerPair(a: Integer($0), b: Integer(a)) } }
          }),
        subject: IntegerOperation.apply, mutants: IntegerOperation.signMutants, test: agreesWithWords),
      Check(
        "borders", level: .certified,
        family: .listed(
          "all pairs of 0, ±1, ±2, ±3 and ±2ᵏ − 1, ±2ᵏ, ±2ᵏ + 1 for k = 63, 64, 128 (deep: also 31, 32, 62, 65, 127, 192)",
          quick: borderPairs([63, 64, 128]), deep: borderPairs([31, 32, 62, 63, 64, 65, 127, 128, 192])),
        subject: IntegerOperation.apply, mutants: IntegerOperation.borderMutants, test: agreesWithSchool),
      Check(
        "long", level: .certified,
        family: .random(
          """
          random pairs of up to 8 limbs, every eighth of 39 to 41 and more, half of them with limbs 0 and 2⁶⁴ − 1; every third is a \
          dividend just below or at a multiple
          """, quick: 300, deep: 5_000, shrink: IntegerPair.shrink, draw: longPair),
        subject: IntegerOperation.apply, mutants: IntegerOperation.longMutants, test: agreesWithSchool),
      Check(
        "in-place", level: .certified, family: .ledgers, subject: IntegerLedger.values, mutants: IntegerLedger.mutants,
        test: IntegerLedger.keepsTheBooks),
      Check(
        "order", level: .certified,
        family: .listed(
          "all pairs of 0, ±1, ±2, ±3 and ±2ᵏ − 1, ±2ᵏ, ±2ᵏ + 1 for k = 63, 64, 127, 128",
          quick: borderPairs([63, 64, 127, 128])),
        subject: compare,
        mutants: [
          "compares two long integers by their lowest limbs": { input in
            let (a, b) = input
            let (left, right) = (a.littleEndianLimbs, b.littleEndianLimbs)
            guard left.count == 2, right.count == 2, a.isNegative == b.isNegative else { return try compare(input) }
            return relations((left[0] < right[0]) != a.isNegative && a != b, a == b)
          },
          "takes −2⁶³ for 2⁶³": { input in
            try compare((input.0 == Integer(Int.min) ? Integer(1) << 63 : input.0, input.1))
          },
          "≤ is < for two long integers": { input in
            var found = try compare(input)
            if input.0.asInt == nil, input.1.asInt == nil { found[1] = found[0] }
            return found
          },
          "forgets that the longer of two negatives is less": { input in
            let (a, b) = input
            let isLonger = a.littleEndianLimbs.count > b.littleEndianLimbs.count
            return try compare(a.isNegative && b.isNegative && isLonger ? (b, a) : input)
          },
        ], test: isInOrder),
    ])
}

/// An operation on two integers, in the package's own words.
enum IntegerOperation: String, CaseIterable, Sendable {
  case sum = "a + b"
  case difference = "a - b"
  case product = "a * b"
  case quotient = "a / b"
  case remainder = "a % b"
  case quotientOfPair = "the quotient of quotientAndRemainder"
  case remainderOfPair = "the remainder of quotientAndRemainder"
  case floorQuotient = "the quotient of floorQuotientAndRemainder"
  case floorRemainder = "the remainder of floorQuotientAndRemainder"

  typealias Calculator = Algorithm<(IntegerOperation, Integer, Integer), Integer>

  static let apply: Calculator = { input in
    let (operation, a, b) = input
    return switch operation {
    case .sum: a + b
    case .difference: a - b
    case .product: a * b
    case .quotient: a / b
    case .remainder: a % b
    case .quotientOfPair: a.quotientAndRemainder(dividingBy: b).quotient
    case .remainderOfPair: a.quotientAndRemainder(dividingBy: b).remainder
    case .floorQuotient: a.floorQuotientAndRemainder(dividingBy: b).quotient
    case .floorRemainder: a.floorQuotientAndRemainder(dividingBy: b).remainder
    }
  }

  /// Where the fault shows: what it makes of the exact result of an operation on two integers.
  private static func faulty(
    _ change: @escaping @Sendable (IntegerOperation, Integer, Integer, _ exact: Integer) throws -> Integer
  ) -> Calculator {
    { input in try change(input.0, input.1, input.2, apply(input)) }
  }

  static let signMutants: KeyValuePairs<String, Calculator> = [
    "the remainder has the divisor's sign": faulty { operation, a, b, exact in
      operation == .remainder ? try apply((.floorRemainder, a, b)) : exact
    },
    "the quotient of two negatives is rounded up": faulty { operation, a, b, exact in
      operation == .quotient && a.isNegative && b.isNegative && !a.isMultiple(of: b) ? exact + 1 : exact
    },
    "rounding down goes one too far on negative multiples": faulty { operation, a, b, exact in
      operation == .floorQuotient && a.isNegative && !b.isNegative && a.isMultiple(of: b) ? exact - 1 : exact
    },
  ]

  static let borderMutants: KeyValuePairs<String, Calculator> = [
    "loses the carry into a new limb": faulty { operation, a, b, exact in
      let count = max(a.littleEndianLimbs.count, b.littleEndianLimbs.count)
      guard operation == .sum, exact.littleEndianLimbs.count > count else { return exact }
      return Integer(littleEndianLimbs: Array(exact.littleEndianLimbs.prefix(count)), isNegative: exact.isNegative)
    },
    "takes −2⁶³ for 2⁶³ in a difference": faulty { operation, a, b, exact in
      operation == .difference && b == Integer(Int.min) ? a + b : exact
    },
    "divides −2⁶³ by −1 in a word": faulty { operation, a, b, exact in
      operation == .quotient && a == Integer(Int.min) && b == -1 ? a : exact
    },
    "the remainder of a long dividend by a word has no sign": faulty { operation, a, b, exact in
      operation == .remainderOfPair && a.asInt == nil && b.littleEndianLimbs.count == 1 ? exact.magnitude : exact
    },
    "the square of 2⁶³ − 1 loses its low limb": faulty { operation, a, b, exact in
      operation == .product && a == b && a == Integer(Int.max) ? exact - 1 : exact
    },
  ]

  static let longMutants: KeyValuePairs<String, Calculator> = [
    "a quotient is one too large where the remainder is one less than the divisor": faulty { operation, a, b, exact in
      guard operation == .quotient, b.asInt == nil, (a % b).magnitude == b.magnitude - 1 else { return exact }
      return exact + (a.isNegative == b.isNegative ? 1 : -1)
    },
    "a borrow stops at a zero limb": faulty { operation, a, b, exact in
      let (top, bottom) = (a.littleEndianLimbs, b.littleEndianLimbs)
      guard operation == .difference, !a.isNegative, !b.isNegative, top.count > bottom.count, bottom.count > 1,
        top[0] < bottom[0], top[1] == 0
      else { return exact }
      return exact + Integer(1) << 128
    },
    "forgets the top limb of a product of 39 limbs and more": faulty { operation, a, b, exact in
      let isLong = min(a.littleEndianLimbs.count, b.littleEndianLimbs.count) >= 39
      guard operation == .product, isLong else { return exact }
      return Integer(littleEndianLimbs: exact.littleEndianLimbs.dropLast(), isNegative: exact.isNegative)
    },
    "a quotient of 39 limbs by 39 forgets its sign": faulty { operation, a, b, exact in
      let isLong = b.littleEndianLimbs.count >= 39 && exact.littleEndianLimbs.count >= 39
      return operation == .quotient && isLong ? exact.magnitude : exact
    },
    "the remainder of a dividend shorter than the divisor is 0": faulty { operation, a, b, exact in
      operation == .remainder && a.littleEndianLimbs.count < b.littleEndianLimbs.count ? 0 : exact
    },
  ]
}

@Sendable private func borderPairs(_ exponents: [Int]) -> [IntegerPair] {
  let values = Integer.borders(exponents)
  return values.flatMap { a in values.map { IntegerPair(a: a, b: $0) } }
}

@Sendable private func longPair(_ index: Int, _ stream: inout RandomStream) -> IntegerPair {
  let isLong = index % 8 == 7
  func count() -> Int {
    isLong ? stream.uniform(in: 39...(stream.uniform(in: 0...3) == 0 ? 90 : 41)) : stream.uniform(in: 0...8)
  }
  if index % 8 == 5 {
    // A borrow that travels through zero limbs to the top.
    let top = [UInt](repeating: 0, count: stream.uniform(in: 1...6)) + [UInt(stream.next())]
    return IntegerPair(a: Integer(littleEndianLimbs: top), b: Integer.drawn(limbs: stream.uniform(in: 1...6), &stream))
  }
  let b = Integer.drawn(limbs: count(), &stream)
  guard index % 3 == 0 || index % 16 == 15 else { return IntegerPair(a: .drawn(limbs: count(), &stream), b: b) }
  // A multiple of b, or what is one short of the next, of either sign: where estimated quotients go wrong.
  let multiple = b * Integer.drawn(limbs: count(), &stream)
  let rest = stream.uniform(in: 0...1) == 0 || b.isZero ? 0 : b.magnitude - 1
  return IntegerPair(a: multiple.isNegative ? multiple - rest : multiple + rest, b: b)
}

/// All operations on a pair of words whose results are words, by the machine's own.
@Sendable private func agreesWithWords(
  _ calculate: IntegerOperation.Calculator, on pair: IntegerPair
) throws -> Verdict {
  guard let a = pair.a.asInt, let b = pair.b.asInt else { return .fails("small integers are not words") }
  for operation in IntegerOperation.allCases {
    let expected: Int
    switch operation {
    case .sum: expected = a + b
    case .difference: expected = a - b
    case .product: expected = a * b
    case _ where b == 0: continue
    case .quotient, .quotientOfPair: expected = a / b
    case .remainder, .remainderOfPair: expected = a % b
    case .floorQuotient: expected = Int((Double(a) / Double(b)).rounded(.down))
    case .floorRemainder: expected = (a % b + b) % b
    }
    let found = try calculate((operation, pair.a, pair.b))
    guard found.asInt == expected else { return .fails("\(operation.rawValue) is \(found), but should be \(expected)") }
  }
  return .holds()
}

@Sendable private func agreesWithSchool(
  _ calculate: IntegerOperation.Calculator, on pair: IntegerPair
) throws -> Verdict {
  let (a, b) = (SchoolbookInteger(pair.a), SchoolbookInteger(pair.b))
  func result(_ operation: IntegerOperation) throws -> Integer { try calculate((operation, pair.a, pair.b)) }
  for (operation, expected) in [(.sum, a + b), (.difference, a - b), (.product, a * b)]
    as [(IntegerOperation, SchoolbookInteger)]
  {
    let found = try result(operation)
    if let fault = found.fault { return .fails("\(operation.rawValue): \(fault)") }
    guard SchoolbookInteger(found) == expected else {
      return .fails("\(operation.rawValue) is \(found), but should be \(expected.decimal)")
    }
  }
  if b.digits.isEmpty { return .holds() }
  for (quotient, remainder, sign) in [
    (.quotient, .remainder, a.isNegative), (.quotientOfPair, .remainderOfPair, a.isNegative),
    (.floorQuotient, .floorRemainder, b.isNegative),
  ] as [(IntegerOperation, IntegerOperation, Bool)] {
    let (q, r) = (try result(quotient), try result(remainder))
    if let fault = q.fault ?? r.fault { return .fails("\(quotient.rawValue) or \(remainder.rawValue): \(fault)") }
    let rest = SchoolbookInteger(r)
    guard SchoolbookInteger(q) * b + rest == a, rest.magnitude < b.magnitude,
      rest.digits.isEmpty || rest.isNegative == sign
    else { return .fails("\(quotient.rawValue) is \(q), and \(remainder.rawValue) is \(r)") }
  }
  return .holds()
}

/// `<`, `<=`, `>`, `>=` and `==`.
private let compare: Algorithm<(Integer, Integer), [Bool]> = { input in
  let (a, b) = input
  return [a < b, a <= b, a > b, a >= b, a == b]
}

/// The five relations of which less and equal are given.
private func relations(_ isLess: Bool, _ isEqual: Bool) -> [Bool] {
  [isLess, isLess || isEqual, !isLess && !isEqual, !isLess, isEqual]
}

@Sendable private func isInOrder(
  _ compare: Algorithm<(Integer, Integer), [Bool]>, of pair: IntegerPair
) throws -> Verdict {
  let (a, b) = (SchoolbookInteger(pair.a), SchoolbookInteger(pair.b))
  let expected = relations(a < b, a == b)
  // Of equal values also a copy that shares no limbs.
  let copy = Integer(littleEndianLimbs: pair.b.littleEndianLimbs, isNegative: pair.b.isNegative)
  guard try compare((pair.a, pair.b)) == expected, try compare((pair.a, copy)) == expected else {
    return .fails("<, <=, >, >= and == are \(try compare((pair.a, pair.b))), but should be \(expected)")
  }
  return .require(a != b || pair.a.hashValue == copy.hashValue, "equal integers have different hash values")
}
