extension FiniteGroup {
  /// The integers modulo n. The elements of Z2 are called `val` and `not`, as the operations of the public task are.
  ///
  /// - Throws: ``FiniteGroupError`` if n is not in 1...``largestOrder``.
  public static func cyclic(_ n: Int) throws(FiniteGroupError) -> FiniteGroup {
    try checkOrder(n)
    return try FiniteGroup(
      name: "Z\(n)", elements: n == 2 ? ["val", "not"] : (0..<n).map(String.init), order: n, product: { ($0 + $1) % n })
  }

  /// The symmetries of a regular n-gon, of order 2n: rotations e, r, r2, ... and then reflections s, sr, sr2, ..., with r s = s r⁻¹.
  ///
  /// - Throws: ``FiniteGroupError`` if 2n is not in 2...``largestOrder``.
  public static func dihedral(_ n: Int) throws(FiniteGroupError) -> FiniteGroup {
    guard n <= largestOrder else { throw .tooLarge(order: n) }
    try checkOrder(2 * n)
    func power(_ i: Int) -> String { i == 0 ? "" : i == 1 ? "r" : "r\(i)" }
    return try FiniteGroup(
      name: "D\(n)", elements: (0..<n).map { $0 == 0 ? "e" : power($0) } + (0..<n).map { "s" + power($0) },
      order: 2 * n,
      product: { a, b in
        // s^p r^i · s^q r^j = s^(p+q) r^(j ± i), with a minus if q = 1.
        let (p, i, q, j) = (a / n, a % n, b / n, b % n)
        return (p + q) % 2 * n + (q == 0 ? i + j : j - i + n) % n
      })
  }

  /// All permutations of n points, in lexicographic order; the names are cycles, such as `(12)(34)`.
  ///
  /// - Throws: ``FiniteGroupError`` if n is not in 1...7.
  public static func symmetric(_ n: Int) throws(FiniteGroupError) -> FiniteGroup {
    try permutations("S\(n)", of: n) { _ in true }
  }

  /// The even permutations of n points, in lexicographic order.
  ///
  /// - Throws: ``FiniteGroupError`` if n is not in 1...7.
  public static func alternating(_ n: Int) throws(FiniteGroupError) -> FiniteGroup {
    try permutations("A\(n)", of: n) { permutation in
      var inversions = 0
      for j in permutation.indices { for i in 0..<j where permutation[i] > permutation[j] { inversions += 1 } }
      return inversions % 2 == 0
    }
  }

  /// The quaternion group: 1, -1, i, -i, j, -j, k, -k.
  public static func quaternion() throws(FiniteGroupError) -> FiniteGroup {
    // Units 1, i, j, k; sign and unit of the product of two of them.
    let units: [[(negative: Bool, unit: Int)]] = [
      [(false, 0), (false, 1), (false, 2), (false, 3)],
      [(false, 1), (true, 0), (false, 3), (true, 2)],
      [(false, 2), (true, 3), (true, 0), (false, 1)],
      [(false, 3), (false, 2), (true, 1), (true, 0)],
    ]
    return try FiniteGroup(
      name: "Q8", elements: ["1", "-1", "i", "-i", "j", "-j", "k", "-k"], order: 8,
      product: { a, b in
        let (negative, unit) = units[a / 2][b / 2]
        return 2 * unit + (a % 2 + b % 2 + (negative ? 1 : 0)) % 2
      })
  }

  /// The pairs of elements, multiplied part by part; their names are `a.b`.
  ///
  /// - Throws: ``FiniteGroupError`` if the product of the orders is beyond ``largestOrder``.
  public static func product(_ left: FiniteGroup, _ right: FiniteGroup) throws(FiniteGroupError) -> FiniteGroup {
    let order = left.order * right.order
    try checkOrder(order)
    let elements = left.elements.flatMap { a in right.elements.map { "\(a).\($0)" } }
    return try FiniteGroup(
      name: "\(left.name)x\(right.name)", elements: elements, order: order,
      product: { a, b in
        left.product(a / right.order, b / right.order) * right.order
          + right.product(a % right.order, b % right.order)
      })
  }

  /// The group of a name: `Z`, `D`, `S` or `A` with a number, `Q8`, or products of such such as `Z2xZ3`.
  ///
  /// - Throws: ``FiniteGroupError``.
  public static func named(_ name: String) throws(FiniteGroupError) -> FiniteGroup {
    let parts = name.split(separator: "x", omittingEmptySubsequences: false)
    var group: FiniteGroup?
    for part in parts {
      let factor = try simple(String(part), in: name)
      group = if let group { try product(group, factor) } else { factor }
    }
    guard let group else { throw .unknownGroup(name) }
    return group
  }

  private static func simple(_ part: String, in name: String) throws(FiniteGroupError) -> FiniteGroup {
    guard let letter = part.first, let n = Int(part.dropFirst()), n > 0, String(n) == part.dropFirst() else {
      throw .unknownGroup(name)
    }
    switch letter {
    case "Z": return try cyclic(n)
    case "D": return try dihedral(n)
    case "S": return try symmetric(n)
    case "A": return try alternating(n)
    case "Q" where n == 8: return try quaternion()
    default: throw .unknownGroup(name)
    }
  }

  private init(
    name: String, elements: [String], order: Int, product: (Int, Int) -> Int
  ) throws(FiniteGroupError) {
    var flat: [UInt16] = []
    flat.reserveCapacity(order * order)
    for a in 0..<order { for b in 0..<order { flat.append(UInt16(product(a, b))) } }
    try self.init(name: name, elements: elements, flat: flat)
  }

  private static func checkOrder(_ order: Int) throws(FiniteGroupError) {
    guard order > 0 else { throw .empty }
    guard order <= largestOrder else { throw .tooLarge(order: order) }
  }

  private static func permutations(
    _ name: String, of n: Int, where isTaken: ([Int]) -> Bool
  ) throws(FiniteGroupError) -> FiniteGroup {
    guard n > 0 else { throw .empty }
    guard n <= 7 else { throw .tooLarge(order: n > 20 ? Int.max : (1...n).reduce(1, *)) }
    var all: [[Int]] = [[]]
    for _ in 0..<n { all = all.flatMap { start in (0..<n).filter { !start.contains($0) }.map { start + [$0] } } }
    let taken = all.filter(isTaken)
    let indices = Dictionary(uniqueKeysWithValues: taken.enumerated().map { ($1, $0) })
    return try FiniteGroup(
      name: name, elements: taken.map(cycles), order: taken.count,
      // The permutation on the left acts later.
      product: { a, b in indices[taken[b].map { taken[a][$0] }] ?? 0 })
  }

  private static func cycles(_ permutation: [Int]) -> String {
    var seen = [Bool](repeating: false, count: permutation.count)
    var text = ""
    for start in permutation.indices where !seen[start] && permutation[start] != start {
      var (cycle, point) = ("", start)
      while !seen[point] {
        seen[point] = true
        cycle += String(point + 1)
        point = permutation[point]
      }
      text += "(\(cycle))"
    }
    return text.isEmpty ? "e" : text
  }
}
