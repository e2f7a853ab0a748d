import Arrays
import Foundation
import Synchronization

/// Texts to vectors of length 1, such that texts alike in meaning have vectors of large inner products: a tokenizer, a BERT encoder, and
/// the mean of its rows. Reimers, Gurevych: *Sentence-BERT* (arXiv 1908.10084).
///
/// ```swift
/// let encoder = try SentenceEncoder(ModelFolder("Models/all-MiniLM-L6-v2"))
/// let vectors = try encoder.embeddings(of: ["A gorgeous, witty, seductive movie."])     // shape [1, 384]
/// ```
public struct SentenceEncoder: Sendable {
  /// Texts to symbols.
  public let tokenizer: WordPieceTokenizer
  /// Symbols to rows.
  public var encoder: BertEncoder<Float>
  /// Of a text this many symbols count, the two at its ends included.
  public let longest: Int

  /// Reads tokenizer and weights of a folder. The longest text is what `sentence_bert_config.json` says, at most what the encoder
  /// has positions for.
  ///
  /// - Throws: ``ModelError``, `FormatError`.
  public init(_ folder: ModelFolder) throws {
    let encoder = try BertEncoder<Float>(folder)
    let tokenizer = try WordPieceTokenizer(folder.path + "/tokenizer.json")
    guard tokenizer.symbolBound <= encoder.configuration.vocabulary else {
      throw ModelError(
        "tokenizer.json", "vocab", found: "the symbol \(tokenizer.symbolBound - 1)",
        expected: "symbols below \(encoder.configuration.vocabulary), which the encoder has rows for")
    }
    var longest = encoder.configuration.positions
    let file = folder.path + "/sentence_bert_config.json"
    if FileManager.default.fileExists(atPath: file), let stated = try HubJSON.read(file)["max_seq_length"] {
      guard let value = stated.integer, value >= 2 else {
        throw ModelError(
          "sentence_bert_config.json", "max_seq_length", found: stated.kind, expected: "an integer above 1")
      }
      longest = min(longest, value)
    }
    guard tokenizer.ends <= longest else {
      throw ModelError(
        "tokenizer.json", "post_processor", found: "\(tokenizer.ends) symbols around each text",
        expected: "at most \(longest), the longest text")
    }
    (self.encoder, self.tokenizer, self.longest) = (encoder, tokenizer, longest)
  }

  /// A vector for each text, in the order of the texts. A text that is too long counts up to its limit.
  ///
  /// Texts are run in batches of similar lengths, on several threads that each run their own batches: so BLAS, which splits single
  /// products, is set to one thread meanwhile. Do not use BLAS elsewhere at the same time.
  ///
  /// - Parameters:
  ///   - texts: any number of texts.
  ///   - threads: how many batches at a time.
  ///   - progress: told how many texts are done, from any thread.
  /// - Returns: [texts, width].
  /// - Throws: ``ModelError`` if a vector is not finite, as weights that are not give.
  /// - Complexity: O(symbols · parameters); memory O(threads · symbols of a batch).
  public func embeddings(
    of texts: [String], threads: Int = ProcessInfo.processInfo.activeProcessorCount,
    progress: @Sendable (Int) -> Void = { _ in }
  ) throws -> Tensor<Float> {
    let symbols = texts.map { tokenizer.symbols(of: $0, atMost: longest) }
    let width = encoder.configuration.width
    let batches = Self.batches(of: symbols.map(\.count))
    let state = Mutex((next: 0, done: 0))
    let results = Mutex([Float](repeating: 0, count: texts.count * width))
    let usual = BLAS.threads
    BLAS.threads = 1
    defer { BLAS.threads = usual }
    DispatchQueue.concurrentPerform(iterations: max(1, min(threads, batches.count))) { _ in
      while let batch = state.withLock({ state -> [Int]? in
        guard state.next < batches.count else { return nil }
        state.next += 1
        return batches[state.next - 1]
      }) {
        let (rows, sequences) = encoder(batch.map { symbols[$0] })
        let vectors = MeanPooling()(rows, sequences: sequences)
        results.withLock { results in
          for (row, text) in batch.enumerated() {
            for column in 0..<width { results[text * width + column] = vectors[row, column] }
          }
        }
        progress(
          state.withLock {
            $0.done += batch.count
            return $0.done
          })
      }
    }
    let elements = results.withLock { $0 }
    if let place = elements.firstIndex(where: { !$0.isFinite }) {
      throw ModelError(
        nil, "embedding of text \(place / width + 1)", found: "\(elements[place])",
        expected: "finite numbers; are the weights damaged?")
    }
    return Tensor(elements, shape: [texts.count, width])
  }

  /// Rows that are multiplied at a time: enough for products to be fast, few enough for a cache.
  private static let symbolsOfBatch = 1024

  /// Texts in batches of similar lengths, the longest first, so that no thread is left with a long one at the end.
  static func batches(of lengths: [Int]) -> [[Int]] {
    var batches: [[Int]] = []
    var symbols = 0
    for text in lengths.indices.sorted(by: { (lengths[$0], $1) > (lengths[$1], $0) }) {
      if batches.isEmpty || symbols + lengths[text] > symbolsOfBatch {
        batches.append([])
        symbols = 0
      }
      batches[batches.count - 1].append(text)
      symbols += lengths[text]
    }
    return batches
  }
}
