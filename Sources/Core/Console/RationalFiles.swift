import Exact
import Formats
import Foundation

/// A matrix of rationals from a file: NPY or NPZ, whose doubles are taken for exactly what they are; CSV with decimals or p/q,
/// exactly as written; or JSON, rows of integers and strings such as "1/3".
///
/// A file of one row or one column is a vector, too. A matrix without rows has no columns that anybody knows of.
package func readRationalMatrix(_ path: String, array: String? = nil) throws -> [[Rational]] {
  let data = try readFile(path)
  return try inFile(path) {
    switch (path as NSString).pathExtension.lowercased() {
    case "npy": return try rationals(try NPYArray(contentsOfNPY: data))
    case "npz":
      let archive = try NPZArchive(data)
      guard let name = array ?? (archive.arrayNames.count == 1 ? archive.arrayNames[0] : nil) else {
        throw CommandError("\(path): name an array with --array: \(archive.arrayNames.joined(separator: ", "))")
      }
      return try rationals(try archive.array(name))
    case "json": return try rationals(json: data)
    case "csv", "tsv", "txt", "": return try rationals(csv: data)
    case let kind: throw CommandError("\(path): .\(kind) is none of .npy, .npz, .json, .csv, .tsv")
    }
  }
}

/// A vector from a file: a matrix of one row or one column, or a list in JSON.
package func readRationalVector(_ path: String, array: String? = nil) throws -> [Rational] {
  let rows = try readRationalMatrix(path, array: array)
  if rows.count == 1 { return rows[0] }
  guard rows.allSatisfy({ $0.count == 1 }) else {
    throw CommandError("\(path): a matrix of \(rows.count) rows, where a vector is needed")
  }
  return rows.map { $0[0] }
}

private func rationals(_ array: NPYArray) throws -> [[Rational]] {
  guard array.shape.count <= 2 else {
    throw UnsuitableEntry("the array has \(array.shape.count) dimensions; a vector has 1, a matrix 2")
  }
  let columns = array.shape.last ?? 1
  let rows = array.shape.count == 2 ? array.shape[0] : 1
  let numbers = try array.doubles()
  return try (0..<rows).map { i in
    try (0..<columns).map { j in
      guard let value = Rational(exactly: numbers[i * columns + j]) else {
        throw UnsuitableEntry("row \(i + 1), column \(j + 1) is \(numbers[i * columns + j]), not a finite number")
      }
      return value
    }
  }
}

private func rationals(json data: Data) throws -> [[Rational]] {
  let decoder = JSONDecoder()
  if let vector = try? decoder.decode([Rational].self, from: data) { return vector.isEmpty ? [] : [vector] }
  let rows: [[Rational]]
  do { rows = try decoder.decode([[Rational]].self, from: data) } catch {
    throw UnsuitableEntry("no rows of integers and of strings such as \"1/3\" or \"0.5\": \(reason(error))")
  }
  try checkShape(rows)
  return rows
}

private func rationals(csv data: Data) throws -> [[Rational]] {
  guard let text = String(data: data, encoding: .utf8) else { throw UnsuitableEntry("not UTF-8 text") }
  var rows: [[Rational]] = []
  for (number, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
    if line.allSatisfy(\.isWhitespace) || line.hasPrefix("#") { continue }
    let isSeparator: (Character) -> Bool =
      line.contains(",") ? { $0 == "," } : line.contains(";") ? { $0 == ";" } : \.isWhitespace
    let fields = line.split(
      omittingEmptySubsequences: !line.contains(where: { $0 == "," || $0 == ";" }), whereSeparator: isSeparator)
    rows.append(
      try fields.enumerated().map { column, field in
        let entry = field.trimmingCharacters(in: .whitespaces)
        guard let value = Rational(entry) else {
          throw UnsuitableEntry(
            "line \(number + 1), column \(column + 1): found “\(entry.prefix(40))”, expected a number such as -3, 0.25, 1e-3 or 1/3"
          )
        }
        return value
      })
  }
  try checkShape(rows)
  return rows
}

private func checkShape(_ rows: [[Rational]]) throws {
  for (index, row) in rows.enumerated() where row.count != rows[0].count {
    throw UnsuitableEntry("row \(index + 1) has \(row.count) entries, the first one \(rows[0].count)")
  }
}

/// What is wrong with an entry, where the name of the file comes in front.
private struct UnsuitableEntry: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
