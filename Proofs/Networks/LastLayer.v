(** Training the last layer of a network, and its gradient at zero, tell whether vectors are orthogonal.

    Setting. Points a₁, …, aₙ and b₁, …, bₘ in {0,1}ᵈ. A network has a hidden unit for each b_j with
    rectified activation, and sees point i as (a_i, 1): unit j has weights (-b_j, 1), so its output is
    M_ij = max(0, 1 - ⟨a_i,b_j⟩). All labels are +1; only the weights α of the last layer vary.

    Theorems, in words.
    - M_ij is 1 if a_i and b_j are orthogonal, and 0 if not.
    - Let r be the number of points a_i with an orthogonal partner. The sum of the hinge losses
      max(0, 1 - (Mα)_i) is at least n - r for every α, and n - r for α = (1, …, 1).
    - The sum of the squared losses (1 - (Mα)_i)²/2 is n/2 for every α if no pair is orthogonal, and
      at most (n-1)/2 for some α if one is.
    - If the loss l of a point has derivative c at 0, then the gradient of Σ_i l((Mα)_i) at α = 0 has
      the entries c · #{i : a_i orthogonal to b_j}. For the hinge loss, the squared loss and any other
      with c = -1 these are minus the numbers of partners. For c other than 0 the gradient is 0 if and
      only if no pair is orthogonal.

    The numbers are those of any ordered field. Claims [network.last-layer] and [network.gradient], on
    Backurs, Indyk, Schmidt, "On the Fine-Grained Complexity of Empirical Risk Minimization" (arXiv
    1704.02958). *)

From mathcomp Require Import all_ssreflect all_algebra.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section LastLayer.
Variables (R : realFieldType) (n m d : nat) (a : 'I_n -> 'I_d -> bool) (b : 'I_m -> 'I_d -> bool).

(** ⟨a_i,b_j⟩: the number of places where both are 1. *)
Definition inner i j : nat := (\sum_k (a i k && b j k))%N.

Definition orthogonal i j := inner i j == 0%N.

(** What reaches hidden unit j from (a_i, 1), with the weights (-b_j, 1). *)
Definition preactivation i j : R := \sum_k - (b j k)%:R * (a i k)%:R + 1 * 1.

(** The outputs of the hidden units. *)
Definition hidden : 'M[R]_(n, m) := \matrix_(i, j) Num.max 0 (preactivation i j).

Lemma preactivationE i j : preactivation i j = 1 - (inner i j)%:R.
Proof.
rewrite /preactivation mulr1 addrC natr_sum -sumrN; congr (_ + _); apply: eq_bigr => k _.
by rewrite mulNr -natrM mulnb andbC.
Qed.

Theorem hidden_orthogonal i j : hidden i j = (orthogonal i j)%:R.
Proof.
rewrite mxE preactivationE /orthogonal; case: (inner i j) => [|z] /=.
  by rewrite subr0 max_r ?ler01.
by rewrite max_l // subr_le0 ler1n.
Qed.

