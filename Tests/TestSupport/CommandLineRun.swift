import Foundation
import Testing

/// What a run of the command line left behind.
package struct CommandLineRun {
  /// The exit code.
  package let exitCode: Int32
  /// Standard output.
  package let output: String
  /// Standard error.
  package let errors: String

  /// The output as JSON.
  package var json: Any? { try? JSONSerialization.jsonObject(with: Data(output.utf8)) }
}

/// A folder of its own in which `tightbound` is run, removed in the end.
package final class Workplace {
  /// The folder, an absolute path.
  package let folder: URL

  /// Makes the folder, empty.
  ///
  /// - Throws: what the file system says.
  package init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("tightbound-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// The program was not built together with the tests.
  package struct NotBuilt: Error, CustomStringConvertible {
    package let description = "the executable tightbound is not beside the tests; build it with `swift build`"
  }

  /// The executable that was built with the tests: in the folder of the test bundle.
  package static func executable() throws -> URL {
    var folders = [URL(fileURLWithPath: CommandLine.arguments[0]), Bundle.main.bundleURL]
    folders += Bundle.allBundles.map(\.bundleURL)
    for start in folders {
      var folder = start.deletingLastPathComponent()
      for _ in 0..<4 {
        let candidate = folder.appendingPathComponent("tightbound")
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: candidate.path, isDirectory: &isFolder), !isFolder.boolValue {
          return candidate
        }
        folder.deleteLastPathComponent()
      }
    }
    throw NotBuilt()
  }

  /// Where a file of the folder is.
  package func path(_ name: String) -> URL { folder.appendingPathComponent(name) }

  /// Writes a file of the folder, over one of the same name.
  package func write(_ text: String, to name: String) throws { try Data(text.utf8).write(to: path(name)) }

  /// The text of a file of the folder.
  package func read(_ name: String) throws -> String { try String(contentsOf: path(name), encoding: .utf8) }

  /// Whether the folder has this file or folder.
  package func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name).path) }

  /// The names of the files in the folder, sorted.
  package func names(in name: String = ".") throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path(name).path).sorted()
  }

  /// Runs `tightbound` with the arguments, the text as standard input, and only the given environment beside PATH.
  @discardableResult
  package func run(
    _ arguments: String..., input: String = "", environment: [String: String]? = nil
  ) throws -> CommandLineRun {
    try run(arguments: arguments, input: input, environment: environment)
  }

  /// Runs `tightbound` with a list of arguments; as above in all else.
  package func run(
    arguments: [String], input: String = "", environment: [String: String]? = nil
  ) throws -> CommandLineRun {
    // Standard streams are files: no pipe can fill up and stop the program.
    let streams = FileManager.default.temporaryDirectory.appendingPathComponent("streams-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: streams, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: streams) }
    let files = ["in", "out", "err"].map { streams.appendingPathComponent($0) }
    for file in files { try Data(file == files[0] ? Data(input.utf8) : Data()).write(to: file) }
    let process = Process()
    process.executableURL = try Self.executable()
    process.arguments = arguments
    process.currentDirectoryURL = folder
    if let environment { process.environment = environment }
    process.standardInput = try FileHandle(forReadingFrom: files[0])
    process.standardOutput = try FileHandle(forWritingTo: files[1])
    process.standardError = try FileHandle(forWritingTo: files[2])
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationReason == .exit, "\(arguments) crashed")
    return CommandLineRun(
      exitCode: process.terminationStatus, output: try String(contentsOf: files[1], encoding: .utf8),
      errors: try String(contentsOf: files[2], encoding: .utf8))
  }
}
