import Exact

/// Reads a statement of the proved checker, from the front of a list of integers, as its Coq readers do.
package struct StatementTokens {
  /// There is something else than was expected.
  package struct Unreadable: Error {
    /// The error.
    package init() {}
  }

  private var rest: ArraySlice<Integer>

  /// Reads these integers.
  package init(_ integers: [Integer]) { rest = integers[...] }

  /// The next integer.
  package mutating func integer() throws(Unreadable) -> Integer {
    guard let first = rest.popFirst() else { throw Unreadable() }
    return first
  }

  /// An integer that fits `Int`.
  package mutating func int() throws(Unreadable) -> Int {
    guard let value = try integer().asInt else { throw Unreadable() }
    return value
  }

  /// An integer above 0.
  package mutating func positive() throws(Unreadable) -> Integer {
    let value = try integer()
    guard value > 0 else { throw Unreadable() }
    return value
  }

  /// 0 or 1.
  package mutating func flag() throws(Unreadable) -> Bool {
    switch try integer() {
    case 0: return false
    case 1: return true
    default: throw Unreadable()
    }
  }

  /// 0, or 1 and the item.
  package mutating func optional<Item>(
    _ item: (inout StatementTokens) throws(Unreadable) -> Item
  ) throws(Unreadable) -> Item? {
    try flag() ? try item(&self) : nil
  }

  /// How many items, and these.
  package mutating func list<Item>(
    _ item: (inout StatementTokens) throws(Unreadable) -> Item
  ) throws(Unreadable) -> [Item] {
    let count = try int()
    // An item has at least one token.
    guard count >= 0, count <= rest.count else { throw Unreadable() }
    var items: [Item] = []
    items.reserveCapacity(count)
    for _ in 0..<count { items.append(try item(&self)) }
    return items
  }

  /// A list of numbers over a common denominator, which comes first.
  package mutating func vector() throws(Unreadable) -> [Rational] {
    let over = try positive()
    return try list { (tokens) throws(Unreadable) in Rational(try tokens.integer(), over) }
  }

  /// Nothing is left.
  package mutating func end() throws(Unreadable) {
    guard rest.isEmpty else { throw Unreadable() }
  }
}
