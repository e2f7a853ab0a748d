import Exact
import Foundation
import MessagePassing
import Models
import Privacy
import Randomness

/// Trains over the ranks of a run, step by step, so that the result does not depend on how many there are.
///
///     try Communicator.run { world in
///       var trainer = try RankTrainer(run, data: rows, folder: "out", world: world)
///       while !trainer.isDone { try trainer.advance() }
///     }
///
/// Of a step: the first rank draws the Poisson sample and tells the others; each rank clips and adds what it hosts, or its examples; the first rank
/// writes the step's event to the ledger, and no rank draws noise before that is on the disk; each rank noises and moves its own parameters and writes
/// them down; the first rank names the step as complete. If a rank dies, mpirun ends the others, and the next run in the folder begins with the last
/// complete step. A step that was lost stays in the ledger.
public struct RankTrainer: Sendable {
  /// What is trained, and how.
  public let run: RankedRun
  /// How many steps are complete.
  public private(set) var completed: Int
  private let data: RankedRows
  let world: Communicator
  let files: RankCheckpoint
  private let lock: FolderLock?
  private let noise: GridNoise
  /// The devices that this rank hosts, and the sum of each.
  let devices: Range<Int>
  var stage: PipelineStage
  var velocities: (weights: [[Float]], biases: [[Float]])
  private var sums: [IntegerGroupSum]

  /// The last two steps of which there are files; 0 for none.
  var written = (before: 0, last: 0)

  /// Examples in one message.
  private static let rowsPerMessage = 32

  /// Begins, or continues from the checkpoint in the folder.
  ///
  /// - Parameters:
  ///   - run: the same on all ranks.
  ///   - data: the same on all ranks.
  ///   - folder: where checkpoints and the ledger are, on a disk that all ranks see.
  ///   - world: the ranks.
  /// - Throws: ``RankedRunError``, ``ClippingPlanError``, `CommunicatorError`, and what the file system says.
  public init(_ run: RankedRun, data: RankedRows, folder: String, world: Communicator) throws {
    let run = try run.validated()
    let plan = try run.plan()
    guard run.sharing == .examples || world.size <= run.devices.count else {
      throw RankedRunError.ranks(world.size, devices: run.devices.count)
    }
    (self.run, self.data, self.world) = (run, data, world)
    files = RankCheckpoint(folder: folder, run: try run.identity())
    noise = try GridNoise(variance: run.gridVariance)
    devices =
      run.sharing == .examples
      ? run.devices.indices
      : (world.rank * run.devices.count / world.size)..<((world.rank + 1) * run.devices.count / world.size)
    let deviceLayers = run.deviceLayers
    let layers = deviceLayers[devices.lowerBound].lowerBound..<deviceLayers[devices.upperBound - 1].upperBound
    sums = devices.map { device in
      IntegerGroupSum(dimension: plan.groups[device].dimension, grid: run.grid, threshold: plan.bounds[device])
    }
    if world.rank == 0 { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }
    lock = world.rank == 0 ? try FolderLock(folder) : nil
    // Nobody looks for a checkpoint before the first rank has the folder, and all begin with what it found.
    var step: [Int64] = [world.rank == 0 ? Int64(try files.lastStep() ?? 0) : 0]
    try world.broadcast(&step, from: 0)
    completed = Int(step[0])
    written.last = completed
    let initial = try Self.initialWeights(run, layers, world: world)
    stage = PipelineStage(
      layers: layers, weights: initial, biases: layers.map { Array(repeating: 0, count: run.widths[$0 + 1]) },
      widths: run.widths, activation: Activation(rawValue: run.activation ?? "relu") ?? .relu)
    velocities = (initial.map { $0.map { _ in 0 } }, stage.biases.map { $0.map { _ in 0 } })
    for device in devices {
      if completed > 0 { try restore(device) }
      if run.sharing != .examples || world.rank == 0 { try files.removeAll(number: device, except: completed) }
    }
    if world.rank == 0 {
      let counted = try ledger().events.reduce(0) { $0 + $1.steps }
      guard counted >= completed else {
        throw RankedRunError.checkpoint(
          file: folder + "/ledger.jsonl", found: "\(counted) steps",
          expected: "at least \(completed), as the checkpoint says")
      }
    }
  }

  /// Whether all steps are complete.
  public var isDone: Bool { completed >= run.steps }

  /// What was done to the examples so far, in this run and in those before it in the folder. On the first rank only.
  ///
  /// - Throws: `LedgerError`, and what the file system says.
  public func ledger() throws -> Ledger { try Ledger(parsing: try files.ledgerText()) }

  /// One step.
  ///
  /// - Throws: `CommunicatorError`, and what the file system says. The step is then not complete.
  /// - Complexity: O(rate · examples · parameters) over all ranks; a message up and one down for 32 examples and each two neighbouring ranks.
  public mutating func advance() throws {
    let (step, world, noise, areShared) = (completed + 1, world, noise, run.sharing == .examples)
    let sample = try sampled(step)
    for index in sums.indices { sums[index].reset() }
    switch run.sharing ?? .devices {
    case .devices: try addGradients(of: sample)
    case .examples: try addGradients(of: stride(from: world.rank, to: sample.count, by: world.size).map { sample[$0] })
    }
    if world.rank == 0 { try files.append(run.event.json) }
    try world.barrier()
    for (index, device) in devices.enumerated() {
      let source = noise.generator(seed: run.seed, step: step, device: device)
      try sums[index].change { sums in
        // One noise for all: the first rank's numbers carry it into the sum.
        if !areShared || world.rank == 0 { noise.add(to: &sums, source) }
        if areShared { try world.sum(&sums) }
      }
      move(device, by: sums[index])
    }
    if step % (run.checkpointEvery ?? 1) == 0 || step == run.steps { try write(step) }
    completed = step
  }

