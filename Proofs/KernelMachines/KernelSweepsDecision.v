(** After as many sweeps as the images of orthogonal vectors differ in places, the bounds on Δ decide.

    Setting. The kernel q^h of the distances of two classes as in KernelGadget.v, n at least the size of each
    class, and the coefficients of the machine with hard margin on all points, the first class and the
    second after k sweeps, with the bounds L <= V <= U that they give: see KernelSweeps.v.

    Theorem, in words. Let q <= 1/(4n), m >= 2 and k >= m. The bounds L(A ∪ B) - U(A) - U(B) and
    U(A ∪ B) - L(A) - L(B), between which Δ lies, are less than q^m/4 apart; both are above q^m/2 if some pair
    is close, and below if none is. In particular for the images of vectors, m their dimension and the
    bits of the tags.

    For m = 1 the bounds are farther apart: 0.32 q for A = B = {0, 1} and q = 1/8.

    Arithmetic is exact here. That sweeps in fixed point end as near is not proved; the bounds hold for all
    α. The numbers are those of any ordered field. Claim [kernel.certificates], on Backurs, Indyk, Schmidt,
    "On the Fine-Grained Complexity of Empirical Risk Minimization" (arXiv 1704.02958). *)

From mathcomp Require Import all_ssreflect all_algebra.
From Tightbound Require Import FieldTactics HammingGadget KernelMachine KernelBias KernelSeparation KernelGadget
  KernelPoints KernelSweeps.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Decision.
Variables (R : realFieldType) (p s n m k : nat) (q : R).
Variables (h : 'I_(p + s) -> 'I_(p + s) -> nat) (close : 'I_p -> 'I_s -> bool).
Hypotheses (apart : separated h m close) (n_gt0 : (0 < n)%N) (p_le : (p <= n)%N) (s_le : (s <= n)%N).
Hypotheses (q_gt0 : 0 < q) (q_le : q <= (4 * n)%:R^-1) (m_gt1 : (1 < m)%N) (k_ge : (m <= k)%N).
Add Field R_field : (field_laws R).

Let K : 'M[R]_(p + s) := kernel h q.
Let x := n%:R * q ^+ 2.
Let y := 2%:R * x.
Let q_ge0 : 0 <= q := ltW q_gt0.
Let q_le1 : q <= 1 := small_base_le1 n_gt0 q_gt0 q_le.

Let x_ge0 : 0 <= x. Proof. by rewrite mulr_ge0 ?ler0n ?exprn_ge0. Qed.
Let y_ge0 : 0 <= y. Proof. by rewrite mulr_ge0 ?ler0n. Qed.

Let y_le : y <= q / 2%:R.
Proof.
have -> : y = n%:R * q * (2%:R * q) by rewrite /y /x; by_ring R.
have -> : q / 2%:R = 4%:R^-1 * (2%:R * q) by by_field R; nonzero.
by rewrite ler_wpmul2r ?small_product // mulr_ge0 ?ler0n.
Qed.

Let y_small : y <= 8%:R^-1.
Proof.
apply: le_trans y_le _; have -> : 8%:R^-1 = 4%:R^-1 / 2%:R :> R by by_field R; nonzero.
by rewrite ler_wpmul2r ?invr_ge0 ?ler0n // (small_base n_gt0).
Qed.

Let x_small : x <= 8%:R^-1.
Proof. by apply: le_trans y_small; rewrite /y ler_pemull // ler1n. Qed.

Lemma sweeps_kernel : kernel_matrix K y.
Proof.
apply: (gadget_kernel apart q_gt0) => i; apply: le_trans (rest_rows apart q_gt0 q_le1 p_le s_le i) _.
have -> : y = n%:R * q ^+ 2 + n%:R * q ^+ 2 by rewrite /y /x; by_ring R.
apply: ler_add; first by rewrite ler_wpmul2r ?exprn_ge0 // ler_nat leq_pred.
by rewrite ler_wpmul2l ?ler0n // power_le.
Qed.

