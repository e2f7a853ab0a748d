import HeapModule

/// The working state of RePair: a linked sequence, in which the occurrences of every pair are linked as well.
///
/// What concerns one position lies together in 24 bytes, because the positions of a pair are scattered: measured on text,
/// the time goes to cache misses, and one array for each field has several times as many.
struct PairReplacement {
  private static let none = UInt32.max

  private struct Position {
    var symbol: UInt32
    var previous: UInt32
    var next: UInt32
    /// The neighbours in the list of occurrences of the pair that starts here.
    var previousOccurrence: UInt32
    var nextOccurrence: UInt32
    /// The record of the pair that starts here, or `none` if this occurrence is not counted.
    var record: UInt32
  }

  /// A pair and its counted occurrences, which do not overlap; they are listed from left to right.
  private struct Record {
    var pair: UInt64
    var count: UInt32
    var first: UInt32
    var last: UInt32
    /// The round in which an occurrence was last added.
    var round: UInt32
  }

  /// A pair in the queue. The count is an upper bound: counts that fall are noticed when the pair comes up.
  private struct Candidate: Comparable {
    var count: UInt32
    var pair: UInt64

    static func < (first: Candidate, second: Candidate) -> Bool {
      first.count != second.count ? first.count < second.count : first.pair > second.pair
    }
  }

  private var positions: [Position]
  private var records: [Record] = []
  private var freeRecords: [UInt32] = []
  private var slots: [UInt32] = Array(repeating: none, count: 1 << 10)
  private var occupiedSlots = 0
  private var queue = Heap<Candidate>()
  private var round: UInt32 = 0
  private var touched: [UInt32] = []
  private var symbolOfPair: [UInt64: UInt32] = [:]
  private let alphabetSize: Int
  /// A symbol that enters no rule; `none` for no such symbol.
  private let barrier: UInt32
  private(set) var rules: [RePairRule] = []

  /// - Precondition: Fewer than 2³¹ symbols, all below `alphabetSize`.
  init(_ sequence: [UInt32], alphabetSize: Int, barrier: UInt32? = nil) {
    self.alphabetSize = alphabetSize
    self.barrier = barrier ?? Self.none
    let last = sequence.count - 1
    positions = sequence.indices.map { index in
      Position(
        symbol: sequence[index], previous: index == 0 ? Self.none : UInt32(index - 1),
        next: index == last ? Self.none : UInt32(index + 1), previousOccurrence: Self.none,
        nextOccurrence: Self.none, record: Self.none)
    }
  }

  /// Replaces pairs until none occurs twice.
  mutating func run() {
    while countAll() {
      while let candidate = queue.popMax() {
        guard let record = record(of: candidate.pair) else { continue }
        let count = records[Int(record)].count
        if count < 2 { continue }
        if count < candidate.count {
          queue.insert(Candidate(count: count, pair: candidate.pair))
        } else {
          replace(record)
        }
      }
    }
  }

  /// The symbols that are left, from left to right.
  func remainingSequence() -> [UInt32] {
    var sequence: [UInt32] = []
    var position = positions.isEmpty ? Self.none : 0
    while position != Self.none {
      sequence.append(positions[Int(position)].symbol)
      position = positions[Int(position)].next
    }
    return sequence
  }

  /// Counts all pairs afresh, from left to right, and queues those that occur twice; tells whether there are any.
  private mutating func countAll() -> Bool {
    records.removeAll(keepingCapacity: true)
    freeRecords.removeAll(keepingCapacity: true)
    slots = Array(repeating: Self.none, count: 1 << 10)
    occupiedSlots = 0
    // The first position is never removed: a pair lives on at the position of its left symbol.
    var position = positions.isEmpty ? Self.none : 0
    while position != Self.none {
      positions[Int(position)].record = Self.none
      position = positions[Int(position)].next
    }
    round += 1
    position = positions.isEmpty ? Self.none : 0
    while position != Self.none {
      count(position)
      position = positions[Int(position)].next
    }
    return queueTouched()
  }

