/// A line of a file of instances: JSON with names in place of indices.
///
///     {"chain":["m","y"],"clauses":[["y","not","m"],["m","not"]],"group":"Z2","order":[1,0],"supervised":2,"text":"…","values":[1,0]}
///
/// A clause is its variable, its operation and its parent; a clause that starts at the root has no parent. `values` are indices of
/// elements along the chain, `order` has for each clause its position on the chain, or null.
public struct LegoRecord: Codable, Hashable, Sendable {
  /// The group's name.
  public var group: String
  /// The clauses as written.
  public var clauses: [[String]]
  /// The variables of the main chain.
  public var chain: [String]
  /// Their values.
  public var values: [Int]?
  /// For each clause its position on the chain.
  public var order: [Int?]?
  /// How many positions of the chain a learner is supervised on.
  public var supervised: Int?
  /// The text, for people and models.
  public var text: String?

  /// The record of a sample, with its text.
  ///
  /// - Throws: ``LegoTextError`` if the format is for another group.
  public init(_ sample: LegoSample, format: LegoTextFormat = .named) throws(LegoTextError) {
    let instance = sample.instance
    group = instance.group.name
    clauses = instance.clauses.map { clause in
      [clause.variable.description, instance.group.elements[clause.operation]]
        + (clause.parent.map { [$0.description] } ?? [])
    }
    chain = sample.chain.map(\.description)
    values = sample.values
    order = sample.order
    supervised = sample.supervised
    text = try instance.text(format)
  }

  /// The sample of the record. What it states twice (values, order, text) must agree with the clauses, and the chain must follow them.
  ///
  /// - Parameter group: the group of that name, if it is not one of the families.
  /// - Throws: ``LegoRecordError`` that names the field, ``FiniteGroupError``, ``LegoError``.
  public func sample(in group: FiniteGroup? = nil) throws -> LegoSample {
    let group = try group ?? FiniteGroup.named(self.group)
    guard group.name == self.group else {
      throw LegoRecordError(field: "group", reason: "is \(self.group); expected \(group.name)")
    }
    let indices = Dictionary(uniqueKeysWithValues: group.elements.enumerated().map { ($1, $0) })
    let clauses = try clauses.enumerated().map { slot, words in
      let field = "clauses[\(slot)]"
      guard 2...3 ~= words.count else {
        throw LegoRecordError(
          field: field, reason: "has \(words.count) words; expected variable, operation, and perhaps parent")
      }
      guard let operation = indices[words[1]] else {
        throw LegoRecordError(field: field, reason: "“\(words[1])” is no element of \(group.name)")
      }
      return LegoClause(
        try variable(words[0], field), operation, words.count == 3 ? try variable(words[2], field) : nil)
    }
    let instance = try LegoInstance(group: group, clauses: clauses)
    let sample = try LegoSample(
      instance: instance, chain: chain.enumerated().map { try variable($1, "chain[\($0)]") },
      supervised: supervised)
    if let position = sample.misplaced {
      throw LegoRecordError(
        field: "chain[\(position)]",
        reason:
          "is \(chain[position]), which stands there twice, or before its parent: expected the root's variable first, then each "
          + "behind its parent")
    }
    if let values, values != sample.values {
      throw LegoRecordError(field: "values", reason: "are \(values), but the clauses give \(sample.values)")
    }
    if let order, order != sample.order {
      throw LegoRecordError(field: "order", reason: "contradicts chain and clauses")
    }
    if let text, LegoTextFormat.allCases.allSatisfy({ (try? LegoInstance(text, format: $0, group: group)) != instance })
    {
      throw LegoRecordError(field: "text", reason: "does not say what the clauses say")
    }
    return sample
  }

  private func variable(_ text: String, _ field: String) throws -> LegoVariable {
    guard text.count == 1, let letter = text.first, let variable = LegoVariable(letter) else {
      throw LegoRecordError(field: field, reason: "“\(text)” is no variable; expected a letter a to z")
    }
    return variable
  }
}

/// A field of a record that is wrong.
public struct LegoRecordError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The field, such as `clauses[3]`.
  public let field: String
  /// What is wrong with it.
  public let reason: String

  public var description: String { "\(field) \(reason)" }
}
