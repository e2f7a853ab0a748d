(** Gradients at zero for any hidden units, and sigmoid units that are almost 0 or 1.

    Setting. The outputs of the hidden units are any matrix M, the loss is Σ_i l((Mα)_i). The sigmoid is
    σ(x) = 1/(1 + exp(-x)), for exp and ln as in Exponential.v. Sigmoid units of steepness s = 2 ln(N + 1) have
    M_ij = σ(s (1/2 - ⟨a_i,b_j⟩)); δ = 1/(N + 2).

    Theorems, in words.
    - If l has the derivative c at 0, the gradient of the loss at α = 0 is (c Σ_i M_ij)_j. A function has at most one
      gradient at 0.
    - For the units of LastLayer.v and the logistic loss it is minus half the numbers of partners.
    - A sigmoid unit gives 1 - δ if a_i and b_j are orthogonal, and a number between 0 and δ if not. So with
      N = n^(κ+1) the coordinates of the gradient are at least |c| (1 - δ) in magnitude for b_j with a partner, at
      most |c| n δ for others, and |c| (1 - δ) >= n^κ |c| n δ.
    - With N + 1 = 8nW, W >= 1, over the α with Σ|α_j| <= W: if no pair is orthogonal, the hinge loss is at least
      n (1 - δW); if one is, it is at most n - min(1, W (1-δ)) for some α. So a number that is at most (1 - δW)/8
      away from the greatest lower bound is below n - 1/2 if a pair is orthogonal, and above it if none is.

    The numbers are those of any ordered field with an exponential function. Claims [network.gradient] and
    [network.sigmoid-layer], on Backurs, Indyk, Schmidt, "On the Fine-Grained Complexity of Empirical Risk
    Minimization" (arXiv 1704.02958). *)

From mathcomp Require Import all_ssreflect all_algebra.
From Tightbound Require Import FieldTactics LastLayer Exponential NetworkLosses.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

(** ** Gradients *)
Section Gradient.
Variables (R : realFieldType) (n m : nat) (M : 'M[R]_(n, m)).
Implicit Types (alpha : 'cV[R]_m) (l : R -> R) (g : 'I_m -> R).

Definition network_loss l alpha : R := \sum_i l ((M *m alpha) i 0).

(** All entries together. *)
Let weight : R := 1 + \sum_i \sum_j `|M i j|.

Lemma weight_gt0 : 0 < weight.
Proof.
apply: (lt_le_trans ltr01); rewrite /weight ler_addl; apply: sumr_ge0 => i _.
by apply: sumr_ge0.
Qed.

Lemma network_output alpha i : `|(M *m alpha) i 0| <= weight * norm1 alpha.
Proof.
rewrite mxE; apply: le_trans (ler_norm_sum _ _ _) _; rewrite /norm1 mulr_sumr; apply: ler_sum => j _.
rewrite normrM ler_wpmul2r // /weight (bigD1 i) //= (bigD1 j) //= -addrA [X in _ <= X]addrCA ler_addl.
by rewrite addr_ge0 ?ler01 // addr_ge0 // sumr_ge0 // => k _; apply: sumr_ge0.
Qed.

Theorem network_gradient l c : derivative_at_0 l c ->
  gradient_at_0 (network_loss l) (fun j => c * \sum_i M i j).
Proof.
move=> deriv eps eps_gt0; have N_gt0 : 0 < n.+1%:R :> R by rewrite ltr0n.
have [|delta delta_gt0 near] := deriv (eps / (n.+1%:R * weight)).
  by rewrite divr_gt0 // mulr_gt0 // weight_gt0.
exists (delta / weight); first by rewrite divr_gt0 // weight_gt0.
move=> alpha; rewrite ltr_pdivl_mulr ?weight_gt0 // mulrC => small.
have -> : network_loss l alpha - network_loss l 0 - \sum_j c * (\sum_i M i j) * alpha j 0
    = \sum_i (l ((M *m alpha) i 0) - l 0 - c * (M *m alpha) i 0).
  rewrite !sumrB; congr (_ - _ - _).
    by apply: eq_bigr => i _; rewrite mulmx0 mxE.
  rewrite -mulr_sumr -[LHS](eq_bigr _ (fun j _ => mulrA c _ _)) -mulr_sumr; congr (_ * _).
  under [RHS]eq_bigr do rewrite mxE.
  by rewrite exchange_big; apply: eq_bigr => j _; rewrite mulr_suml.
apply: le_trans (ler_norm_sum _ _ _) _.
apply: (@le_trans _ _ (\sum_(i < n) eps / n.+1%:R * norm1 alpha)).
  apply: ler_sum => i _; have le := network_output alpha i.
  apply: le_trans (near _ (le_lt_trans le small)) _.
  have -> : eps / n.+1%:R * norm1 alpha = eps / (n.+1%:R * weight) * (weight * norm1 alpha).
    by rewrite invfM !mulrA divfK ?gt_eqF // weight_gt0.
  by rewrite ler_wpmul2l // ltW // divr_gt0 // mulr_gt0 // weight_gt0.
rewrite sumr_const card_ord -mulr_natl !mulrA ler_wpmul2r ?norm1_ge0 //.
by rewrite ler_pdivr_mulr // mulrC ler_wpmul2l ?(ltW eps_gt0) // ler_nat.
Qed.
End Gradient.

Theorem gradient_unique (R : realFieldType) m (f : 'cV[R]_m -> R) g g' :
  gradient_at_0 f g -> gradient_at_0 f g' -> forall j, g j = g' j.
Proof.
move=> grad grad' j; apply/eqP; rewrite -subr_eq0; apply: contraT; rewrite -normr_gt0 => gap_gt0.
set gap := `|_| in gap_gt0; have fourth_gt0 : 0 < gap / 4%:R by rewrite divr_gt0 ?ltr0n.
have [delta delta_gt0 near] := grad _ fourth_gt0; have [delta' delta'_gt0 near'] := grad' _ fourth_gt0.
pose t := Num.min delta delta' / 2%:R.
have min_gt0 : 0 < Num.min delta delta' by rewrite lt_minr delta_gt0.
have t_gt0 : 0 < t by rewrite divr_gt0 ?ltr0n.
pose alpha : 'cV[R]_m := t *: delta_mx j 0.
have entry k : alpha k 0 = if k == j then t else 0.
  by rewrite !mxE eqxx andbT; case: eqP => _; rewrite ?mulr1 ?mulr0.
have norm : norm1 alpha = t.
  rewrite /norm1 (bigD1 j) //= entry eqxx gtr0_norm // big1 ?addr0 // => k neq.
  by rewrite entry (negbTE neq) normr0.
have pick (h : 'I_m -> R) : \sum_k h k * alpha k 0 = h j * t.
  rewrite (bigD1 j) //= entry eqxx big1 ?addr0 // => k neq.
  by rewrite entry (negbTE neq) mulr0.
have t_lt : t < Num.min delta delta' by rewrite ltr_pdivr_mulr ?ltr0n // ltr_pmulr // ltr1n.
move: t_lt; rewrite lt_minr -norm => /andP[lt lt'].
have := near _ lt; have := near' _ lt'; rewrite norm !pick => le' le.
have : gap * t <= gap / 4%:R * t + gap / 4%:R * t.
  apply: le_trans (ler_add le' le); rewrite -[X in _ <= _ + X]normrN.
  apply: le_trans (ler_norm_add _ _); rewrite /gap -[X in _ * X <= _](gtr0_norm t_gt0) -normrM mulrBl.
  by rewrite le_eqVlt; apply/predU1P; left; congr `|_|; rewrite opprB [X in _ = X]addrC addrA subrK.
rewrite -mulrDl ler_pmul2r // -mulrDl ler_pdivl_mulr ?ltr0n // mulr_natr.
by rewrite -mulr2n ler_pmuln2l.
Qed.

Corollary logistic_gradient (R : realFieldType) n m d (a : 'I_n -> 'I_d -> bool) (b : 'I_m -> 'I_d -> bool)
    (exp ln : R -> R) : exponential exp ln ->
  gradient_at_0 (training_loss a b (logistic exp ln)) (fun j => - #|partners a b j|%:R / 2%:R).
Proof.
move=> laws eps /(gradient_counts a b (logistic_derivative laws))[delta gt0 near]; exists delta => // alpha /near.
rewrite (eq_bigr (fun j => - #|partners a b j|%:R / 2%:R * alpha j 0)) // => j _; congr (_ * _).
by rewrite [RHS]mulrC mulrN mulNr.
Qed.

(** ** Sigmoid units *)
Section Sigmoid.
Variables (R : realFieldType) (exp ln : R -> R).
Hypothesis laws : exponential exp ln.
Variables (n m d : nat) (a : 'I_n -> 'I_d -> bool) (b : 'I_m -> 'I_d -> bool) (N : R).
Hypothesis N_ge0 : 0 <= N.
Add Field R_field : (field_laws R).

Definition sigmoid x := (1 + exp (- x))^-1.
Definition steepness := 2%:R * ln (N + 1).
Definition sigmoid_units : 'M[R]_(n, m) := \matrix_(i, j) sigmoid (steepness * (2%:R^-1 - (inner a b i j)%:R)).

Let delta := (N + 2%:R)^-1.

Let N1_gt0 : 0 < N + 1. Proof. by rewrite (lt_le_trans ltr01) // ler_addr. Qed.
Let N2_gt0 : 0 < N + 2%:R. Proof. by rewrite (lt_le_trans (_ : 0 < 2%:R)) ?ltr0n // ler_addr. Qed.

Lemma half_steepness : steepness * 2%:R^-1 = ln (N + 1).
Proof. by rewrite /steepness mulrC mulrA mulVf ?mul1r // pnatr_eq0. Qed.

Lemma sigmoid_le x y : x <= y -> sigmoid x <= sigmoid y.
Proof.
move=> le; rewrite /sigmoid lef_pinv ?qualifE ?(one_exp_gt0 laws) // ler_add2l.
by rewrite (exp_le laws) // ler_opp2.
Qed.

Theorem sigmoid_orthogonal i j : orthogonal a b i j -> sigmoid_units i j = 1 - delta.
Proof.
move=> /eqP orth; rewrite mxE orth subr0 half_steepness /sigmoid (exp_opp laws) (exp_ln laws) // /delta.
have n2 : N + 2%:R = 1 + (N + 1) by by_ring R.
have n2_gt0 : 0 < 1 + (N + 1) by rewrite -n2.
have sum_gt0 : 0 < N + 1 + 1 by rewrite addrC.
by rewrite n2; by_field R; nonzero.
Qed.

Theorem sigmoid_others i j : ~~ orthogonal a b i j -> 0 <= sigmoid_units i j <= delta.
Proof.
rewrite /orthogonal -lt0n => pos; rewrite mxE; apply/andP; split.
  by rewrite /sigmoid invr_ge0 ltW // (one_exp_gt0 laws).
have ln_ge0 : 0 <= ln (N + 1) by rewrite -(ln1 laws) (ln_le laws) ?ltr01 // ler_addr.
apply: (@le_trans _ _ (sigmoid (- ln (N + 1)))).
  apply: sigmoid_le; rewrite mulrBr half_steepness ler_subl_addr -ler_subl_addl opprK -mulr2n -[_ *+ 2]mulr_natl.
  by rewrite -/steepness ler_pemulr ?ler1n // /steepness mulr_ge0 ?ler0n.
rewrite /sigmoid opprK (exp_ln laws) // /delta.
by have -> : 1 + (N + 1) = N + 2%:R by by_ring R.
Qed.

Lemma units_between i j : 0 <= sigmoid_units i j.
Proof.
case: (boolP (orthogonal a b i j)) => [/sigmoid_orthogonal->|/sigmoid_others/andP[]//].
by rewrite subr_ge0 /delta invf_le1 // (@le_trans _ _ 2%:R) ?ler1n // ler_addr.
Qed.
End Sigmoid.

(** ** The gradient with sigmoid units *)
Section SigmoidGradient.
Variables (R : realFieldType) (exp ln : R -> R).
Hypothesis laws : exponential exp ln.
Variables (n m d kappa : nat) (a : 'I_n -> 'I_d -> bool) (b : 'I_m -> 'I_d -> bool) (l : R -> R) (c : R).
Hypothesis deriv : derivative_at_0 l c.
Variable g : 'I_m -> R.

Let N : R := n%:R ^+ kappa.+1.
Let delta := (N + 2%:R)^-1.
Let M := sigmoid_units exp ln a b N.

Hypothesis grad : gradient_at_0 (network_loss M l) g.

Let N_ge0 : 0 <= N. Proof. by rewrite exprn_ge0 ?ler0n. Qed.
Let N2_gt0 : 0 < N + 2%:R. Proof. by rewrite (lt_le_trans (_ : 0 < 2%:R)) ?ltr0n // ler_addr. Qed.

Let M_ge0 i j : 0 <= M i j. Proof. by have := units_between laws a b N_ge0 i j. Qed.

Lemma coordinate j : `|g j| = `|c| * \sum_i M i j.
Proof.
rewrite (gradient_unique grad (network_gradient M deriv)) normrM [X in _ * X]ger0_norm //.
by apply: sumr_ge0 => i _; exact: M_ge0.
Qed.

Theorem coordinate_with_partner i j : orthogonal a b i j -> `|c| * (1 - delta) <= `|g j|.
Proof.
move=> orth; rewrite coordinate ler_wpmul2l // (bigD1 i) //= (sigmoid_orthogonal laws N_ge0 orth) ler_addl.
by apply: sumr_ge0 => k _; exact: M_ge0.
Qed.

Theorem coordinate_without_partner j : (forall i, ~~ orthogonal a b i j) -> `|g j| <= `|c| * (n%:R * delta).
Proof.
move=> none; rewrite coordinate ler_wpmul2l //; apply: (@le_trans _ _ (\sum_(i < n) delta)).
  by apply: ler_sum => i _; case/andP: (sigmoid_others laws N_ge0 (none i)).
by rewrite sumr_const card_ord -[_ *+ n]mulr_natl.
Qed.

Theorem coordinates_apart : `|c| * (n%:R * delta) * n%:R ^+ kappa <= `|c| * (1 - delta).
Proof.
rewrite -mulrA ler_wpmul2l // mulrAC -exprS -/N.
have -> : 1 - delta = (N + 1) * delta.
  have -> : N + 1 = N + 2%:R - 1 by rewrite -addrA (_ : 2%:R - 1 = 1 :> R) // mulr2n addrK.
  by rewrite mulrBl mul1r mulfV // gt_eqF.
by rewrite ler_wpmul2r ?invr_ge0 ?ltW // ltr_addl ltr01.
Qed.
End SigmoidGradient.

(** ** The last layer with sigmoid units *)
Section SigmoidLayer.
Variables (R : realFieldType) (exp ln : R -> R).
Hypothesis laws : exponential exp ln.
Variables (n m d : nat) (a : 'I_n -> 'I_d -> bool) (b : 'I_m -> 'I_d -> bool) (W : R).
Hypotheses (n_gt0 : (0 < n)%N) (W_ge1 : 1 <= W).
Add Field R_field : (field_laws R).

(** 8nW - 1, so that s = 2 ln(8nW). *)
Let N : R := 8%:R * n%:R * W - 1.
Let delta := (8%:R * n%:R * W + 1)^-1.
Let M := sigmoid_units exp ln a b N.
Let loss (alpha : 'cV[R]_m) := network_loss M (@hinge R) alpha.

Let W_gt0 : 0 < W := lt_le_trans ltr01 W_ge1.
Let n_ge1 : 1 <= n%:R :> R. Proof. by rewrite ler1n. Qed.
Let x_gt0 : 0 < 8%:R * n%:R * W. Proof. by rewrite !mulr_gt0 ?ltr0n. Qed.

Let x_ge8 : 8%:R <= 8%:R * n%:R * W.
Proof.
rewrite -mulrA ler_pemulr ?ler0n //; apply: le_trans W_ge1 _.
by rewrite ler_pemull // ltW.
Qed.

Let N_ge0 : 0 <= N.
Proof. by rewrite subr_ge0 (le_trans _ x_ge8) // ler1n. Qed.

Let delta_N : (N + 2%:R)^-1 = delta.
Proof. by rewrite /N /delta; congr (_^-1); by_ring R. Qed.

Let delta_gt0 : 0 < delta. Proof. by rewrite invr_gt0 addr_gt0 ?ltr01. Qed.

Let M_ge0 i j : 0 <= M i j. Proof. by have := units_between laws a b N_ge0 i j. Qed.

Theorem steepnessE : steepness ln N = 2%:R * ln (8%:R * n%:R * W).
Proof. by rewrite /steepness /N subrK. Qed.

Lemma output_small alpha i : (forall j, ~~ orthogonal a b i j) -> norm1 alpha <= W ->
  (M *m alpha) i 0 <= delta * W.
Proof.
move=> none small; apply: le_trans (ler_norm _) _; rewrite mxE; apply: le_trans (ler_norm_sum _ _ _) _.
apply: (@le_trans _ _ (delta * norm1 alpha)); last by rewrite ler_wpmul2l // ltW.
rewrite /norm1 mulr_sumr; apply: ler_sum => j _; rewrite normrM ler_wpmul2r //.
by have := sigmoid_others laws N_ge0 (none j); rewrite delta_N => /andP[ge0 le]; rewrite ger0_norm.
Qed.

Theorem sigmoid_layer_without_pair alpha : (forall i j, ~~ orthogonal a b i j) -> norm1 alpha <= W ->
  n%:R * (1 - delta * W) <= loss alpha.
Proof.
move=> none small; apply: (@le_trans _ _ (\sum_(i < n) (1 - delta * W))).
  by rewrite sumr_const card_ord mulr_natl.
apply: ler_sum => i _; rewrite /hinge le_maxr; apply/orP; right.
by rewrite ler_add2l ler_opp2 output_small.
Qed.

(** The weight of the unit of one b_j. *)
Definition one_weight j : 'cV[R]_m := W *: delta_mx j 0.

Theorem one_weight_norm j : norm1 (one_weight j) = W.
Proof.
rewrite /norm1 (bigD1 j) //= !mxE !eqxx mulr1 gtr0_norm // big1 ?addr0 // => k neq.
by rewrite !mxE (negbTE neq) mulr0 normr0.
Qed.

Theorem sigmoid_layer_with_pair i j : orthogonal a b i j ->
  loss (one_weight j) <= n%:R - Num.min 1 (W * (1 - delta)).
Proof.
move=> orth; have output k : (M *m one_weight j) k 0 = W * M k j.
  by rewrite -scalemxAr -colE !mxE.
rewrite /loss /network_loss (bigD1 i) //= output /M (sigmoid_orthogonal laws N_ge0 orth) delta_N.
have count : \sum_(k < n | k != i) (1 : R) = n%:R - 1.
  by rewrite sumr_const cardC1 card_ord -[in RHS](prednK n_gt0) -addn1 natrD addrK.
have -> : n%:R - Num.min 1 (W * (1 - delta)) = (1 - Num.min 1 (W * (1 - delta))) + \sum_(k < n | k != i) 1.
  by rewrite count addrAC addrCA subrr addr0.
apply: ler_add; last first.
  apply: ler_sum => k _; rewrite output /hinge le_maxl ler01 ler_subl_addr ler_addl.
  by rewrite mulr_ge0 ?(ltW W_gt0).
rewrite /hinge le_maxl subr_ge0 le_minl lexx /= ler_add2l ler_opp2.
by rewrite le_minl lexx orbT.
Qed.

(** v is the greatest lower bound over the weights that are allowed. *)
Definition bounded_infimum (v : R) := (forall alpha, norm1 alpha <= W -> v <= loss alpha)
  /\ forall eps, 0 < eps -> exists alpha, norm1 alpha <= W /\ loss alpha < v + eps.

Theorem sigmoid_layer_decides v w : bounded_infimum v -> `|w - v| <= (1 - delta * W) / 8%:R ->
  if some_pair a b then w < n%:R - 2%:R^-1 else n%:R - 2%:R^-1 < w.
Proof.
move=> [lower near] close.
have nW_le : n%:R * delta * W <= 8%:R^-1.
  have -> : n%:R * delta * W = n%:R * W / (8%:R * n%:R * W + 1) by rewrite mulrAC.
  rewrite ler_pdivr_mulr ?addr_gt0 ?ltr01 // mulrDr mulr1 -!mulrA mulKf ?pnatr_eq0 //.
  by rewrite ler_addl invr_ge0 ler0n.
have error : `|w - v| <= 8%:R^-1.
  apply: le_trans close _; rewrite ler_pdivr_mulr ?ltr0n // mulVf ?pnatr_eq0 //.
  by rewrite ler_subl_addr ler_addl mulr_ge0 ?ltW.
move: error; rewrite ler_norml => /andP[w_ge w_le].
have delta_le : delta <= 9%:R^-1.
  rewrite /delta lef_pinv ?qualifE ?addr_gt0 ?ltr01 ?ltr0n //.
  have -> : 9%:R = 8%:R + 1 :> R by rewrite -(natrD _ 8 1).
  by rewrite ler_add2r.
case: ifPn => [/existsP[i /existsP[j orth]]|none].
  have v_le : v <= n%:R - 8%:R / 9%:R.
    apply: le_trans (lower (one_weight j) _) _; first by rewrite one_weight_norm.
    apply: le_trans (sigmoid_layer_with_pair orth) _; rewrite ler_add2l ler_opp2 le_minr.
    have nine : 8%:R / 9%:R = 1 - 9%:R^-1 :> R by by_field R; nonzero.
    rewrite nine ler_subl_addr ler_addl invr_ge0 ler0n /=.
    apply: (@le_trans _ _ (1 - delta)); first by rewrite ler_add2l ler_opp2.
    rewrite ler_pemull // subr_ge0; apply: le_trans delta_le _.
    by rewrite invf_le1 ?ler1n ?ltr0n.
  rewrite -(subrK v w); apply: le_lt_trans (ler_add w_le v_le) _; rewrite -subr_gt0.
  have -> : n%:R - 2%:R^-1 - (8%:R^-1 + (n%:R - 8%:R / 9%:R)) = 19%:R / (8%:R * 9%:R) :> R.
    by by_field R; nonzero.
  by rewrite divr_gt0 ?mulr_gt0 ?ltr0n.
have v_ge : n%:R - 4%:R^-1 <= v.
  rewrite leNgt; apply/negP => lt.
  have [|alpha [small lt']] := near (n%:R - 4%:R^-1 - v); first by rewrite subr_gt0.
  move: lt'; rewrite addrC subrK ltNge => /negP; apply.
  have nowhere i j : ~~ orthogonal a b i j.
    by apply: contra none => orth; apply/existsP; exists i; apply/existsP; exists j.
  apply: le_trans (sigmoid_layer_without_pair nowhere small); rewrite mulrBr mulr1 ler_add2l ler_opp2 mulrA.
  by apply: le_trans nW_le _; rewrite lef_pinv ?qualifE ?ltr0n // ler_nat.
rewrite -(subrK v w); apply: lt_le_trans (ler_add w_ge v_ge); rewrite -subr_gt0.
have -> : - 8%:R^-1 + (n%:R - 4%:R^-1) - (n%:R - 2%:R^-1) = 8%:R^-1 :> R.
  by by_field R; nonzero.
by rewrite invr_gt0 ltr0n.
Qed.
End SigmoidLayer.
