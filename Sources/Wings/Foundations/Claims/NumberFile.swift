import Exact
import Foundation
import Randomness

/// A file of numbers made plainly, byte by byte or line by line, with the numbers that it holds.
struct NumberFile: Codable, Sendable {
  /// "npy", "csv" or "mtx".
  var format: String
  /// The bytes as hexadecimal digits if the file is not text, else the text.
  var content: String
  var shape: [Int]
  /// The numbers row by row.
  var values: [Double]
  /// Names of columns.
  var names: [String]?

  /// The bytes of the file.
  var data: Data {
    guard format == "npy" else { return Data(content.utf8) }
    let digits = Array(content)
    return Data(
      stride(from: 0, to: digits.count, by: 2).map { UInt8(String(digits[$0...($0 + 1)]), radix: 16) ?? 0 })
  }

  /// Another file with the same numbers but for one byte of the content, as a fault of the reader would see it.
  func replacing(_ old: String, with new: String) -> NumberFile {
    var other = self
    if let place = content.range(of: old) { other.content.replaceSubrange(place, with: new) }
    return other
  }
}

extension NumberFile {
  // NPY.

  private static let types: [(name: String, bytes: Int)] = [
    ("i1", 1), ("i2", 2), ("i4", 4), ("i8", 8), ("u1", 1), ("u2", 2), ("u4", 4), ("u8", 8), ("f2", 2), ("f4", 4),
    ("f8", 8), ("b1", 1),
  ]

