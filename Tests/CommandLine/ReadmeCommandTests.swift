import Foundation
import TestSupport
import Testing

/// A page whose commands are run: indented lines that begin with `tightbound`, or with `printf`, which makes a small file.
///
/// What a command prints stands below it, indented as it is. A line that ends in `…` is the beginning of what is printed, and `…` alone
/// stands for lines that are left out. A command that decides ends in `# exits with 10`.
private struct Page: Sendable, CustomTestStringConvertible {
  let path: String

  var testDescription: String { path }

  /// The front page, and that of each wing.
  static let all: [Page] = {
    let wings = Repository.root.appendingPathComponent("Sources/Wings")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: wings.path)) ?? []
    return [Page(path: "README.md")] + names.sorted().map { Page(path: "Sources/Wings/\($0)/README.md") }
  }()

  struct Command {
    var line: String
    /// What the page shows of the output.
    var output: [String] = []

    var exitCode: Int32 {
      line.range(of: "# exits with ").flatMap { Int32(line[$0.upperBound...].prefix { $0.isNumber }) } ?? 0
    }
  }

  func commands() throws -> [Command] {
    let text = try String(contentsOf: Repository.root.appendingPathComponent(path), encoding: .utf8)
    var commands: [Command] = []
    var isOpen = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      guard line.hasPrefix("    ") else {
        isOpen = false
        continue
      }
      let words = String(line.dropFirst(4))
      if words.hasPrefix("tightbound ") || words.hasPrefix("printf ") {
        isOpen = true
        commands.append(Command(line: words))
      } else if isOpen {
        commands[commands.count - 1].output.append(words)
      }
    }
    return commands
  }
}

@Suite("The commands of the front page and of the wings' pages")
struct ReadmeCommandTests {
  @Test("They run in a fresh folder, in order, and print what the page shows", arguments: Page.all)
  fileprivate func commands(page: Page) throws {
    let place = try Workplace()
    let commands = try page.commands()
    #expect(commands.contains { $0.line.hasPrefix("tightbound ") })
    for command in commands {
      let (printed, exitCode) = try run(command.line, in: place)
      #expect(exitCode == command.exitCode, "\(command.line): \(printed.joined(separator: "\n"))")
      if let missing = Self.missing(command.output, in: printed) {
        Issue.record("\(command.line) does not print “\(missing)” there, but:\n\(printed.joined(separator: "\n"))")
      }
    }
  }

  @Test("A line that is not printed, comes too early, or is cut without an ellipsis is noticed")
  func comparison() {
    let printed = ["one", "two and more", "three"]
    #expect(Self.missing([], in: printed) == nil)
    #expect(Self.missing(["one", "two…", "three"], in: printed) == nil)
    #expect(Self.missing(["one", "…"], in: printed) == nil)
    #expect(Self.missing(["…", "three"], in: printed) == nil)
    #expect(Self.missing(["one"], in: printed) == "the end")
    #expect(Self.missing(["one", "three"], in: printed) == "three")
    #expect(Self.missing(["one", "two", "three"], in: printed) == "two")
    #expect(Self.missing(["…", "three", "two…"], in: printed) == "two…")
    #expect(Self.missing(["one", "two…", "three", "four"], in: printed) == "four")
  }

  /// The first of the shown lines that is not printed in its place; nil if all are.
  private static func missing(_ shown: [String], in printed: [String]) -> String? {
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

  /// The lines that are printed on both streams, and the exit code.
  private func run(_ line: String, in place: Workplace) throws -> ([String], Int32) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", line]
    process.currentDirectoryURL = place.folder
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
}
