extension StraightLineProgram {
  /// The vector that `root` expands to under the given rules.
  ///
  /// Symbols may have any names and come in any order. Rules that define the same thing twice are merged, rules that the
  /// root does not need are checked, then dropped.
  ///
  /// - Parameters:
  ///   - rules: One rule for each symbol, with the symbol's name.
  ///   - root: The name of the symbol that expands to the vector; nil for the empty vector, which has no rules.
  /// - Throws: `ProgramError`: `duplicateSymbol`, `danglingSymbol`, `cycle`, `lengthOverflow`, `tooManySymbols`,
  ///   `missingRoot` or `rootNotNamed`, with the name of a symbol at fault.
  /// - Complexity: O(number of rules), expected; no recursion, however deep the rules.
  public init(rules: some Sequence<(id: Int, rule: StraightLineRule<Value>)>, root: Int?) throws(ProgramError) {
    let rules = Array(rules)
    guard rules.count < Int(Self.none) else { throw .tooManySymbols(limit: Int(Self.none)) }
    var position: [Int: Int] = [:]
    position.reserveCapacity(rules.count)
    for (index, (id, _)) in rules.enumerated() {
      if position.updateValue(index, forKey: id) != nil { throw .duplicateSymbol(id) }
    }
    var children: [(left: Int, right: Int)] = []
    children.reserveCapacity(rules.count)
    for (id, rule) in rules {
      switch rule {
      case .terminal: children.append((-1, -1))
      case .pair(let left, let right):
        guard let leftPosition = position[left] else { throw .danglingSymbol(left, in: id) }
        guard let rightPosition = position[right] else { throw .danglingSymbol(right, in: id) }
        children.append((leftPosition, rightPosition))
      }
    }
    guard let root else {
      if rules.isEmpty {
        self.init()
        return
      }
      throw .rootNotNamed
    }
    guard let rootPosition = position[root] else { throw .missingRoot(root) }

    var builder = ProgramBuilder<Value>()
    var built: [ProgramBuilder<Value>.Symbol?] = Array(repeating: nil, count: rules.count)
    var isOpen = Array(repeating: false, count: rules.count)
    var stack: [Int] = []
    for start in rules.indices where built[start] == nil {
      stack.append(start)
      while let top = stack.last {
        if built[top] != nil {
          stack.removeLast()
          continue
        }
        switch rules[top].rule {
        case .terminal(let value): built[top] = builder.terminal(value)
        case .pair:
          let (left, right) = children[top]
          if let first = built[left], let second = built[right] {
            do { built[top] = try builder.pair(first, second) } catch {
              if case .lengthOverflow = error { throw .lengthOverflow(symbol: rules[top].id) }
              throw error
            }
          } else {
            let child = built[left] == nil ? left : right
            isOpen[top] = true
            if isOpen[child] { throw .cycle(through: rules[child].id) }
            stack.append(child)
          }
        }
      }
    }
    self = builder.program(root: built[rootPosition])
  }

  /// All rules, in the order of their symbols.
  ///
  /// - Complexity: O(n).
  public var rules: [(id: Int, rule: StraightLineRule<Value>)] { (0..<size).map { ($0, rule(of: $0)) } }
}
