import Exact

// The two files of the public RePair programs (`irepair`, `repair`): little-endian 32-bit integers. `.R` has the size of the alphabet,
// then the two children of each rule; `.C` has the symbols that the text begins with. A symbol below the size of the alphabet is an
// entry, and rules are numbered from there on.

extension StraightLineProgram where Value == Integer {
  /// The rules and the one symbol that the vector is, as the public RePair programs write them.
  ///
  /// - Throws: ``ProgramContainerError`` for an entry that is negative, and where a symbol does not fit 31 bits.
  public func repairFiles() throws(ProgramContainerError) -> (rules: [UInt8], sequence: [UInt8]) {
    var (entries, alphabet): ([UInt32], Int) = ([], 0)
    for value in terminals {
      guard let entry = Int(exactly: value), 0..<1 << 31 ~= entry else {
        throw .init("alphabet", "the entry \(value) is none of 0 to 2³¹ − 1")
      }
      entries.append(UInt32(entry))
      alphabet = Swift.max(alphabet, entry + 1)
    }
    guard alphabet + size < 1 << 31 else {
      throw .init("alphabet", "\(alphabet) entries and \(size) symbols are more than 31 bits can name")
    }
    func code(_ symbol: UInt32) -> UInt32 {
      let index = Int(symbol)
      return index < entries.count ? entries[index] : UInt32(alphabet + index - entries.count)
    }
    var (rules, sequence) = (ByteWriter(), ByteWriter())
    rules.add(UInt32(alphabet))
    for symbol in entries.count..<size {
      rules.add(code(left[symbol]))
      rules.add(code(right[symbol]))
    }
    if let root { sequence.add(code(UInt32(root))) }
    return (rules.bytes, sequence.bytes)
  }

  /// Reads the rules and the symbols that a public RePair program wrote. Symbols are folded level by level into one.
  ///
  /// - Parameters:
  ///   - bytes: The file `.R`.
  ///   - sequence: The file `.C`.
  /// - Throws: ``ProgramContainerError`` that names the file and the rule or symbol; `ProgramError` for lengths beyond 2⁶³ − 1.
  /// - Complexity: O(bytes), expected.
  public init(repairRules bytes: [UInt8], sequence: [UInt8]) throws {
    let rules = try Self.numbers(bytes, ".R")
    let symbols = try Self.numbers(sequence, ".C")
    guard let alphabet = rules.first, rules.count % 2 == 1 else {
      throw ProgramContainerError(
        ".R", "found \(rules.count) numbers, expected the size of the alphabet and two for each rule")
    }
    var builder = ProgramBuilder<Integer>()
    var built: [ProgramBuilder<Integer>.Symbol] = []
    func symbol(_ code: UInt32, _ field: @autoclosure () -> String) throws(ProgramContainerError)
      -> ProgramBuilder<Integer>.Symbol
    {
      if code < alphabet { return builder.terminal(Integer(Int(code))) }
      let index = Int(code - alphabet)
      guard index < built.count else { throw .init(field(), "\(code) is no symbol before it") }
      return built[index]
    }
    for index in stride(from: 1, to: rules.count, by: 2) {
      let left = try symbol(rules[index], ".R, rule \(index / 2)")
      let right = try symbol(rules[index + 1], ".R, rule \(index / 2)")
      built.append(try builder.pair(left, right))
    }
    var level: [ProgramBuilder<Integer>.Symbol] = []
    for (index, code) in symbols.enumerated() { level.append(try symbol(code, ".C, symbol \(index)")) }
    self = builder.program(root: level.isEmpty ? nil : try builder.concatenation(level))
  }

  private static func numbers(_ bytes: [UInt8], _ field: String) throws(ProgramContainerError) -> [UInt32] {
    guard bytes.count % 4 == 0 else {
      throw .init(field, "\(bytes.count) bytes are not a number of 32-bit integers")
    }
    var numbers: [UInt32] = []
    numbers.reserveCapacity(bytes.count / 4)
    for start in stride(from: 0, to: bytes.count, by: 4) {
      let number = bytes[start..<start + 4].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      guard number <= Int32.max else {
        throw .init(field, "found \(Int32(bitPattern: number)), expected no negative number")
      }
      numbers.append(number)
    }
    return numbers
  }
}
