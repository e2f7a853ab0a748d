import Exact

/// A change of a JSON value: where, what it becomes, and in words.
package struct JSONForgery: Sendable {
  /// The path and the change, such as `A.numerators[2]: sign flipped`.
  package let name: String
  /// The changed value.
  package let value: JSONValue
}

extension JSONValue {
  /// This value with one change each, all different from it: every field changed (±1, sign flipped, zero, huge, negative, the
  /// empty string, another type), dropped, swapped with that of another value of the same form, and of arrays entries dropped,
  /// doubled, exchanged with the next, reversed and cut off.
  ///
  /// - Parameter others: valid values of the same kind, whose fields are put in place of these.
  package func forgeries(others: [JSONValue] = []) -> [JSONForgery] {
    changes(others: others).compactMap { path, change, value in
      value == self ? nil : JSONForgery(name: "\(path.isEmpty ? "the whole" : path): \(change)", value: value)
    }
  }

  private typealias Change = (path: String, change: String, value: JSONValue)

  private func changes(others: [JSONValue]) -> [Change] {
    var changes: [Change] = swaps(others) + ownChanges.map { ("", $0.change, $0.value) }
    func inside(_ name: String, _ child: JSONValue, _ others: [JSONValue], _ rebuild: (JSONValue) -> JSONValue) {
      for (path, change, value) in child.changes(others: others) {
        let separator = path.isEmpty || path.hasPrefix("[") ? "" : "."
        changes.append((name + separator + path, change, rebuild(value)))
      }
    }
    switch self {
    case .array(let elements):
      for (index, element) in elements.enumerated() {
        let same = others.compactMap { other -> JSONValue? in
          if case .array(let list) = other, list.indices.contains(index) { list[index] } else { nil }
        }
        inside("[\(index)]", element, same) { changed in
          var list = elements
          list[index] = changed
          return .array(list)
        }
      }
    case .object(let fields):
      for (name, field) in fields.sorted(by: { $0.key < $1.key }) {
        let same = others.compactMap { other -> JSONValue? in
          if case .object(let object) = other { object[name] } else { nil }
        }
        inside(name, field, same) { .object(fields.merging([name: $0]) { $1 }) }
      }
    default: break
    }
    return changes
  }

  private func swaps(_ others: [JSONValue]) -> [Change] {
    others.enumerated().map { ("", "that of another certificate (\($0.offset + 1))", $0.element) }
  }

  /// Changes at this very place.
  private var ownChanges: [(change: String, value: JSONValue)] {
    switch self {
    case .null: return [("zero", .integer(0))]
    case .boolean(let value): return [("negated", .boolean(!value)), ("dropped", .null)]
    case .integer(let value):
      return Self.numberChanges(Rational(Integer(value), 1)).map { change, number in
        (change, (number.isInteger ? Int(exactly: number.numerator) : nil).map { .integer($0) } ?? .string("\(number)"))
      } + [("no number", .string("x")), ("null", .null)]
    case .unsigned, .number: return [("zero", .integer(0)), ("no number", .string("x")), ("null", .null)]
    case .string(let text):
      let numbers = Rational(text).map(Self.numberChanges) ?? []
      return numbers.map { ($0, .string("\($1)")) } + Self.textChanges(text).map { ($0, .string($1)) }
        + [("null", .null), ("a number", .integer(7))]
    case .array(let list):
      let shapes: [(String, [JSONValue])] =
        list.isEmpty
        ? [("an entry", [.integer(0)])]
        : list.indices.flatMap { Self.entryChanges(list, at: $0) } + [
          ("reversed", list.reversed()), ("the second half cut off", Array(list.prefix(list.count / 2))),
          ("emptied", []), ("doubled", list + list),
        ]
      return shapes.map { ($0, .array($1)) } + [("null", .null), ("no list", .string(""))]
    case .object(let fields):
      return fields.keys.sorted().map { name in
        ("\(name) dropped", .object(fields.filter { $0.key != name }))
      } + [("null", .null)]
    }
  }

  private static func entryChanges(_ list: [JSONValue], at index: Int) -> [(String, [JSONValue])] {
    var (dropped, doubled, exchanged) = (list, list, list)
    dropped.remove(at: index)
    doubled.insert(list[index], at: index)
    var changes = [("[\(index)] dropped", dropped), ("[\(index)] doubled", doubled)]
    if index + 1 < list.count {
      exchanged.swapAt(index, index + 1)
      changes.append(("[\(index)] exchanged with the next", exchanged))
    }
    return changes
  }

  private static func numberChanges(_ number: Rational) -> [(String, Rational)] {
    [
      ("one more", number + 1), ("one less", number - 1), ("sign flipped", -number), ("zero", 0),
      ("negative", -number.magnitude - 1), ("doubled", number * 2), ("halved", number / 2),
      ("huge", Rational(Integer(10).power(30), 1)), ("huge and negative", Rational(-Integer(10).power(30), 1)),
    ]
  }

  private static func textChanges(_ text: String) -> [(String, String)] {
    [
      ("the empty string", ""), ("no number", "x"), ("a letter more", text + "0"),
      ("the last letter dropped", String(text.dropLast())), ("reversed", String(text.reversed())),
    ]
      + text.indices.compactMap { index in
        guard text[index] == "0" || text[index] == "1" else { return nil }
        let flipped = text[index] == "0" ? "1" : "0"
        return (
          "letter \(text.distance(from: text.startIndex, to: index) + 1) flipped",
          text[..<index] + flipped + text[text.index(after: index)...]
        )
      }
  }
}
