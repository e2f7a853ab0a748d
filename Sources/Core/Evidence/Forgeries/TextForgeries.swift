import Exact

/// A change of a text: where, what, and the text that it becomes.
package struct TextForgery: Sendable {
  /// The line, the word and the change, such as `line 4, word 2: one more`.
  package let name: String
  /// The changed text.
  package let text: String
}

/// A text with one change each, all different from it: every line dropped, doubled, exchanged with the next, swapped with that
/// of another text, and the text cut off after it; every word dropped, doubled, swapped, and where it is a number changed
/// (±1, sign flipped, zero, huge, negative).
///
/// - Parameter others: valid texts of the same kind, whose lines and words are put in place of these.
package func textForgeries(of text: String, others: [String] = []) -> [TextForgery] {
  let lines = linesOf(text)
  var forgeries = [TextForgery(name: "emptied", text: ""), TextForgery(name: "doubled", text: text + text)]
  func add(_ name: String, _ lines: [String]) {
    let forged = lines.joined(separator: "\n") + "\n"
    if forged != text { forgeries.append(TextForgery(name: name, text: forged)) }
  }
  for (index, line) in lines.enumerated() {
    func replaced(_ name: String, _ line: String) {
      var changed = lines
      changed[index] = line
      add("line \(index + 1)\(name)", changed)
    }
    var (dropped, doubled, exchanged) = (lines, lines, lines)
    dropped.remove(at: index)
    doubled.insert(line, at: index)
    add("line \(index + 1) dropped", dropped)
    add("line \(index + 1) doubled", doubled)
    if index + 1 < lines.count {
      exchanged.swapAt(index, index + 1)
      add("line \(index + 1) exchanged with the next", exchanged)
      add("cut off after line \(index + 1)", Array(lines.prefix(index + 1)))
    }
    replaced(" emptied", "")
    replaced(" cut in half", String(line.prefix(line.count / 2)))
    for (number, other) in others.map(linesOf).enumerated() where index < other.count {
      replaced(" from another text (\(number + 1))", other[index])
    }
    for (name, changed) in wordChanges(
      line, others: others.map(linesOf).compactMap { index < $0.count ? $0[index] : nil })
    {
      replaced(name, changed)
    }
  }
  return forgeries
}

private func linesOf(_ text: String) -> [String] {
  var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  if lines.last?.isEmpty == true { lines.removeLast() }
  return lines
}

private func wordChanges(_ line: String, others: [String]) -> [(String, String)] {
  let words = line.split(separator: " ").map(String.init)
  var changes: [(String, String)] = []
  for (index, word) in words.enumerated() {
    func replaced(_ name: String, _ new: [String]) {
      var changed = words
      changed.replaceSubrange(index...index, with: new)
      changes.append((", word \(index + 1): \(name)", changed.joined(separator: " ")))
    }
    replaced("dropped", [])
    replaced("doubled", [word, word])
    replaced("no number", ["x"])
    if index + 1 < words.count {
      var exchanged = words
      exchanged.swapAt(index, index + 1)
      changes.append((", word \(index + 1): exchanged with the next", exchanged.joined(separator: " ")))
    }
    for (number, other) in others.enumerated() {
      let same = other.split(separator: " ").map(String.init)
      if index < same.count { replaced("from another text (\(number + 1))", [same[index]]) }
    }
    guard let value = Rational(word) else { continue }
    let huge = Integer(10).power(30)
    for (name, number) in [
      ("one more", value + 1), ("one less", value - 1), ("sign flipped", -value), ("zero", 0),
      ("negative", -value.magnitude - 1), ("doubled", value * 2), ("halved", value / 2), ("huge", Rational(huge, 1)),
      ("huge and negative", Rational(-huge, 1)),
    ] where number != value { replaced(name, ["\(number)"]) }
  }
  return changes
}
