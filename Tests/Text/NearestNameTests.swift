import Testing
import Text

@Suite("The nearest name")
struct NearestNameTests {
  @Test("Is the one of least edit distance, the first of several")
  func nearest() {
    #expect(["generate", "solve", "list"].nearest(to: "slove") == "solve")
    #expect(["ab", "ba"].nearest(to: "aa") == "ab")
    #expect(["verify"].nearest(to: "") == "verify")
    #expect([String]().nearest(to: "solve") == nil)
  }
}
