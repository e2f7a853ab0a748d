import Certificates
import Exact

/// The certificate of an inner product together with the grammars that it is about.
///
/// That the texts have the certificate's SHA-256 is not asked here: the proved checker is given the grammars themselves.
public struct InnerProductProof: ProvedCertificate {
  private static let kind: Integer = 4

  private let certificate: InnerProductCertificate
  private let first: PlainGrammar
  private let second: PlainGrammar

  /// Reads the two grammars.
  ///
  /// - Parameters:
  ///   - certificate: the certificate.
  ///   - v: the text of the first grammar's file.
  ///   - u: that of the second.
  /// - Throws: ``CertificateError/grammar(name:line:_:)``.
  public init(_ certificate: InnerProductCertificate, v: String, u: String) throws(CertificateError) {
    self.certificate = certificate
    (first, second) = (try PlainGrammar(v, name: "v"), try PlainGrammar(u, name: "u"))
  }

  /// The certificate in the form of `InnerProductStatement.v` and `InnerProductCheck.v`, with symbols numbered in the order in which they
  /// are defined, and the numbers of the entries that each entry rests on; −1 for none.
  ///
  /// - Complexity: O(entries + rules) look-ups, expected.
  public var checkerRequest: CheckerRequest? {
    let (v, u) = (NumberedGrammar(first), NumberedGrammar(second))
    let statement = [Self.kind] + v.tokens + u.tokens + [certificate.value]
    var numbers: [Key: Int] = [:]
    var evidence: [Integer] = [Integer(certificate.entries.count)]
    for (number, entry) in certificate.entries.enumerated() {
      let key = Key(x: entry.x, y: entry.y, offset: Integer(entry.offset))
      let parts = halves(of: key)
      evidence += [v.number(of: entry.x), u.number(of: entry.y), key.offset, entry.value]
      for part in [parts?.0, parts?.1] { evidence.append(Integer(part.flatMap { numbers[$0] } ?? -1)) }
      numbers[key] = number
    }
    var last: Int?
    if let x = first.root, let y = second.root { last = numbers[Key(x: x, y: y, offset: 0)] }
    return CheckerRequest(statement: statement, evidence: evidence + [Integer(last ?? -1)])
  }

  /// Whether the integers are these grammars and the certificate's value.
  public func states(_ integers: [Integer]) -> Bool {
    var tokens = StatementTokens(integers)
    do throws(StatementTokens.Unreadable) {
      guard try tokens.integer() == Self.kind else { return false }
      guard try NumberedGrammar(first).isNext(in: &tokens), try NumberedGrammar(second).isNext(in: &tokens) else {
        return false
      }
      guard try tokens.integer() == certificate.value else { return false }
      try tokens.end()
      return true
    } catch { return false }
  }

  private struct Key: Hashable {
    var x: Int
    var y: Int
    var offset: Integer
  }

  /// The two halves of the longer symbol against the other; nil if it has none.
  private func halves(of key: Key) -> (Key, Key)? {
    let lengths = (first.facts(key.x).length, second.facts(key.y).length)
    if lengths.0 >= lengths.1, case .pair(let left, let right)? = first.rules[key.x] {
      return (
        Key(x: left, y: key.y, offset: key.offset),
        Key(x: right, y: key.y, offset: key.offset - first.facts(left).length)
      )
    }
    guard case .pair(let left, let right)? = second.rules[key.y] else { return nil }
    return (
      Key(x: key.x, y: left, offset: key.offset),
      Key(x: key.x, y: right, offset: key.offset + second.facts(left).length)
    )
  }
}

/// A grammar whose symbols are numbered in the order in which its file defines them.
private struct NumberedGrammar {
  private let grammar: PlainGrammar
  private let numbers: [Int: Int]

  init(_ grammar: PlainGrammar) {
    self.grammar = grammar
    numbers = Dictionary(uniqueKeysWithValues: grammar.symbols.enumerated().map { ($1, $0) })
  }

  /// −1 for a symbol that does not exist.
  func number(of symbol: Int) -> Integer { Integer(numbers[symbol] ?? -1) }

  var tokens: [Integer] {
    var tokens: [Integer] = [Integer(grammar.symbols.count)]
    for symbol in grammar.symbols {
      switch grammar.rules[symbol] {
      case .terminal(let value)?: tokens += [0, value]
      case .pair(let left, let right)?: tokens += [1, number(of: left), number(of: right)]
      case nil: break
      }
    }
    tokens.append(optional: grammar.root.map(number))
    return tokens
  }

  /// Whether this grammar is what stands next.
  func isNext(in tokens: inout StatementTokens) throws(StatementTokens.Unreadable) -> Bool {
    guard try tokens.int() == grammar.symbols.count else { return false }
    for symbol in grammar.symbols {
      switch (grammar.rules[symbol], try tokens.flag()) {
      case (.terminal(let value)?, false): guard try tokens.integer() == value else { return false }
      case (.pair(let left, let right)?, true):
        let found = (try tokens.int(), try tokens.int())
        guard grammar.symbols.indices.contains(found.0), grammar.symbols.indices.contains(found.1),
          grammar.symbols[found.0] == left, grammar.symbols[found.1] == right
        else { return false }
      default: return false
      }
    }
    let root = try tokens.optional { (t) throws(StatementTokens.Unreadable) in try t.int() }
    guard let root, let expected = grammar.root else { return root == nil && grammar.root == nil }
    return grammar.symbols.indices.contains(root) && grammar.symbols[root] == expected
  }
}
