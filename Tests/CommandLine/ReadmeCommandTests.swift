import Foundation
import TestSupport
import Testing

/// A page whose commands are run.
private struct Page: Sendable, CustomTestStringConvertible {
  let path: String

  var testDescription: String { path }

  /// The front page, and that of each wing.
  static let all: [Page] = {
    let wings = Repository.root.appendingPathComponent("Sources/Wings")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: wings.path)) ?? []
    return [Page(path: "README.md")] + names.sorted().map { Page(path: "Sources/Wings/\($0)/README.md") }
  }()

  func commands() throws -> [ShownCommand] {
    ShownCommand.all(in: try String(contentsOf: Repository.root.appendingPathComponent(path), encoding: .utf8))
  }
}

@Suite("The commands of the front page and of the wings' pages")
struct ReadmeCommandTests {
  @Test("They run in a fresh folder, in order, and print what the page shows", arguments: Page.all)
  fileprivate func commands(page: Page) throws {
    let place = try Workplace()
    let commands = try page.commands()
    #expect(commands.contains { $0.line.hasPrefix("tightbound ") })
    for command in commands {
      let (printed, exitCode) = try command.run(in: place.folder)
      #expect(exitCode == command.exitCode ?? 0, "\(command.line): \(printed.joined(separator: "\n"))")
      if let missing = ShownCommand.missing(command.output, in: printed) {
        Issue.record("\(command.line) does not print “\(missing)” there, but:\n\(printed.joined(separator: "\n"))")
      }
    }
  }

  @Test("A line that is not printed, comes too early, or is cut without an ellipsis is noticed")
  func comparison() {
    let printed = ["one", "two and more", "three"]
    #expect(ShownCommand.missing([], in: printed) == nil)
    #expect(ShownCommand.missing(["one", "two…", "three"], in: printed) == nil)
    #expect(ShownCommand.missing(["one", "…"], in: printed) == nil)
    #expect(ShownCommand.missing(["…", "three"], in: printed) == nil)
    #expect(ShownCommand.missing(["one"], in: printed) == "the end")
    #expect(ShownCommand.missing(["one", "three"], in: printed) == "three")
    #expect(ShownCommand.missing(["one", "two", "three"], in: printed) == "two")
    #expect(ShownCommand.missing(["…", "three", "two…"], in: printed) == "two…")
    #expect(ShownCommand.missing(["one", "two…", "three", "four"], in: printed) == "four")
  }
}
