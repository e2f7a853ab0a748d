/// A record of a corpus: what is to be said, field by field, and the text that says it.
///
/// In a file of records it is a line
/// `{"id":..,"fields":[{"name":"area","value":["old","town"]}],"text":["it","lies","in","the","old","town"]}`. The order of the
/// fields counts. A query may do without a text.
public struct CorpusRecord: Hashable, Codable, Sendable {
  /// A field of a record. Its value can be copied into a text, its name cannot.
  public struct Field: Hashable, Codable, Sendable {
    /// What the value is about.
    public var name: String
    /// The value's words.
    public var value: [TextToken]

    /// A field of the given value.
    public init(name: String, value: [TextToken]) { (self.name, self.value) = (name, value) }
  }

  /// The record's name, as it was given.
  public var id: TextToken?
  /// What is to be said.
  public var fields: [Field]
  /// The words that say it; nil in a query that asks for them.
  public var text: [TextToken]?

  /// A record of the given parts.
  public init(id: TextToken? = nil, fields: [Field], text: [TextToken]?) {
    (self.id, self.fields, self.text) = (id, fields, text)
  }

  /// The words of all values, in the order of the fields.
  public var sourceWords: [TextToken] { fields.flatMap(\.value) }
}
