import Foundation

/// The files of the repository that tests read.
package enum Repository {
  /// The folder of `Package.swift`.
  package static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The folders of all reductions, by their names.
  package static let reductions: [String: URL] = {
    var found: [String: URL] = [:]
    let top = root.appendingPathComponent("Reductions")
    for wing in (try? FileManager.default.contentsOfDirectory(atPath: top.path)) ?? [] {
      let folder = top.appendingPathComponent(wing)
      for name in (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [] where !name.contains(".") {
        found[name] = folder.appendingPathComponent(name)
      }
    }
    return found
  }()

  /// A file of a reduction's folder, such as `golden/three-sum-yes.ksum`.
  package static func file(_ path: String, of reduction: String) -> URL {
    (reductions[reduction] ?? root.appendingPathComponent("Reductions/\(reduction)")).appendingPathComponent(path)
  }

  /// Its text.
  package static func text(_ path: String, of reduction: String) throws -> String {
    try String(contentsOf: file(path, of: reduction), encoding: .utf8)
  }
}
