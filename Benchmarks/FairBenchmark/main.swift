import FairClustering
import Formats
import Foundation

// FairBenchmark fairlets POINTS.npy GROUPS.npy P:Q TREES REPAIRS METHOD ROUNDS
// FairBenchmark cluster POINTS.npy GROUPS.npy P:Q K
// FairBenchmark stars POINTS.npy GROUPS.npy 1:R        (points with integer coordinates)
// FairBenchmark assignments POINTS.npy GROUPS.npy P:Q  (the same)
//
// Reads arrays, then times what comes after: seconds (the median of the rounds) and cost, in a line. Of stars, whose potentials are verified,
// the seconds of the flow, the cost, what the potentials prove, and the seconds of verifying.

let words = CommandLine.arguments
guard words.count >= 5, ["fairlets", "cluster", "stars", "assignments"].contains(words[1]) else {
  print(
    "usage: FairBenchmark fairlets|cluster|stars|assignments POINTS.npy GROUPS.npy P:Q [TREES REPAIRS METHOD ROUNDS | K]"
  )
  exit(2)
}
let points = try NPYArray(contentsOfNPY: Data(contentsOf: URL(fileURLWithPath: words[2])))
let groups = try NPYArray(contentsOfNPY: Data(contentsOf: URL(fileURLWithPath: words[3])))
let data = try ColoredPoints(
  points.doubles(), dimension: points.shape[1], colours: groups.integers().map { UInt8(clamping: $0) })
let balance = try Balance(words[4])
let clock = ContinuousClock()
/// The median of the times that some work takes, and what it gave.
func timed<Value>(rounds: Int = 1, _ work: () throws -> Value) rethrows -> (seconds: Double, value: Value) {
  var seconds: [Double] = []
  while true {
    let start = clock.now
    let value = try work()
    seconds.append((clock.now - start) / .seconds(1))
    if seconds.count >= rounds { return (seconds.sorted()[seconds.count / 2], value) }
  }
}

func word(_ place: Int) -> String? { words.count > place ? words[place] : nil }
func number(_ place: Int) -> Int? { word(place).flatMap { Int($0) } }
func integers() -> [[Int]] { (0..<data.count).map { data[$0].map { Int($0) } } }

switch words[1] {
case "fairlets":
  let decomposition = FairletDecomposition(
    balance: balance, method: word(7).flatMap(FairletDecomposition.Method.init) ?? .tree, trees: number(5) ?? 1,
    repairs: number(6) ?? 0)
  let (seconds, fairlets) = try timed(rounds: number(8) ?? 1) { try decomposition.fit(data) }
  print("\(seconds) \(fairlets.cost) \(fairlets.count)")
case "stars":
  let points = integers()
  let (seconds, forest) = try timed {
    try StarForest(integers: points, colours: data.colours, ratio: balance.majority)
  }
  guard let certificate = forest.certificate else { exit(3) }
  // Throws unless the potentials prove exactly this cost.
  let (verifying, _) = try timed { try certificate.verify() }
  print("\(seconds) \(forest.cost) \(certificate.cost) \(verifying)")
case "assignments":
  let table = SubsetOptimum.l1(integers())
  let (seconds, bound) = try timed {
    try AssignmentBound(distances: table, colours: data.colours, balance: balance)
  }
  print("\(seconds) \(Double(bound.value))")
default:
  let (first, fairlets) = try timed { try FairletDecomposition(balance: balance, method: .tree).fit(data) }
  let (second, clusters) = try timed { try FairletClustering(k: number(5) ?? 20).fit(data, fairlets) }
  try clusters.verify(data)
  print("\(first + second) \(clusters.cost) \(first)")
}
