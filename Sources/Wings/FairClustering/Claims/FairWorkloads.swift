import Evidence
import Exact
import FairClustering
import Randomness

extension Workload {
  /// What `measure` runs of this family.
  public static let fairClustering = [fairletsOnTree]

  /// Fairlets on one quadtree.
  static let fairletsOnTree = Workload(
    id: "fair.tree", summary: "fairlets of balance 1:2 on one quadtree, 20 clusters in the plane", parameter: "n",
    sizes: [1_000, 4_000, 16_000, 64_000],
    growth: [
      Growth("seconds", "n*log(n)", "nearly linear in the paper; here a radix sort and a walk over at most 2n cells"),
      Growth("fairlets", "n", "each has at most 3 points"),
    ],
    prepare: { n, stream in
      let centres = (0..<40).map { _ in Double(stream.uniform(in: 0...1_000_000)) }
      var coordinates: [Double] = []
      var colours: [UInt8] = []
      for point in 0..<n {
        let centre = stream.uniform(in: 0...19)
        for axis in 0..<2 {
          // The sum of three uniform numbers is about normal.
          let away = (0..<3).reduce(0) { sum, _ in sum + stream.uniform(in: -30_000...30_000) }
          coordinates.append(centres[2 * centre + axis] + Double(away))
        }
        colours.append(UInt8(point % 5 < 2 ? 1 : 0))
      }
      stream.shuffle(&colours)
      let data = try ColoredPoints(coordinates, dimension: 2, colours: colours)
      let seed = stream.next()
      let decomposition = FairletDecomposition(
        balance: try Balance(1, 2), method: .tree, trees: 1, repairs: 0, seed: seed)
      return Instance(sizes: ["n": Integer(n)]) { [Count("fairlets", Integer(try decomposition.fit(data).count))] }
    })
}
