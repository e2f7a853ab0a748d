/// A variable of the task: one of 26 letters.
public struct LegoVariable: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// 0 for `a` up to 25 for `z`.
  public let index: Int

  /// How many letters there are, and so the largest number of clauses of an instance.
  public static let count = 26

  /// The variable of an index.
  ///
  /// - Precondition: 0 ≤ index < 26.
  public init(index: Int) {
    precondition(0..<Self.count ~= index, "there are 26 letters")
    self.index = index
  }

  /// The variable of a letter; nil if it is not one of `a` to `z`.
  public init?(_ letter: Character) {
    guard letter.isASCII, let value = letter.asciiValue, 97...122 ~= value else { return nil }
    index = Int(value) - 97
  }

  public static func < (a: Self, b: Self) -> Bool { a.index < b.index }
  public var description: String { String(UnicodeScalar(UInt8(97 + index))) }
}

/// One assignment: *variable = operation · parent*.
public struct LegoClause: Hashable, Sendable {
  /// The variable that the clause defines.
  public let variable: LegoVariable
  /// An element of the group, which acts from the left.
  public let operation: Int
  /// The variable that is acted on; nil for the root, which is the identity.
  public let parent: LegoVariable?

  /// A clause.
  public init(_ variable: LegoVariable, _ operation: Int, _ parent: LegoVariable?) {
    (self.variable, self.operation, self.parent) = (variable, operation, parent)
  }
}

/// An instance of LEGO: clauses in the order in which they are written (*slots*), over a group.
///
///     let z2 = try FiniteGroup.cyclic(2)
///     let instance = try LegoInstance(group: z2, clauses: [.init(y, 1, m), .init(m, 1, nil)])
///     try instance.values()       // of each slot: [0, 1]
///
/// Each variable is defined once at most. A chain, a tree and a forest are all instances; so are clauses whose parent nobody defines,
/// and cycles, which have no values. Source: "Unveiling Transformers with LEGO: a synthetic reasoning task" (arXiv 2206.04301).
public struct LegoInstance: Hashable, Sendable {
  /// The group that acts.
  public let group: FiniteGroup
  /// The clauses, in slot order.
  public let clauses: [LegoClause]

  /// An instance.
  ///
  /// - Throws: ``LegoError`` for a variable that two clauses define, or an operation that is no element.
  public init(group: FiniteGroup, clauses: [LegoClause]) throws(LegoError) {
    var slots = [Int?](repeating: nil, count: LegoVariable.count)
    for (slot, clause) in clauses.enumerated() {
      if let first = slots[clause.variable.index] { throw .defined(clause.variable, slots: first, slot) }
      guard 0..<group.order ~= clause.operation else {
        throw .notAnElement(clause.operation, slot: slot, order: group.order)
      }
      slots[clause.variable.index] = slot
    }
    (self.group, self.clauses) = (group, clauses)
  }

  init(group: FiniteGroup, trusted clauses: [LegoClause]) { (self.group, self.clauses) = (group, clauses) }

  /// The slot that defines each variable, by its index.
  var slots: [Int?] {
    var slots = [Int?](repeating: nil, count: LegoVariable.count)
    for (slot, clause) in clauses.enumerated() { slots[clause.variable.index] = slot }
    return slots
  }

  /// Values and depths of the slots, as far as they are defined: nil for a variable on or behind a cycle or an undefined one.
  ///
  /// The depth of a variable is the number of clauses from the root to it, 1 if its parent is the root.
  /// - Complexity: O(clauses).
  public var evaluation: [(value: Int, depth: Int)?] {
    let slots = slots
    var found = [(value: Int, depth: Int)?](repeating: nil, count: clauses.count)
    var isFinished = [Bool](repeating: false, count: clauses.count)
    for start in clauses.indices where !isFinished[start] {
      var path: [Int] = []
      var (slot, known): (Int?, (value: Int, depth: Int)?) = (start, nil)
      while let current = slot {
        if isFinished[current] {
          known = found[current]
          break
        }
        isFinished[current] = true
        path.append(current)
        guard let parent = clauses[current].parent else {
          known = (group.identity, 0)
          break
        }
        slot = slots[parent.index]
      }
      for current in path.reversed() {
        known = known.map { (group.product(clauses[current].operation, $0.value), $0.depth + 1) }
        found[current] = known
      }
    }
    return found
  }

  /// The value of each slot's variable.
  ///
  /// - Throws: ``LegoError`` naming a parent that nobody defines, or a cycle.
  /// - Complexity: O(clauses).
  public func values() throws(LegoError) -> [Int] {
    let evaluation = evaluation
    var values: [Int] = []
    for (slot, found) in evaluation.enumerated() {
      guard let found else { throw obstacle(from: slot) }
      values.append(found.value)
    }
    return values
  }

  /// Why a slot has no value.
  private func obstacle(from slot: Int) -> LegoError {
    let slots = slots
    var path: [Int] = []
    var current = slot
    while true {
      if let start = path.firstIndex(of: current) {
        return .cycle(path[start...].map { clauses[$0].variable }, slots: Array(path[start...]))
      }
      path.append(current)
      guard let parent = clauses[current].parent, let next = slots[parent.index] else {
        return .undefined(clauses[current].parent ?? clauses[current].variable, slot: current)
      }
      current = next
    }
  }
}

/// Why there is no instance, or no values of it. Slots are counted from 0; the descriptions count clauses from 1.
public enum LegoError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Two clauses define a variable.
  case defined(LegoVariable, slots: Int, Int)
  /// An operation that is no element of the group.
  case notAnElement(Int, slot: Int, order: Int)
  /// The parent in this slot is defined by no clause.
  case undefined(LegoVariable, slot: Int)
  /// Variables each of which is defined by the next, and the last by the first; and the slots that define them.
  case cycle([LegoVariable], slots: [Int])
  /// A generator was asked for more variables than there are letters, or for none.
  case variableCount(Int)
  /// A number out of its range, and what it is the number of.
  case outOfRange(Int, ClosedRange<Int>, String)

  public var description: String {
    switch self {
    case .defined(let variable, let first, let second):
      "\(variable) is defined twice, by clause \(first + 1) and clause \(second + 1)"
    case .notAnElement(let operation, let slot, let order):
      "clause \(slot + 1) has the operation \(operation); the group has elements 0 to \(order - 1)"
    case .undefined(let variable, let slot): "clause \(slot + 1) uses \(variable), which no clause defines"
    case .cycle(let variables, let slots):
      zip(variables, slots).map { "\($0) (clause \($1 + 1))" }.joined(separator: ", ")
        + ": a cycle, which has no values"
    case .variableCount(let count):
      "\(count) variables; an instance has at least one, and at most \(LegoVariable.count), one for each letter"
    case .outOfRange(let number, let range, let what):
      "\(number) is no number of \(what); expected \(range.lowerBound) to \(range.upperBound)"
    }
  }
}
