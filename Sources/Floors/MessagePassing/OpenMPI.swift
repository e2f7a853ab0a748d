import COpenMPI
import Foundation

/// Open MPI's library once it is loaded. Its addresses never change then, and it is called from one thread.
struct OpenMPI: @unchecked Sendable {
  private var library: openmpi_library

  /// Numbers in one message or reduction: Open MPI counts with 32 bits.
  static let pieceBytes = 1 << 30

  /// mpirun tells each process how many there are; other launchers that speak PMIx tell it its rank.
  static var isLauncherPresent: Bool {
    let environment = ProcessInfo.processInfo.environment
    return environment["OMPI_COMM_WORLD_SIZE"] != nil || environment["PMIX_RANK"] != nil
  }

  static func loaded() throws(CommunicatorError) -> OpenMPI {
    var library = openmpi_library()
    if let reason = openmpi_load(&library) { throw .libraryMissing(String(cString: reason)) }
    return OpenMPI(library: library)
  }

  private func call(
    _ routine: String, _ body: (UnsafePointer<openmpi_library>) -> Int32
  ) throws(CommunicatorError) {
    let code = withUnsafePointer(to: library, body)
    guard code != 0 else { return }
    var text = [CChar](repeating: 0, count: 257)
    withUnsafePointer(to: library) { openmpi_error($0, code, &text) }
    let words = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    throw .failed(routine: routine, reason: String(decoding: words, as: UTF8.self))
  }

  func start() throws(CommunicatorError) -> (rank: Int, size: Int) {
    var (rank, size): (Int32, Int32) = (0, 1)
    try call("MPI_Init_thread") { openmpi_start($0) }
    try call("MPI_Comm_rank") { openmpi_rank($0, &rank) }
    try call("MPI_Comm_size") { openmpi_size($0, &size) }
    return (Int(rank), Int(size))
  }

  func finish() throws(CommunicatorError) { try call("MPI_Finalize") { openmpi_finish($0) } }

  func abort(code: Int32) { _ = withUnsafePointer(to: library) { openmpi_abort($0, code) } }

  func barrier() throws(CommunicatorError) { try call("MPI_Barrier") { openmpi_barrier($0) } }

  func sum(_ numbers: inout [Int64]) throws(CommunicatorError) {
    try pieces(&numbers) { (start, bytes) throws(CommunicatorError) in
      try call("MPI_Allreduce") { openmpi_sum($0, start.assumingMemoryBound(to: Int64.self), Int32(bytes / 8)) }
    }
  }

  func broadcast<Number>(_ numbers: inout [Number], from root: Int) throws(CommunicatorError) {
    try pieces(&numbers) { (start, bytes) throws(CommunicatorError) in
      try call("MPI_Bcast") { openmpi_broadcast($0, start, Int32(bytes), Int32(root)) }
    }
  }

  func send(_ numbers: [Float], to rank: Int) throws(CommunicatorError) {
    var copy = numbers
    try pieces(&copy) { (start, bytes) throws(CommunicatorError) in
      try call("MPI_Send") { openmpi_send($0, start, Int32(bytes), Int32(rank), 0) }
    }
  }

  func receive(_ count: Int, from rank: Int) throws(CommunicatorError) -> [Float] {
    var numbers = [Float](repeating: 0, count: count)
    try pieces(&numbers) { (start, bytes) throws(CommunicatorError) in
      var found: Int32 = 0
      try call("MPI_Probe") { openmpi_wait($0, Int32(rank), 0, &found) }
      guard Int(found) == bytes else { throw .length(found: Int(found), expected: bytes, from: rank) }
      try call("MPI_Recv") { openmpi_receive($0, start, found, Int32(rank), 0) }
    }
    return numbers
  }

  /// The bytes of an array, in pieces that 32 bits can count.
  private func pieces<Number>(
    _ numbers: inout [Number], _ body: (UnsafeMutableRawPointer, Int) throws(CommunicatorError) -> Void
  ) throws(CommunicatorError) {
    var failure: CommunicatorError?
    numbers.withUnsafeMutableBytes { buffer in
      guard let start = buffer.baseAddress else { return }
      for offset in stride(from: 0, to: buffer.count, by: Self.pieceBytes) where failure == nil {
        do throws(CommunicatorError) {
          try body(start + offset, min(Self.pieceBytes, buffer.count - offset))
        } catch { failure = error }
      }
    }
    if let failure { throw failure }
  }
}

/// Ends this process alone.
func exitProcess(_ code: Int32) -> Never { exit(code) }
