import Evidence
import Exact
import Randomness

extension Claim {
  /// Divisors, powers, roots and shifts.
  static let integerNumberTheory = Claim(
    id: "exact.integer-number-theory",
    title: "Greatest common divisors, powers, roots, shifts and bit counts of integers follow their definitions",
    sentences: [
      Sentence(
        """
        `gcd(a, b)` is the greatest common divisor, 0 only for $a = b = 0$; `a.isMultiple(of: b)` says whether $b$ divides $a$.
        """,
        checks: ["divisors"]),
      Sentence(
        """
        `a.power(n)` is $a^n$, with $0^0 = 1$; `a.squareRoot()` is $\\lfloor\\sqrt a\\rfloor$ for $a \\ge 0$; \
        `a.modularPower(n, modulo: m)` is the $r \\equiv a^n$ with $0 \\le r < |m|$.
        """,
        checks: ["powers"]),
      Sentence(
        """
        `a << n` is $a 2^n$ and `a >> n` is $\\lfloor a / 2^n\\rfloor$, for negative $n$ too; `bitWidth` is the least $n$ with \
        $|a| < 2^n$; `trailingZeroBitCount` is the largest $n$ with $2^n \\mid a$, 0 for $a = 0$.
        """,
        checks: ["shifts"]),
    ],
    source: .definition("Euclid's algorithm, repeated multiplication and schoolbook arithmetic"),
    checks: [
      Check(
        "divisors", level: .certified,
        family: .random(
          "random pairs of up to 6 limbs with a common divisor of up to 3; every third of words, 0 and −2⁶³ among them",
          quick: 250, deep: 10_000, shrink: IntegerPair.shrink,
          draw: { index, stream in
            let borders: [Integer] = [0, 1, -1, Integer(Int.min), Integer(Int.max), Integer(1) << 63, 6, -4]
            func factor(_ limbs: Int) -> Integer {
              if index % 3 != 0 { return .drawn(limbs: stream.uniform(in: 0...limbs), &stream) }
              let word = Integer(Int(truncatingIfNeeded: stream.next()) >> stream.uniform(in: 32...62))
              return stream.uniform(in: 0...3) == 0 ? borders[stream.uniform(in: 0...7)] : word
            }
            if index % 12 == 0 {
              // The only words whose greatest common divisor does not fit a word.
              return IntegerPair(a: borders[stream.uniform(in: 0...5)], b: index % 24 == 0 ? 0 : Integer(Int.min))
            }
            if index % 6 == 0 { return IntegerPair(a: factor(1), b: factor(1)) }
            let common = factor(3)
            return IntegerPair(a: common * factor(3), b: common * factor(3))
          }),
        subject: divisors,
        mutants: [
          "has the sign of the second number": { input in
            let exact = try divisors(input)
            return (input.1.isNegative ? -exact.divisor : exact.divisor, exact.isMultiple)
          },
          "gcd(−2⁶³, 0) is −2⁶³": { input in
            let exact = try divisors(input)
            let isBorder = exact.divisor == Integer(1) << 63 && input.0.asInt != nil && input.1.asInt != nil
            return (isBorder ? -exact.divisor : exact.divisor, exact.isMultiple)
          },
          "loses the common factors of 2 of words": { input in
            let exact = try divisors(input)
            guard input.0.asInt != nil, input.1.asInt != nil, !exact.divisor.isZero else { return exact }
            return (exact.divisor >> exact.divisor.trailingZeroBitCount, exact.isMultiple)
          },
          "divides long numbers by their lowest limbs": { input in
            let exact = try divisors(input)
            guard input.0.asInt == nil, let word = input.1.littleEndianLimbs.first, word != 0 else { return exact }
            return (exact.divisor, input.0.isMultiple(of: Integer(word)))
          },
        ], test: dividesGreatly),
      Check(
        "powers", level: .certified,
        family: .random(
          "bases of up to 4 limbs, exponents up to 12, moduli of up to 3 limbs; squares and their neighbours",
          quick: 200, deep: 6_000,
          draw: { index, stream in
            let small = stream.uniform(in: -2...2)
            let base = index % 4 == 0 ? Integer(small) : .drawn(limbs: stream.uniform(in: 0...4), &stream)
            let modulus = Integer.drawn(limbs: stream.uniform(in: 1...3), &stream)
            return PowerInstance(
              base: base, exponent: stream.uniform(in: 0...12), modulus: modulus.isZero ? -7 : modulus,
              offset: stream.uniform(in: -1...1))
          }),
        subject: powers,
        mutants: [
          "0⁰ is 0": { input in
            var found = try powers(input)
            if input.base.isZero, input.exponent == 0 { found.power = 0 }
            return found
          },
          "odd powers of −1 are 1": { input in
            var found = try powers(input)
            if input.base == -1 { found.power = 1 }
            return found
          },
          "the root of one less than a square is the square's": { input in
            var found = try powers(input)
            if input.offset == -1, input.base.asInt == nil { found.root += 1 }
            return found
          },
          "a modular power has the base's sign": { input in
            var found = try powers(input)
            let isNegative = input.base.isNegative && input.exponent % 2 == 1 && !found.modularPower.isZero
            if isNegative { found.modularPower -= input.modulus.magnitude }
            return found
          },
        ], test: arePowers),
      Check(
        "shifts", level: .certified,
        family: .random(
          "integers of up to 4 limbs, often with zero limbs below, shifted by −200...200 and by 0, 63, 64, 65, 128",
          quick: 600,
          deep: 10_000,
          draw: { index, stream in
            let count = index % 5 == 0 ? [0, 63, 64, 65, 128][stream.uniform(in: 0...4)] : stream.uniform(in: 0...200)
            let value = Integer.drawn(limbs: stream.uniform(in: 0...4), &stream)
            // A word whose lowest bit becomes its sign.
            if index % 50 == 0 { return ShiftInstance(value: Integer(1 + 2 * stream.uniform(in: 0...9)), count: 63) }
            let isWord = index % 4 == 0
            return ShiftInstance(
              value: isWord ? Integer(Int(truncatingIfNeeded: stream.next()) >> stream.uniform(in: 0...63)) : value,
              count: stream.uniform(in: 0...1) == 0 ? count : -count)
          }),
        subject: shifts,
        mutants: [
          "rounds a negative value toward zero where the dropped limbs are whole": { input in
            var found = try shifts(input)
            if input.value.isNegative, input.count > 0, input.count % 64 == 0, found.right << input.count != input.value
            {
              found.right += 1
            }
            return found
          },
          "a shift out of the word keeps the sign bit": { input in
            var found = try shifts(input)
            if let word = input.value.asInt, word > 0, input.count == 63, word & 1 == 1 { found.left.negate() }
            return found
          },
          "shifting everything out of a negative value gives 0": { input in
            var found = try shifts(input)
            if input.value.isNegative, input.count >= input.value.bitWidth { found.right = 0 }
            return found
          },
          "counts trailing zeros in the lowest limb alone": { input in
            var found = try shifts(input)
            found.trailingZeros = min(found.trailingZeros, 64)
            return found
          },
          "a negative power of 2 has one bit too few": { input in
            var found = try shifts(input)
            if input.value.isNegative, found.bits == found.trailingZeros + 1 { found.bits -= 1 }
            return found
          },
        ], test: areShifts),
    ])
}

