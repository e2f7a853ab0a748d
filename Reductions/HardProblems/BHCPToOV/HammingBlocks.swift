import Exact

/// How ``BHCPToOV`` cuts coordinates into blocks, and what distances it guesses in them.
struct HammingBlocks {
  /// The coordinates of each block, as equal as can be, the longer ones first.
  let widths: [Int]
  /// t.
  let threshold: Int
  /// G, the number of guesses.
  let guessCount: Int

  /// The given number of blocks, or that with which an image has the fewest bits.
  ///
  /// - Throws: ``VectorReductionError/imagesTooLarge(dimension:threshold:)``.
  init(dimension: Int, threshold: Int, blocks: Int?) throws {
    let tooLarge = VectorReductionError.imagesTooLarge(dimension: dimension, threshold: threshold)
    guard dimension <= 1 << 24 else { throw tooLarge }
    // Each block has a coordinate, but for the one of dimension 0. Of each width the fewest blocks have the fewest guesses.
    let most = max(dimension, 1)
    let candidates = blocks.map { [min($0, most)] } ?? (1...Self.widest).map { (most - 1) / $0 + 1 }
    let layouts = candidates.compactMap { HammingBlocks(dimension, threshold, count: $0) }
    guard let best = layouts.min(by: { $0.bits(vectors: 1) < $1.bits(vectors: 1) }) else { throw tooLarge }
    self = best
  }

  /// A number of blocks; nil where the images cannot be stored.
  private init?(_ dimension: Int, _ threshold: Int, count: Int) {
    widths = (0..<count).map { dimension / count + ($0 < dimension % count ? 1 : 0) }
    guard widths[0] <= Self.widest else { return nil }
    self.threshold = threshold
    // The number of guesses with each sum.
    var sums = [1]
    for width in widths.dropLast() {
      var next = [Int](repeating: 0, count: sums.count + width)
      for (sum, guesses) in sums.enumerated() {
        for z in 0...width {
          let (total, isTooLarge) = next[sum + z].addingReportingOverflow(guesses)
          if isTooLarge { return nil }
          next[sum + z] = total
        }
      }
      sums = Array(next.prefix(threshold))
    }
    let total = sums.prefix(threshold).reduce(into: (0, false)) {
      let (sum, isTooLarge) = $0.0.addingReportingOverflow($1)
      $0 = (sum, $0.1 || isTooLarge)
    }
    guard !total.1 else { return nil }
    guessCount = total.0
    guard bits(vectors: 1) < .max else { return nil }
  }

  /// The widest block.
  private static let widest = 30

  /// 2⌈log₂ G⌉ coordinates tell guesses apart.
  var tagBits: Int { guessCount <= 1 ? 0 : Int.bitWidth - (guessCount - 1).leadingZeroBitCount }

  /// Σ 2^w over the widths of the blocks.
  var imageBits: Int { widths.reduce(0) { $0 + 1 << $1 } }

  /// The coordinates of an image.
  var dimension: Int { imageBits + 2 * tagBits }

  /// The bits of the images of so many vectors; `Int.max` if they are more.
  func bits(vectors: Int) -> Int {
    let (rows, isTooLong) = vectors.multipliedReportingOverflow(by: guessCount)
    let (bits, isTooLarge) = rows.multipliedReportingOverflow(by: dimension)
    return isTooLong || isTooLarge ? .max : bits
  }

  /// Where each block's coordinates start in an image.
  var offsets: [Int] {
    var (offsets, next) = ([Int](), 0)
    for width in widths {
      offsets.append(next)
      next += 1 << width
    }
    return offsets
  }

  /// Calls `body` with the number of each guess, in lexicographic order, and the distances that it allows in each block: one in
  /// all but the last.
  func forEachGuess(_ body: (_ number: Int, _ allowed: [ClosedRange<Int>]) -> Void) {
    guard threshold > 0 else { return }
    let last = widths.count - 1
    var allowed = [ClosedRange<Int>](repeating: 0...0, count: widths.count)
    var rest = threshold - 1
    for number in 0..<guessCount {
      allowed[last] = 0...rest
      body(number, allowed)
      // The next one: the last distance that can be greater is, and those after it are 0.
      for k in (0..<last).reversed() {
        let z = allowed[k].lowerBound
        if z < widths[k], rest > 0 {
          allowed[k] = z + 1...z + 1
          rest -= 1
          break
        }
        allowed[k] = 0...0
        rest += z
      }
    }
  }

  /// The coordinates of a vector in each block, the first as the lowest bit.
  func values(of side: BitMatrix, _ i: Int) -> [Int] {
    var next = 0
    return widths.map { width in
      defer { next += width }
      return (0..<width).reduce(0) { $0 | (side[i, next + $1] ? 1 << $1 : 0) }
    }
  }
}
