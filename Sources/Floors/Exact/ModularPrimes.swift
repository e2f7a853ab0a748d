/// The primes below 2⁶¹, from the largest down, after any that a test puts in front.
struct ModularPrimes: Sequence, IteratorProtocol {
  private var front: ArraySlice<UInt64>
  private var known: ArraySlice<UInt64>
  private var next61: UInt64

  /// - Parameter front: Odd primes below 2⁶¹ to begin with; those that come again in the sequence are left out there.
  init(startingWith front: [UInt64] = []) {
    self.front = front[...]
    self.known = front.isEmpty ? ModularPrimes.largest[...] : ModularPrimes.largest.filter { !front.contains($0) }[...]
    self.next61 = (ModularPrimes.largest.last ?? 1 << 61 + 1) - 2
  }

  mutating func next() -> UInt64? {
    if let prime = front.popFirst() ?? known.popFirst() { return prime }
    while !ModularPrimes.isPrime(next61) { next61 -= 2 }
    defer { next61 -= 2 }
    return next61
  }

  /// The 64 largest, which serve determinants of up to 3 900 bits: found once per process, in well under a millisecond.
  static let largest: [UInt64] = {
    var primes: [UInt64] = []
    var candidate: UInt64 = 1 << 61 - 1
    while primes.count < 64 {
      if isPrime(candidate) { primes.append(candidate) }
      candidate -= 2
    }
    return primes
  }()

  /// Whether an odd number from 41 to 2⁶¹ is prime: Miller and Rabin's test with the first twelve primes as bases, which
  /// decides all numbers below 3.3 · 10²⁴ (Sorenson and Webster, arXiv:1509.00864).
  static func isPrime(_ candidate: UInt64) -> Bool {
    let bases: [UInt64] = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37]
    if bases.contains(where: { candidate.isMultiple(of: $0) }) { return false }
    let field = ModularField(prime: candidate)
    let minusOne = field.negate(field.one)
    let twos = (candidate - 1).trailingZeroBitCount
    for base in bases {
      var power = field.power(field.element(Int(base)), (candidate - 1) >> UInt64(twos))
      if power == field.one || power == minusOne { continue }
      var squarings = 1
      while squarings < twos, power != minusOne {
        power = field.multiply(power, power)
        squarings += 1
      }
      if power != minusOne { return false }
    }
    return true
  }
}
