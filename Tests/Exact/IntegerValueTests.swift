import Exact
import Foundation
import Testing

/// What a value type promises: copies are independent, equal values hash alike, threads may share, nothing leaks.
@Suite struct IntegerValueTests {
  @Test func copiesAreIndependent() {
    let original = Integer(7).power(200)
    let text = original.description
    let operations: [(inout Integer) -> Void] = [
      { $0 += 1 }, { $0 -= 1 }, { $0 *= 3 }, { $0 /= 3 }, { $0 %= 1000 }, { $0 <<= 1 }, { $0 >>= 1 }, { $0.negate() },
      { $0.addProduct(5, 7) }, { $0.subtractProduct(5, 7) }, { $0.addProduct($0, $0) }, { $0 -= $0 }, { $0 += $0 },
      { $0.addProduct(Integer(3).power(90), 2) },
    ]
    for operation in operations {
      var copy = original
      operation(&copy)
      #expect(copy != original)
      #expect(original.description == text)
    }
    // A negative shares limbs with its positive: writing to one must not show in the other.
    var positive = Integer(7).power(200)
    let negative = -positive
    positive += 1
    #expect(negative.description == "-" + text && (positive + negative) == 1)
  }

  @Test func operandsMayBeTheTarget() {
    for start in [Integer(5), Integer(Int.max), -(Integer(1) << 64), Integer(3).power(100)] {
      var value = start
      value += value
      #expect(value == 2 * start)
      value *= value
      #expect(value == 4 * start * start)
      value.addProduct(value, value)
      #expect(value == 4 * start * start + 16 * start * start * start * start)
      value.subtractProduct(value, 1)
      #expect(value == 0)
    }
  }

  @Test func equalValuesHashAlike() {
    let power = Integer(1) << 300
    for value in [0, -1, Integer(Int.max), Integer(Int.max) + 1, Integer(Int.min), Integer(Int.min) - 1, power] {
      // The same number by a detour through larger ones.
      let detour = ((value + power) * 6 - power * 6) / 6
      #expect(detour == value && detour.hashValue == value.hashValue)
      #expect(Set([value, detour]).count == 1)
    }
    #expect(Set((0..<100).map { power + Integer($0 % 10) }).count == 10)
    #expect(power != -power && (-power).hashValue != power.hashValue)
    // A word is not a number of limbs: 2⁶⁴ + 2 has two limbs, the lower one 2.
    for sign: Integer in [1, -1] {
      let long = sign * ((Integer(1) << 64) + 2)
      #expect(long != sign * 2 && sign * 2 != long)
      #expect((long < sign * 2) == (sign < 0) && (sign * 2 < long) == (sign > 0))
    }
  }

  @Test func threadsMayShareValues() async {
    let base = Integer(3).power(500)
    let shared = (0..<50).map { base + Integer($0) }
    let expected = shared.reduce(0) { $0 + $1 * $1 }
    await withTaskGroup(of: Integer.self) { group in
      for _ in 0..<8 {
        group.addTask {
          var total = Integer.zero
          for value in shared {
            var copy = value
            copy += 1
            copy -= 1
            total.addProduct(copy, value)
          }
          return total
        }
      }
      for await total in group { #expect(total == expected) }
    }
    #expect(shared[49] - base == 49)
  }

  #if os(Linux)
    /// In a process of its own, because other tests hold memory while they run.
    @Test func memoryDoesNotGrow() async {
      await #expect(processExitsWith: .success) {
        func residentPages() throws -> Int {
          let statistics = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
          return try #require(Int(statistics.split(separator: " ")[1]))
        }
        func work(_ rounds: Int) -> Integer {
          var total = Integer.zero
          for round in 0..<rounds {
            let x = Integer(3).power(400 + round % 7)
            total += x * x - x / 5
            total.addProduct(x, x >> 3)
            var difference = x + 1
            difference -= x  // in place, down to a word
            total *= difference
            total = total.squareRoot() + Integer.gcd(total, x) + Integer(x.description.utf8.count)
          }
          return total
        }
        #expect(work(1_000) > 0)  // what is allocated once is allocated here
        let before = try residentPages()
        #expect(work(10_000) > 0)
        let grown = try residentPages() - before
        // A round makes ten blocks and more of 100 bytes and more: one of them leaked would be 1 MB, 256 pages.
        #expect(grown < 256, "\(grown) pages more")
      }
    }
  #endif
}
