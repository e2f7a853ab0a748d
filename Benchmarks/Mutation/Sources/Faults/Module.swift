import Foundation

/// A module of the package, whose source gets faults.
struct Module: Sendable {
  var name: String

  /// The modules for which scores are kept. Any other module can be named as well.
  static let scored = [
    "Certificates", "Exact", "LinearProgramming", "KernelMachines", "Reductions", "Discrepancy", "Splicing",
    "GrammarCompression",
  ]

  /// Its folder, from the root of the repository.
  func folder(in root: URL) -> String {
    ["Sources/\(name)", "Sources/Floors/\(name)"].first {
      FileManager.default.fileExists(atPath: root.appending(path: $0).path)
    } ?? name
  }

  /// The test target that is about it.
  var tests: String { "\(name)Tests" }

  /// Its Swift files by their path from the root.
  func files(in root: URL) throws -> [String: String] {
    let base = root.appending(path: folder(in: root))
    guard let paths = FileManager.default.enumerator(atPath: base.path) else {
      throw MutationError("there is no module “\(name)”: \(base.path) is no folder")
    }
    var files: [String: String] = [:]
    for case let path as String in paths where path.hasSuffix(".swift") {
      files["\(folder(in: root))/\(path)"] = try String(contentsOf: base.appending(path: path), encoding: .utf8)
    }
    guard !files.isEmpty else { throw MutationError("the folder of module “\(name)” has no Swift file") }
    return files
  }
}

/// What went wrong, for the reader.
struct MutationError: Error, CustomStringConvertible {
  var description: String
  init(_ description: String) { self.description = description }
}
