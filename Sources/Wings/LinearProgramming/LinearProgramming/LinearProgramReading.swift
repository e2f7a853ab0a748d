import Exact

/// A linear program as a file states it, with what its reader had to decide.
///
/// ```swift
/// let reading = try LinearProgram.reading(mps: text)
/// for notice in reading.notices { print("notice: \(notice)") }    // line 9: UP 1e30 is no bound: …
/// try reading.program.solve()
/// ```
///
/// Readers of MPS and LP files disagree on some of what follows; the table "What a file means" in this library's documentation has a rule
/// for each. Where a rule decided, a notice says so.
public struct LinearProgramReading: Sendable, Hashable {
  /// What a reader decided where readers disagree.
  public struct Notice: Sendable, Hashable, CustomStringConvertible {
    /// The line, counted from 1.
    public let line: Int
    /// What stands there, and how it was taken.
    public let text: String

    public var description: String { "line \(line): \(text)" }
  }

  /// The program.
  public let program: LinearProgram
  /// What was decided, in the order of the lines.
  public let notices: [Notice]
}

extension LinearProgram {
  /// The magnitude from which a bound in a file is infinite, as it is for HiGHS and SCIP: 10^20.
  public static let infiniteBound = Rational(Integer(10).power(20))

  /// Reads the MPS format, fixed or free, every number exactly as it is written.
  ///
  /// The text is read with fields separated by blanks. If that fails, and the fields stand in the columns of the fixed format, names may have
  /// blanks in them. Besides decimals, also with the exponent letter D, `p/q` is a number.
  ///
  /// - Throws: ``LinearProgramFileError`` with the line.
  /// - Complexity: O(length of the text), besides the length of the numbers.
  public static func reading(mps text: String) throws(LinearProgramFileError) -> LinearProgramReading {
    var parser = MPSParser(layout: .free)
    do throws(LinearProgramFileError) { return try parser.reading(text) } catch {
      var fixed = MPSParser(layout: .fixed)
      // What is wrong is said of the free format, which is the usual one.
      guard let reading = try? fixed.reading(text) else { throw error }
      return reading
    }
  }

  /// Reads the CPLEX-LP format, every number exactly as it is written.
  ///
  /// Sections: `Minimize` or `Maximize`, `Subject To`, and in any order `Bounds`, `General` and `Binary`, then `End`, by any of their usual
  /// names. A constraint may have a number on either side or on both. A variable lies between 0 and ∞ unless `Bounds` says otherwise;
  /// binary ones are integers, and lie between 0 and 1 besides. Besides decimals, `p/q` is a number.
  ///
  /// - Throws: ``LinearProgramFileError`` with the line.
  /// - Complexity: O(length of the text), besides the length of the numbers.
  public static func reading(lp text: String) throws(LinearProgramFileError) -> LinearProgramReading {
    var parser = LPParser(tokens: LPTokens(text))
    return try parser.reading()
  }

  /// Reads the MPS format as ``reading(mps:)`` does, without the notices.
  ///
  /// - Throws: ``LinearProgramFileError`` with the line.
  public init(parsingMPS text: String) throws(LinearProgramFileError) {
    self = try LinearProgram.reading(mps: text).program
  }

  /// Reads the CPLEX-LP format as ``reading(lp:)`` does, without the notices.
  ///
  /// - Throws: ``LinearProgramFileError`` with the line.
  public init(parsingLP text: String) throws(LinearProgramFileError) {
    self = try LinearProgram.reading(lp: text).program
  }
}

/// A number that bounds something in a file.
enum FileLimit: Equatable {
  case finite(Rational)
  case minusInfinity, infinity

  /// A number; infinite from ``LinearProgram/infiniteBound`` on.
  init(_ value: Rational) {
    self =
      value >= LinearProgram.infiniteBound
      ? .infinity : value <= -LinearProgram.infiniteBound ? .minusInfinity : .finite(value)
  }
}

/// The lines of a text, numbered from 1; they end with LF, CR LF or CR, as editors count them.
struct FileLines: Sequence {
  let text: String

  func makeIterator() -> Iterator { Iterator(rest: Substring(text).utf8) }

  struct Iterator: IteratorProtocol {
    var rest: Substring.UTF8View
    var isAtEnd = false

    mutating func next() -> Substring? {
      if isAtEnd { return nil }
      guard let end = rest.firstIndex(where: { $0 == 10 || $0 == 13 }) else {
        isAtEnd = true
        return Substring(rest)
      }
      let line = Substring(rest[..<end])
      var next = rest.index(after: end)
      if rest[end] == 13, next < rest.endIndex, rest[next] == 10 { next = rest.index(after: next) }
      rest = rest[next...]
      return line
    }
  }
}
