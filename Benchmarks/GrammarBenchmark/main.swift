import Exact
import Foundation
import GrammarCompression
import GrammarCompressionReductions
import HardProblems
import Randomness

// GrammarBenchmark TEXT: RePair and its kin on a real text, random access on a vector of 2⁴⁰ entries, and the product on the
// vectors of 3SUM. Times are those of one run each, but for random access.

func seconds(_ body: () throws -> Void) rethrows -> Double {
  let start = ContinuousClock.now
  try body()
  let time = start.duration(to: .now).components
  return Double(time.seconds) + Double(time.attoseconds) * 1e-18
}

func show(_ label: String, _ text: String) { print(label.padding(toLength: 34, withPad: " ", startingAt: 0), text) }

func constructions(_ text: [UInt8]) throws {
  let entries = text.map { Int64($0) }
  for construction in ProgramConstruction.allCases {
    var program = StraightLineProgram<Int64>()
    let time = try seconds { program = try StraightLineProgram(entries, using: construction) }
    show(
      "\(construction.rawValue), \(entries.count) entries",
      String(
        format: "%.2f s, %.2f MB/s, n = %d, height %d", time, Double(entries.count) / time / 1e6, program.size,
        program.height))
  }
}

/// Random access on a balanced grammar of 2⁴⁰ entries without structure: random words, joined at random.
func randomAccess() throws {
  var stream = RandomStream(seed: 1).child("random access")
  var builder = ProgramBuilder<Int64>()
  let letters = (0..<16).map { builder.terminal(Int64($0)) }
  var root = letters[0]
  for _ in 0..<200_000 { root = try builder.join(root, letters[stream.uniform(in: 0...15)]) }
  while builder.length(of: root) < 1 << 40 {
    let length = builder.length(of: root)
    let start = stream.uniform(in: 0...(length / 2))
    let part = try builder.slice(root, start..<start + length / 3 + 1)
    root = try builder.join(root, part)
  }
  root = try builder.slice(root, 0..<1 << 40)
  let vector = builder.program(root: root)
  let positions = (0..<1_000_000).map { _ in stream.uniform(in: 0...((1 << 40) - 1)) }
  var checksum: Int64 = 0
  var nanoseconds: [Int64] = []
  nanoseconds.reserveCapacity(positions.count)
  var overhead = Int64.max
  let clock = ContinuousClock()
  for _ in 0..<10_000 {
    let start = clock.now
    overhead = min(overhead, start.duration(to: clock.now).components.attoseconds / 1_000_000_000)
  }
  for position in positions {
    let start = clock.now
    checksum &+= vector[position]
    nanoseconds.append(start.duration(to: clock.now).components.attoseconds / 1_000_000_000 - overhead)
  }
  nanoseconds.sort()
  let all = seconds { for position in positions { checksum &+= vector[position] } }
  show(
    "access, N = 2^40, n = \(vector.size)",
    String(
      format: "median %d ns, 99%% %d ns; all in a row %.0f ns each (height %d, checksum %d)", nanoseconds[500_000],
      nanoseconds[990_000], all * 1e9 / 1e6, vector.height, checksum))
}

func threeSum() throws {
  for m in [256, 512, 1024] {
    var stream = RandomStream(seed: 1).child("three-sum").child(m)
    let instance = try KSum.random(.random, k: 3, m: m, universe: m * m, using: &stream)
    let target = try KSumToGrammarDot().reduce(instance)
    var keys = 0
    let time = try seconds { keys = try target.product().keys }
    show("3SUM product, m = \(m)", "N = \(target.v.count), \(keys) keys, " + String(format: "%.3f s", time))
  }
}

let path = CommandLine.arguments.dropFirst().first ?? "/var/lib/dpkg/status"
try constructions(Array(try Data(contentsOf: URL(fileURLWithPath: path)).prefix(1 << 22)))
try randomAccess()
try threeSum()
