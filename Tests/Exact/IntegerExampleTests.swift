import Exact
import Testing

/// Worked numbers and the borders of the machine word.
@Suite struct IntegerExampleTests {
  @Test func factorials() {
    func factorial(_ n: Int) -> Integer { n < 2 ? 1 : (2...n).reduce(1) { $0 * Integer($1) } }
    #expect(factorial(20) == 2_432_902_008_176_640_000)
    #expect(factorial(21).description == "51090942171709440000")
    #expect(factorial(30).description == "265252859812191058636308480000000")
    #expect(factorial(50) == 30_414_093_201_713_378_043_612_608_166_064_768_844_377_641_568_960_512_000_000_000_000)
    // Legendre: the exponent of 2 in 1000! is 1000 minus the number of ones in binary 1000.
    #expect(factorial(1000).trailingZeroBitCount == 994)
    #expect(factorial(1000).description.count == 2568)
    #expect(factorial(60) / factorial(58) == 3540)
  }

  @Test func knownPowers() {
    #expect(Integer(2).power(100).description == "1267650600228229401496703205376")
    #expect(Integer(-3).power(41).description == "-36472996377170786403")
    #expect(Integer(10).power(30).description == "1" + String(repeating: "0", count: 30))
    #expect(Integer(0).power(0) == 1 && Integer(0).power(5) == 0 && Integer(1).power(.max) == 1)
    #expect(Integer(-1).power(.max) == -1 && Integer(-1).power(.max - 1) == 1)
    // Fermat's little theorem for the prime 2¹²⁷ − 1, and Euler's 2³² + 1 = 641 · 6700417.
    let prime = (Integer(1) << 127) - 1
    #expect(Integer(3).modularPower(prime - 1, modulo: prime) == 1)
    #expect((Integer(2).power(32) + 1) / 641 == 6_700_417 && (Integer(2).power(32) + 1) % 641 == 0)
    #expect(Integer(-7).modularPower(3, modulo: -10) == 7)
    #expect(Integer(5).modularPower(0, modulo: 1) == 0)
  }

  @Test func wordBorders() {
    let minimum = Integer(Int.min)
    let beyond = -minimum
    #expect(minimum.asInt == Int.min && beyond.asInt == nil)
    #expect(beyond.description == "9223372036854775808" && minimum.description == "-9223372036854775808")
    #expect(minimum / -1 == beyond && minimum % -1 == 0)
    #expect(minimum.quotientAndRemainder(dividingBy: -1) == (beyond, 0))
    #expect(minimum.floorQuotientAndRemainder(dividingBy: -1) == (beyond, 0))
    #expect(minimum.magnitude == beyond && -beyond == minimum && (-beyond).asInt == Int.min)
    #expect(beyond / minimum == -1 && minimum / beyond == -1 && minimum % beyond == 0)
    #expect(minimum * -1 == beyond && -1 * minimum == beyond)
    #expect(Integer(Int.max) + 1 == beyond && beyond - 1 == Integer(Int.max) && minimum - 1 < minimum)
    #expect(Integer.gcd(minimum, 0) == beyond && Integer.gcd(minimum, minimum) == beyond)
    #expect(Integer.gcd(minimum, 6) == 2 && Integer.gcd(0, 0) == 0)
    #expect(beyond.bitWidth == 64 && minimum.bitWidth == 64 && Integer(Int.max).bitWidth == 63)
    #expect(minimum.trailingZeroBitCount == 63 && Integer(0).trailingZeroBitCount == 0 && Integer(0).bitWidth == 0)
    for value in [minimum, beyond, minimum - 1, beyond - 1, -beyond, minimum + beyond] { expectCanonical(value) }
  }

