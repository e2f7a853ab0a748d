import FairClustering
import Formats
import Foundation

// FairBenchmark fairlets POINTS.npy GROUPS.npy P:Q TREES REPAIRS METHOD    FairBenchmark cluster POINTS.npy GROUPS.npy P:Q K
//
// Reads arrays, then times what comes after: seconds and cost, in a line.

let words = CommandLine.arguments
guard words.count >= 6, ["fairlets", "cluster"].contains(words[1]) else {
  print(
    "usage: FairBenchmark fairlets POINTS.npy GROUPS.npy P:Q TREES REPAIRS METHOD | cluster POINTS.npy GROUPS.npy P:Q K"
  )
  exit(2)
}
let points = try NPYArray(contentsOfNPY: Data(contentsOf: URL(fileURLWithPath: words[2])))
let groups = try NPYArray(contentsOfNPY: Data(contentsOf: URL(fileURLWithPath: words[3])))
let data = try ColoredPoints(
  points.doubles(), dimension: points.shape[1], colours: groups.integers().map { UInt8(clamping: $0) })
let balance = try Balance(words[4])
let clock = ContinuousClock()
if words[1] == "fairlets" {
  let method = words.count > 7 ? FairletDecomposition.Method(rawValue: words[7]) ?? .tree : .tree
  let decomposition = FairletDecomposition(
    balance: balance, method: method, trees: Int(words[5]) ?? 1, repairs: words.count > 6 ? Int(words[6]) ?? 0 : 0)
  let start = clock.now
  let fairlets = try decomposition.fit(data)
  let seconds = (clock.now - start) / .seconds(1)
  print("\(seconds) \(fairlets.cost) \(fairlets.count)")
} else {
  let start = clock.now
  let fairlets = try FairletDecomposition(balance: balance, method: .tree).fit(data)
  let between = clock.now
  let clusters = try FairletClustering(k: Int(words[5]) ?? 20).fit(data, fairlets)
  let end = clock.now
  print("\((end - start) / .seconds(1)) \(clusters.cost) \((between - start) / .seconds(1))")
}
