import Evidence
import Exact
import LinearProgrammingCheckers

private typealias Tree = IntegerProgramTree

extension IntegerProgramTree.Terms {
  fileprivate static func at(_ index: Int, _ value: Rational) -> Self { Self(indices: [index], values: [value]) }
}

/// max x with 2x ≤ 7 and x ≥ 0: 3.
private let half = LinearProgramStatement(.max, [1], columns: [.atLeast(0)], rows: [([0: 2], .atMost(7))])
/// 2x = 3 with 0 ≤ x ≤ 5, beside a real variable: no point.
private let odd = LinearProgramStatement(
  .min, [1, 0], columns: [.from(0, to: 5), .from(0, to: 1)], rows: [([0: 2], .from(3, to: 3))])
/// max x + y with x − y = 1/2 + z for 0 ≤ z ≤ 1, all but z integers: unbounded.
private let endless = LinearProgramStatement(
  .max, [1, 1, 0], columns: [.atLeast(0), .atLeast(0), .from(0, to: 1)],
  rows: [([0: 1, 1: -1, 2: -1], .from(Rational(1, 2), to: Rational(1, 2)))])

private let atThree = Tree.Split(form: .at(0, 1), below: 3)
/// −x ≥ −3.
private let roundedCut = Tree.Cut(
  form: .at(0, -1), least: -3, split: atThree, below: .init(scale: 1, cases: .at(0, -1)),
  above: .init(scale: 0, rows: .at(0, -1), cases: .at(0, 2)))
private let halfTree = Tree(nodes: [
  .split(atThree), .leaf(.init(scale: 1, cases: .at(0, -1))),
  .leaf(.init(scale: 0, rows: .at(0, -1), cases: .at(0, 2))),
])
/// Of the column, which has no upper bound, nothing is added.
private let idleTree = Tree(nodes: [
  .split(atThree), .leaf(.init(scale: 1, columns: .at(0, 0), cases: .at(0, -1))),
  .leaf(.init(scale: 0, rows: .at(0, -1), columns: .at(0, 0), cases: .at(0, 2))),
])
/// x ≤ 1, and 2x ≤ 7 where x ≥ 2: a bound of both cases, of which the second is the weaker.
private let twoBounds = Tree(nodes: [
  .split(.init(form: .at(0, 1), below: 1)), .leaf(.init(scale: 1, cases: .at(0, -1))),
  .leaf(.init(scale: 1, rows: .at(0, Rational(-1, 2)))),
])
private let cutTree = Tree(cuts: [roundedCut], nodes: [.leaf(.init(scale: 2, cuts: .at(0, 2)))])
private let oddTree = Tree(nodes: [
  .split(.init(form: .at(0, 1), below: 1)), .leaf(.init(scale: 0, rows: .at(0, 1), cases: .at(0, -2))),
  .leaf(.init(scale: 0, rows: .at(0, -1), cases: .at(0, 2))),
])

private func cases(
  _ program: LinearProgramStatement, integers: [Int] = [0], at point: [Rational]? = nil, value: Rational? = nil,
  bound: Rational? = nil, by tree: Tree
) -> IntegerProgramCertificate {
  IntegerProgramCertificate(
    program: program, integers: integers, evidence: .cases(point: point, value: value, bound: bound, tree: tree))
}

private func half(_ tree: Tree, bound: Rational? = 3) -> IntegerProgramCertificate {
  cases(half, at: [3], value: 3, bound: bound, by: tree)
}

private func ray(_ point: [Rational], _ ray: [Rational]) -> IntegerProgramCertificate {
  IntegerProgramCertificate(program: endless, integers: [0, 1], evidence: .unbounded(point: point, ray: ray))
}

/// A proof by a cut.
let cutProof = half(cutTree)

/// Proofs by cases, with a cut, of a bound alone, and a ray.
let validTrees: [IntegerProgramCertificate] = [
  half(halfTree), half(idleTree), half(twoBounds), cutProof, cases(odd, by: oddTree),
  cases(half, bound: 3, by: cutTree),
  ray([1, 0, Rational(1, 2)], [1, 1, 0]),
]

