import Exact

/// A choice that a reduction or an algorithm leaves to its user: an option of the verbs that run it.
///
///     static let gamma = Choice("gamma", "pad both vectors so that n ≥ N^γ, such as 0.25 or 1/3; 0 to 1")
///
/// On the command line it is `--gamma 1/3`, and in the file that tells where an instance came from `"gamma": "1/3"`.
public struct Choice: Hashable, Sendable {
  /// What is written after the option.
  public enum Value: Hashable, Sendable {
    /// Nothing: it is said or not.
    case flag
    /// An integer.
    case integer
    /// A word or a number, which whoever uses the choice reads.
    case text
  }

  /// The option's name, without hyphens in front.
  public let name: String
  /// The name in files; that of the option unless files have had another one.
  public let key: String
  /// What is written after it.
  public let value: Value
  /// What it does, for people.
  public let summary: String

  /// A choice with this name, which is its name in files too unless another one is given.
  public init(_ name: String, _ summary: String, value: Value = .text, key: String? = nil) {
    (self.name, self.summary, self.value, self.key) = (name, summary, value, key ?? name)
  }
}

/// Choices that were made.
public struct Choices: Hashable, Sendable {
  /// What was chosen.
  public enum Value: Hashable, Sendable {
    /// The flag was given.
    case flag
    /// The integer that was given.
    case integer(Int)
    /// The word or number that was given, as it was written.
    case text(String)
  }

  /// What was chosen, by the keys of the choices.
  public private(set) var values: [String: Value]

  /// No choice: the usual one everywhere.
  public init() { values = [:] }

  /// Whether nothing was chosen.
  public var isEmpty: Bool { values.isEmpty }

  /// Whether this was chosen.
  public func contains(_ choice: Choice) -> Bool { values[choice.key] != nil }

  /// Makes a choice, from the words of a command line.
  ///
  /// - Parameters:
  ///   - choice: the option.
  ///   - word: what stands after the option; nil for a flag.
  /// - Throws: ``ChoiceError`` for what is not a value of the choice, or a second one.
  public mutating func choose(_ choice: Choice, _ word: String? = nil) throws(ChoiceError) {
    guard values[choice.key] == nil else { throw ChoiceError(choice, "given twice") }
    switch (choice.value, word) {
    case (.flag, nil): values[choice.key] = .flag
    case (.text, let word?): values[choice.key] = .text(word)
    case (.integer, let word?):
      guard let integer = Int(word) else { throw ChoiceError(choice, "expected an integer, found “\(word)”") }
      values[choice.key] = .integer(integer)
    case (.flag, _?): throw ChoiceError(choice, "takes no value")
    case (_, nil): throw ChoiceError(choice, "expected a value after it")
    }
  }

  /// Refuses choices that are not among these, as those of a file may be: whoever wrote one expects it to change something.
  ///
  /// - Parameters:
  ///   - left: the choices that there are.
  ///   - owner: whose they are, for the message.
  /// - Throws: ``ChoiceError`` for the first other key, in alphabetical order.
  public func requireAmong(_ left: [Choice], of owner: String) throws(ChoiceError) {
    for key in values.keys.sorted() where !left.contains(where: { $0.key == key }) {
      let known = left.isEmpty ? "it leaves no choice" : "its choices are \(left.map(\.key).joined(separator: ", "))"
      throw ChoiceError(name: key, "has no meaning for \(owner); \(known)")
    }
  }

  /// Whether a flag was given.
  public func flag(_ choice: Choice) -> Bool { values[choice.key] == .flag }

  /// The integer that was chosen; nil for none.
  ///
  /// - Throws: ``ChoiceError`` for what is not an integer, or is not in the range.
  public func integer(_ choice: Choice, in range: ClosedRange<Int> = .min ... .max) throws(ChoiceError) -> Int? {
    switch values[choice.key] {
    case nil: return nil
    case .integer(let value) where range.contains(value): return value
    case .integer(let value):
      let expected =
        range.upperBound == .max ? "at least \(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
      throw ChoiceError(choice, "expected \(expected), found \(value)")
    case .text(let text): throw ChoiceError(choice, "expected an integer, found “\(text)”")
    case .flag: throw ChoiceError(choice, "expected an integer")
    }
  }

  /// The word that was chosen; nil for none.
  ///
  /// - Throws: ``ChoiceError`` for a flag.
  public func text(_ choice: Choice) throws(ChoiceError) -> String? {
    switch values[choice.key] {
    case nil: return nil
    case .text(let text): return text
    case .integer(let value): return String(value)
    case .flag: throw ChoiceError(choice, "expected a value")
    }
  }

  /// The fraction that was chosen, from a text such as 0.25 or 1/3; nil for none.
  ///
  /// - Throws: ``ChoiceError`` for what is none, or is not as expected.
  public func rational(
    _ choice: Choice, expected: String, _ isAllowed: (Rational) -> Bool
  ) throws(ChoiceError) -> Rational? {
    guard let text = try text(choice) else { return nil }
    let value: Rational
    do { value = try Rational(parsing: text) } catch { throw ChoiceError(choice, "\(error)") }
    guard isAllowed(value) else { throw ChoiceError(choice, "expected \(expected), found \(value)") }
    return value
  }

  /// One of some words; nil for none.
  ///
  /// - Throws: ``ChoiceError`` that lists them.
  public func word<Word: RawRepresentable<String> & CaseIterable>(
    _ choice: Choice, _: Word.Type
  ) throws(ChoiceError) -> Word? {
    guard let text = try text(choice) else { return nil }
    guard let word = Word(rawValue: text) else {
      let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
      throw ChoiceError(choice, "expected one of \(words), found “\(text)”")
    }
    return word
  }
}

/// A choice that cannot be made, and why.
public struct ChoiceError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The option's name.
  public let name: String
  /// What is wrong.
  public let reason: String

  /// What is wrong with a choice.
  public init(_ choice: Choice, _ reason: String) { (name, self.reason) = (choice.name, reason) }

  /// What is wrong with the option of this name.
  public init(name: String, _ reason: String) { (self.name, self.reason) = (name, reason) }

  public var description: String { "--\(name): \(reason)" }
}

// In files an object: a flag is true, an integer a number, everything else a string.
extension Choices: Codable {
  private struct Key: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    values = [:]
    for key in container.allKeys {
      if let integer = try? container.decode(Int.self, forKey: key) {
        values[key.stringValue] = .integer(integer)
      } else if let text = try? container.decode(String.self, forKey: key) {
        values[key.stringValue] = .text(text)
      } else if try container.decode(Bool.self, forKey: key) {
        values[key.stringValue] = .flag
      }
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    for (key, value) in values.sorted(by: { $0.key < $1.key }) {
      switch value {
      case .flag: try container.encode(true, forKey: Key(stringValue: key))
      case .integer(let integer): try container.encode(integer, forKey: Key(stringValue: key))
      case .text(let text): try container.encode(text, forKey: Key(stringValue: key))
      }
    }
  }
}