  @Test func conversionsFromAndToMachineIntegers() {
    #expect(Integer(UInt.max).description == "18446744073709551615" && UInt(exactly: Integer(UInt.max)) == .max)
    #expect(Integer(Int128.min).description == "-170141183460469231731687303715884105728")
    #expect(Integer(UInt128.max).description == "340282366920938463463374607431768211455")
    #expect(Int128(exactly: Integer(Int128.min)) == .min && UInt128(exactly: Integer(UInt128.max)) == .max)
    #expect(Int128(exactly: Integer(Int128.min) - 1) == nil && UInt128(exactly: Integer(UInt128.max) + 1) == nil)
    #expect(Int128(exactly: Integer(Int128.max) + 1) == nil && UInt(exactly: -1 as Integer) == nil)
    #expect(Int(exactly: Integer(Int.max)) == .max && Int(exactly: Integer(Int.max) + 1) == nil)
    #expect(UInt(exactly: -(Integer(1) << 63) - 1) == nil)
    #expect(Int8(exactly: -128 as Integer) == -128 && Int8(exactly: 128 as Integer) == nil)
    #expect(UInt8(exactly: 300 as Integer) == nil && Integer(exactly: 12 as UInt8) == 12)
    #expect((-170_141_183_460_469_231_731_687_303_715_884_105_729 as Integer) == Integer(Int128.min) - 1)
    #expect(
      (0xffff_ffff_ffff_ffff as Integer) == Integer(UInt.max) && (-0x8000_0000_0000_0000 as Integer).asInt == .min)
    #expect(Integer(littleEndianLimbs: []) == 0 && Integer(littleEndianLimbs: [0, 0]) == 0)
    #expect(Integer(littleEndianLimbs: [5, 0], isNegative: true) == -5)
    #expect(Integer(-7).littleEndianLimbs == [7] && Integer(0).littleEndianLimbs == [])
  }

  @Test func signsAndParity() {
    let large = (Integer(1) << 200) + 1
    #expect(large.isOdd && !large.isEven && (large + 1).isEven && (-large).isOdd)
    #expect(Integer(-3).isOdd && Integer(0).isEven && Integer(1).isOne && !Integer(-1).isOne)
    #expect(!((Integer(1) << 63).isOne) && !large.isOne && !large.isZero && Integer.zero.isZero)
    #expect(large.signum() == 1 && (-large).signum() == -1 && Integer(0).signum() == 0)
    #expect((-large).isNegative && (-large).magnitude == large && large.magnitude == large)
  }

  @Test func roundingOfDivision() {
    let b = Integer(10).power(25)
    for (sign, divisorSign, truncated, remainder, floor, modulus) in [
      (1, 1, 2, 3, 2, 3), (-1, 1, -2, -3, -3, 7), (1, -1, -2, 3, -3, -7), (-1, -1, 2, -3, 2, -3),
    ] {
      // 23 and 10, as they are and scaled beyond the word.
      for scale in [1, b] {
        let (x, y) = (Integer(sign) * 23 * scale, Integer(divisorSign) * 10 * scale)
        #expect(x.quotientAndRemainder(dividingBy: y) == (Integer(truncated), Integer(remainder) * scale))
        #expect(x.floorQuotientAndRemainder(dividingBy: y) == (Integer(floor), Integer(modulus) * scale))
      }
    }
  }

  @Test func shifts() {
    #expect(Integer(1) << 63 == 9_223_372_036_854_775_808 && Integer(-1) << 63 == Integer(Int.min))
    #expect((Integer(-1) << 63).asInt == .min && Integer(3) << 62 == 13_835_058_055_282_163_712)
    #expect(Integer(-1) >> 1 == -1 && Integer(-1) >> 1000 == -1 && Integer(1) >> 1000 == 0 && Integer(-5) >> 1 == -3)
    let negative = -(Integer(1) << 128)
    #expect(negative >> 128 == -1 && (negative - 1) >> 128 == -2 && (negative - 1) >> 500 == -1)
    #expect((negative + 1) >> 64 == -(Integer(1) << 64) && Integer(0) << .max == 0)
    #expect(-((Integer(1) << 128) - 1) >> 64 == negative >> 64, "rounding carries into a new limb")
    #expect(Integer(5) << Int.min == 0 && Integer(-5) << Int.min == -1)
  }

  @Test func squareRoots() {
    #expect(Integer(0).squareRoot() == 0 && Integer(15).squareRoot() == 3 && Integer(16).squareRoot() == 4)
    #expect(Integer(Int.max).squareRoot() == 3_037_000_499)
    #expect((2 * Integer(10).power(60)).squareRoot() == 1_414_213_562_373_095_048_801_688_724_209)
  }

  @Test func nearestDoubles() {
    let exactLimit = Integer(1) << 53
    #expect(Double(exactLimit + 1) == 0x1p53 && Double(exactLimit + 3) == 0x1p53 + 4, "ties go to even")
    #expect(Double(Integer(Int.min)) == -0x1p63 && Double(Integer(Int.max)) == 0x1p63)
    // A tie in the top 64 bits, broken upward by one bit far below.
    let tie = ((Integer(1) << 53) + 1) << 500
    #expect(Double(tie) == 0x1p553 && Double(tie + 1) == 0x1p553 + 0x1p501 && Double(-tie - 1) == -0x1p553 - 0x1p501)
    #expect(Double(tie - 1) == 0x1p553)
    let overflow = (Integer(1) << 1024) - (Integer(1) << 970)
    #expect(Double(overflow) == .infinity && Double(overflow - 1) == .greatestFiniteMagnitude)
    #expect(Double(-overflow) == -.infinity && Double(Integer(1) << 1024) == .infinity)
    #expect(Double(Integer(1) << 100_000) == .infinity && Double(-(Integer(1) << 1023)) == -0x1p1023)
    #expect(Double(-(Integer(1) << 100_000)) == -.infinity)
    #expect(Double(Integer(0)) == 0)
  }

  @Test func fromDoubles() {
    #expect(
      Integer(exactly: 0.5) == nil && Integer(exactly: Double.nan) == nil && Integer(exactly: Double.infinity) == nil)
    #expect(Integer(exactly: -3.0) == -3 && Integer(exactly: -0.0) == 0 && Integer(exactly: 0x1p63) == Integer(1) << 63)
    #expect(Integer(exactly: -0x1p63)?.asInt == .min && Integer(exactly: 1e22) == Integer(10).power(22))
    #expect(Integer(exactly: Double.greatestFiniteMagnitude) == (Integer(1) << 1024) - (Integer(1) << 971))
    var stream = FixedStream(state: 99)
    for _ in 0..<500 {
      let bits = stream.next() & 0x7fff_ffff_ffff_ffff
      let value = Double(bitPattern: bits)
      guard let integer = Integer(exactly: value) else { continue }
      #expect(Double(integer) == value)
    }
  }
}
