import Foundation

/// Texts to symbols, as a model was trained to read them.
///
/// ```swift
/// let tokenizer = try ModelFolder("Qwen2-0.5B").tokenizer()
/// tokenizer.symbols(of: "A film of quiet charm.")
/// ```
public protocol Tokenizer: Sendable {
  /// One more than the largest symbol.
  var symbolBound: Int { get }
  /// How many symbols stand around each text.
  var ends: Int { get }
  /// The symbols of a text, those around it included.
  ///
  /// - Parameters:
  ///   - text: any text.
  ///   - limit: at most this many symbols, at least `ends`; what is behind is left out.
  func symbols(of text: String, atMost limit: Int) -> [Int]
}

extension Tokenizer {
  /// All symbols of a text.
  public func symbols(of text: String) -> [Int] { symbols(of: text, atMost: .max) }
}

extension ModelFolder {
  /// The tokenizers that are built, by `model.type` of `tokenizer.json`. Another one is another line.
  private static var tokenizers: [(type: String, read: @Sendable (String) throws -> any Tokenizer)] {
    [("WordPiece", { try WordPieceTokenizer($0) }), ("BPE", { try BytePairTokenizer($0) })]
  }

  /// The tokenizer of the folder's `tokenizer.json`.
  ///
  /// - Throws: as ``tokenizer(_:)``.
  public func tokenizer() throws -> any Tokenizer { try Self.tokenizer(path + "/tokenizer.json") }

  /// The tokenizer of a `tokenizer.json`.
  ///
  /// - Throws: ``ModelError`` if it is of a kind that is not built, or damaged; what reading the file throws.
  public static func tokenizer(_ file: String) throws -> any Tokenizer {
    let model = try HubJSON.read(file)["model"]
    let type = model?["type"]
    // GPT-2's own file does not say what it is.
    let name = type == nil && model?["merges"] != nil ? "BPE" : type?.text
    guard let kind = tokenizers.first(where: { $0.type == name }) else {
      throw ModelError(
        "tokenizer.json", "model.type", found: type?.kind ?? "nothing",
        expected: tokenizers.map(\.type).joined(separator: " or "))
    }
    return try kind.read(file)
  }
}

/// The symbols around a text, as the template of a post-processor has them.
struct SymbolFrame: Sendable {
  var before: [Int] = []
  var behind: [Int] = []

  /// - Parameter symbol: the number of a word, or an error that says there is none.
  init(
    _ processor: HubJSON?, file: String, symbol: (String, String) throws(ModelError) -> Int
  ) throws(ModelError) {
    guard let processor else { return }
    func wrong(_ found: HubJSON?, _ expected: String) -> ModelError {
      ModelError(file, "post_processor", found: found?.kind ?? "nothing", expected: expected)
    }
    switch processor["type"]?.text {
    case "ByteLevel": break
    case "Sequence":
      guard let parts = processor["processors"]?.list else { throw wrong(processor, "a Sequence with its processors") }
      for part in parts {
        let frame = try SymbolFrame(part, file: file, symbol: symbol)
        // The later stands around the earlier.
        (before, behind) = (frame.before + before, behind + frame.behind)
      }
    case "TemplateProcessing":
      var isBehind = false
      for part in processor["single"]?.list ?? [] {
        if let word = part["SpecialToken"]?["id"]?.text {
          let number = try symbol(word, "post_processor")
          if isBehind { behind.append(number) } else { before.append(number) }
        } else if part["Sequence"]?["id"]?.text == "A", !isBehind {
          isBehind = true
        } else {
          throw wrong(part, "special tokens and the sequence A once")
        }
      }
      guard isBehind else { throw wrong(processor["single"], "a template with the sequence A") }
    case "BertProcessing":
      guard let first = processor["cls"]?.list?.first?.text, let last = processor["sep"]?.list?.first?.text else {
        throw wrong(processor["cls"], "the words cls and sep")
      }
      before = [try symbol(first, "post_processor")]
      behind = [try symbol(last, "post_processor")]
    default:
      throw wrong(processor["type"], "TemplateProcessing, BertProcessing, ByteLevel or a Sequence of these")
    }
  }

  var count: Int { before.count + behind.count }

  /// The symbols with those around them, at most `limit`.
  func around(_ symbols: [Int], atMost limit: Int) -> [Int] {
    before + symbols.prefix(max(0, limit - count)) + behind
  }
}
