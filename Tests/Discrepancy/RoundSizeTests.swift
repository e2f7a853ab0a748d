import Discrepancy
import Foundation
import TestSupport
import Testing

@Suite("Sizes of rounding are told before the work")
struct RoundSizeTests {
  /// Writes a matrix of small numbers with decimals.
  private func write(_ rows: Int, _ count: Int, to name: String, in place: Workplace) throws {
    let lines = (0..<rows).map { i in
      (0..<count).map { j in "0.\(1000 + (i * 7919 + j * j * 31 + j) % 8999)" }.joined(separator: ",") + "\n"
    }
    try place.write(lines.joined(), to: name)
  }

  @Test("A walk with robustness holds at most what is predicted, and at least an eighth of it")
  func predicted() throws {
    let place = try Workplace()
    for (rows, count, robustness) in [(2, 100, 0.5), (16, 500, 0)] as [(Int, Int, Double)] {
      try write(rows, count, to: "m.csv", in: place)
      let predicted =
        160 * (rows + 1) * count + 4_000_000
        + GramSchmidtSampler.predictedBytes(count: count, dimension: rows, isLifted: robustness > 0)
      let run = try place.peakMemory(
        of: "round", "--matrix", place.path("m.csv").path, "--method", "gram-schmidt-walk", "--robustness",
        "\(robustness)", "--no-header")
      #expect(run.exitCode == 0)
      #expect(predicted >= run.bytes && predicted <= 8 * run.bytes, "\(predicted) predicted, \(run.bytes) held")
      // One below is refused, and what would do is named.
      let words = ["round", "--matrix", "m.csv", "--method", "gram-schmidt-walk", "--robustness", "\(robustness)"]
      let refused = try place.run(arguments: words + ["--limit", "\(predicted - 1)"])
      #expect(refused.exitCode == 3 && refused.errors.contains("in memory, beyond the limit of"), "\(refused)")
      #expect(refused.errors.contains("--robustness 0 would do") == (robustness > 0), "\(refused)")
      #expect(try place.run(arguments: words + ["--limit", "\(predicted)"]).exitCode == 0)
    }
  }
}
