import Evidence
import Exact
import LinearProgrammingCheckers

/// min x + y with 4x + y ≥ 1 and 4x − y ≤ 2, x an integer: the example of the format's specification, with bounds.
let viprExample = """
  VER 1.0
  VAR 2
  x y
  INT 1
  0
  OBJ min
  2 0 1 1 1
  CON 4 2
  b0 G 0 1 0 1
  b1 G -1/2 1 1 1
  c0 G 1 2 0 4 1 1
  c1 L 2 2 0 4 1 -1
  RTP range -1/8 1
  SOL 2
  feas 2 0 1 1 2
  opt 1 1 1
  DER 2
  d0 G -1/2 1 1 1 { lin 2 2 1/2 3 -1/2 } 5
  d1 G -1/8 OBJ { lin 2 2 1/4 4 3/4 } -1

  """

/// The example with one line changed.
func changedExample(_ name: String, _ line: Int, to text: String, _ error: VIPRError) -> TriedFile<ProgramProof> {
  var lines = viprExample.split(separator: "\n").map(String.init)
  lines[line - 1] = text
  return TriedFile(name, ProgramProof(text: lines.joined(separator: "\n") + "\n"), stopped: error)
}

/// The example with one line changed so that it can be read but does not hold, and the words with which it is refused.
let viprLineForgeries: [TriedFile<ProgramProof>] = [
  changedExample("an integer that does not exist", 5, to: "2", .index(2, in: "INT")),
  changedExample("the same integer twice", 4, to: "INT 2 0", .index(0, in: "INT")),
  changedExample("an objective of what does not exist", 7, to: "2 0 1 2 1", .index(2, in: "OBJ")),
  changedExample("an objective that counts twice", 7, to: "3 0 1 1 1 0 0", .index(0, in: "OBJ")),
  changedExample("more bounds than constraints", 8, to: "CON 4 5", .boundCount(5, of: 4)),
  changedExample("a row as a bound", 8, to: "CON 4 3", .noBound("c0")),
  changedExample("a bound of nothing", 9, to: "b0 G 0 0", .noBound("b0")),
  changedExample("a bound of 0 x", 9, to: "b0 G 0 1 0 0", .noBound("b0")),
  changedExample("a constraint of what does not exist", 11, to: "c0 G 1 3 0 4 1 1 2 0", .index(2, in: "c0")),
  changedExample("a constraint that counts twice", 11, to: "c0 G 1 3 0 4 1 1 0 0", .index(0, in: "c0")),
  changedExample("a solution of what does not exist", 15, to: "feas 2 0 1 2 2", .index(2, in: "solution 1")),
  changedExample("a solution that says two things", 15, to: "feas 3 0 1 1 2 0 1", .index(0, in: "solution 1")),
  changedExample(
    "a fraction", 15, to: "feas 2 0 1/2 1 1", .notInteger(solution: 1, variable: "x", value: Rational(1, 2))),
  changedExample("below a bound", 15, to: "feas 2 0 -1 1 6", .violates(solution: 1, constraint: "b0", value: -1)),
  changedExample("below ≥", 16, to: "opt 1 1 1/2", .violates(solution: 2, constraint: "c0", value: Rational(1, 2))),
  changedExample("above ≤", 15, to: "feas 2 0 1 1 1", .violates(solution: 1, constraint: "c1", value: 3)),
  changedExample(
    "a better solution is said to be there", 13, to: "RTP range -1/8 1/2", .notProved("that the objective reaches 1/2")),
  changedExample(
    "a better bound is said to be there", 13, to: "RTP range 0 1", .notProved("the bound 0 on the objective")),
  changedExample("no point is said to be there", 13, to: "RTP infeas", .notProved("that no point is feasible")),
  changedExample("a better step", 18, to: "d0 G -0.4 1 1 1 { lin 2 2 1/2 3 -1/2 } 5", .doesNotFollow("d0")),
  changedExample("a better end", 19, to: "d1 G 0 OBJ { lin 2 2 1/4 4 3/4 } -1", .doesNotFollow("d1")),
  changedExample(
    "a step of what does not exist", 18, to: "d0 G -1/2 2 1 1 2 0 { lin 2 2 1/2 3 -1/2 } 5", .index(2, in: "d0")),
  changedExample(
    "a step that counts twice", 18, to: "d0 G -1/2 2 1 1 1 0 { lin 2 2 1/2 3 -1/2 } 5", .index(1, in: "d0")),
  changedExample("a step from itself", 19, to: "d1 G 5 OBJ { lin 1 5 1 } -1", .index(5, in: "d1")),
  changedExample("a step from a later one", 18, to: "d0 G -1/2 1 1 1 { lin 1 5 1 } 5", .index(5, in: "d0")),
  changedExample(
    "a constraint used twice", 19, to: "d1 G -1/8 OBJ { lin 3 2 1/8 4 3/4 2 1/8 } -1", .index(2, in: "d1")),
  changedExample(
    "a step after its last use", 18, to: "d0 G -1/2 1 1 1 { lin 2 2 1/2 3 -1/2 } 4", .usedAfter(4, "d0", in: "d1")),
  changedExample(
    "a step after its last use by far", 18, to: "d0 G -1/2 1 1 1 { lin 2 2 1/2 3 -1/2 } 0",
    .usedAfter(0, "d0", in: "d1")),
]
