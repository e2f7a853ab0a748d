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
  ///   - threads: How many threads share the rows.
  /// - Returns: `rows` numbers.
  /// - Precondition: `x` has `columns` entries, and `threads` is positive.
  /// - Complexity: O(R + |C| + letters).
  public func multiply(_ x: [Double], threads: Int = 1) -> [Double] {
    precondition(x.count == columns, "the vector has \(x.count) entries, but the matrix \(columns) columns")
    precondition(threads >= 1, "there must be a thread")
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
  ///   - threads: How many threads share the rows.
  /// - Returns: `columns` numbers.
  /// - Precondition: `y` has `rows` entries, and `threads` is positive.
  /// - Complexity: O(R + |C| + letters), and O(R + letters) more for each thread beyond the first.
  public func multiplyTransposed(_ y: [Double], threads: Int = 1) -> [Double] {
    precondition(y.count == rows, "the vector has \(y.count) entries, but the matrix \(rows) rows")
    precondition(threads >= 1, "there must be a thread")
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
        rowLengths.withReader { lengths in
          // The parts read the same numbers, and write apart from each other.
          nonisolated(unsafe) let (product, weights, sequence, lengths) = (product, weights, sequence, lengths)
          forEachPart(threads, lengths) { _, part, start in
            var position = start
            for row in part {
              let end = position &+ Int(lengths[row])
              var sum = 0.0
              while position < end {
                sum += weights[Int(sequence[position])]
                position &+= 1
              }
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
      rowLengths.withReader { lengths in
        // The parts read the same numbers, and each has weights of its own.
        nonisolated(unsafe) let (weights, sequence, lengths) = (weights, sequence, lengths)
        forEachPart(threads, lengths) { thread, part, start in
          let own = UnsafeMutableBufferPointer(rebasing: weights[thread * size..<(thread + 1) * size])
          var position = start
          for row in part {
            let end = position &+ Int(lengths[row])
            let number = y[row]
            while position < end {
              own[Int(sequence[position])] += number
              position &+= 1
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

  /// Runs the body on equal parts of the rows at once: the part's number, its rows, and where their symbols begin.
  private func forEachPart(
    _ threads: Int, _ lengths: PackedReader,
    _ body: @Sendable (_ part: Int, _ rows: Range<Int>, _ start: Int) -> Void
  ) {
    guard threads > 1 else {
      body(0, 0..<rows, 0)
      return
    }
    var starts: [Int] = []
    var position = 0
    var row = 0
    for part in 0..<threads {
      while row < rows * part / threads {
        position &+= Int(lengths[row])
        row &+= 1
      }
      starts.append(position)
    }
    let (rows, firsts) = (rows, starts)
    DispatchQueue.concurrentPerform(iterations: threads) { part in
      body(part, rows * part / threads..<rows * (part + 1) / threads, firsts[part])
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
