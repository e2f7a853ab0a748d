import Exact
import Randomness

extension Workload {
  /// Which part of the measurements to make, so that several processes can share them.
  public struct Shard: Sendable, Equatable {
    /// Which of the parts, from 0.
    public let index: Int
    /// The number of parts.
    public let count: Int

    /// - Precondition: 0 ≤ index < count.
    public init(_ index: Int, of count: Int) {
      precondition(0..<count ~= index, "a shard's index lies in 0..<count")
      (self.index, self.count) = (index, count)
    }

    /// Everything.
    public static let all = Shard(0, of: 1)
  }

  /// Measures the workload on each size and series.
  ///
  /// The instance of a size and series depends on the seed and these two alone, so that shards agree with a whole run.
  /// - Parameters:
  ///   - sizes: values of the parameter.
  ///   - series: how many independent instances of each size.
  ///   - seed: the seed of all instances.
  ///   - timed: whether to record times; without them the record is the same on every machine.
  ///   - shard: which part of the measurements to make.
  ///   - progress: called with how many measurements are done, and of how many.
  public func measure(
    sizes: [Int], series: Int, seed: UInt64, timed: Bool = true, shard: Shard = .all,
    progress: (Int, Int) -> Void = { _, _ in }
  ) throws -> RunRecord {
    let header = RunRecord.Header(
      tightbound: tightboundVersion, workload: id, parameter: parameter, seed: seed, growth: growth)
    let tasks = (0..<series).flatMap { series in sizes.map { (series: series, size: $0) } }
    let mine = tasks.indices.filter { $0 % shard.count == shard.index }
    var measurements: [RunRecord.Measurement] = []
    for index in mine {
      let (series, size) = tasks[index]
      var stream = RandomStream(seed: seed).child("measure").child(formerIDs.first ?? id).child(series).child(size)
      let instance = try prepare(size, &stream)
      var measurement = RunRecord.Measurement(size: size, series: series, sizes: instance.sizes, counts: [])
      if timed {
        (measurement.counts, measurement.seconds, measurement.repetitions) = try Self.time(instance.run)
      } else {
        measurement.counts = try instance.run()
      }
      measurements.append(measurement)
      progress(measurements.count, mine.count)
    }
    return RunRecord(header: header, measurements: measurements)
  }

  /// Runs at least three times and for at least 50 ms, at most 1000 times; takes the median.
  private static func time(_ run: () throws -> [Count]) throws -> (counts: [Count], seconds: Double, repetitions: Int) {
    var counts: [Count] = []
    var seconds: [Double] = []
    let clock = ContinuousClock()
    let start = clock.now
    while seconds.count < 3 || (seconds.count < 1000 && clock.now - start < .milliseconds(50)) {
      let begin = clock.now
      counts = try run()
      let elapsed = (clock.now - begin).components
      seconds.append(Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18)
      // A run of many seconds is not repeated: its relative error is small already.
      if seconds[0] > 5 { break }
    }
    seconds.sort()
    return (counts, seconds[seconds.count / 2], seconds.count)
  }
}
