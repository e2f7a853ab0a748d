import Exact

/// A proof, line by line, that the inner product of two grammar-compressed vectors has a stated value.
///
/// Each entry (X, Y, d, value) claims: when the expansion of symbol X of the first grammar starts at 0 and that of
/// symbol Y of the second at d, then the sum of the products over the overlap is `value`. An entry follows from the
/// grammar alone when X or Y is constant, and otherwise from the entries of the two halves of the longer symbol, which
/// must come earlier. The last line states the value for the roots at offset 0.
///
/// The text form is meant to be read by people:
///
///     p inner-product-certificate 2
///     v 3f79…                       SHA-256 of the file of the first grammar
///     u 9b1c…                       SHA-256 of the file of the second grammar
///     entry 4 7 0 1                 X Y d value
///     entry 9 7 0 1
///     value 1
///
/// This module shares nothing with the code that computes products but exact integers: it has its own reader of the
/// grammar files and its own arithmetic on them, short enough to audit.
public struct InnerProductCertificate: Equatable, Sendable {
  /// One derived fact about a pair of symbols.
  public struct Entry: Equatable, Sendable {
    /// Symbol ids as they stand in the two grammar files.
    public let x: Int
    /// The symbol of the second program.
    public let y: Int
    /// Where Y starts, when X starts at 0.
    public let offset: Int
    /// The value of that alignment.
    public let value: Integer

    /// An entry of the memo.
    public init(x: Int, y: Int, offset: Int, value: Integer) {
      (self.x, self.y, self.offset, self.value) = (x, y, offset, value)
    }
  }

  private let hashV, hashU: String
  /// The entries, each after those it is computed from.
  public let entries: [Entry]
  /// The claimed inner product.
  public let value: Integer

  /// A certificate; nothing is verified here.
  public init(hashes: (v: String, u: String), entries: [Entry], value: Integer) {
    (hashV, hashU, self.entries, self.value) = (hashes.v, hashes.u, entries, value)
  }

  /// SHA-256 of the two grammar files, in hexadecimal.
  public var hashes: (v: String, u: String) { (hashV, hashU) }

  /// The text form.
  public var text: String {
    var text = "p inner-product-certificate \(entries.count)\nv \(hashes.v)\nu \(hashes.u)\n"
    for entry in entries { text += "entry \(entry.x) \(entry.y) \(entry.offset) \(entry.value)\n" }
    return text + "value \(value)\n"
  }

  /// Reads the text form.
  /// - Throws: ``CertificateError/malformed(line:found:expected:)``.
  public init(parsing text: String) throws(CertificateError) {
    var lines = NumberedLines(text)
    let header = try lines.next("p", "p inner-product-certificate ENTRIES")
    guard header.count == 2, header[0] == "inner-product-certificate", let count = NumberedLines.count(header[1]) else {
      throw lines.malformed("p inner-product-certificate ENTRIES")
    }
    let v = try lines.word("v")
    let u = try lines.word("u")
    var entries: [Entry] = []
    for _ in 0..<count {
      let fields = try lines.next("entry", "entry X Y OFFSET VALUE")
      guard fields.count == 4, let x = Int(fields[0]), let y = Int(fields[1]), let offset = Int(fields[2]),
        let value = Integer(String(fields[3]))
      else { throw lines.malformed("entry X Y OFFSET VALUE") }
      entries.append(Entry(x: x, y: y, offset: offset, value: value))
    }
    let last = try lines.word("value")
    guard let value = Integer(last) else { throw lines.malformed("value INTEGER") }
    try lines.end()
    self.init(hashes: (v, u), entries: entries, value: value)
  }
}

/// Why a certificate proves nothing.
public enum CertificateError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The line, counted from 1, does not have what the format has there.
  case malformed(line: Int, found: String, expected: String)
  /// The grammar file is not one, in the checker's eyes.
  case grammar(name: String, line: Int, String)
  /// The certificate is about another file.
  case otherFile(name: String)
  /// The vectors differ in length.
  case lengthMismatch(v: Integer, u: Integer)
  /// The entry (counted from 1) does not follow from the grammar and the entries before it.
  case entryDoesNotFollow(Int, claimed: Integer, derived: Integer)
  /// The entry needs another, which does not come before it.
  case entryMissing(Int, x: Int, y: Int, offset: Integer)
  /// The entry (counted from 1) is about a symbol that its grammar does not have.
  case unknownSymbol(Int, x: Int, y: Int)
  /// The claimed inner product is not the one that the entries derive.
  case wrongValue(claimed: Integer, derived: Integer)

  public var description: String {
    switch self {
    case .malformed(let line, let found, let expected): "line \(line): found “\(found)”, expected “\(expected)”"
    case .grammar(let name, let line, let why): "grammar \(name), line \(line): \(why)"
    case .otherFile(let name): "the certificate is about another file than the given \(name): its SHA-256 differs"
    case .lengthMismatch(let v, let u): "the vectors differ in length: \(v) and \(u)"
    case .entryDoesNotFollow(let entry, let claimed, let derived):
      "entry \(entry) claims \(claimed), but \(derived) follows"
    case .entryMissing(let entry, let x, let y, let offset):
      "entry \(entry) needs (\(x), \(y), \(offset)), which is not among the entries before it"
    case .unknownSymbol(let entry, let x, let y): "entry \(entry) speaks of the symbols \(x) and \(y), not both exist"
    case .wrongValue(let claimed, let derived): "the certificate claims the value \(claimed), but \(derived) follows"
    }
  }
}