Lemma one_class c (f : 'I_c -> 'I_c -> nat) : (c <= n)%N -> (forall i, f i i = 0%N) ->
  (forall i j, i != j -> (1 < f i j)%N) -> dominated (\matrix_(i, j) q ^+ f i j) x.
Proof.
move=> c_le self far; split=> [i|i]; first by rewrite mxE self expr0.
apply: (@le_trans _ _ (n.-1%:R * q ^+ 2)); last by rewrite ler_wpmul2r ?exprn_ge0 // ler_nat leq_pred.
apply: others => // [|j neq]; first by rewrite exprn_ge0.
by rewrite mxE ger0_norm ?exprn_ge0 // power_le // far // eq_sym.
Qed.

Lemma left_class : dominated (ulsubmx K) x.
Proof.
have -> : ulsubmx K = \matrix_(i, j) q ^+ h (lshift s i) (lshift s j) by apply/matrixP => i j; rewrite !mxE.
by apply: one_class => // [i|i j]; [exact: self_distance apart _|exact: left_distance apart _ _].
Qed.

Lemma right_class : dominated (drsubmx K) x.
Proof.
have -> : drsubmx K = \matrix_(i, j) q ^+ h (rshift p i) (rshift p j) by apply/matrixP => i j; rewrite !mxE.
by apply: one_class => // [i|i j]; [exact: self_distance apart _|exact: right_distance apart _ _].
Qed.

Let power_le_unit : n%:R * y ^+ k.+1 <= q ^+ m / 32%:R.
Proof.
have y_le1 : y <= 1 by apply: le_trans y_small _; rewrite invf_le1 ?ler1n ?ltr0n.
have ny_le : n%:R * y <= 8%:R^-1.
  have -> : n%:R * y = 2%:R * (n%:R * q) ^+ 2 by rewrite /y /x; by_ring R.
  have -> : 8%:R^-1 = 2%:R * 4%:R^-1 ^+ 2 :> R by by_field R; nonzero.
  rewrite ler_wpmul2l ?ler0n // ler_pexpn2r ?qualifE ?invr_ge0 ?mulr_ge0 ?ler0n //.
  exact: small_product n_gt0 q_le.
apply: (@le_trans _ _ (n%:R * (y * y ^+ m))).
  rewrite ler_wpmul2l ?ler0n // exprS ler_wpmul2l //.
  by rewrite -(subnK k_ge) exprD ler_pimull ?exprn_ge0 ?exprn_ile1.
rewrite mulrA; have -> : q ^+ m / 32%:R = 8%:R^-1 * (q ^+ m * 4%:R^-1).
  by move: (q ^+ m) => u; by_field R; nonzero.
apply: ler_pmul; rewrite ?mulr_ge0 ?exprn_ge0 ?ler0n //.
apply: (@le_trans _ _ ((q / 2%:R) ^+ m)).
  by rewrite ler_expn2r // qualifE ?divr_ge0 ?ler0n.
rewrite exprMn ler_wpmul2l ?exprn_ge0 // exprVn lef_pinv ?qualifE ?exprn_gt0 ?ltr0n //.
by rewrite -natrX ler_nat (@leq_exp2l 2 2).
Qed.

Let power_x : x ^+ k.+1 <= y ^+ k.+1 / 8%:R.
Proof.
have -> : y ^+ k.+1 = 2%:R ^+ k.+1 * x ^+ k.+1 by exact: exprMn.
rewrite mulrAC ler_pemull ?exprn_ge0 // ler_pdivl_mulr ?ltr0n // mul1r -natrX ler_nat.
by rewrite (@leq_exp2l 2 3) // ltnS (leq_trans m_gt1).
Qed.

Variables (V Vleft Vright mu muleft muright : R).
Hypotheses (opt : optimum (signed K) V) (opt_left : optimum (ulsubmx K) Vleft)
  (opt_right : optimum (drsubmx K) Vright).
