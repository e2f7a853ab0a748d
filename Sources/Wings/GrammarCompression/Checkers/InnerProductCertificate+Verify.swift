import Exact

extension InnerProductCertificate {
  /// Checks every entry and the value against the texts of the two grammar files.
  ///
  /// - Parameters:
  ///   - v: the text of the first grammar's file, and its SHA-256 in hexadecimal.
  ///   - u: the same of the second.
  /// - Returns: the number of entries of each vector.
  /// - Throws: ``CertificateError`` that names the first thing that does not follow.
  /// - Complexity: O(entries · height) additions, expected, plus O(size) for each grammar.
  @discardableResult
  public func verify(
    v: (text: String, hash: String), u: (text: String, hash: String)
  ) throws(CertificateError) -> Integer {
    guard v.hash == hashes.v else { throw .otherFile(name: "v") }
    guard u.hash == hashes.u else { throw .otherFile(name: "u") }
    let (first, second) = (try PlainGrammar(v.text, name: "v"), try PlainGrammar(u.text, name: "u"))
    guard first.length == second.length else { throw .lengthMismatch(v: first.length, u: second.length) }
    var proved = Facts(first: first, second: second)
    for (index, entry) in entries.enumerated() {
      guard first.rules[entry.x] != nil, second.rules[entry.y] != nil else {
        throw .unknownSymbol(index + 1, x: entry.x, y: entry.y)
      }
      let key = Facts.Key(x: entry.x, y: entry.y, offset: Integer(entry.offset))
      let derived = try proved.derive(key, entry: index + 1)
      guard derived == entry.value else {
        throw .entryDoesNotFollow(index + 1, claimed: entry.value, derived: derived)
      }
      proved.known[key] = derived
    }
    // Vectors without entries have no roots, and the product 0.
    var product: Integer = 0
    if let rootV = first.root, let rootU = second.root {
      product = try proved.value(of: Facts.Key(x: rootV, y: rootU, offset: 0), entry: entries.count + 1)
    }
    guard product == value else { throw .wrongValue(claimed: value, derived: product) }
    return first.length
  }
}

/// What has been proved so far of pairs of symbols.
private struct Facts {
  struct Key: Hashable {
    var x: Int
    var y: Int
    var offset: Integer
  }

  let first: PlainGrammar
  let second: PlainGrammar
  var known: [Key: Integer] = [:]

  /// The value of a part: 0 without overlap or beside zeros, else it must have been proved.
  func value(of key: Key, entry: Int) throws(CertificateError) -> Integer {
    let (x, y) = (first.facts(key.x), second.facts(key.y))
    if key.offset >= x.length || key.offset + y.length <= 0 || x.constant == 0 || y.constant == 0 { return 0 }
    guard let value = known[key] else { throw .entryMissing(entry, x: key.x, y: key.y, offset: key.offset) }
    return value
  }

  /// The value that follows for a pair from the grammars and what is known.
  func derive(_ key: Key, entry: Int) throws(CertificateError) -> Integer {
    let (x, y) = (first.facts(key.x), second.facts(key.y))
    // Without overlap the two sums of prefixes are the same, and so 0 follows; halves then have no overlap either.
    let (low, high) = (max(0, key.offset), min(x.length, key.offset + y.length))
    if let c = x.constant {
      return c * (second.prefixSum(key.y, high - key.offset) - second.prefixSum(key.y, low - key.offset))
    }
    if let c = y.constant { return c * (first.prefixSum(key.x, high) - first.prefixSum(key.x, low)) }
    // Two terminals would be constants, so the longer of the two is a pair.
    if x.length >= y.length, case .pair(let left, let right)? = first.rules[key.x] {
      let middle = first.facts(left).length
      return try value(of: Key(x: left, y: key.y, offset: key.offset), entry: entry)
        + value(of: Key(x: right, y: key.y, offset: key.offset - middle), entry: entry)
    }
    guard case .pair(let left, let right)? = second.rules[key.y] else { return 0 }
    let middle = second.facts(left).length
    return try value(of: Key(x: key.x, y: left, offset: key.offset), entry: entry)
      + value(of: Key(x: key.x, y: right, offset: key.offset + middle), entry: entry)
  }
}
