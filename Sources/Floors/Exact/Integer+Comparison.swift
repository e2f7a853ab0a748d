import CGMP

extension Integer: Comparable {
  @inlinable
  public static func < (left: Integer, right: Integer) -> Bool {
    if left.limbs == nil, right.limbs == nil { return left.word < right.word }
    return compare(left, right) < 0
  }

  /// Whether `left` is greater than `right`.
  @inlinable
  public static func > (left: Integer, right: Integer) -> Bool { right < left }

  /// Whether `left` is less than `right`, or equal.
  @inlinable
  public static func <= (left: Integer, right: Integer) -> Bool { !(right < left) }

  /// Whether `left` is greater than `right`, or equal.
  @inlinable
  public static func >= (left: Integer, right: Integer) -> Bool { !(left < right) }

  /// The sign of left − right, where at least one of the two has a buffer.
  @usableFromInline @inline(never) @_effects(releasenone)
  static func compare(_ left: Integer, _ right: Integer) -> Int {
    // A value with a buffer lies outside Int's range, on the side its sign says.
    if left.limbs == nil { return right.word < 0 ? 1 : -1 }
    if right.limbs == nil { return left.word < 0 ? -1 : 1 }
    if left.word != right.word { return left.word < right.word ? -1 : 1 }
    let order = compareMagnitudes(left, right)
    return left.word < 0 ? -order : order
  }

  /// The sign of |left| − |right| for two values with the same number of limbs.
  private static func compareMagnitudes(_ left: Integer, _ right: Integer) -> Int {
    if left.limbs === right.limbs { return 0 }
    return left.withMagnitude { a, count in right.withMagnitude { b, _ in Int(__gmpn_cmp(a, b, count)) } }
  }
}

extension Integer: Hashable {
  @inlinable
  public static func == (left: Integer, right: Integer) -> Bool {
    if left.limbs == nil, right.limbs == nil { return left.word == right.word }
    return equal(left, right)
  }

  @usableFromInline @inline(never) @_effects(releasenone)
  static func equal(_ left: Integer, _ right: Integer) -> Bool {
    guard left.word == right.word, left.limbs != nil, right.limbs != nil else { return false }
    return compareMagnitudes(left, right) == 0
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(word)
    guard limbs != nil else { return }
    withMagnitude { pointer, count in
      hasher.combine(bytes: UnsafeRawBufferPointer(UnsafeBufferPointer(start: pointer, count: count)))
    }
  }
}
