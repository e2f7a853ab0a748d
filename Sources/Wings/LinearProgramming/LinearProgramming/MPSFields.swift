import Text

/// How the fields of a line of an MPS file are told apart.
enum MPSLayout {
  /// By blanks and tabs.
  case free
  /// By their columns, counted from 1: 2–3, 5–12, 15–22, 25–36, 40–47 and 50–61; all others are blank.
  case fixed
}

/// A line of a section with pairs of a row and a number.
struct MPSPairs {
  /// The column, or the name of the set; empty for none.
  var name: Substring
  var pairs: [(row: Substring, number: Substring)]
}

/// The numbers of rows and columns by their names. A reference, so that the tables grow in place while lines are cut into fields.
final class MPSNames {
  var rows: [Spelling: Int] = [:]
  var columns: [Spelling: Int] = [:]

  /// Whether a word is a name, which may begin as comments do.
  func contains(_ word: Substring) -> Bool {
    let name = Spelling(word)
    return rows[name] != nil || columns[name] != nil
  }
}

/// Cuts a line into fields.
struct MPSFields {
  let layout: MPSLayout
  let line: Int
  let names: MPSNames

  func error(_ found: some StringProtocol, _ expected: String) -> LinearProgramFileError {
    LinearProgramFileError(line: line, found: found, expected: expected)
  }

  static func words(_ line: Substring) -> [Substring] {
    let bytes = line.utf8
    var words: [Substring] = []
    words.reserveCapacity(6)
    var (index, start) = (bytes.startIndex, Substring.Index?.none)
    while index < bytes.endIndex {
      let isBlank = bytes[index] == 32 || bytes[index] == 9
      if isBlank, let first = start {
        words.append(line[first..<index])
        start = nil
      } else if !isBlank, start == nil {
        start = index
      }
      bytes.formIndex(after: &index)
    }
    if let first = start { words.append(line[first...]) }
    return words
  }

  /// Of a free line: without the comment that begins with $ or * at a place where only a comment can.
  private func uncommented(_ words: [Substring], from places: [Int]) -> [Substring] {
    for place in places where place < words.count && beginsComment(words[place]) {
      return Array(words[..<place])
    }
    return words
  }

  /// Whether a name begins as comments do.
  static func looksLikeComment(_ word: Substring) -> Bool { word.utf8.first == 36 || word.utf8.first == 42 }

  private func beginsComment(_ word: Substring) -> Bool { MPSFields.looksLikeComment(word) && !names.contains(word) }

  /// The six fields of the fixed format, without the blanks around them.
  private func columns(_ line: Substring) throws(LinearProgramFileError) -> [Substring] {
    let letters = Array(line.unicodeScalars)
    var fields: [Substring] = []
    let ranges = [1..<3, 4..<12, 14..<22, 24..<36, 39..<47, 49..<61]
    var last = 0
    for (number, range) in ranges.enumerated() {
      func text(_ range: Range<Int>) -> String {
        var text = String.UnicodeScalarView()
        for index in range.clamped(to: 0..<letters.count) { text.append(letters[index]) }
        return String(text)
      }
      let gap = text(last..<range.lowerBound)
      if gap.contains("\t") || gap.contains(where: { $0 != " " }) {
        throw error(line, "fields in the columns 2–3, 5–12, 15–22, 25–36, 40–47 and 50–61")
      }
      last = range.upperBound
      let field = text(range).utf8.drop { $0 == 32 }
      let end = field.lastIndex { $0 != 32 }.map { field.index(after: $0) } ?? field.startIndex
      let trimmed = Substring(field[..<end])
      // In a line with a number a comment begins with field 3 or 5.
      if number == 2 || number == 4, beginsComment(trimmed) {
        return fields + [Substring](repeating: "", count: 6 - fields.count)
      }
      fields.append(trimmed)
    }
    if letters.count > last, letters[last...].contains(where: { $0 != " " }) {
      throw error(line, "nothing after column 61")
    }
    return fields
  }

