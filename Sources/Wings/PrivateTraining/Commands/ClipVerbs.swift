import ArgumentParser

/// `tightbound clip`
struct ClipVerbs: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clip", abstract: "Clip per-example gradients: what it costs, and that it is exact.",
    subcommands: [ClipBench.self, ClipCheck.self])
}
