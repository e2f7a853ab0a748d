/// How an instance is written.
public enum LegoTextFormat: String, Sendable, CaseIterable {
  /// That of the public data of the task, over Z2 only: ` y = not m , m = val 1 , `. A clause that does not start at the root begins
  /// with a blank; the root clause states the value.
  case bertZ2 = "bert-z2"
  /// For any group: `D3: y = sr * m; m = r2`. A clause without `*` starts at the root.
  case named
}

extension LegoInstance {
  /// The text of the instance.
  ///
  /// - Throws: ``LegoTextError`` if the format is for Z2 only and the group is another.
  public func text(_ format: LegoTextFormat) throws(LegoTextError) -> String {
    switch format {
    case .named:
      let clauses = clauses.map { clause in
        let operation = group.elements[clause.operation]
        return "\(clause.variable) = \(operation)" + (clause.parent.map { " * \($0)" } ?? "")
      }
      return "\(group.name): " + clauses.joined(separator: "; ")
    case .bertZ2:
      guard group.isPublicZ2 else {
        throw LegoTextError(line: 1, column: 1, found: "the group \(group.name)", expected: "Z2, for this format")
      }
      return clauses.map { clause in
        clause.parent.map { " \(clause.variable) = \(group.elements[clause.operation]) \($0) , " }
          ?? "\(clause.variable) = val \(clause.operation) , "
      }.joined()
    }
  }

  /// Reads an instance.
  ///
  /// - Parameters:
  ///   - text: blanks and line breaks between words do not matter.
  ///   - format: how it is written.
  ///   - group: the group that the text must name; nil for that of the name in the text. `bertZ2` is always about Z2.
  /// - Throws: ``LegoTextError`` with line and column: for a text that is malformed, an unknown letter or element, and a variable that is
  ///   defined twice. A cycle is an instance; it has no ``values()``.
  public init(_ text: String, format: LegoTextFormat, group: FiniteGroup? = nil) throws(LegoTextError) {
    var words = LegoWords(text, separators: format == .named ? "*=;:" : "=,")
    switch format {
    case .named: self = try Self.named(&words, group)
    case .bertZ2: self = try Self.bertZ2(&words, group)
    }
  }

  private static func named(_ words: inout LegoWords, _ expected: FiniteGroup?) throws(LegoTextError) -> LegoInstance {
    let name = try words.next("the name of a group")
    let group: FiniteGroup
    if let expected {
      guard name.text == expected.name else { throw words.error(name, expected: "the group \(expected.name)") }
      group = expected
    } else {
      do { group = try FiniteGroup.named(name.text) } catch .tooLarge {
        throw words.error(name, expected: "a group of at most \(FiniteGroup.largestOrder) elements")
      } catch { throw words.error(name, expected: "a group: \(FiniteGroup.namesInWords)") }
    }
    try words.take(":")
    let indices = Dictionary(uniqueKeysWithValues: group.elements.enumerated().map { ($1, $0) })
    var clauses = LegoClauseList()
    while !words.isAtEnd {
      let variable = try words.variable()
      try words.take("=")
      let element = try words.next("an element of \(group.name)")
      guard let operation = indices[element.text] else {
        throw words.error(element, expected: "an element of \(group.name)")
      }
      let parent = try words.skip("*") ? words.variable().variable : nil
      try clauses.append(variable, operation, parent, words)
      if !words.skip(";") { break }
    }
    try words.end()
    return LegoInstance(group: group, trusted: clauses.clauses)
  }

  private static func bertZ2(_ words: inout LegoWords, _ expected: FiniteGroup?) throws(LegoTextError) -> LegoInstance {
    let group: FiniteGroup
    do { group = try expected ?? FiniteGroup.cyclic(2) } catch { throw words.error(nil, expected: "\(error)") }
    guard group.isPublicZ2 else { throw words.error(nil, expected: "Z2 as the group of this format") }
    var clauses = LegoClauseList()
    while !words.isAtEnd {
      let variable = try words.variable()
      try words.take("=")
      let word = try words.next("val or not")
      guard let operation = group.elements.firstIndex(of: word.text) else {
        throw words.error(word, expected: "val or not")
      }
      if let value = words.skip("0") ? 0 : words.skip("1") ? 1 : nil {
        try clauses.append(variable, (operation + value) % 2, nil, words)
      } else {
        try clauses.append(variable, operation, words.variable().variable, words)
      }
      try words.take(",")
    }
    return LegoInstance(group: group, trusted: clauses.clauses)
  }
}

