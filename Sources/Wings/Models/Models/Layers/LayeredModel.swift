/// A block of a network: rows in, rows of the same width out, a row for each token.
///
/// Its linear layers come in stages: those of a stage are given the same rows, which depend on the stages before it alone. So a block can
/// be changed stage by stage.
public protocol SequenceBlock<Scalar>: Module {
  /// The names of the linear layers of each stage, as `visitLinears` gives them.
  var stages: [[String]] { get }

  /// What the linear layers of a stage are given.
  ///
  /// - Parameters:
  ///   - stage: from 0 on, below the number of stages.
  ///   - x: what the block is given, a row for each token.
  ///   - sequences: the ranges of rows of each text.
  ///   - before: what those of a stage before this one were given; called for what is needed alone.
  /// - Complexity: that of the linear layers of the stage before, and what is between the two.
  func input(
    ofStage stage: Int, _ x: Tensor<Scalar>, sequences: [Range<Int>], before: (Int) throws -> Tensor<Scalar>
  ) rethrows -> Tensor<Scalar>

  /// What the block gives, once the linear layers of the last stage have their input: the same as `callAsFunction`.
  ///
  /// - Parameters:
  ///   - x: what the block is given, a row for each token.
  ///   - given: what the linear layers of a stage are given.
  func output(_ x: Tensor<Scalar>, given: (Int) throws -> Tensor<Scalar>) rethrows -> Tensor<Scalar>

  /// - Parameters:
  ///   - x: a row for each token.
  ///   - sequences: the ranges of rows of each text.
  /// - Returns: a row for each token.
  func callAsFunction(_ x: Tensor<Scalar>, sequences: [Range<Int>]) -> Tensor<Scalar>
}

/// A network of blocks, each read out of the mapped file when its turn comes: what works through a model that need not fit in memory.
///
/// ```swift
/// let model = try ModelFolder("Llama").layered()
/// var (rows, sequences) = try model.embedded(texts)
/// for index in 0..<model.blockCount { rows = try model.block(index)(rows, sequences: sequences) }
/// ```
public protocol LayeredModel: Sendable {
  /// What its blocks are.
  associatedtype Block: SequenceBlock<Float>
  /// The number of blocks.
  var blockCount: Int { get }
  /// The number of columns between blocks.
  var width: Int { get }
  /// The number of symbols.
  var vocabulary: Int { get }
  /// A text may have this many symbols.
  var maximalLength: Int { get }
  /// Whether files have a row of weights for each input; blocks have one for each output.
  var areTransposed: Bool { get }
  /// Whether a token sees those behind it: a text is then read as a whole, and is not cut.
  var readsWholeTexts: Bool { get }

  /// What the first block is given; of the embedding the rows of these symbols alone are read.
  ///
  /// - Parameter texts: symbols below `vocabulary`, no text longer than `maximalLength`.
  /// - Throws: ``ModelError``, `FormatError`.
  func embedded(_ texts: [[Int]]) throws -> (rows: Tensor<Float>, sequences: [Range<Int>])

  /// Reads a block.
  ///
  /// - Parameter index: from 0 on, below `blockCount`.
  /// - Throws: ``ModelError``, `FormatError`.
  func block(_ index: Int) throws -> Block

  /// What stands before the names of a block's tensors in the file, the last point included.
  func path(ofBlock index: Int) -> String
}

extension ModelFolder {
  /// The model, block by block.
  ///
  /// - Throws: ``ModelError`` that names the architecture if it is not built; as the blocks' readers do.
  public func layered() throws -> any LayeredModel {
    if architecture == "bert" { return try BertBlocks(self) }
    guard DecoderFamily.all.contains(where: { $0.architecture == architecture }) else {
      throw ModelError(
        "config.json", "model_type", found: architecture,
        expected:
          "one of bert, \(DecoderFamily.all.map(\.architecture).joined(separator: ", ")); no other model is built")
    }
    return try DecoderBlocks<Float>(self)
  }
}

/// The symbols of texts below each other, the place of each in its text, and the rows of each text.
struct JoinedTexts {
  var symbols: [Int] = []
  var places: [Int] = []
  var sequences: [Range<Int>] = []

  /// - Precondition: no text is longer than the limit.
  init(_ texts: [[Int]], atMost limit: Int) {
    for text in texts {
      precondition(text.count <= limit, "a text of \(text.count) of \(limit) symbols")
      sequences.append(symbols.count..<(symbols.count + text.count))
      symbols += text
      places += text.indices
    }
  }
}
