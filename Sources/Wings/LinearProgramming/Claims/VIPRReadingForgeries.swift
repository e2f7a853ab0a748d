import Evidence
import Exact

/// The example with one line changed so that it cannot be read, and the line and words with which it is refused.
let viprReadingForgeries: [TriedFile<ProgramProof>] = {
  func malformed(
    _ name: String, _ line: Int, to text: String, found: String, expected: String, at place: Int? = nil
  ) -> TriedFile<ProgramProof> {
    changedExample(name, line, to: text, .malformed(line: place ?? line, found: found, expected: expected))
  }
  let (items, number, end) = ("a number of items", "a decimal or a fraction", "the end of the file")
  let derivation = "d1 G -1/8 OBJ "
  return [
    malformed("no version", 1, to: "", found: "VAR", expected: "VER", at: 2),
    malformed("another version", 1, to: "VER 2.0", found: "2.0", expected: "1.0 or 1.1"),
    malformed("a version without a point", 1, to: "VER 1", found: "1", expected: "1.0 or 1.1"),
    malformed("another section", 2, to: "VAL 2", found: "VAL", expected: "VAR"),
    malformed("no number of variables", 2, to: "VAR two", found: "two", expected: items),
    malformed("a negative number of variables", 2, to: "VAR -2", found: "-2", expected: items),
    malformed("a variable more than there is", 2, to: "VAR 3", found: "1", expected: "INT", at: 4),
    malformed("a variable less than there is", 2, to: "VAR 1", found: "y", expected: "INT", at: 3),
    malformed("more variables than can be", 2, to: "VAR 9223372036854775807", found: end, expected: "a name", at: 20),
    malformed(
      "a number of variables beyond a word", 2, to: "VAR 9223372036854775808", found: "9223372036854775808",
      expected: items),
    malformed("no integers", 4, to: "", found: "0", expected: "INT", at: 5),
    malformed("an integer less than there is", 4, to: "INT 0", found: "0", expected: "OBJ", at: 5),
    malformed("an integer more than there is", 4, to: "INT 2", found: "OBJ", expected: items, at: 6),
    malformed("a name for an integer", 5, to: "x", found: "x", expected: items),
    malformed("a negative integer", 5, to: "-1", found: "-1", expected: items),
    malformed("no objective", 6, to: "min", found: "min", expected: "OBJ"),
    malformed("another direction", 6, to: "OBJ least", found: "least", expected: "min or max"),
    malformed("a coefficient less", 7, to: "2 0 1 1", found: "CON", expected: number, at: 8),
    malformed("a coefficient more", 7, to: "2 0 1 1 1 1", found: "1", expected: "CON"),
    malformed("no number", 7, to: "2 0 1 1 one", found: "one", expected: number),
    malformed("a number without a denominator", 7, to: "2 0 1 1 1/0", found: "1/0", expected: number),
    malformed("an exponent", 7, to: "2 0 1 1 1e0", found: "1e0", expected: number),
    malformed("a large exponent", 7, to: "2 0 1 1 1E99999", found: "1E99999", expected: number),
    malformed("not a number", 7, to: "2 0 1 1 nan", found: "nan", expected: number),
    malformed("no constraints", 8, to: "4 2", found: "4", expected: "CON"),
    malformed("a negative number of bounds", 8, to: "CON 4 -2", found: "-2", expected: items),
    malformed("one number of constraints", 8, to: "CON 4", found: "b0", expected: items, at: 9),
    malformed("a constraint more than there is", 8, to: "CON 5 2", found: "range", expected: "E, L or G", at: 13),
    malformed("a constraint less than there is", 8, to: "CON 3 2", found: "c1", expected: "RTP", at: 12),
    malformed("another sense", 9, to: "b0 N 0 1 0 1", found: "N", expected: "E, L or G"),
    malformed("a sense of two letters", 9, to: "b0 GE 0 1 0 1", found: "GE", expected: "E, L or G"),
    malformed("a sense in small letters", 9, to: "b0 g 0 1 0 1", found: "g", expected: "E, L or G"),
    malformed("no right side", 9, to: "b0 G 1 0 1", found: "b1", expected: "E, L or G", at: 10),
    malformed("a relation of another name", 13, to: "RTP optimum 1", found: "optimum", expected: "range"),
    malformed("no relation", 13, to: "range -1/8 1", found: "range", expected: "RTP"),
    malformed("a lower bound of inf", 13, to: "RTP range inf 1", found: "inf", expected: number),
    malformed("an upper bound of −inf", 13, to: "RTP range -1/8 -inf", found: "-inf", expected: number),
    malformed("one bound", 13, to: "RTP range 1", found: "SOL", expected: number, at: 14),
    malformed("no solutions", 14, to: "2", found: "2", expected: "SOL"),
    malformed("a solution more than there is", 14, to: "SOL 3", found: "d0", expected: items, at: 18),
    malformed("a solution less than there is", 14, to: "SOL 1", found: "opt", expected: "DER", at: 16),
    malformed("a solution without a name", 15, to: "2 0 1 1 2", found: "opt", expected: number, at: 16),
    malformed("no derivations", 17, to: "2", found: "2", expected: "DER"),
    malformed("a derivation more than there is", 17, to: "DER 3", found: end, expected: "a name", at: 20),
    malformed("a derivation less than there is", 17, to: "DER 1", found: "d1", expected: end, at: 19),
    malformed("no reason", 19, to: derivation + "-1", found: "-1", expected: "{"),
    malformed("another reason", 19, to: derivation + "{ obv 0 } -1", found: "obv", expected: "lin, rnd, asm or uns"),
    malformed("a reason that is left open", 19, to: derivation + "{ lin 2 2 1/4 4 3/4 -1", found: "-1", expected: "}"),
    malformed("a word within a reason", 19, to: derivation + "{ lin 2 2 1/4 4 3/4 5 } -1", found: "5", expected: "}"),
    malformed(
      "no last use", 19, to: derivation + "{ lin 2 2 1/4 4 3/4 }", found: end, expected: "an index, or -1", at: 20),
    malformed(
      "a last use that is no index", 19, to: derivation + "{ lin 2 2 1/4 4 3/4 } -2", found: "-2",
      expected: "an index, or -1"),
    malformed("a word after the end", 19, to: derivation + "{ lin 2 2 1/4 4 3/4 } -1 -1", found: "-1", expected: end),
    malformed(
      "a long word", 2, to: "VAR a" + String(repeating: "0", count: 80), found: "a" + String(repeating: "0", count: 59),
      expected: items),
    malformed("a comment within", 5, to: "0 % x", found: "%", expected: "OBJ"),
  ]
    + [changedExample("the reason sol", 19, to: derivation + "{ sol } -1", .unsupported(line: 19, reason: "sol"))]
}()
