import Exact
import Problems

extension CNF: SolutionList {
  /// The models in the order of the reference solver: false before true, the shown variables before all others. If variables are
  /// ``shown``, one model for each of their assignments that has any.
  ///
  /// A search in that order, which sets what unit clauses force, so that formulas of far more variables than the reference solver takes
  /// are no obstacle where clauses force much.
  ///
  /// - Throws: ``CNFError/tooManyVariablesToList(_:)``.
  /// - Complexity: O(2^v · literals) at worst, and O(v + literals) memory.
  public func forEachSolution(_ body: ([Bool]) throws -> Bool) throws {
    guard variables <= Self.mostVariablesToList else { throw CNFError.tooManyVariablesToList(variables) }
    var search = ModelSearch(self)
    while let model = search.next() {
      guard try body(model) else { return }
    }
  }

  /// The most variables of a formula whose models are listed.
  public static let mostVariablesToList = 10_000_000

  /// The literals of the model, in DIMACS form.
  public static func text(_ solution: [Bool]) -> String {
    solution.enumerated().map { "\($1 ? "" : "-")\($0 + 1) " }.joined() + "0"
  }

  /// All assignments, in which all clauses are looked at.
  public static func predictedOperations(of size: SizeParameters) -> PredictedOperations? {
    guard let v = size["v"].flatMap({ Int(exactly: $0) }), let clauses = size["clauses"], 0...100_000 ~= v else {
      return nil
    }
    return PredictedOperations((Integer(1) << v) * clauses, "clauses of assignments")
  }
}

/// A search for the models of a formula, one after the other.
private struct ModelSearch {
  private let clauses: [[Int]]
  /// The clauses in which each literal occurs: see `place(of:)`.
  private var occurrences: [[Int]]
  /// The variables in the order in which they are decided; those that are counted come first.
  private let order: [Int]
  private let counted: Int

  /// 1 for true, −1 for false, 0 for not known yet, at index x − 1.
  private var values: [Int8]
  /// How many literals of each clause are true, and how many are false.
  private var trueCounts: [Int]
  private var falseCounts: [Int]
  /// The literals that are true, as they were set, and how many of them the clauses know of.
  private var trail: [Int] = []
  private var known = 0
  /// Where the trail was, which variable in the order was decided, and whether both values were tried.
  private var decisions: [(trail: Int, place: Int, isSecond: Bool)] = []
  private var place = 0
  private var hasBegun = false

  init(_ formula: CNF) {
    clauses = formula.clauses.map { Set($0).sorted() }
    occurrences = [[Int]](repeating: [], count: 2 * formula.variables)
    values = [Int8](repeating: 0, count: formula.variables)
    trueCounts = [Int](repeating: 0, count: clauses.count)
    falseCounts = trueCounts
    let all = Array(1..<formula.variables + 1)
    let first = formula.shown ?? all
    let isFirst = Set(formula.shown ?? [])
    order = formula.shown == nil ? all : first + all.filter { !isFirst.contains($0) }
    counted = first.count
    for (index, clause) in clauses.enumerated() {
      for literal in clause { occurrences[Self.place(of: literal)].append(index) }
    }
  }

  private static func place(of literal: Int) -> Int { literal > 0 ? 2 * literal - 2 : -2 * literal - 1 }

  /// The next model; nil if there is none.
  mutating func next() -> [Bool]? {
    if hasBegun {
      // Another completion of the same counted variables is no other solution.
      guard retry(counted) else { return nil }
    } else {
      hasBegun = true
      for clause in clauses where clause.count <= 1 {
        guard let literal = clause.first, set(literal) else { return nil }
      }
    }
    while true {
      while place < order.count, values[order[place] - 1] != 0 { place += 1 }
      guard place < order.count else { return values.map { $0 > 0 } }
      decisions.append((trail.count, place, false))
      if !set(-order[place]), !retry(order.count) { return nil }
    }
  }

  /// Takes back decisions until one among the first so many variables has another value to try. False if there is none.
  private mutating func retry(_ limit: Int) -> Bool {
    while let decision = decisions.popLast() {
      undo(to: decision.trail)
      place = decision.place
      if decision.isSecond || decision.place >= limit { continue }
      decisions.append((decision.trail, decision.place, true))
      if set(order[decision.place]) { return true }
    }
    return false
  }

  /// Makes a literal true, and what clauses force then. False if a clause has no true literal left.
  private mutating func set(_ literal: Int) -> Bool {
    let value = values[Int(literal.magnitude) - 1]
    if value != 0 { return (value > 0) == (literal > 0) }
    assign(literal)
    while known < trail.count {
      let literal = trail[known]
      known += 1
      for clause in occurrences[Self.place(of: literal)] { trueCounts[clause] += 1 }
      var isContradiction = false
      for clause in occurrences[Self.place(of: -literal)] {
        falseCounts[clause] += 1
        let left = clauses[clause].count - falseCounts[clause]
        guard trueCounts[clause] == 0, left <= 1 else { continue }
        if left == 0 { isContradiction = true }
        // If there is none, the last literal is set already, and the clause soon knows of it.
        if let forced = clauses[clause].first(where: { values[Int($0.magnitude) - 1] == 0 }) { assign(forced) }
      }
      if isContradiction { return false }
    }
    return true
  }

  private mutating func assign(_ literal: Int) {
    values[Int(literal.magnitude) - 1] = literal > 0 ? 1 : -1
    trail.append(literal)
  }

  private mutating func undo(to count: Int) {
    while trail.count > count {
      let literal = trail.removeLast()
      values[Int(literal.magnitude) - 1] = 0
      guard trail.count < known else { continue }
      known -= 1
      for clause in occurrences[Self.place(of: literal)] { trueCounts[clause] -= 1 }
      for clause in occurrences[Self.place(of: -literal)] { falseCounts[clause] -= 1 }
    }
  }
}
