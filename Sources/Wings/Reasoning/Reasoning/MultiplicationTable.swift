/// A square table of indices, before anybody knows whether it is a group: the axioms, one by one.
struct MultiplicationTable {
  let order: Int
  let cells: [UInt16]

  private func product(_ a: Int, _ b: Int) -> Int { Int(cells[a * order + b]) }

  /// The element that is neutral on both sides.
  var identity: Int? {
    (0..<order).first { e in (0..<order).allSatisfy { product(e, $0) == $0 && product($0, e) == $0 } }
  }

  /// The first row or column that has an element twice.
  var repeatedLine: (line: Int, isRow: Bool)? {
    for line in 0..<order {
      for isRow in [true, false] {
        var seen = [Bool](repeating: false, count: order)
        for other in 0..<order {
          let element = isRow ? product(line, other) : product(other, line)
          if seen[element] { return (line, isRow) }
          seen[element] = true
        }
      }
    }
    return nil
  }

  /// A triple with (a·b)·c ≠ a·(b·c), if there is one.
  ///
  /// Light's test: the elements b that associate with all a and c are closed under products, so it is enough to try generators.
  var offendingTriple: (Int, Int, Int)? {
    for b in generators {
      for a in 0..<order {
        let ab = product(a, b)
        for c in 0..<order where product(ab, c) != product(a, product(b, c)) { return (a, b, c) }
      }
    }
    return nil
  }

  /// Elements whose products, in any bracketing, are all elements.
  private var generators: [Int] {
    var generators: [Int] = []
    var isReached = [Bool](repeating: false, count: order)
    var reached: [Int] = []
    for candidate in 0..<order where !isReached[candidate] {
      generators.append(candidate)
      var next = reached.count
      isReached[candidate] = true
      reached.append(candidate)
      while next < reached.count {
        let element = reached[next]
        var other = 0
        while other <= next {
          for new in [product(element, reached[other]), product(reached[other], element)] where !isReached[new] {
            isReached[new] = true
            reached.append(new)
          }
          other += 1
        }
        next += 1
      }
    }
    return generators
  }
}