  /// The type and the name of a row.
  func row(_ line: Substring) throws(LinearProgramFileError) -> (kind: Substring, name: Substring) {
    switch layout {
    case .free:
      let words = uncommented(MPSFields.words(line), from: [2])
      guard words.count == 2 else {
        throw error(
          MPSFields.words(line).joined(separator: " "), "N, E, G or L and a name without spaces")
      }
      return (words[0], words[1])
    case .fixed:
      let fields = try columns(line)
      guard fields[2...].allSatisfy(\.isEmpty) else { throw error(fields[2], "the end of the line") }
      return (fields[0], fields[1])
    }
  }

  /// A marker's word, if the line with these words is one.
  func marker(_ words: [Substring]) throws(LinearProgramFileError) -> Substring? {
    guard words.count >= 2, words[1].utf8.first == 39, words[1].uppercased() == "'MARKER'" else { return nil }
    guard words.count == 3, ["'INTORG'", "'INTEND'"].contains(words[2].uppercased()) else {
      throw error(words.joined(separator: " "), "a name, 'MARKER', and 'INTORG' or 'INTEND'")
    }
    return words[2]
  }

  /// A line of COLUMNS, which has a name, or of RHS or RANGES, where it may be left out. The words are the line's.
  func pairs(_ line: Substring, _ all: [Substring], isColumn: Bool) throws(LinearProgramFileError) -> MPSPairs {
    let expected =
      isColumn
      ? "a column and one or two pairs of a row and a number" : "one or two pairs of a row and a number, after a name"
    switch layout {
    case .free:
      var words = uncommented(all, from: isColumn ? [3, 5] : [2, 3, 4, 5])
      guard isColumn ? words.count == 3 || words.count == 5 : 2...5 ~= words.count else {
        throw error(all.joined(separator: " "), expected)
      }
      let name = words.count % 2 == 1 ? words.removeFirst() : ""
      return MPSPairs(name: name, pairs: stride(from: 0, to: words.count, by: 2).map { (words[$0], words[$0 + 1]) })
    case .fixed:
      let fields = try columns(line)
      guard fields[0].isEmpty, !isColumn || !fields[1].isEmpty, !fields[2].isEmpty,
        fields[4].isEmpty == fields[5].isEmpty
      else { throw error(line, expected) }
      return MPSPairs(
        name: fields[1], pairs: [(fields[2], fields[3])] + (fields[4].isEmpty ? [] : [(fields[4], fields[5])]))
    }
  }

  /// A line of BOUNDS: its type, the name of the set, the column, and the number if the type has one.
  func bound(
    _ line: Substring
  ) throws(LinearProgramFileError) -> (kind: String, set: Substring, column: Substring, number: Substring) {
    let expected = "a type of bound, the name of the set, a column, and a number if it has one"
    func kind(_ word: Substring) throws(LinearProgramFileError) -> (String, takesNumber: Bool) {
      let kind = word.uppercased()
      let takesNumber = ["UP", "LO", "FX", "LI", "UI"].contains(kind)
      guard takesNumber || ["FR", "MI", "PL", "BV"].contains(kind) else {
        throw error(word, "UP, LO, FX, FR, MI, PL, BV, LI or UI")
      }
      return (kind, takesNumber)
    }
    switch layout {
    case .free:
      let all = MPSFields.words(line)
      let words = uncommented(all, from: [2, 3, 4])
      let (kind, takesNumber) = try kind(words[0])
      // The name of the set may be left out.
      let place = takesNumber ? words.count - 2 : words.count >= 3 ? 2 : 1
      guard words.count <= 4, 1...2 ~= place, place < words.count else {
        throw error(all.joined(separator: " "), expected)
      }
      return (kind, place == 2 ? words[1] : "", words[place], takesNumber ? words[place + 1] : "")
    case .fixed:
      let fields = try columns(line)
      let (kind, takesNumber) = try kind(fields[0])
      guard !fields[2].isEmpty, takesNumber == !fields[3].isEmpty || !takesNumber, fields[4].isEmpty, fields[5].isEmpty
      else { throw error(line, expected) }
      return (kind, fields[1], fields[2], takesNumber ? fields[3] : "")
    }
  }
}
