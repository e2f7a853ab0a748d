import Foundation
import PackagePlugin

/// Writes the list of a wing's reductions, `listedReductions`, from the folders `Reductions/WING/NAME`: each holds `NAME.swift`, in
/// which the type `NAME` stands that `NAME()` makes. A generic type is left out; its wing lists what is made of it.
@main
struct ReductionList: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: Target) throws -> [Command] {
    guard let module = target as? SwiftSourceModuleTarget else { return [] }
    let names = try module.sourceFiles(withSuffix: "swift").filter { file in
      let name = file.url.deletingPathExtension().lastPathComponent
      return try file.url.deletingLastPathComponent().lastPathComponent == name
        && String(contentsOf: file.url, encoding: .utf8).contains("struct \(name): Reduction ")
    }.map { $0.url.deletingPathExtension().lastPathComponent }.sorted()
    let lines =
      ["import Problems"] + [
        "", "/// The reductions of this module, with the usual choices, in the order of their names.",
      ]
      + ["package let listedReductions: [any Reduction] = [\(names.map { "\($0)()" }.joined(separator: ", "))]"]
    let output = context.pluginWorkDirectoryURL.appending(path: "ReductionList.swift")
    return [
      .buildCommand(
        displayName: "Listing the reductions of \(target.name)", executable: URL(fileURLWithPath: "/bin/sh"),
        arguments: ["-c", #"printf '%s\n' "$@" > "$0""#, output.path] + lines, outputFiles: [output])
    ]
  }
}
