import Formats
import Foundation

/// The files from which a run over ranks continues: a file for each device and step, written by the rank that hosts it, then the name of the
/// step, which counts from then on. Another number of ranks reads the same files.
struct RankCheckpoint {
  let folder: String
  /// ``RankedRun/identity()``.
  let run: String

  /// The parameters of a device and what the optimiser keeps of each.
  struct Device: Equatable {
    var parameters: [(name: String, shape: [Int], values: [Float], velocity: [Float])]

    static func == (left: Device, right: Device) -> Bool {
      left.parameters.count == right.parameters.count
        && zip(left.parameters, right.parameters).allSatisfy {
          $0.name == $1.name && $0.shape == $1.shape && $0.values == $1.values && $0.velocity == $1.velocity
        }
    }
  }

  private struct Head: Codable {
    var step: Int
    var run: String
  }

  private var headPath: String { folder + "/checkpoint.json" }
  private var ledgerPath: String { folder + "/ledger.jsonl" }
  private func path(_ device: Int, _ step: Int) -> String { "\(folder)/device-\(device)-step-\(step).safetensors" }

  /// The last step that is complete on the disk; nil in a new folder.
  ///
  /// - Throws: ``RankedRunError/checkpoint(file:found:expected:)`` if it is of another run.
  func lastStep() throws -> Int? {
    guard FileManager.default.fileExists(atPath: headPath) else { return nil }
    let head: Head
    do { head = try decodeStrictly(Head.self, from: Data(contentsOf: URL(fileURLWithPath: headPath))) } catch {
      throw RankedRunError.checkpoint(file: headPath, found: "\(error)", expected: "a step and a run")
    }
    guard head.run == run else {
      throw RankedRunError.checkpoint(file: headPath, found: "a checkpoint of another run", expected: "one of this run")
    }
    guard (1...1 << 20) ~= head.step else {
      throw RankedRunError.checkpoint(file: headPath, found: "step \(head.step)", expected: "1 to 2^20")
    }
    return head.step
  }

  /// Writes a device's file.
  ///
  /// - Complexity: O(parameters), and a flush of the disk.
  func write(_ device: Device, number: Int, step: Int) throws {
    let names = device.parameters.flatMap {
      [($0.name, $0.shape, $0.values), ("velocity." + $0.name, $0.shape, $0.velocity)]
    }
    var file = try Safetensors.header(
      names.map { Safetensors.Declaration(name: $0.0, type: .float32, shape: $0.1) },
      metadata: ["step": "\(step)", "run": run])
    for (_, _, values) in names { file.append(SafetensorsElementType.float32.bytes(of: values)) }
    try DurableFile.write(file, to: path(number, step))
  }

  /// Names the step whose files are all there: from then on it is the one to continue from.
  func commit(_ step: Int) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    try DurableFile.write(try encoder.encode(Head(step: step, run: run)), to: headPath)
  }

  /// Removes a device's file of a step that is no longer needed.
  func remove(number: Int, step: Int) { try? FileManager.default.removeItem(atPath: path(number, step)) }

  /// Removes all files of a device but that of one step: those of steps that a run before this one wrote and did not name.
  func removeAll(number: Int, except step: Int) throws {
    for name in try FileManager.default.contentsOfDirectory(atPath: folder)
    where name.hasPrefix("device-\(number)-step-") && folder + "/" + name != path(number, step) {
      try FileManager.default.removeItem(atPath: folder + "/" + name)
    }
  }

  /// Reads a device's file into parameters of these names and shapes.
  func read(into device: inout Device, number: Int, step: Int) throws {
    let path = path(number, step)
    func refuse(_ found: String, _ expected: String) -> RankedRunError {
      .checkpoint(file: path, found: found, expected: expected)
    }
    let file: Safetensors
    do { file = try Safetensors(try Data(contentsOf: URL(fileURLWithPath: path))) } catch {
      throw refuse("\(error)", "the parameters of device \(number) after step \(step)")
    }
    guard file.metadata["run"] == run, file.metadata["step"] == "\(step)" else {
      throw refuse("another run or step", "step \(step) of this run")
    }
    for index in device.parameters.indices {
      let (name, shape) = (device.parameters[index].name, device.parameters[index].shape)
      for (name, isVelocity) in [(name, false), ("velocity." + name, true)] {
        guard let entry = file.entry(name), entry.shape == shape, entry.type == .float32 else {
          throw refuse("no \(name) of shape \(shape)", "one in float32")
        }
        let values = try file.floats(name)
        if isVelocity { device.parameters[index].velocity = values } else { device.parameters[index].values = values }
      }
    }
  }

  /// Adds an event to the ledger; it is on the disk when this returns.
  func append(_ line: String) throws { try DurableFile.append(Data((line + "\n").utf8), to: ledgerPath) }

  /// The ledger as it stands. A last line that was not written to its end is removed first: its noise was never drawn.
  func ledgerText() throws -> Data {
    guard FileManager.default.fileExists(atPath: ledgerPath) else { return Data() }
    let text = try Data(contentsOf: URL(fileURLWithPath: ledgerPath))
    guard let last = text.last, last != UInt8(ascii: "\n") else { return text }
    let end = text.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? text.startIndex
    let whole = Data(text[..<end])
    try DurableFile.write(whole, to: ledgerPath)
    return whole
  }
}
