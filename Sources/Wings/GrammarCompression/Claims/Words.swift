import Evidence
import Exact
import GrammarCompression
import Randomness

/// How a word is turned into a straight-line program: the claims about programs are tried on all of these shapes.
enum GrammarShape: String, Codable, CaseIterable, Sendable {
  /// Folded pairwise, bottom-up.
  case balanced
  /// Compressed by RePair.
  case repair
  /// Left-deep: the height is the length.
  case caterpillar
  /// Right-deep, so that offsets grow from the other side.
  case mirrored

  func program(of word: [Integer]) throws -> StraightLineProgram<Integer> {
    if self == .repair { return try StraightLineProgram(repair: word) }
    var builder = ProgramBuilder<Integer>()
    let letters = word.map { builder.terminal($0) }
    guard let first = letters.first, let last = letters.last else { return StraightLineProgram() }
    switch self {
    case .balanced, .repair: return builder.program(root: try builder.concatenation(letters))
    case .caterpillar: return builder.program(root: try letters.dropFirst().reduce(first) { try builder.pair($0, $1) })
    case .mirrored:
      return builder.program(root: try letters.dropLast().reversed().reduce(last) { try builder.pair($1, $0) })
    }
  }
}

/// Two words of equal length, and the shapes of their programs: the instance of every claim about products.
struct WordPair: Codable, Sendable {
  var v: [Integer]
  var u: [Integer]
  var shapes: [GrammarShape] = [.balanced, .balanced]

  /// ⟨v, u⟩ by definition.
  var product: Integer { zip(v, u).reduce(0) { $0 + $1.0 * $1.1 } }

  func programs() throws -> (v: StraightLineProgram<Integer>, u: StraightLineProgram<Integer>) {
    (try shapes[0].program(of: v), try shapes[1].program(of: u))
  }

  /// Smaller pairs: a half or an eighth cut out of both words, one entry cut out, an entry made simpler.
  static func shrink(_ pair: WordPair) -> [WordPair] {
    var smaller: [WordPair] = []
    func cut(_ range: Range<Int>) {
      var copy = pair
      copy.v.removeSubrange(range)
      copy.u.removeSubrange(range)
      smaller.append(copy)
    }
    let n = pair.v.count
    for parts in [2, 8] where n >= parts {
      for part in 0..<parts { cut(n * part / parts..<n * (part + 1) / parts) }
    }
    if n <= 64 { for i in 0..<n { cut(i..<(i + 1)) } }
    for i in 0..<min(n, 64) {
      for simpler in Word.simpler(pair.v[i]) {
        var copy = pair
        copy.v[i] = simpler
        smaller.append(copy)
      }
      for simpler in Word.simpler(pair.u[i]) {
        var copy = pair
        copy.u[i] = simpler
        smaller.append(copy)
      }
    }
    return smaller
  }

  /// All pairs of words of equal length up to a maximum over an alphabet, in all shapes.
  static func all(upTo length: Int, over alphabet: [Integer], shapes: [[GrammarShape]]) -> [WordPair] {
    (0...length).flatMap { n in
      let words = Word.all(length: n, over: alphabet)
      return words.flatMap { v in words.flatMap { u in shapes.map { WordPair(v: v, u: u, shapes: $0) } } }
    }
  }

  /// A random pair of words with repetitions; now and then with entries beyond a machine word.
  static func random(_ maximum: Int, _ stream: inout RandomStream) -> WordPair {
    let n = stream.uniform(in: 0...maximum)
    return WordPair(
      v: Word.random(n, &stream), u: Word.random(n, &stream),
      shapes: (0..<2).map { _ in GrammarShape.allCases[stream.uniform(in: 0...3)] })
  }
}

/// Words over the integers.
enum Word {
  /// Every word of the given length, in lexicographic order of the alphabet's indices.
  static func all(length: Int, over alphabet: [Integer]) -> [[Integer]] {
    (0..<length).reduce([[]]) { words, _ in words.flatMap { word in alphabet.map { word + [$0] } } }
  }

  /// A random word of the given length with structure that compresses: random letters, a repeated block with noise, or
  /// long runs.
  static func random(_ length: Int, _ stream: inout RandomStream) -> [Integer] {
    let huge = stream.uniform(in: 0...7) == 0
    func letter(_ stream: inout RandomStream) -> Integer {
      let small = Integer(stream.uniform(in: -3...3))
      return huge && stream.uniform(in: 0...1) == 0 ? small * Integer(2).power(70) + 1 : max(small, -2)
    }
    switch stream.uniform(in: 0...2) {
    case 0: return (0..<length).map { _ in letter(&stream) }
    case 1:
      let block = (0..<stream.uniform(in: 1...9)).map { _ in letter(&stream) }
      return (0..<length).map { stream.uniform(in: 0...15) == 0 ? letter(&stream) : block[$0 % block.count] }
    default:
      var word: [Integer] = []
      while word.count < length {
        word += Array(repeating: letter(&stream), count: min(length - word.count, stream.uniform(in: 1...12)))
      }
      return word
    }
  }

  /// Simpler values than the given one: 0, 1, and half of it.
  static func simpler(_ value: Integer) -> [Integer] {
    if value == 0 { return [] }
    if value == 1 { return [0] }
    return [0, 1, value / 2].filter { $0 != value }
  }

  /// Smaller words: parts cut out, entries made simpler.
  static func shrink(_ word: [Integer]) -> [[Integer]] {
    WordPair.shrink(WordPair(v: word, u: word)).map(\.v)
  }
}
