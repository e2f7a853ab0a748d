import Evidence
import Exact
import Randomness

/// A value and what is done to it in place, step by step.
struct IntegerLedger: Codable, Sendable {
  enum Kind: String, Codable, Sendable, CaseIterable { case add, subtract, multiply, addProduct, subtractProduct }

  struct Step: Codable, Sendable {
    var kind: Kind
    var x: Integer
    var y: Integer
    /// Whether a copy is kept from before the step, which makes the value share its limbs.
    var keepsCopy: Bool
  }

  var start: Integer
  var steps: [Step]

  /// What is seen of a ledger: the value's digits after each step, and at the end those of the copies, from before the steps that
  /// keep one.
  struct Account: Equatable {
    var values: [SchoolbookInteger]
    var copies: [SchoolbookInteger]
    var fault: String?
  }

  typealias Keeper = Algorithm<IntegerLedger, Account>

  static let values: Keeper = { account($0) { value, step in value.apply(step) } }

  /// Nothing but the value itself holds its limbs, unless a step keeps a copy.
  static func account(_ ledger: IntegerLedger, _ apply: (inout Integer, Step) -> Void) -> Account {
    var value = Integer(littleEndianLimbs: ledger.start.littleEndianLimbs, isNegative: ledger.start.isNegative)
    var copies: [Integer] = []
    var account = Account(values: [], copies: [])
    for step in ledger.steps {
      if step.keepsCopy { copies.append(value) }
      apply(&value, step)
      account.values.append(SchoolbookInteger(value))
      account.fault = account.fault ?? value.fault
    }
    account.copies = copies.map { SchoolbookInteger($0) }
    return account
  }

  static let mutants: KeyValuePairs<String, Keeper> = [
    "a product of words loses the carry into the third limb": { ledger in
      account(ledger) { value, step in
        let before = value.littleEndianLimbs
        value.apply(step)
        guard step.kind == .addProduct, step.x.asInt != nil, step.y.asInt != nil, before.count >= 3,
          before[2...].allSatisfy({ $0 == .max }), value.littleEndianLimbs.count > before.count
        else { return }
        value = Integer(littleEndianLimbs: value.littleEndianLimbs.dropLast(), isNegative: value.isNegative)
      }
    },
    "subtracting a product that is larger keeps the sign": { ledger in
      account(ledger) { value, step in
        let before = value
        value.apply(step)
        if step.kind == .subtractProduct, before > 0, value.isNegative { value.negate() }
      }
    },
    "multiplying by a negative word forgets the sign where the product stays as long": { ledger in
      account(ledger) { value, step in
        let count = value.littleEndianLimbs.count
        value.apply(step)
        let isAsLong = count > 1 && value.littleEndianLimbs.count == count
        if step.kind == .multiply, step.x.asInt ?? 0 < 0, isAsLong { value.negate() }
      }
    },
    "writes through to a copy that is as long": { ledger in
      var shared = account(ledger) { value, step in value.apply(step) }
      var copy = 0
      for (index, step) in ledger.steps.enumerated() where step.keepsCopy {
        defer { copy += 1 }
        let after = shared.values[index]
        if step.kind == .add, after.digits.count == shared.copies[copy].digits.count, after.digits.count > 2 {
          shared.copies[copy] = after
        }
      }
      return shared
    },
  ]

  @Sendable static func keepsTheBooks(_ keep: Keeper, of ledger: IntegerLedger) throws -> Verdict {
    let found = try keep(ledger)
    if let fault = found.fault { return .fails(fault) }
    var value = SchoolbookInteger(ledger.start)
    var copies: [SchoolbookInteger] = []
    for (index, step) in ledger.steps.enumerated() {
      if step.keepsCopy { copies.append(value) }
      let (x, y) = (SchoolbookInteger(step.x), SchoolbookInteger(step.y))
      switch step.kind {
      case .add: value = value + x
      case .subtract: value = value - x
      case .multiply: value = value * x
      case .addProduct: value = value + x * y
      case .subtractProduct: value = value - x * y
      }
      guard found.values[index] == value else {
        return .fails(
          "after step \(index), \(step.kind.rawValue), it is \(found.values[index].decimal), but should be \(value.decimal)"
        )
      }
    }
    return .require(found.copies == copies, "a copy was changed with the value")
  }
}

extension Integer {
  /// Does one step of a ledger in place.
  fileprivate mutating func apply(_ step: IntegerLedger.Step) {
    switch step.kind {
    case .add: self += step.x
    case .subtract: self -= step.x
    case .multiply: self *= step.x
    case .addProduct: addProduct(step.x, step.y)
    case .subtractProduct: subtractProduct(step.x, step.y)
    }
  }
}

extension InstanceFamily where Instance == IntegerLedger {
  /// Ledgers of some steps on values of up to six limbs.
  static var ledgers: InstanceFamily {
    random(
      "a value of up to 6 limbs, often all ones, and 12 steps in place with words and longer operands; every fourth step keeps a copy",
      quick: 80, deep: 4_000,
      shrink: { ledger in
        ledger.steps.indices.map { index in
          var shorter = ledger
          shorter.steps.remove(at: index)
          return shorter
        }
      },
      draw: { index, stream in
        func operand() -> Integer {
          switch stream.uniform(in: 0...3) {
          case 0: .drawn(limbs: stream.uniform(in: 1...3), &stream)
          case 1: [Integer(Int.max), Integer(Int.min), 1, -1, 0][stream.uniform(in: 0...4)]
          default: Integer(Int(truncatingIfNeeded: stream.next()) >> stream.uniform(in: 0...62))
          }
        }
        let ones = [UInt](repeating: .max, count: stream.uniform(in: 1...6))
        let start =
          index % 2 == 0
          ? Integer(littleEndianLimbs: ones, isNegative: index % 4 == 0)
          : Integer.drawn(limbs: stream.uniform(in: 0...6), &stream)
        let steps = (0..<12).map { place in
          // Products are rare, or the value would soon be long; all ones are met by a product at once.
          let kinds: [IntegerLedger.Kind] = [
            .add, .subtract, .addProduct, .subtractProduct, .addProduct, .subtractProduct,
          ]
          let isProduct = stream.uniform(in: 0...7) == 0
          let kind =
            place == 0 && index % 2 == 0 ? .addProduct : isProduct ? .multiply : kinds[stream.uniform(in: 0...5)]
          let x = operand()
          return IntegerLedger.Step(kind: kind, x: x, y: operand(), keepsCopy: stream.uniform(in: 0...3) == 0)
        }
        return IntegerLedger(start: start, steps: steps)
      })
  }
}
