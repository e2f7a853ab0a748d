import CGMP

/// The Chinese remainder theorem: integers from their residues modulo distinct primes.
struct ModularReconstruction {
  private let primes: [UInt64]
  private let modulus: Integer
  private let half: Integer
  /// The modulus without each prime.
  private let cofactors: [Integer]
  /// The inverse of each cofactor modulo its prime, in Montgomery's form.
  private let weights: [UInt64]
  private let fields: [ModularField]

  /// - Complexity: O(k²) operations on words for k primes.
  init(_ fields: [ModularField]) {
    self.fields = fields
    primes = fields.map(\.prime)
    let modulus = ModularReconstruction.product(primes.map { Integer($0) }[...])
    self.modulus = modulus
    half = modulus >> 1
    cofactors = primes.map { modulus / Integer($0) }
    weights = zip(fields, cofactors).map { field, cofactor in field.reciprocal(field.element(cofactor)) }
  }

  /// The integer of least magnitude with the given residues, each in the form of its field.
  ///
  /// It is *the* integer with these residues among all of magnitude less than half the product of the primes.
  ///
  /// - Complexity: O(k²) operations on words for k primes.
  func integer(_ residue: (_ index: Int) -> UInt64) -> Integer {
    // Σ (residue · weight mod p) · cofactor is right modulo every prime, and less than k moduli.
    let room = modulus.littleEndianLimbs.count + 1
    let sum = withUnsafeTemporaryAllocation(of: UInt.self, capacity: room) { sum in
      sum.initialize(repeating: 0)
      guard let target = sum.baseAddress else { return Integer.zero }
      for index in primes.indices {
        // Montgomery's form times the form of the weight, brought back: the plain value of the product.
        let field = fields[index]
        let factor = UInt(field.value(field.multiply(residue(index), weights[index])))
        cofactors[index].withMagnitude { limbs, count in
          let carry = __gmpn_addmul_1(target, limbs, count, factor)
          _ = __gmpn_add_1(target + count, target + count, room - count, carry)
        }
      }
      return Integer(magnitude: target, count: room, negative: false)
    }
    let value = sum % modulus
    return value > half ? value - modulus : value
  }

  /// The product of all factors, by halves so that multiplications stay balanced.
  static func product(_ factors: ArraySlice<Integer>) -> Integer {
    guard factors.count > 1 else { return factors.first ?? 1 }
    let middle = factors.startIndex + factors.count / 2
    return product(factors[..<middle]) * product(factors[middle...])
  }
}
