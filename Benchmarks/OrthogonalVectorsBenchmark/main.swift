import Exact
import Foundation
import HardProblems
import Randomness

// OrthogonalVectorsBenchmark write NAME FILE: the instance of that name, such as `n=4096,d=32,p=50`, for all peers.
// OrthogonalVectorsBenchmark measure FILE SECONDS ALGORITHM...: for each `name<tab>seconds<tab>pairs<tab>seconds expected`:
// the seconds of the processor that a run takes on the mean, of at least SECONDS in all.

struct UnknownInstance: Error {}

/// The instance that a name describes: n vectors on each side, of dimension d, with p percent of ones or with w ones each.
func instance(_ name: String) throws -> OrthogonalVectors {
  var sizes: [String: Int] = [:]
  for part in name.split(separator: ",") {
    let pair = part.split(separator: "=")
    if pair.count == 2, let value = Int(pair[1]) { sizes[String(pair[0])] = value }
  }
  guard let n = sizes["n"], let d = sizes["d"] else { throw UnknownInstance() }
  var stream = RandomStream(seed: 1).child(name)
  if let weight = sizes["w"] { return .sparse(left: n, right: n, dimension: d, weight: weight, using: &stream) }
  return .random(left: n, right: n, dimension: d, percent: sizes["p"] ?? 50, using: &stream)
}

func write(_ name: String, to path: String) throws {
  let made = try instance(name)
  let words =
    [UInt64(made.left.rows), UInt64(made.right.rows), UInt64(made.dimension)] + made.left.words + made.right.words
  try words.withUnsafeBytes { try Data($0).write(to: URL(fileURLWithPath: path)) }
}

func read(_ path: String) throws -> OrthogonalVectors {
  let data = try Data(contentsOf: URL(fileURLWithPath: path))
  let words = data.withUnsafeBytes { Array($0.bindMemory(to: UInt64.self)) }
  let (m, n, d) = (Int(words[0]), Int(words[1]), Int(words[2]))
  let width = (d + 63) / 64
  func side(_ rows: Int, from start: Int) -> BitMatrix {
    BitMatrix(rows: rows, columns: d) { i, j in words[start + i * width + j / 64] >> UInt64(j % 64) & 1 == 1 }
  }
  return try OrthogonalVectors(left: side(m, from: 3), right: side(n, from: 3 + m * width))
}

/// The seconds that the processor has worked for this thread: on a busy machine the others' are left out.
func now() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
}

func measure(_ path: String, atLeast limit: Double, _ algorithms: some Sequence<String>) throws {
  let instance = try read(path)
  let profile = OrthogonalVectorsProfile(of: instance)
  print("choice\t0\t\(instance.fastestAlgorithm.rawValue)")
  for name in algorithms {
    guard let algorithm = OrthogonalVectorsAlgorithm(rawValue: name) else { throw UnknownInstance() }
    var (answer, runs, elapsed): (PairAnswer, Int, Double) = (PairAnswer(exists: false), 0, 0)
    let start = now()
    do {
      repeat {
        // The clock is read seldom: reading it takes as long as a small run.
        for _ in 0...min(runs, 999) {
          answer = try instance.orthogonalPairs(by: algorithm)
          runs += 1
        }
        elapsed = now() - start
      } while elapsed < limit
    } catch {
      print("\(name)\trefused\t\(error)")
      continue
    }
    let found = answer.count.map { "\($0)" } ?? "\(answer.exists == true)"
    let expected = profile.nanoseconds(by: algorithm).map { "\($0 * 1e-9)" } ?? ""
    print("\(name)\t\(elapsed / Double(runs))\t\(found)\t\(expected)")
  }
}

let arguments = Array(CommandLine.arguments.dropFirst())
switch arguments.first {
case "write" where arguments.count == 3: try write(arguments[1], to: arguments[2])
case "measure" where arguments.count > 3:
  try measure(arguments[1], atLeast: Double(arguments[2]) ?? 1, arguments[3...])
default: print("usage: OrthogonalVectorsBenchmark write NAME FILE | measure FILE SECONDS ALGORITHM...")
}
