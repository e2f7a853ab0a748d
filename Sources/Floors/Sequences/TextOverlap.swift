import Foundation

/// How much texts agree with references: BLEU and ROUGE-L, as numbers from 0 to 1.
///
/// BLEU (Papineni, Roukos, Ward, Zhu 2002) is the geometric mean of the precisions of segments of one to four words, counted over the
/// whole corpus, each segment at most as often as its reference has it; times e^(1 − r/c) where the texts, of c words, are
/// shorter than the references, of r. ROUGE-L (Lin 2004) is the mean of F1 of the longest common subsequence.
public struct TextOverlap: Sendable {
  private var matches = [0, 0, 0, 0]
  private var segments = [0, 0, 0, 0]
  private var lengths = (texts: 0, references: 0)
  private var subsequences = 0.0
  /// The number of texts.
  public private(set) var count = 0

  /// No texts.
  public init() {}

  /// Adds a text with its reference.
  ///
  /// - Complexity: O(product of the lengths).
  public mutating func add<Token: Hashable>(_ text: [Token], reference: [Token]) {
    count += 1
    lengths.texts += text.count
    lengths.references += reference.count
    for width in 1...4 {
      func counted(_ words: [Token]) -> [[Token]: Int] {
        guard words.count >= width else { return [:] }
        return (0...(words.count - width)).reduce(into: [:]) { $0[Array(words[$1..<($1 + width)]), default: 0] += 1 }
      }
      let (own, known) = (counted(text), counted(reference))
      matches[width - 1] += own.reduce(0) { $0 + min($1.value, known[$1.key] ?? 0) }
      segments[width - 1] += max(text.count - width + 1, 0)
    }
    var row = [Int](repeating: 0, count: reference.count + 1)
    for word in text {
      var diagonal = 0
      for j in reference.indices {
        let above = row[j + 1]
        row[j + 1] = word == reference[j] ? diagonal + 1 : max(above, row[j])
        diagonal = above
      }
    }
    let total = text.count + reference.count
    subsequences += total == 0 ? 1 : 2 * Double(row[reference.count]) / Double(total)
  }

  /// BLEU of all texts together; 0 where no segment of four words agrees.
  public var bleu: Double {
    guard matches.allSatisfy({ $0 > 0 }) else { return 0 }
    let precision = zip(matches, segments).reduce(0) { $0 + log(Double($1.0) / Double($1.1)) / 4 }
    let brevity = min(0, 1 - Double(lengths.references) / Double(lengths.texts))
    return exp(precision + brevity)
  }

  /// The mean of ROUGE-L.
  public var rougeL: Double { count == 0 ? 0 : subsequences / Double(count) }
}
