/// The processes of one run, which mpirun started side by side, on one machine or on several: each has a rank, and they exchange numbers.
///
///     // mpirun -np 4 program
///     try Communicator.run { world in
///       var counts: [Int64] = [Int64(world.rank)]
///       try world.sum(&counts)                         // [6] on each of the four
///     }
///
/// A program that mpirun did not start is one rank of one: it needs no Open MPI, and loads none. Integers are summed exactly, so the sum does
/// not depend on the number of ranks nor on the way it is taken; floating-point numbers would, and are only sent.
///
/// All ranks must call collective operations (``sum(_:)``, ``broadcast(_:from:)``, ``barrier()``) in the same order, from one thread. If a rank
/// dies, mpirun ends the others.
public struct Communicator: Sendable {
  /// This process: 0 to size − 1.
  public let rank: Int
  /// How many processes there are.
  public let size: Int
  /// Open MPI; nil in a run of one process.
  private let library: OpenMPI?

  private init(rank: Int, size: Int, library: OpenMPI?) { (self.rank, self.size, self.library) = (rank, size, library) }

  /// A run of this process alone.
  public static let alone = Communicator(rank: 0, size: 1, library: nil)

  /// Whether mpirun started this process: then Open MPI is loaded.
  public static var isUnderMPI: Bool { OpenMPI.isLauncherPresent }

  /// Runs the body on this rank, among those that mpirun started; without mpirun, alone. To be called once.
  ///
  /// - Parameters:
  ///   - report: told an error of the body, before all ranks are ended with exit code 3: the others may wait for this one, and would for ever.
  ///   - body: what each rank does.
  /// - Throws: what the body throws, if this process is alone; ``CommunicatorError`` if Open MPI is missing or does not start.
  public static func run<Result>(
    reporting report: (any Error) -> Void = { _ in }, _ body: (Communicator) throws -> Result
  ) throws -> Result {
    guard isUnderMPI else { return try body(.alone) }
    let library = try OpenMPI.loaded()
    let (rank, size) = try library.start()
    do {
      let result = try body(Communicator(rank: rank, size: size, library: library))
      try library.finish()
      return result
    } catch {
      report(error)
      library.abort(code: 3)
      throw error
    }
  }

  /// Waits until all ranks are here.
  ///
  /// - Throws: ``CommunicatorError``.
  public func barrier() throws(CommunicatorError) { try library?.barrier() }

  /// Replaces each number by the sum of those of all ranks, which give equally many.
  ///
  /// - Precondition: no sum leaves 64 bits; it would wrap around.
  /// - Throws: ``CommunicatorError``.
  /// - Complexity: O(n log size).
  public func sum(_ numbers: inout [Int64]) throws(CommunicatorError) { try library?.sum(&numbers) }

  /// Gives all ranks the numbers of one of them; the others have equally many, which are replaced.
  ///
  /// - Throws: ``CommunicatorError``.
  public func broadcast<Number: BitwiseCopyable>(
    _ numbers: inout [Number], from root: Int
  ) throws(CommunicatorError) {
    precondition(0..<size ~= root, "rank \(root) of \(size)")
    try library?.broadcast(&numbers, from: root)
  }

  /// Sends floating-point numbers to another rank, which must receive them; may wait until it does.
  ///
  /// - Throws: ``CommunicatorError``.
  public func send(_ numbers: [Float], to rank: Int) throws(CommunicatorError) {
    precondition(0..<size ~= rank && rank != self.rank, "rank \(rank) of \(size), from \(self.rank)")
    try library?.send(numbers, to: rank)
  }

  /// Waits for what another rank sends.
  ///
  /// - Parameters:
  ///   - count: how many numbers are expected.
  ///   - rank: who sends them.
  /// - Throws: ``CommunicatorError``, also if there are more or fewer: nothing is allocated because a message says so.
  public func receive(_ count: Int, from rank: Int) throws(CommunicatorError) -> [Float] {
    precondition(0..<size ~= rank && rank != self.rank, "rank \(rank) of \(size), to \(self.rank)")
    guard let library else { return [] }
    return try library.receive(count, from: rank)
  }

  /// Ends all ranks at once, with this exit code.
  public func abort(code: Int32) -> Never {
    library?.abort(code: code)
    exitProcess(code)
  }
}

/// What went wrong among the ranks.
public enum CommunicatorError: Error, Hashable, Sendable, CustomStringConvertible {
  /// mpirun started the program, but Open MPI's library cannot be loaded.
  case libraryMissing(String)
  /// A routine failed.
  case failed(routine: String, reason: String)
  /// A message is not as long as was expected.
  case length(found: Int, expected: Int, from: Int)

  public var description: String {
    switch self {
    case .libraryMissing(let reason):
      "Open MPI cannot be loaded (Debian: libopenmpi3): \(reason); without mpirun the program runs alone and needs none"
    case .failed(let routine, let reason): "\(routine) failed: \(reason)"
    case .length(let found, let expected, let rank):
      "rank \(rank) sent \(found) bytes; expected \(expected)"
    }
  }
}
