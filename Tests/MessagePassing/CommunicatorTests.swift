import Foundation
import MessagePassing
import Testing

/// A process that mpirun did not start. Runs of several ranks are tried where a program exchanges numbers: `PrivateTrainingTests`.
@Suite("A communicator of one rank")
struct CommunicatorTests {
  @Test("Nothing is loaded, sums are what they were, and nobody is waited for")
  func alone() throws {
    guard !Communicator.isUnderMPI else { return }
    let rank = try Communicator.run { world in
      var numbers: [Int64] = [1, -2, .max]
      try world.sum(&numbers)
      #expect(numbers == [1, -2, .max])
      var words = [UInt8](1...9)
      try world.broadcast(&words, from: 0)
      #expect(words == [UInt8](1...9))
      try world.barrier()
      #expect(world.size == 1)
      return world.rank
    }
    #expect(rank == 0)
    // The maps of this process name every library that it has loaded.
    let maps = try String(contentsOfFile: "/proc/self/maps", encoding: .utf8)
    #expect(!maps.contains("libmpi.so"))
  }

  @Test("What the body throws comes out")
  func failure() {
    #expect(throws: CommunicatorError.length(found: 1, expected: 2, from: 3)) {
      try Communicator.run { _ in throw CommunicatorError.length(found: 1, expected: 2, from: 3) }
    }
  }
}
