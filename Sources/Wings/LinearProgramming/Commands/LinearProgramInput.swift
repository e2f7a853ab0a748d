import ArgumentParser
import Console
import Foundation
import LinearProgramming

/// The formats of linear programs.
package enum LinearProgramFormat: String, ExpressibleByArgument, CaseIterable {
  /// MPS, free or fixed; the CPLEX-LP format.
  case mps, lp
}

/// A linear program's file, of the format that its name tells or that is given.
package func readLinearProgram(_ path: String, _ format: LinearProgramFormat?) throws -> LinearProgram {
  guard let format = format ?? LinearProgramFormat(rawValue: (path as NSString).pathExtension.lowercased()) else {
    throw ValidationError(
      "\(path == "-" ? "standard input" : path): the format does not show in the name; say --input-format mps or lp")
  }
  let data = try readFile(path)
  return try inFile(path) {
    guard let text = String(data: data, encoding: .utf8) else { throw CommandError("\(path): not UTF-8 text") }
    return try format == .mps ? LinearProgram(parsingMPS: text) : LinearProgram(parsingLP: text)
  }
}
