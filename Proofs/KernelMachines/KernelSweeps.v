(** Sweeps make the bounds on a machine's value meet.

    Setting. G is symmetric with diagonal 1, and the absolute values of the other entries of each row add up
    to at most r. Let α start with all ones; a sweep replaces it by 1 - (G - 1)α. With any α >= 0 whose
    least margin μ = min (Gα)_i is positive, the value of the machine with hard margin lies between
    L = 1'α - α'Gα/2 and U = α'Gα / (2μ²): see KernelMachine.v.

    Theorems, in words.
    - After k sweeps no entry of 1 - Gα is greater than r^(k+1) in absolute value, and 0 <= α <= 1/(1-r)
      for r <= 1/2.
    - If all entries of 1 - Gα are at most e <= 1/7 in absolute value, then U - L <= 5/2 e 1'α.
    - So after k sweeps on at most c points, with r <= 1/8, U - L <= 20/7 c r^(k+1).

    The numbers are those of any ordered field. Claim [kernel.certificates], on Backurs, Indyk,
    Schmidt, "On the Fine-Grained Complexity of Empirical Risk Minimization" (arXiv 1704.02958). *)

From mathcomp Require Import all_ssreflect all_algebra.
From Tightbound Require Import FieldTactics KernelMachine.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

(** ** Sweeps *)
Section Sweeps.
Variables (R : realFieldType) (n : nat) (G : 'M[R]_n) (r : R).
Implicit Types a v : 'cV[R]_n.

Definition sweep a := const_mx 1 - (G - 1%:M) *m a.
Definition sweeps k := iter k sweep (const_mx 1).

(** What a lacks to be a solution. *)
Definition residual a := const_mx 1 - G *m a.

Lemma sweepE a i : sweep a i 0 = 1 - ((G - 1%:M) *m a) i 0.
Proof. by rewrite [LHS]mxE [X in X + _]mxE [X in _ + X]mxE. Qed.

Lemma residualE a i : residual a i 0 = 1 - (G *m a) i 0.
Proof. by rewrite [LHS]mxE [X in X + _]mxE [X in _ + X]mxE. Qed.

Lemma sweep_residual a : residual (sweep a) = - ((G - 1%:M) *m residual a).
Proof.
have -> : sweep a = a + residual a by rewrite /sweep /residual mulmxBl mul1mx opprB addrCA.
by rewrite [LHS]/residual mulmxDr opprD addrA -/(residual a) mulmxBl mul1mx opprB.
Qed.

Lemma first_residual : residual (const_mx 1) = - ((G - 1%:M) *m const_mx 1).
Proof. by rewrite mulmxBl mul1mx opprB. Qed.

Hypotheses (dom : dominated G r) (r_ge0 : 0 <= r).

Lemma off_diagonal v e i : (forall j, `|v j 0| <= e) -> `|((G - 1%:M) *m v) i 0| <= r * e.
Proof.
move=> small; have e_ge0 : 0 <= e := le_trans (normr_ge0 _) (small i).
rewrite mxE (bigD1 i) //= !mxE dom.1 eqxx subrr mul0r add0r.
apply: le_trans (ler_norm_sum _ _ _) _.
apply: (@le_trans _ _ (\sum_(j | j != i) `|G i j| * e)); last first.
  by rewrite -mulr_suml ler_wpmul2r ?dom.2.
apply: ler_sum => j neq; rewrite !mxE eq_sym (negbTE neq) subr0 normrM.
exact: ler_wpmul2l.
Qed.

Theorem sweeps_residual k i : `|residual (sweeps k) i 0| <= r ^+ k.+1.
Proof.
elim: k i => [|k IH] i.
  rewrite first_residual mxE normrN expr1 -[X in _ <= X]mulr1.
  by apply: off_diagonal => j; rewrite mxE normr1.
by rewrite [sweeps _]/= sweep_residual mxE normrN exprS; exact: off_diagonal.
Qed.

Hypothesis r_le : r <= 2%:R^-1.

Let gap_gt0 : 0 < 1 - r.
Proof. by rewrite subr_gt0; apply: le_lt_trans r_le _; rewrite invf_lt1 ?ltr1n ?ltr0n. Qed.

Lemma sweep_step k i : `|sweeps k i 0| <= (1 - r)^-1.
Proof.
elim: k i => [|k IH] i; first by rewrite mxE normr1 invf_ge1 // ler_subl_addr ler_addl.
rewrite [sweeps _]/= sweepE; apply: le_trans (ler_norm_sub _ _) _; rewrite normr1.
apply: le_trans (ler_add (lexx _) (off_diagonal _ IH)) _.
have -> : 1 + r * (1 - r)^-1 = (1 - r)^-1 * (1 - r + r) by rewrite mulrDr mulVf ?gt_eqF // mulrC.
by rewrite subrK mulr1.
Qed.

Theorem sweeps_between k i : 0 <= sweeps k i 0 <= (1 - r)^-1.
Proof.
rewrite (le_trans (ler_norm _) (sweep_step k i)) andbT.
case: k => [|k]; first by rewrite mxE ler01.
rewrite [sweeps _]/= sweepE subr_ge0; apply: le_trans (ler_norm _) _.
apply: le_trans (off_diagonal _ (sweep_step k)) _.
rewrite ler_pdivr_mulr // mul1r ler_subr_addr -mulr2n -mulr_natr -ler_pdivl_mulr ?ltr0n //.
by rewrite mul1r.
Qed.

Lemma sweeps_total k : total (sweeps k) <= n%:R / (1 - r).
Proof.
apply: (@le_trans _ _ (\sum_(i < n) (1 - r)^-1)).
  by apply: ler_sum => i _; case/andP: (sweeps_between k i).
by rewrite sumr_const card_ord -[_ *+ n]mulr_natl.
Qed.

Lemma sweeps_total_ge0 k : 0 <= total (sweeps k).
Proof. by apply: sumr_ge0 => i _; case/andP: (sweeps_between k i). Qed.
End Sweeps.

(** ** The width of the bounds *)
Section Width.
Variables (R : realFieldType) (n : nat) (G : 'M[R]_n) (a : 'cV[R]_n) (e mu : R).
Add Field R_field : (field_laws R).

(** mu is the least margin. *)
Definition least_margin (m : R) := (exists i, (G *m a) i 0 = m) /\ forall i, m <= (G *m a) i 0.

Definition lower_bound := objective G a.
Definition upper_bound := dot a (G *m a) / (2%:R * mu ^+ 2).

Hypotheses (a_ge0 : nonnegative a) (e_ge0 : 0 <= e) (e_le : e <= 7%:R^-1).
Hypotheses (small : forall i, `|residual G a i 0| <= e) (least : least_margin mu).

Lemma margin_near i : 1 - e <= (G *m a) i 0 <= 1 + e.
Proof.
have := small i; rewrite residualE ler_norml => /andP[lower upper].
rewrite ler_subl_addr -ler_subl_addl upper /=.
by move: lower; rewrite ler_subr_addr addrC ler_subl_addr addrC.
Qed.

Lemma margin_ge : 1 - e <= mu.
Proof. by have [[i <-] _] := least; case/andP: (margin_near i). Qed.

Lemma margin_gt0 : 0 < mu.
Proof.
apply: lt_le_trans margin_ge; rewrite subr_gt0; apply: le_lt_trans e_le _.
by rewrite invf_lt1 ?ltr1n ?ltr0n.
Qed.

Lemma form_le : 0 <= dot a (G *m a) <= (1 + e) * total a.
Proof.
have gap_ge0 : 0 <= 1 - e.
  by rewrite subr_ge0 (le_trans e_le) // invf_le1 ?ler1n ?ltr0n.
apply/andP; split.
  apply: sumr_ge0 => i _; rewrite mulr_ge0 //; apply: le_trans gap_ge0 _.
  by case/andP: (margin_near i).
rewrite /total mulr_sumr; apply: ler_sum => i _; rewrite mulrC ler_wpmul2r //.
by case/andP: (margin_near i).
Qed.

Theorem bounds_width : upper_bound - lower_bound <= 5%:R / 2%:R * e * total a.
Proof.
have /andP[Q_ge0 Q_le] := form_le; have mu_gt0 := margin_gt0.
rewrite /upper_bound /lower_bound /objective; move: (dot _ _) (total a) Q_ge0 Q_le => Q T Q_ge0 Q_le.
have T_ge0 : 0 <= T.
  have e1_gt0 : 0 < 1 + e by rewrite (lt_le_trans ltr01) // ler_addl.
  by rewrite -(pmulr_rge0 _ e1_gt0) (le_trans Q_ge0).
have square : 1 <= (1 + 4%:R * e) / (1 + e) * mu ^+ 2.
  have e1_gt0 : 0 < 1 + e by rewrite (lt_le_trans ltr01) // ler_addl.
  rewrite mulrAC ler_pdivl_mulr // mul1r.
  apply: (@le_trans _ _ ((1 + 4%:R * e) * (1 - e) ^+ 2)).
    rewrite -subr_ge0.
    have -> : (1 + 4%:R * e) * (1 - e) ^+ 2 - (1 + e) = 7%:R * e * (7%:R^-1 - e) + 4%:R * e ^+ 3.
      by by_field R; nonzero.
    by rewrite addr_ge0 ?mulr_ge0 ?exprn_ge0 ?ler0n // subr_ge0.
  rewrite ler_wpmul2l ?addr_ge0 ?mulr_ge0 ?ler0n ?ler01 // ler_pexpn2r ?qualifE ?(ltW mu_gt0) ?margin_ge //.
  by rewrite subr_ge0 (le_trans e_le) // invf_le1 ?ler1n ?ltr0n.
have upper : Q / (2%:R * mu ^+ 2) <= (1 + 4%:R * e) * T / 2%:R.
  have e1_gt0 : 0 < 1 + e by rewrite (lt_le_trans ltr01) // ler_addl.
  rewrite ler_pdivr_mulr ?mulr_gt0 ?exprn_gt0 ?ltr0n //; apply: le_trans Q_le _.
  have -> : (1 + 4%:R * e) * T / 2%:R * (2%:R * mu ^+ 2)
      = (1 + e) * T * ((1 + 4%:R * e) / (1 + e) * mu ^+ 2).
    by by_field R; nonzero.
  by rewrite ler_pemulr // mulr_ge0 // ltW.
have lower : T - (1 + e) * T / 2%:R <= T - Q / 2%:R.
  by rewrite ler_add2l ler_opp2 ler_wpmul2r ?invr_ge0 ?ler0n.
apply: le_trans (ler_sub upper lower) _; rewrite le_eqVlt; apply/predU1P; left.
by by_field R; nonzero.
Qed.
End Width.

(** Both together: after k sweeps on at most c points. *)
Section SweepsWidth.
Variables (R : realFieldType) (n c k : nat) (G : 'M[R]_n) (r mu : R).
Hypotheses (dom : dominated G r) (r_ge0 : 0 <= r) (r_le : r <= 8%:R^-1) (n_le : (n <= c)%N).
Hypothesis least : least_margin G (sweeps G k) mu.
Add Field R_field : (field_laws R).

Let r_half : r <= 2%:R^-1.
Proof. by apply: le_trans r_le _; rewrite lef_pinv ?qualifE ?ltr0n // ler_nat. Qed.

Let r_le1 : r <= 1.
Proof. by apply: le_trans r_le _; rewrite invf_le1 ?ler1n ?ltr0n. Qed.

Lemma power_small : r ^+ k.+1 <= 7%:R^-1.
Proof.
apply: (@le_trans _ _ r); first by rewrite exprS ler_pimulr // exprn_ile1.
by apply: le_trans r_le _; rewrite lef_pinv ?qualifE ?ltr0n // ler_nat.
Qed.

Lemma sweeps_nonnegative : nonnegative (sweeps G k).
Proof. by move=> i; case/andP: (sweeps_between dom r_ge0 r_half k i). Qed.

Theorem sweeps_margin : 0 < mu.
Proof. exact: margin_gt0 power_small (sweeps_residual dom k) least. Qed.

Theorem sweeps_width : upper_bound G (sweeps G k) mu - lower_bound G (sweeps G k)
  <= 20%:R / 7%:R * (c%:R * r ^+ k.+1).
Proof.
have power_ge0 : 0 <= r ^+ k.+1 by rewrite exprn_ge0.
apply: le_trans (bounds_width sweeps_nonnegative power_ge0 power_small (sweeps_residual dom k) least) _.
have total_le : total (sweeps G k) <= c%:R * (8%:R / 7%:R).
  apply: le_trans (sweeps_total dom r_ge0 r_half k) _; apply: ler_pmul; rewrite ?ler0n ?ler_nat //.
    by rewrite invr_ge0 subr_ge0.
  have -> : 8%:R / 7%:R = (7%:R / 8%:R)^-1 :> R by rewrite invf_div.
  rewrite lef_pinv ?qualifE ?divr_gt0 ?ltr0n //; last first.
    by rewrite subr_gt0 (le_lt_trans r_le) // invf_lt1 ?ltr1n ?ltr0n.
  have -> : 7%:R / 8%:R = 1 - 8%:R^-1 :> R by by_field R; nonzero.
  by rewrite ler_add2l ler_opp2.
have -> : 20%:R / 7%:R * (c%:R * r ^+ k.+1) = 5%:R / 2%:R * r ^+ k.+1 * (c%:R * (8%:R / 7%:R)).
  by move: (r ^+ _) (c%:R) => E C; by_field R; nonzero.
by rewrite ler_wpmul2l // mulr_ge0 ?divr_ge0 ?ler0n.
Qed.
End SweepsWidth.
