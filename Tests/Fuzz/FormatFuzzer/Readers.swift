import Formats
import Foundation
import FuzzedReading

/// The readers of `Formats`. CI fuzzes them for a moment, since they are built without other modules.
let readers: [FuzzedReader] = [
  FuzzedReader("npy") { file in
    let array = try NPYArray(contentsOfNPY: file)
    _ = try? array.doubles()
    _ = try? array.floats()
    _ = try? array.integers()
    _ = try? array.unsignedIntegers()
    return try NPYArray(contentsOfNPY: array.npyData()) == array
  },
  FuzzedReader("npz") { file in
    let archive = try NPZArchive(file, sizeLimit: 1 << 20)
    _ = try SparseArchive(archive)
    let arrays = try archive.arrayNames.map { (name: $0, array: try archive.array($0)) }
    let back = try NPZArchive(NPZArchive.data(arrays, compression: .deflate))
    return try back.arrayNames == arrays.map(\.name) && arrays.allSatisfy { try back.array($0.name) == $0.array }
  },
  FuzzedReader("mtx") { file in
    let matrix = try MatrixMarket(contentsOfMTX: file, duplicates: .summed)
    _ = try? MatrixMarket(contentsOfMTX: file)
    _ = try? matrix.expanded().triples()
    // Compared as text, in which a NaN equals itself.
    let written = matrix.mtxData()
    return try MatrixMarket(contentsOfMTX: written).mtxData() == written
  },
  FuzzedReader("csv") { file in
    // The first byte chooses the options.
    guard let choice = file.first else { return true }
    let options = CSVOptions(
      header: choice & 1 == 0 ? .detected : .absent, separator: choice & 2 == 0 ? nil : .semicolon,
      decimal: choice & 4 == 0 ? .point : .comma, thousands: choice & 8 != 0,
      missing: choice & 16 == 0 ? .refused : choice & 32 == 0 ? .dropsRow : .replaced(by: "0"))
    let table = try CSVTable(doublesOfCSV: Data(file.dropFirst()), options)
    _ = try? CSVTable(contentsOfCSV: Data(file.dropFirst()), options: options) { Double($0) }
    let numbers = NumberTable(table)
    let written = numbers.csvData()
    let back = try NumberTable(
      contentsOfCSV: written, header: numbers.columnNames == nil ? .absent : .present, separator: .comma)
    return back.rows == numbers.rows && back.columnNames == numbers.columnNames && back.csvData() == written
  },
  FuzzedReader("libsvm") { file in
    // The exact reader refuses more, and reads the same.
    if let texts = try? LIBSVM.points(file, number: { $0 }) {
      let points = try LIBSVM.points(file, number: { Double($0) })
      guard texts.indices == points.indices, texts.offsets == points.offsets else { return false }
    }
    let points = try LIBSVM.points(file)
    return points.offsets.count == points.labels.count + 1 && points.indices.count == points.values.count
      && points.indices.allSatisfy { 0..<points.columns ~= $0 }
  },
  FuzzedReader("safetensors") { file in
    let tensors = try Safetensors(file)
    for entry in tensors.entries {
      _ = try tensors.bytes(of: entry.name)
      _ = try? tensors.floats(entry.name)
      if entry.shape.count == 2, entry.shape[0] > 0 { _ = try? tensors.floats(entry.name, row: entry.shape[0] - 1) }
    }
    let declared = tensors.entries.map { Safetensors.Declaration(name: $0.name, type: $0.type, shape: $0.shape) }
    let header = try Safetensors.header(declared, metadata: tensors.metadata)
    let back = try Safetensors(header + Data(count: tensors.entries.reduce(0) { $0 + $1.bytes.count }))
    return back.metadata == tensors.metadata && back.entries.map(\.name) == tensors.entries.map(\.name)
      && back.entries.map(\.shape) == tensors.entries.map(\.shape)
  },
  FuzzedReader("json") { file in
    try StrictJSON.check(file)
    guard let record = try? StrictJSON.decode([String: [Int]].self, from: file) else { return true }
    return try StrictJSON.decode([String: [Int]].self, from: JSONEncoder().encode(record)) == record
  },
  FuzzedReader("gzip") { file in
    let whole = Result { try Gzip.expanded(file, limit: 1 << 20) }
    // In pieces of 7 bytes it is the same.
    let pieces = Result {
      var stream = GzipStream(limit: 1 << 20)
      var output = Data()
      var rest = file[...]
      while !rest.isEmpty {
        output += try stream.expanded(Data(rest.prefix(7)))
        rest = rest.dropFirst(7)
      }
      try stream.finish()
      return output
    }
    return (try? whole.get()) == (try? pieces.get())
  },
]
