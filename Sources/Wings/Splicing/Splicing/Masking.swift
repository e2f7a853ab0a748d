extension SpliceProblem {
  /// A text in which the words that come from its own source are masked, so that its facts are not copied by accident.
  ///
  /// A run of words that occur in the source becomes as many masks, except that a stop word by itself stays: "of" alone says
  /// nothing, and "Bank of Ely" does.
  ///
  /// - Parameters:
  ///   - text: the words of a neighbour.
  ///   - source: the values of the record that the neighbour was written for.
  ///   - mask: what stands in the place of a masked word.
  ///   - stopWords: words that are masked only within a longer run.
  /// - Complexity: O(words) expected.
  public static func masking(_ text: [Token], source: [[Token]], with mask: Token, stopWords: Set<Token> = [])
    -> [Token]
  {
    let words = Set(source.joined())
    var (masked, index) = (text, 0)
    while index < text.count {
      guard words.contains(text[index]) else {
        index += 1
        continue
      }
      let end = text[index...].firstIndex { !words.contains($0) } ?? text.count
      if !(end == index + 1 && stopWords.contains(text[index])) {
        for place in index..<end { masked[place] = mask }
      }
      index = end
    }
    return masked
  }
}

/// Words of English that say nothing by themselves.
public let englishStopWords: Set<String> = Set(
  """
  a about above after again all also an and any are as at be been before being below between both but by can could did do does \
  down during each few for from had has have he her here him his how i if in into is it its just me more most my no nor not of \
  off on once only or other our out over own same she so some such than that the their them then there these they this those \
  through to too under until up very was we were what when where which while who whom why will with would you your . , ; : ! ? \
  ' " ( ) -
  """.split(separator: " ").map(String.init))
