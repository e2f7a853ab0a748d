import Foundation

/// The points of a LIBSVM file: a label each, and the features that are named, row by row.
public struct LIBSVMPoints<Number: Equatable & Sendable>: Equatable, Sendable {
  /// The label of each point.
  public let labels: [Number]
  /// Where the features of each point begin in `indices`, and behind the last one's their end.
  public let offsets: [Int]
  /// The features' indices, counted from 0, ascending for each point.
  public let indices: [Int]
  /// Their values.
  public let values: [Number]
  /// The largest index and 1, or the number of features that was asked for.
  public let columns: Int
}

extension LIBSVM {
  /// Reads points in the sparse form: a label, `index:value` with indices from 1 ascending, and # before a comment.
  ///
  /// Several labels, separated by commas, and `qid:` are refused. Lines end with LF or CR LF; empty ones are skipped.
  ///
  /// - Parameters:
  ///   - data: The file.
  ///   - columns: The number of features; nil for the largest index.
  /// - Throws: `FormatError` with the line and the field.
  /// - Complexity: O(n) for n bytes.
  public static func points(_ data: Data, columns: Int? = nil) throws(FormatError) -> LIBSVMPoints<Double> {
    try points(data, columns, reading: number)
  }

  /// The same with numbers of another type, made from their decimals: exact ones, for example.
  ///
  /// ```swift
  /// try LIBSVM.points(Data("1 3:.1\n".utf8)) { Rational($0) }.values     // [1/10]
  /// ```
  ///
  /// - Parameters:
  ///   - data: The file.
  ///   - number: Makes a number from a finite decimal such as `-0.5e-3`, which has digits on both sides of its point; nil refuses it.
  /// - Throws: `FormatError` with the line and the field; also for `inf`, `nan`, and decimals beyond every double.
  public static func points<Number: Equatable & Sendable>(
    _ data: Data, number: (String) -> Number?
  ) throws(FormatError) -> LIBSVMPoints<Number> {
    try points(data, nil) { bytes, at in decimal(bytes, &at).flatMap(number) }
  }

  private static func points<Number: Equatable & Sendable>(
    _ data: Data, _ columns: Int?, reading number: (Span<UInt8>, inout Int) -> Number?
  ) throws(FormatError) -> LIBSVMPoints<Number> {
    let bytes = data.span
    var (labels, offsets, indices, values): ([Number], [Int], [Int], [Number]) = ([], [0], [], [])
    var (at, line, most) = (0, 0, 0)
    while at < bytes.count {
      line += 1
      var end = at
      while end < bytes.count, bytes[end] != UInt8(ascii: "\n") { end += 1 }
      let next = end + 1
      var stop = at
      while stop < end, bytes[stop] != UInt8(ascii: "#") { stop += 1 }
      var (previous, field) = (0, 0)
      while true {
        while at < stop, [0x20, 0x09, 0x0d].contains(bytes[at]) { at += 1 }
        guard at < stop else { break }
        let start = at
        while at < stop, ![0x20, 0x09, 0x0d].contains(bytes[at]) { at += 1 }
        field += 1
        let place = FormatError.Place.line(line, field: field)
        func found(_ expected: String, _ reason: FormatError.Reason = .malformed) -> FormatError {
          FormatError(reason, place, field == 1 ? "label" : "feature", found: excerpt, expected: expected)
        }
        let excerpt = FormatError.excerpt(of: bytes, from: start, to: at)
        var place2 = start
        if field == 1 {
          guard let label = number(bytes, &place2), place2 == at else { throw found("a number") }
          labels.append(label)
          continue
        }
        let index: Int64
        do throws(DecimalFailure) { index = try DecimalText.integer(bytes, &place2) } catch {
          throw found("index:value")
        }
        guard place2 < at, bytes[place2] == UInt8(ascii: ":") else { throw found("index:value") }
        place2 += 1
        guard let value = number(bytes, &place2), place2 == at else { throw found("index:value with a number") }
        guard index > previous else {
          throw found(index < 1 ? "an index of at least 1" : "indices in ascending order, each once", .inconsistent)
        }
        if let columns, index > columns { throw found("an index of at most \(columns)", .inconsistent) }
        previous = Int(index)
        most = max(most, previous)
        indices.append(previous - 1)
        values.append(value)
      }
      if field > 0 { offsets.append(indices.count) }
      at = next
    }
    guard !labels.isEmpty else {
      throw FormatError(.truncated, .line(1, field: nil), "file", found: "no point", expected: "a label and features")
    }
    return LIBSVMPoints(
      labels: labels, offsets: offsets, indices: indices, values: values, columns: columns ?? most)
  }

  private static func number(_ bytes: Span<UInt8>, _ at: inout Int) -> Double? {
    let start = at
    guard let value = try? DecimalText.double(bytes, &at), DecimalText.keepsInteger(bytes, start, at) else {
      return nil
    }
    return value
  }

  /// The text of a finite decimal, with a 0 where its point has no digit beside it.
  private static func decimal(_ bytes: Span<UInt8>, _ at: inout Int) -> String? {
    let start = at
    guard let value = try? DecimalText.double(bytes, &at), value.isFinite else { return nil }
    var text: [UInt8] = []
    for index in start..<at {
      let isPoint = bytes[index] == UInt8(ascii: ".")
      if isPoint, index == start || !DecimalText.isDigit(bytes[index - 1]) { text.append(UInt8(ascii: "0")) }
      text.append(bytes[index])
      if isPoint, index + 1 == at || !DecimalText.isDigit(bytes[index + 1]) { text.append(UInt8(ascii: "0")) }
    }
    return String(decoding: text, as: UTF8.self)
  }
}
