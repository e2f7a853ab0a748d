import HeapModule
import Sequences

/// The working state of RePair: a linked sequence, and for every pair that occurs twice the places where it does.
///
/// Time goes to cache misses, since the places of a pair are scattered. So what concerns one position lies together in 16
/// bytes; the places of a pair are an array, which is read ahead where a list would wait for each; and pairs that occur once
/// have no record. All new pairs of a replacement contain the new symbol, so that tables indexed by the other symbol take the
/// place of a hash table, except for the first count.
struct PairReplacement: ~Copyable {
  private static var none: UInt32 { UInt32.max }
  private static var stripLength: Int { 256 }

  private struct Position {
    var symbol: UInt32
    var previous: UInt32
    var next: UInt32
    /// The record of the pair that starts here, or `none` if this occurrence is not counted.
    var record: UInt32
  }

  /// A pair, its counted occurrences, which do not overlap, and the range of `places` that lists them from left to right.
  ///
  /// Occurrences that are forgotten stay in the list: the position then no longer names the record.
  private struct Record {
    var pair: UInt64
    var firstPlace: Int
    var placeCount: UInt32
    var count: UInt32
  }

  /// A pair in the queue. The count is an upper bound: counts that fall are noticed when the pair comes up.
  private struct Candidate: Comparable {
    var count: UInt32
    var record: UInt32
    var pair: UInt64

    static func < (first: Candidate, second: Candidate) -> Bool {
      first.count != second.count ? first.count < second.count : first.pair > second.pair
    }
  }

  /// Pairs of one symbol with the newest, on either side of it, that were met in a round: their numbers in that round.
  private struct Neighbour {
    var roundBefore: UInt32 = 0
    var pairBefore: UInt32 = 0
    var roundAfter: UInt32 = 0
    var pairAfter: UInt32 = 0
  }

  /// A pair that was met in a round; its record, if it occurs twice.
  private struct NewPair {
    var pair: UInt64
    var count: UInt32
    var record: UInt32
  }

  private let positions: UnsafeMutableBufferPointer<Position>
  private var records: [Record] = []
  private var freeRecords: [UInt32] = []
  private var places: [UInt32] = []
  private var queue = Heap<Candidate>()
  private var neighbours: [Neighbour]
  private var round: UInt32 = 0
  private var newPairs: [NewPair] = []
  /// The positions that were counted in this round.
  private var counted: [UInt32] = []
  private var symbolOfPair: [UInt64: UInt32] = [:]
  private let alphabetSize: Int
  /// A symbol that enters no rule; `none` for no such symbol.
  private let barrier: UInt32
  private(set) var rules: [RePairRule] = []

  /// - Precondition: Fewer than 2³¹ symbols, all below `alphabetSize`.
  init(_ sequence: [UInt32], alphabetSize: Int, barrier: UInt32? = nil) {
    self.alphabetSize = alphabetSize
    self.barrier = barrier ?? Self.none
    neighbours = Array(repeating: Neighbour(), count: alphabetSize)
    positions = .allocate(capacity: sequence.count)
    let last = sequence.count - 1
    for index in sequence.indices {
      positions.initializeElement(
        at: index,
        to: Position(
          symbol: sequence[index], previous: index == 0 ? Self.none : UInt32(index - 1),
          next: index == last ? Self.none : UInt32(index + 1), record: Self.none))
    }
  }

  deinit { positions.deallocate() }

  /// Replaces pairs until none occurs twice.
  ///
  /// Told to `progress` is the part that is done, 0 to 1. Words mostly have about 1/f of their pairs at each frequency f, so
  /// that each octave of frequencies is about as much work: the part is counted in octaves.
  mutating func run(progress: (Double) -> Void) {
    var octaves = 0.0
    var frequency = UInt32.max
    while countAll() {
      if octaves == 0 { octaves = Self.octaves(queue.max?.count ?? 2) }
      while let candidate = queue.popMax() {
        if candidate.count < frequency {
          frequency = candidate.count
          progress(1 - Self.octaves(frequency) / octaves)
        }
        let record = records[Int(candidate.record)]
        if record.count < 2 {
          // A record that a position still names stays.
          if record.count == 0 { freeRecords.append(candidate.record) }
        } else if record.count < candidate.count {
          queue.insert(Candidate(count: record.count, record: candidate.record, pair: candidate.pair))
        } else {
          replace(candidate.record)
          freeRecords.append(candidate.record)
        }
      }
    }
  }

