import Exact

/// A problem whose instances can be stated, measured, stored as text, and answered by a slow, obviously correct
/// reference solver.
public protocol Problem: Codable, Sendable {
  /// What answers an instance: a count, a witness, a value, or several of them.
  associatedtype Answer: Codable & Equatable & Sendable

  /// The problem's name on the command line and in files, such as `ksum`.
  static var name: String { get }

  /// The parameters in which costs are stated, such as k, m and U.
  var size: SizeParameters { get }

  /// What an instance with these parameters takes, at most; nil if they do not tell.
  static func predictedBytes(of size: SizeParameters) -> PredictedBytes?

  /// How many operations the usual algorithm takes on an instance with these parameters, at most; nil if they do not tell.
  static func predictedOperations(of size: SizeParameters) -> PredictedOperations?

  /// What the reference solver holds in memory beside the instance, at most; nil if that is little, or not known.
  var referenceBytes: Integer? { get }

  /// The answer of the reference solver.
  func referenceAnswer() throws -> Answer

  /// Whether the answer is right. A witness is checked by itself; a count against the reference solver.
  func verify(_ answer: Answer) throws -> Bool

  /// The answer with what follows from it without solving anything; a witness that checks, for example, means yes.
  ///
  /// What comes back contradicts neither itself, nor its witness, nor what is known of all answers of this instance from its
  /// sizes. It may still be wrong.
  /// - Throws: a typed error that says what contradicts what, when no correct solver could have given the answer.
  func examined(_ answer: Answer) throws -> Answer

  /// Fields that `solve` prints beside an answer and that say nothing of the instance, such as the number of steps.
  static var remarks: Set<String> { get }

  /// The families from which `generate` draws, the usual one first; none for a problem whose instances come from reductions.
  static var families: [ProblemFamily<Self>] { get }

  /// The algorithms of `solve`, the usual one first.
  static var algorithms: [ProblemAlgorithm<Self>] { get }

  /// An answer as `solve` prints it for people; nil for its JSON.
  static func text(of solved: Solved<Answer>) throws -> String?

  /// An answer as `solve` prints it for programs, where the order of its fields is part of the contract; nil for an encoder's order.
  static func json(of solved: Solved<Answer>) throws -> String?

  /// What begins a line of comment in a problem's one file; nil if it has several files, or no comments.
  static var comment: String? { get }

  /// The names of the files that hold an instance.
  static var fileNames: [String] { get }

  /// The instance as text files by name: one entry for each of ``fileNames``, and one for each further file that is made for solvers.
  var files: [String: String] { get }

  /// What `--lenient` makes of files that are refused since something small is missing; nil if nothing can be mended.
  static func repaired(_ files: [String: String]) -> RepairedFiles?

  /// What a user may not expect of how the files were read, in a sentence; nil for nothing.
  var notice: String? { get }

  /// Reads what ``files`` writes; refuses files for solvers that are not those of the instance, and ignores files that it does not know.
  /// - Throws: a typed error that names file, line and field.
  init(files: [String: String]) throws
}

extension Problem {
  /// The answer as it stands: for problems whose answers have one field alone, which `verify` checks.
  public func examined(_ answer: Answer) throws -> Answer { answer }

  /// Nothing is known.
  public static func predictedBytes(of size: SizeParameters) -> PredictedBytes? { nil }

  /// Nothing is known.
  public static func predictedOperations(of size: SizeParameters) -> PredictedOperations? { nil }

  /// Nothing is known.
  public var referenceBytes: Integer? { nil }

  /// None.
  public static var remarks: Set<String> { [] }

  /// None.
  public static var families: [ProblemFamily<Self>] { [] }

  /// The reference solver.
  public static var algorithms: [ProblemAlgorithm<Self>] { [.reference] }

  /// None of its own.
  public static func text(of solved: Solved<Answer>) throws -> String? { nil }

  /// That of an encoder.
  public static func json(of solved: Solved<Answer>) throws -> String? { nil }

  /// Nothing is mended.
  public static func repaired(_ files: [String: String]) -> RepairedFiles? { nil }

  /// No comments.
  public static var comment: String? { nil }

  /// Nothing.
  public var notice: String? { nil }
}

extension ProblemAlgorithm {
  /// The reference solver, slow and obviously correct.
  public static var reference: Self {
    // A witness that it finds stands in the answer, whether it is asked for or not.
    ProblemAlgorithm("reference", "slow and obviously correct", choices: [.witness]) { instance, _ in
      Solved(try instance.referenceAnswer())
    }
  }
}

/// Files of an instance that were mended on request.
public struct RepairedFiles: Sendable {
  /// The files as they are read then.
  public let files: [String: String]
  /// What was mended, for people.
  public let notice: String

  /// Files that were mended.
  public init(files: [String: String], notice: String) { (self.files, self.notice) = (files, notice) }
}

/// An answer of a problem that asks whether something exists.
public protocol Decision {
  /// Whether it does; nil where that could not be decided.
  var decision: Bool? { get }
}

/// An answer that may follow from a solution in it.
public protocol Witnessed {
  /// Whether it has a witness.
  var hasWitness: Bool { get }

  /// Whether it says no more than that its witness is a solution, so that whoever checks the witness has checked all of it.
  var followsFromWitness: Bool { get }
}

/// A problem whose answers have a text form of their own, that solvers of the field print and read.
public protocol SolverText: Problem {
  /// The answer in the form that such solvers print.
  func solverText(of answer: Answer) -> String

  /// Reads what such a solver printed.
  ///
  /// - Throws: a typed error that names line and field.
  func answer(solverText text: String) throws -> Answer
}

/// Named integer parameters of an instance, in the order in which they are reported.
public struct SizeParameters: Equatable, Sendable, CustomStringConvertible, ExpressibleByDictionaryLiteral {
  /// The parameters with their values, in the order in which they were added.
  public private(set) var entries: [(name: String, value: Integer)]

  /// The parameters in the order given.
  public init(dictionaryLiteral entries: (String, Integer)...) { self.entries = entries.map { (name: $0, value: $1) } }

  /// The parameter of the given name.
  public subscript(name: String) -> Integer? { entries.first { $0.name == name }?.value }

  /// Adds a parameter at the end.
  public mutating func append(_ name: String, _ value: Integer) { entries.append((name, value)) }

  public static func == (a: Self, b: Self) -> Bool {
    a.entries.count == b.entries.count && zip(a.entries, b.entries).allSatisfy { $0 == $1 }
  }

  /// `k = 3, m = 16, U = 256`.
  public var description: String { entries.map { "\($0.name) = \($0.value)" }.joined(separator: ", ") }
}
