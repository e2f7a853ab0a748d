(** The theorem of Beck and Fiala: if every element lies in at most t sets, all sums change by less than t.

    Theorems, in words. Let S₁, …, Sₘ be sets over n elements, each element in at most t ≥ 1 of them.
    - For every x in [0,1]ⁿ there is z in {0,1}ⁿ, equal to x where x is 0 or 1, with
      |Σ_(j in S) (x_j - z_j)| < t for every set S.
    - So there are signs with |Σ_(j in S) ε_j| <= 2t - 1 for every set S.

    The proof is the algorithm. Call an element floating while its coordinate is neither 0 nor 1,
    and a set active while more than t of its elements float. If there is an active set, there are
    fewer active sets than floating elements: this is the counting step. So the equations "the sum
    of every active set stays" leave a direction in which to go on, until one more element is fixed
    (VertexRounding.v). A set that is no longer active has at most t floating elements, and each of
    them changes by less than 1 from then on.

    Claim [discrepancy.beck-fiala]: J. Beck, T. Fiala, "Integer-making theorems", Discrete Applied
    Mathematics 3 (1981). *)

From mathcomp Require Import all_ssreflect all_algebra.
From Tightbound Require Import VertexRounding.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section BeckFiala.
Variables (m n t : nat) (S : 'I_m -> {set 'I_n}).

