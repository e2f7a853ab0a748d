import Evidence
import LinearProgrammingCheckers

/// max x with 2x ≤ 7 and x ≥ 0, by the given derivations; constraints 0 and 1 are its own.
private func whole(_ derivations: [String], integers: String = "1\n0") -> String {
  """
  VER 1.0
  VAR 1
  x
  INT \(integers)
  OBJ max
  1 0 1
  CON 2 1
  l G 0 1 0 1
  c L 7 1 0 2
  RTP range 3 3
  SOL 1
  s 1 0 3
  DER \(derivations.count)
  \(derivations.map { $0 + " -1" }.joined(separator: "\n"))

  """
}

private let (below, above) = ("a L 3 1 0 1 { asm }", "b G 4 1 0 1 { asm }")
private let contradiction = "d G 1 0 { lin 2 1 -1 3 2 }"

/// Files that round, and that assume and discharge.
let viprCases: [ProgramProof] = [
  whole(["o L 3 OBJ { rnd 1 1 1/2 }"]),
  whole([below, above, contradiction, "u L 3 OBJ { uns 2 2 4 3 }"]),
  // The other way round, and with a multiple of the form.
  whole(["b G 4 1 0 1 { asm }", "a L 3 1 0 1 { asm }", "d G 1 0 { lin 2 1 -1 2 2 }", "u L 3 OBJ { uns 4 2 3 3 }"]),
  whole([
    "a L 7 1 0 2 { asm }", "b G 8 1 0 2 { asm }", "d G 1 0 { lin 2 1 -1 3 1 }", "h L 7 1 0 2 { uns 2 2 4 3 }",
    "o L 3 OBJ { rnd 1 5 1/2 }",
  ]),
].map { ProgramProof(text: $0) }

/// One forgery for each line about rounding, assumptions and their discharge.
let viprCaseForgeries: [TriedFile<ProgramProof>] = {
  func stopped(
    _ name: String, _ derivations: [String], integers: String = "1\n0", _ error: VIPRError
  ) -> TriedFile<ProgramProof> {
    TriedFile(name, ProgramProof(text: whole(derivations, integers: integers)), stopped: error)
  }
  func split(_ name: String, _ one: String, _ other: String, integers: String = "1\n0") -> TriedFile<ProgramProof> {
    stopped(name, [one, other, "z E 0 0 { lin 0 }", "u E 0 0 { uns 4 2 4 3 }"], integers: integers, .noSplit("u"))
  }
  return [
    stopped("rounds a fraction of an integer", ["o L 1 1 0 1/2 { rnd 1 1 1/4 }"], .notRounded("o", variable: "x")),
    stopped("rounds a real number", ["o L 3 OBJ { rnd 1 1 1/2 }"], integers: "0", .notRounded("o", variable: "x")),
    stopped("rounds too far", ["o L 2 OBJ { rnd 1 1 1/2 }"], .doesNotFollow("o")),
    stopped("rounds down what is at least", ["o G 1 1 0 1 { rnd 1 0 1 }"], .doesNotFollow("o")),
    stopped("a bound that is assumed", ["o L 3 OBJ { asm }"], .assumed("o")),
    stopped("a bound that follows from an assumption", [below, "o L 3 OBJ { lin 1 2 1 }"], .assumed("a")),
    stopped("one case", [below, above, "u L 3 OBJ { uns 2 2 2 3 }"], .assumed("a")),
    stopped(
      "discharges the other assumption", [below, above, contradiction, "u L 3 OBJ { uns 2 3 4 2 }"], .assumed("a")),
    stopped(
      "discharges one of two assumptions",
      [
        "e L 0 1 0 1 { asm }", "a L 3 1 0 1 { asm }", "b G 4 1 0 1 { asm }", "d G 1 0 { lin 2 1 -1 4 2 }",
        "f L 3 OBJ { lin 2 2 1/2 3 1/2 }", "u L 3 OBJ { uns 6 3 5 4 }",
      ], .assumed("e")),
    stopped("a case that does not imply it", [below, above, "u L 3 OBJ { uns 2 2 3 3 }"], .doesNotFollow("u")),
    stopped("another case that does not", [below, above, "u L 3 OBJ { uns 3 2 2 3 }"], .doesNotFollow("u")),
    stopped("no such constraint", [below, above, "u L 3 OBJ { uns 2 2 9 3 }"], .index(9, in: "u")),
    stopped("no such assumption", [below, above, "u L 3 OBJ { uns 2 4 2 3 }"], .index(4, in: "u")),
    split("cases with an integer between them", "a L 3 1 0 1 { asm }", "b G 5 1 0 1 { asm }"),
    split("two cases below", "a L 3 1 0 1 { asm }", "b L 4 1 0 1 { asm }"),
    split("two cases above", "a G 3 1 0 1 { asm }", "b G 4 1 0 1 { asm }"),
    split("two cases above, the higher one first", "a G 4 1 0 1 { asm }", "b G 3 1 0 1 { asm }"),
    split("cases that begin with a fraction", "a L 7/2 1 0 1 { asm }", "b G 9/2 1 0 1 { asm }"),
    split("cases of a fraction", "a L 3 1 0 1/2 { asm }", "b G 4 1 0 1/2 { asm }"),
    split("cases of different forms", "a L 3 1 0 1 { asm }", "b G 4 1 0 2 { asm }"),
    split("cases of a real number", "a L 3 1 0 1 { asm }", "b G 4 1 0 1 { asm }", integers: "0"),
  ]
}()
