import Formats
import Foundation
import Testing

@Suite("Safetensors: what is right is read as it was written, all else is refused")
struct SafetensorsTests {
  static func file(_ header: String, _ content: [UInt8] = []) -> Data {
    withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Data($0) } + Data(header.utf8) + Data(content)
  }

  static func entry(_ name: String, _ type: String, _ shape: String, _ offsets: String) -> String {
    #""\#(name)":{"dtype":"\#(type)","shape":[\#(shape)],"data_offsets":[\#(offsets)]}"#
  }

  @Test("A file made by hand")
  func byHand() throws {
    let header =
      "{" + #""__metadata__":{"format":"pt"},"# + Self.entry("b", "F16", "2", "4,8") + ","
      + Self.entry("a", "F32", "1,1", "0,4") + "," + Self.entry("c", "BF16", "", "8,10") + ","
      + Self.entry("none", "F32", "0,7", "10,10") + "}   "
    let file = try Safetensors(
      Self.file(header, [0, 0, 0xc0, 0x3f, 0x00, 0x3c, 0x01, 0x80, 0x80, 0xbf]))
    #expect(file.entries.map(\.name) == ["a", "b", "c", "none"])
    #expect(file.entries.map(\.shape) == [[1, 1], [2], [], [0, 7]])
    #expect(file.entries.map(\.count) == [1, 2, 1, 0])
    #expect(file.metadata == ["format": "pt"])
    #expect(try file.floats("a") == [1.5])
    #expect(try file.floats("b") == [1, -0x1p-24])
    #expect(try file.floats("c") == [-1])
    #expect(try file.floats("none") == [])
    #expect(try file.bytes(of: "b") == Data([0x00, 0x3c, 0x01, 0x80]))
    #expect(throws: FormatError.self) { try file.floats("d") }
  }

  /// A header, the bytes after it, and the reason why the file is refused with what its message says.
  static let refused: [(header: String, content: [UInt8], reason: FormatError.Reason, says: String)] = [
    ("[]", [], .malformed, "at once"),
    (" {}", [], .malformed, "at once"),
    ("", [], .malformed, "at once"),
    ("{} x", [], .malformed, "a JSON object"),
    ("{", [], .malformed, "a JSON object"),
    ("{\(entry("a", "U8", "1", "0,1")),\(entry("a", "U8", "1", "0,1"))}", [0], .duplicate, "twice"),
    ("{\(entry("a", "U8", "1", "0,1")),\(entry("b", "U8", "1", "0,1"))}", [0], .inconsistent, "overlaps"),
    ("{\(entry("a", "U8", "2", "0,2")),\(entry("b", "U8", "2", "1,3"))}", [0, 0, 0], .inconsistent, "overlaps"),
    ("{\(entry("a", "U8", "1", "0,1")),\(entry("b", "U8", "1", "2,3"))}", [0, 0, 0], .inconsistent, "holes"),
    ("{\(entry("a", "U8", "1", "1,2"))}", [0, 0], .inconsistent, "holes"),
    ("{\(entry("a", "U8", "1", "0,1"))}", [0, 0], .malformed, "1 bytes, as the header says"),
    ("{}", [0], .malformed, "0 bytes, as the header says"),
    ("{\(entry("a", "U8", "2", "0,2"))}", [0], .truncated, "2 bytes, as the header says"),
    ("{\(entry("a", "U8", "9223372036854775807", "0,9223372036854775807"))}", [0], .truncated, "as the header says"),
    ("{\(entry("a", "F32", "4611686018427387904,4", "0,0"))}", [], .tooLarge, "bytes in all"),
    ("{\(entry("a", "F32", "9223372036854775807", "0,4"))}", [0, 0, 0, 0], .tooLarge, "bytes in all"),
    ("{\(entry("a", "F32", "9223372036854775808", "0,4"))}", [0, 0, 0, 0], .tooLarge, "at most 9223372036854775807"),
    ("{\(entry("a", "F32", "1", "0,99999999999999999999"))}", [0, 0, 0, 0], .tooLarge, "at most 9223372036854775807"),
    ("{\(entry("a", "F32", "-1", "0,4"))}", [0, 0, 0, 0], .malformed, "at least 0"),
    ("{\(entry("a", "F32", "1.0", "0,4"))}", [0, 0, 0, 0], .malformed, "at least 0"),
    ("{\(entry("a", "F32", "1e0", "0,4"))}", [0, 0, 0, 0], .malformed, "at least 0"),
    ("{\(entry("a", "F32", "\"1\"", "0,4"))}", [0, 0, 0, 0], .malformed, "at least 0"),
    ("{\(entry("a", "F32", "1", "4,0"))}", [0, 0, 0, 0], .malformed, "ascending"),
    ("{\(entry("a", "F32", "1", "0,4,4"))}", [0, 0, 0, 0], .malformed, "ascending"),
    ("{\(entry("a", "F32", "1", "0"))}", [0, 0, 0, 0], .malformed, "ascending"),
    ("{\(entry("a", "F32", "1", "0,3"))}", [0, 0, 0], .inconsistent, "as the shape"),
    ("{\(entry("a", "F32", "2,0", "0,4"))}", [0, 0, 0, 0], .inconsistent, "as the shape"),
    ("{\(entry("a", "F31", "1", "0,4"))}", [0, 0, 0, 0], .unsupported, "one of BOOL"),
    ("{\(entry("a", "f32", "1", "0,4"))}", [0, 0, 0, 0], .unsupported, "one of BOOL"),
    ("{\(entry("a", "U8", "1" + String(repeating: ",1", count: 64), "0,1"))}", [0], .unsupported, "at most 64"),
    (#"{"a":{"dtype":"U8","shape":[1]}}"#, [0], .missing, "data_offsets"),
    (#"{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1],"strides":[1]}}"#, [0], .malformed, "alone"),
    (#"{"a":{"dtype":"U8","shape":1,"data_offsets":[0,1]}}"#, [0], .malformed, "a list of integers"),
    (#"{"a":{"dtype":1,"shape":[1],"data_offsets":[0,1]}}"#, [0], .unsupported, "one of BOOL"),
    (#"{"a":[1]}"#, [0], .malformed, "an object with dtype"),
    (#"{"__metadata__":{"a":1}}"#, [], .malformed, "a text"),
    (#"{"__metadata__":[]}"#, [], .malformed, "values are texts"),
  ]

  @Test("Refused, with the reason", arguments: refused.indices)
  func refuses(_ index: Int) throws {
    let (header, content, reason, says) = Self.refused[index]
    let error = try #require(throws: FormatError.self) { try Safetensors(Self.file(header, content)) }
    #expect(error.reason == reason, "\(error)")
    #expect(error.description.contains(says), "\(error)")
  }

  @Test("A length of the header beyond the file, or beyond reason, allocates nothing")
  func lengths() throws {
    let long = Data([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7b])
    #expect(try #require(throws: FormatError.self) { try Safetensors(long) }.reason == .tooLarge)
    let beyond = Data([3, 0, 0, 0, 0, 0, 0, 0, 0x7b, 0x7d])
    #expect(try #require(throws: FormatError.self) { try Safetensors(beyond) }.reason == .truncated)
    for count in 0..<8 {
      #expect(try #require(throws: FormatError.self) { try Safetensors(long.prefix(count)) }.reason == .truncated)
    }
  }

  @Test("Written, read: the same tensors; and every prefix is refused")
  func roundTrip() throws {
    let declarations: [Safetensors.Declaration] = [
      .init(name: "w\"\\\n", type: .float32, shape: [2, 3]), .init(name: "é", type: .bfloat16, shape: [2]),
      .init(name: "s", type: .int8, shape: []), .init(name: "e", type: .float16, shape: [3, 0]),
    ]
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("safetensors-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appendingPathComponent("x.safetensors").path
    let values: [Float] = [1, -2, .pi, .infinity, -0.0, 0x1p-140]
    var writer = try SafetensorsWriter(path: path, tensors: declarations, metadata: ["b": "2", "a": "\u{1}"])
    #expect(throws: FormatError.self) { try writer.append(Data(), to: "s") }
    #expect(throws: FormatError.self) { try writer.append(Data([1]), to: "w\"\\\n") }
    try writer.append(SafetensorsElementType.float32.bytes(of: values), to: "w\"\\\n")
    try writer.append(SafetensorsElementType.bfloat16.bytes(of: [1, 3]), to: "é")
    try writer.append(Data([7]), to: "s")
    try writer.append(Data(), to: "e")
    #expect(!FileManager.default.fileExists(atPath: path))
    try writer.finish()
    let file = try Safetensors(mapping: path)
    #expect(file.entries.map(\.name) == declarations.map(\.name))
    #expect(file.metadata == ["b": "2", "a": "\u{1}"])
    #expect(try file.floats("w\"\\\n").map(\.bitPattern) == values.map(\.bitPattern))
    #expect(try file.floats("é") == [1, 3])
    #expect(try SafetensorsFolder(path).names == ["e", "s", "w\"\\\n", "é"])
    let data = try Data(contentsOf: URL(fileURLWithPath: path))
    for count in 0..<data.count { #expect(throws: FormatError.self) { try Safetensors(data.prefix(count)) } }
  }

  @Test("What cannot be written is refused")
  func unwritable() {
    let one = Safetensors.Declaration(name: "a", type: .float32, shape: [1])
    #expect(throws: FormatError.self) { try Safetensors.header([one, one]) }
    for shape in [[-1], [Int.max], [Int.max, Int.max]] {
      #expect(throws: FormatError.self) { try Safetensors.header([.init(name: "a", type: .float32, shape: shape)]) }
    }
    #expect(throws: FormatError.self) { try Safetensors.header([.init(name: "__metadata__", type: .uint8, shape: [])]) }
    let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    defer { try? FileManager.default.removeItem(atPath: path + ".part") }
    #expect(throws: FormatError.self) { try SafetensorsWriter(path: path, tensors: [one]).finish() }
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test("Every number of 16 bits comes back from the float that it is, and floats go to the nearest")
  func halves() throws {
    for type in [SafetensorsElementType.float16, .bfloat16] {
      let bits = (0...UInt16.max).map { $0 }
      let content = bits.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
      let file = try Safetensors(
        Self.file("{\(Self.entry("a", type.rawValue, "65536", "0,131072"))}", content))
      let floats = try file.floats("a")
      let back = type.bytes(of: floats)
      var wrong: [Int] = []
      for index in bits.indices where !floats[index].isNaN {
        let stored = UInt16(back[2 * index]) | UInt16(back[2 * index + 1]) << 8
        if stored != bits[index] { wrong.append(index) }
      }
      // Between two neighbours: the nearer one, and of a tie the even one.
      let largest = bits.count / 2 - 1 - (type == .float16 ? 0x3ff : 0x7f) - 1
      for index in 0..<largest {
        let (low, high) = (Double(floats[index]), Double(floats[index + 1]))
        let middle = Float((low + high) / 2)
        let even = UInt16(index + index % 2)
        for (value, expected) in [
          (middle.nextDown, UInt16(index)), (middle, even), (middle.nextUp, UInt16(index + 1)),
        ] where Double(middle) == (low + high) / 2 {
          let stored = type.bytes(of: [value, -value])
          let positive = UInt16(stored[0]) | UInt16(stored[1]) << 8
          let negative = UInt16(stored[2]) | UInt16(stored[3]) << 8
          if positive != expected || negative != expected | 0x8000 { wrong.append(index) }
        }
      }
      #expect(wrong.isEmpty)
      let last = type.bytes(of: [.greatestFiniteMagnitude, .infinity, .nan])
      #expect(last.prefix(2) == last.dropFirst(2).prefix(2))
      let three = try Safetensors(Self.file("{\(Self.entry("a", type.rawValue, "3", "0,6"))}", Array(last)))
      #expect(try three.floats("a")[2].isNaN)
    }
  }

  @Test("Shards: index and files must agree")
  func shards() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("shards-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    func index(_ map: String) throws {
      try Data(#"{"metadata":{"total_size":8},"weight_map":{\#(map)}}"#.utf8)
        .write(to: folder.appendingPathComponent("model.safetensors.index.json"))
    }
    #expect(throws: FormatError.self) { try SafetensorsFolder(folder.path) }
    #expect(throws: (any Error).self) { try SafetensorsFolder(folder.path + "/nowhere") }
    try Self.file("{\(Self.entry("a", "F32", "1", "0,4"))}", [0, 0, 0x80, 0x3f])
      .write(to: folder.appendingPathComponent("1.safetensors"))
    try Self.file("{\(Self.entry("b", "F32", "1", "0,4"))}", [0, 0, 0, 0x40])
      .write(to: folder.appendingPathComponent("2.safetensors"))
    try index(#""a":"1.safetensors","b":"2.safetensors""#)
    let weights = try SafetensorsFolder(folder.path)
    #expect(weights.names == ["a", "b"])
    #expect(try weights.floats("a") == [1])
    #expect(try weights.floats("b") == [2])
    #expect(weights.entry("c") == nil)
    for wrong in [
      #""a":"2.safetensors","b":"1.safetensors""#,
      #""a":"1.safetensors","b":"2.safetensors","c":"2.safetensors""#, #""a":"1.safetensors","b":"1.safetensors""#,
      #""a":"../1.safetensors","b":"2.safetensors""#, #""a":"1.safetensors","b":2"#, #""a":"","b":"2.safetensors""#,
      #""a":"1.safetensors","b":"2.safetensors","a":"1.safetensors""#,
    ] {
      try index(wrong)
      #expect(throws: (any Error).self, "\(wrong)") { try SafetensorsFolder(folder.path) }
    }
  }

  @Test("Bytes changed at random: a file or an error, never a trap")
  func fuzzed() throws {
    let header =
      "{" + #""__metadata__":{"format":"pt"},"# + Self.entry("a", "F32", "1,1", "0,4") + ","
      + Self.entry("b", "F16", "2", "4,8") + "}"
    let file = Self.file(header, [0, 0, 0xc0, 0x3f, 0x00, 0x3c, 0x01, 0x80])
    var state: UInt64 = 7
    for _ in 0..<3_000 {
      var changed = file
      for _ in 0..<2 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        changed[Int(state >> 33) % changed.count] = UInt8(truncatingIfNeeded: state >> 20)
      }
      guard let read = try? Safetensors(changed) else { continue }
      for entry in read.entries { _ = try? read.floats(entry.name) }
    }
  }

  @Test("Mapped: rows of a matrix; what was let go is read again; a folder and a pipe are no files")
  func mapped() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("mapped-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appendingPathComponent("a.safetensors").path
    let values = (0..<30_000).map { Float($0) }
    var writer = try SafetensorsWriter(
      path: path,
      tensors: [
        .init(name: "a", type: .float32, shape: [3, 1]), .init(name: "b", type: .float32, shape: [100, 300]),
        .init(name: "c", type: .float16, shape: [2, 2]),
      ])
    try writer.append(SafetensorsElementType.float32.bytes(of: [1, 2, 3]), to: "a")
    try writer.append(SafetensorsElementType.float32.bytes(of: values), to: "b")
    try writer.append(SafetensorsElementType.float16.bytes(of: [1, 2, 3, 4]), to: "c")
    try writer.finish()
    let file = try Safetensors(mapping: path)
    #expect(try file.floats("c", row: 1) == [3, 4] && file.floats("a", row: 2) == [3])
    for name in ["a", "b", "c", "none"] {
      file.release(name)
      #expect(try file.floats("b") == values && file.floats("a") == [1, 2, 3] && file.floats("c") == [1, 2, 3, 4])
    }
    #expect(try file.floats("b", row: 99) == Array(values.suffix(300)))
    // What lies in memory is not let go.
    let read = try Safetensors(Data(contentsOf: URL(fileURLWithPath: path)))
    read.release("b")
    #expect(try read.floats("b") == values)
    #expect(throws: (any Error).self) { try Safetensors(mapping: folder.path) }
    #expect(throws: (any Error).self) { try Safetensors(mapping: "/dev/null") }
    try Data().write(to: URL(fileURLWithPath: path))
    #expect(throws: FormatError.self) { try Safetensors(mapping: path) }
  }
}
