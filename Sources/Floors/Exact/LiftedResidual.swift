import CGMP

/// b − A (c₀ + c₁ p + …), divided by the power of p that divides it: what is left of the system after some digits.
///
/// Every row is kept in as many limbs as any row can need, with its sign beside it, so that no integer is made anew: that took
/// two thirds of the time.
struct LiftedResidual: SystemResidual {
  private let values: GroupedEntries
  private let magnitudes: MagnitudeLimbs
  private let prime: UInt64
  /// The limbs of a row: n products, each below 2^(64 width + 61), and their carries take up to three more than a magnitude.
  private let room: Int
  private var residual: [UInt]
  private var isNegative: [Bool]

  init(_ values: GroupedEntries, _ right: [Integer], prime: UInt64) {
    self.values = values
    self.prime = prime
    let widest = max(values.magnitudes.map(\.bitWidth).max() ?? 0, right.map(\.bitWidth).max() ?? 0)
    let width = (widest + UInt.bitWidth - 1) / UInt.bitWidth + 1
    let room = width + 3
    func words(_ value: Integer, _ count: Int) -> [UInt] {
      let words = value.magnitudeWords
      return words + Array(repeating: 0, count: count - words.count)
    }
    self.room = room
    magnitudes = MagnitudeLimbs(values.magnitudes)
    residual = right.flatMap { words($0, room) }
    isNegative = right.map(\.isNegative)
  }

  /// A row modulo the prime.
  func element(_ row: Int, _ field: ModularField) -> UInt64 {
    residual.withUnsafeBufferPointer { residual in
      guard let limbs = residual.baseAddress else { return 0 }
      return field.element(limbs + row * room, room, isNegative: isNegative[row])
    }
  }

  var isZero: Bool { residual.allSatisfy { $0 == 0 } }

  /// Subtracts A times the digit, and divides by p, which then divides.
  ///
  /// Positive and negative products are added up apart, each in one buffer.
  mutating func subtract(_ digit: [UInt64]) {
    let (columns, room, groupCount) = (values.columns, room, values.magnitudes.count)
    let (grouped, sparse, magnitudes) = (values.pays, values.sparse, magnitudes)
    withUnsafeTemporaryAllocation(of: UInt.self, capacity: 2 * room) { buffers in
      withUnsafeTemporaryAllocation(of: UInt128.self, capacity: 2 * groupCount) { sums in
        guard let kept = buffers.baseAddress else { return }
        let taken = kept + room
        digit.withUnsafeBufferPointer { digit in
          values.groups.withUnsafeBufferPointer { allGroups in
            residual.withUnsafeMutableBufferPointer { residual in
              guard let rows = residual.baseAddress, let digit = digit.baseAddress,
                let allGroups = allGroups.baseAddress
              else { return }
              for row in isNegative.indices {
                let target = rows + row * room
                for limb in 0..<room {
                  kept[limb] = isNegative[row] ? 0 : target[limb]
                  taken[limb] = isNegative[row] ? target[limb] : 0
                }
                let groups = allGroups + (sparse == nil ? row * columns : 0)
                if grouped {
                  for group in 0..<2 * groupCount { sums[group] = 0 }
                  // Digits are below 2⁶¹: no sum overflows.
                  for column in 0..<columns { sums[Int(groups[column])] &+= UInt128(digit[column]) }
                  for group in 0..<2 * groupCount where sums[group] != 0 {
                    let side = group & 1 == 0 ? taken : kept
                    magnitudes.add(group >> 1, times: UInt(truncatingIfNeeded: sums[group]), to: side, room)
                    let high = UInt(truncatingIfNeeded: sums[group] >> 64)
                    if high != 0 { magnitudes.add(group >> 1, times: high, to: side + 1, room - 1) }
                  }
                } else if let sparse {
                  for k in sparse.starts[row]..<sparse.starts[row + 1] where digit[Int(sparse.columns[k])] != 0 {
                    let (group, factor) = (Int(allGroups[k]), UInt(digit[Int(sparse.columns[k])]))
                    magnitudes.add(group >> 1, times: factor, to: group & 1 == 0 ? taken : kept, room)
                  }
                } else {
                  for column in 0..<columns {
                    let group = Int(groups[column])
                    magnitudes.add(group >> 1, times: UInt(digit[column]), to: group & 1 == 0 ? taken : kept, room)
                  }
                }
                if __gmpn_cmp(kept, taken, room) >= 0 {
                  _ = __gmpn_sub_n(target, kept, taken, room)
                  isNegative[row] = false
                } else {
                  _ = __gmpn_sub_n(target, taken, kept, room)
                  isNegative[row] = true
                }
                _ = __gmpn_divrem_1(target, 0, target, room, UInt(prime))
              }
            }
          }
        }
      }
    }
  }
}

/// The limbs of some numbers, without those that are 0 at their ends: a power of 2 has one.
private struct MagnitudeLimbs {
  private var limbs: [UInt] = []
  /// Of each number, where its limbs start, how many there are, and how many zeros lie below them.
  private var places: [(start: Int, count: Int, zeros: Int)] = []

  init(_ magnitudes: [Integer]) {
    for magnitude in magnitudes {
      let words = magnitude.magnitudeWords
      let zeros = words.firstIndex { $0 != 0 } ?? words.count
      places.append((limbs.count, words.count - zeros, zeros))
      limbs += words[zeros...]
    }
  }

  /// Adds a number times a word to a buffer of `room` limbs.
  @inline(__always)
  func add(_ number: Int, times factor: UInt, to target: UnsafeMutablePointer<UInt>, _ room: Int) {
    let (start, count, zeros) = places[number]
    guard count > 0 else { return }
    var carry = limbs.withUnsafeBufferPointer { limbs -> UInt in
      guard let limbs = limbs.baseAddress else { return 0 }
      return __gmpn_addmul_1(target + zeros, limbs + start, count, factor)
    }
    var limb = zeros + count
    while carry != 0, limb < room {
      let (sum, overflow) = target[limb].addingReportingOverflow(carry)
      target[limb] = sum
      carry = overflow ? 1 : 0
      limb += 1
    }
  }
}
