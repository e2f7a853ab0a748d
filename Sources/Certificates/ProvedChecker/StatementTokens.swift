import Exact

/// Reads a statement of the proved checker, from the front of a list of integers, as its Coq readers do.
struct StatementTokens {
  /// There is something else than was expected.
  struct Unreadable: Error {}

  private var rest: ArraySlice<Integer>

  init(_ integers: [Integer]) { rest = integers[...] }

  mutating func integer() throws(Unreadable) -> Integer {
    guard let first = rest.popFirst() else { throw Unreadable() }
    return first
  }

  /// An integer that fits `Int`.
  mutating func int() throws(Unreadable) -> Int {
    guard let value = try integer().asInt else { throw Unreadable() }
    return value
  }

  mutating func positive() throws(Unreadable) -> Integer {
    let value = try integer()
    guard value > 0 else { throw Unreadable() }
    return value
  }

  mutating func flag() throws(Unreadable) -> Bool {
    switch try integer() {
    case 0: return false
    case 1: return true
    default: throw Unreadable()
    }
  }

  mutating func optional<Item>(
    _ item: (inout StatementTokens) throws(Unreadable) -> Item
  ) throws(Unreadable) -> Item? {
    try flag() ? try item(&self) : nil
  }

  mutating func list<Item>(
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
  mutating func vector() throws(Unreadable) -> [Rational] {
    let over = try positive()
    return try list { (tokens) throws(Unreadable) in Rational(try tokens.integer(), over) }
  }

  mutating func end() throws(Unreadable) {
    guard rest.isEmpty else { throw Unreadable() }
  }
}
