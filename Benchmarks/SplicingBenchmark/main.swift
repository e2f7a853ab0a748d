import Foundation
import Splicing

// SplicingBenchmark write FOLDER: the families as files of integers, for all peers.
// SplicingBenchmark measure FILE SECONDS: mean time of an instance, as `name<tab>seconds<tab>total cost`.

/// The generator of the synthetic corpus.
struct Congruential {
  var state: UInt64
  mutating func below(_ bound: Int) -> Int {
    state = 6_364_136_223_846_793_005 &* state &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % bound
  }
}

func text(_ problem: SpliceProblem<Int>) -> String {
  ([problem.target] + problem.neighbours).map { ([$0.count] + $0).map(String.init).joined(separator: " ") }
    .joined(separator: " ") + "\n"
}

func write(_ folder: String) throws {
  func save(_ name: String, _ problems: [SpliceProblem<Int>]) throws {
    let lines = problems.map { "\($0.neighbours.count) " + text($0) }.joined()
    try Data(lines.utf8).write(to: URL(fileURLWithPath: folder).appendingPathComponent(name))
  }
  var corpus = TemplateCorpus(seed: 1)
  let templated = (0..<400).map { _ -> SpliceProblem<Int> in
    let problem = corpus.next()
    var codes: [String: Int] = [:]
    func code(_ word: String) -> Int {
      if let code = codes[word] { return code }
      codes[word] = codes.count
      return codes.count - 1
    }
    return SpliceProblem(target: problem.target.map(code), neighbours: problem.neighbours.map { $0.map(code) })
  }
  try save("templated", templated)
  for (name, kinds, n, count) in [
    ("zipf1000-30", 1000, 30, 100), ("zipf50-30", 50, 30, 100), ("zipf50-60", 50, 60, 30), ("binary-15", 2, 15, 100),
    ("binary-30", 2, 30, 50), ("binary-60", 2, 60, 10),
  ] {
    var generator = Congruential(state: 7)
    var cumulative: [Int] = []
    // Two letters are equally likely; more follow Zipf's law.
    for rank in 1...kinds { cumulative.append((cumulative.last ?? 0) + 1_000_000 / (kinds == 2 ? 1 : rank)) }
    func words() -> [Int] {
      (0..<n).map { _ in
        let draw = generator.below(cumulative[kinds - 1])
        return cumulative.firstIndex { draw < $0 } ?? 0
      }
    }
    try save(
      name,
      (0..<count).map { _ in
        SpliceProblem(target: words(), neighbours: (0..<20).map { _ in words() }).addingMissingTokens()
      })
  }
}

func seconds(_ duration: Duration) -> Double {
  Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
}

func measure(_ path: String, atLeast limit: Double) throws {
  let problems = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map { line in
    let numbers = line.split(separator: " ").map { Int($0) ?? 0 }
    var (texts, next): ([[Int]], Int) = ([], 1)
    for _ in 0...numbers[0] {
      texts.append(Array(numbers[(next + 1)..<(next + 1 + numbers[next])]))
      next += 1 + numbers[next]
    }
    return SpliceProblem(target: texts[0], neighbours: Array(texts.dropFirst()))
  }
  func time(_ name: String, _ run: (SpliceProblem<Int>) throws -> Int) throws {
    let clock = ContinuousClock()
    var (total, passes, elapsed) = (0, 0, 0.0)
    let start = clock.now
    repeat {
      total = try problems.reduce(0) { try $0 + run($1) }
      passes += 1
      elapsed = seconds(clock.now - start)
    } while elapsed < limit
    print("\(name)\t\(elapsed / Double(passes * problems.count))\t\(total)")
  }
  try time("cost") { try SpliceOracle($0).cost ?? 0 }
  try time("derivation") { try SpliceOracle($0).derivation().count }
  try time("interning and derivation") {
    try SpliceOracle(SpliceProblem(target: $0.target, neighbours: $0.neighbours)).derivation().count
  }
}

switch CommandLine.arguments.dropFirst().first {
case "write" where CommandLine.arguments.count == 3: try write(CommandLine.arguments[2])
case "measure" where CommandLine.arguments.count == 4:
  try measure(CommandLine.arguments[2], atLeast: Double(CommandLine.arguments[3]) ?? 1)
default: print("usage: SplicingBenchmark write FOLDER | measure FILE SECONDS")
}
