import Exact
import Foundation
import HardProblems
import Randomness
import Testing

@Suite("The text form of k-SUM")
struct KSumTextTests {
  static let example = "c three sets\np ksum 3 8\n1 3\nc between\n2 4\n3 5 7\n"

  @Test("The example of the format")
  func example() throws {
    let instance = try KSum(parsing: Self.example)
    #expect(instance.sets == [[1, 3], [2, 4], [3, 5, 7]])
    #expect(instance.universe == 8)
    #expect(instance.text == "p ksum 3 8\n1 3\n2 4\n3 5 7\n")
    #expect(instance.solutionCount == 4)
    #expect(instance.firstSolution == [1, 2, 3])
  }

  @Test("What is printed is read back, from sets of every size, the empty one included")
  func roundTrip() throws {
    var stream = RandomStream(seed: 31)
    for _ in 0..<300 {
      let universe = stream.uniform(in: 1...40)
      let sets = (0..<stream.uniform(in: 2...5)).map { _ in
        stream.sample(stream.uniform(in: 0...min(universe, 6)), from: universe).map { $0 + 1 }
      }
      let instance = try KSum(sets: sets, universe: universe)
      #expect(try KSum(parsing: instance.text) == instance)
      #expect(try KSum(files: instance.files) == instance)
      #expect(try KSum(files: instance.files).text == instance.text)
      let data = try JSONEncoder().encode(instance)
      #expect(try JSONDecoder().decode(KSum.self, from: data) == instance)
    }
  }

  @Test("Line ends, blanks, comments and order within a set do not matter")
  func leniency() throws {
    let expected = try KSum(sets: [[1, 3], [], [2, 3]], universe: 9)
    for text in [
      "p ksum 3 9\n1 3\n\n2 3\n", "p ksum 3 9\r\n1 3\r\n\r\n2 3\r\n", "p ksum 3 9\n3 1 3\n\n2 3",
      "\n\nc\nc p ksum 7 7\np\tksum  3 9 \n 1\t3 \n  \n2 3\n\n\nc end\n \n",
    ] {
      #expect(try KSum(parsing: text) == expected, "\(text.debugDescription)")
    }
    // Only a line end makes the last line a line: an empty last set needs its own.
    #expect(try KSum(parsing: "p ksum 2 5\n1\n\n").sets == [[1], []])
    #expect(throws: KSumError.missing("set 2 of 2")) { try KSum(parsing: "p ksum 2 5\n1\n") }
  }

  @Test("The largest universe that fits")
  func large() throws {
    let half = Int.max / 2
    let instance = try KSum(parsing: "p ksum 2 \(half)\n\(half)\n1 \(half)\n")
    #expect(instance.solutionCount == 1)
    #expect(try KSum(parsing: instance.text) == instance)
  }

  @Test("Every text that ends too early is refused")
  func truncated() throws {
    #expect(throws: KSumError.missing("the header `p ksum k U`")) { try KSum(parsing: "") }
    #expect(throws: KSumError.missing("the header `p ksum k U`")) { try KSum(parsing: "c only\n\n\r\n") }
    let text = "p ksum 3 88\n11 33\n22 44\n55\n"
    let whole = try KSum(parsing: text)
    for length in 0..<text.count {
      let cut = String(text.prefix(length))
      do throws(KSumError) {
        let instance = try KSum(parsing: cut)
        // Only a cut inside the last line cannot be seen: there, digits or the line end are missing.
        #expect(cut.count(where: \.isNewline) == 3 && instance.sets.dropLast() == whole.sets.dropLast())
        #expect(cut.last?.isNumber == true)
      } catch {
        #expect(!error.description.isEmpty)
      }
    }
    #expect(throws: KSumError.missing("set 2 of 1000000000")) { try KSum(parsing: "p ksum 1000000000 5\n1\n") }
  }

  /// A text that must be refused, and where the error must point.
  struct Refused: Sendable, CustomTestStringConvertible {
    var text: String
    var line: Int
    var field: String
    var testDescription: String { text.prefix(60).debugDescription }

    init(_ text: String, _ line: Int, _ field: String) { (self.text, self.line, self.field) = (text, line, field) }
  }

