import Dispatch

extension GrammarMatrix {
  /// M x.
  ///
  /// Each rule is computed once, then each row is the sum of its symbols. Integers are exact as long as all partial sums are
  /// below 2⁵³; otherwise the sums are rounded in the grammar's order, not from left to right. The result is the same for
  /// every number of threads.
  ///
  /// - Parameters:
  ///   - x: `columns` numbers.
  ///   - threads: How many threads share the rows, 2048 or more each.
  /// - Returns: `rows` numbers.
  /// - Precondition: `x` has `columns` entries, and `threads` is positive.
  /// - Complexity: O(R + |C| + letters).
  public func multiply(_ x: [Double], threads: Int = 1) -> [Double] {
    precondition(x.count == columns, "the vector has \(x.count) entries, but the matrix \(columns) columns")
    precondition(threads >= 1, "there must be a thread")
    let threads = layout.usefulThreads(threads)
    switch symbols {
    case .words(let rules, let sequence):
      return rules.withUnsafeBufferPointer { rules in
        sequence.withUnsafeBufferPointer { multiply(x, threads, rules, $0) }
      }
    case .packed(let rules, let sequence):
      return rules.withReader { rules in sequence.withReader { multiply(x, threads, rules, $0) } }
    }
  }

  /// Mᵀ y, the entries of yᵀ M.
  ///
  /// Each row's number is added to its symbols, then each rule hands what it has to its children. Exact and rounded as
  /// `multiply`; with several threads the sums of parts of the rows are added at the end.
  ///
  /// - Parameters:
  ///   - y: `rows` numbers.
  ///   - threads: How many threads share the rows, 2048 or more each.
  /// - Returns: `columns` numbers.
  /// - Precondition: `y` has `rows` entries, and `threads` is positive.
  /// - Complexity: O(R + |C| + letters), and O(R + letters) more for each thread beyond the first.
  public func multiplyTransposed(_ y: [Double], threads: Int = 1) -> [Double] {
    precondition(y.count == rows, "the vector has \(y.count) entries, but the matrix \(rows) rows")
    precondition(threads >= 1, "there must be a thread")
    let threads = layout.usefulThreads(threads)
    switch symbols {
    case .words(let rules, let sequence):
      return rules.withUnsafeBufferPointer { rules in
        sequence.withUnsafeBufferPointer { multiplyTransposed(y, threads, rules, $0) }
      }
    case .packed(let rules, let sequence):
      return rules.withReader { rules in sequence.withReader { multiplyTransposed(y, threads, rules, $0) } }
    }
  }

  private var symbolCount: Int { letters.count + ruleCount }

  private func multiply<Reader: SymbolReader>(
    _ x: [Double], _ threads: Int, _ rules: Reader, _ sequence: Reader
  ) -> [Double] {
    let weights = [Double](unsafeUninitializedCapacity: symbolCount) { weights, count in
      var next = 0
      for letter in letters {
        weights[next] = values[Int(letter.value)] * x[Int(letter.column)]
        next &+= 1
      }
      for rule in 0..<ruleCount {
        weights[next] = weights[Int(rules[2 &* rule])] + weights[Int(rules[2 &* rule &+ 1])]
        next &+= 1
      }
      count = next
    }
    return [Double](unsafeUninitializedCapacity: rows) { product, count in
      weights.withUnsafeBufferPointer { weights in
        layout.places.withReader { places in
          // The parts read the same numbers, and write apart from each other.
          nonisolated(unsafe) let (product, weights, sequence, places) = (product, weights, sequence, places)
          forEachPart(threads) { _, part in
            layout.forEachRow(of: part, places) { row, position, length in
              var sum = 0.0
              for index in position..<position &+ length { sum += weights[Int(sequence[index])] }
              product[row] = sum
            }
          }
        }
      }
      count = rows
    }
  }

  private func multiplyTransposed<Reader: SymbolReader>(
    _ y: [Double], _ threads: Int, _ rules: Reader, _ sequence: Reader
  ) -> [Double] {
    let size = symbolCount
    var weights = [Double](repeating: 0, count: size * threads)
    var product = [Double](repeating: 0, count: columns)
    weights.withUnsafeMutableBufferPointer { weights in
      y.withUnsafeBufferPointer { y in
        layout.places.withReader { places in
          // The parts read the same numbers, and each has weights of its own.
          nonisolated(unsafe) let (y, weights, sequence, places) = (y, weights, sequence, places)
          forEachPart(threads) { thread, part in
            let own = UnsafeMutableBufferPointer(rebasing: weights[thread * size..<(thread + 1) * size])
            layout.forEachRow(of: part, places) { row, position, length in
              let number = y[row]
              for index in position..<position &+ length { own[Int(sequence[index])] += number }
            }
          }
        }
      }
      for thread in 1..<max(threads, 2) where thread < threads {
        for index in 0..<size { weights[index] += weights[thread * size + index] }
      }
      var rule = ruleCount
      while rule > 0 {
        rule &-= 1
        let weight = weights[letters.count &+ rule]
        weights[Int(rules[2 &* rule])] += weight
        weights[Int(rules[2 &* rule &+ 1])] += weight
      }
      for (index, letter) in letters.enumerated() {
        product[Int(letter.column)] += values[Int(letter.value)] * weights[index]
      }
    }
    return product
  }

  /// Runs the body on equal parts of the rows at once: the part's number, and its chunks.
  private func forEachPart(_ threads: Int, _ body: @Sendable (_ part: Int, _ chunks: Range<Int>) -> Void) {
    let parts = layout.parts(threads)
    if threads == 1 {
      body(0, parts[0])
    } else {
      DispatchQueue.concurrentPerform(iterations: threads) { body($0, parts[$0]) }
    }
  }
}

extension RowLayout {
  /// Calls the body for each row of some chunks: the row, where its symbols begin, and how many there are.
  @inline(__always)
  fileprivate func forEachRow(
    of part: Range<Int>, _ places: PackedReader, _ body: (_ row: Int, _ position: Int, _ length: Int) -> Void
  ) {
    for index in part {
      let firstRow = index &* Self.chunkRows
      var place = firstRow
      var position = chunks[index].firstSymbol
      for group in chunks[index].groups {
        let (length, end) = (Int(groups[group].symbolsPerRow), place &+ Int(groups[group].rows))
        while place < end {
          body(firstRow &+ Int(places[place]), position, length)
          position &+= length
          place &+= 1
        }
      }
    }
  }
}

/// Reads symbols by position, whatever their encoding; the loops above are compiled for each.
protocol SymbolReader: SendableMetatype {
  subscript(index: Int) -> UInt32 { get }
}

extension UnsafeBufferPointer<UInt32>: SymbolReader {}
extension PackedReader: SymbolReader {}

extension PackedArray {
  @inline(__always)
  fileprivate func withReader<Result>(_ body: (PackedReader) -> Result) -> Result {
    bytes.withUnsafeBytes { body(PackedReader($0, width)) }
  }
}
