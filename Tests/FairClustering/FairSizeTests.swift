import FairClustering
import TestSupport
import Testing

@Suite("Sizes of fair clustering are told before the work")
struct FairSizeTests {
  @Test("Fairlets by flow and by trees hold at most what is predicted; a limit below it is refused")
  func predicted() throws {
    let place = try Workplace()
    let count = 900
    let lines = (0..<count).map { "\($0 % 3 == 0 ? "a" : "b"),\($0 * 7919 % 1000),\($0 * $0 * 31 % 997)\n" }
    try place.write("group,x,y\n" + lines.joined(), to: "points.csv")
    for (method, pairs) in [("flow", 300 * 600), ("tree", 0)] {
      let predicted = 12 * pairs + 400 * (count + 1) + 4_000_000
      let words = ["fair", "fairlets", "points.csv", "--balance", "1:2", "--method", method]
      let run = try place.peakMemory(
        of: "fair", "fairlets", place.path("points.csv").path, "--balance", "1:2", "--method", method)
      #expect(run.exitCode == 0)
      #expect(predicted >= run.bytes, "\(method): \(predicted) predicted, \(run.bytes) held")
      #expect(predicted <= 8 * max(run.bytes, 1), "\(method): \(predicted) predicted, \(run.bytes) held")
      let refused = try place.run(arguments: words + ["--limit", "\(predicted - 1)"])
      #expect(refused.exitCode == 3 && refused.errors.contains("in memory, beyond the limit of"), "\(refused)")
      #expect(refused.errors.contains("--method tree would do") == (method == "flow"), "\(refused)")
      #expect(try place.run(arguments: words + ["--limit", "\(predicted)"]).exitCode == 0)
    }
  }
}
