import Formats
import Foundation
import Testing

/// A reader with small files it accepts. `read` reads everything there is, writes it, and reads what it wrote: the
/// second reading must give the same value.
struct FuzzedReader: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let seeds: [Data]
  /// Whether what was read, and written again, is the same; throws what the reader throws.
  let isStable: @Sendable (Data) throws -> Bool

  static let all = [npy, npz, mtx, csv]

  static let npy = FuzzedReader(
    testDescription: "NPY",
    seeds: [
      NumPyFixtures.bigInt16, NumPyFixtures.fortran, NumPyFixtures.version2, NumPyFixtures.uint8Zero,
      NPYTests.file("{'descr':'<i2','fortran_order':True,'shape':(2,2)}", [1, 0, 2, 0, 3, 0, 4, 0]),
    ]
  ) { file in
    let array = try NPYArray(contentsOfNPY: file)
    _ = try? array.doubles()
    _ = try? array.floats()
    _ = try? array.integers()
    _ = try? array.unsignedIntegers()
    return try NPYArray(contentsOfNPY: array.npyData()) == array
  }

  static let npz = FuzzedReader(
    testDescription: "NPZ", seeds: [NumPyFixtures.npzStored, NumPyFixtures.npzDeflate, NumPyFixtures.npzZip64]
  ) { file in
    let archive = try NPZArchive(file, sizeLimit: 1 << 20)
    var arrays: [(name: String, array: NPYArray)] = []
    for name in archive.arrayNames { arrays.append((name, try archive.array(name))) }
    let back = try NPZArchive(NPZArchive.data(arrays, compression: .deflate))
    return try back.arrayNames == arrays.map(\.name) && arrays.allSatisfy { try back.array($0.name) == $0.array }
  }

  static let mtx = FuzzedReader(
    testDescription: "Matrix Market",
    seeds: [
      "%%MatrixMarket matrix coordinate real general\n% c\n3 4 3\n1 1 0.5\n3 4 -1e-3\n2 2 12345678901234567890.0\n",
      "%%MatrixMarket matrix array integer symmetric\n2 2\n1\n2\n3\n",
      "%%MatrixMarket matrix coordinate pattern symmetric\r\n3 3 2\r\n2 1\r\n3 3\r\n",
      "%%MatrixMarket matrix coordinate integer skew-symmetric\n3 3 2\n2 1 5\n2 1 7\n",
    ].map { Data($0.utf8) }
  ) { file in
    let matrix = try MatrixMarket(contentsOfMTX: file, duplicates: .summed)
    _ = try? MatrixMarket(contentsOfMTX: file)
    _ = try? matrix.expanded().triples()
    let written = matrix.mtxData()
    // Compared as text, in which a NaN equals itself.
    return try MatrixMarket(contentsOfMTX: written).mtxData() == written
  }

  static let csv = FuzzedReader(
    testDescription: "CSV",
    seeds: [
      "1,2.5,-3\n4e5,0.1,nan\n", "x;\"y;\"\"z\"\n1;2\r\n-inf;1234567890123456789012\r\n", "\u{feff}1\t2\n",
      "a\n1\n2\n\n",
    ].map { Data($0.utf8) }
  ) { file in
    let table = try NumberTable(contentsOfCSV: file)
    let header: NumberTable.Header = table.columnNames == nil ? .absent : .present
    let written = table.csvData()
    let back = try NumberTable(contentsOfCSV: written, header: header, separator: .comma)
    return back.rows == table.rows && back.csvData() == written
  }

  /// Whether the reader gives a value, if it is stable, or throws an error of its type that says something.
  func check(_ file: Data) throws {
    do {
      if try !isStable(file) { Issue.record("not stable: \(file.base64EncodedString())") }
    } catch let error as FormatError {
      if error.description.utf8.count > 800 || error.expected.isEmpty || error.found.isEmpty {
        Issue.record("\(error): \(file.base64EncodedString())")
      }
    }
  }
}

@Suite("Hostile files")
struct HostileTests {
  @Test("The files that are changed below are accepted", arguments: FuzzedReader.all)
  func seeds(reader: FuzzedReader) throws {
    for seed in reader.seeds where try !reader.isStable(seed) { Issue.record("\(seed.base64EncodedString())") }
  }

  @Test("Every beginning of a file, and every end, is read or refused", arguments: FuzzedReader.all)
  func truncated(reader: FuzzedReader) throws {
    for seed in reader.seeds {
      for count in 0..<seed.count {
        try reader.check(Data(seed.prefix(count)))
        try reader.check(seed.suffix(count))
      }
    }
  }

  @Test(
    "Every change of one byte of a small file is read or refused, of a larger one some of each byte",
    arguments: FuzzedReader.all)
  func changed(reader: FuzzedReader) throws {
    for seed in reader.seeds {
      for offset in seed.indices {
        var file = seed
        let byte = file[offset]
        let few: [UInt8] = [0, 0xff, byte &+ 1, byte ^ 0x80, 0x30, 0x2c, 0x0a, 0x22]
        for value in seed.count < 64 ? Array(UInt8.min...UInt8.max) : few {
          file[offset] = value
          try reader.check(file)
        }
      }
    }
  }

  @Test("20,000 files with random changes are read or refused", arguments: FuzzedReader.all)
  func random(reader: FuzzedReader) throws {
    var state: UInt64 = 11
    func random(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(truncatingIfNeeded: (state >> 33) % UInt64(max(bound, 1)))
    }
    let interesting: [[UInt8]] = [
      [0xff, 0xff, 0xff, 0xff], [0, 0, 0, 0], Array("9223372036854775807".utf8), Array("-1".utf8), Array("e999".utf8),
      Array("\n".utf8), Array(",".utf8), Array("()".utf8), [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f], [0x80],
    ]
    for _ in 0..<20_000 {
      var file = reader.seeds[random(reader.seeds.count)]
      for _ in 0...random(4) {
        let offset = random(file.count)
        switch random(5) {
        case 0: file.insert(UInt8(random(256)), at: offset)
        case 1 where !file.isEmpty: file.remove(at: offset)
        case 2:
          let bytes = interesting[random(interesting.count)]
          file.replaceSubrange(offset..<min(file.count, offset + bytes.count), with: bytes)
        case 3:
          let length = random(min(12, file.count - offset) + 1)
          file.insert(contentsOf: Array(file[offset..<offset + length]), at: random(file.count))
        default: if !file.isEmpty { file[offset] = UInt8(random(256)) }
        }
      }
      try reader.check(file)
    }
  }
}