(** Every element lies in at most t sets. *)
Definition degree_at_most := forall j, (#|[set i | j \in S i]| <= t)%N.

(** The sets that have more than t elements in a set of elements. *)
Definition active (floating : {set 'I_n}) : {set 'I_m} := [set i | (t < #|S i :&: floating|)%N].

(** Incidences counted by sets and by elements are the same number. *)
Theorem double_counting (A : {set 'I_m}) (J : {set 'I_n}) :
  (\sum_(i in A) #|S i :&: J| = \sum_(j in J) #|[set i in A | j \in S i]|)%N.
Proof.
have left i : #|S i :&: J| = (\sum_(j in J) (j \in S i))%N.
  by rewrite -sum1_card big_mkcond [RHS]big_mkcond; apply: eq_bigr => j _; rewrite inE; do 2!case: (_ \in _).
have right j : #|[set i in A | j \in S i]| = (\sum_(i in A) (j \in S i))%N.
  by rewrite -sum1_card big_mkcond [RHS]big_mkcond; apply: eq_bigr => i _; rewrite inE; do 2!case: (_ \in _).
under eq_bigr do rewrite left.
by rewrite exchange_big; apply: eq_bigr => j _; rewrite right.
Qed.

Theorem beck_fiala_counting (J : {set 'I_n}) :
  degree_at_most -> active J != set0 -> (#|active J| < #|J|)%N.
Proof.
move=> degree /set0Pn[i0 active_i0].
have many : (t.+1 * #|active J| <= \sum_(i in active J) #|S i :&: J|)%N.
  by rewrite mulnC -sum_nat_const; apply: leq_sum => i; rewrite inE.
have few : (\sum_(i in active J) #|S i :&: J| <= t * #|J|)%N.
  rewrite double_counting mulnC -sum_nat_const; apply: leq_sum => j _.
  apply: leq_trans (degree j); apply: subset_leq_card; apply/subsetP => i.
  by rewrite !inE => /andP[].
have some : (0 < #|active J|)%N by apply/card_gt0P; exists i0.
have := leq_trans many few; rewrite mulSn => le.
rewrite ltnNge; apply/negP => ge.
have : (#|active J| + t * #|active J| <= t * #|active J|)%N.
  by apply: leq_trans le _; rewrite leq_mul2l ge orbT.
by rewrite -[X in (_ <= X)%N]add0n leq_add2r leqNgt some.
Qed.

Variable R : realFieldType.
Implicit Types (x y v : 'cV[R]_n) (z : 'I_n -> bool).

(** How much the sum of a set changes when a point is rounded. *)
Definition change y z i : R := \sum_(j in S i) (y j 0 - (z j)%:R).

(** What is 0 or 1 is kept. *)
Definition keeps_fixed y z := forall j, j \notin fractional y -> (z j)%:R = y j 0.

(** A set that is not active changes by less than t, however its floating elements are rounded. *)
Lemma inactive_change y z i : (0 < t)%N -> in_cube y -> keeps_fixed y z ->
  i \notin active (fractional y) -> `|change y z i| < t%:R.
Proof.
move=> t_gt0 cube kept; rewrite inE -leqNgt => few.
have -> : change y z i = \sum_(j in S i :&: fractional y) (y j 0 - (z j)%:R).
  rewrite /change big_mkcond [RHS]big_mkcond; apply: eq_bigr => j _; rewrite inE.
  case: (j \in S i) => //=; have [//|notF] := boolP (j \in fractional y).
  by rewrite kept // subrr.
have below j : j \in S i :&: fractional y -> `|y j 0 - (z j)%:R| < 1.
  rewrite !inE => /andP[_ /andP[gt0 lt1]]; case: (z j).
    by rewrite distrC ger0_norm ?subr_ge0 ?(ltW lt1) // ltr_subl_addr ltr_addl.
  by rewrite subr0 gtr0_norm.
have [none|/set0Pn[j0 j0_in]] := eqVneq (S i :&: fractional y) set0.
  by rewrite none big_set0 normr0 ltr0n.
apply: le_lt_trans (ler_norm_sum _ _ _) _.
apply: (@lt_le_trans _ _ (#|S i :&: fractional y|)%:R); last by rewrite ler_nat.
rewrite -sum1_card natr_sum (bigD1 j0) //= [X in _ < X](bigD1 j0) //=.
apply: ltr_le_add; first exact: below.
by apply: ler_sum => j /andP[/below /ltW].
Qed.

(** The matrix of the sums over the active sets. *)
Definition active_sums (A : {set 'I_m}) : 'M[R]_(#|A|, n) :=
  \matrix_(k, j) (j \in S (enum_val k))%:R.

Lemma active_sumsE (A : {set 'I_m}) y i (iA : i \in A) :
  (active_sums A *m y) (enum_rank_in iA i) 0 = \sum_(j in S i) y j 0.
Proof.
rewrite mxE [RHS]big_mkcond; apply: eq_bigr => j _; rewrite mxE enum_rankK_in //.
by case: (_ \in _); rewrite ?mul1r ?mul0r.
Qed.

Theorem beck_fiala x : (0 < t)%N -> degree_at_most -> in_cube x ->
  exists z, keeps_fixed x z /\ forall i, `|\sum_(j in S i) (x j 0 - (z j)%:R)| < t%:R.
Proof.
move=> t_gt0 degree; have [k] := ubnP #|fractional x|; elim: k x => // k IH y small cube.
have [none|some] := eqVneq (active (fractional y)) set0.
  exists (fun j => y j 0 == 1).
  have kept : keeps_fixed y (fun j => y j 0 == 1).
    by move=> j /(notin_fractional cube)[]->; rewrite ?eqxx // eq_sym oner_eq0.
  by split => // i; apply: inactive_change => //; rewrite none inE.
set A := active (fractional y) in some.
have dependent : ~~ independent (active_sums A) (fractional y).
  rewrite /independent neq_ltn; apply/orP; left.
  by apply: leq_ltn_trans (rank_leq_row _) _; exact: beck_fiala_counting.
have [v [v_nz kernel supp]] := kernel_direction dependent.
have [s [_ cube' same less fixed]] := kernel_step cube kernel v_nz supp.
have [z [kept near]] := IH _ (leq_trans (proper_card less) small) cube'.
have kept' : keeps_fixed y z.
  move=> j notF; rewrite kept ?fixed //; apply: contraNN notF; exact: (subsetP (proper_sub less)).
exists z; split => // i; have [iA|notA] := boolP (i \in A); last exact: inactive_change.
have := near i; rewrite !sumrB -(active_sumsE (y + s *: v) iA).
by rewrite same active_sumsE.
Qed.

End BeckFiala.

(** From x = 1/2, the signs 2z - 1. *)
Corollary beck_fiala_signs m n t (S : 'I_m -> {set 'I_n}) : (0 < t)%N -> degree_at_most t S ->
  exists sign : 'I_n -> int, (forall j, sign j = 1 \/ sign j = -1) /\
    forall i, `|\sum_(j in S i) sign j| <= 2 * t%:Z - 1.
Proof.
move=> t_gt0 degree.
pose x : 'cV[rat]_n := \col_j 2%:R^-1.
have cube : in_cube x by move=> j; rewrite mxE.
have [z [_ near]] := beck_fiala t_gt0 degree cube.
exists (fun j => if z j then 1 else -1); split => [j|i]; first by case: (z j); [left | right].
rewrite -ltz_addr1 subrK -(ltr_int [numDomainType of rat]) intr_norm rmorph_sum /=.
have -> : \sum_(j in S i) (if z j then 1 else -1 : int)%:~R
    = - 2%:R * \sum_(j in S i) (x j 0 - (z j)%:R) :> rat.
  by rewrite mulr_sumr; apply: eq_bigr => j _; rewrite mxE; case: (z j).
by rewrite normrM normrN gtr0_norm // rmorphM /= ltr_pmul2l ?near.
Qed.

(** ** A worked example

    Two sets of three of four elements, {0,1,2} and {1,2,3}: each element lies in at most two of
    them, while all float both are active, and two is less than four. *)
Section Worked.

Let S (i : 'I_2) : {set 'I_4} := [set j : 'I_4 | (i <= j <= i + 2)%N].

Example worked : degree_at_most 2 S /\ active 2 S setT = setT.
Proof.
split.
  by move=> j; apply: leq_trans (max_card _) _; rewrite card_ord.
apply/setP => i; rewrite !inE setIT -sum1_card big_mkcond !big_ord_recl big_ord0 !inE.
by case: i => [[|[|[]]]].
Qed.
End Worked.
