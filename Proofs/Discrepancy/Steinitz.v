(** An order of vectors that add up to 0 in which every prefix sum is short.

    Theorem, in words. Let v1, ..., vn be vectors of dimension d with the sum 0, none longer than 1 in some norm. Give each
    the weight (n-d)/n. As long as k > d vectors are left, scale their weights, which add up to k - d, so that they add up
    to k - d - 1, walk along kernel vectors of the v with a row of ones below (KernelWalk.v), and place a vector whose
    weight has become 0 at position k: there is one, for at most d + 1 weights are fractional. The vectors that are left in
    the end come first. In this order of all the vectors every prefix sum has length at most d, since k vectors with
    weights y and Σ y v = 0 have the sum Σ (1-y) v.

    Claim [discrepancy.steinitz]: V. S. Grinberg, S. V. Sevast'yanov, "Value of the Steinitz constant", Functional Analysis
    and its Applications 14 (1980). *)

From mathcomp Require Import all_ssreflect all_algebra.
From Tightbound Require Import VertexRounding KernelWalk SignedSums.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Steinitz.
Variables (R : realFieldType) (d n : nat) (M : 'M[R]_(d, n)).

(** A norm, or what is like one, in which no column is longer than 1. *)
Variable norm : 'cV[R]_d -> R.
Hypothesis norm_add : forall a b, norm (a + b) <= norm a + norm b.
Hypothesis norm_scale : forall (c : R) a, norm (c *: a) = `|c| * norm a.
Hypothesis short : forall j, norm (col j M) <= 1.
Implicit Types (A : {set 'I_n}) (y : 'cV[R]_n).

(** The vectors, and a row of ones. *)
Definition with_ones : 'M[R]_(d + 1, n) := col_mx M (const_mx 1).

(** The weights for one vector fewer than the k that are left. *)
Definition lighter k y : 'cV[R]_n := walk with_ones 0 (((k - 1 - d)%:R / (k - d)%:R) *: y).

(** The vectors of A in their order, when [rounds] more are placed; the weight of a vector that is placed is 0. *)
Fixpoint placed (rounds : nat) A y : seq 'I_n :=
  if rounds is rounds'.+1 then
    let z := lighter #|A| y in
    if [pick j in A | z j 0 == 0] is Some j then rcons (placed rounds' (A :\ j) z) j else enum A
  else enum A.

Definition steinitz_order : seq 'I_n := placed (n - d) setT (const_mx ((n - d)%:R / n%:R)).

(** Weights of A: they add up to #|A| - d and balance the vectors. *)
Definition balanced A y := [/\ in_cube y, forall j, j \notin A -> y j 0 = 0,
  \sum_j y j 0 = (#|A| - d)%:R & M *m y = 0].

Lemma few_are_short (s : seq 'I_n) : norm (\sum_(j <- s) col j M) <= (size s)%:R.
Proof.
have norm0 : norm 0 = 0 by rewrite -(scale0r (0 : 'cV[R]_d)) norm_scale normr0 mul0r.
elim: s => [|j s IH]; first by rewrite big_nil norm0.
rewrite big_cons /= -[(size s).+1]add1n natrD; apply: le_trans (norm_add _ _) _.
by apply: ler_add.
Qed.

(** The sum of balanced vectors has length at most d. *)
Lemma balanced_short A y : (d <= #|A|)%N -> balanced A y -> norm (\sum_(j in A) col j M) <= d%:R.
Proof.
move=> many [cube outside sum zero].
have yA : \sum_(j in A) y j 0 = (#|A| - d)%:R.
  by rewrite -sum [RHS](bigID (mem A)) /= [X in _ = _ + X]big1 ?addr0 // => j /outside.
have zeroA : \sum_(j in A) y j 0 *: col j M = 0.
  transitivity (M *m y) => //; rewrite mulmx_columns [RHS](bigID (mem A)) /= [X in _ = _ + X]big1 ?addr0 // => j /outside ->.
  by rewrite scale0r.
have -> : \sum_(j in A) col j M = \sum_(j in A) (1 - y j 0) *: col j M.
  apply/eqP; rewrite -subr_eq0 -sumrB; apply/eqP; transitivity (\sum_(j in A) y j 0 *: col j M) => //.
  by apply: eq_bigr => j _; rewrite scalerBl scale1r opprB addrC subrK.
apply: le_trans (norm_sum norm_add norm_scale short _ _ _) _.
rewrite (eq_bigr (fun j => 1 - y j 0)) => [|j _]; last by rewrite ger0_norm // subr_ge0; case/andP: (cube j).
by rewrite sumrB yA sumr_const -natrB ?leq_subr // subKn.
Qed.

(** A round: some weight of A has become 0, and without it the weights are balanced again. *)
Lemma round_correct A y : (d < #|A|)%N -> balanced A y ->
  let z := lighter #|A| y in
  exists2 j, [pick j in A | z j 0 == 0] = Some j & j \in A /\ balanced (A :\ j) z.
Proof.
move=> many [cube outside sum zero]; set k := #|A| in many sum *.
set c : R := (k - 1 - d)%:R / (k - d)%:R.
have kd : (0 : R) < (k - d)%:R by rewrite ltr0n subn_gt0.
have c0 : 0 <= c by rewrite divr_ge0 ?ler0n.
have c1 : c <= 1 by rewrite ler_pdivr_mulr // mul1r ler_nat leq_sub2r // leq_subr.
have cube' : in_cube (c *: y).
  move=> j; rewrite mxE; have /andP[ge0 le1] := cube j; rewrite mulr_ge0 //=.
  by rewrite -[1]mulr1 ler_pmul.
have [isvertex few fixed _] := walk_vertex with_ones 0 cube'.
rewrite -/(lighter k y) in isvertex few fixed; set z := lighter k y in isvertex few fixed *.
have [cubez] := isvertex.1; rewrite !mul_col_mx => /eq_col_mx[Mz onesz].
have total w : (const_mx 1 *m w : 'cV[R]_1) 0 0 = \sum_j w j 0.
  by rewrite mxE; apply: eq_bigr => j _; rewrite mxE mul1r.
have sumz : \sum_j z j 0 = (k - 1 - d)%:R.
  transitivity (\sum_j (c *: y) j 0); first by rewrite -!total onesz.
  transitivity (\sum_j c * y j 0); first by apply: eq_bigr => j _; rewrite mxE.
  by rewrite -mulr_sumr sum divfK // gt_eqF.
have zerow : M *m z = 0 by rewrite Mz -scalemxAr zero scaler0.
have outz j : j \notin A -> z j 0 = 0.
  move=> notA; have cy0 : (c *: y) j 0 = 0 by rewrite mxE outside // mulr0.
  by rewrite fixed // inE cy0 ltxx.
rewrite /=; case: (@pickP _ (fun j => (j \in A) && (z j 0 == 0))) => [j /andP[jA /eqP zj]|none].
  exists j => //.
  split=> //; split => // [i|]; last by rewrite sumz [k](cardsD1 j A) jA add1n subSS subn0.
  by rewrite in_setD1 negb_and negbK => /orP[/eqP->|/outz].
exfalso; have positive j : j \in A -> 0 < z j 0.
  move=> jA; have := none j; rewrite /= jA /= => zj; rewrite lt_neqAle eq_sym zj /=.
  by case/andP: (cubez j).
have whole j : j \in A -> j \notin fractional z -> z j 0 = 1.
  by move=> jA /(notin_fractional cubez)[zj|//]; have := positive j jA; rewrite zj ltxx.
have fracA : fractional z \subset A.
  apply/subsetP => j; rewrite inE; apply: contraLR => /outz ->; by rewrite ltxx.
have fewer : (#|fractional z| <= d + 1)%N by apply: leq_trans few (rank_leq_row _).
have sumA : \sum_j z j 0 = (#|A :\: fractional z|)%:R + \sum_(j in fractional z) z j 0.
  rewrite (bigID (mem A)) /= [X in _ + X]big1 ?addr0 => [|j /outz //].
  rewrite (bigID (mem (fractional z))) /= addrC; congr (_ + _).
    rewrite -sum1_card natr_sum; apply: eq_big => [j|j /andP[jA notF]]; first by rewrite in_setD andbC.
    exact: whole.
  by apply: eq_bigl => j; rewrite andbC; case: (boolP (j \in fractional z)) => //= /(subsetP fracA) ->.
have cardD : #|A :\: fractional z| = (k - #|fractional z|)%N by rewrite cardsD (setIidPr fracA).
have : (k - 1 - d)%:R < \sum_j z j 0.
  rewrite sumA cardD.
  have [none_frac|[i iF]] := set_0Vmem (fractional z).
    rewrite none_frac cards0 subn0 big_set0 addr0 ltr_nat -subnDA.
    by rewrite ltn_subrL add1n /=; apply: leq_ltn_trans many.
  apply: (@le_lt_trans _ _ (k - #|fractional z|)%:R).
    by rewrite ler_nat -subnDA leq_sub2l // addnC.
  rewrite ltr_addl (bigD1 i) //= ltr_spaddl //; first by apply: positive; exact: (subsetP fracA).
  by apply: sumr_ge0 => j _; case/andP: (cubez j).
by rewrite sumz ltxx.
Qed.

Lemma placed_correct rounds : forall A y,
  (#|A| <= d)%N /\ rounds = 0%N \/ #|A| = (d + rounds)%N /\ balanced A y ->
  perm_eq (placed rounds A y) (enum A)
  /\ forall k, norm (\sum_(j <- take k (placed rounds A y)) col j M) <= d%:R.
Proof.
elim: rounds => [|rounds IH] A y state.
  have few : (#|A| <= d)%N by case: state => [[]//|[-> _]]; rewrite addn0.
  split=> //= k; apply: le_trans (few_are_short _) _.
  by rewrite ler_nat; apply: leq_trans few; rewrite cardE size_take; case: ifP => // /ltnW.
case: state => [[_ //]|[count bal]].
have many : (d < #|A|)%N by rewrite count -addn1 leq_add2l.
have [j pickj [jA bal']] := round_correct many bal; rewrite /= pickj.
have count' : #|A :\ j| = (d + rounds)%N.
  by apply/eqP; rewrite -(eqn_add2l 1) -[X in (X + _)%N]/(nat_of_bool true) -jA -cardsD1 count addnS add1n.
have [perm prefixes] := IH _ _ (or_intror (conj count' bal')).
have perm' : perm_eq (rcons (placed rounds (A :\ j) (lighter #|A| y)) j) (enum A).
  rewrite perm_rcons; apply: (@perm_trans _ (j :: enum (A :\ j))); first by rewrite perm_cons.
  apply: uniq_perm; rewrite /= ?enum_uniq ?andbT ?mem_enum ?in_setD1 ?eqxx // => i.
  by rewrite in_cons !mem_enum in_setD1; case: eqP => [->|_] //=; rewrite jA.
split=> // k; set s := placed rounds _ _ in prefixes perm perm' *.
case: (leqP k (size s)) => le; first by rewrite -cats1 takel_cat.
rewrite take_oversize; last by rewrite size_rcons.
rewrite (perm_big _ perm') big_enum; exact: balanced_short (ltnW many) bal.
Qed.

(** The order holds every vector once, and its prefix sums have length at most d. *)
Theorem steinitz : \sum_j col j M = 0 ->
  perm_eq steinitz_order (enum 'I_n) /\ forall k, norm (\sum_(j <- take k steinitz_order) col j M) <= d%:R.
Proof.
move=> sum0; have -> : enum 'I_n = enum [set: 'I_n] by rewrite enum_setT enumT.
apply: placed_correct; rewrite cardsT card_ord; have [few|many] := leqP n d.
  by left; split => //; apply/eqP; rewrite subn_eq0.
right; split; first by rewrite subnKC // ltnW.
have n0 : (0 : R) < n%:R by rewrite ltr0n; apply: leq_ltn_trans many.
split.
- move=> j; rewrite mxE divr_ge0 ?ler0n //= ler_pdivr_mulr // mul1r ler_nat; exact: leq_subr.
- by move=> j; rewrite inE.
- rewrite (eq_bigr (fun=> (n - d)%:R / n%:R)) => [|j _]; last by rewrite mxE.
  by rewrite sumr_const card_ord -[X in X = _]mulr_natr divfK ?gt_eqF // cardsT card_ord.
- rewrite mulmx_columns (eq_bigr (fun j => ((n - d)%:R / n%:R) *: col j M)) => [|j _]; last by rewrite mxE.
  by rewrite -scaler_sumr sum0 scaler0.
Qed.
End Steinitz.
