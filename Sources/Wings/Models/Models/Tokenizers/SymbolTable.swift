/// The words of a vocabulary and their numbers. Words are compared as bytes: Swift's texts take é in one code point and in two
/// for equal, a vocabulary does not.
struct SymbolTable: Sendable {
  /// All words, one behind the other.
  private var bytes: [UInt8] = []
  private var ends: [Int] = [0]
  private var numbers: [Int] = []
  /// Open addressing: places in `numbers`, or −1.
  private var slots: [Int32]
  /// The place of each number.
  private var places: [Int: Int] = [:]

  /// The number of words.
  var count: Int { numbers.count }
  /// One more than the largest number.
  private(set) var bound = 0
  /// The number of bytes of the longest word.
  private(set) var longest = 0

  /// The words of a `tokenizer.json`, from its field `model.vocab`.
  ///
  /// - Throws: ``ModelError`` if it is no object of numbers, or a word or a number occurs twice or is out of range.
  init(vocabulary: HubJSON?, file: String) throws(ModelError) {
    func wrong(_ found: HubJSON?, _ expected: String) -> ModelError {
      ModelError(file, "model.vocab", found: found?.kind ?? "nothing", expected: expected)
    }
    guard let fields = vocabulary?.fields else { throw wrong(vocabulary, "an object") }
    var words: [(word: [UInt8], number: Int)] = []
    for (word, node) in fields {
      guard let number = node.integer else { throw wrong(node, "a number for each word") }
      words.append((Array(word.utf8), number))
    }
    try self.init(words, file: file)
  }

  /// - Throws: ``ModelError`` if a word or a number occurs twice, or a number is negative or beyond 2³¹ − 1.
  init(_ words: [(word: [UInt8], number: Int)], file: String) throws(ModelError) {
    var size = 16
    while size < 2 * words.count + 1 { size *= 2 }
    slots = Array(repeating: -1, count: size)
    places.reserveCapacity(words.count)
    for (word, number) in words {
      let shown = "“\(String(decoding: word.prefix(40), as: UTF8.self))”"
      guard number >= 0, number < Int(Int32.max), places.updateValue(numbers.count, forKey: number) == nil else {
        throw ModelError(
          file, "vocab", found: "the number \(number) for \(shown)", expected: "each number from 0 on once")
      }
      guard self.number(of: word[...]) == nil else {
        throw ModelError(file, "vocab", found: "\(shown) twice", expected: "each word once")
      }
      bytes += word
      ends.append(bytes.count)
      numbers.append(number)
      bound = max(bound, number + 1)
      longest = max(longest, word.count)
      var slot = hash(word[...])
      while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(numbers.count - 1)
    }
  }

  private func hash(_ word: ArraySlice<UInt8>) -> Int {
    var hasher = Hasher()
    word.withUnsafeBytes { hasher.combine(bytes: $0) }
    return hasher.finalize() & (slots.count - 1)
  }

  /// The word of a number.
  func word(of number: Int) -> [UInt8]? {
    places[number].map { Array(bytes[ends[$0]..<ends[$0 + 1]]) }
  }

  /// The number of a word.
  ///
  /// - Complexity: O(length of the word).
  func number(of word: ArraySlice<UInt8>) -> Int? {
    var slot = hash(word)
    while slots[slot] >= 0 {
      let place = Int(slots[slot])
      if bytes[ends[place]..<ends[place + 1]].elementsEqual(word) { return numbers[place] }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }
}
