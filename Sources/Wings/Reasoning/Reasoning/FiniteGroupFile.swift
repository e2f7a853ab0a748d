/// A group as a file states it: `{"elements":["e","a"],"name":"G","table":[["e","a"],["a","e"]]}`.
public struct FiniteGroupFile: Codable, Hashable, Sendable {
  /// What to call it.
  public var name: String
  /// The names of the elements.
  public var elements: [String]
  /// Row a, column b: the name of a · b.
  public var table: [[String]]

  /// The file of a group.
  public init(_ group: FiniteGroup) {
    (name, elements) = (group.name, group.elements)
    table = (0..<group.order).map { a in (0..<group.order).map { group.elements[group.product(a, $0)] } }
  }

  /// The group, after its axioms have been verified. A group that has the name of a family's must be that one.
  ///
  /// - Throws: ``FiniteGroupError``.
  public func group() throws(FiniteGroupError) -> FiniteGroup {
    guard !name.isEmpty, !name.contains(where: { $0.isWhitespace || "*=;,:".contains($0) }) else {
      throw .unusableName(name)
    }
    var indices: [String: Int] = [:]
    for (index, element) in elements.enumerated() {
      guard indices.updateValue(index, forKey: element) == nil else { throw .repeatedName(element) }
    }
    var rows: [[Int]] = []
    for (row, cells) in table.enumerated() {
      var numbers: [Int] = []
      for (column, cell) in cells.enumerated() {
        guard let index = indices[cell] else { throw .unknownElement(cell, row: row, column: column) }
        numbers.append(index)
      }
      rows.append(numbers)
    }
    let group = try FiniteGroup(name: name, elements: elements, table: rows)
    // Texts name the group alone.
    if let known = try? FiniteGroup.named(name), known != group { throw .takenName(name) }
    return group
  }
}
