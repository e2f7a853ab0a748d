import Randomness
import Text

/// Synthetic records of inns and cafés with texts that say what the fields say: a corpus of any size without data.
///
///     let corpus = RecordCorpus(seed: 1)
///     corpus.record(17)      // the same on every machine, whatever was made before
///
/// A record has a name, a kind and most of six more fields. Names and landmarks are rare, the values of the other fields
/// frequent. Its text is put together from phrases for the fields, in an order of its own, some of them followed by a remark
/// that says nothing: templated, and never quite the same.
public struct RecordCorpus: Sendable {
  private let stream: RandomStream

  /// The corpus of a seed.
  public init(seed: UInt64) { stream = RandomStream(seed: seed).child("records") }

  /// The record of a number, which is its name.
  ///
  /// - Parameters:
  ///   - number: which record; any number is allowed.
  ///   - telling: texts of different tellings say the same in other words and another order.
  public func record(_ number: Int, telling: Int = 0) -> CorpusRecord {
    var stream = stream.child(number)
    var values: [String: String] = [:]
    values["name"] = "\(stream.pick(Self.firstNames)) \(stream.pick(Self.lastNames))"
    values["kind"] = stream.pick(Self.kinds)
    var fields = ["name", "kind"]
    for (field, choices) in Self.choices where stream.uniform(in: 0...9) < 7 {
      values[field] = stream.pick(choices)
      fields.append(field)
    }
    if stream.uniform(in: 0...9) < 5 {
      values["near"] = "the \(stream.pick(Self.lastNames)) \(stream.pick(Self.landmarks))"
      fields.append("near")
    }
    var told = Array(fields.dropFirst(2))
    stream = stream.child(telling)
    stream.shuffle(&told)
    return CorpusRecord(
      id: .number(number), fields: fields.map { .init(name: $0, value: words(values[$0] ?? "")) },
      text: words(text(of: ["kind"] + told, values, &stream)))
  }

  /// Sentences of one to three phrases each.
  private func text(of fields: [String], _ values: [String: String], _ stream: inout RandomStream) -> String {
    var (text, next) = ("", 0)
    while next < fields.count {
      let end = min(next + stream.uniform(in: 1...3), fields.count)
      let phrases = fields[next..<end].map { field in
        stream.pick(Self.phrases[field] ?? []).split(separator: "_", omittingEmptySubsequences: false)
          .joined(separator: values[field] ?? "")
      }
      let isNamed = next == 0 || stream.uniform(in: 0...4) == 0
      let subject = isNamed ? values["name"] ?? "" : stream.pick(["it", "the place", "the house"])
      text += subject + " " + phrases.dropLast().joined(separator: " , ")
      text += (phrases.count > 1 ? " and " : "") + (phrases.last ?? "")
      if stream.uniform(in: 0...9) < 3 { text += " " + stream.pick(Self.remarks) }
      text += " . "
      next = end
    }
    return text
  }

  private func words(_ text: String) -> [TextToken] { text.split(separator: " ").map { .text(String($0)) } }

  private static let firstNames = """
    Amber Ashen Birch Brass Bright Bronze Cedar Chalk Cherry Clover Copper Coral Crystal Drowsy Dusky Eastern Elder Ember Fern \
    Flint Foggy Frosty Gilded Golden Granite Hazel Heather Hollow Honey Iron Ivory Ivy Jade Juniper Lantern Laurel Lilac Linden \
    Marble Maple Mellow Misty Mossy Northern Oaken Olive Opal Pearl Pine Quiet Rowan Rusty Saffron Sandy Silver Southern Stony \
    Thistle Velvet Willow
    """.split(separator: " ").map(String.init)
  private static let lastNames = """
    Anchor Badger Barrel Bell Candle Castle Cellar Compass Crane Crown Dolphin Dragon Eagle Falcon Feather Finch Fox Gate Goose \
    Hare Harp Heron Kettle Key Lark Lion Mill Mitre Moon Otter Owl Pheasant Plough Raven Ship Spindle Stag Swan Well Wheel
    """.split(separator: " ").map(String.init)
  private static let landmarks = [
    "Bridge", "Fountain", "Library", "Lighthouse", "Museum", "Station", "Theatre", "Tower",
  ]
  private static let kinds = ["inn", "tavern", "guest house", "coffee shop", "bakery", "hotel", "tea room"]
  private static let choices: [(String, [String])] = [
    ("food", ["Basque", "Breton", "Greek", "home-made", "Persian", "seasonal", "vegetarian", "Welsh"]),
    ("price", ["cheap", "fair", "high", "low", "moderate", "rather high"]),
    ("area", ["old town", "harbour", "market square", "river bank", "upper town", "university quarter"]),
    ("rating", ["one star", "two stars", "three stars", "four stars", "five stars"]),
    ("season", ["all year", "in summer only", "at weekends", "from May to October", "every day but Monday"]),
  ]
  private static let phrases: [String: [String]] = [
    "kind": ["is a _", "is a small _", "is a well-known _", "calls itself a _"],
    "food": ["serves _ food", "offers _ dishes", "has _ food on the menu", "cooks _ meals for its guests"],
    "price": ["has _ prices", "asks for _ prices", "is known for its _ prices", "sells everything at _ prices"],
    "area": ["lies in the _", "can be found in the _", "is located in the _", "has its door in the _ area"],
    "rating": ["is rated _", "was given _ by its guests", "has earned _ so far", "holds a rating of _"],
    "season": ["is open _", "welcomes guests _", "opens its doors _", "receives visitors _"],
    "near": ["is near _", "lies close to _", "is just around the corner from _", "stands next to _"],
  ]
  private static let remarks = [
    "as everybody knows", "if the guide is right", "and has done so for years", "to the joy of its neighbours",
    "which is no surprise", "as you would hope", "for better or worse", "and that is the truth", "so they say",
    "according to its owner", "without any doubt", "most of the time",
  ]
}

extension RandomStream {
  fileprivate mutating func pick(_ choices: [String]) -> String {
    choices.isEmpty ? "" : choices[uniform(in: 0...(choices.count - 1))]
  }
}
