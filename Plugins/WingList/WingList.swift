import Foundation
import PackagePlugin

/// Writes the list of the program's wings: for each module `NAMECommands` that the program is declared to import, its import and the
/// value `Wing.name` that it defines. So a wing is named in the manifest and nowhere else.
@main
struct WingList: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: Target) -> [Command] {
    let names = target.dependencies.compactMap { dependency -> String? in
      guard case .target(let module) = dependency, module.name.hasSuffix("Commands") else { return nil }
      return String(module.name.dropLast("Commands".count))
    }
    let values = names.map { "." + $0.prefix(1).lowercased() + $0.dropFirst() }
    let lines =
      ["import Console"] + names.sorted().map { "import \($0)Commands" }
      + [
        "",
        "/// The wings of the house, in the order in which their claims and verbs are listed: that of the manifest.",
      ]
      + ["package let wings: [Wing] = [\(values.joined(separator: ", "))]"]
    let output = context.pluginWorkDirectoryURL.appending(path: "Wings.swift")
    return [
      .buildCommand(
        displayName: "Listing the wings", executable: URL(fileURLWithPath: "/bin/sh"),
        arguments: ["-c", #"printf '%s\n' "$@" > "$0""#, output.path] + lines, outputFiles: [output])
    ]
  }
}
