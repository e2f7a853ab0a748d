import Foundation
import Randomness
import Splicing
import Testing
import Text

@Suite("Lines of problems and derivations")
struct RecordTests {
  static let problem = """
    {"id":"p1","neighbours":[{"id":0,"kind":"text","tokens":["a","b","c"]},{"tokens":[7,"x"]}],"target":["a","x",7]}
    """
  static let derivation = """
    {"cost":2,"count":"340282366920938463463374607431768211456","id":3,"ops":[{"at":0,"from":0,"n":0,"to":3,"upTo":0}],\
    "optimal":true}
    """

  @Test("What is read is written again")
  func roundTrip() throws {
    let problem: SpliceProblemRecord = try decodeJSONLine(Data(Self.problem.utf8), number: 1)
    #expect(try encodeJSONLine(problem) == Self.problem)
    #expect(problem.keepingTexts(1).problem().missingTokens == [.text("x"), .number(7)])
    #expect(problem.problem().addingMissingTokens().neighbours.count == 2)
    let derivation: SpliceDerivationRecord = try decodeJSONLine(Data(Self.derivation.utf8), number: 1)
    #expect(try encodeJSONLine(derivation) == Self.derivation)
    #expect(
      [TextToken.text("b"), .number(3), .text("a"), .number(-1)].sorted() == [
        .number(-1), .number(3), .text("a"), .text("b"),
      ])
  }

  @Test("Fuzzed lines are read or refused with their number, never worse", arguments: 0..<4)
  func fuzz(part: Int) throws {
    var (read, refused) = (0, 0)
    for index in 0..<(500 * effort) {
      var stream = RandomStream(seed: 6).child("fuzz").child(part).child(index)
      var bytes = Array((part % 2 == 0 ? Self.problem : Self.derivation).utf8)
      for _ in 0..<stream.uniform(in: 1...3) {
        let place = stream.uniform(in: 0...(bytes.count - 1))
        switch stream.uniform(in: 0...4) {
        case 0: bytes[place] = UInt8(stream.uniform(in: 0...255))
        case 1: bytes.remove(at: place)
        case 2: bytes.insert(contentsOf: Array("[{\"9e-,}]".utf8.shuffled(using: &stream).prefix(2)), at: place)
        case 3: bytes.removeSubrange(place...)
        default:
          let end = stream.uniform(in: place...(bytes.count - 1))
          bytes.insert(contentsOf: bytes[place...end], at: stream.uniform(in: 0...bytes.count))
        }
        if bytes.isEmpty { bytes = [0x20] }
      }
      do {
        if part % 2 == 0 {
          let record: SpliceProblemRecord = try decodeJSONLine(Data(bytes), number: index)
          // What was read can be solved.
          if let oracle = try? SpliceOracle(record.problem()), oracle.cost != nil {
            #expect(try replay(oracle.derivation(), from: record.problem().neighbours) == record.target)
          }
        } else {
          let record: SpliceDerivationRecord = try decodeJSONLine(Data(bytes), number: index)
          // Numbers of any size are carried out or refused.
          let text = (try? replay(record.ops, from: [["a", "b", "c"]])) ?? []
          #expect(text.count <= 3 * record.ops.count)
        }
        read += 1
      } catch let error as LineError {
        #expect(error.line == index && !error.error.isEmpty)
        refused += 1
      }
    }
    #expect(read > 0 && refused > 0)
  }
}