extension FiniteGroup {
  fileprivate var isPublicZ2: Bool { elements == ["val", "not"] && identity == 0 }
}

/// Where a text is no instance. Lines and columns count from 1, in characters.
public struct LegoTextError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The line.
  public let line: Int
  /// The column.
  public let column: Int
  /// What stands there.
  public let found: String
  /// What would be right.
  public let expected: String

  init(line: Int, column: Int, found: String, expected: String) {
    (self.line, self.column, self.found, self.expected) = (line, column, found, expected)
  }

  public var description: String { "line \(line), column \(column): found \(found); expected \(expected)" }
}

/// Clauses that have been read, each variable once.
private struct LegoClauseList {
  private(set) var clauses: [LegoClause] = []
  private var firstLines = [Int: (line: Int, column: Int)]()

  mutating func append(
    _ defined: (variable: LegoVariable, word: LegoWords.Word), _ operation: Int, _ parent: LegoVariable?,
    _ words: LegoWords
  ) throws(LegoTextError) {
    if let first = firstLines.updateValue((defined.word.line, defined.word.column), forKey: defined.variable.index) {
      throw words.error(
        defined.word,
        expected: "another variable: \(defined.variable) is defined in line \(first.line), column \(first.column)")
    }
    clauses.append(LegoClause(defined.variable, operation, parent))
  }
}

/// The words of a text, with their places. Separators are words of their own.
private struct LegoWords {
  struct Word {
    var text: String
    var line: Int
    var column: Int
  }

  private var words: [Word] = []
  private var position = 0
  private var last = (line: 1, column: 1)

  init(_ text: String, separators: String) {
    var current: Word?
    func close(_ words: inout [Word]) {
      if let word = current { words.append(word) }
      current = nil
    }
    for character in text {
      if character.isWhitespace {
        close(&words)
      } else if separators.contains(character) {
        close(&words)
        words.append(Word(text: String(character), line: last.line, column: last.column))
      } else if current == nil {
        current = Word(text: String(character), line: last.line, column: last.column)
      } else {
        current?.text.append(character)
      }
      last = character.isNewline ? (last.line + 1, 1) : (last.line, last.column + 1)
    }
    close(&words)
  }

  var isAtEnd: Bool { position == words.count }

  func error(_ word: Word?, expected: String) -> LegoTextError {
    LegoTextError(
      line: word?.line ?? last.line, column: word?.column ?? last.column,
      found: word.map { "“\($0.text.prefix(40))”" } ?? "the end of the text", expected: expected)
  }

  mutating func next(_ expected: String) throws(LegoTextError) -> Word {
    guard position < words.count else { throw error(nil, expected: expected) }
    position += 1
    return words[position - 1]
  }

  mutating func skip(_ text: String) -> Bool {
    guard position < words.count, words[position].text == text else { return false }
    position += 1
    return true
  }

  mutating func take(_ text: String) throws(LegoTextError) {
    let word = try next("“\(text)”")
    guard word.text == text else { throw error(word, expected: "“\(text)”") }
  }

  mutating func variable() throws(LegoTextError) -> (variable: LegoVariable, word: Word) {
    let word = try next("a variable, one of the letters a to z")
    guard word.text.count == 1, let letter = word.text.first, let variable = LegoVariable(letter) else {
      throw error(word, expected: "a variable, one of the letters a to z")
    }
    return (variable, word)
  }

  func end() throws(LegoTextError) {
    if position < words.count { throw error(words[position], expected: "“;” or the end of the text") }
  }
}
