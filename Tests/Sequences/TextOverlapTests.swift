import Foundation
import Sequences
import Testing

@Suite("BLEU and ROUGE-L")
struct TextOverlapTests {
  private func words(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }

  @Test("Values worked out by hand")
  func examples() {
    var same = TextOverlap()
    same.add(words("a b c d e"), reference: words("a b c d e"))
    #expect(same.bleu == 1 && same.rougeL == 1)
    // Precisions 5/6, 4/5, 3/4, 2/3 and no penalty: (1/3)^¼. The longest common subsequence has 5 of 6 and 5 words.
    var longer = TextOverlap()
    longer.add(words("a b c d e f"), reference: words("a b c d e"))
    #expect(abs(longer.bleu - pow(1.0 / 3, 0.25)) < 1e-12 && abs(longer.rougeL - 10.0 / 11) < 1e-12)
    // All segments agree, and the penalty is e^(1 − 6/5).
    var shorter = TextOverlap()
    shorter.add(words("a b c d e"), reference: words("a b c d e f"))
    #expect(abs(shorter.bleu - exp(-0.2)) < 1e-12)
    // A segment counts as often as the reference has it: 2/7 of the first precision.
    var clipped = TextOverlap()
    clipped.add(words("the the the the the the the"), reference: words("the cat is on the mat"))
    #expect(clipped.bleu == 0 && abs(clipped.rougeL - 4.0 / 13) < 1e-12)
    // Two texts are counted together: 9/10, 7/8, 5/6, 3/4 and no penalty.
    var two = TextOverlap()
    two.add(words("a b c d e"), reference: words("a b c d e"))
    two.add(words("a b c d x"), reference: words("a b c d y"))
    #expect(abs(two.bleu - pow(0.9 * 7 / 8 * 5 / 6 * 3 / 4, 0.25)) < 1e-12 && two.count == 2)
    #expect(TextOverlap().bleu == 0 && TextOverlap().rougeL == 0)
    var empty = TextOverlap()
    empty.add([String](), reference: [])
    #expect(empty.bleu == 0 && empty.rougeL == 1)
  }
}
