import Exact
import Randomness

/// Two integers that an operation is tried on.
struct IntegerPair: Codable, Sendable {
  var a: Integer
  var b: Integer

  /// Pairs with one of the two halved or made zero.
  static func shrink(_ pair: IntegerPair) -> [IntegerPair] {
    pair.a.smaller.map { IntegerPair(a: $0, b: pair.b) } + pair.b.smaller.map { IntegerPair(a: pair.a, b: $0) }
  }
}

extension Integer {
  /// Smaller integers to try in place of one that fails: limbs dropped at either end, then the last bit.
  var smaller: [Integer] {
    let limbs = littleEndianLimbs
    var candidates: [Integer] = []
    if limbs.count > 1 {
      candidates.append(Integer(littleEndianLimbs: limbs.dropLast(), isNegative: isNegative))
      candidates.append(Integer(littleEndianLimbs: Array(limbs.dropFirst()), isNegative: isNegative))
    }
    if isNegative { candidates.append(Integer(littleEndianLimbs: limbs)) }
    if limbs.count == 1, limbs[0] > 0 {
      candidates.append(Integer(littleEndianLimbs: [limbs[0] / 2], isNegative: isNegative))
    }
    return candidates
  }

  /// 0 and ±1 to ±3, and ±2ᵏ and its neighbours for the given k: where words and limbs end.
  static func borders(_ exponents: [Int]) -> [Integer] {
    var values = (-3...3).map { Integer($0) }
    for exponent in exponents {
      let power = Integer(littleEndianLimbs: [UInt](repeating: 0, count: exponent / 64) + [1 << UInt(exponent % 64)])
      values += [power - 1, power, power + 1, -power - 1, -power, 1 - power]
    }
    return values
  }

  /// An integer of at most `count` limbs and either sign. Half of them are made of 0, of all ones and of runs, where carries and
  /// borrows travel far.
  static func drawn(limbs count: Int, _ stream: inout RandomStream) -> Integer {
    let choices = stream.next()
    let runs = choices & 1 == 1
    let limbs = (0..<count).map { _ -> UInt in
      let random = UInt(stream.next())
      guard runs else { return random }
      switch random >> 61 {
      case 0, 1: return 0
      case 2, 3: return .max
      case 4: return .max << (random & 63)
      case 5: return .max >> (random & 63)
      case 6: return 1
      default: return random
      }
    }
    return Integer(littleEndianLimbs: limbs, isNegative: choices & 2 == 2)
  }

  /// What is wrong with the form of a value: a zero on top, a word that is not kept as one, or a value that differs from its own
  /// copy. Nil if nothing is.
  var fault: String? {
    let limbs = littleEndianLimbs
    if limbs.last == 0 { return "it has a zero limb on top" }
    let fits = limbs.isEmpty || limbs.count == 1 && limbs[0] <= Int.max.magnitude + (isNegative ? 1 : 0)
    if (asInt != nil) != fits { return fits ? "it fits a word, but is none" : "it is a word, but does not fit one" }
    let copy = Integer(littleEndianLimbs: limbs, isNegative: isNegative)
    if copy != self || copy.hashValue != hashValue { return "it is not equal to the integer of its own limbs" }
    return nil
  }
}
