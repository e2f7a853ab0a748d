import Foundation
import TestSupport

/// A command line on a page, an indented line that begins with `tightbound`, or with `printf`, which makes a small file; and what the page
/// shows of its output.
///
/// What it prints stands below it, indented as it is. A line that ends in `…` is the beginning of what is printed, and `…` alone stands
/// for lines that are left out. A command that decides ends in `# exits with 10`.
struct ShownCommand {
  var line: String
  /// What the page shows of the output.
  var output: [String] = []

  /// The code that the page says it exits with; nil if it says nothing.
  var exitCode: Int32? {
    line.range(of: "# exits with ").flatMap { Int32(line[$0.upperBound...].prefix { $0.isNumber }) }
  }

  /// The commands of a page, in order.
  static func all(in text: String) -> [ShownCommand] {
    var commands: [ShownCommand] = []
    var isOpen = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      guard line.hasPrefix("    ") else {
        isOpen = false
        continue
      }
      let words = String(line.dropFirst(4))
      if words.hasPrefix("tightbound ") || words.hasPrefix("printf ") {
        isOpen = true
        commands.append(ShownCommand(line: words))
      } else if isOpen {
        commands[commands.count - 1].output.append(words)
      }
    }
    return commands
  }

  /// The lines that are printed on both streams, and the exit code.
  func run(in folder: URL) throws -> (printed: [String], exitCode: Int32) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", line]
    process.currentDirectoryURL = folder
    let executables = try Workplace.executable().deletingLastPathComponent().path
    process.environment = ["PATH": "\(executables):/usr/bin:/bin", "OPENBLAS_NUM_THREADS": "1"]
    process.standardInput = FileHandle.nullDevice
    let output = Pipe()
    (process.standardOutput, process.standardError) = (output, output)
    try process.run()
    let said = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    var lines = said.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if lines.last == "" { lines.removeLast() }
    return (lines, process.terminationStatus)
  }

  /// The first of the shown lines that is not printed in its place; nil if all are.
  static func missing(_ shown: [String], in printed: [String]) -> String? {
    var (rest, mayLeaveOut) = (printed[...], shown.isEmpty)
    for line in shown {
      if line == "…" {
        mayLeaveOut = true
        continue
      }
      func matches(_ other: String) -> Bool { line.hasSuffix("…") ? other.hasPrefix(line.dropLast()) : other == line }
      guard
        let place = mayLeaveOut
          ? rest.firstIndex(where: matches) : rest.first.flatMap({ matches($0) ? rest.startIndex : nil })
      else { return line }
      rest = rest[(place + 1)...]
      mayLeaveOut = false
    }
    return rest.isEmpty || mayLeaveOut ? nil : "the end"
  }
}
