import Exact

// The text form of a grammar with powers:
//
//     p rlslp 4 2000
//     c a symbol, and the entry, the two symbols or the power that it stands for
//     0 = 1
//     1 = 2
//     2 0 1
//     3 2 ^ 1000
//
// The header says how many rules follow and how many entries the vector has. Symbols are numbered from 0 in the order of their
// rules, and rules name earlier ones; the last symbol is the root. The empty vector is `p rlslp 0 0` alone.

extension RunLengthProgram where Value: LosslessStringConvertible {
  /// The program in text form.
  ///
  /// - Complexity: O(n), but for the length of the entries and exponents.
  public var text: String {
    var text = "p rlslp \(size) \(count)\n"
    for (symbol, rule) in rules.enumerated() {
      switch rule {
      case .terminal(let value): text += "\(symbol) = \(value)\n"
      case .pair(let left, let right): text += "\(symbol) \(left) \(right)\n"
      case .power(let base, let exponent): text += "\(symbol) \(base) ^ \(exponent)\n"
      }
    }
    return text
  }

  /// Reads the text form.
  ///
  /// - Throws: `ProgramTextError`, with line and field.
  /// - Complexity: O(length of the text), expected, but for the arithmetic of lengths; nothing is expanded.
  public init(parsing text: String) throws(ProgramTextError) {
    var lines = TextFields(text)
    guard lines.next() else { throw .missing("the header `p rlslp RULES LENGTH`") }
    guard lines.fields.count == 4, lines.fields[0] == "p", lines.fields[1] == "rlslp" else {
      throw lines.malformed("header", lines.fields.joined(separator: " "), "`p rlslp RULES LENGTH`")
    }
    let ruleCount = try lines.count(2, "number of rules")
    let length = try lines.value(3, as: Integer.self)
    let headerLine = lines.line
    var rules: [RunLengthRule<Value>] = []
    while lines.next() {
      guard rules.count < ruleCount else {
        throw lines.malformed("line", lines.fields.joined(separator: " "), "nothing after rule \(ruleCount)")
      }
      let form = "`SYMBOL = VALUE`, `SYMBOL LEFT RIGHT` or `SYMBOL BASE ^ EXPONENT`"
      guard lines.fields.count == 3 || (lines.fields.count == 4 && lines.fields[2] == "^") else {
        throw lines.malformed("line", lines.fields.joined(separator: " "), form)
      }
      guard try lines.count(0, "symbol") == rules.count else {
        throw lines.malformed("symbol", lines.fields[0], "\(rules.count), the next number")
      }
      func earlier(_ index: Int, _ name: String) throws(ProgramTextError) -> Int {
        let symbol = try lines.count(index, name)
        guard symbol < rules.count else { throw .unsound(line: lines.line, .danglingSymbol(symbol, in: rules.count)) }
        return symbol
      }
      if lines.fields.count == 4 {
        let exponent = try lines.value(3, as: Integer.self)
        guard exponent >= 1 else { throw lines.malformed("exponent", lines.fields[3], "an integer of at least 1") }
        rules.append(.power(base: try earlier(1, "base"), exponent: exponent))
      } else if lines.fields[1] == "=" {
        rules.append(.terminal(try lines.value(2, as: Value.self)))
      } else {
        rules.append(.pair(left: try earlier(1, "left symbol"), right: try earlier(2, "right symbol")))
      }
    }
    guard rules.count == ruleCount else { throw .missing("rule \(rules.count + 1) of \(ruleCount)") }
    do { try self.init(rules: rules) } catch { throw .unsound(line: nil, error) }
    guard count == length else {
      throw .malformed(
        line: headerLine, field: "length", found: String(length.description.prefix(40)),
        expected: "\(count.description.prefix(40)), the length that the rules expand to")
    }
  }
}
