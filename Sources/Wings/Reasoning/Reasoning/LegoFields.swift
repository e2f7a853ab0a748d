import Exact

/// Which field of the residual stream means what, and the layers that are built from them.
///
/// One-hot fields of a position: token variable T (26 letters and the root), token operation O, place P, head flag H; the state of a
/// clause: key V, operation G, pointer U, value Y; scratch that heads write and units clear: a, b.
struct LegoFields: Sendable {
  typealias Term = ExactTransformer.Term
  typealias Unit = ExactTransformer.Unit

  /// The order of the group.
  let order: Int
  /// Letters and the root, which is the last.
  let names = LegoVariable.count + 1
  let positions: Int
  // The first field of each group of fields.
  let t = 0
  let o, p, h, v, g, u, y, a, b: Int
  let width: Int

  init(order: Int, positions: Int) {
    (self.order, self.positions) = (order, positions)
    o = t + names
    p = o + order
    h = p + positions
    v = h + 1
    g = v + names
    u = g + order
    y = u + names
    a = y + order
    b = a + order
    width = b + names
  }

  /// The fields that hold the state of a clause.
  var stateFields: Range<Int> { v..<a }

  /// The stream of an instance before the first layer.
  func embedding(_ instance: LegoInstance) -> [[Rational]] {
    let root = LegoVariable.count
    var stream = [[Rational]](
      repeating: [Rational](repeating: 0, count: width), count: 5 * instance.clauses.count + 1)
    for position in stream.indices { stream[position][p + position] = 1 }
    stream[0][t + root] = 1
    stream[0][o + instance.group.identity] = 1
    stream[0][h] = 1
    // The value of the root is known from the start.
    stream[0][y + instance.group.identity] = 1
    for (slot, clause) in instance.clauses.enumerated() {
      let first = 1 + 5 * slot
      stream[first][t + clause.variable.index] = 1
      stream[first][h] = 1
      stream[first + 2][o + clause.operation] = 1
      stream[first + 3][t + (clause.parent?.index ?? root)] = 1
    }
    return stream
  }

  /// The first layer: each variable of a clause fetches its operation, two positions on, and its parent, three on.
  func gathering(_ clauses: Int) -> ExactTransformer.Layer {
    func head(_ distance: Int, from: Int, to: Int, count: Int) -> ExactTransformer.Head {
      // The query of a clause's variable is the place it looks at, that of every other position its own.
      var query = (0..<positions).map { [Term(p + $0)] }
      for slot in 0..<clauses {
        let first = 1 + 5 * slot
        query[first] = []
        query[first + distance].append(Term(p + first))
      }
      return ExactTransformer.Head(
        query: query, key: (0..<positions).map { [Term(p + $0)] }, value: (0..<count).map { (from + $0, to + $0) })
    }
    var units: [Unit] = []
    for element in 0..<order { units += restored(a + element, to: g + element) + [cleared(a + element)] }
    for name in 0..<names {
      units += restored(b + name, to: u + name) + [cleared(b + name)]
      // A variable is a key only where a clause defines it: on the right of another clause the flag is 0.
      units.append(Unit(inputs: [Term(t + name), Term(h)], bias: -1, outputs: [Term(v + name)]))
    }
    return ExactTransformer.Layer(
      heads: [head(2, from: o, to: a, count: order), head(3, from: t, to: b, count: names)], units: units)
  }

  /// One head that follows the pointer, and units that multiply: G := G·a, U := b.
  func doubling(_ group: FiniteGroup) -> ExactTransformer.Layer {
    var units = products(group, with: g)
    for name in 0..<names { units += restored(b + name, to: u + name) + [cleared(b + name), cleared(u + name)] }
    for element in 0..<order { units += [cleared(g + element), cleared(a + element)] }
    return ExactTransformer.Layer(heads: [follow(from: g, alsoPointer: true)], units: units)
  }

  /// One head that follows the pointer, and units that multiply: Y := G·a.
  func oneHop(_ group: FiniteGroup) -> ExactTransformer.Layer {
    var units = products(group, with: y)
    for element in 0..<order { units += [cleared(y + element), cleared(a + element)] }
    return ExactTransformer.Layer(heads: [follow(from: y, alsoPointer: false)], units: units)
  }

  /// The head with query U and key V; a := the fields from `from` on, b := U if wanted.
  private func follow(from: Int, alsoPointer: Bool) -> ExactTransformer.Head {
    ExactTransformer.Head(
      query: (0..<names).map { [Term(u + $0)] }, key: (0..<names).map { [Term(v + $0)] },
      value: (0..<order).map { (from + $0, a + $0) } + (alsoPointer ? (0..<names).map { (u + $0, b + $0) } : []))
  }

  /// For each pair of elements two units that add 1 to the product's field if G is the one and the scratch a the other.
  ///
  /// AND(x, y, H) = 2 relu(x+y+H − 9/4) − 2 relu(x+y+H − 11/4), scaled by 4: it is 1 if x = H = 1 and y ≥ 3/4, and 0 if y ≤ 1/4.
  private func products(_ group: FiniteGroup, with target: Int) -> [Unit] {
    var units: [Unit] = []
    for left in 0..<order {
      for right in 0..<order {
        let inputs = [Term(g + left, 4), Term(a + right, 4), Term(h, 4)]
        units += threshold(inputs, from: 9, to: 11, output: target + group.product(left, right))
      }
    }
    return units
  }

  /// Adds to `target` what `source` means on a clause's variable: 1 if it is at least 3/4, and 0 if it is at most 1/4.
  private func restored(_ source: Int, to target: Int) -> [Unit] {
    threshold([Term(source, 4), Term(h, 4)], from: 5, to: 7, output: target)
  }

  /// ½ relu(Σ − from) − ½ relu(Σ − to): 0 up to `from`, 1 from `to` on, where these are 2 apart.
  private func threshold(_ inputs: [Term], from: Int, to: Int, output: Int) -> [Unit] {
    [
      Unit(inputs: inputs, bias: Rational(-from), outputs: [Term(output, Rational(1, 2))]),
      Unit(inputs: inputs, bias: Rational(-to), outputs: [Term(output, Rational(-1, 2))]),
    ]
  }

  /// Takes a field away: relu(x) = x for what is not negative.
  private func cleared(_ field: Int) -> Unit { Unit(inputs: [Term(field)], bias: 0, outputs: [Term(field, -1)]) }
}
