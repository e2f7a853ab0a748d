(** How Coq's integers become those of OCaml's library Zarith, when [build] extracts the checker.

    What is trusted here: that Zarith's addition, subtraction, multiplication, negation and comparison are
    those of the integers, and that its test of the lowest bit and its shifts take a positive integer
    apart as Coq does. Everything else, division included, is extracted from its definition in Coq. *)

From Coq Require Import Extraction ExtrOcamlBasic ZArith.

Extract Inductive positive => "Zarith.t"
  ["(fun p -> Zarith.succ (Zarith.shift_left p 1))" "(fun p -> Zarith.shift_left p 1)" "Zarith.one"]
  "(fun odd even one p ->
      if Zarith.equal p Zarith.one then one ()
      else if Zarith.testbit p 0 then odd (Zarith.shift_right p 1)
      else even (Zarith.shift_right p 1))".

Extract Inductive Z => "Zarith.t" ["Zarith.zero" "" "Zarith.neg"]
  "(fun zero positive negative z ->
      let s = Zarith.sign z in
      if s = 0 then zero () else if s > 0 then positive z else negative (Zarith.neg z))".

Extract Inductive N => "Zarith.t" ["Zarith.zero" ""]
  "(fun zero positive n -> if Zarith.sign n = 0 then zero () else positive n)".

Extract Inlined Constant N.add => "Zarith.add".
Extract Inlined Constant N.leb => "Zarith.leq".
Extract Inlined Constant Pos.succ => "Zarith.succ".
Extract Inlined Constant Pos.mul => "Zarith.mul".
Extract Inlined Constant Z.add => "Zarith.add".
Extract Inlined Constant Z.sub => "Zarith.sub".
Extract Inlined Constant Z.mul => "Zarith.mul".
Extract Inlined Constant Z.opp => "Zarith.neg".
Extract Inlined Constant Z.eqb => "Zarith.equal".
Extract Inlined Constant Z.leb => "Zarith.leq".
Extract Inlined Constant Z.ltb => "Zarith.lt".
