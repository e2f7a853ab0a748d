import Exact

/// The checker's own view of a grammar file: rules by id, and for each symbol its length, sum, and constant value.
struct PlainGrammar {
  enum Rule {
    case terminal(Integer)
    case pair(Int, Int)
  }

  struct Facts {
    var length: Integer
    var sum: Integer
    /// The value of all entries, if they are all equal.
    var constant: Integer?
  }

  private(set) var rules: [Int: Rule] = [:]
  /// The symbols in the order in which they are defined.
  private(set) var symbols: [Int] = []
  private(set) var root: Int?
  private var known: [Int: Facts] = [:]

  /// The length of the whole vector.
  var length: Integer { root.map { facts($0).length } ?? 0 }

  /// Facts of a symbol that is known to exist.
  func facts(_ symbol: Int) -> Facts { known[symbol] ?? Facts(length: 0, sum: 0, constant: 0) }

  /// Reads a file in which each symbol is defined before it is used, as Tightbound writes it.
  ///
  /// The header's number of rules and of entries must be those that follow.
  init(_ text: String, name: String) throws(CertificateError) {
    var lines = NumberedLines(text)
    func wrong(_ why: String) -> CertificateError { .grammar(name: name, line: lines.number, why) }
    guard let header = lines.next(), header.count == 4, header[0] == "p", header[1] == "slp",
      let size = NumberedLines.count(header[2]), NumberedLines.isUnsigned(header[3]),
      let length = Integer(String(header[3]))
    else { throw wrong("expected `p slp SIZE LENGTH`") }
    let headerLine = lines.number
    while let fields = lines.next() {
      guard root == nil else { throw wrong("expected nothing after the root") }
      if fields[0] == "root" {
        guard fields.count == 2, let symbol = NumberedLines.count(fields[1]), rules[symbol] != nil else {
          throw wrong("the root is not a symbol")
        }
        root = symbol
      } else {
        try addRule(fields, wrong)
      }
    }
    guard root != nil || rules.isEmpty else { throw wrong("the root is missing") }
    guard rules.count == size else {
      throw .grammar(name: name, line: headerLine, "the header says \(size) rules, and \(rules.count) follow")
    }
    guard self.length == length else {
      throw .grammar(name: name, line: headerLine, "the header says \(length) entries, and there are \(self.length)")
    }
  }

  private mutating func addRule(
    _ fields: [Substring], _ wrong: (String) -> CertificateError
  ) throws(CertificateError) {
    guard fields.count == 3, let id = NumberedLines.count(fields[0]) else { throw wrong("expected a rule") }
    guard rules[id] == nil else { throw wrong("symbol \(id) is defined twice") }
    symbols.append(id)
    if fields[1] == "=" {
      guard let value = Integer(String(fields[2])) else { throw wrong("expected an integer") }
      rules[id] = .terminal(value)
      known[id] = Facts(length: 1, sum: value, constant: value)
      return
    }
    guard let left = NumberedLines.count(fields[1]), let right = NumberedLines.count(fields[2]), let a = known[left],
      let b = known[right]
    else { throw wrong("expected two symbols that are defined above") }
    rules[id] = .pair(left, right)
    known[id] = Facts(
      length: a.length + b.length, sum: a.sum + b.sum, constant: a.constant == b.constant ? a.constant : nil)
  }

  /// The sum of the first `count` entries of a symbol's expansion: 0 for a negative number, all for one beyond the length.
  func prefixSum(_ symbol: Int, _ count: Integer) -> Integer {
    var (symbol, count, sum) = (symbol, count, Integer(0))
    while count > 0 {
      let here = facts(symbol)
      if count >= here.length { return sum + here.sum }
      guard case .pair(let left, let right)? = rules[symbol] else { return sum }
      let first = facts(left)
      if count <= first.length {
        symbol = left
      } else {
        sum += first.sum
        count -= first.length
        symbol = right
      }
    }
    return sum
  }
}
