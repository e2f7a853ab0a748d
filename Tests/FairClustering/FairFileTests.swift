import FairClustering
import Formats
import Foundation
import TestSupport
import Testing

@Suite("tightbound fair: arrays, outputs, and what cannot be")
struct FairFileTests {
  private func fair(_ place: Workplace, _ words: String...) throws -> CommandLineRun {
    try place.run(arguments: ["fair"] + words)
  }

  @Test("Groups of an array are its numbers, finite and exact; .npz archives are read")
  func arrays() throws {
    let place = try Workplace()
    func write(_ array: NPYArray, _ name: String) throws {
      try array.npyData().write(to: place.path(name))
    }
    try write(NPYArray([0, 1, 5, 7] as [Double], shape: [4, 1]), "x.npy")
    try write(NPYArray([0, .nan, 0, 1] as [Double], shape: [4]), "nan.npy")
    let nan = try fair(place, "fairlets", "x.npy", "--colors", "nan.npy", "--balance", "1:1")
    #expect(nan.exitCode == 3 && nan.errors.contains("the group of point 2 is nan"), "\(nan)")
    let (big, next): (Int64, Int64) = (9_007_199_254_740_992, 9_007_199_254_740_993)
    try write(NPYArray([big, next, big, next], shape: [4]), "keys.npy")
    let keys = try fair(place, "fairlets", "x.npy", "--colors", "keys.npy", "--balance", "1:1")
    #expect(keys.exitCode == 0 && keys.output.contains("(\(big): 2, \(next): 2)"), "\(keys)")
    try write(NPYArray([Double](repeating: 0, count: 10_001), shape: [1, 10_001]), "wide.npy")
    try write(NPYArray([0] as [Double], shape: [1]), "one.npy")
    let wide = try fair(place, "fairlets", "wide.npy", "--colors", "one.npy", "--balance", "1:1")
    #expect(wide.exitCode == 3 && wide.errors.contains("10001 coordinates in a point"), "\(wide)")
    let archive = try NPZArchive.data([
      ("a", NPYArray([0, 1, 5, 7] as [Double], shape: [4, 1])),
      ("b", NPYArray([0, 2, 5, 9] as [Double], shape: [4, 1])),
    ])
    try archive.write(to: place.path("x.npz"))
    let named = try fair(
      place, "fairlets", "x.npz", "--array", "b", "--colors", "keys.npy", "--balance", "1:1", "--method", "flow")
    #expect(named.exitCode == 0 && named.output.contains("cost 6.0000"), "\(named)")
    let unnamed = try fair(place, "fairlets", "x.npz", "--colors", "keys.npy", "--balance", "1:1")
    #expect(unnamed.exitCode == 3 && unnamed.errors.contains("--array: a, b"), "\(unnamed)")
    try place.write("a,1\nb,2\n", to: "d.csv")
    #expect(try fair(place, "fairlets", "d.csv", "--array", "b", "--balance", "1:1").exitCode == 2)
  }

  @Test("Outputs are different files; an answer is printed before a file that cannot be written")
  func outputs() throws {
    let place = try Workplace()
    try place.write("a,1\nb,2\n", to: "d.csv")
    #expect(try fair(place, "fairlets", "d.csv", "--balance", "1:1", "-o", "s").exitCode == 0)
    let outputs = [
      ["-o", "same", "--certificate", "same"], ["-o", "same", "--certificate", "./same"],
      ["-o", "-", "--certificate", "-"],
    ]
    for words in outputs {
      let run = try place.run(arguments: ["fair", "fairlets", "d.csv", "--balance", "1:1"] + words)
      #expect(run.exitCode == 2 && run.output.isEmpty && run.errors.contains("-o and --certificate"), "\(run)")
    }
    try FileManager.default.createSymbolicLink(atPath: place.path("link").path, withDestinationPath: "target")
    let link = try fair(
      place, "cluster", "d.csv", "--balance", "1:1", "-k", "1", "-o", "link", "--certificate", "target")
    #expect(link.exitCode == 2 && link.errors.contains("name one file"), "\(link)")
    // A link that leads nowhere yet stays, and leads to the file.
    #expect(try fair(place, "fairlets", "d.csv", "--balance", "1:1", "-o", "link").exitCode == 0)
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: place.path("link").path) == "target")
    #expect(try place.read("target") == "fairlet\n0\n0\n")
    try FileManager.default.createSymbolicLink(atPath: place.path("round").path, withDestinationPath: "round")
    #expect(try fair(place, "fairlets", "d.csv", "--balance", "1:1", "-o", "round").exitCode == 3)
    for words in [
      ["cluster", "-k", "1", "-o"], ["fairlets", "-o"], ["bound", "-o"], ["cluster", "-k", "1", "--plot"],
    ] {
      let run = try place.run(
        arguments: ["fair", words[0], "d.csv", "--balance", "1:1"] + words.dropFirst() + ["none/x"])
      #expect(run.exitCode == 3 && run.output.contains("cost") && run.errors.contains("cannot write none/x"), "\(run)")
    }
    try place.write("cluster\n0\n0\n", to: "l.csv")
    let audit = try fair(
      place, "audit", "d.csv", "--labels", "l.csv", "--balance", "1:1", "--certificate", "none/x.json")
    #expect(audit.exitCode == 3 && audit.output.contains("balance 1:1 holds"), "\(audit)")
    let certificate = try fair(place, "audit", "d.csv", "--labels", "l.csv", "--balance", "1:1", "--certificate", "-")
    #expect(certificate.exitCode == 0 && certificate.output.hasPrefix("{") && certificate.output.hasSuffix("}\n"))
  }

  @Test("What cannot be is told with counts, numbers and names")
  func refusals() throws {
    let place = try Workplace()
    try place.write("a,0\nb,5e-324\n", to: "near.csv")
    for format in ["text", "json"] {
      let near = try fair(place, "bound", "near.csv", "--balance", "1:1", "--format", format)
      #expect(near.exitCode == 3 && near.errors.contains("equal or at least 1e-150 apart"), "\(near)")
    }
    try place.write("a,1\na,2\na,3\n", to: "one.csv")
    #expect(try fair(place, "fairlets", "one.csv", "--balance", "1:1").errors.contains("all 3 rows of column 1 are a"))
    #expect(
      try fair(place, "fairlets", "one.csv", "--group", "a", "--balance", "1:1").errors.contains("all 3 rows"))
    try place.write("a,1,1\nb,2,5\na,3,5\nb,4,5\n", to: "d.csv")
    for (list, why) in [("2,2", "column 2 is named twice"), ("1,2", "column 1 is the one of the groups")] {
      let run = try fair(place, "fairlets", "d.csv", "--columns", list, "--balance", "1:1")
      #expect(run.exitCode == 3 && run.errors.contains(why), "\(run)")
    }
    let sweep = try fair(place, "sweep", "d.csv", "--balance", "1:1", "-k", "1..3")
    #expect(
      sweep.exitCode == 3 && sweep.output.isEmpty && sweep.errors.contains("3 clusters of 2 fairlets"), "\(sweep)")
    let one = try fair(place, "cluster", "d.csv", "--balance", "1:1", "-k", "1")
    #expect(one.output.contains("1 cluster, k-median"), "\(one)")
    let help = try fair(place, "cluster", "--help")
    #expect(help.output.contains("semicolon, tab, blanks"), "\(help)")
  }
}