private typealias Divisors = Algorithm<(Integer, Integer), (divisor: Integer, isMultiple: Bool)>

private let divisors: Divisors = { (Integer.gcd($0.0, $0.1), $0.0.isMultiple(of: $0.1)) }

@Sendable private func dividesGreatly(_ divisors: Divisors, of pair: IntegerPair) throws -> Verdict {
  let found = try divisors((pair.a, pair.b))
  var (a, b) = (pair.a, pair.b)
  let isMultiple = b.isZero ? a.isZero : (a % b).isZero
  while !b.isZero { (a, b) = (b, a % b) }
  return .all(
    .equal(found.divisor, a.isNegative ? -a : a, "the greatest common divisor"),
    .equal(found.isMultiple, isMultiple, "whether the first is a multiple of the second"),
    .require(found.divisor.fault == nil, "the divisor: \(found.divisor.fault ?? "")"))
}

/// A base, what power of it is taken, a modulus, and how far from its square a number lies whose root is taken.
private struct PowerInstance: Codable, Sendable {
  var base: Integer
  var exponent: Int
  var modulus: Integer
  var offset: Int

  var radicand: Integer { max(base * base + Integer(offset), 0) }
}

private typealias Powers = Algorithm<PowerInstance, (power: Integer, root: Integer, modularPower: Integer)>

private let powers: Powers = {
  (
    $0.base.power($0.exponent), $0.radicand.squareRoot(),
    $0.base.modularPower(Integer($0.exponent), modulo: $0.modulus)
  )
}

@Sendable private func arePowers(_ powers: Powers, of instance: PowerInstance) throws -> Verdict {
  let found = try powers(instance)
  var (power, modularPower) = (Integer(1), 1 % instance.modulus)
  for _ in 0..<instance.exponent {
    power = power * instance.base
    modularPower = modularPower * instance.base % instance.modulus
  }
  if modularPower.isNegative { modularPower += instance.modulus.magnitude }
  let root = found.root
  return .all(
    .equal(found.power, power, "the power"),
    .equal(found.modularPower, modularPower, "the modular power"),
    .require(
      !root.isNegative && root * root <= instance.radicand && (root + 1) * (root + 1) > instance.radicand,
      "the root of \(instance.radicand) is \(root)"))
}

/// A value, and by how much it is shifted.
private struct ShiftInstance: Codable, Sendable {
  var value: Integer
  var count: Int
}

private typealias Shifts = Algorithm<ShiftInstance, (left: Integer, right: Integer, bits: Int, trailingZeros: Int)>

private let shifts: Shifts = {
  ($0.value << $0.count, $0.value >> $0.count, $0.value.bitWidth, $0.value.trailingZeroBitCount)
}

@Sendable private func areShifts(_ shifts: Shifts, of instance: ShiftInstance) throws -> Verdict {
  let found = try shifts(instance)
  let value = SchoolbookInteger(instance.value)
  if let fault = found.left.fault ?? found.right.fault { return .fails("a shifted value: \(fault)") }
  let power = SchoolbookInteger(powerOfTwo: abs(instance.count))
  let one = SchoolbookInteger([1], isNegative: false)
  let (up, down) = instance.count >= 0 ? (found.left, found.right) : (found.right, found.left)
  guard SchoolbookInteger(up) == value * power else { return .fails("shifted up, it is \(up)") }
  let (least, next) = (SchoolbookInteger(down) * power, (SchoolbookInteger(down) + one) * power)
  guard !(value < least), value < next else { return .fails("shifted down, it is \(down)") }
  let digits = value.digits
  let bits: [Int] = digits.indices.flatMap { digit in
    (0..<32).filter { digits[digit] >> UInt32($0) & 1 == 1 }.map { 32 * digit + $0 }
  }
  return .all(
    .equal(found.bits, (bits.last ?? -1) + 1, "the number of bits"),
    .equal(found.trailingZeros, bits.first ?? 0, "the number of trailing zeros"))
}
