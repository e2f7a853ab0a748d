import Foundation

/// A copy of the package in a folder that git ignores, in which faults are planted and which is built apart.
struct Workspace {
  /// The repository.
  let root: URL
  /// The copy.
  let tree: URL
  /// Where plans, profiles and results are kept.
  let folder: URL

  init(root: URL, folder: URL) {
    (self.root, self.folder) = (root, folder)
    tree = folder.appending(path: "tree")
  }

  /// Whatever the build and the tests read.
  private static let copied = [
    "Package.swift", "Package.resolved", "Plugins", "Sources", "Reductions", "Tests", "Proofs", "README.md",
  ]

  /// Brings the copy up to date, with the faults of the plans in it. Files that do not change are not touched, so that a build
  /// does again only what it must.
  ///
  /// - Parameters:
  ///   - wings: those whose claims are checked.
  ///   - houseTests: tests of several wings that are built too.
  /// - Returns: the files with switches.
  func lay(_ plans: [FaultPlan], wings: [String], houseTests: [String]) throws -> [String: Schemata] {
    var schemata: [String: Schemata] = [:]
    for plan in plans { schemata.merge(plan.files()) { first, _ in first } }
    var wanted: [String: Data] = [:]
    for name in Self.copied { try collect(name, into: &wanted) }
    wanted = wanted.filter { path, data in !(path.hasPrefix("Tests/") && Self.needsCommandLine(data)) }
    for (path, file) in schemata { wanted[path] = Data(file.text.utf8) }
    wanted["Sources/FaultSwitch/FaultSwitch.c"] = Data(FaultSwitch.source.utf8)
    wanted["Sources/FaultSwitch/include/FaultSwitch.h"] = Data(FaultSwitch.header.utf8)
    wanted["Sources/ClaimRunner/ClaimRunner.swift"] = Data(FaultSwitch.claimRunner(wings: wings).utf8)
    let manifest = FaultSwitch.manifest(
      users: plans.map(\.module.name), wings: wings, houseTests: houseTests)
    wanted["Package.swift", default: Data()].append(Data(manifest.utf8))
    var present: [String: Data] = [:]
    for name in Self.copied { try collect(name, in: tree, into: &present) }
    for path in present.keys where wanted[path] == nil {
      try FileManager.default.removeItem(at: tree.appending(path: path))
    }
    for (path, data) in wanted where present[path] != data {
      let file = tree.appending(path: path)
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try data.write(to: file)
    }
    return schemata
  }

  /// Whether a file imports a module that the copy leaves out.
  private static func needsCommandLine(_ file: Data) -> Bool {
    String(decoding: file, as: UTF8.self).split(separator: "\n").contains { line in
      line.hasPrefix("import ") && FaultSwitch.isLeftOut(String(line.dropFirst("import ".count)))
    }
  }

  private func collect(_ name: String, in base: URL? = nil, into files: inout [String: Data]) throws {
    let start = (base ?? root).appending(path: name)
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: start.path, isDirectory: &isFolder) else { return }
    guard isFolder.boolValue else {
      files[name] = try Data(contentsOf: start)
      return
    }
    for case let path as String in FileManager.default.enumerator(atPath: start.path) ?? .init() {
      let file = start.appending(path: path)
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: file.path, isDirectory: &isFolder), !isFolder.boolValue else {
        continue
      }
      files["\(name)/\(path)"] = try Data(contentsOf: file)
    }
  }
}
