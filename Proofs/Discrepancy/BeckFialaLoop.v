(** The algorithm of Beck and Fiala, as it is carried out.

    Theorems, in words. Let every element lie in at most t sets. As long as an element floats, that is, its coordinate is
    neither 0 nor 1: take the sets of which more than t elements float, and walk along kernel vectors of their sums
    (KernelWalk.v) to a vertex. Then
    - after every such round fewer elements float, so there are at most n rounds, and what comes out is 0 or 1,
    - coordinates that were 0 or 1 are as before,
    - for t ≥ 1 the sum over every set has changed by less than t,
    - from x = 1/2 the signs 2z - 1 have sums of at most 2t - 1.

    Claim [discrepancy.beck-fiala]: J. Beck, T. Fiala, "Integer-making theorems", Discrete Applied
    Mathematics 3 (1981). *)

From mathcomp Require Import all_ssreflect all_algebra.
From Tightbound Require Import VertexRounding KernelWalk BeckFiala.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Loop.
Variables (m n t : nat) (S : 'I_m -> {set 'I_n}) (R : realFieldType).
Implicit Types (x y : 'cV[R]_n).

(** One round: a walk that keeps the sums over the active sets. All points cost the same. *)
Definition round y := walk (active_sums S R (active t S (fractional y))) 0 y.

(** At most k rounds, none once nothing floats. *)
Fixpoint rounds k y :=
  if k is k'.+1 then if fractional y == set0 then y else rounds k' (round y) else y.

(** As many as there are elements will do. *)
Definition rounded x := rounds n x.

(** A round leaves fewer elements floating. *)
Theorem round_progress y : degree_at_most t S -> in_cube y -> fractional y != set0 ->
  (#|fractional (round y)| < #|fractional y|)%N.
Proof.
move=> degree cube some; have [_ few _ _] := walk_vertex (active_sums S R (active t S (fractional y))) 0 cube.
apply: leq_ltn_trans few (leq_ltn_trans (rank_leq_row _) _).
have [->|active_some] := eqVneq (active t S (fractional y)) set0; first by rewrite cards0 card_gt0.
exact: beck_fiala_counting.
Qed.

Lemma rounds_correct k y : (0 < t)%N -> degree_at_most t S -> in_cube y -> (#|fractional y| <= k)%N ->
  let z := rounds k y in
  [/\ forall j, z j 0 = 0 \/ z j 0 = 1, forall j, j \notin fractional y -> z j 0 = y j 0
    & forall i, `|\sum_(j in S i) (y j 0 - z j 0)| < t%:R].
Proof.
move=> t_gt0 degree.
have done w : in_cube w -> fractional w = set0 -> [/\ forall j, w j 0 = 0 \/ w j 0 = 1,
    forall j, j \notin fractional w -> w j 0 = w j 0 & forall i, `|\sum_(j in S i) (w j 0 - w j 0)| < t%:R].
  move=> cube none; split => // [j|i]; first by apply: (notin_fractional cube); rewrite none inE.
  by rewrite big1 ?normr0 ?ltr0n // => j _; rewrite subrr.
elim: k y => [|k IH] y cube small /=; first by apply: done => //; apply/eqP; rewrite -cards_eq0 -leqn0.
have [none|some] := eqVneq (fractional y) set0; first exact: done.
have less := round_progress degree cube some.
have [isvertex _ fixed _] := walk_vertex (active_sums S R (active t S (fractional y))) 0 cube.
rewrite -/(round y) in isvertex fixed.
have [cube' same] := isvertex.1.
have [whole kept near] := IH _ cube' (leq_trans less small).
have sub j : j \notin fractional y -> j \notin fractional (round y).
  by move=> notF; move: (notF); rewrite !inE fixed.
have kept' j : j \notin fractional y -> rounds k (round y) j 0 = y j 0.
  by move=> notF; rewrite kept ?fixed ?sub.
split => // i; have [iA|notA] := boolP (i \in active t S (fractional y)).
  have := near i; rewrite !sumrB -(active_sumsE S (round y) iA).
  by rewrite same active_sumsE.
have zE j : rounds k (round y) j 0 = (rounds k (round y) j 0 == 1)%:R.
  by have [->|->] := whole j; rewrite ?eqxx // eq_sym oner_eq0.
have -> : \sum_(j in S i) (y j 0 - rounds k (round y) j 0)
    = change S y (fun j => rounds k (round y) j 0 == 1) i.
  by apply: eq_bigr => j _; rewrite -zE.
by apply: inactive_change => // j notF; rewrite -zE kept'.
Qed.

(** The algorithm rounds every point of the cube so that all sums change by less than t. *)
Theorem loop_rounds x : (0 < t)%N -> degree_at_most t S -> in_cube x ->
  [/\ forall j, rounded x j 0 = 0 \/ rounded x j 0 = 1,
      forall j, j \notin fractional x -> rounded x j 0 = x j 0
    & forall i, `|\sum_(j in S i) (x j 0 - rounded x j 0)| < t%:R].
Proof.
move=> t_gt0 degree cube; apply: rounds_correct => //.
by apply: leq_trans (max_card _) _; rewrite card_ord.
Qed.

End Loop.

(** The signs of the algorithm: 2z - 1 for the rounding z of the centre of the cube. *)
Theorem loop_signs m n t (S : 'I_m -> {set 'I_n}) (R : realFieldType) : (0 < t)%N -> degree_at_most t S ->
  let z : 'cV[R]_n := rounded t S (\col_j 2%:R^-1) in
  forall i, `|\sum_(j in S i) (2%:R * z j 0 - 1)| <= 2%:R * t%:R - 1.
Proof.
move=> t_gt0 degree z i.
have half : 0 <= (2%:R^-1 : R) <= 1 by rewrite invr_ge0 ler0n invf_le1 ?ltr0n // ler1n.
have cube : in_cube (\col_j 2%:R^-1 : 'cV[R]_n) by move=> j; rewrite mxE.
have [whole _ near] := loop_rounds t_gt0 degree cube.
have two : (2%:R : R) != 0 by rewrite pnatr_eq0.
have scaled : \sum_(j in S i) (2%:R * z j 0 - 1)
    = - 2%:R * \sum_(j in S i) ((\col_j 2%:R^-1 : 'cV[R]_n) j 0 - z j 0).
  rewrite mulr_sumr; apply: eq_bigr => j _; rewrite [X in _ * (X - _)]mxE.
  by rewrite mulrBr !mulNr mulfV // opprK addrC.
pose s : int := \sum_(j in S i) (if z j 0 == 1 then 1 else -1).
have sE : \sum_(j in S i) (2%:R * z j 0 - 1) = s%:~R.
  rewrite rmorph_sum; apply: eq_bigr => j _.
  by have [->|->] := whole j; rewrite ?eqxx ?mulr1 ?mulr0 ?sub0r ?(eq_sym 0) ?oner_eq0 //= mulr2n addrK.
have : `|s| < (2 * t)%:Z.
  rewrite -(ltr_int R) intr_norm -sE scaled normrM normrN gtr0_norm ?ltr0n // -pmulrn natrM.
  by rewrite ltr_pmul2l ?ltr0n //; exact: near.
by rewrite -[X in _ < X](subrK 1) ltz_addr1 -(ler_int R) intr_norm -sE rmorphB /= -pmulrn natrM.
Qed.
