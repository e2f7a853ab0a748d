(** What rounding with feedback loses.

    Setting. H = V D V' with V upper triangular and ones on its diagonal, D diagonal. A row of weights w is rounded to v from the
    first coordinate to the last: the target of coordinate k is t_k = w_k + sum_(i < k) (w_i - v_i) V_ik.

    Theorems, in words.
    - The loss (v - w) H (v - w)' is the sum of D_k (v_k - t_k)², whatever v is.
    - If each v_k is within half a step s_k of t_k, and no D_k is negative, the loss is at most a quarter of the sum of D_k s_k².
    - The pivots D_k add up to at most the trace of H, if none is negative.
    - For z_i in {0, 1} the square (z_i - y_i)² is (1 - 2 y_i) z_i + y_i², so the linear cost 1 - 2y measures the distance to y.

    The numbers are those of any ordered field. Claim [quantization.ldlq-loss], on Chee, Cai, Kuleshov, De Sa, "QuIP: 2-Bit
    Quantization of Large Language Models With Guarantees" (arXiv 2307.13304). *)

From mathcomp Require Import all_ssreflect all_algebra.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Feedback.
Variables (R : realFieldType) (n : nat) (V : 'M[R]_n) (D w v : 'rV[R]_n).

(** V has ones on its diagonal and zeros below. *)
Definition unit_upper := forall i j : 'I_n, (j <= i)%N -> V i j = (i == j)%:R.

Definition hessian : 'M[R]_n := V *m diag_mx D *m V^T.

(** The target of coordinate k. *)
Definition target (k : 'I_n) : R := w 0 k + \sum_(i < n | (i < k)%N) (w 0 i - v 0 i) * V i k.

Definition loss : R := ((v - w) *m hessian *m (v - w)^T) 0 0.

Hypothesis upper : unit_upper.

(** (v - w) V has the entries v_k - t_k. *)
Lemma errors k : ((v - w) *m V) 0 k = v 0 k - target k.
Proof.
rewrite mxE (bigID (fun i : 'I_n => (i < k)%N)) /= [X in _ + X](bigD1 k) ?ltnn //=.
rewrite [X in _ + (_ + X)]big1 => [|i /andP [ki ik]]; last first.
  by rewrite upper ?(negPf ik) ?mulr0 // leqNgt.
rewrite addr0 upper // eqxx mulr1 !mxE /target opprD addrA addrC; congr (_ + _).
by rewrite -sumrN; apply: eq_bigr => i _; rewrite !mxE -mulNr opprB.
Qed.

Theorem feedback_loss : loss = \sum_k D 0 k * (v 0 k - target k) ^+ 2.
Proof.
have -> : loss = (((v - w) *m V) *m diag_mx D *m ((v - w) *m V)^T) 0 0.
  by rewrite /loss /hessian trmx_mul !mulmxA.
rewrite mxE; apply: eq_bigr => k _.
by rewrite mul_mx_diag mxE [in X in _ * X]mxE !errors mulrAC mulrC -expr2.
Qed.

Section Bound.
Variable s : 'rV[R]_n.
Hypotheses (pivots : forall k, 0 <= D 0 k) (near : forall k, `|v 0 k - target k| <= s 0 k / 2%:R).

Theorem feedback_bound : loss <= 4%:R^-1 * \sum_k D 0 k * s 0 k ^+ 2.
Proof.
rewrite feedback_loss mulr_sumr; apply: ler_sum => k _.
rewrite [X in _ <= X]mulrCA; apply: ler_wpmul2l => //.
have -> : 4%:R^-1 * s 0 k ^+ 2 = (s 0 k / 2%:R) ^+ 2.
  by rewrite expr_div_n mulrC -natrX.
rewrite -real_normK ?num_real // ler_pexpn2r ?qualifE ?normr_ge0 //.
exact: le_trans (normr_ge0 _) (near k).
Qed.
End Bound.

Theorem pivots_trace : (forall k, 0 <= D 0 k) -> \sum_k D 0 k <= \tr hessian.
Proof.
move=> pivots; apply: ler_sum => k _.
rewrite mxE (bigD1 k) //= mul_mx_diag !mxE upper // eqxx mul1r mulr1 ler_addl.
by apply: sumr_ge0 => j _; rewrite !mxE mulrAC mulr_ge0 // -expr2 sqr_ge0.
Qed.
End Feedback.

Theorem linear_cost (R : realFieldType) n (y : 'I_n -> R) (z : 'I_n -> bool) :
  \sum_i ((z i)%:R - y i) ^+ 2 = \sum_i (1 - 2%:R * y i) * (z i)%:R + \sum_i y i ^+ 2.
Proof.
rewrite -big_split /=; apply: eq_bigr => i _.
case: (z i) => /=; last by rewrite mulr0 add0r sub0r sqrrN.
by rewrite mulr1 sqrrB expr1n mul1r -mulr_natl.
Qed.
