(** Ridge regression with a large λ gives the sum of all entries of a kernel's matrix.

    Theorem, in words. Let K be a symmetric N × N matrix with x'Kx >= 0 for all x and entries between -1 and 1,
    λ > 0, and a the coefficients of ridge regression with all labels 1: (K + λ) a = 1. Then λ (N - λ Σ a_i) is
    at most the sum of all entries of K, and at most N³/λ below it.

    The numbers are those of any ordered field. Claim [kernel.identities], on Backurs, Indyk, Schmidt, "On
    the Fine-Grained Complexity of Empirical Risk Minimization" (arXiv 1704.02958). *)

From mathcomp Require Import all_ssreflect all_algebra.
From Tightbound Require Import KernelMachine KernelBias KernelSeparation.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section LargeLambda.
Variables (R : realFieldType) (n : nat) (K : 'M[R]_n) (l : R) (a : 'cV[R]_n).
Hypotheses (sym : symmetric K) (psd : semidefinite K) (entries : forall i j, `|K i j| <= 1) (l_gt0 : 0 < l).
Hypothesis sol : K *m a + l *: a = const_mx 1.

Let x := K *m const_mx 1 : 'cV[R]_n.
Let z := K *m a.

Lemma square_ge0 (u : 'cV[R]_n) : 0 <= dot u u.
Proof. by apply: sumr_ge0 => i _; rewrite -expr2 sqr_ge0. Qed.

Lemma all_entries : dot x (const_mx 1) = entry_sum K.
Proof.
rewrite dot_ones; apply: eq_bigr => i _; rewrite mxE; apply: eq_bigr => j _.
by rewrite mxE mulr1.
Qed.

Lemma readout_error : l * (n%:R - l * total a) = entry_sum K - dot x z.
Proof.
have ones : total (const_mx 1 : 'cV[R]_n) = n%:R.
  by rewrite /total (eq_bigr (fun=> 1)) => [|i _]; rewrite ?mxE // sumr_const card_ord.
have la : l *: a = const_mx 1 - z by rewrite -sol addrC addKr.
rewrite -ones -all_entries -[total a]dot_ones [dot a _]dotC -dotZr -[total _]dot_ones -dotBr la.
have -> : const_mx 1 - (const_mx 1 - z) = z :> 'cV[R]_n by rewrite opprB addrC subrK.
by rewrite -dotZr /z scalemxAr la (dot_symmetric _ _ sym) dotC -/x dotBr.
Qed.

Lemma row_sum i : x i 0 ^+ 2 <= n%:R ^+ 2.
Proof.
have le : `|x i 0| <= n%:R.
  rewrite mxE; apply: le_trans (ler_norm_sum _ _ _) _; apply: (@le_trans _ _ (\sum_(j < n) 1)).
    by apply: ler_sum => j _; rewrite mxE mulr1.
  by rewrite sumr_const card_ord.
by rewrite -real_normK ?num_real // ler_pexpn2r ?qualifE ?normr_ge0 ?ler0n.
Qed.

Theorem large_lambda : 0 <= entry_sum K - l * (n%:R - l * total a) <= n%:R ^+ 3 / l.
Proof.
rewrite readout_error opprB addrC subrK.
have x_z : x = K *m z + l *: z by rewrite /x -sol mulmxDr -scalemxAr.
have form_ge0 : 0 <= dot z (K *m z) := psd z.
apply/andP; split.
  by rewrite x_z dotDl dotZl dotC addr_ge0 // mulr_ge0 ?square_ge0 // ltW.
rewrite ler_pdivl_mulr //; apply: (@le_trans _ _ (dot x x)).
  rewrite {3}x_z dotDr dotZr [X in X <= _]mulrC ler_addr x_z dotDl dotZl.
  by rewrite addr_ge0 ?square_ge0 // mulr_ge0 ?(ltW l_gt0).
apply: (@le_trans _ _ (\sum_(i < n) n%:R ^+ 2)).
  by apply: ler_sum => i _; rewrite -expr2 row_sum.
by rewrite sumr_const card_ord -mulr_natl -exprS.
Qed.
End LargeLambda.
