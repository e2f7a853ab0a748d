(** What the least loss of a network's last layer says, for hinge, logistic and squared losses.

    Setting. As in LastLayer.v: a point a_i sees hidden unit j with M_ij = 1 if a_i and b_j are orthogonal, 0 if not;
    r points have an orthogonal partner; the training loss is Σ_i l((Mα)_i). The logistic loss is that of
    Exponential.v.

    Theorems, in words.
    - The logistic loss is at least (n - r) ln 2 for every α, and at most n exp(-T) more for α = (T, …, T), T >= 0. So
      its greatest lower bound is (n - r) ln 2.
    - The squared loss of α is half the squared distance of (1, …, 1) from Mα; so the least is half that of
      (1, …, 1) from the span of the columns of M.
    - For each of the three losses let v be the greatest lower bound, and w a number at most l(0)/8 away from v. Then
      w < (n - 1/2) l(0) if some pair is orthogonal, and w > (n - 1/2) l(0) if none is.
    - n - r is the number of points a_i that meet all b_j, that is, have an inner product other than 0 with each.

    The numbers are those of any ordered field, for the logistic loss of one with an exponential function. Claim
    [network.last-layer], on Backurs, Indyk, Schmidt, "On the Fine-Grained Complexity of Empirical Risk Minimization"
    (arXiv 1704.02958). *)

