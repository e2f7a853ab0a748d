import Exact
import Foundation

// LinearAlgebraBenchmark BITS ORDER...: times determinants and solutions of random square systems in both methods.
// Tab-separated lines: method, operation, bits, order, milliseconds, check value.

/// Steele, Lea and Flood's generator; linear_algebra_peers.py draws the same numbers.
struct SplitMix64 {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// An entry of at most `bits` bits and a random sign.
  mutating func entry(_ bits: Int) -> Integer {
    var value: Integer = 0
    for index in 0..<(bits + 63) / 64 { value += Integer(next()) << (64 * index) }
    value = value % (Integer(1) << bits)
    return next() & 1 == 0 ? value : -value
  }
}

/// Processor time, as the machine may have other work: the fastest of up to nine runs, fewer once they took a second.
func milliseconds(_ body: () -> Void) -> Double {
  var (best, total) = (Double.infinity, 0.0)
  for _ in 0..<9 where total < 1000 {
    let start = clock()
    body()
    let time = Double(clock() - start) * 1000 / Double(CLOCKS_PER_SEC)
    best = min(best, time)
    total += time
  }
  return best
}

let modulus: Integer = (1 << 61) - 1
let numbers = CommandLine.arguments.dropFirst().compactMap { Int($0) }
guard let bits = numbers.first, bits > 0, numbers.count > 1, numbers.allSatisfy({ $0 > 0 }) else {
  FileHandle.standardError.write(Data("usage: LinearAlgebraBenchmark BITS ORDER...\n".utf8))
  exit(2)
}
/// Fraction-free elimination grows with the fifth power of the order, so it is timed where it takes at most seconds.
func methods(order: Int) -> [EliminationMethod] {
  order <= 100 && bits <= 200 ? [.fractionFree, .multimodular, .automatic] : [.automatic]
}

for order in numbers.dropFirst() {
  var stream = SplitMix64(state: UInt64(order))
  func random(_ rows: Int, _ columns: Int, _ bits: Int) -> Matrix<Integer> {
    Matrix<Integer>(rows: rows, columns: columns) { _, _ in stream.entry(bits) }
  }
  let matrix = random(order, order, bits)
  let right = (0..<order).map { _ in stream.entry(bits) }
  // Of rank order / 2, with entries of about as many bits.
  let (left, top) = (random(order, order / 2, bits / 2), random(order / 2, order, bits / 2))
  let product = left * top
  func show(_ method: EliminationMethod, _ operation: String, _ time: Double, _ check: Integer) {
    let residue = check.floorQuotientAndRemainder(dividingBy: modulus).remainder
    print("\(method)\t\(operation)\t\(bits)\t\(order)\t\(time)\t\(residue)")
  }
  for method in methods(order: order) {
    var (determinant, rank): (Integer, Int) = (0, 0)
    var solution = LinearSolution.unique([])
    let determinantTime = milliseconds { determinant = matrix.determinant(method: method) }
    show(method, "determinant", determinantTime, determinant)
    let solutionTime = milliseconds { solution = matrix.solve(right, method: method) }
    if case .unique(let x) = solution {
      show(method, "solve", solutionTime, x.reduce(Integer(0)) { ($0 + $1.numerator) * 3 + $1.denominator })
    }
    let rankTime = milliseconds { rank = product.rank(method: method) }
    show(method, "rank", rankTime, Integer(rank))
  }
}