  /// The batch: each example with the probability `rate`.
  private func sampled(_ step: Int) throws -> [Int] {
    var sample: [Int64] = []
    if world.rank == 0 {
      if let seed = run.seed {
        var stream = RandomStream(seed: seed).child("sample").child(step)
        sample = try stream.poissonSample(of: data.count, rate: run.rate).map(Int64.init)
      } else {
        var words = SecureWords()
        sample = try words.poissonSample(of: data.count, rate: run.rate).map(Int64.init)
      }
    }
    var count = [Int64(sample.count)]
    try world.broadcast(&count, from: 0)
    if world.rank != 0 { sample = Array(repeating: 0, count: Int(count[0])) }
    try world.broadcast(&sample, from: 0)
    return sample.map(Int.init)
  }

  /// Sends the examples up through the ranks' layers and their derivatives down again, and adds clipped gradients on the way.
  private mutating func addGradients(of examples: [Int]) throws {
    let isShared = run.sharing != .examples
    let below = isShared && world.rank > 0 ? world.rank - 1 : nil
    let above = isShared && world.rank < world.size - 1 ? world.rank + 1 : nil
    let pieces = stride(from: 0, to: examples.count, by: Self.rowsPerMessage).map {
      examples[$0..<min($0 + Self.rowsPerMessage, examples.count)]
    }
    var kept: [[(output: [Float], kept: PipelineStage.Kept)]] = []
    for piece in pieces {
      let inputs = try below.map { try rows(piece.count, stage.inputWidth, from: $0) } ?? piece.map { data.row($0) }
      kept.append(inputs.map { stage.forward($0) })
      if let above { try world.send(kept[kept.count - 1].flatMap(\.output), to: above) }
    }
    for (piece, kept) in zip(pieces, kept) {
      let derivatives =
        try above.map { try rows(piece.count, stage.outputWidth, from: $0) }
        ?? zip(piece, kept).map { example, kept in
          Loss.crossEntropy(Tensor(kept.output, shape: [1, kept.output.count]), labels: [data.labels[example]]).gradient
            .elements
        }
      var down: [Float] = []
      for (dy, kept) in zip(derivatives, kept) { down += addGradient(dy, kept.kept) }
      if let below { try world.send(down, to: below) }
    }
  }

  private func rows(_ count: Int, _ width: Int, from rank: Int) throws -> [[Float]] {
    let numbers = try world.receive(count * width, from: rank)
    return (0..<count).map { Array(numbers[($0 * width)..<(($0 + 1) * width)]) }
  }

  /// Adds an example's clipped gradients of the devices here.
  private mutating func addGradient(_ dy: [Float], _ kept: PipelineStage.Kept) -> [Float] {
    var sums = sums
    self.sums = []
    defer { self.sums = sums }
    let places = places
    let down = stage.backward(dy, kept) { here, dy, x in
      sums[places[here].sum].setLinear(at: places[here].offset, dy: dy, x: x)
    }
    for index in sums.indices { sums[index].addExample() }
    return down
  }

  /// Of each layer here: which sum it belongs to, and where in it.
  private var places: [(sum: Int, offset: Int)] {
    let deviceLayers = run.deviceLayers
    return devices.enumerated().flatMap { index, device in
      var offset = 0
      return deviceLayers[device].map { layer in
        defer { offset += (run.widths[layer] + 1) * run.widths[layer + 1] }
        return (index, offset)
      }
    }
  }

  /// Moves a device's parameters against its noisy sum: v ← β v + C/(grid · batch) · sum, w ← w − η v.
  private mutating func move(_ device: Int, by sum: IntegerGroupSum) {
    let unit = sum.threshold / (Double(run.grid) * Double(run.batch))
    let (rate, momentum) = (run.learningRate, run.momentum ?? 0)
    func move(_ values: inout [Float], _ velocity: inout [Float], from offset: Int) {
      for index in values.indices {
        let v = momentum * Double(velocity[index]) + unit * Double(sum.sums[offset + index])
        velocity[index] = Float(v)
        values[index] = Float(Double(values[index]) - rate * v)
      }
    }
    var offset = 0
    for layer in run.deviceLayers[device] {
      let here = layer - stage.layers.lowerBound
      move(&stage.weights[here], &velocities.weights[here], from: offset)
      offset += stage.weights[here].count
      move(&stage.biases[here], &velocities.biases[here], from: offset)
      offset += stage.biases[here].count
    }
  }
}

/// Discrete Gaussian noise on the grid.
struct GridNoise: Sendable {
  private let table: TabulatedDiscreteGaussian?
  private let any: DiscreteGaussian

  init(variance: Rational) throws {
    table =
      variance <= Rational(TabulatedDiscreteGaussian.largestVariance)
      ? try TabulatedDiscreteGaussian(variance: variance) : nil
    any = try DiscreteGaussian(variance: variance)
  }

  /// Where the noise of a device in a step comes from.
  func generator(seed: UInt64?, step: Int, device: Int) -> any RandomNumberGenerator {
    guard let seed else { return SecureWords() }
    return RandomStream(seed: seed).child("noise").child(step).child(device)
  }

  /// Adds a draw to each number.
  func add(to sums: inout [Int64], _ generator: any RandomNumberGenerator) {
    func add(_ generator: some RandomNumberGenerator) {
      var generator = generator
      for index in sums.indices {
        // A word holds a million standard deviations of what `RankedRun` allows.
        let draw = table.map { $0.next(using: &generator) } ?? any.next(using: &generator).asInt ?? 0
        sums[index] += Int64(draw)
      }
    }
    add(generator)
  }
}
