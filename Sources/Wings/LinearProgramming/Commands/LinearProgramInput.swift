import ArgumentParser
import Console
import Foundation
import LinearProgramming

/// The formats of linear programs.
package enum LinearProgramFormat: String, ExpressibleByArgument, CaseIterable {
  /// MPS, free or fixed; the CPLEX-LP format.
  case mps, lp
}

/// A linear program's file, of the format that its name tells or that is given. What its reader decided where readers disagree is told on
/// standard error.
package func readLinearProgram(_ path: String, _ format: LinearProgramFormat?) throws -> LinearProgram {
  let name = path == "-" ? "standard input" : path
  guard let format = format ?? LinearProgramFormat(rawValue: fileKind(path)) else {
    throw ValidationError("\(name): the format does not show in the name; say --input-format mps or lp")
  }
  let data = try readFile(path)
  return try parseFile(path) {
    let text = try readText(data, path)
    let reading = try format == .mps ? LinearProgram.reading(mps: text) : LinearProgram.reading(lp: text)
    let shown = 8
    for notice in reading.notices.prefix(shown) { StandardError.write("notice: \(name): \(notice)") }
    if reading.notices.count > shown {
      StandardError.write("notice: \(name): and \(reading.notices.count - shown) more of the kind")
    }
    return reading.program
  }
}