  static let refused: [Refused] = [
    Refused("p cnf 3 8\n1\n2\n3\n", 1, "header"),
    Refused("c x\n\nksum 3 8\n", 3, "header"),
    Refused("p ksum 3\n1\n2\n3\n", 1, "header"),
    Refused("p ksum 3 8 1\n1\n2\n3\n", 1, "header"),
    Refused("P KSUM 3 8\n1\n2\n3\n", 1, "header"),
    Refused("1 3\np ksum 3 8\n", 1, "header"),
    Refused("\u{FEFF}p ksum 2 8\n1\n2\n", 1, "header"),
    Refused(String(repeating: "x", count: 100_000), 1, "header"),
    Refused("p ksum three 8\n1\n2\n3\n", 1, "k"),
    Refused("p ksum 3.0 8\n1\n2\n3\n", 1, "k"),
    Refused("p ksum -3 8\n1\n2\n3\n", 1, "k"),
    Refused("p ksum 0 8\n", 1, "k"),
    Refused("p ksum 1 8\n1\n", 1, "k"),
    Refused("p ksum 99999999999999999999999 8\n1\n2\n", 1, "k"),
    Refused("c first\np ksum 2 0\n\n\n", 2, "U"),
    Refused("p ksum 2 -5\n1\n2\n", 1, "U"),
    Refused("p ksum 2 1e999999999\n1\n2\n", 1, "U"),
    Refused("p ksum 2 9223372036854775808\n1\n2\n", 1, "U"),
    // k·U must fit in 64 bits, or sums would overflow.
    Refused("p ksum 2 9223372036854775807\n1\n2\n", 1, "U"),
    Refused("p ksum 9223372036854775807 2\n1\n2\n", 1, "U"),
    Refused("p ksum 2 8\n1 x\n2\n", 2, "set 1, element 2"),
    Refused("p ksum 2 8\n1 2\n2 3 1e999999999\n", 3, "set 2, element 3"),
    Refused("p ksum 2 8\n1,2\n2\n", 2, "set 1, element 1"),
    Refused("p ksum 2 8\n1\n+2\n", 3, "set 2, element 1"),
    Refused("p ksum 2 8\n1\n2 0\n", 3, "set 2, element 2"),
    Refused("p ksum 2 8\n1\n-2\n", 3, "set 2, element 1"),
    Refused("p ksum 2 8\nc\n9\n2\n", 3, "set 1, element 1"),
    Refused("p ksum 2 8\n1.0\n2\n", 2, "set 1, element 1"),
    Refused("p ksum 2 8\n0x1\n2\n", 2, "set 1, element 1"),
    Refused("p ksum 2 8\n٣\n2\n", 2, "set 1, element 1"),
    Refused("p ksum 2 8\n1\u{A0}3\n2\n", 2, "set 1, element 1"),
    Refused("p ksum 2 8\n1\u{0}\n2\n", 2, "set 1, element 1"),
    Refused("p ksum 2 8\n" + String(repeating: "9", count: 100_000) + "\n2\n", 2, "set 1, element 1"),
    Refused("p ksum 2 8\n" + String(repeating: "0", count: 100_000) + "\n2\n", 2, "set 1, element 1"),
    // A second header is not a set.
    Refused("p ksum 2 8\np ksum 2 8\n1\n2\n", 2, "set 1, element 1"),
    Refused("p ksum 2 8\n1\n2\n3\n", 4, "set 3"),
    Refused("p ksum 2 8\n1\n2\n\nc fine\nrubbish\n", 6, "set 3"),
    Refused("p ksum 2 8\r\n1\r\nx\r\n", 3, "set 2, element 1"),
  ]

  @Test("Rubbish is refused with the line and the field, and without repeating all of it", arguments: refused)
  func hostile(_ refused: Refused) throws {
    let error = #expect(throws: KSumError.self) { try KSum(parsing: refused.text) }
    guard case .malformed(let fault) = error else {
      Issue.record("\(String(describing: error)) does not say where")
      return
    }
    #expect(fault.line == refused.line)
    #expect(fault.field == refused.field)
    #expect(fault.found.count <= 41)
    #expect(!fault.expected.isEmpty)
    let description = try #require(error).description
    #expect(description.contains("line \(fault.line)") && description.contains(fault.field))
  }

  @Test("Random edits of a valid text are read or refused, and never trap; what is read is written and read again")
  func fuzz() throws {
    var stream = RandomStream(seed: 32)
    let letters: [Character] = Array("0123456789 \n\r\tpcksum-+.e\u{301}é")
    for _ in 0..<2_000 {
      var text: [Character] = Array(Self.example)
      for _ in 0..<stream.uniform(in: 1...4) {
        let place = stream.uniform(in: 0...(text.count - 1))
        switch stream.uniform(in: 0...2) {
        case 0: text.remove(at: place)
        case 1: text.insert(letters[stream.uniform(in: 0...(letters.count - 1))], at: place)
        default: text[place] = letters[stream.uniform(in: 0...(letters.count - 1))]
        }
      }
      do throws(KSumError) {
        let instance = try KSum(parsing: String(text))
        #expect(instance.sets.joined().allSatisfy { (1...instance.universe).contains($0) })
        #expect(try KSum(parsing: instance.text) == instance)
      } catch {
        #expect(!error.description.isEmpty)
      }
    }
  }

  @Test("Wrong files and wrong JSON are refused")
  func otherForms() throws {
    #expect(throws: KSumError.missing("the file instance.ksum")) { try KSum(files: ["other": "p ksum 2 1\n1\n1\n"]) }
    let hostile = [
      "{}", "[]", "{\"sets\":[[1]],\"universe\":3}", "{\"sets\":[[1],[9]],\"universe\":3}",
      "{\"sets\":[[1],[2]],\"universe\":0}", "{\"sets\":[[1],[2]],\"universe\":1e999}",
      "{\"sets\":[[1],[2.5]],\"universe\":3}", "{\"sets\":[[1],[2]],\"universe\":9223372036854775807}",
    ]
    for json in hostile {
      #expect(throws: DecodingError.self, "\(json)") { try JSONDecoder().decode(KSum.self, from: Data(json.utf8)) }
    }
    let unsorted = "{\"universe\":3,\"sets\":[[2,1,2],[3]]}"
    #expect(try JSONDecoder().decode(KSum.self, from: Data(unsorted.utf8)).sets == [[1, 2], [3]])
  }
}