  /// About log₂ of a frequency, counting 2 as a quarter of an octave so that no frequency has none.
  private static func octaves(_ frequency: UInt32) -> Double {
    let half = Double(max(frequency, 2)) / 2
    return Double(half.exponent) + half.significand - 0.75
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
    records.removeAll()
    freeRecords.removeAll()
    places.removeAll()
    // The first position is never removed: a pair lives on at the position of its left symbol.
    var position = positions.isEmpty ? Self.none : 0
    while position != Self.none {
      positions[Int(position)].record = Self.none
      position = positions[Int(position)].next
    }
    var table = PairNumbers()
    position = positions.isEmpty ? Self.none : 0
    while position != Self.none {
      if let pair = countablePair(at: position) {
        let number = table.number(of: pair)
        if number == newPairs.count { newPairs.append(NewPair(pair: pair, count: 0, record: Self.none)) }
        add(position, to: number)
      }
      position = positions[Int(position)].next
    }
    return recordNewPairs()
  }

  /// Replaces all counted occurrences of a pair by its symbol.
  private mutating func replace(_ index: UInt32) {
    let record = records[Int(index)]
    let symbol: UInt32
    let isNew: Bool
    if let known = symbolOfPair[record.pair] {
      (symbol, isNew) = (known, false)
    } else {
      (symbol, isNew) = (UInt32(alphabetSize + rules.count), true)
      rules.append(RePairRule(UInt32(truncatingIfNeeded: record.pair >> 32), UInt32(truncatingIfNeeded: record.pair)))
      symbolOfPair[record.pair] = symbol
      neighbours.append(Neighbour())
    }
    let list = record.firstPlace..<record.firstPlace + Int(record.placeCount)
    // First all old neighbours are forgotten, then all new ones counted: pairs of an old and a new symbol that would
    // last only until the next occurrence is replaced are never made.
    var last = list.lowerBound
    let positions = positions
    places.withUnsafeMutableBufferPointer { places in
      records.withUnsafeMutableBufferPointer { records in
        // In strips: the small loop has many cache misses under way at once, and the other then finds the positions near.
        for strip in stride(from: list.lowerBound, to: list.upperBound, by: Self.stripLength) {
          var end = strip
          for place in strip..<min(strip + Self.stripLength, list.upperBound) {
            let position = places[place]
            if positions[Int(position)].record == index {
              places[end] = position
              end += 1
            }
          }
          for place in strip..<end {
            let position = places[place]
            places[last] = position
            last += 1
            let end = positions[Int(position)].next
            let before = positions[Int(position)].previous
            if before != Self.none { Self.forget(before, of: positions, in: records) }
            Self.forget(end, of: positions, in: records)
            let after = positions[Int(end)].next
            positions[Int(position)].symbol = symbol
            positions[Int(position)].next = after
            positions[Int(position)].record = Self.none
            if after != Self.none { positions[Int(after)].previous = position }
          }
        }
        records[Int(index)].count = 0
      }
    }
    // Pairs with a symbol that is not new may have records. They are rare: the next count finds them.
    guard isNew else { return }
    round += 1
    for place in list.lowerBound..<last {
      let position = places[place]
      let before = positions[Int(position)].previous
      if before != Self.none, positions[Int(before)].record == Self.none { count(before, newest: symbol) }
      count(position, newest: symbol)
    }
    _ = recordNewPairs()
  }

  /// The pair that starts at a position, unless it must not be counted there: at a barrier, or because a counted occurrence
  /// of the same pair overlaps it.
  @inline(__always)
  private func countablePair(at position: UInt32) -> UInt64? {
    let here = positions[Int(position)]
    if here.next == Self.none { return nil }
    let there = positions[Int(here.next)]
    if here.symbol == barrier || there.symbol == barrier { return nil }
    if here.symbol == there.symbol {
      if here.previous != Self.none {
        let before = positions[Int(here.previous)]
        if before.symbol == here.symbol, before.record != Self.none { return nil }
      }
      if there.record != Self.none, positions[Int(there.next)].symbol == here.symbol { return nil }
    }
    return packed(here.symbol, there.symbol)
  }

