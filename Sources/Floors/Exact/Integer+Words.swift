extension Integer {
  /// The limbs of the magnitude, least significant first, without a zero on top; none for 0.
  ///
  /// - Complexity: O(number of limbs).
  package var magnitudeWords: [UInt] {
    withMagnitude { pointer, count in Array(UnsafeBufferPointer(start: pointer, count: count)) }
  }

  /// The integer whose magnitude has the given limbs, least significant first; the top ones may be zero.
  ///
  /// - Complexity: O(number of limbs).
  package init(magnitudeWords words: [UInt]) {
    self = words.withUnsafeBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return 0 }
      return Integer(magnitude: start, count: buffer.count, negative: false)
    }
  }
}