  /// Replaces all counted occurrences of a pair by its symbol.
  private mutating func replace(_ record: UInt32) {
    let pair = records[Int(record)].pair
    let symbol: UInt32
    if let known = symbolOfPair[pair] {
      symbol = known
    } else {
      symbol = UInt32(alphabetSize + rules.count)
      rules.append(RePairRule(UInt32(truncatingIfNeeded: pair >> 32), UInt32(truncatingIfNeeded: pair)))
      symbolOfPair[pair] = symbol
    }
    var occurrences: [UInt32] = []
    occurrences.reserveCapacity(Int(records[Int(record)].count))
    var next = records[Int(record)].first
    while next != Self.none {
      occurrences.append(next)
      next = positions[Int(next)].nextOccurrence
    }
    // First all old neighbours are forgotten, then all new ones counted: pairs of an old and a new symbol that would
    // last only until the next occurrence is replaced are never made.
    for position in occurrences {
      let start = Int(position)
      let end = Int(positions[start].next)
      let before = positions[start].previous
      if before != Self.none { forget(before) }
      forget(UInt32(end))
      let after = positions[end].next
      positions[start].symbol = symbol
      positions[start].next = after
      positions[start].record = Self.none
      if after != Self.none { positions[Int(after)].previous = position }
    }
    records[Int(record)].count = 0
    records[Int(record)].first = Self.none
    records[Int(record)].last = Self.none
    round += 1
    for position in occurrences {
      let before = positions[Int(position)].previous
      if before != Self.none, positions[Int(before)].record == Self.none { count(before) }
      count(position)
    }
    _ = queueTouched()
  }

  /// Counts the pair that starts at `position`, unless a counted occurrence of the same pair overlaps it.
  private mutating func count(_ position: UInt32) {
    let here = positions[Int(position)]
    if here.next == Self.none { return }
    let there = positions[Int(here.next)]
    if here.symbol == barrier || there.symbol == barrier { return }
    if here.symbol == there.symbol {
      if here.previous != Self.none {
        let before = positions[Int(here.previous)]
        if before.symbol == here.symbol, before.record != Self.none { return }
      }
      if there.record != Self.none, positions[Int(there.next)].symbol == here.symbol { return }
    }
    let index = recordForCounting(packed(here.symbol, there.symbol))
    let last = records[Int(index)].last
    if last == Self.none {
      records[Int(index)].first = position
    } else {
      positions[Int(last)].nextOccurrence = position
    }
    positions[Int(position)].previousOccurrence = last
    positions[Int(position)].nextOccurrence = Self.none
    positions[Int(position)].record = index
    records[Int(index)].last = position
    records[Int(index)].count += 1
    if records[Int(index)].round != round {
      records[Int(index)].round = round
      touched.append(index)
    }
  }

  /// Takes the pair that starts at `position` off the list of its occurrences, if it is counted.
  private mutating func forget(_ position: UInt32) {
    let here = positions[Int(position)]
    if here.record == Self.none { return }
    positions[Int(position)].record = Self.none
    if here.previousOccurrence == Self.none {
      records[Int(here.record)].first = here.nextOccurrence
    } else {
      positions[Int(here.previousOccurrence)].nextOccurrence = here.nextOccurrence
    }
    if here.nextOccurrence == Self.none {
      records[Int(here.record)].last = here.previousOccurrence
    } else {
      positions[Int(here.nextOccurrence)].previousOccurrence = here.previousOccurrence
    }
    records[Int(here.record)].count -= 1
  }

  /// Queues the pairs counted in this round that occur twice; tells whether there are any.
  private mutating func queueTouched() -> Bool {
    var found = false
    for index in touched where records[Int(index)].count >= 2 {
      queue.insert(Candidate(count: records[Int(index)].count, pair: records[Int(index)].pair))
      found = true
    }
    touched.removeAll(keepingCapacity: true)
    return found
  }
}

// The table of pairs: open addressing; records that count nothing stay until the table is full.
extension PairReplacement {
  private func slot(of pair: UInt64) -> Int {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: mixed(pair) >> 20) & mask
    while slots[slot] != Self.none, records[Int(slots[slot])].pair != pair { slot = (slot + 1) & mask }
    return slot
  }

  private func record(of pair: UInt64) -> UInt32? {
    let index = slots[slot(of: pair)]
    return index == Self.none ? nil : index
  }

  private mutating func recordForCounting(_ pair: UInt64) -> UInt32 {
    var slot = slot(of: pair)
    if slots[slot] != Self.none { return slots[slot] }
    if (occupiedSlots + 1) * 4 > slots.count * 3 {
      rebuildSlots()
      slot = self.slot(of: pair)
    }
    let new = Record(pair: pair, count: 0, first: Self.none, last: Self.none, round: 0)
    let index: UInt32
    if let free = freeRecords.popLast() {
      index = free
      records[Int(index)] = new
    } else {
      index = UInt32(records.count)
      records.append(new)
    }
    slots[slot] = index
    occupiedSlots += 1
    return index
  }

  private mutating func rebuildSlots() {
    let used = slots.filter { $0 != Self.none }
    let live = used.filter { records[Int($0)].count > 0 }
    freeRecords += used.filter { records[Int($0)].count == 0 }
    var count = slots.count
    while live.count * 2 > count { count *= 2 }
    slots = Array(repeating: Self.none, count: count)
    for index in live { slots[slot(of: records[Int(index)].pair)] = index }
    occupiedSlots = live.count
  }
}
