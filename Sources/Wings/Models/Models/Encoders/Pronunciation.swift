import Formats
import Foundation

/// Spelling to sounds: one recurrent unit reads the letters of a word, another one writes phonemes. The network of the package `g2p-en`
/// (Park, Kim), as published there.
///
/// ```swift
/// let pronunciation = try Pronunciation("Models/g2p-en/checkpoint20.npz")
/// pronunciation.phonemes(of: "hadamard")      // ["HH", "AH0", "D", "AA1", "M", "ER0", "D"]
/// ```
public struct Pronunciation<Scalar: NetworkScalar>: Module {
  /// Rows of letters, and of phonemes.
  public var letters, sounds: Embedding<Scalar>
  /// What reads, and what writes.
  public var reader, writer: GRUCell<Scalar>
  /// States to scores of phonemes.
  public var output: Linear<Scalar>

  /// The letters, in the order of their rows.
  private static var alphabet: [String] {
    ["<pad>", "<unk>", "</s>"] + (UInt8(ascii: "a")...UInt8(ascii: "z")).map { String(Unicode.Scalar($0)) }
  }

  /// The phonemes, in the order of their rows.
  private static var phonemeNames: [String] {
    let words = """
      <pad> <unk> <s> </s> AA0 AA1 AA2 AE0 AE1 AE2 AH0 AH1 AH2 AO0 AO1 AO2 AW0 AW1 AW2 AY0 AY1 AY2 B CH D DH EH0 EH1 EH2 ER0 \
      ER1 ER2 EY0 EY1 EY2 F G HH IH0 IH1 IH2 IY0 IY1 IY2 JH K L M N NG OW0 OW1 OW2 OY0 OY1 OY2 P R S SH T TH UH0 UH1 UH2 UW \
      UW0 UW1 UW2 V W Y Z ZH
      """
    return words.split(separator: " ").map(String.init)
  }

  /// Reads the weights.
  ///
  /// - Parameter path: an NPZ archive with the twelve arrays of the package.
  /// - Throws: `FormatError` if it is none or an array is missing; ``ModelError`` if an array has another shape.
  public init(_ path: String) throws {
    let archive = try NPZArchive(Data(contentsOf: URL(fileURLWithPath: path)))
    func tensor(_ name: String, _ shape: [Int]) throws -> Tensor<Scalar> {
      let array = try archive.array(name)
      guard array.shape == shape else {
        throw ModelError(
          (path as NSString).lastPathComponent, name, found: "the shape \(array.shape)", expected: "\(shape)")
      }
      return Tensor(try array.floats(), shape: shape).converted()
    }
    let (embedding, width) = (256, 256)
    func unit(_ name: String) throws -> GRUCell<Scalar> {
      GRUCell(
        input: Linear(
          weight: try tensor(name + "_w_ih", [3 * width, embedding]), bias: try tensor(name + "_b_ih", [3 * width])),
        recurrent: Linear(
          weight: try tensor(name + "_w_hh", [3 * width, width]), bias: try tensor(name + "_b_hh", [3 * width])))
    }
    letters = Embedding(weight: try tensor("enc_emb", [Self.alphabet.count, embedding]))
    sounds = Embedding(weight: try tensor("dec_emb", [Self.phonemeNames.count, embedding]))
    reader = try unit("enc")
    writer = try unit("dec")
    let count = Self.phonemeNames.count
    output = Linear(weight: try tensor("fc_w", [count, width]), bias: try tensor("fc_b", [count]))
  }

  /// Names and values of the parameters, in place; see `Module`.
  public mutating func visitParameters(
    _ path: String, _ body: (String, inout Tensor<Scalar>) throws -> Void
  ) rethrows {
    try letters.visitParameters(path + "letters.", body)
    try sounds.visitParameters(path + "sounds.", body)
    try reader.visitParameters(path + "reader.", body)
    try writer.visitParameters(path + "writer.", body)
    try output.visitParameters(path + "output.", body)
  }

  /// The linear layers, in place; see `Module`.
  public mutating func visitLinears(
    _ path: String, _ body: (String, inout Linear<Scalar>) throws -> Void
  ) rethrows {
    try reader.visitLinears(path + "reader.", body)
    try writer.visitLinears(path + "writer.", body)
    try output.visitLinears(path + "output.", body)
  }

  /// The rows of a word's letters, and of the end.
  static func symbols(of word: String) -> [Int] {
    let alphabet = Self.alphabet
    return word.map { alphabet.dropFirst(3).firstIndex(of: String($0)) ?? 1 } + [2]
  }

  /// - Precondition: there is a phoneme of this name.
  static func symbol(ofPhoneme name: String) -> Int {
    guard let symbol = phonemeNames.firstIndex(of: name) else { preconditionFailure("no phoneme is called \(name)") }
    return symbol
  }

  /// The phonemes of a word, at each step the one of the greatest score, at most 20.
  ///
  /// - Parameter word: letters from a to z; others count as unknown.
  public func phonemes(of word: String) -> [String] {
    let names = Self.phonemeNames
    var state = Tensor<Scalar>(repeating: 0, shape: [1, reader.width])
    for letter in Self.symbols(of: word) {
      state = reader(letters([letter]), state)
    }
    var (written, last) = ([String](), 2)
    while written.count < 20 {
      state = writer(sounds([last]), state)
      let scores = output(state).elements
      last = scores.indices.reduce(0) { scores[$1] > scores[$0] ? $1 : $0 }
      if last == 3 { break }
      written.append(names[last])
    }
    return written
  }
}
