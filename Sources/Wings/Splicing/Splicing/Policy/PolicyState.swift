import Text

/// What a policy sees: the canvas, what may be copied, and where it worked last.
struct PolicyState {
  /// The canvas, as codes of words.
  var canvas: [UInt64] = []
  /// The last operation; nil at the beginning.
  var last: SpliceOperation?

  /// The state after an operation.
  func after(_ operation: SpliceOperation, in scene: PolicyScene) -> PolicyState {
    var state = self
    state.canvas.replaceSubrange(
      operation.at..<operation.upTo, with: scene.texts[operation.neighbour].words[operation.from..<operation.to])
    state.last = operation
    return state
  }
}

/// A problem as a policy sees it: neighbours as codes of words, with what kind of neighbour each is.
struct PolicyScene {
  struct Text {
    var words: [UInt64]
    /// A code of what the neighbour is: a text, a word, or a field of the given name.
    var kind: UInt64
    var isField: Bool
    /// The number of texts before it, at most 3.
    var rank: UInt64
  }
  var texts: [Text]
  let mask: UInt64

  /// - Parameters:
  ///   - record: a problem; its target is not looked at.
  ///   - mask: the word that must be replaced before the end.
  init(_ record: SpliceProblemRecord, mask: TextToken) {
    self.mask = wordCode(mask)
    var rank: UInt64 = 0
    texts = []
    for neighbour in record.neighbours {
      let words = neighbour.tokens.map(wordCode)
      switch neighbour.kind {
      case .field:
        let name = neighbour.id.map(wordCode) ?? 0
        texts.append(Text(words: words, kind: mixed(1, name), isField: true, rank: 0))
      case .word: texts.append(Text(words: words, kind: 2, isField: false, rank: 0))
      case .text, nil:
        texts.append(Text(words: words, kind: 3, isField: false, rank: min(rank, 3)))
        rank += 1
      }
    }
  }

  /// Whether the neighbour's words stand on the canvas one after the other.
  func occurs(_ text: Int, on canvas: [UInt64]) -> Bool {
    let words = texts[text].words
    guard !words.isEmpty, words.count <= canvas.count else { return words.isEmpty }
    return (0...(canvas.count - words.count)).contains { canvas[$0..<($0 + words.count)].elementsEqual(words) }
  }
}

/// A code of a word, the same in every run: FNV-1a of its type and its bytes.
func wordCode(_ token: TextToken) -> UInt64 {
  var code: UInt64 = 0xCBF2_9CE4_8422_2325
  func add(_ byte: UInt8) { code = (code ^ UInt64(byte)) &* 0x100_0000_01B3 }
  switch token {
  case .number: add(1)
  case .text: add(2)
  }
  for byte in token.description.utf8 { add(byte) }
  return code
}

/// A code of a pair (the finaliser of MurmurHash3, applied to their combination).
@inline(__always)
func mixed(_ a: UInt64, _ b: UInt64) -> UInt64 {
  var x = a &* 0x9E37_79B9_7F4A_7C15 ^ (b &+ 0x7F4A_7C15_9E37_79B9)
  x = (x ^ x >> 33) &* 0xFF51_AFD7_ED55_8CCD
  x = (x ^ x >> 33) &* 0xC4CE_B9FE_1A85_EC53
  return x ^ x >> 33
}
