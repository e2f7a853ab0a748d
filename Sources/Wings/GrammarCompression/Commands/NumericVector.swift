import Console
import Exact
import Formats
import Foundation

/// The numbers of a vector, as exactly as its file has them.
enum NumericVector {
  case bytes([UInt8])
  case integers([Integer])
  case doubles([Double])
  case rationals([Rational])
  /// Of text: the numbers as they are written, and the nearest doubles, which know −0.0.
  case table([Rational], doubles: [Double])

  /// The elements of an array, exactly.
  init(_ array: NPYArray) throws {
    switch array.elementType {
    case .float16, .float32, .float64: self = .doubles(try array.doubles())
    case .uint64: self = .integers(try array.unsignedIntegers().map { Integer($0) })
    default: self = .integers(try array.integers().map { Integer($0) })
    }
  }

  /// How many numbers there are.
  var count: Int {
    switch self {
    case .bytes(let bytes): bytes.count
    case .integers(let entries): entries.count
    case .doubles(let numbers): numbers.count
    case .rationals(let numbers), .table(let numbers, _): numbers.count
    }
  }

  /// The integers that the numbers are. That −0.0 becomes 0 is told on standard error.
  ///
  /// - Throws: ``WrongKind`` for a number that is none.
  func integers() throws -> [Integer] {
    func integer(_ index: Int, _ value: Integer?, _ text: @autoclosure () -> String) throws -> Integer {
      guard let value else {
        throw WrongKind("entry \(index) is \(text()); compressed vectors have integer entries")
      }
      return value
    }
    switch self {
    case .bytes(let bytes): return bytes.map { Integer(Int($0)) }
    case .integers(let entries): return entries
    case .doubles(let numbers):
      Self.tellNegativeZeros(numbers)
      return try numbers.enumerated().map { try integer($0, Integer(exactly: $1), "\($1)") }
    case .rationals(let numbers):
      return try numbers.enumerated().map { try integer($0, $1.isInteger ? $1.numerator : nil, "\($1)") }
    case .table(let numbers, let doubles):
      Self.tellNegativeZeros(doubles)
      return try NumericVector.rationals(numbers).integers()
    }
  }

  private static func tellNegativeZeros(_ numbers: [Double]) {
    guard let first = numbers.firstIndex(where: { $0.isZero && $0.sign == .minus }) else { return }
    StandardError.write("notice: entry \(first) is -0.0 and becomes 0: compressed vectors have integers")
  }

  /// The nearest doubles.
  var doubles: [Double] {
    switch self {
    case .bytes(let bytes): bytes.map { Double($0) }
    case .integers(let entries): entries.map { Double($0) }
    case .doubles(let numbers), .table(_, let numbers): numbers
    case .rationals(let numbers): numbers.map { Double($0) }
    }
  }

  /// Whether a text has a number in every line, and nothing else: what `expand` writes.
  ///
  /// - Complexity: O(n); a text of words ends it at the first one.
  static func isNumbers(_ data: Data) -> Bool {
    var (rest, count) = (data[...], 0)
    // Not by `split`, which makes all lines of a long text first.
    while !rest.isEmpty {
      let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex
      let line = rest[..<end]
      rest = rest[end...].dropFirst()
      let text = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
      if text.isEmpty { continue }
      guard text.count <= 1 << 20, text.allSatisfy({ $0 > 32 && $0 < 127 }) else { return false }
      let word = String(decoding: text, as: UTF8.self)
      guard Rational(word) != nil || Double(word) != nil else { return false }
      count += 1
    }
    return count > 0
  }
}
