import Exact
import GrammarCompression

/// A fixed stream of numbers (SplitMix64).
struct TestStream: RandomNumberGenerator {
  var state: UInt64
  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var word = state
    word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
    return word ^ (word >> 31)
  }
}

/// How many of so many random instances are tried: without optimisation each takes ten times as long, so there a fifth.
func rounds(_ count: Int) -> Int {
  #if DEBUG
    max(count / 5, 1)
  #else
    count
  #endif
}

/// The greatest length up to which words are tried one by one: without optimisation two less, as each letter takes three times as long.
func wordLength(_ length: Int) -> Int {
  #if DEBUG
    length - 2
  #else
    length
  #endif
}

/// The inner product as the definition has it.
func naiveProduct(_ first: [Integer], _ second: [Integer]) -> Integer {
  zip(first, second).reduce(0) { $0 + $1.0 * $1.1 }
}

/// A vector of the given length whose grammar joins randomly chosen pieces at random places.
func randomProgram(
  length: Int, values: [Integer], using stream: inout TestStream
) throws -> StraightLineProgram<Integer> {
  guard length > 0 else { return StraightLineProgram() }
  var builder = ProgramBuilder<Integer>()
  var pool = values.map { builder.terminal($0) }
  for _ in 0..<Int.random(in: 0...12, using: &stream) {
    guard let first = pool.randomElement(using: &stream), let second = pool.randomElement(using: &stream) else { break }
    if builder.length(of: first) + builder.length(of: second) <= length { pool.append(try builder.pair(first, second)) }
  }
  var pieces: [ProgramBuilder<Integer>.Symbol] = []
  var rest = length
  while rest > 0 {
    let fitting = pool.filter { builder.length(of: $0) <= rest }
    guard let piece = fitting.suffix(6).randomElement(using: &stream) ?? fitting.randomElement(using: &stream) else {
      break
    }
    pieces.append(piece)
    rest -= builder.length(of: piece)
  }
  // Join random neighbours until one piece is left: any shape of tree may come out.
  while pieces.count > 1 {
    let place = Int.random(in: 0..<pieces.count - 1, using: &stream)
    pieces[place] = try builder.pair(pieces[place], pieces[place + 1])
    pieces.remove(at: place + 1)
  }
  return builder.program(root: pieces.first)
}

/// All words of the given length over the given letters.
func words(over letters: [Integer], length: Int) -> [[Integer]] {
  (0..<length).reduce([[]]) { words, _ in words.flatMap { word in letters.map { word + [$0] } } }
}

/// The vector with the given entries, its grammar a balanced fold of them.
func folded(_ entries: [Integer]) throws -> StraightLineProgram<Integer> {
  var builder = ProgramBuilder<Integer>()
  if entries.isEmpty { return StraightLineProgram() }
  return builder.program(root: try builder.concatenation(entries.map { builder.terminal($0) }))
}

/// A grammar of height `length` − 1 whose spine leans to the left or to the right.
func caterpillar(
  length: Int, values: [Integer], leansLeft: Bool
) throws -> StraightLineProgram<Integer> {
  var builder = ProgramBuilder<Integer>()
  var spine = builder.terminal(values[0])
  for index in 1..<length {
    let leaf = builder.terminal(values[index % values.count])
    spine = leansLeft ? try builder.pair(spine, leaf) : try builder.pair(leaf, spine)
  }
  return builder.program(root: spine)
}
