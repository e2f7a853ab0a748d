import Foundation
import Pictures
import Testing

@Suite("Marks of axes")
struct AxisTicksTests {
  @Test(
    "Sizes that were measured",
    arguments: [
      ([16, 32, 64], ["16", "32", "64"]), ([4096, 8192, 16384], ["2^12", "2^13", "2^14"]),
      ([1, 65536], ["2^0", "2^16"]), ([1000, 5000, 20000, 1_500_000], ["1000", "5000", "20k", "1.5M"]),
      ([1024, 8192], ["1024", "8192"]), ([10, 20, 16384], ["10", "20", "16.384k"]), ([7], ["7"]), ([], []),
      ([3, 3, 3], ["3"]), ([64, 16, 32], ["16", "32", "64"]),
    ] as [([Double], [String])])
  func sizes(sizes: [Double], labels: [String]) {
    #expect(AxisTicks(sizes: sizes).ticks.map(\.label) == labels)
  }

  @Test("Of many sizes no more are marked than fit")
  func many() {
    let (small, near) = ((1...1000).map(Double.init), (500...520).map(Double.init))
    let powers: [Double] = (0...60).map { exp2(Double($0)) }
    for sizes in [small, powers, near] {
      let ticks = AxisTicks(sizes: sizes).ticks
      #expect(3...12 ~= ticks.count && ticks.first?.place == sizes.first, "\(ticks)")
    }
  }

  @Test(
    "Round numbers",
    arguments: [
      (900, 70_000, ["1k", "2k", "5k", "10k", "20k", "50k"]), (1, 1e6, ["1", "10", "100", "1k", "10k", "100k", "1M"]),
      (1, 1e14, ["1", "100", "10k", "1M", "100M", "10G", "1T", "100T"]), (0.5, 3, ["0.5", "1", "2"]),
      (100, 150, ["100", "120", "140"]), (10_100, 10_400, ["10.1k", "10.2k", "10.3k", "10.4k"]),
      (1e20, 1e22, ["10^20", "10^21", "10^22"]), (2e20, 6e20, ["2·10^20", "3·10^20", "4·10^20", "5·10^20"]),
      (1e-7, 1e-5, ["10^-7", "10^-6", "10^-5"]),
    ] as [(Double, Double, [String])])
  func values(low: Double, high: Double, labels: [String]) {
    #expect(AxisTicks(values: low...high).ticks.map(\.label) == labels)
  }

  @Test(
    "Times",
    arguments: [
      (0.002, 0.09, ["2 ms", "5 ms", "10 ms", "20 ms", "50 ms"]),
      (1e-7, 1e-3, ["100 ns", "1 µs", "10 µs", "100 µs", "1 ms"]),
      (0.4, 300, ["1 s", "10 s", "100 s"]), (1, 1.3, ["1 s", "1.1 s", "1.2 s", "1.3 s"]),
    ] as [(Double, Double, [String])])
  func seconds(low: Double, high: Double, labels: [String]) {
    #expect(AxisTicks(seconds: low...high).ticks.map(\.label) == labels)
  }

  @Test("Labels say where they stand, whatever the range: inside it, ascending, at least two and not too many")
  func exact() throws {
    let units: [(String, Double)] = [
      (" ns", 1e-9), (" µs", 1e-6), (" ms", 1e-3), (" s", 1), ("k", 1e3), ("M", 1e6), ("G", 1e9), ("T", 1e12), ("", 1),
    ]
    func value(_ label: String) throws -> Double {
      let (unit, factor) = try #require(units.first { label.hasSuffix($0.0) })
      let parts = label.dropLast(unit.count).split(separator: "·").map(String.init)
      return try parts.reduce(factor) { product, part in
        if part.hasPrefix("10^") { return product * pow(10, try #require(Double(part.dropFirst(3)))) }
        return product * (try #require(Double(part)))
      }
    }
    for power in stride(from: -12.0, to: 18, by: 0.37) {
      for width in [1.0001, 1.01, 1.2, 1.9, 3, 10, 47, 1e4, 1e9] {
        let low = pow(10, power)
        for ticks in [AxisTicks(values: low...low * width).ticks, AxisTicks(seconds: low...low * width).ticks] {
          #expect(2...21 ~= ticks.count, "\(low) × \(width): \(ticks)")
          #expect(zip(ticks, ticks.dropFirst()).allSatisfy { $0.place < $1.place })
          for tick in ticks {
            #expect(low * 0.999999 <= tick.place && tick.place <= low * width * 1.000001, "\(tick)")
            #expect(abs(try value(tick.label) / tick.place - 1) < 1e-9, "\(tick)")
          }
        }
      }
    }
    // What is no range of a logarithmic axis has no marks.
    #expect(AxisTicks(values: 0...1).ticks.isEmpty && AxisTicks(values: 1...Double.infinity).ticks.isEmpty)
  }
}
