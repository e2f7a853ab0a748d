import Exact
import HardProblems
import Problems

/// Bichromatic Hamming Close Pair → Orthogonal Vectors, the way back: coordinates in blocks, and a guess of the distance in each.
///
/// A block of w coordinates of a becomes 2^w coordinates, of which the one that a names is 1; that of b has ones at all values
/// that do *not* differ from b's in z places. So the inner product of the images is 0 if and only if the block's distance is z.
/// There is a copy of every vector for each guess (z₁, …, z_(m−1)) of the distances in all blocks but the last with
/// Σ zₖ < t; the last block's distance must be at most the rest, t − 1 − Σ zₖ. A pair is close if and only if one guess
/// is right, and then one alone: pairs are kept one to one. Copies for different guesses are told apart by the number of the
/// guess in binary and the same bits inverted.
///
/// Source: blocks and guesses are folklore in reductions to Orthogonal Vectors; see README.md in this folder.
public struct BHCPToOV: Reduction {
  /// m, the number of blocks; nil for the one with which the images have the fewest bits.
  public let blocks: Int?

  /// The reduction.
  ///
  /// - Precondition: `blocks` is positive.
  public init(blocks: Int? = nil) {
    precondition(blocks.map { $0 > 0 } ?? true, "at least one block")
    self.blocks = blocks
  }

  /// - Throws: ``VectorReductionError/imagesTooLarge(dimension:threshold:)`` where the images would have more than 2³³ bits, or
  ///   the vectors have more than 2²⁴ coordinates.
  /// - Complexity: O((n_A + n_B) G D) for G guesses and images of D coordinates.
  public func reduce(_ source: HammingClosePair) throws -> OrthogonalVectors {
    let layout = try HammingBlocks(dimension: source.dimension, threshold: source.threshold, blocks: blocks)
    guard layout.bits(vectors: source.left.rows + source.right.rows) <= Self.mostBits else {
      throw VectorReductionError.imagesTooLarge(dimension: source.dimension, threshold: source.threshold)
    }
    let (guesses, offsets) = (layout.guessCount, layout.offsets)
    let tag = layout.dimension - 2 * layout.tagBits
    func images(
      _ side: BitMatrix, isTagInverted: Bool, _ block: (inout BitMatrix, _ row: Int, Block) -> Void
    ) -> BitMatrix {
      var images = BitMatrix(rows: side.rows * guesses, columns: layout.dimension)
      for i in 0..<side.rows {
        let values = layout.values(of: side, i)
        layout.forEachGuess { g, allowed in
          let row = i * guesses + g
          for k in layout.widths.indices {
            block(
              &images, row,
              Block(offset: offsets[k], width: layout.widths[k], value: values[k], allowed: allowed[k]))
          }
          for bit in 0..<layout.tagBits {
            images[row, tag + bit + ((g >> bit & 1 == 1) != isTagInverted ? 0 : layout.tagBits)] = true
          }
        }
      }
      return images
    }
    return try OrthogonalVectors(
      left: images(source.left, isTagInverted: false) { $0[$1, $2.offset + $2.value] = true },
      right: images(source.right, isTagInverted: true) { images, row, block in
        for other in 0..<1 << block.width where !block.allowed.contains((other ^ block.value).nonzeroBitCount) {
          images[row, block.offset + other] = true
        }
      })
  }

  /// One block of one image.
  private struct Block {
    var offset: Int
    var width: Int
    /// The coordinates of the vector, the first as the lowest bit.
    var value: Int
    /// The distances that the guess allows.
    var allowed: ClosedRange<Int>
  }

  static let mostBits = 1 << 33

  /// Orthogonal pairs are close pairs, with the right guess for each.
  ///
  /// - Throws: ``VectorReductionError``.
  public func interpret(_ answer: PairAnswer, for source: HammingClosePair) throws -> PairAnswer {
    let copies = try HammingBlocks(
      dimension: source.dimension, threshold: source.threshold, blocks: blocks
    ).guessCount
    return try answer.map { pair in
      guard copies > 0 else { throw VectorReductionError.notClose(pair, threshold: source.threshold) }
      let original = VectorPair(pair.left / copies, pair.right / copies)
      guard source.isSolution(original.left, original.right) else {
        throw VectorReductionError.notClose(original, threshold: source.threshold)
      }
      return original
    }
  }

  /// All three sizes exactly. The number of guesses is no formula: it depends on how the coordinates are cut into blocks.
  public var promises: [PromisedSize] {
    let guesses = SizeFormula.quantity("G", meaning: "the number of guesses (at most C(t + m − 2, m − 1) for m blocks)")
    let images = SizeFormula.quantity("D", meaning: "Σ 2^w over the widths w of the blocks")
    return [
      PromisedSize("n_A", .equal, guesses * .parameter("n_A")),
      PromisedSize("n_B", .equal, guesses * .parameter("n_B")),
      PromisedSize("d", .equal, images + 2 * guesses.logarithmRoundedUp),
    ]
  }

  /// The values of the formulas, with G and D worked out.
  ///
  /// - Throws: `SizeFormulaError`; ``VectorReductionError/imagesTooLarge(dimension:threshold:)``.
  public func promisedSize(of source: SizeParameters) throws -> [SizePromise] {
    guard let dimension = Int(exactly: try source.required("d")), let threshold = Int(exactly: try source.required("t"))
    else { throw VectorReductionError.imagesTooLarge(dimension: .max, threshold: .max) }
    let layout = try HammingBlocks(dimension: dimension, threshold: threshold, blocks: blocks)
    var size = source
    size.append("G", Integer(layout.guessCount))
    size.append("D", Integer(layout.imageBits))
    return try promises.promises(for: size)
  }
}
