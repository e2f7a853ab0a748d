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
for order in numbers.dropFirst() {
  var stream = SplitMix64(state: UInt64(order))
  let matrix = Matrix<Integer>(rows: order, columns: order) { _, _ in stream.entry(bits) }
  let right = (0..<order).map { _ in stream.entry(bits) }
  for method in [EliminationMethod.fractionFree, .multimodular, .automatic] {
    var determinant: Integer = 0
    var solution = LinearSolution.unique([])
    let determinantTime = milliseconds { determinant = matrix.determinant(method: method) }
    let solutionTime = milliseconds { solution = matrix.solve(right, method: method) }
    let residue = determinant.floorQuotientAndRemainder(dividingBy: modulus).remainder
    print("\(method)\tdeterminant\t\(bits)\t\(order)\t\(determinantTime)\t\(residue)")
    guard case .unique(let x) = solution else { continue }
    let sum = x.reduce(Integer(0)) { ($0 + $1.numerator) * 3 + $1.denominator }
    let check = sum.floorQuotientAndRemainder(dividingBy: modulus).remainder
    print("\(method)\tsolve\t\(bits)\t\(order)\t\(solutionTime)\t\(check)")
  }
}
