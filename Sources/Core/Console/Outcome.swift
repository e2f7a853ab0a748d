import ArgumentParser
import Foundation

/// How the program ends where that is neither success nor an error; thrown to leave a command.
package enum Outcome: Int32, Error {
  /// A claim or a promise does not hold, or a certificate proves nothing.
  case violated = 1
  /// The command was not used as its help says.
  case wrongUsage = 2
  /// Something that the command needs is missing or malformed.
  case couldNotRun = 3
  /// The time limit was reached; what is certified by then was printed.
  case timeLimit = 4
  /// The answer of a decision problem.
  case yes = 10
  /// The answer of a decision problem.
  case no = 20
}

/// An error of the command line itself, in one sentence.
package struct CommandError: Error, CustomStringConvertible {
  package let description: String
  /// An error with this description.
  package init(_ description: String) { self.description = description }
}

/// How results are printed.
package enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
  /// For people, or for programs.
  case text, json
}

/// How answers of problems are printed.
package enum AnswerFormat: String, ExpressibleByArgument, CaseIterable {
  /// For people, for programs, or as solvers of the problem print them.
  case text, json, solver
}

/// Standard error, where notices and complaints go.
package enum StandardError {
  /// Writes a line.
  package static func write(_ message: String) {
    // Where standard error is closed, the exit code must do.
    try? FileHandle.standardError.write(contentsOf: Data((message + "\n").utf8))
  }
}