(** The points with a partner, and the partners of b_j. *)
Definition partnered : {set 'I_n} := [set i | [exists j, orthogonal i j]].
Definition partners j : {set 'I_n} := [set i | orthogonal i j].

Implicit Types (alpha : 'cV[R]_m) (l : R -> R).

(** The training loss with a loss l for each point. *)
Definition training_loss l alpha : R := \sum_i l ((hidden *m alpha) i 0).

Definition hinge (z : R) := Num.max 0 (1 - z).
Definition squared (z : R) := (1 - z) ^+ 2 / 2%:R.

Lemma output_unpartnered alpha i : i \notin partnered -> (hidden *m alpha) i 0 = 0.
Proof.
rewrite inE => /existsPn none; rewrite mxE big1 // => j _.
by rewrite hidden_orthogonal (negbTE (none j)) mul0r.
Qed.

Lemma unpartnered_count : n%:R - #|partnered|%:R = \sum_(i in ~: partnered) 1 :> R.
Proof.
have count : n = (#|partnered| + #|~: partnered|)%N by rewrite cardsC card_ord.
by rewrite [X in X%:R - _]count natrD addrC addKr -sum1_card natr_sum.
Qed.

Theorem hinge_lower_bound alpha : n%:R - #|partnered|%:R <= training_loss hinge alpha.
Proof.
rewrite unpartnered_count big_mkcond; apply: ler_sum => i _; rewrite inE /hinge.
by case: ifP => [out|_]; rewrite le_maxr ?lexx // output_unpartnered ?subr0 ?lexx ?orbT.
Qed.

Theorem hinge_attained : training_loss hinge (const_mx 1) = n%:R - #|partnered|%:R.
Proof.
apply/eqP; rewrite eq_le hinge_lower_bound andbT.
rewrite unpartnered_count [X in _ <= X]big_mkcond; apply: ler_sum => i _; rewrite inE /hinge.
case: ifPn => [out|]; first by rewrite output_unpartnered // subr0 max_r ?ler01.
rewrite negbK inE => /existsP[j orth]; rewrite le_maxl lexx subr_le0 /=.
rewrite mxE (bigD1 j) //= hidden_orthogonal orth !mxE mulr1 ler_addl.
by apply: sumr_ge0 => k _; rewrite hidden_orthogonal !mxE mulr1 ler0n.
Qed.

Theorem squared_without_pair alpha :
  (forall i j, ~~ orthogonal i j) -> training_loss squared alpha = n%:R / 2%:R.
Proof.
move=> none; rewrite /training_loss (eq_bigr (fun=> 2%:R^-1)) => [|i _]; last first.
  rewrite /squared output_unpartnered; first by rewrite subr0 expr1n mul1r.
  by rewrite inE; apply/existsPn.
by rewrite sumr_const card_ord mulr_natl.
Qed.

Theorem squared_with_pair i j : orthogonal i j ->
  training_loss squared (delta_mx j 0) <= (n%:R - 1) / 2%:R.
Proof.
move=> orth; have loss k : squared ((hidden *m (delta_mx j 0 : 'cV_m)) k 0) = (~~ orthogonal k j)%:R / 2%:R.
  rewrite -colE mxE hidden_orthogonal /squared; case: (orthogonal k j).
    by rewrite subrr expr0n.
  by rewrite subr0 expr1n.
rewrite /training_loss (eq_bigr _ (fun k _ => loss k)) -mulr_suml ler_pmul2r ?invr_gt0 ?ltr0n //.
rewrite -[X in X%:R - 1]card_ord -sum1_card natr_sum (bigD1 i) //= orth add0r.
rewrite [X in _ <= X - 1](bigD1 i) //= [X in _ <= X]addrAC subrr add0r; apply: ler_sum => k _.
by rewrite ler_nat leq_b1.
Qed.

(** ** The gradient at zero *)

(** c is the derivative of l at 0. *)
Definition derivative_at_0 l c := forall eps, 0 < eps -> exists2 delta, 0 < delta &
  forall z, `|z| < delta -> `|l z - l 0 - c * z| <= eps * `|z|.

(** The sum of the absolute values, a norm. *)
Definition norm1 alpha : R := \sum_j `|alpha j 0|.

(** g is the gradient of f at 0. *)
Definition gradient_at_0 (f : 'cV[R]_m -> R) (g : 'I_m -> R) :=
  forall eps, 0 < eps -> exists2 delta, 0 < delta & forall alpha, norm1 alpha < delta ->
    `|f alpha - f 0 - \sum_j g j * alpha j 0| <= eps * norm1 alpha.

Lemma norm1_ge0 alpha : 0 <= norm1 alpha. Proof. exact: sumr_ge0. Qed.

Lemma output_norm alpha i : `|(hidden *m alpha) i 0| <= norm1 alpha.
Proof.
rewrite mxE; apply: le_trans (ler_norm_sum _ _ _) _; apply: ler_sum => j _.
rewrite hidden_orthogonal normrM normr_nat; case: (orthogonal i j); first by rewrite mul1r.
by rewrite mul0r.
Qed.

Lemma output_sum alpha : \sum_i (hidden *m alpha) i 0 = \sum_j #|partners j|%:R * alpha j 0.
Proof.
under eq_bigr do rewrite mxE.
rewrite exchange_big; apply: eq_bigr => j _; rewrite -mulr_suml; congr (_ * _).
rewrite -sum1_card natr_sum [RHS]big_mkcond; apply: eq_bigr => i _.
by rewrite hidden_orthogonal inE; case: (orthogonal i j).
Qed.

Theorem gradient_counts l c : derivative_at_0 l c ->
  gradient_at_0 (training_loss l) (fun j => c * #|partners j|%:R).
Proof.
move=> deriv eps eps_gt0.
have n_gt0 : 0 < n.+1%:R :> R by rewrite ltr0n.
have [|delta delta_gt0 near] := deriv (eps / n.+1%:R); first by rewrite divr_gt0.
exists delta => // alpha small.
have -> : training_loss l alpha - training_loss l 0 - \sum_j c * #|partners j|%:R * alpha j 0
    = \sum_i (l ((hidden *m alpha) i 0) - l 0 - c * (hidden *m alpha) i 0).
  rewrite !sumrB -mulr_sumr output_sum mulr_sumr; congr (_ - _ - _).
    by apply: eq_bigr => i _; rewrite mulmx0 mxE.
  by apply: eq_bigr => j _; rewrite mulrA.
apply: le_trans (ler_norm_sum _ _ _) _.
apply: (@le_trans _ _ (\sum_(i < n) eps / n.+1%:R * norm1 alpha)).
  apply: ler_sum => i _; have le := output_norm alpha i.
  apply: le_trans (near _ (le_lt_trans le small)) _.
  by rewrite ler_wpmul2l // ltW // divr_gt0.
rewrite sumr_const card_ord -mulr_natl !mulrA ler_wpmul2r ?norm1_ge0 //.
rewrite ler_pdivr_mulr // mulrC ler_wpmul2l ?(ltW eps_gt0) //.
by rewrite ler_nat.
Qed.

Theorem gradient_zero_iff (c : R) : c != 0 ->
  (forall j, c * #|partners j|%:R = 0) <-> (forall i j, ~~ orthogonal i j).
Proof.
move=> c_nz; split => [zero i j|none j].
  have := zero j; move/eqP; rewrite mulf_eq0 (negbTE c_nz) pnatr_eq0 cards_eq0 => /eqP none.
  by have := in_set0 i; rewrite -none inE => ->.
have -> : partners j = set0 by apply/setP => i; rewrite !inE (negbTE (none i j)).
by rewrite cards0 mulr0.
Qed.

Lemma hinge_derivative : derivative_at_0 hinge (-1).
Proof.
move=> eps eps_gt0; exists 1 => // z; rewrite ltr_norml => /andP[_ lt1].
rewrite /hinge subr0 !max_r ?ler01 ?subr_ge0 ?(ltW lt1) // mulN1r opprK addrAC subrK subrr.
by rewrite normr0 mulr_ge0 // ltW.
Qed.

Lemma squared_derivative : derivative_at_0 squared (-1).
Proof.
move=> eps eps_gt0; exists eps => // z lt.
have -> : squared z - squared 0 - -1 * z = z ^+ 2 / 2%:R.
  rewrite /squared subr0 expr1n mulN1r opprK sqrrB expr1n !mul1r mulrDl mulrBl mul1r.
  rewrite -[z *+ 2]mulr_natr mulfK ?pnatr_eq0 //.
  by rewrite addrAC [X in X - _]addrAC subrK addrAC subrr add0r.
rewrite normrM normrX [X in _ * X]gtr0_norm ?invr_gt0 ?ltr0n // expr2 mulrAC ler_wpmul2r //.
by apply: le_trans (ltW lt); rewrite ler_pdivr_mulr ?ltr0n // ler_pemulr ?ler1n.
Qed.

Corollary hinge_gradient : gradient_at_0 (training_loss hinge) (fun j => - #|partners j|%:R).
Proof.
move=> eps /(gradient_counts hinge_derivative)[delta gt0 near]; exists delta => // alpha /near.
by under eq_bigr do rewrite mulN1r.
Qed.

Corollary squared_gradient : gradient_at_0 (training_loss squared) (fun j => - #|partners j|%:R).
Proof.
move=> eps /(gradient_counts squared_derivative)[delta gt0 near]; exists delta => // alpha /near.
by under eq_bigr do rewrite mulN1r.
Qed.

End LastLayer.

(** ** A worked example

    {101, 110} and {010, 111}: only the first of each are orthogonal, so r = 1, the least hinge loss
    is 2 - 1 = 1, and the gradient at zero is (-1, 0). *)
Section Worked.

Let bits (rows : seq (seq bool)) (i : nat) (k : nat) := nth false (nth [::] rows i) k.
Let a (i : 'I_2) (k : 'I_3) := bits [:: [:: true; false; true]; [:: true; true; false]] i k.
Let b (j : 'I_2) (k : 'I_3) := bits [:: [:: false; true; false]; [:: true; true; true]] j k.

Lemma worked_orthogonal i j : orthogonal a b i j = (i == 0) && (j == 0).
Proof.
rewrite /orthogonal /inner !big_ord_recl big_ord0.
by case: i => [[|[|[]]]] //=; case: j => [[|[|[]]]].
Qed.

Example worked : training_loss a b (@hinge [realFieldType of rat]) (const_mx 1) = 1
  /\ #|partners a b 0| = 1%N /\ #|partners a b 1| = 0%N.
Proof.
split; last first.
  split; last by apply: eq_card0 => i; rewrite inE worked_orthogonal andbF.
  by apply: (@eq_card1 _ (0 : 'I_2)) => i; rewrite !inE worked_orthogonal andbT.
have -> : training_loss a b (@hinge [realFieldType of rat]) (const_mx 1) = 2%:R - #|partnered a b|%:R.
  exact: hinge_attained.
rewrite (_ : #|partnered a b| = 1%N) //; apply: (@eq_card1 _ (0 : 'I_2)) => i; rewrite !inE.
apply/existsP/idP => [[j]|/eqP->]; first by rewrite worked_orthogonal => /andP[].
by exists 0; rewrite worked_orthogonal.
Qed.
End Worked.
