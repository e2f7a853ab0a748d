import Arrays
import Formats
import Foundation
import Quantization
import Randomness
import TestSupport
import Testing

@Suite("GGUF")
struct GGUFTests {
  private func matrix(bits: Int, group: Int?) throws -> QuantizedMatrix {
    var stream = RandomStream(seed: 5).child("gguf").child(bits)
    let weights = DenseMatrix<Float>(rows: 8, columns: 64) { _, _ in Float(stream.uniform(in: -99...99)) / 64 }
    return try QuantizedMatrix.nearest(weights, grid: GridSpecification(bits: bits, group: group)).matrix
  }

  @Test("Blocks, read by the published rule, are the weights", arguments: [4, 8])
  func blocks(bits: Int) throws {
    let matrix = try matrix(bits: bits, group: 32)
    let (type, bytes) = try matrix.ggufBlocks()
    let size = bits == 4 ? 18 : 34
    #expect(type == (bits == 4 ? .blocks4 : .blocks8) && bytes.count == 16 * size)
    var weights: [Float] = []
    for block in 0..<16 {
      let part = [UInt8](bytes[block * size..<(block + 1) * size])
      let scale = Float(Float16(bitPattern: UInt16(part[0]) | UInt16(part[1]) << 8))
      if bits == 8 {
        weights += part.dropFirst(2).map { scale * Float(Int8(bitPattern: $0)) }
      } else {
        weights += part.dropFirst(2).map { scale * Float(Int($0 & 15) - 8) }
        weights += part.dropFirst(2).map { scale * Float(Int($0 >> 4) - 8) }
      }
    }
    #expect(weights == matrix.weights().entries)
  }

  @Test("What GGUF's blocks cannot hold is refused")
  func refused() throws {
    for (bits, group) in [(3, 32), (4, 64), (4, nil), (5, 32)] as [(Int, Int?)] {
      #expect(throws: QuantizationError.self) { try matrix(bits: bits, group: group).ggufBlocks() }
    }
    // Weights of one sign have a zero at the end.
    let ones = DenseMatrix<Float>(rows: 1, columns: 32) { _, _ in 1 }
    let positive = try QuantizedMatrix.nearest(ones, grid: GridSpecification(bits: 4, group: 32)).matrix
    let error = #expect(throws: QuantizationError.self) { try positive.ggufBlocks() }
    #expect("\(error.map { "\($0)" } ?? "")".contains("row 0, group 0"))
  }

  @Test("A file by hand, byte for byte; and what cannot be written")
  func file() throws {
    let place = try Workplace()
    let path = place.path("a.gguf").path
    var writer = try GGUFWriter(
      path: path, architecture: "x", tensors: [.init(name: "t", type: .float16, shape: [2, 3])])
    #expect(throws: QuantizationError.self) { try writer.append(Data(count: 11), to: "t") }
    #expect(throws: QuantizationError.self) { try writer.append(Data(count: 12), to: "u") }
    try writer.append(Data(1...12), to: "t")
    try writer.finish()
    func little(_ number: some FixedWidthInteger) -> [UInt8] {
      withUnsafeBytes(of: number.littleEndian) { [UInt8]($0) }
    }
    func text(_ text: String) -> [UInt8] { little(UInt64(text.utf8.count)) + Array(text.utf8) }
    var expected = Array("GGUF".utf8) + little(UInt32(3)) + little(UInt64(1)) + little(UInt64(3))
    expected += text("general.architecture") + little(UInt32(8)) + text("x")
    expected += text("general.alignment") + little(UInt32(4)) + little(UInt32(32))
    expected += text("general.quantization_version") + little(UInt32(4)) + little(UInt32(2))
    expected +=
      text("t") + little(UInt32(2)) + little(UInt64(3)) + little(UInt64(2)) + little(UInt32(1)) + little(UInt64(0))
    while expected.count % 32 != 0 { expected.append(0) }
    expected += Array(1...12) + [UInt8](repeating: 0, count: 20)
    #expect(try [UInt8](Data(contentsOf: place.path("a.gguf"))) == expected)
    for (type, shape) in [(.blocks4, [2, 31]), (.float32, []), (.float32, [0]), (.float32, [1 << 62, 8])]
      as [(GGUFWriter.ElementType, [Int])]
    {
      #expect(throws: QuantizationError.self) {
        _ = try GGUFWriter(path: path, architecture: "x", tensors: [.init(name: "t", type: type, shape: shape)])
      }
    }
  }

  @Test("From a packed file, and from files that are none")
  func command() throws {
    let place = try Workplace()
    var stream = RandomStream(seed: 6)
    var writer = try SafetensorsWriter(
      path: place.path("m.safetensors").path,
      tensors: [.init(name: "a.weight", type: .float32, shape: [32, 64]), .init(name: "b", type: .int64, shape: [2])])
    try writer.append(
      SafetensorsElementType.float32.bytes(of: (0..<2048).map { _ in Float(stream.uniform(in: -99...99)) }),
      to: "a.weight")
    try writer.append(Data(count: 16), to: "b")
    try writer.finish()
    try place.run(
      "quantize", "m.safetensors", "--bits", "4", "--group", "32", "--layout", "gptq", "-o", "p.safetensors")
    let run = try place.run("quantize", "gguf", "p.safetensors", "-o", "o.gguf")
    #expect(run.exitCode == 0 && run.output == "wrote o.gguf: 1 packed layers, 0 other tensors\n", "\(run)")
    #expect(run.errors.contains("b is left out"))
    #expect(try place.run("quantize", "gguf", "m.safetensors", "-o", "o.gguf").exitCode == 3)
    try place.run(
      "quantize", "m.safetensors", "--bits", "3", "--group", "32", "--layout", "gptq", "-o", "p.safetensors")
    let three = try place.run("quantize", "gguf", "p.safetensors", "-o", "o.gguf")
    #expect(three.exitCode == 3 && three.errors.contains("4 or 8 bits"), "\(three)")
  }
}
