// The text form of a straight-line program:
//
//     p slp 5 8
//     c a symbol, and the entry or the two symbols that it stands for
//     0 = 1
//     1 = 2
//     2 0 1
//     3 2 2
//     4 3 3
//     root 4
//
// The header says how many rules follow and how many entries the vector has. The empty vector is `p slp 0 0` alone.

extension StraightLineProgram where Value: LosslessStringConvertible {
  /// The program in text form: every symbol below its children, the root last.
  ///
  /// - Complexity: O(n), but for the length of the entries.
  public var text: String {
    var text = "p slp \(size) \(count)\n"
    for symbol in 0..<size {
      switch rule(of: symbol) {
      case .terminal(let value): text += "\(symbol) = \(value)\n"
      case .pair(let left, let right): text += "\(symbol) \(left) \(right)\n"
      }
    }
    if let root { text += "root \(root)\n" }
    return text
  }

  /// Reads the text form.
  ///
  /// Rules may stand in any order, and symbols may have any numbers. Rules that say the same are merged, and rules that
  /// the root does not need are checked, then dropped; so the program may be smaller than the header says.
  ///
  /// - Throws: `ProgramTextError`, with line and field.
  /// - Complexity: O(length of the text), expected; no recursion, and nothing is expanded.
  public init(parsing text: String) throws(ProgramTextError) {
    var lines = TextFields(text)
    guard lines.next() else { throw .missing("the header `p slp RULES LENGTH`") }
    guard lines.fields.count == 4, lines.fields[0] == "p", lines.fields[1] == "slp" else {
      throw lines.malformed("header", lines.fields.joined(separator: " "), "`p slp RULES LENGTH`")
    }
    let ruleCount = try lines.count(2, "number of rules")
    let length = try lines.count(3, "length")
    let headerLine = lines.line

    var rules: [(id: Int, rule: StraightLineRule<Value>)] = []
    var lineOfRule: [Int: Int] = [:]
    var root: Int?
    var rootLine = 0
    while lines.next() {
      guard root == nil else {
        throw lines.malformed("line", lines.fields.joined(separator: " "), "nothing after the root")
      }
      if lines.fields[0] == "root" {
        try lines.require(2, "`root SYMBOL`")
        root = try lines.count(1, "root")
        rootLine = lines.line
        guard rules.count == ruleCount else {
          throw lines.malformed(
            "line", "root", "\(ruleCount) rules before the root, as the header says, not \(rules.count)")
        }
        continue
      }
      guard rules.count < ruleCount else {
        throw lines.malformed(
          "line", lines.fields.joined(separator: " "), ruleCount == 0 ? "nothing after `p slp 0 0`" : "`root SYMBOL`")
      }
      try lines.require(3, "`SYMBOL = VALUE` or `SYMBOL LEFT RIGHT`")
      let id = try lines.count(0, "symbol")
      guard lineOfRule.updateValue(lines.line, forKey: id) == nil else {
        throw .unsound(line: lines.line, .duplicateSymbol(id))
      }
      if lines.fields[1] == "=" {
        rules.append((id, .terminal(try lines.value(2, as: Value.self))))
      } else {
        rules.append((id, .pair(left: try lines.count(1, "left symbol"), right: try lines.count(2, "right symbol"))))
      }
    }
    guard rules.count == ruleCount else { throw .missing("rule \(rules.count + 1) of \(ruleCount)") }
    if root == nil && ruleCount > 0 { throw .missing("the root") }
    do { try self.init(rules: rules, root: root) } catch {
      throw .unsound(line: error.symbolAtFault.map { lineOfRule[$0] ?? rootLine }, error)
    }
    guard count == length else {
      throw .malformed(
        line: headerLine, field: "length", found: String(length),
        expected: "\(count), the length that the rules expand to")
    }
  }
}

extension ProgramError {
  /// The symbol whose rule is to blame; of a missing root, the root.
  fileprivate var symbolAtFault: Int? {
    switch self {
    case .cycle(let id), .danglingSymbol(_, in: let id), .duplicateSymbol(let id), .missingRoot(let id),
      .lengthOverflow(let id):
      id
    default: nil
    }
  }
}
