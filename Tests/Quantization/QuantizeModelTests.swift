import Formats
import Foundation
import TestSupport
import Testing

@Suite("tightbound quantize")
struct QuantizeModelTests {
  /// A model of two layers, an embedding and a bias, and inputs of the first layer.
  private func write(_ place: Workplace) throws {
    func floats(_ count: Int, _ factor: Float) -> [Float] { (0..<count).map { sin(Float($0) * factor) } }
    let tensors: [(String, [Int], [Float])] = [
      ("a.weight", [32, 32], floats(1024, 1.3)), ("b.bias", [32], floats(32, 1)),
      ("b.weight", [8, 32], floats(256, 0.7)), ("embed.weight", [4, 32], floats(128, 2)),
    ]
    try write(tensors, to: place.path("m.safetensors").path)
    try write([("a.weight", [40, 32], floats(1280, 0.9))], to: place.path("x.safetensors").path)
  }

  private func write(_ tensors: [(String, [Int], [Float])], to path: String) throws {
    var writer = try SafetensorsWriter(
      path: path, tensors: tensors.map { Safetensors.Declaration(name: $0.0, type: .float32, shape: $0.1) })
    for (name, _, values) in tensors { try writer.append(SafetensorsElementType.float32.bytes(of: values), to: name) }
    try writer.finish()
  }

  @Test("Rounding to the nearest: the two layers, and nothing else")
  func nearest() throws {
    let place = try Workplace()
    try write(place)
    let run = try place.run("quantize", "m.safetensors", "--bits", "3", "--group", "16", "-o", "out.safetensors")
    #expect(
      run.exitCode == 0 && run.output.contains("a.weight: 32 × 32")
        && run.output.contains("2 layers, 1280 weights, 4 bits each"), "\(run)")
    let (before, after) = (
      try Safetensors(mapping: place.path("m.safetensors").path),
      try Safetensors(mapping: place.path("out.safetensors").path)
    )
    for name in ["b.bias", "embed.weight"] { #expect(try before.bytes(of: name) == after.bytes(of: name)) }
    let (old, new) = (try before.floats("a.weight"), try after.floats("a.weight"))
    #expect(zip(old, new).allSatisfy { abs($0 - $1) <= 0.3 } && old != new)
    #expect(Set(new.prefix(16)).count <= 8)
  }

  @Test("GPTQ with inputs, in the GPTQ layout; a layer without inputs stays")
  func gptq() throws {
    let place = try Workplace()
    try write(place)
    let run = try place.run(
      "quantize", "m.safetensors", "--method", "gptq", "--bits", "4", "--group", "16", "--calibration", "x.safetensors",
      "--layout", "gptq", "-o", "out.safetensors", "--format", "json")
    #expect(run.exitCode == 0 && run.output.contains(#""name":"a.weight""#), "\(run)")
    #expect(run.output.contains(#""damping":0.01"#) && run.output.contains(#""bitsPerWeight":5,"#), "\(run)")
    let file = try Safetensors(mapping: place.path("out.safetensors").path)
    #expect(file.entry("a.qweight")?.shape == [4, 32] && file.entry("a.scales")?.type == .float16)
    #expect(file.entry("a.weight") == nil && file.entry("b.weight") != nil)
    #expect(file.metadata["bits"] == "4" && file.metadata["group_size"] == "16")
    // Ranges are searched unless --range says otherwise.
    let options = ["--method", "gptq", "--bits", "2", "--group", "16", "--calibration", "x.safetensors"]
    for (range, name) in [(nil, "usual"), ("searched", "searched"), ("full", "full")] {
      let arguments = options + (range.map { ["--range", $0] } ?? []) + ["-o", "\(name).safetensors"]
      try #expect(place.run(arguments: ["quantize", "m.safetensors"] + arguments).exitCode == 0)
    }
    let usual = try Data(contentsOf: place.path("usual.safetensors"))
    #expect(try usual == Data(contentsOf: place.path("searched.safetensors")))
    #expect(try usual != Data(contentsOf: place.path("full.safetensors")))
  }

  @Test("Wrong usage and unsuitable files say what is wrong")
  func refusals() throws {
    let place = try Workplace()
    try write(place)
    let needs = try place.run("quantize", "m.safetensors", "--method", "gptq", "-o", "o.safetensors")
    #expect(needs.exitCode == 2 && needs.errors.contains("gptq needs --calibration"), "\(needs)")
    let bits = try place.run("quantize", "m.safetensors", "--bits", "1", "-o", "o.safetensors")
    #expect(bits.exitCode == 2 && bits.errors.contains("a grid of 1 bits; expected 2 to 8"), "\(bits)")
    let none = try place.run("quantize", "m.safetensors", "--only", "nothing", "-o", "o.safetensors")
    #expect(none.exitCode == 3 && none.errors.contains("no matrix of weights is chosen"), "\(none)")
    let layout = try place.run(
      "quantize", "m.safetensors", "--bits", "5", "--layout", "gptq", "-o", "o.safetensors")
    #expect(layout.exitCode == 3 && layout.errors.contains("2, 3, 4 or 8 bits, not 5"), "\(layout)")
    try place.write("no tensors", to: "broken.safetensors")
    #expect(try place.run("quantize", "broken.safetensors", "-o", "o.safetensors").exitCode == 3)
    try write([("a.weight", [2, 31], [Float](repeating: 1, count: 62))], to: place.path("y.safetensors").path)
    for (options, reason) in [
      (["--order", "natural"], "of --method gptq"), (["--damping", "0.1"], "of --method gptq"),
      (["--method", "gptq", "--calibration", "x.safetensors", "--damping", "nan"], "at least 0"),
      (["-o", "./m.safetensors"], "which is read"),
      (["--method", "gptq", "--calibration", "x.safetensors", "-o", "x.safetensors"], "which is read"),
    ] {
      let run = try place.run(arguments: ["quantize", "m.safetensors", "-o", "o.safetensors"] + options)
      #expect(run.exitCode == 2 && run.errors.contains(reason), "\(run)")
    }
    let folder = try place.run("quantize", "m.safetensors", "-o", "none/o.safetensors")
    #expect(
      folder.exitCode == 3 && folder.errors.contains("cannot write none/o.safetensors: No such file or directory"),
      "\(folder)")
    let shape = try place.run(
      "quantize", "m.safetensors", "--method", "gptq", "--calibration", "y.safetensors", "-o", "o.safetensors")
    #expect(shape.exitCode == 3 && shape.errors.contains("expected rows of 32"), "\(shape)")
  }
}