/// One forgery for each line of the checker of trees and rays.
let treeForgeries: [TriedFile<ProgramProof>] = {
  func stopped(
    _ name: String, _ certificate: IntegerProgramCertificate, _ error: LinearProgramCertificateError
  ) -> TriedFile<ProgramProof> {
    TriedFile(name, certificate, error)
  }
  func leaf(
    _ name: String, _ error: LinearProgramCertificateError, bound: Rational? = 3,
    _ change: (inout Tree.Combination) -> Void
  ) -> TriedFile<ProgramProof> {
    var tree = halfTree
    var combination = Tree.Combination(scale: 1, cases: .at(0, -1))
    change(&combination)
    tree.nodes[1] = .leaf(combination)
    return stopped(name, half(tree, bound: bound), error)
  }
  func cut(
    _ name: String, _ error: LinearProgramCertificateError, _ change: (inout Tree.Cut) -> Void
  ) -> TriedFile<ProgramProof> {
    var tree = cutTree
    change(&tree.cuts[0])
    return stopped(name, half(tree), error)
  }
  func split(_ name: String, _ split: Tree.Split, _ why: String) -> TriedFile<ProgramProof> {
    var tree = oddTree
    tree.nodes[0] = .split(split)
    return stopped(name, cases(odd, by: tree), .shape(why))
  }
  let (end, after) = ("the tree ends before its last case", "node 3 stands after the end of the tree")
  return [
    stopped("no tree", half(Tree(nodes: [])), .shape(end)),
    stopped("a case less", half(Tree(nodes: Array(halfTree.nodes.prefix(2)))), .shape(end)),
    stopped("a case more", half(Tree(nodes: halfTree.nodes + [halfTree.nodes[1]])), .shape(after)),
    split(
      "a split on a real variable", .init(form: .at(1, 1), below: 1),
      "node 0 splits on column 1, which need not be an integer"),
    split(
      "a split on half a variable", .init(form: .at(0, Rational(1, 2)), below: 1),
      "node 0 splits on a form with the coefficient 1/2"),
    split("a split on no column", .init(form: .at(2, 1), below: 1), "node 0 speaks of column 2; there are 2"),
    split(
      "a split with a number more", .init(form: .init(indices: [0], values: [1, 1]), below: 1),
      "node 0 has 1 indices of a column, but 2 numbers"),
    leaf("a scale below 0", .shape("node 1 has the scale -1")) { $0.scale = -1 },
    leaf("no such row", .shape("node 1 speaks of row 1; there are 1")) { $0.rows = .at(1, 0) },
    leaf("no such column", .shape("node 1 speaks of column -1; there are 1")) { $0.columns = .at(-1, 0) },
    leaf("no such cut", .shape("node 1 speaks of cut 0; there are 0")) { $0.cuts = .at(0, 0) },
    leaf("no such case", .shape("node 1 speaks of case 1; there are 1")) { $0.cases.indices = [1] },
    leaf("the other side of a case", .noBound("case 0 in node 1", 1)) { $0.cases.values = [1] },
    leaf("an upper bound that is not there", .noBound("column 0 in node 1", -1)) {
      ($0.cases, $0.columns) = (.at(0, 0), .at(0, -1))
    },
    leaf("a lower bound of a row that is not there", .noBound("row 0 in node 1", 1)) { $0.rows = .at(0, 1) },
    leaf("another form", .wrongCombination(column: 0, found: -1, expected: -2)) { $0.scale = 2 },
    leaf("the objective as a contradiction", .wrongCombination(column: 0, found: -1, expected: 0)) { $0.scale = 0 },
    leaf("0 ≥ 0 as a contradiction", .noContradiction(0)) { $0 = .init(scale: 0) },
    leaf("a bound that no case proves", .gap(bound: 3, attained: 2), bound: 2) { _ in },
    stopped(
      "a bound that one of two cases proves", cases(half, at: [1], value: 1, bound: 1, by: twoBounds),
      .gap(bound: 3, attained: 1)),
    leaf("a bound as a contradiction", .noContradiction(-3), bound: nil) { _ in },
    stopped(
      "a case that is left to the next", half(Tree(nodes: [.split(atThree), halfTree.nodes[1], halfTree.nodes[1]])),
      .noBound("case 0 in node 2", -1)),
    cut("a cut that says too much", .gap(bound: -3, attained: -2)) { $0.least = -2 },
    cut("a cut without a split", .shape("cut 0 splits on a form with the coefficient 1/2")) {
      $0.split.form.values = [Rational(1, 2)]
    },
    cut("a cut of another column", .shape("cut 0 speaks of column 1; there are 1")) { $0.form.indices = [1] },
    cut("a cut by itself", .shape("cut 0, below speaks of cut 0; there are 0")) {
      $0.below = .init(scale: 1, cuts: .at(0, 1))
    },
    cut("a cut that holds below only", .noContradiction(-1)) {
      $0.above = .init(scale: 0, rows: .at(0, -1), cases: .at(0, 2))
      $0.split.below = 2
      $0.least = -2
    },
    stopped(
      "a cut that is subtracted", half(Tree(cuts: [roundedCut], nodes: [.leaf(.init(scale: 0, cuts: .at(0, -1)))])),
      .noBound("cut 0 in node 0", -1)),
    stopped(
      "a point without a value", cases(half, at: [3], bound: 3, by: halfTree),
      .shape("a point without its value, or a value without a point")),
    stopped(
      "a value without a point", cases(half, value: 3, bound: 3, by: halfTree),
      .shape("a point without its value, or a value without a point")),
    stopped(
      "a fraction", cases(half, at: [Rational(7, 2)], value: Rational(7, 2), bound: 4, by: halfTree),
      .outside("integer column 0", value: Rational(7, 2))),
    stopped(
      "another value", cases(half, at: [2], value: 3, bound: 3, by: halfTree), .wrongValue(claimed: 3, derived: 2)),
    stopped(
      "a ray from a fraction", ray([Rational(1, 2), 0, 0], [1, 1, 0]),
      .outside("integer column 0", value: Rational(1, 2))),
    stopped("a ray from outside", ray([1, 1, Rational(1, 2)], [1, 1, 0]), .outside("row 0", value: Rational(-1, 2))),
    stopped("a ray that leaves", ray([1, 0, Rational(1, 2)], [1, 0, 0]), .leaves("row 0")),
    stopped("a ray to nowhere", ray([1, 0, Rational(1, 2)], [0, 0, 0]), .noImprovement(0)),
  ]
}()
