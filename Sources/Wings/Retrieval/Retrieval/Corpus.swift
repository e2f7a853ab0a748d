import Text

/// Records in codes: each different word, name of a field and value has a number, in the order of first occurrence.
///
///     var corpus = Corpus()
///     for record in records { try corpus.append(record) }
///     let retriever = Retriever(corpus, method: .fields())
///     retriever.nearest(20, to: query)
///
/// - Complexity: 4 bytes for a word, 8 for a field, and each different word and value once.
public struct Corpus: Sendable {
  /// The names of the records, as they were given.
  public private(set) var ids: [TextToken?] = []
  var words = Interning<TextToken>()
  var names = Interning<String>()
  /// Values of fields, as lists of words.
  var values = Interning<[Int32]>()
  /// Of each record the words of its text.
  private(set) var texts = RaggedArray()
  /// Of each record the names of its fields, and their values.
  private(set) var fieldNames = RaggedArray()
  private(set) var fieldValues = RaggedArray()

  /// No records.
  public init() {}

  /// The number of records.
  public var count: Int { ids.count }

  /// - Throws: ``CorpusError`` for a record without a text, or when there are too many words.
  /// - Complexity: O(words) expected.
  public mutating func append(_ record: CorpusRecord) throws(CorpusError) {
    append(try code(record), id: record.id)
  }

  /// The record in codes, which new words get.
  mutating func code(_ record: CorpusRecord) throws(CorpusError) -> CodedRecord {
    guard let text = record.text else { throw .noText }
    guard words.count + text.count < Int32.max, texts.count < Int32.max else { throw .tooLarge }
    return CodedRecord(
      text: text.map { words.code($0) }, names: record.fields.map { names.code($0.name) },
      values: record.fields.map { values.code($0.value.map { words.code($0) }) })
  }

  mutating func append(_ record: CodedRecord, id: TextToken?) {
    ids.append(id)
    texts.append(record.text)
    fieldNames.append(record.names)
    fieldValues.append(record.values)
  }

  /// A record as it was given.
  public subscript(_ position: Int) -> CorpusRecord {
    CorpusRecord(
      id: ids[position],
      fields: zip(fieldNames[position], fieldValues[position]).map { name, value in
        .init(name: names[name], value: values[value].map { words[$0] })
      }, text: texts[position].map { words[$0] })
  }

  /// A query in codes; what the corpus does not know has codes from −1 downwards, different ones for different things.
  func query(_ record: CorpusRecord) -> CodedRecord {
    var unknownWords = Unknown<TextToken>()
    var (unknownNames, unknownValues) = (Unknown<String>(), Unknown<[Int32]>())
    func word(_ word: TextToken) -> Int32 { words.known(word) ?? unknownWords.code(word) }
    return CodedRecord(
      text: record.text?.map(word) ?? [],
      names: record.fields.map { names.known($0.name) ?? unknownNames.code($0.name) },
      values: record.fields.map { field in
        let value = field.value.map(word)
        return values.known(value) ?? unknownValues.code(value)
      }, source: record.sourceWords.map(word))
  }
}

/// A record in codes.
struct CodedRecord: Sendable {
  var text: [Int32]
  var names: [Int32]
  var values: [Int32]
  /// The words of the values; only in queries.
  var source: [Int32] = []
}

/// Why a record cannot stand in a corpus.
public enum CorpusError: Error, Equatable, Sendable, CustomStringConvertible {
  /// It has no text.
  case noText
  /// There are 2³¹ words or records.
  case tooLarge

  public var description: String {
    switch self {
    case .noText: "the record has no text; a corpus consists of records with their texts"
    case .tooLarge: "the corpus has 2³¹ different words or records; divide it"
    }
  }
}

/// Numbers for different things, in the order of first occurrence.
struct Interning<Element: Hashable & Sendable>: Sendable {
  private(set) var elements: [Element] = []
  private var codes: [Element: Int32] = [:]

  var count: Int { elements.count }
  subscript(_ code: Int32) -> Element { elements[Int(code)] }
  func known(_ element: Element) -> Int32? { codes[element] }

  mutating func code(_ element: Element) -> Int32 {
    if let code = codes[element] { return code }
    let code = Int32(elements.count)
    codes[element] = code
    elements.append(element)
    return code
  }
}

private struct Unknown<Element: Hashable> {
  private var codes: [Element: Int32] = [:]
  mutating func code(_ element: Element) -> Int32 {
    let next = Int32(-1 - codes.count)
    let code = codes[element, default: next]
    codes[element] = code
    return code
  }
}
