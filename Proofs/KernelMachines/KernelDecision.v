(** From n and q to the answer: with q <= 1/(4n), three optimal values of any kernel machine tell whether
    some vectors are orthogonal; with q <= 1/(8n²) they tell how many pairs are.

    Setting. The kernel q^h of the distances of two classes as in KernelGadget.v, S its sum over the pairs
    of the two classes, ρ the largest sum of a row without its diagonal, V, V₊, V₋ the optimal values of a
    machine on all points, the first class and the second, and Δ = V - V₊ - V₋. The machines, each with a
    factor c, are those of [difference]: the hard margin (c = 1), the machine with a bias on mirrored data
    (c = 2/(1-t)), soft margins with C <= 1/(1+ρ) (c = C²) and with C >= 1/(1-ρ) (c = 1), ridge regression
    (c = λ/(1+λ)²), and principal components (c = 2), whose "value" is N (N - Σλ).

    Theorems, in words, for each of these machines.
    - If ρ < 1/2 then (1-ρ)² c S <= Δ <= c S / (1-ρ); for principal components Δ = 2S.
    - Let 0 < q <= 1/(4n), n >= 1 at least the size of each class and m >= 1. Then Δ > c q^m / 2 if some
      pair is close, and Δ < c q^m / 2 if none is.
    - Let 0 < q <= 1/(8n²) and m >= 2. Then Δ / (c q^m) is less than 1/2 away from the number of close
      pairs.
    - In particular for the images of vectors, with or without tags, m their dimension and the number of
      bits of the tags of either side, and the orthogonal pairs for the close ones.

    The numbers are those of any ordered field. Claim [kernel.separation], on Backurs, Indyk, Schmidt, "On
    the Fine-Grained Complexity of Empirical Risk Minimization" (arXiv 1704.02958). *)

From mathcomp Require Import all_ssreflect all_algebra.
From Tightbound Require Import FieldTactics HammingGadget KernelMachine KernelBias KernelSeparation KernelGadget
  KernelSpectrum KernelPoints.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Machines.
Variables (R : realFieldType) (p s : nat) (K : 'M[R]_(p + s)) (r : R).

(** D is the difference of three optimal values of a machine with the factor c. *)
Variant difference : R -> R -> Prop :=
| HardMargin V Vleft Vright of
    optimum (signed K) V & optimum (ulsubmx K) Vleft & optimum (drsubmx K) Vright :
    difference 1 (V - Vleft - Vright)
| WithBias t V Vleft Vright of 0 <= t < 1 &
    biased_optimum (mirrored (signed K) t) (mirrored_labels (\col_i label R i)) V &
    biased_optimum (mirrored (ulsubmx K) t) (mirrored_labels (const_mx 1)) Vleft &
    biased_optimum (mirrored (drsubmx K) t) (mirrored_labels (const_mx (-1))) Vright :
    difference (2%:R / (1 - t)) (V - Vleft - Vright)
| SmallBox C V Vleft Vright of 0 < C <= (1 + r)^-1 &
    box_optimum (signed K) C V & box_optimum (ulsubmx K) C Vleft & box_optimum (drsubmx K) C Vright :
    difference (C ^+ 2) (V - Vleft - Vright)
| LargeBox C V Vleft Vright of (1 - r)^-1 <= C &
    box_optimum (signed K) C V & box_optimum (ulsubmx K) C Vleft & box_optimum (drsubmx K) C Vright :
    difference 1 (V - Vleft - Vright)
| RidgeRegression l V Vleft Vright of 0 < l &
    ridge_optimum (signed K) l V & ridge_optimum (ulsubmx K) l Vleft & ridge_optimum (drsubmx K) l Vright :
    difference (l / (1 + l) ^+ 2) (V - Vleft - Vright)
| PrincipalComponents ls left right of (0 < p)%N && (0 < s)%N &
    spectrum K ls & spectrum (ulsubmx K) left & spectrum (drsubmx K) right :
    difference 2%:R (readout (p + s) ls - readout p left - readout s right).

Hypotheses (kernelK : kernel_matrix K r) (r_ge0 : 0 <= r) (lt_half : r < 2%:R^-1).

Let lt1 : r < 1.
Proof. by apply: lt_trans lt_half _; rewrite invf_lt1 ?ltr1n ?ltr0n. Qed.

Let gap_gt0 : 0 < 1 - r. Proof. by rewrite subr_gt0. Qed.

Theorem difference_factor c D : difference c D -> 0 < c.
Proof.
case.
- by move=> *; rewrite ltr01.
- by move=> t _ _ _ /andP[_ t_lt1] _ _ _; rewrite divr_gt0 ?ltr0n ?subr_gt0.
- by move=> C _ _ _ /andP[C_gt0 _] _ _ _; rewrite exprn_gt0.
- by move=> *; rewrite ltr01.
- by move=> l _ _ _ l_gt0 _ _ _; rewrite divr_gt0 // exprn_gt0 // addr_gt0 ?ltr01.
by move=> *; rewrite ltr0n.
Qed.

Lemma cross_ge0 : 0 <= cross K.
Proof. by have [_ _ entries _] := kernelK; apply: sumr_ge0 => i _; apply: sumr_ge0 => j _. Qed.

(** What is between c S times 1, or nearer to it, is within the bounds. *)
Lemma within_bounds D x e E : 0 <= x -> (1 - r) ^+ 2 <= e -> E <= (1 - r)^-1 -> e * x <= D <= x * E ->
  (1 - r) ^+ 2 * x <= D <= x / (1 - r).
Proof.
move=> x_ge0 le_e le_E /andP[lower upper]; apply/andP; split.
  by apply: le_trans lower; rewrite ler_wpmul2r.
by apply: le_trans upper _; rewrite ler_wpmul2l.
Qed.

Lemma gap_square_le1 : (1 - r) ^+ 2 <= 1.
Proof. by rewrite exprn_ile1 ?(ltW gap_gt0) // ler_subl_addr ler_addl. Qed.

Lemma gap_inverse_ge1 : 1 <= (1 - r)^-1.
Proof. by rewrite invf_ge1 // ler_subl_addr ler_addl. Qed.

Theorem difference_inequality c D : difference c D ->
  (1 - r) ^+ 2 * (c * cross K) <= D <= c * cross K / (1 - r).
Proof.
have S_ge0 := cross_ge0; move=> machine; have c_ge0 := ltW (difference_factor machine).
have x_ge0 : 0 <= c * cross K by rewrite mulr_ge0.
case: machine x_ge0 {c_ge0} => {c D}.
- move=> V Vl Vr opt opt_l opt_r _; rewrite mul1r.
  exact: central_inequality opt opt_l opt_r.
- move=> t V Vl Vr /andP[t_ge0 t_lt1] opt opt_l opt_r _.
  exact: bias_inequality opt opt_l opt_r.
- move=> C V Vl Vr /andP[C_gt0 C_le] opt opt_l opt_r x_ge0.
  apply: (@within_bounds _ _ 1 1) => //; [exact: gap_square_le1|exact: gap_inverse_ge1|].
  rewrite (small_box_difference kernelK (ltW lt1) (ltW C_gt0) _ opt opt_l opt_r) ?mul1r ?mulr1 ?lexx //.
  by rewrite -ler_pdivl_mulr ?mul1r // (lt_le_trans ltr01) // ler_addl.
- move=> C V Vl Vr C_ge opt opt_l opt_r _; rewrite mul1r.
  exact: large_box_inequality opt opt_l opt_r.
- move=> l V Vl Vr l_gt0 opt opt_l opt_r x_ge0.
  have l1_gt0 : 0 < 1 + l by rewrite addr_gt0 ?ltr01.
  have smaller : r / (1 + l) <= r by rewrite ler_pdivr_mulr // mulrDr mulr1 ler_addl mulr_ge0 // ltW.
  have gap_le : 1 - r <= 1 - r / (1 + l) by rewrite ler_add2l ler_opp2.
  apply: (@within_bounds _ _ ((1 - r / (1 + l)) ^+ 2) (1 - r / (1 + l))^-1) => //.
  + by rewrite ler_pexpn2r ?qualifE ?(ltW gap_gt0) // (le_trans (ltW gap_gt0)).
  + by rewrite lef_pinv ?qualifE // (lt_le_trans gap_gt0).
  exact: ridge_inequality opt opt_l opt_r.
move=> ls left right /andP[p_gt0 s_gt0] all_ls left_ls right_ls x_ge0.
have [sym diag _ _] := kernelK.
apply: (@within_bounds _ _ 1 1) => //; [exact: gap_square_le1|exact: gap_inverse_ge1|].
by rewrite (spectrum_difference p_gt0 s_gt0 sym diag all_ls left_ls right_ls) mul1r mulr1 lexx.
Qed.
End Machines.

(** ** From n and q *)
Section Decision.
Variables (R : realFieldType) (p s n m : nat) (q r c D : R).
Variables (h : 'I_(p + s) -> 'I_(p + s) -> nat) (close : 'I_p -> 'I_s -> bool).
Hypotheses (apart : separated h m close) (q_gt0 : 0 < q) (n_gt0 : (0 < n)%N).
Hypotheses (p_le : (p <= n)%N) (s_le : (s <= n)%N).
Hypothesis rest : largest_rest (kernel h q) r.
Hypothesis machine : difference (kernel h q) r c D.
Add Field R_field : (field_laws R).

Let S := cross (kernel h q).
Let N : R := (close_pairs close)%:R.

Lemma rest_ge0 : 0 <= r.
Proof. by have [_ [i <-]] := rest; apply: sumr_ge0 => j _; rewrite mxE exprn_ge0 // ltW. Qed.

Let unit_gt0 : 0 < q ^+ m. Proof. by rewrite exprn_gt0. Qed.

(** The bounds, if q is small enough for ρ to be at most 2/7. *)
Lemma gadget_inequality : q <= 1 -> r <= 2%:R / 7%:R ->
  0 < c /\ (1 - r) ^+ 2 * (c * S) <= D <= c * S / (1 - r).
Proof.
move=> q_le1 r_le; have [kernelK _] := gadget_rest apart q_gt0 q_le1 p_le s_le rest.
split; first exact: difference_factor machine.
apply: (difference_inequality kernelK rest_ge0) machine.
apply: le_lt_trans r_le _; rewrite ltr_pdivr_mulr ?ltr0n // mulrC ltr_pdivl_mulr ?ltr0n // -natrM.
by rewrite ltr_nat.
Qed.

Section Answer.
Hypotheses (q_le : q <= (4 * n)%:R^-1) (m_gt0 : (0 < m)%N).

Let q_le1 : q <= 1 := small_base_le1 n_gt0 q_gt0 q_le.

Lemma gadget_rest_small : r <= 2%:R / 7%:R.
Proof.
have [_ le] := gadget_rest apart q_gt0 q_le1 p_le s_le rest.
exact: le_trans le (rest_small n_gt0 q_gt0 q_le m_gt0).
Qed.

Lemma gap_large : 5%:R / 7%:R <= 1 - r.
Proof.
have -> : 5%:R / 7%:R = 1 - 2%:R / 7%:R :> R by by_field R; nonzero.
by rewrite ler_add2l ler_opp2 gadget_rest_small.
Qed.

Let gap_gt0 : 0 < 1 - r.
Proof. by apply: lt_le_trans gap_large; rewrite divr_gt0 ?ltr0n. Qed.

Theorem close_pair_is_above : [exists i, exists j, close i j] -> c * q ^+ m / 2%:R < D.
Proof.
rewrite -close_pairs_gt0 => some; have [c_gt0 /andP[lower _]] := gadget_inequality q_le1 gadget_rest_small.
apply: (separation_yes c_gt0 unit_gt0 _ _ lower).
  apply: (@lt_le_trans _ _ ((5%:R / 7%:R) ^+ 2)).
    rewrite -subr_gt0; have -> : (5%:R / 7%:R) ^+ 2 - 2%:R^-1 = (2%:R * 7%:R ^+ 2)^-1 :> R.
      by by_field R; nonzero.
    by rewrite invr_gt0 mulr_gt0 ?exprn_gt0 ?ltr0n.
  by rewrite ler_pexpn2r ?qualifE ?(ltW gap_gt0) ?gap_large // divr_ge0 ?ler0n.
have /andP[enough _] := gadget_cross apart q_gt0 q_le1 p_le s_le.
by apply: le_trans enough; rewrite ler_pemull ?(ltW unit_gt0) // ler1n.
Qed.

Theorem no_close_pair_is_below : ~~ [exists i, exists j, close i j] -> D < c * q ^+ m / 2%:R.
Proof.
rewrite -close_pairs_gt0 -eqn0Ngt => /eqP none.
have [c_gt0 /andP[_ upper]] := gadget_inequality q_le1 gadget_rest_small.
have few : n%:R ^+ 2 * q ^+ 2 <= 16%:R^-1.
  have -> : 16%:R^-1 = 4%:R^-1 ^+ 2 :> R by by_field R; nonzero.
  have x_ge0 : 0 <= n%:R * q by rewrite mulr_ge0 ?ler0n ?(ltW q_gt0).
  by rewrite -exprMn ler_pexpn2r ?qualifE ?invr_ge0 ?ler0n ?small_product.
apply: (separation_no c_gt0 unit_gt0 _ _ _ upper).
- by rewrite -subr_gt0.
- apply: le_lt_trans few _; rewrite ltr_pdivl_mulr ?ltr0n //; apply: lt_le_trans gap_large.
  rewrite -subr_gt0; have -> : 5%:R / 7%:R - 16%:R^-1 * 2%:R = 33%:R / (8%:R * 7%:R) :> R.
    by by_field R; nonzero.
  by rewrite divr_gt0 ?mulr_gt0 ?ltr0n.
have /andP[_ not_much] := gadget_cross apart q_gt0 q_le1 p_le s_le.
by apply: le_trans not_much _; rewrite none mul0r add0r mulrA.
Qed.
End Answer.

Section Number.
Hypotheses (q_le : q <= (8 * n ^ 2)%:R^-1) (m_gt1 : (1 < m)%N) (p_gt0 : (0 < p)%N).

Let q_ge0 : 0 <= q := ltW q_gt0.

Lemma counting_is_small : q <= (4 * n)%:R^-1.
Proof.
apply: le_trans q_le _; rewrite lef_pinv ?qualifE ?ltr0n ?muln_gt0 ?expn_gt0 ?n_gt0 //.
by rewrite ler_nat -mulnn mulnA leq_mul2r; apply/orP; right; case: (n) n_gt0 => // k _; rewrite mulnS.
Qed.

(** n²ρ <= 2n³q² <= nq/4 <= 1/16. *)
Lemma counting_rest : n%:R ^+ 2 * r <= 16%:R^-1.
Proof.
have q_le1 := small_base_le1 n_gt0 q_gt0 counting_is_small.
have [_ le] := gadget_rest apart q_gt0 q_le1 p_le s_le rest.
apply: (@le_trans _ _ (n%:R ^+ 2 * (q / 2%:R))).
  by rewrite ler_wpmul2l ?exprn_ge0 ?ler0n // (le_trans le) // rest_tiny // counting_is_small.
rewrite mulrA; have -> : 16%:R^-1 = 8%:R^-1 / 2%:R :> R by by_field R; nonzero.
by rewrite ler_wpmul2r ?invr_ge0 ?ler0n // (counting_product q_le p_gt0 p_le).
Qed.

Theorem difference_counts : `|D / (c * q ^+ m) - N| < 2%:R^-1.
Proof.
have q_le1 := small_base_le1 n_gt0 q_gt0 counting_is_small.
have r_ge0 := rest_ge0.
have n2_ge1 : 1 <= n%:R ^+ 2 :> R by rewrite -natrX ler1n expn_gt0 n_gt0.
have r_le : r <= 16%:R^-1 by apply: le_trans counting_rest; rewrite ler_pemull.
have m_gt0 : (0 < m)%N by apply: ltnW.
have [c_gt0] := gadget_inequality q_le1 (gadget_rest_small counting_is_small m_gt0).
have gap_gt0 : 0 < 1 - r.
  by rewrite subr_gt0; apply: le_lt_trans r_le _; rewrite invf_lt1 ?ltr1n ?ltr0n.
have scale_gt0 : 0 < c * q ^+ m by rewrite mulr_gt0.
have /andP[S_ge S_le] := cross_units apart q_gt0 q_le p_gt0 p_le s_le.
rewrite -/S -/N in S_ge S_le; set x := D / (c * q ^+ m) => /andP[lower upper].
have N_ge0 : 0 <= N by rewrite ler0n.
have N_le : N <= n%:R ^+ 2 := close_pairs_le R close p_le s_le.
have Nr_le : N * r <= 16%:R^-1 by apply: le_trans counting_rest; rewrite ler_wpmul2r.
have noise := counting_noise q_gt0 q_le p_gt0 p_le.
have unitsE : c * S / (c * q ^+ m) = S / q ^+ m by rewrite -mulf_div divff ?mul1r // gt_eqF.
have x_ge : (1 - r) ^+ 2 * N <= x.
  rewrite /x ler_pdivl_mulr //; apply: le_trans lower; rewrite -mulrA ler_wpmul2l ?exprn_ge0 ?(ltW gap_gt0) //.
  by rewrite -ler_pdivl_mulr // unitsE.
have x_le : x * (1 - r) <= N + n%:R ^+ 2 * q ^+ 2.
  apply: le_trans S_le; rewrite -ler_pdivl_mulr // /x ler_pdivr_mulr //; apply: le_trans upper _.
  by rewrite le_eqVlt; apply/predU1P; left; by_field R; nonzero.
rewrite ltr_norml; apply/andP; split.
  rewrite ltr_subr_addr; apply: lt_le_trans x_ge; rewrite -subr_gt0.
  have -> : (1 - r) ^+ 2 * N - (- 2%:R^-1 + N) = 4%:R^-1 + (N * r ^+ 2 + 2%:R * (8%:R^-1 - N * r)).
    by by_field R; nonzero.
  rewrite ltr_paddr ?invr_gt0 ?ltr0n // addr_ge0 ?mulr_ge0 ?exprn_ge0 ?ler0n // subr_ge0 (le_trans Nr_le) //.
  by rewrite lef_pinv ?qualifE ?ltr0n // ler_nat.
rewrite ltr_subl_addl -(ltr_pmul2r gap_gt0); apply: le_lt_trans x_le _; rewrite -subr_gt0.
have -> : (N + 2%:R^-1) * (1 - r) - (N + n%:R ^+ 2 * q ^+ 2)
    = 4%:R^-1 + ((8%:R^-1 - N * r) + (32%:R^-1 - r / 2%:R) + (16%:R^-1 - n%:R ^+ 2 * q ^+ 2) + 32%:R^-1).
  by by_field R; nonzero.
have le8 : 16%:R^-1 <= 8%:R^-1 :> R by rewrite lef_pinv ?qualifE ?ltr0n // ler_nat.
have half : r / 2%:R <= 32%:R^-1.
  by rewrite ler_pdivr_mulr ?ltr0n // (le_trans r_le) // le_eqVlt; apply/predU1P; left; by_field R; nonzero.
have noise' : n%:R ^+ 2 * q ^+ 2 <= 16%:R^-1.
  by apply: le_trans noise _; rewrite lef_pinv ?qualifE ?ltr0n // ler_nat.
have Nr_le8 : N * r <= 8%:R^-1 := le_trans Nr_le le8.
by rewrite ltr_paddr ?invr_gt0 ?ltr0n // ?(addr_ge0 (addr_ge0 (addr_ge0 _ _) _) _) ?subr_ge0 ?invr_ge0 ?ler0n.
Qed.
End Number.
End Decision.

(** There are such values: the hard margin has them. *)
Lemma hard_margin_exists (R : realFieldType) p s (K : 'M[R]_(p + s)) r : kernel_matrix K r ->
  r < 2%:R^-1 -> exists D, difference K r 1 D.
Proof.
move=> kernelK lt.
have [a [_ _ opt]] := dominated_optimum (symmetric_signed kernelK) (dominated_signed kernelK) lt.
have [b [_ _ opt_left]] := dominated_optimum (symmetric_left kernelK) (dominated_left kernelK) lt.
have [c [_ _ opt_right]] := dominated_optimum (symmetric_right kernelK) (dominated_right kernelK) lt.
by exists (total a / 2%:R - total b / 2%:R - total c / 2%:R); exact: HardMargin.
Qed.

(** ** Orthogonal vectors *)
Section OrthogonalVectors.
Variables (R : realFieldType) (p s n d e f : nat) (q r c D : R).
Variables (a : 'I_p -> seq bool) (b : 'I_s -> seq bool) (ta : 'I_p -> seq bool) (tb : 'I_s -> seq bool).
Hypotheses (size_a : forall i, size (a i) = d) (size_b : forall j, size (b j) = d).
Hypotheses (size_ta : forall i, size (ta i) = e) (size_tb : forall j, size (tb j) = f).
Hypotheses (told_a : forall i j, a i = a j -> ta i = ta j -> i = j).
Hypotheses (told_b : forall i j, b i = b j -> tb i = tb j -> i = j).
Hypotheses (p_gt0 : (0 < p)%N) (p_le : (p <= n)%N) (s_le : (s <= n)%N) (q_gt0 : 0 < q).

(** The Gram matrix of the points of both sides, without the signs. *)
Let K : 'M[R]_(p + s) := \matrix_(i, j) q ^+ hamming (point e f a b ta tb i) (point e f a b ta tb j).

Hypotheses (rest : largest_rest K r) (machine : difference K r c D).

Let apart := points_separated size_a size_b size_ta size_tb told_a told_b.
Let n_gt0 : (0 < n)%N := leq_trans p_gt0 p_le.

Theorem orthogonal_vectors_decided : q <= (4 * n)%:R^-1 -> (0 < d + e + f)%N ->
  if [exists i, exists j, orthogonal a b i j] then c * q ^+ (d + e + f) / 2%:R < D
  else D < c * q ^+ (d + e + f) / 2%:R.
Proof.
move=> q_le m_gt0; case: ifPn.
  exact: close_pair_is_above apart q_gt0 n_gt0 p_le s_le rest machine q_le m_gt0.
exact: no_close_pair_is_below apart q_gt0 n_gt0 p_le s_le rest machine q_le m_gt0.
Qed.

Theorem orthogonal_vectors_counted : q <= (8 * n ^ 2)%:R^-1 -> (1 < d + e + f)%N ->
  `|D / (c * q ^+ (d + e + f)) - (\sum_i \sum_j orthogonal a b i j)%:R| < 2%:R^-1.
Proof.
by move=> q_le m_gt1; exact: difference_counts apart q_gt0 n_gt0 p_le s_le rest machine q_le m_gt1 p_gt0.
Qed.
End OrthogonalVectors.