From mathcomp Require Import all_ssreflect all_algebra.
From Tightbound Require Import FieldTactics LastLayer Exponential.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Losses.
Variables (R : realFieldType) (n m d : nat) (a : 'I_n -> 'I_d -> bool) (b : 'I_m -> 'I_d -> bool).
Implicit Types (alpha : 'cV[R]_m) (l : R -> R).
Add Field R_field : (field_laws R).

Let M : 'M[R]_(n, m) := hidden R a b.
Let r : nat := #|partnered a b|.
Let loss l alpha : R := training_loss a b l alpha.

Lemma partnered_le : (r <= n)%N.
Proof. by rewrite -[X in (_ <= X)%N]card_ord; exact: max_card. Qed.

(** ** The logistic loss *)
Section Logistic.
Variables (exp ln : R -> R).
Hypothesis laws : exponential exp ln.
Let l := logistic exp ln.

Theorem logistic_lower_bound alpha : (n%:R - r%:R) * ln 2%:R <= loss l alpha.
Proof.
rewrite unpartnered_count mulr_suml big_mkcond; apply: ler_sum => i _; rewrite inE.
case: ifP => [out|_]; last exact: logistic_ge0 laws _.
by rewrite output_unpartnered // mul1r -(logistic0 laws).
Qed.

Theorem logistic_upper_bound T : 0 <= T ->
  loss l (const_mx T) <= (n%:R - r%:R) * ln 2%:R + n%:R * exp (- T).
Proof.
move=> T_ge0; have exp_ge0 : 0 <= exp (- T) := ltW (exp_gt0 laws _).
have -> : n%:R * exp (- T) = \sum_(i < n) exp (- T) by rewrite sumr_const card_ord mulr_natl.
rewrite unpartnered_count mulr_suml [X in _ <= X + _]big_mkcond -big_split.
apply: ler_sum => i _ /=; rewrite inE; case: ifPn => [out|].
  by rewrite output_unpartnered // /l (logistic0 laws) mul1r ler_addl.
rewrite negbK inE add0r => /existsP[j orth]; apply: le_trans (logistic_le laws T).
apply: (logistic_decreasing laws); rewrite mxE (bigD1 j) //= hidden_orthogonal orth !mxE mul1r ler_addl.
by apply: sumr_ge0 => k _; rewrite hidden_orthogonal !mxE mulr_ge0 ?ler0n.
Qed.
End Logistic.

(** ** Greatest lower bounds *)

(** v is the greatest lower bound of f. *)
Definition infimum (f : 'cV[R]_m -> R) (v : R) :=
  (forall alpha, v <= f alpha) /\ forall eps, 0 < eps -> exists alpha, f alpha < v + eps.

Lemma infimum_of_least (f : 'cV[R]_m -> R) v alpha : (forall beta, v <= f beta) -> f alpha = v -> infimum f v.
Proof. by move=> lower eq; split=> // eps eps_gt0; exists alpha; rewrite eq ltr_addl. Qed.

Theorem hinge_infimum : infimum (loss (@hinge R)) (n%:R - r%:R).
Proof. apply: infimum_of_least; [exact: hinge_lower_bound|exact: hinge_attained]. Qed.

Theorem logistic_infimum exp ln : exponential exp ln ->
  infimum (loss (logistic exp ln)) ((n%:R - r%:R) * ln 2%:R).
Proof.
move=> laws; split=> [alpha|eps eps_gt0]; first exact: logistic_lower_bound laws alpha.
have N_ge0 : 0 <= n%:R :> R by rewrite ler0n.
have T_ge0 : 0 <= n%:R / eps by rewrite divr_ge0 // ltW.
exists (const_mx (n%:R / eps)); apply: le_lt_trans (logistic_upper_bound laws T_ge0) _; rewrite ltr_add2l.
have T1_gt0 : 0 < 1 + n%:R / eps by rewrite (lt_le_trans ltr01) // ler_addl.
apply: (@le_lt_trans _ _ (n%:R / (1 + n%:R / eps))).
  rewrite ler_wpmul2l // (exp_opp laws) lef_pinv ?qualifE ?(exp_gt0 laws) //; exact: exp_above laws _.
by rewrite ltr_pdivr_mulr // mulrDr mulr1 mulrCA mulfV ?gt_eqF // mulr1 ltr_addr.
Qed.

(** ** Squares *)
Definition squared_distance (u v : 'cV[R]_n) : R := \sum_i (u i 0 - v i 0) ^+ 2.

Theorem squared_is_distance alpha : loss (@squared R) alpha = squared_distance (const_mx 1) (M *m alpha) / 2%:R.
Proof. by rewrite /squared_distance mulr_suml; apply: eq_bigr => i _; rewrite !mxE. Qed.

Corollary least_squared_loss v : infimum (loss (@squared R)) v <->
  infimum (fun alpha => squared_distance (const_mx 1) (M *m alpha)) (v * 2%:R).
Proof.
have two_gt0 : 0 < 2%:R :> R by rewrite ltr0n.
split=> -[lower near]; split=> [alpha|eps eps_gt0].
- by rewrite -ler_pdivl_mulr // -squared_is_distance.
- have [|alpha lt] := near (eps / 2%:R); first by rewrite divr_gt0.
  by exists alpha; move: lt; rewrite squared_is_distance ltr_pdivr_mulr // mulrDl divfK // gt_eqF.
- by rewrite squared_is_distance ler_pdivl_mulr.
have [|alpha lt] := near (eps * 2%:R); first by rewrite mulr_gt0.
by exists alpha; rewrite squared_is_distance ltr_pdivr_mulr // mulrDl.
Qed.

(** ** A value tells whether there is a pair *)
Definition some_pair : bool := [exists i, exists j, orthogonal a b i j].

Lemma some_partner : some_pair -> (0 < r)%N.
Proof.
by move=> /existsP[i pair]; rewrite card_gt0; apply/set0Pn; exists i; rewrite inE.
Qed.

Lemma no_pair_loss l alpha : ~~ some_pair -> loss l alpha = n%:R * l 0.
Proof.
move=> none; rewrite /loss /training_loss (eq_bigr (fun=> l 0)) => [|i _].
  by rewrite sumr_const card_ord mulr_natl.
rewrite output_unpartnered // inE; apply: contra none => pair.
by apply/existsP; exists i.
Qed.

Lemma value_decides l v w : 0 < l 0 -> infimum (loss l) v -> `|w - v| <= l 0 / 8%:R ->
  (some_pair -> forall eps, 0 < eps -> exists alpha, loss l alpha < (n%:R - 1) * l 0 + eps) ->
  if some_pair then w < (n%:R - 2%:R^-1) * l 0 else (n%:R - 2%:R^-1) * l 0 < w.
Proof.
move: (l 0) (no_pair_loss l) => c none c_gt0 [lower near]; rewrite ler_norml => /andP[w_ge w_le] some.
have eighth_gt0 : 0 < c / 8%:R by rewrite divr_gt0 ?ltr0n.
case: ifPn => pair.
  have [|alpha lt] := some pair (c / 8%:R); first by [].
  have v_lt := le_lt_trans (lower alpha) lt.
  rewrite -(subrK v w); apply: lt_le_trans (ler_lt_add w_le v_lt) _; rewrite -subr_ge0.
  have -> : (n%:R - 2%:R^-1) * c - (c / 8%:R + ((n%:R - 1) * c + c / 8%:R)) = c / 4%:R.
    by move: (n%:R) => N; by_field R; nonzero.
  by rewrite divr_ge0 ?ler0n ?ltW.
have [|alpha lt] := near (c / 8%:R); first by [].
rewrite none // -ltr_subl_addr in lt.
rewrite -(subrK v w); apply: le_lt_trans (ler_lt_add w_ge lt); rewrite -subr_ge0.
have -> : - (c / 8%:R) + (n%:R * c - c / 8%:R) - (n%:R - 2%:R^-1) * c = c / 4%:R.
  by move: (n%:R) => N; by_field R; nonzero.
by rewrite divr_ge0 ?ler0n ?ltW.
Qed.

Lemma one_less : some_pair -> n%:R - r%:R <= n%:R - 1 :> R.
Proof. by move=> /some_partner r_gt0; rewrite ler_add2l ler_opp2 ler1n. Qed.

Theorem hinge_decides v w : infimum (loss (@hinge R)) v -> `|w - v| <= 8%:R^-1 ->
  if some_pair then w < n%:R - 2%:R^-1 else n%:R - 2%:R^-1 < w.
Proof.
have hinge0 : hinge 0 = 1 :> R by rewrite /hinge subr0 max_r ?ler01.
move=> inf near; have := @value_decides (@hinge R) v w; rewrite hinge0 !mulr1 mul1r.
apply=> //; first exact: ltr01.
move=> pair eps eps_gt0.
by exists (const_mx 1); rewrite /loss hinge_attained (le_lt_trans (one_less pair)) // ltr_addl.
Qed.

Theorem logistic_decides exp ln v w : exponential exp ln -> infimum (loss (logistic exp ln)) v ->
  `|w - v| <= ln 2%:R / 8%:R ->
  if some_pair then w < (n%:R - 2%:R^-1) * ln 2%:R else (n%:R - 2%:R^-1) * ln 2%:R < w.
Proof.
move=> laws inf; rewrite -(logistic0 laws) => near.
have ln2_gt0 : 0 < ln 2%:R.
  apply: lt_le_trans (ln_above laws _); last by rewrite ltr0n.
  by rewrite subr_gt0 invf_lt1 ?ltr1n ?ltr0n.
apply: (value_decides _ inf near) => [|pair eps eps_gt0]; first by rewrite (logistic0 laws).
have [_ reached] := logistic_infimum laws; have [alpha lt] := reached _ eps_gt0.
exists alpha; apply: lt_le_trans lt _; rewrite ler_add2r (logistic0 laws) ler_wpmul2r ?one_less //.
exact: ltW.
Qed.

Theorem squared_decides v w : infimum (loss (@squared R)) v -> `|w - v| <= 16%:R^-1 ->
  if some_pair then w < (n%:R - 2%:R^-1) / 2%:R else (n%:R - 2%:R^-1) / 2%:R < w.
Proof.
have squared0 : squared 0 = 2%:R^-1 :> R by rewrite /squared subr0 expr1n mul1r.
have half_gt0 : 0 < 2%:R^-1 :> R by rewrite invr_gt0 ltr0n.
move=> inf near; have := @value_decides (@squared R) v w; rewrite squared0; apply=> //.
  by apply: le_trans near _; rewrite le_eqVlt; apply/predU1P; left; by_field R; nonzero.
move=> /existsP[i /existsP[j orth]] eps eps_gt0.
by exists (delta_mx j 0); apply: le_lt_trans (squared_with_pair R orth) _; rewrite ltr_addl.
Qed.

(** ** Sets *)
Theorem meets_all : #|[set i | [forall j, inner a b i j != 0%N]]| = (n - r)%N.
Proof.
have -> : [set i | [forall j, inner a b i j != 0%N]] = ~: partnered a b.
  by apply/setP => i; rewrite !inE negb_exists.
by rewrite -[n in (n - _)%N]card_ord -(cardsC (partnered a b)) addKn.
Qed.
End Losses.
