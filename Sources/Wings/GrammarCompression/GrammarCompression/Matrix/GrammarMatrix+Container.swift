// The container of a compressed matrix. All numbers are little-endian.
//
//     "TBGM"                          4 bytes
//     version 1, encoding, order, 0   4 bytes; encoding 0 words, 1 packed; order 1 if there is an order of columns, else 0
//     rows, columns, values, letters, rules, symbols   6 numbers of 8 bytes
//     the values' bits                8 bytes each
//     the letters: value, column      4 + 4 bytes each
//     the columns in their order      4 bytes each, if order is 1
//     the bits of a row's length      1 byte, then the lengths, packed
//     rules and symbols               4 bytes each; or 1 byte for the bits, then packed, for either
//     FNV-1a of all that              8 bytes
//
// Packed numbers stand side by side from the lowest bit on, followed by 8 bytes of padding.

extension GrammarMatrix {
  /// The matrix as bytes, which `init(decoding:)` reads.
  ///
  /// - Complexity: O(bytes).
  public var container: [UInt8] {
    var writer = ByteWriter()
    writer.bytes += Array("TBGM".utf8) + [1, encoding == .words ? 0 : 1, columnOrder == nil ? 0 : 1, 0]
    let (ruleCount, symbolCount) = symbols.counts
    for count in [rows, columns, values.count, letters.count, ruleCount, symbolCount] { writer.add(UInt64(count)) }
    for value in values { writer.add(value.bitPattern) }
    for letter in letters {
      writer.add(letter.value)
      writer.add(letter.column)
    }
    for column in columnOrder ?? [] { writer.add(UInt32(column)) }
    let (rules, sequence, rowLengths) = grammar
    writer.add(PackedArray(rowLengths))
    switch encoding {
    case .words: for symbol in rules + sequence { writer.add(symbol) }
    case .packed:
      writer.add(PackedArray(rules))
      writer.add(PackedArray(sequence))
    }
    writer.add(writer.bytes.fnv1a)
    return writer.bytes
  }

  /// Reads what `container` is.
  ///
  /// - Throws: `GrammarMatrixDefect.badFile` for bytes that are not a container, were cut or changed; other defects for one that
  ///   breaks the invariant.
  /// - Complexity: O(bytes); no more memory is taken than the bytes call for.
  public init(decoding bytes: [UInt8]) throws(GrammarMatrixDefect) {
    guard bytes.count >= 64, bytes.starts(with: "TBGM".utf8) else {
      throw .badFile(field: "magic", "found \(bytes.count) bytes that do not begin with TBGM and a header")
    }
    guard bytes[4] == 1 else { throw .badFile(field: "version", "found \(bytes[4]), expected 1") }
    var checksum = ByteReader(bytes[(bytes.count - 8)...])
    guard try checksum.number(UInt64.self, "checksum") == bytes.dropLast(8).fnv1a else {
      throw .badFile(field: "checksum", "the bytes were changed, or some are missing")
    }
    guard bytes[5] <= 1 else { throw .badFile(field: "encoding", "found \(bytes[5]), expected 0 or 1") }
    guard bytes[6] <= 1, bytes[7] == 0 else {
      throw .badFile(field: "order", "found \(bytes[6]) and \(bytes[7]), expected 0 or 1, and 0")
    }
    var reader = ByteReader(bytes[8..<bytes.count - 8])
    var counts: [Int] = []
    for name in ["rows", "columns", "values", "letters", "rules", "symbols"] {
      let number = try reader.number(UInt64.self, name)
      guard number < 1 << 31 else { throw .badFile(field: name, "found \(number), more than 31 bits can name") }
      counts.append(Int(number))
    }
    try reader.require(8 * counts[2] + 8 * counts[3], "values and letters")
    var values: [Double] = []
    for _ in 0..<counts[2] { values.append(Double(bitPattern: try reader.number(UInt64.self, "values"))) }
    var letters: [Letter] = []
    for _ in 0..<counts[3] {
      let value = try reader.number(UInt32.self, "letters")
      letters.append(Letter(value: value, column: try reader.number(UInt32.self, "letters")))
    }
    var order: [Int]?
    if bytes[6] == 1 {
      try reader.require(4 * counts[1], "order of columns")
      var columns: [Int] = []
      for _ in 0..<counts[1] { columns.append(Int(try reader.number(UInt32.self, "order of columns"))) }
      order = columns
    }
    let lengths = try reader.packed(counts[0], "row lengths").array
    var (rules, sequence): ([UInt32], [UInt32]) = ([], [])
    if bytes[5] == 0 {
      try reader.require(8 * counts[4] + 4 * counts[5], "rules and symbols")
      for _ in 0..<2 * counts[4] { rules.append(try reader.number(UInt32.self, "rules")) }
      for _ in 0..<counts[5] { sequence.append(try reader.number(UInt32.self, "symbols")) }
    } else {
      rules = try reader.packed(2 * counts[4], "rules").array
      sequence = try reader.packed(counts[5], "symbols").array
    }
    guard reader.isAtEnd else { throw .badFile(field: "end", "there are more bytes than the header says") }
    try self.init(
      rows: counts[0], columns: counts[1], encoding: bytes[5] == 0 ? .words : .packed, values: values, letters: letters,
      rules: rules, sequence: sequence, rowLengths: lengths, columnOrder: order)
  }
}

/// Puts numbers together as bytes.
struct ByteWriter {
  var bytes: [UInt8] = []

  mutating func add(_ number: some FixedWidthInteger) {
    withUnsafeBytes(of: number.littleEndian) { bytes += $0 }
  }

  mutating func add(_ numbers: PackedArray) {
    bytes.append(UInt8(numbers.width))
    bytes += numbers.bytes
  }
}

/// Takes numbers from bytes; never reads beyond their end.
struct ByteReader {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

  var isAtEnd: Bool { rest.isEmpty }

  func require(_ count: Int, _ field: String) throws(GrammarMatrixDefect) {
    guard rest.count >= count else {
      throw .badFile(field: field, "\(count) bytes are needed, but only \(rest.count) are left")
    }
  }

  mutating func number<Number: FixedWidthInteger & UnsignedInteger>(
    _ type: Number.Type, _ field: String
  ) throws(GrammarMatrixDefect) -> Number {
    let size = Number.bitWidth / 8
    try require(size, field)
    var number: Number = 0
    for byte in rest.prefix(size).reversed() { number = number << 8 | Number(byte) }
    rest = rest.dropFirst(size)
    return number
  }

  mutating func packed(_ count: Int, _ field: String) throws(GrammarMatrixDefect) -> PackedArray {
    let width = Int(try number(UInt8.self, field))
    guard width <= 32 else { throw .badFile(field: field, "found \(width) bits for each number, expected at most 32") }
    let size = PackedArray.byteCount(count, width: width)
    try require(size, field)
    guard let numbers = PackedArray(count: count, width: width, bytes: Array(rest.prefix(size))) else {
      throw .badFile(field: field, "\(count) numbers of \(width) bits cannot be read")
    }
    rest = rest.dropFirst(size)
    return numbers
  }
}

extension Sequence<UInt8> {
  /// The 64-bit FNV-1a hash: every change of one byte changes it. It guards against accidents, not against malice.
  var fnv1a: UInt64 { reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 } }
}