  /// An array of any type, byte order and order of elements, with a header of any version as Python writes dictionaries.
  static func npy(_ stream: inout RandomStream) -> NumberFile {
    let type = types[stream.uniform(in: 0...(types.count - 1))]
    let isBig = stream.uniform(in: 0...1) == 0
    let isFortran = stream.uniform(in: 0...1) == 0
    let shape = (0..<stream.uniform(in: 0...3)).map { _ in
      stream.uniform(in: stream.uniform(in: 0...9) == 0 ? 0...0 : 1...4)
    }
    let count = shape.reduce(1, *)
    var values: [Double] = []
    var patterns: [UInt64] = []
    for _ in 0..<count {
      let (value, pattern) = element(type.name, &stream)
      values.append(value)
      patterns.append(pattern)
    }
    // Where the elements stand: the last index runs fastest, or the first.
    var body: [UInt8] = []
    for place in 0..<count {
      let pattern = patterns[isFortran ? rowMajor(place, shape) : place]
      let bytes = (0..<type.bytes).map { UInt8(truncatingIfNeeded: pattern >> UInt64(8 * $0)) }
      body += isBig ? bytes.reversed() : bytes
    }
    let version = stream.uniform(in: 1...3)
    let order = type.bytes == 1 ? "|" : isBig ? ">" : "<"
    let quote = ["'", "\""][stream.uniform(in: 0...1)]
    let long = version < 3 && stream.uniform(in: 0...4) == 0 ? "L" : ""
    let extents = shape.map { "\($0)\(long)" }.joined(separator: ", ")
    var entries = [
      "\(quote)descr\(quote): \(quote)\(order)\(type.name)\(quote)",
      "\(quote)fortran_order\(quote): \(isFortran ? "True" : "False")",
      "\(quote)shape\(quote): (\(extents)\(shape.count == 1 ? "," : ""))",
    ]
    stream.shuffle(&entries)
    var text = "{" + entries.joined(separator: ", ") + (stream.uniform(in: 0...1) == 0 ? ", }" : "}")
    text += String(repeating: " ", count: stream.uniform(in: 0...70)) + "\n"
    let length = text.utf8.count
    let lengthBytes = (0..<(version == 1 ? 2 : 4)).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) }
    let bytes = [0x93] + Array("NUMPY".utf8) + [UInt8(version), 0] + lengthBytes + Array(text.utf8) + body
    let content = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    return NumberFile(format: "npy", content: content, shape: shape, values: values)
  }

  /// The place in row-major order of the element that is at a place in column-major order.
  private static func rowMajor(_ place: Int, _ shape: [Int]) -> Int {
    var (rest, indices) = (place, [Int]())
    for extent in shape {
      indices.append(rest % extent)
      rest /= extent
    }
    return zip(indices, shape).reduce(0) { $0 * $1.1 + $1.0 }
  }

  /// A number of the type, and its bits.
  private static func element(_ type: String, _ stream: inout RandomStream) -> (Double, UInt64) {
    switch type {
    case "b1":
      let bit = stream.uniform(in: 0...1)
      return (Double(bit), UInt64(bit))
    case "f8":
      let value = Double(stream.uniform(in: -99_999...99_999)) / 64 * (stream.uniform(in: 0...3) == 0 ? 1e200 : 1)
      return (value, value.bitPattern)
    case "f4":
      let value = Float(stream.uniform(in: -99_999...99_999)) / 64
      return (Double(value), UInt64(value.bitPattern))
    case "f2":
      // ±(1 + m/1024) 2^(e − 15), by its bits.
      let (sign, exponent, mantissa) = (
        stream.uniform(in: 0...1), stream.uniform(in: 1...30), stream.uniform(in: 0...1023)
      )
      let magnitude = Double(sign: .plus, exponent: exponent - 15, significand: 1 + Double(mantissa) / 1024)
      return (sign == 1 ? -magnitude : magnitude, UInt64(sign << 15 | exponent << 10 | mantissa))
    default:
      let bytes = Int(type.dropFirst()) ?? 1
      // What doubles hold exactly.
      let bits = min(8 * bytes, 52)
      let pattern = stream.next() >> UInt64(64 - bits)
      guard type.hasPrefix("i"), bits == 8 * bytes, pattern >> UInt64(bits - 1) == 1 else {
        let isNegative = type == "i8" && stream.uniform(in: 0...1) == 0
        return (isNegative ? -Double(pattern) : Double(pattern), isNegative ? 0 &- pattern : pattern)
      }
      return (Double(pattern) - Double(UInt64(1) << UInt64(bits)), pattern)
    }
  }

  // CSV.

  /// A table with any of the three separators, names or none, spaces, line ends of both kinds.
  static func csv(_ stream: inout RandomStream) -> NumberFile {
    let (rows, columns) = (stream.uniform(in: 1...4), stream.uniform(in: 1...4))
    let separator = [",", ";", "\t"][stream.uniform(in: 0...2)]
    let lineEnd = ["\n", "\r\n"][stream.uniform(in: 0...1)]
    var (values, names): ([Double], [String]?) = ([], nil)
    var lines: [String] = []
    if stream.uniform(in: 0...1) == 0 {
      let words = ["x", "a b", "naïve", "say \"so\"", "p,q;r"]
      let plain = (0..<columns).map { "\(words[stream.uniform(in: 0...4)])\($0)" }
      names = plain
      lines.append(
        plain.map { name in
          name.contains { "\",;".contains($0) } || stream.uniform(in: 0...2) == 0
            ? "\"" + name.replacing("\"", with: "\"\"") + "\"" : name
        }.joined(separator: separator))
    }
    for _ in 0..<rows {
      var fields: [String] = []
      for _ in 0..<columns {
        let (value, text) = decimal(&stream)
        values.append(value)
        fields.append(stream.uniform(in: 0...4) == 0 ? " \(text) " : text)
      }
      lines.append(fields.joined(separator: separator))
    }
    let mark = stream.uniform(in: 0...4) == 0 ? "\u{FEFF}" : ""
    let tail = ["", lineEnd, lineEnd + lineEnd][stream.uniform(in: 0...2)]
    return NumberFile(
      format: "csv", content: mark + lines.joined(separator: lineEnd) + tail, shape: [rows, columns], values: values,
      names: names)
  }

  /// A number and one of its decimals, of which the double is exact: a multiple of 1/64 times a power of ten.
  private static func decimal(_ stream: inout RandomStream) -> (Double, String) {
    let (digits, sign) = (stream.uniform(in: 0...99_999), stream.uniform(in: 0...1) == 0 ? "-" : "")
    // In 64ths, with six places behind the point.
    let millionths = String(digits * 15_625)
    let padded = String(repeating: "0", count: max(0, 7 - millionths.count)) + millionths
    let value = Double(digits) / 64 * (sign.isEmpty ? 1 : -1)
    switch stream.uniform(in: 0...4) {
    case 0: return (value, "\(sign)\(millionths)e-6")
    case 1: return (value, "\(sign)\(padded.dropLast(6)).\(padded.suffix(6))")
    case 2: return (value * 1000, "\(sign)\(padded.dropLast(6)).\(padded.suffix(6))E+3")
    case 3: return (Double(digits) * (sign.isEmpty ? 1 : -1), "\(sign)\(digits)")
    default: return (value, "\(sign)00\(padded.dropLast(6)).\(padded.suffix(6))000")
    }
  }

  // Matrix Market.

  /// A matrix in either layout, with any symmetry and type of values, comments and blank lines; its numbers row by row.
  static func mtx(_ stream: inout RandomStream) -> NumberFile {
    let symmetry = ["general", "symmetric", "skew-symmetric"][stream.uniform(in: 0...2)]
    let isArray = stream.uniform(in: 0...2) == 0
    let kinds = isArray || symmetry == "skew-symmetric" ? ["real", "integer"] : ["real", "integer", "pattern"]
    let kind = kinds[stream.uniform(in: 0...(kinds.count - 1))]
    let rows = stream.uniform(in: 1...4)
    let columns = symmetry == "general" ? stream.uniform(in: 1...4) : rows
    var values = [Double](repeating: 0, count: rows * columns)
    var lines: [String] = []
    // Column by column, and of a triangle the lower one.
    for column in 0..<columns {
      let first = symmetry == "general" ? 0 : symmetry == "symmetric" ? column : column + 1
      for row in stride(from: first, to: rows, by: 1) where isArray || stream.uniform(in: 0...1) == 0 {
        let whole = stream.uniform(in: -99...99)
        let (value, text) =
          kind == "real" ? decimal(&stream) : kind == "integer" ? (Double(whole), "\(whole)") : (1, "")
        values[row * columns + column] = value
        if symmetry != "general", row != column {
          values[column * columns + row] = symmetry == "symmetric" ? value : 0 - value
        }
        lines.append(isArray ? text : "\(row + 1) \(column + 1) \(text)")
      }
    }
    if !isArray { stream.shuffle(&lines) }
    let banner = "%%MatrixMarket matrix \(isArray ? "array" : "coordinate") \(kind) \(symmetry)"
    let sizes = "\(rows) \(columns)" + (isArray ? "" : " \(lines.count)")
    let comments = (0..<stream.uniform(in: 0...2)).map { "% comment \($0)" }
    let head =
      [stream.uniform(in: 0...4) == 0 ? banner.replacing("matrix ", with: "Matrix ") : banner] + comments + [sizes]
    return NumberFile(
      format: "mtx", content: (head + lines).joined(separator: "\n") + "\n", shape: [rows, columns], values: values)
  }
}
