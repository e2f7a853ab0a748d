import Formats
import Foundation
import Testing

@Suite("NPY arrays")
struct NPYTests {
  @Test("What NumPy wrote is read, whatever type, order and version it has")
  func read() throws {
    let doubles = try NPYArray(contentsOfNPY: NumPyFixtures.doubles)
    #expect(doubles.shape == [4] && doubles.elementType == .float64)
    #expect(
      try doubles.doubles().map(\.bitPattern) == [1.5, -0.0, .infinity, Double.leastNonzeroMagnitude].map(\.bitPattern))
    let matrix = try NPYArray(contentsOfNPY: NumPyFixtures.int64Matrix)
    #expect(try matrix.shape == [2, 3] && matrix.integers() == [-3, -2, -1, 0, 1, 2])
    #expect(try matrix.doubles() == [-3, -2, -1, 0, 1, 2])
    #expect(try NPYArray(contentsOfNPY: NumPyFixtures.int32).integers() == [Int64(Int32.min), Int64(Int32.max)])
    let floats = try NPYArray(contentsOfNPY: NumPyFixtures.float32)
    #expect(try floats.shape == [2, 1] && floats.floats() == [0.1, -2.5])
    #expect(try floats.doubles() == [Double(Float(0.1)), -2.5])
    let scalar = try NPYArray(contentsOfNPY: NumPyFixtures.uint8Zero)
    #expect(try scalar.shape == [] && scalar.count == 1 && scalar.integers() == [7])
    let empty = try NPYArray(contentsOfNPY: NumPyFixtures.empty)
    #expect(try empty.shape == [0, 3] && empty.doubles() == [])
    let flags = try NPYArray(contentsOfNPY: NumPyFixtures.bool)
    #expect(try flags.elementType == .bool && flags.integers() == [1, 0, 1] && flags.floats() == [1, 0, 1])
    let big = try NPYArray(contentsOfNPY: NumPyFixtures.bigEndian)
    #expect(try big.byteOrder == .bigEndian && big.doubles() == [1.25, -3])
    #expect(try NPYArray(contentsOfNPY: NumPyFixtures.bigInt16).integers() == [1, -2, 300, -400])
    let fortran = try NPYArray(contentsOfNPY: NumPyFixtures.fortran)
    #expect(try fortran.order == .columnMajor && fortran.doubles() == [0, 1, 2, 3, 4, 5])
    #expect(try NPYArray(contentsOfNPY: NumPyFixtures.fortran3).integers() == Array(0..<24))
    #expect(try NPYArray(contentsOfNPY: NumPyFixtures.uint64).unsignedIntegers() == [.max, 0])
    let half = try NPYArray(contentsOfNPY: NumPyFixtures.half)
    #expect(
      try half.doubles().map(\.bitPattern)
        == [1.5, -0.0, 1.0 / Double(1 << 24), 65504, -.infinity].map(\.bitPattern))
    #expect(try NPYArray(contentsOfNPY: NumPyFixtures.version2).integers() == [0, 1, 2])
    #expect(try NPYArray(contentsOfNPY: NumPyFixtures.version3).integers() == [0, 1, 2])
  }

  @Test(
    "Files of version 1.0 are written back byte for byte",
    arguments: [
      NumPyFixtures.doubles, NumPyFixtures.int64Matrix, NumPyFixtures.int32, NumPyFixtures.float32,
      NumPyFixtures.uint8Zero, NumPyFixtures.empty, NumPyFixtures.bool, NumPyFixtures.bigEndian,
      NumPyFixtures.bigInt16, NumPyFixtures.fortran, NumPyFixtures.fortran3, NumPyFixtures.uint64, NumPyFixtures.half,
    ])
  func writtenBack(file: Data) throws {
    #expect(try NPYArray(contentsOfNPY: file).npyData() == file)
  }

  @Test("Swift arrays make the files that NumPy makes")
  func write() throws {
    #expect(try NPYArray([1.5, -0.0, .infinity, Double.leastNonzeroMagnitude]).npyData() == NumPyFixtures.doubles)
    #expect(try NPYArray([-3, -2, -1, 0, 1, 2] as [Int64], shape: [2, 3]).npyData() == NumPyFixtures.int64Matrix)
    #expect(try NPYArray([Int32.min, Int32.max]).npyData() == NumPyFixtures.int32)
    #expect(try NPYArray([0.1, -2.5] as [Float], shape: [2, 1]).npyData() == NumPyFixtures.float32)
    #expect(try NPYArray([7] as [UInt8], shape: []).npyData() == NumPyFixtures.uint8Zero)
    #expect(try NPYArray([] as [Double], shape: [0, 3]).npyData() == NumPyFixtures.empty)
    #expect(try NPYArray([true, false, true]).npyData() == NumPyFixtures.bool)
    #expect(throws: FormatError.self) { try NPYArray([1.0, 2], shape: [3]) }
    #expect(throws: FormatError.self) { try NPYArray([1.0], shape: [-1]) }
  }

  @Test("Bits of NaNs, infinities and zeros are kept")
  func bits() throws {
    let patterns: [UInt64] = [0x7ff8_0000_0000_0001, 0x7ff0_0000_0000_0001, 0xfff8_dead_beef_0000, 1 << 63, 0, 1]
    let doubles = try NPYArray(contentsOfNPY: NPYArray(patterns.map(Double.init(bitPattern:))).npyData())
    #expect(try doubles.doubles().map(\.bitPattern) == patterns)
    let swapped = try NPYArray(
      .float64, shape: [patterns.count],
      bytes: Data(patterns.flatMap { word in (0..<8).map { UInt8(word >> (56 - 8 * $0) & 0xff) } }),
      byteOrder: .bigEndian)
    #expect(try NPYArray(contentsOfNPY: swapped.npyData()).doubles().map(\.bitPattern) == patterns)
    let narrow: [UInt32] = [0x7fc0_0001, 0xffc0_1234, 0x8000_0000, 0x7f80_0000]
    let floats = try NPYArray(contentsOfNPY: NPYArray(narrow.map(Float.init(bitPattern:))).npyData())
    #expect(try floats.floats().map(\.bitPattern) == narrow)
  }

  @Test("What is not exact is refused, with the index of the element")
  func inexact() throws {
    func refusal(_ body: () throws -> Void) -> FormatError? {
      do {
        try body()
        return nil
      } catch { return error as? FormatError }
    }
    let large = try NPYArray([1, 1 << 53 + 1] as [Int64])
    #expect(refusal { _ = try large.doubles() }?.place == .element(1))
    #expect(refusal { _ = try large.doubles() }?.found == "9007199254740993")
    let fractions = try NPYArray([1, 2, 2.5])
    #expect(refusal { _ = try fractions.integers() }?.reason == .inexact)
    #expect(refusal { _ = try NPYArray([0.1]).floats() }?.place == .element(0))
    #expect(refusal { _ = try NPYArray([Double.nan]).integers() }?.found == "nan")
    #expect(refusal { _ = try NPYArray([UInt64.max]).integers() }?.found == "\(UInt64.max)")
    #expect(refusal { _ = try NPYArray([-1] as [Int64]).unsignedIntegers() }?.found == "-1")
    let flag = try NPYArray(.bool, shape: [1], bytes: Data([2]))
    #expect(refusal { _ = try flag.integers() }?.expected == "0 or 1")
    #expect(try NPYArray([-0.0]).integers() == [0])
  }

  /// A file of version 1.0 with this header and these elements.
  static func file(_ header: String, _ elements: [UInt8] = []) -> Data {
    let length = header.utf8.count
    return Data(
      [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(length & 0xff), UInt8(length >> 8)] + header.utf8 + elements)
  }

  @Test("Headers are Python dictionaries, and not what merely looks like them")
  func headers() throws {
    let eight = [UInt8](repeating: 0, count: 8)
    for header in [
      "{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }\n",
      "{'shape':(1L,),\"descr\":\"<i8\",'fortran_order':True}",
      " { 'fortran_order' : False , 'descr' : '<i4' , 'shape' : ( 2 , 1 , ) , } ",
    ] {
      #expect(try NPYArray(contentsOfNPY: Self.file(header, eight)).bytes.count == 8, "\(header)")
    }
    for (header, reason) in [
      ("{'descr': '<f8', 'fortran_order': False, 'shape': (1), }", FormatError.Reason.malformed),
      ("{'descr': '<f8', 'fortran_order': False, 'shape': (1,) ", .truncated),
      ("{'descr': '<f8', 'fortran_order': False, 'shape': (-1,)}", .malformed),
      ("{'descr': '<f8', 'fortran_order': False, 'shape': (01,)}", .malformed),
      ("{'descr': '<f8', 'fortran_order': 0, 'shape': (1,)}", .malformed),
      ("{'descr': '<f8', 'descr': '<f8', 'fortran_order': False, 'shape': (1,)}", .duplicate),
      ("{'descr': '<f8', 'shape': (1,)}", .missing), ("{}", .missing), ("", .truncated),
      ("{'descr': '<f8', 'fortran_order': False, 'shape': (1,), 'x': 1}", .malformed),
      ("{'descr': '<f8', 'fortran_order': False, 'shape': (1,)} x", .malformed),
      ("{'descr': '|O', 'fortran_order': False, 'shape': (1,)}", .unsupported),
      ("{'descr': 'f8', 'fortran_order': False, 'shape': (1,)}", .unsupported),
      ("{'descr': '<f8', 'fortran_order': False, 'shape': (\(String(repeating: "1, ", count: 65)))}", .unsupported),
      ("{'descr': '<f8', 'fortran_order': False, 'shape': (4611686018427387904,)}", .tooLarge),
      ("{'descr': '<f8', 'fortran_order': False, 'shape': (4294967296, 4294967296)}", .tooLarge),
      ("{'descr': '<f8', 'fortran_order': False, 'shape': (4611686018427387904, 4, 0)}", .tooLarge),
      ("{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999999999,)}", .tooLarge),
      ("{'descr': '|u1', 'fortran_order': False, 'shape': (4611686018427387904,)}", .truncated),
      ("{'descr': '<f8', 'fortran_order': False, 'shape': (0,)}", .malformed),  // 8 bytes too many
    ] {
      let error = #expect(throws: FormatError.self) { try NPYArray(contentsOfNPY: Self.file(header, eight)) }
      #expect(error?.reason == reason, "\(header): \(error?.description ?? "")")
    }
    for file in [NumPyFixtures.complex, NumPyFixtures.structured] {
      let error = #expect(throws: FormatError.self) { try NPYArray(contentsOfNPY: file) }
      #expect(error?.reason == .unsupported && error?.field == "descr")
    }
  }

  @Test("A header length that lies is no reason to read beyond the file")
  func headerLength() {
    for version: UInt8 in 1...3 {
      let lie = Data([0x93] + Array("NUMPY".utf8) + [version, 0, 0xff, 0xff, 0xff, 0xff] + Array("{}".utf8))
      let error = #expect(throws: FormatError.self) { try NPYArray(contentsOfNPY: lie) }
      #expect(error?.reason == .truncated && error?.place == .byte(8))
    }
  }
}
