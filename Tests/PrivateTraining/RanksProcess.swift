import Foundation
import TestSupport
import Testing

/// A run of `tightbound` under mpirun, in a folder of its own, that ends after four minutes at the latest: on a machine that is busy elsewhere, ranks wait long for each other.
final class RanksProcess {
  private let process = Process()
  private let deadline = ContinuousClock.now + .seconds(240)
  private let errorFile: URL

  struct TooLong: Error {}

  init(_ place: Workplace, ranks: Int, _ arguments: [String]) throws {
    let mpirun = URL(fileURLWithPath: "/usr/bin/mpirun")
    try #require(FileManager.default.fileExists(atPath: mpirun.path), "mpirun is missing; ./setup installs it")
    errorFile = place.path("errors-\(UUID().uuidString)")
    try Data().write(to: errorFile)
    process.executableURL = mpirun
    process.arguments = ["--oversubscribe", "-np", "\(ranks)", try Workplace.executable().path] + arguments
    process.currentDirectoryURL = place.folder
    process.environment = ProcessInfo.processInfo.environment.merging([
      "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
      // More ranks than cores: who waits lets others work. In a container, no process may read another's memory.
      "OMPI_MCA_mpi_yield_when_idle": "1", "OMPI_MCA_btl_vader_single_copy_mechanism": "none",
    ]) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = try FileHandle(forWritingTo: errorFile)
    try process.run()
  }

  func errors() throws -> String { try String(contentsOf: errorFile, encoding: .utf8) }

  /// The exit code.
  func wait() throws -> Int32 {
    try wait { !process.isRunning }
    process.waitUntilExit()
    return process.terminationStatus
  }

  func wait(until isSo: () throws -> Bool) throws {
    while try !isSo() {
      guard ContinuousClock.now < deadline else {
        process.terminate()
        throw TooLong()
      }
      usleep(2000)
    }
  }

  /// Kills a rank as a machine that fails would. mpirun starts them in the order of their ranks.
  func kill(rank: Int) throws {
    let ranks = try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap(Int32.init).filter { number in
      // After the name, which is in parentheses: the state and the parent.
      let status = (try? String(contentsOfFile: "/proc/\(number)/stat", encoding: .utf8)) ?? ""
      let words = status.split(separator: ")").last?.split(separator: " ") ?? []
      return words.count > 1 && Int32(words[1]) == process.processIdentifier
    }.sorted()
    try #require(rank < ranks.count)
    #expect(Foundation.kill(ranks[rank], SIGKILL) == 0)
  }
}
