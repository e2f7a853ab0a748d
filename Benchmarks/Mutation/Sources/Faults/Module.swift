import Foundation

/// A module of the package, whose source gets faults.
struct Module: Sendable {
  var name: String

  /// The modules for which scores are kept. Any other module can be named as well.
  static let scored = [
    "GrammarCompressionCheckers", "KernelMachinesCheckers", "LinearProgrammingCheckers", "DiscrepancyCheckers",
    "SplicingCheckers", "QuantizationCheckers", "Certificates", "Exact", "LinearProgramming", "KernelMachines",
    "HardProblemsReductions",
    "GrammarCompressionReductions", "KernelMachinesReductions", "NetworksReductions", "Discrepancy", "Splicing",
    "GrammarCompression",
  ]

  /// Where a module of a wing may stand: its name, with the word for the room at the end.
  private static let rooms = ["Checkers", "Claims", "Commands", "Reductions"]

  /// The wing, or the module itself if it is of no wing.
  private var wing: String { Self.rooms.first { name.hasSuffix($0) }.map { String(name.dropLast($0.count)) } ?? name }

  /// Its folder, from the root of the repository.
  func folder(in root: URL) -> String {
    let room = name == wing ? name : String(name.dropFirst(wing.count))
    let places = [
      "Sources/Floors/\(name)", "Sources/Core/\(name)", "Sources/Wings/\(wing)/\(room)", "Reductions/\(wing)",
    ]
    return places.first { FileManager.default.fileExists(atPath: root.appending(path: $0).path) } ?? name
  }

  /// The wing whose claims see its faults: its own, or that of the floors.
  func claims(in root: URL) -> String {
    let isWing = FileManager.default.fileExists(atPath: root.appending(path: "Sources/Wings/\(wing)").path)
    return isWing ? wing : "Foundations"
  }

  /// Whether it decides what is believed: a checker, or what the checkers share.
  var isChecker: Bool { name.hasSuffix("Checkers") || name == "Certificates" }

  /// Test targets of several wings: `TESTS` names none of them if wings are chosen, and the copy of the package adds them.
  static let houseTests = ["ProvedCheckersTests"]

  /// The test targets that are about it.
  var tests: [String] {
    // What is asked of the proved checker is tested with it, where it has been built.
    ["\(wing)Tests"] + (isChecker ? Self.houseTests : [])
  }

  /// Its Swift files by their path from the root.
  func files(in root: URL) throws -> [String: String] {
    let folder = folder(in: root)
    let base = root.appending(path: folder)
    guard let paths = FileManager.default.enumerator(atPath: base.path) else {
      throw MutationError("there is no module “\(name)”: \(base.path) is no folder")
    }
    var files: [String: String] = [:]
    for case let path as String in paths where path.hasSuffix(".swift") {
      files["\(folder)/\(path)"] = try String(contentsOf: base.appending(path: path), encoding: .utf8)
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
