import Exact

/// What the proved checker is asked: whether some evidence proves a statement, both as lists of integers.
///
/// The checker is written in Coq, in `Proofs/Checkers`, with a theorem that says of a statement which it accepts that it
/// holds; the program `tightbound-verify` is extracted from it. That program prints the statement that it was given, so that
/// ``ProvedCertificate/states(_:)`` can tell whether it is the one that was meant.
///
///     certificate.checkerRequest?.line   // "statement 1 0 1 … evidence 0 1 …"
public struct CheckerRequest: Hashable, Sendable {
  /// The kind of the statement, and the statement: what `read_statement` of `Checkers.v` reads.
  public var statement: [Integer]
  /// What `read_evidence` of the kind's file reads. Nothing rests on it but that the checker accepts.
  public var evidence: [Integer]

  /// A request of these integers.
  public init(statement: [Integer], evidence: [Integer]) { (self.statement, self.evidence) = (statement, evidence) }

  /// The line that the program reads, without its end.
  ///
  /// - Complexity: O(number of digits), besides what it costs to write large numbers in decimal.
  public var line: String {
    var line = "statement"
    for integer in statement { line += " \(integer)" }
    line += " evidence"
    for integer in evidence { line += " \(integer)" }
    return line
  }

  /// The statement in the program's answer, if it is that it accepts.
  ///
  /// - Parameter answer: a line of its output, "proved INTEGERS" or "refused".
  /// - Returns: nil for "refused".
  /// - Throws: ``UnknownAnswer`` for everything else.
  public static func statement(in answer: some StringProtocol) throws(UnknownAnswer) -> [Integer]? {
    let words = answer.split(separator: " ")
    if words == ["refused"] { return nil }
    let integers = words.dropFirst().compactMap { Integer(String($0)) }
    guard words.first == "proved", integers.count == words.count - 1 else {
      throw UnknownAnswer(text: String(answer.prefix(60)))
    }
    return integers
  }

  /// The answer of a program that is not the proved checker.
  public struct UnknownAnswer: Error, Equatable, CustomStringConvertible {
    /// Its first 60 letters.
    public let text: String

    /// In a sentence.
    public var description: String { "found “\(text)”, expected “proved” and a statement, or “refused”" }
  }
}

/// A certificate that the proved checker can check too.
public protocol ProvedCertificate: Sendable {
  /// The certificate as integers; nil where it has no such form, because its parts do not fit together, or because its numbers
  /// over common denominators would fill the memory.
  var checkerRequest: CheckerRequest? { get }

  /// Whether the integers, read back, are the statement of this certificate: the whole instance, and what is said of it.
  ///
  /// - Complexity: O(size of the statement).
  func states(_ integers: [Integer]) -> Bool
}