  /// Counts the pair that starts at a position and contains the newest symbol.
  @inline(__always)
  private mutating func count(_ position: UInt32, newest: UInt32) {
    guard let pair = countablePair(at: position) else { return }
    let (left, right) = (UInt32(truncatingIfNeeded: pair >> 32), UInt32(truncatingIfNeeded: pair))
    var number = newPairs.count
    if left == newest {
      if neighbours[Int(right)].roundAfter == round {
        number = Int(neighbours[Int(right)].pairAfter)
      } else {
        neighbours[Int(right)].roundAfter = round
        neighbours[Int(right)].pairAfter = UInt32(number)
      }
    } else if neighbours[Int(left)].roundBefore == round {
      number = Int(neighbours[Int(left)].pairBefore)
    } else {
      neighbours[Int(left)].roundBefore = round
      neighbours[Int(left)].pairBefore = UInt32(number)
    }
    if number == newPairs.count { newPairs.append(NewPair(pair: pair, count: 0, record: Self.none)) }
    add(position, to: number)
  }

  /// Notes an occurrence of a new pair; the position holds the pair's number until all are counted.
  @inline(__always)
  private mutating func add(_ position: UInt32, to number: Int) {
    newPairs[number].count += 1
    positions[Int(position)].record = UInt32(number)
    counted.append(position)
  }

  /// Takes the occurrence that starts at a position from its pair's count, if it is counted.
  @inline(__always)
  private static func forget(
    _ position: UInt32, of positions: UnsafeMutableBufferPointer<Position>,
    in records: UnsafeMutableBufferPointer<Record>
  ) {
    let record = positions[Int(position)].record
    if record == none { return }
    positions[Int(position)].record = none
    records[Int(record)].count -= 1
  }

  /// Makes records of the new pairs that occur twice, and queues them; tells whether there are any.
  private mutating func recordNewPairs() -> Bool {
    var end = places.count
    var found = false
    for number in newPairs.indices where newPairs[number].count >= 2 {
      let new = newPairs[number]
      // Places are appended below, where `placeCount` counts them.
      let record = Record(pair: new.pair, firstPlace: end, placeCount: 0, count: new.count)
      let index: UInt32
      if let free = freeRecords.popLast() {
        index = free
        records[Int(index)] = record
      } else {
        index = UInt32(records.count)
        records.append(record)
      }
      newPairs[number].record = index
      queue.insert(Candidate(count: new.count, record: index, pair: new.pair))
      end += Int(new.count)
      found = true
    }
    places.append(contentsOf: repeatElement(0, count: end - places.count))
    // Taken out and put back, so that the closure can read them while `places` and `records` change.
    var (counted, newPairs): ([UInt32], [NewPair]) = ([], [])
    swap(&counted, &self.counted)
    swap(&newPairs, &self.newPairs)
    let positions = positions
    places.withUnsafeMutableBufferPointer { places in
      records.withUnsafeMutableBufferPointer { records in
        for position in counted {
          let record = newPairs[Int(positions[Int(position)].record)].record
          positions[Int(position)].record = record
          if record == Self.none { continue }
          places[records[Int(record)].firstPlace + Int(records[Int(record)].placeCount)] = position
          records[Int(record)].placeCount += 1
        }
      }
    }
    newPairs.removeAll(keepingCapacity: true)
    counted.removeAll(keepingCapacity: true)
    swap(&counted, &self.counted)
    swap(&newPairs, &self.newPairs)
    return found
  }
}

/// Numbers for pairs in the order of their first occurrence: open addressing, linear probing.
struct PairNumbers {
  private struct Slot {
    var pair: UInt64
    var number: UInt32
  }

  private static let none = UInt32.max

  private var slots = Array(repeating: Slot(pair: 0, number: none), count: 1 << 10)
  private var count = 0

  @inline(__always)
  private func slot(of pair: UInt64) -> Int {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: mixed(pair) >> 20) & mask
    while slots[slot].number != Self.none, slots[slot].pair != pair { slot = (slot + 1) & mask }
    return slot
  }

  /// The number of a pair; a new pair gets the next.
  mutating func number(of pair: UInt64) -> Int {
    let found = slot(of: pair)
    if slots[found].number != Self.none { return Int(slots[found].number) }
    slots[found] = Slot(pair: pair, number: UInt32(truncatingIfNeeded: count))
    count += 1
    if count * 4 > slots.count * 3 {
      let old = slots
      slots = Array(repeating: Slot(pair: 0, number: Self.none), count: old.count * 2)
      for entry in old where entry.number != Self.none { slots[slot(of: entry.pair)] = entry }
    }
    return count - 1
  }
}