Hypotheses (least : least_margin (signed K) (sweeps (signed K) k) mu)
  (least_left : least_margin (ulsubmx K) (sweeps (ulsubmx K) k) muleft)
  (least_right : least_margin (drsubmx K) (sweeps (drsubmx K) k) muright).

Let lower c (G : 'M[R]_c) := lower_bound G (sweeps G k).
Let upper c (G : 'M[R]_c) := upper_bound G (sweeps G k).

(** The bounds on Δ. *)
Definition difference_lower := lower (signed K) - upper (ulsubmx K) muleft - upper (drsubmx K) muright.
Definition difference_upper := upper (signed K) mu - lower (ulsubmx K) - lower (drsubmx K).

Let bounds c (G : 'M[R]_c) r W nu : symmetric G -> dominated G r -> 0 <= r -> r <= 8%:R^-1 ->
  optimum G W -> least_margin G (sweeps G k) nu -> lower G <= W <= upper G nu.
Proof.
move=> sym dom r_ge0 r_le opt_W least_nu.
have r_le1 : r <= 1 by apply: le_trans r_le _; rewrite invf_le1 ?ler1n ?ltr0n.
apply: sandwich => //; first exact: dominated_semidefinite sym dom r_le1.
- exact: sweeps_nonnegative dom r_ge0 r_le.
- exact: sweeps_margin dom r_ge0 r_le least_nu.
by case: least_nu.
Qed.

Theorem sweeps_contain : difference_lower <= V - Vleft - Vright <= difference_upper.
Proof.
have kernelK := sweeps_kernel.
have /andP[l u] := bounds (symmetric_signed kernelK) (dominated_signed kernelK) y_ge0 y_small opt least.
have /andP[ll ul] := bounds (symmetric_left kernelK) left_class x_ge0 x_small opt_left least_left.
have /andP[lr ur] := bounds (symmetric_right kernelK) right_class x_ge0 x_small opt_right least_right.
by rewrite !ler_sub.
Qed.

Theorem sweeps_near : difference_upper - difference_lower < q ^+ m / 4%:R.
Proof.
have kernelK := sweeps_kernel; have unit_gt0 : 0 < q ^+ m by rewrite exprn_gt0.
have all_le : (p + s <= 2 * n)%N by rewrite mul2n -addnn leq_add.
have w := sweeps_width (dominated_signed kernelK) y_ge0 y_small all_le least.
have wl := sweeps_width left_class x_ge0 x_small p_le least_left.
have wr := sweeps_width right_class x_ge0 x_small s_le least_right.
have small : n%:R * x ^+ k.+1 <= q ^+ m / 32%:R / 8%:R.
  apply: (@le_trans _ _ (n%:R * y ^+ k.+1 / 8%:R)).
    by rewrite -mulrA ler_wpmul2l ?ler0n.
  by rewrite ler_wpmul2r ?invr_ge0 ?ler0n.
have -> : difference_upper - difference_lower = (upper (signed K) mu - lower (signed K))
    + (upper (ulsubmx K) muleft - lower (ulsubmx K)) + (upper (drsubmx K) muright - lower (drsubmx K)).
  rewrite /difference_upper /difference_lower.
  by move: (upper _ _) (lower _) (upper _ _) (lower _) (upper _ _) (lower _) => *; by_ring R.
apply: le_lt_trans (ler_add (ler_add w wl) wr) _.
apply: (@le_lt_trans _ _ (45%:R / (7%:R * 32%:R) * q ^+ m)).
  have -> : 45%:R / (7%:R * 32%:R) * q ^+ m = 20%:R / 7%:R * (2%:R * (q ^+ m / 32%:R))
      + 20%:R / 7%:R * (q ^+ m / 32%:R / 8%:R) + 20%:R / 7%:R * (q ^+ m / 32%:R / 8%:R).
    by move: (q ^+ m) => u; by_field R; nonzero.
  have factor_ge0 : 0 <= 20%:R / 7%:R :> R by rewrite divr_ge0 ?ler0n.
  apply: ler_add; first apply: ler_add; rewrite ler_wpmul2l //.
  by rewrite natrM -mulrA ler_wpmul2l ?ler0n.
rewrite mulrC ltr_pmul2l // -subr_gt0.
have -> : 4%:R^-1 - 45%:R / (7%:R * 32%:R) = 11%:R / (7%:R * 32%:R) :> R by by_field R; nonzero.
by rewrite divr_gt0 ?mulr_gt0 ?ltr0n.
Qed.

Theorem sweeps_decide : if [exists i, exists j, close i j] then q ^+ m / 2%:R < difference_lower
  else difference_upper < q ^+ m / 2%:R.
Proof.
have kernelK := sweeps_kernel; have unit_gt0 : 0 < q ^+ m by rewrite exprn_gt0.
have y_half : y < 2%:R^-1 by apply: le_lt_trans y_small _; rewrite ltf_pinv ?qualifE ?ltr0n // ltr_nat.
have /andP[lower_D upper_D] := central_inequality kernelK y_half opt opt_left opt_right.
have /andP[lo hi] := sweeps_contain; have near := sweeps_near.
have gap_ge : 7%:R / 8%:R <= 1 - y.
  have -> : 7%:R / 8%:R = 1 - 8%:R^-1 :> R by by_field R; nonzero.
  by rewrite ler_add2l ler_opp2.
have gap_gt0 : 0 < 1 - y by apply: lt_le_trans gap_ge; rewrite divr_gt0 ?ltr0n.
have /andP[S_ge S_le] := gadget_cross apart q_gt0 q_le1 p_le s_le.
rewrite -close_pairs_gt0; case: ifP => some.
  apply: (@lt_le_trans _ _ (difference_upper - q ^+ m / 4%:R)); last by rewrite ltW // ltr_subl_addr -ltr_subl_addl.
  rewrite ltr_subr_addr; apply: lt_le_trans hi; apply: lt_le_trans lower_D.
  have S_unit : q ^+ m <= cross K.
    by apply: le_trans S_ge; rewrite ler_pemull ?(ltW unit_gt0) // ler1n.
  apply: (@lt_le_trans _ _ ((7%:R / 8%:R) ^+ 2 * q ^+ m)); last first.
    apply: ler_pmul; rewrite ?exprn_ge0 ?divr_ge0 ?ler0n ?(ltW unit_gt0) //.
    by rewrite ler_pexpn2r ?qualifE ?divr_ge0 ?ler0n ?(ltW gap_gt0).
  rewrite -subr_gt0.
  have -> : (7%:R / 8%:R) ^+ 2 * q ^+ m - (q ^+ m / 2%:R + q ^+ m / 4%:R) = q ^+ m / 64%:R.
    by move: (q ^+ m) => u; by_field R; nonzero.
  by rewrite divr_gt0 ?ltr0n.
apply: (@lt_trans _ _ (difference_lower + q ^+ m / 4%:R)); first by rewrite -ltr_subl_addl.
have none : close_pairs close = 0%N by apply/eqP; rewrite -leqn0 leqNgt some.
have few : cross K <= q ^+ m / 16%:R.
  apply: le_trans S_le _; rewrite none mul0r add0r mulrA mulrC ler_wpmul2l ?(ltW unit_gt0) //.
  have -> : 16%:R^-1 = 4%:R^-1 ^+ 2 :> R by by_field R; nonzero.
  rewrite -exprMn ler_pexpn2r ?qualifE ?invr_ge0 ?mulr_ge0 ?ler0n //.
  exact: small_product n_gt0 q_le.
apply: (@le_lt_trans _ _ (q ^+ m / 14%:R + q ^+ m / 4%:R)).
  rewrite ler_add2r; apply: le_trans lo _; apply: le_trans upper_D _; rewrite ler_pdivr_mulr //.
  apply: le_trans few _; have -> : q ^+ m / 16%:R = q ^+ m / 14%:R * (7%:R / 8%:R).
    by move: (q ^+ m) => u; by_field R; nonzero.
  by rewrite ler_wpmul2l // divr_ge0 ?ler0n ?(ltW unit_gt0).
rewrite -subr_gt0.
have -> : q ^+ m / 2%:R - (q ^+ m / 14%:R + q ^+ m / 4%:R) = 5%:R * q ^+ m / 28%:R.
  by move: (q ^+ m) => u; by_field R; nonzero.
by rewrite divr_gt0 ?mulr_gt0 ?ltr0n.
Qed.
End Decision.

(** ** Orthogonal vectors *)
Section OrthogonalVectors.
Variables (R : realFieldType) (p s n d e f k : nat) (q V Vleft Vright mu muleft muright : R).
Variables (a : 'I_p -> seq bool) (b : 'I_s -> seq bool) (ta : 'I_p -> seq bool) (tb : 'I_s -> seq bool).
Hypotheses (size_a : forall i, size (a i) = d) (size_b : forall j, size (b j) = d).
Hypotheses (size_ta : forall i, size (ta i) = e) (size_tb : forall j, size (tb j) = f).
Hypotheses (told_a : forall i j, a i = a j -> ta i = ta j -> i = j).
Hypotheses (told_b : forall i j, b i = b j -> tb i = tb j -> i = j).
Hypotheses (n_gt0 : (0 < n)%N) (p_le : (p <= n)%N) (s_le : (s <= n)%N) (q_gt0 : 0 < q).
Hypotheses (q_le : q <= (4 * n)%:R^-1) (m_gt1 : (1 < d + e + f)%N) (k_ge : (d + e + f <= k)%N).

(** The Gram matrix of the points of both sides, without the signs. *)
Let K : 'M[R]_(p + s) := \matrix_(i, j) q ^+ hamming (point e f a b ta tb i) (point e f a b ta tb j).

Hypotheses (opt : optimum (signed K) V) (opt_left : optimum (ulsubmx K) Vleft)
  (opt_right : optimum (drsubmx K) Vright).
Hypotheses (least : least_margin (signed K) (sweeps (signed K) k) mu)
  (least_left : least_margin (ulsubmx K) (sweeps (ulsubmx K) k) muleft)
  (least_right : least_margin (drsubmx K) (sweeps (drsubmx K) k) muright).

Let apart := points_separated size_a size_b size_ta size_tb told_a told_b.

Theorem orthogonal_vectors_sweeps :
  let lower c (G : 'M[R]_c) := lower_bound G (sweeps G k) in
  let upper c (G : 'M[R]_c) := upper_bound G (sweeps G k) in
  let below := lower _ (signed K) - upper _ (ulsubmx K) muleft - upper _ (drsubmx K) muright in
  let above := upper _ (signed K) mu - lower _ (ulsubmx K) - lower _ (drsubmx K) in
  [/\ below <= V - Vleft - Vright <= above, above - below < q ^+ (d + e + f) / 4%:R
    & if [exists i, exists j, orthogonal a b i j] then q ^+ (d + e + f) / 2%:R < below
      else above < q ^+ (d + e + f) / 2%:R].
Proof.
move=> lower upper below above.
have contain := sweeps_contain apart n_gt0 p_le s_le q_gt0 q_le m_gt1 opt opt_left opt_right least least_left
  least_right.
have near := sweeps_near apart n_gt0 p_le s_le q_gt0 q_le m_gt1 k_ge least least_left least_right.
have decide := sweeps_decide apart n_gt0 p_le s_le q_gt0 q_le m_gt1 k_ge opt opt_left opt_right least least_left
  least_right.
by split.
Qed.
End OrthogonalVectors.
