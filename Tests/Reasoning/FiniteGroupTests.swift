import Reasoning
import TestSupport
import Testing

@Suite("Finite groups", .claim("reasoning.groups"))
struct FiniteGroupTests {
  @Test(
    "Order, commutators and derived length of the families",
    arguments: [
      ("Z1", 1, true, 1, 0), ("Z2", 2, true, 1, 1), ("Z3", 3, true, 1, 1), ("Z2xZ2", 4, true, 1, 1),
      ("D3", 6, false, 3, 2),
      ("S3", 6, false, 3, 2), ("D4", 8, false, 2, 2), ("Q8", 8, false, 2, 2), ("A4", 12, false, 4, 2),
      ("S4", 24, false, 12, 3),
      ("A5", 60, false, 60, nil),
    ] as [(String, Int, Bool, Int, Int?)])
  func families(name: String, order: Int, isAbelian: Bool, commutators: Int, derivedLength: Int?) throws {
    let group = try FiniteGroup.named(name)
    #expect(group.order == order && group.isAbelian == isAbelian && group.identity == 0)
    #expect(group.commutatorSubgroup.count == commutators && group.derivedLength == derivedLength)
    for a in 0..<order { #expect(group.product(a, group.inverse(of: a)) == group.identity) }
  }

  @Test("The factor on the left acts later: in D3, r s is s r², and in S3, (12)(13) sends 1 to 3")
  func convention() throws {
    let d3 = try FiniteGroup.dihedral(3)
    let (r, s) = (try #require(d3.elements.firstIndex(of: "r")), try #require(d3.elements.firstIndex(of: "s")))
    #expect(d3.elements[d3.product(r, s)] == "sr2" && d3.elements[d3.product(s, r)] == "sr")
    let s3 = try FiniteGroup.symmetric(3)
    let (left, right) = (
      try #require(s3.elements.firstIndex(of: "(12)")), try #require(s3.elements.firstIndex(of: "(13)"))
    )
    // First (13): 1 → 3, 3 → 1, then (12): 1 → 2.
    #expect(s3.elements[s3.product(left, right)] == "(132)")
  }

  @Test("Names of no family, and orders beyond the limit, are refused")
  func unknown() {
    for name in ["", "x", "Z", "Z0", "Z-1", "Z02", "Q4", "B3", "Z2x", "xZ2", "Z2 x Z3", "z2", "Z99999999999999999999"] {
      #expect(throws: FiniteGroupError.unknownGroup(name)) { try FiniteGroup.named(name) }
    }
    #expect(throws: FiniteGroupError.tooLarge(order: 5_041)) { try FiniteGroup.named("Z5041") }
    #expect(throws: FiniteGroupError.tooLarge(order: 40_320)) { try FiniteGroup.named("S8") }
    #expect(throws: FiniteGroupError.tooLarge(order: 6_400)) { try FiniteGroup.named("Z80xZ80") }
    #expect(throws: FiniteGroupError.self) { try FiniteGroup.named("D9223372036854775807") }
  }

  @Test("Tables that are no group are refused, with what offends")
  func tables() {
    func error(_ elements: [String], _ table: [[Int]]) -> FiniteGroupError? {
      #expect(throws: FiniteGroupError.self) { try FiniteGroup(name: "t", elements: elements, table: table) }
    }
    #expect(error([], []) == .empty)
    #expect(error(["a", "a"], [[0, 1], [1, 0]]) == .repeatedName("a"))
    #expect(error(["a", ""], [[0, 1], [1, 0]]) == .unusableName(""))
    #expect(error(["a", "b c"], [[0, 1], [1, 0]]) == .unusableName("b c"))
    #expect(error(["a", "b"], [[0, 1]]) == .rowCount(1, expected: 2))
    #expect(error(["a", "b"], [[0, 1], [1]]) == .columnCount(1, row: 1, expected: 2))
    #expect(error(["a", "b"], [[0, 1], [1, 2]]) == .notAnElement(2, row: 1, column: 1))
    #expect(error(["a", "b"], [[0, 1], [1, -1]]) == .notAnElement(-1, row: 1, column: 1))
    // Neutral on one side only.
    #expect(error(["a", "b"], [[0, 1], [0, 1]]) == .noIdentity)
    // A monoid: multiplication of 0 and 1.
    #expect(error(["one", "zero"], [[0, 1], [1, 1]]) == .notLatin(line: 1, isRow: true))
    // The smallest loop that is no group has order 5.
    let loop = [[0, 1, 2, 3, 4], [1, 0, 3, 4, 2], [2, 4, 0, 1, 3], [3, 2, 4, 0, 1], [4, 3, 1, 2, 0]]
    guard case .notAssociative = error(["e", "a", "b", "c", "d"], loop) else {
      Issue.record("a loop that is no group was accepted")
      return
    }
  }

  @Test("A file with a table gives the group back; unknown names in it are told")
  func files() throws {
    let q8 = try FiniteGroup.quaternion()
    #expect(try FiniteGroupFile(q8).group() == q8)
    var file = FiniteGroupFile(try .cyclic(2))
    file.table[1][0] = "nil"
    #expect(throws: FiniteGroupError.unknownElement("nil", row: 1, column: 0)) { try file.group() }
    file = FiniteGroupFile(try .cyclic(2))
    file.elements = ["val", "val"]
    #expect(throws: FiniteGroupError.repeatedName("val")) { try file.group() }
    // Names of a product are joined by a dot, and may then be the same.
    let dotted = try FiniteGroup(name: "K", elements: ["e", "e.e"], table: [[0, 1], [1, 0]])
    #expect(throws: FiniteGroupError.repeatedName("e.e.e")) { try FiniteGroup.product(dotted, dotted) }
  }
}
