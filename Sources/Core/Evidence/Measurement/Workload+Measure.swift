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
  ///   - known: measurements of the same run that were made before; those that are asked for, timed or not as they are, are taken over.
  ///   - deadline: no measurement is begun after it; the record then has fewer than ``measurementCount(sizes:series:shard:)``.
  ///   - progress: called with how many measurements are done, and of how many.
  ///   - made: called with each new measurement.
  public func measure(
    sizes: [Int], series: Int, seed: UInt64, timed: Bool = true, shard: Shard = .all,
    known: [RunRecord.Measurement] = [], deadline: ContinuousClock.Instant? = nil,
    progress: (Int, Int) -> Void = { _, _ in }, made: (RunRecord.Measurement) throws -> Void = { _ in }
  ) throws -> RunRecord {
    let mine = Self.tasks(sizes, series, shard)
    var measurements: [RunRecord.Measurement] = []
    for (series, size) in mine {
      if let done = known.first(where: { ($0.series, $0.size) == (series, size) && ($0.seconds != nil) == timed }) {
        measurements.append(done)
        continue
      }
      if let deadline, ContinuousClock.now >= deadline { break }
      var stream = RandomStream(seed: seed).child("measure").child(formerIDs.first ?? id).child(series).child(size)
      let instance = try prepare(size, &stream)
      var measurement = RunRecord.Measurement(size: size, series: series, sizes: instance.sizes, counts: [])
      if timed {
        (measurement.counts, measurement.seconds, measurement.repetitions) = try Self.time(instance.run)
      } else {
        measurement.counts = try instance.run()
      }
      measurements.append(measurement)
      try made(measurement)
      progress(measurements.count, mine.count)
    }
    return RunRecord(header: header(seed: seed), measurements: measurements)
  }

  /// What the record of a run says of it.
  public func header(seed: UInt64) -> RunRecord.Header {
    RunRecord.Header(tightbound: tightboundVersion, workload: id, parameter: parameter, seed: seed, growth: growth)
  }

  /// How many measurements a run makes.
  public static func measurementCount(sizes: [Int], series: Int, shard: Shard = .all) -> Int {
    tasks(sizes, series, shard).count
  }

  private static func tasks(_ sizes: [Int], _ series: Int, _ shard: Shard) -> [(series: Int, size: Int)] {
    let all = (0..<series).flatMap { series in sizes.map { (series: series, size: $0) } }
    return all.indices.filter { $0 % shard.count == shard.index }.map { all[$0] }
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
