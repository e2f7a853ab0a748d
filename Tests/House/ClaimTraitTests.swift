import Console
import Evidence
import Foundation
import Testing
import tightbound

@Suite("Ties of unit tests to claims")
struct ClaimTraitTests {
  @Test("Every claim that a test names with .claim(…) exists")
  func exist() throws {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    // Packages that the fuzzers fetch stand in a hidden folder.
    let files = try #require(
      FileManager.default.enumerator(at: tests, includingPropertiesForKeys: nil, options: .skipsHiddenFiles))
    let ids = Set(wings.flatMap(\.claims).map(\.id))
    var named = 0
    for case let file as URL in files where file.pathExtension == "swift" {
      let text = try String(contentsOf: file, encoding: .utf8)
      for trait in text.matches(of: /\.claim\((\s*"[^)]*")\s*\)/) {
        for id in trait.1.matches(of: /"([^"]*)"/) {
          named += 1
          #expect(ids.contains(String(id.1)), "\(file.lastPathComponent) names \(id.1)")
        }
      }
    }
    #expect(named > 30)
  }
}
