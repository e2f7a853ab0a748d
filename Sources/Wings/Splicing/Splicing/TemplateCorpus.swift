/// A synthetic corpus of templated records and their neighbours, the same for a seed on every machine: benchmarks and tests
/// need no data.
///
/// Forty templates of fixed words with three slots; a target is a template with its record's values in the slots and a fifth
/// of the fixed words replaced. Its neighbours are the three values, twenty masked texts, a third of which come from the same
/// template, and one for each word of the target that occurs in none of these.
public struct TemplateCorpus: Sendable {
  private var state: UInt64
  private var templates: [[String?]] = []

  /// The corpus of a seed, before its first instance.
  public init(seed: UInt64) {
    state = seed
    for _ in 0..<40 {
      var template: [String?] = (0..<21).map { _ in word() }
      for _ in 0..<3 { template.insert(nil, at: below(template.count + 1)) }
      templates.append(template)
    }
  }

  /// Knuth's linear congruential generator, from its upper half.
  private mutating func below(_ bound: Int) -> Int {
    state = 6_364_136_223_846_793_005 &* state &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % bound
  }

  private mutating func word() -> String {
    let draws = [below(300), below(300), below(300)]
    return "w\(draws.min() ?? 0)"
  }

  /// The template with its slots filled and about a fifth of its other words replaced, between markers.
  private mutating func realised(_ template: [String?], _ slots: [[String]]) -> [String] {
    var (text, next) = (["<bos>"], 0)
    for fixed in template {
      if let fixed {
        text.append(below(100) < 20 ? word() : fixed)
      } else {
        text += slots[next]
        next += 1
      }
    }
    return text + ["<eos>"]
  }

  /// A target with its neighbours: the three values of its record, twenty texts, and its missing words in sorted order.
  public mutating func next() -> SpliceProblem<String> {
    var fields: [[String]] = []
    for _ in 0..<3 {
      let length = 1 + below(2)
      fields.append((0..<length).map { _ in "v\(below(5000))" })
    }
    let own = below(templates.count)
    let target = realised(templates[own], fields)
    var neighbours = fields
    for _ in 0..<20 {
      let template = below(3) == 0 ? own : below(templates.count)
      let masks = (0..<3).map { _ in [String](repeating: "<mask>", count: 1 + below(2)) }
      neighbours.append(realised(templates[template], masks))
    }
    return SpliceProblem(target: target, neighbours: neighbours).addingMissingTokens()
  }
}
