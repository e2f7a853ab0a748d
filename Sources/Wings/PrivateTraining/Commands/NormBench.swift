import Foundation
import Models
import PrivateTraining
import Randomness

/// Times the two ways to a norm on linear layers of several shapes, and what the rule would choose.
struct NormBench {
  var seed: UInt64
  var rounds: Int

  /// Rows of an example, inputs, outputs.
  private let shapes = [
    (8, 64, 64), (8, 512, 512), (32, 64, 64), (32, 256, 256), (32, 512, 512), (64, 64, 64), (64, 256, 256),
    (64, 256, 1024), (128, 64, 64), (128, 256, 256), (128, 512, 512), (256, 64, 64), (256, 256, 256), (256, 512, 512),
    (256, 768, 768), (512, 256, 256), (512, 768, 768),
  ]

  func run() {
    print("T d p: norms ghost, instantiated; clipped sums ghost, instantiated (ms for 8 examples); cheaper, rule")
    var (ghosts, squares, adds): ([Double], [Double], [Double]) = ([], [], [])
    var (right, lost) = (0, 1.0)
    for (t, d, p) in shapes {
      let use = use(t, d, p)
      let costs = use.costs
      var sums = [Tensor<Float>(repeating: 0, shape: [p, d])]
      let factors = [[Float](repeating: 0.5, count: use.examples)]
      let total = least { use.addTotal(to: &sums) }
      let ghost = least { _ = use.squaredNorms(by: .ghost) }
      let written = least { _ = use.squaredNorms(by: .instantiated) }
      let fused = least {
        _ = use.squaredNorms(by: .ghost)
        use.addSum(factors: factors, to: &sums)
      }
      let added = least { use.addInstantiated(factor: { _, _ in 0.5 }, to: &sums) }
      let unit = total / costs.instantiated
      ghosts.append(ghost / costs.ghost / unit)
      squares.append((written - total) / costs.written / unit)
      adds.append((added - total) / costs.written / unit)
      func text(_ x: Double) -> String { String(format: "%.3f", x) }
      func mark(_ isGhost: Bool) -> String { isGhost ? "ghost" : "instantiated" }
      let (norm, sum) = (
        NormChoice.measured.method(costs, isAlone: false), NormChoice.measured.method(costs, isAlone: true)
      )
      // A wrong choice matters by as much as it is slower.
      for (chosen, times) in [(norm, (ghost, written)), (sum, (fused, added))] {
        let slower = (chosen == .ghost ? times.0 : times.1) / min(times.0, times.1)
        if slower == 1 { right += 1 }
        lost = max(lost, slower)
      }
      print(
        "\(t) \(d) \(p): \(text(ghost)) \(text(written)); \(text(fused)) \(text(added)); \(mark(ghost < written)) \(norm.rawValue), \(mark(fused < added)) \(sum.rawValue)"
      )
    }
    print(
      "the rule is right in \(right) of \(2 * shapes.count); the worst choice is \(String(format: "%.2f", lost)) times slower"
    )
    func median(_ list: [Double]) -> String { String(format: "%.2f", list.sorted()[list.count / 2]) }
    print(
      "rates, in operations of the sum over the batch, medians: ghost \(median(ghosts)), squared \(median(squares)), added \(median(adds))"
    )
  }

  private func use(_ t: Int, _ d: Int, _ p: Int) -> LinearUse<Float> {
    var stream = RandomStream(seed: seed).child("norms")
    func tensor(_ columns: Int) -> Tensor<Float> {
      Tensor(
        (0..<8 * t * columns).map { _ in Float(stream.uniform(in: -1000...1000)) / 1000 }, shape: [8 * t, columns])
    }
    return LinearUse(x: tensor(d), dy: tensor(p), weight: "w", rows: ExampleRows(examples: 8, each: t))
  }

  private func least(_ body: () -> Void) -> Double {
    var least = Double.infinity
    for _ in 0...rounds {
      let start = ContinuousClock.now
      body()
      least = min(least, (ContinuousClock.now - start) / .milliseconds(1))
    }
    return least
  }
}
