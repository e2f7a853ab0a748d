import Foundation

/// Builds the copy, and drops the faults that do not compile until it builds.
struct Builder {
  let workspace: Workspace
  /// The test targets to build; if there are none, only the program that checks claims is built.
  let tests: [String]
  /// The wings to build, with what they stand on.
  let wings: [String]

  /// The faults that did not compile before, so that they are not tried again; a line of JSON each.
  private var uncompilable: URL { workspace.folder.appending(path: "uncompilable.jsonl") }

  /// Lays the faults and builds, as often as it takes.
  func build(_ plans: inout [FaultPlan]) throws {
    let known = try FaultKey.read(uncompilable)
    for index in plans.indices { plans[index].drop { known.contains($0.key) } }
    for round in 1... {
      let schemata = try workspace.lay(plans, wings: wings, houseTests: tests.filter(Module.houseTests.contains))
      let outcome = try Subprocess.run(
        ["swift", "build", "-c", "release", "-j", "2"]
          + (tests.isEmpty ? ["--product", "ClaimRunner"] : ["--build-tests"]), in: workspace.tree,
        environment: [
          "TESTS": tests.filter { !Module.houseTests.contains($0) }.joined(separator: ","),
          "WINGS": wings.joined(separator: ","),
        ])
      try outcome.output.write(
        to: workspace.folder.appending(path: "build.log"), atomically: true, encoding: .utf8)
      if outcome.exitCode == 0 { return }
      let dropped = try drop(errorsIn: outcome.output, schemata, from: &plans)
      note("build \(round): \(dropped) faults do not compile")
      if dropped == 0 {
        throw MutationError("the build fails, and not for a fault; see \(workspace.folder.path)/build.log")
      }
    }
  }

  /// Takes the faults out that are to blame for the errors, and returns how many.
  func drop(errorsIn output: String, _ schemata: [String: Schemata], from plans: inout [FaultPlan]) throws -> Int {
    let errors = Set(output.split(separator: "\n").compactMap { CompilerError(line: String($0), in: workspace.tree) })
    let guilty = Set(errors.flatMap { $0.guilty(in: schemata[$0.file]) })
    var keys: [FaultKey] = []
    for index in plans.indices { keys += plans[index].drop { guilty.contains($0.number) } }
    try FaultKey.append(keys, to: uncompilable)
    return keys.count
  }
}

/// An error that the compiler reports.
struct CompilerError: Hashable {
  var file: String
  var line: Int
  var column: Int
  var message: String

  /// Reads `…/File.swift:12:34: error: message`.
  init?(line text: String, in tree: URL) {
    guard let match = text.firstMatch(of: /^(.+\.swift):(\d+):(\d+): error: (.*)$/), let line = Int(match.2),
      let column = Int(match.3), match.1.hasPrefix(tree.path + "/")
    else { return nil }
    file = String(match.1.dropFirst(tree.path.count + 1))
    (self.line, self.column, message) = (line, column, String(match.4))
  }

  /// The faults that can be to blame: the innermost switch around the error; or else those that begin on its line; or else the
  /// three nearest.
  func guilty(in schemata: Schemata?) -> [Int] {
    guard let schemata else { return [] }
    let lines = schemata.text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    guard line <= lines.count else { return [] }
    let start = lines.prefix(line - 1).reduce(0) { $0 + $1.count + 1 }
    let offset = start + column - 1
    let end = start + lines[line - 1].count
    let onLine = schemata.extents.filter { start..<end ~= $0.range.lowerBound }.map(\.number)
    let around = schemata.extents.filter { $0.range.contains(offset) }
    if message.contains("reasonable time") {
      let near = onLine + around.map(\.number)
      if !near.isEmpty { return near }
      // The expression goes on below the line that is named.
      return schemata.extents.filter { $0.range.lowerBound > offset }.sorted {
        $0.range.lowerBound < $1.range.lowerBound
      }
      .prefix(2).map(\.number)
    }
    if let innermost = around.map(\.range.count).min() {
      return around.filter { $0.range.count == innermost }.map(\.number)
    }
    if !onLine.isEmpty { return onLine }
    // A switch is named where it begins, a missing value or return where the scope ends.
    if message.contains("exhaustive") {
      return schemata.extents.filter { $0.range.lowerBound > offset }.sorted {
        $0.range.lowerBound < $1.range.lowerBound
      }
      .prefix(3).map(\.number)
    }
    return schemata.extents.filter { $0.range.upperBound <= offset }.sorted {
      $0.range.upperBound > $1.range.upperBound
    }
    .prefix(3).map(\.number)
  }
}

/// Tells the reader what goes on, on standard error.
func note(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }
