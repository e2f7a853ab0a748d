import Exact
import LocalLearning
import TestSupport
import Testing

@Suite("Sizes of fits are told before the work")
struct LocalSizeTests {
  @Test("A fit holds at most what is predicted, and at least a quarter of it; a limit below it is refused")
  func predicted() throws {
    let place = try Workplace()
    let count = 30_000
    let lines = (0..<count).map { "0.\(100_000 + $0 * 7919 % 899_999),0.\(1000 + $0 * $0 * 31 % 8999)\n" }
    try place.write("x,y\n" + lines.joined(), to: "data.csv")
    let predicted = LipschitzFit<Rational>.predictedBytes(points: count)
    let run = try place.peakMemory(of: "lipschitz", "fit", place.path("data.csv").path, "-L", "2")
    #expect(run.exitCode == 0)
    #expect(predicted >= run.bytes && predicted <= 4 * run.bytes, "\(predicted) predicted, \(run.bytes) held")
    let words = ["lipschitz", "fit", "data.csv", "-L", "2", "--limit"]
    let refused = try place.run(arguments: words + ["\(predicted - 1)"])
    #expect(refused.exitCode == 3 && refused.errors.contains("in memory, beyond the limit of"), "\(refused)")
    #expect(try place.run(arguments: words + ["\(predicted)"]).exitCode == 0)
  }
}
