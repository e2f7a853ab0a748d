import Foundation
import TestSupport
import Testing

@Suite("Files that the command line writes")
struct WrittenFileTests {
  @Test("A command that is killed leaves the whole file or none, and what stood there before stays until then")
  func killed() throws {
    let place = try Workplace()
    let line = (0..<40).map { String($0 * $0 % 17) }.joined(separator: ",") + "\n"
    try place.write(String(repeating: line, count: 1000), to: "m.csv")
    try place.write("1,2\n3,4\n", to: "small.csv")
    try place.run("compress", "small.csv", "-o", "small.tbgm")
    let before = try Data(contentsOf: place.path("small.tbgm"))
    try FileManager.default.createDirectory(at: place.path("out"), withIntermediateDirectories: true)
    var whole: Data?
    // First unhurried, then killed ever earlier.
    for milliseconds in [Int.max, 400, 200, 100, 50, 30, 20, 10, 5, 2] {
      for overwrite in [false, true] {
        let output = place.path("out/m.tbgm")
        try? FileManager.default.removeItem(at: output)
        if overwrite { try before.write(to: output) }
        let process = Process()
        process.executableURL = try Workplace.executable()
        process.arguments = ["compress", "m.csv", "-o", "out/m.tbgm"]
        process.currentDirectoryURL = place.folder
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        if milliseconds < .max {
          usleep(UInt32(milliseconds) * 1000)
          kill(process.processIdentifier, SIGKILL)
        }
        process.waitUntilExit()
        let left = try place.names(in: "out")
        if whole == nil { whole = try Data(contentsOf: output) }
        if left.isEmpty { continue }
        #expect(left == ["m.tbgm"])
        let found = try Data(contentsOf: output)
        #expect(found == whole || overwrite && found == before)
      }
    }
  }

  @Test("A link keeps pointing, a device stays one, a folder is refused")
  func places() throws {
    let place = try Workplace()
    try place.write("1,2\n3,4\n", to: "m.csv")
    try place.write("old", to: "file")
    try FileManager.default.createSymbolicLink(atPath: place.path("link").path, withDestinationPath: "file")
    #expect(try place.run("compress", "m.csv", "-o", "link").exitCode == 0)
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: place.path("link").path) == "file")
    #expect(try Data(contentsOf: place.path("file")).prefix(4) == Data("TBGM".utf8))

    #expect(try place.run("compress", "m.csv", "-o", "/dev/null").exitCode == 0)
    let device = try FileManager.default.attributesOfItem(atPath: "/dev/null")[.type] as? FileAttributeType
    #expect(device == .typeCharacterSpecial)

    try FileManager.default.createDirectory(at: place.path("folder"), withIntermediateDirectories: true)
    let refused = try place.run("compress", "m.csv", "-o", "folder")
    #expect(refused.exitCode == 3 && refused.errors.contains("cannot write folder: Is a directory"), "\(refused)")
    let missing = try place.run("compress", "m.csv", "-o", "none/m.tbgm")
    #expect(missing.exitCode == 3 && missing.errors.contains("No such file or directory"), "\(missing)")
  }

  @Test("Columns that repeat each other far apart are put side by side on demand")
  func columnOrder() throws {
    let place = try Workplace()
    // Columns j and j + 4 agree, and nothing else does.
    let rows = (0..<200).map { row in
      let digits = (0..<4).map { (row * row * (2 * $0 + 3) + row * ($0 + 1) * 7) % 11 }
      return (digits + digits).map(String.init).joined(separator: ",")
    }
    try place.write(rows.joined(separator: "\n") + "\n", to: "m.csv")
    var sizes: [Int] = []
    for order in ["as-given", "path-cover"] {
      #expect(try place.run("compress", "m.csv", "--columns", order, "-o", order).exitCode == 0)
      sizes.append(try Data(contentsOf: place.path(order)).count)
      #expect(try place.run("expand", order, "-o", "back.csv").exitCode == 0)
      #expect(try place.read("back.csv").split(separator: "\n").count == 200)
    }
    #expect(sizes[1] < sizes[0])
    #expect(try place.run("compress", "m.csv", "--columns", "sorted", "-o", "x").exitCode == 2)
  }
}
